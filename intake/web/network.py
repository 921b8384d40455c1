# SPDX-License-Identifier: GPL-3.0-or-later
"""Which network a request comes from: its address and the network around it.

An address is used to look up a bucket in memory, and is written nowhere.
"""

import ipaddress
from collections.abc import Sequence

from intake.errors import RefusedError
from intake.settings import Settings

# The customer's own and what it is part of. Behind one IPv6 /64 there is one home or one machine.
_PREFIXES = {4: (32, 24), 6: (64, 48)}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def proxies_of(settings: Settings) -> tuple[Network, ...]:
    """Return the proxies of the settings, or raise ProxyError."""
    return tuple(_network(text) for text in settings.web.proxies)


def sender_of(peer: str | None, forwarded: str, proxies: Sequence[Network]) -> Address | None:
    """Return the address that a request comes from, None if there is none.

    A proxy of ours says in X-Forwarded-For whom it serves, behind what its own visitor claimed; so
    the last address that is no proxy of ours counts. Others may write there what they like.

    >>> proxies = (ipaddress.ip_network("127.0.0.0/8"),)
    >>> str(sender_of("127.0.0.1", "10.9.9.9, 192.0.2.7", proxies))
    '192.0.2.7'
    >>> str(sender_of("192.0.2.7", "10.9.9.9", proxies))
    '192.0.2.7'
    """
    sender = _address(peer or "")
    for text in reversed(forwarded.split(",")):
        before = _address(text.strip()) if _is_one_of(sender, proxies) else None
        if before is None:
            break
        sender = before
    return sender


def networks_of(sender: Address | None) -> tuple[str, str]:
    """Return the sender's own network and the one around it.

    >>> networks_of(ipaddress.ip_address("192.0.2.7"))
    ('192.0.2.7/32', '192.0.2.0/24')
    >>> networks_of(ipaddress.ip_address("2001:db8:1:2:3::4"))
    ('2001:db8:1:2::/64', '2001:db8:1::/48')
    """
    if sender is None:
        return "unknown", "unknown"
    own, wide = (
        str(ipaddress.ip_network((sender, length), strict=False))
        for length in _PREFIXES[sender.version]
    )
    return own, wide


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise ProxyError(text) from error


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # The same machine, as a socket for both families names it.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_one_of(address: Address | None, networks: Sequence[Network]) -> bool:
    return address is not None and any(
        address.version == one.version and address in one for one in networks
    )


class ProxyError(RefusedError):
    """A proxy of the settings is no address and no network."""

    def __init__(self, text: str) -> None:
        """Repeat what is written there."""
        super().__init__(f"web.proxies should hold addresses or networks such as ::1, not {text!r}")
