"""Addresses at which no provider can be asked: nobody listens, no name, no certificate to trust."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def unreachable(folder: Path, *, names: bool = True) -> Generator[list[str]]:
    """Give the addresses; whoever reads a request at one of them anyway raises at the end.

    Args:
        folder: For certificates.
        names: With a name that nobody has; looking for it leaves this machine.
    """
    with (
        socket.create_server(("127.0.0.1", 0)) as closed,
        _tls(folder, "self-signed", valid_for=timedelta(days=1)) as self_signed,
        _tls(folder, "expired", valid_for=timedelta(days=-1)) as expired,
    ):
        refused = f"http://127.0.0.1:{closed.getsockname()[1]}"
        closed.close()
        addresses = [refused, self_signed, expired]
        yield [*addresses, "http://nobody.invalid"] if names else addresses


@contextmanager
def _tls(folder: Path, name: str, *, valid_for: timedelta) -> Generator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder / f"{name}.pem", valid_for))
    read: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with suppress(OSError), connection:
                    connection.settimeout(2)
                    with context.wrap_socket(connection, server_side=True) as trusted:
                        read.append(trusted.recv(1000))

        thread = threading.Thread(target=serve, name=name, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()
    assert not any(read), f"a request was sent to a server whose certificate is {name}"


def _certificate(path: Path, valid_for: timedelta) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + valid_for)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
