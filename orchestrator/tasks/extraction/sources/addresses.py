"""Which network addresses a fetch may dial (server-side request forgery)."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from orchestrator.threads import in_daemon_thread

_NOT_PUBLIC_V4 = (
    ip_network("192.0.0.0/24"),  # IETF protocol assignments; Python calls a part of it global
    ip_network("192.88.99.0/24"),  # the retired 6to4 relay
)
_PUBLIC_V6 = IPv6Network("2000::/3")  # all that IANA has given out as global unicast
_NOT_PUBLIC_V6 = (
    IPv6Network("2001::/23"),  # Teredo, ORCHID and other protocol assignments
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address meant


def is_public(address: str) -> bool:
    """Whether an address belongs to the public Internet, whatever IPv6 wraps it in.

    IPv4-mapped, NAT64 and 6to4 addresses are judged by the IPv4 address inside.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _embedded_ipv4(ip)
        if inner is None:
            return (
                ip in _PUBLIC_V6
                and ip.is_global
                and not any(ip in network for network in _NOT_PUBLIC_V6)
            )
        ip = inner
    return (
        ip.is_global
        and not ip.is_multicast
        and not ip.is_reserved
        and not any(ip in network for network in _NOT_PUBLIC_V4)
    )


def _embedded_ipv4(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.sixtofour


def is_address(host: str) -> bool:
    """Whether a host is written as an IP address instead of a name."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


async def resolve(host: str, port: int) -> list[str]:
    """Look a host up.

    `getaddrinfo` cannot be interrupted: it is left behind at our deadline.

    Returns:
        The addresses in the order of the system's resolver, each once.

    Raises:
        OSError: The name has no address (`socket.gaierror`), or the system refuses to say.
    """

    def look_up() -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # a label that is empty or over 63 characters
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    return await in_daemon_thread(look_up, name="jobai-resolve")
