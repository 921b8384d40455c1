# SPDX-License-Identifier: GPL-3.0-or-later
"""What an order costs: the one place where VAT is computed.

Net prices are summed per rate, and VAT is taken once on each sum, half up (Royal Decree of 8 July
2025; EN 16931 wants the same). Rounding line by line would charge three times 4.13 a cent more:

>>> rate = Decimal(21)
>>> str(price([(Money(cents=413), rate)] * 3).total)
'14.99'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from intake.model.money import NOTHING, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class VatLine:
    """The VAT of one rate (in percent) and the net amount that it is taken on."""

    rate: Decimal
    net: Money
    vat: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What all lines come to."""

    net: Money
    vat_lines: tuple[VatLine, ...]
    vat: Money
    total: Money


def price(amounts: Iterable[tuple[Money, Decimal]]) -> Totals:
    """Add up net amounts, each with its VAT rate in percent."""
    nets: dict[Decimal, Money] = {}
    for net, rate in amounts:
        nets[rate] = nets.get(rate, NOTHING) + net
    vat_lines = tuple(
        VatLine(rate=rate, net=net, vat=net.percent_half_up(rate))
        for rate, net in sorted(nets.items(), reverse=True)
    )
    net = sum((line.net for line in vat_lines), start=NOTHING)
    vat = sum((line.vat for line in vat_lines), start=NOTHING)
    return Totals(net=net, vat_lines=vat_lines, vat=vat, total=net + vat)
