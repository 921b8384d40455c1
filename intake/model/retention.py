# SPDX-License-Identifier: GPL-3.0-or-later
"""What Belgian law makes us keep although its person asks for erasure, and until when.

Books and vouchers: ten years from the first of January that follows their year (VAT code, article
60, and income tax code 1992, article 315, both as changed by the law of 20 November 2022). Orders
belong to what article 60 names, once money came of them. GDPR, article 17(3)(b), lets them stay.
"""

import datetime

from intake.model.transmission import TransmissionStep, transmission_paper

BOOKKEEPING = frozenset(
    {
        "invoice",
        "credit-note",
        "payment",
        "refund",
        # How the invoice got to its customer.
        *map(transmission_paper, TransmissionStep),
    }
)
# Money came, seen before there were papers of payments.
MONEY_CAME = BOOKKEEPING | {"marked-paid"}
# What stands behind the books once money came.
VOUCHERS = BOOKKEEPING | {"order", "marked-paid", "quotation", "quotation-accepted"}
LAW = "VAT code art. 60, income tax code art. 315"
_YEARS = 10


def kept_until(day: datetime.date) -> datetime.date:
    """Return the last day on which a voucher of that day has to be there.

    >>> kept_until(datetime.date(2026, 3, 1))
    datetime.date(2036, 12, 31)
    """
    return datetime.date(day.year + _YEARS, 12, 31)
