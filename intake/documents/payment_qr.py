# SPDX-License-Identifier: GPL-3.0-or-later
"""The payment QR: what a bank's app scans instead of having it typed.

Source: European Payments Council, EPC069-12, version 002, UTF-8, error correction level M. The
Belgian structured communication travels as twelve bare digits in the field of the structured
reference; in the field for free text, apps would show it as an ordinary message.
"""

from collections.abc import Iterable, Iterator
from html import escape

import segno

from intake.model.money import Money
from intake.model.structured_communication import OrderNumber, communication_digits
from intake.settings import Network

# EPC069-12: the name of the beneficiary has at most seventy characters.
_LONGEST_NAME = 70
# ISO/IEC 18004: light modules that have to surround the code.
_QUIET_ZONE = 4


def payment_qr_payload(number: OrderNumber, total: Money, *, network: Network) -> str:
    """Return what the payment QR of an order says: whom to pay, how much, for which order."""
    lines = (
        "BCD",
        "002",
        "1",
        "SCT",
        network.bic,
        network.legal_name[:_LONGEST_NAME],
        network.iban.replace(" ", ""),
        f"EUR{total}",
        "",
        communication_digits(number),
    )
    return "\n".join(lines)


def payment_qr_svg(payload: str, *, title: str) -> str:
    """Return the code as an inline ``<svg>`` as large as its place, named by the title."""
    code = segno.make_qr(payload, error="m", mode="byte", encoding="utf-8", boost_error=False)
    rows = [list(row) for row in code.matrix_iter(border=_QUIET_ZONE)]
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' shape-rendering="crispEdges" role="img"><title>{escape(title)}</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path fill="#000" d="{"".join(_bars(rows))}"/></svg>'
    )


def _bars(rows: Iterable[Iterable[int]]) -> Iterator[str]:
    """Draw each run of dark modules as one bar."""
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield f"M{start} {y}h{x - start}v1H{start}z"
                start = None
