# SPDX-License-Identifier: GPL-3.0-or-later
"""Which network a request comes from, and whom we believe about it."""

import dataclasses
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.settings import Settings
from intake.web.network import ProxyError, networks_of, proxies_of, sender_of

PROXIES = (ipaddress.ip_network("127.0.0.1"), ipaddress.ip_network("2001:db8:ff::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 2001:db8:ff::7", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", "None"),
        (None, "", "None"),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_counts(
    peer: str | None, forwarded: str, sender: str
) -> None:
    assert str(sender_of(peer, forwarded, PROXIES)) == sender


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("192.0.2.7", ("192.0.2.7/32", "192.0.2.0/24")),
        ("2001:db8:1:2:3::4", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("fe80::1%eth0", ("fe80::/64", "fe80::/48")),
    ],
)
def test_a_sender_belongs_to_two_networks(address: str, networks: tuple[str, str]) -> None:
    assert networks_of(ipaddress.ip_address(address)) == networks


def test_who_has_no_address_shares_one_network() -> None:
    """As over a socket of the same machine."""
    assert networks_of(None) == ("unknown", "unknown")


@given(st.text(), st.text())
def test_whatever_stands_there_is_an_address_or_none(peer: str, forwarded: str) -> None:
    networks_of(sender_of(peer, forwarded, PROXIES))


def test_a_proxy_that_is_no_address_stops_the_start(settings: Settings) -> None:
    web = dataclasses.replace(settings.web, proxies=("10.0.0.0/8", "nginx"))
    with pytest.raises(ProxyError, match="nginx"):
        proxies_of(dataclasses.replace(settings, web=web))
