"""All of the internet on loopback: a proxy that serves every host, also by TLS, from two servers.

A command that runs with `environment` takes https://example.com, a vendor's own address and a
server on a port of this machine for real, and none of them is.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wire import WireServer

_WITHOUT_KEY = ("localhost",)
_VENDORS = ("googleapis.com", "openai.com", "anthropic.com", "openrouter.ai", "localhost")


class LoopbackInternet:
    """Vendors and servers of one's own are the model server; every other host is a web site.

    Args:
        folder: Where the certificates are written.
        models: Servers on this machine are asked without a key, which they let in.
        pages: What the web sites show, by path; every other path is a 404.
    """

    def __init__(self, folder: Path, models: WireServer, pages: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._model_port = models.port
        self._key = f"Bearer {models.key}"
        self._pages = pages
        self._authority = _Authority(folder)
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.targets: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead everything here."""
        url = f"http://127.0.0.1:{self._server.server_address[1]}"
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), url)
        return {**proxies, "NO_PROXY": "", "SSL_CERT_FILE": str(self._authority.file)}

    def __enter__(self) -> Self:
        internet = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    internet.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, client: socket.socket) -> None:
        """Answer one connection."""
        head, body = _received(client)
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        if method == "CONNECT":
            host = target.rpartition(":")[0].strip("[]")
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            client = self._context(host).wrap_socket(client, server_side=True)
            head, body = _received(client)
            method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            scheme = "https"
        else:
            scheme, _, rest = target.partition("://")
            host, slash, path = rest.partition("/")
            host, path = host.partition(":")[0], slash + path
        self.targets.append(f"{method} {scheme}://{host}{path}")
        if host.endswith(_VENDORS) or host.startswith("127."):
            if host in _WITHOUT_KEY:
                head = re.sub(rb"(?i)(?<=\nauthorization: )[^\r]*", self._key.encode(), head)
            self._pass_on(client, head, body, method, path)
        else:
            page = self._pages.get(path.partition("?")[0])
            status = "200 OK" if page is not None else "404 Not Found"
            page = page or b"gone"
            client.sendall(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(page)}\r\nConnection: close\r\n\r\n".encode()
                + page
            )
        client.close()

    def _pass_on(
        self, client: socket.socket, head: bytes, body: bytes, method: str, path: str
    ) -> None:
        lines = head.split(b"\r\n")[1:]
        kept = [line for line in lines if not line.lower().startswith((b"connection", b"proxy-"))]
        first = f"{method} {path} HTTP/1.1\r\n".encode()
        with socket.create_connection(("127.0.0.1", self._model_port)) as server:
            server.sendall(first + b"\r\n".join(kept) + b"\r\n\r\n" + body)
            answered, rest = _received(server)
            lines = [x for x in answered.split(b"\r\n") if not x.lower().startswith(b"connection")]
            client.sendall(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + rest)

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._authority.certify(host))
            self._contexts[host] = context
        return self._contexts[host]


class _Authority:
    """Signs a certificate for any host."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
        self.file = folder / "authority.pem"
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        own = (
            _builder(self._name, self._name, self._key)
            .add_extension(constraints, critical=True)
            .add_extension(usage, critical=True)
        )
        self.file.write_bytes(
            own.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )

    def certify(self, host: str) -> Path:
        """Write a key and a certificate for a host into one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            name: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            name = x509.DNSName(host)
        signed = (
            _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), self._name, key)
            .add_extension(x509.SubjectAlternativeName([name]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = self._folder / f"{host}.pem"
        file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
        return file


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _received(connection: socket.socket) -> tuple[bytes, bytes]:
    """Read the head and the whole body of one message with a length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += _more(connection)
    return head, body


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        raise ConnectionResetError("hung up")
    return data
