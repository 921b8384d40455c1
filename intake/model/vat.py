# SPDX-License-Identifier: GPL-3.0-or-later
"""Belgian VAT rates by date.

Royal Decree no 20 of 20 July 1970: the standard rate has been 21 % since 1 January 1996. Hosting
and domain names have the standard rate.
"""

import datetime
from decimal import Decimal

_STANDARD_RATES = ((datetime.date(1996, 1, 1), Decimal(21)),)


def standard_rate(tax_point: datetime.date) -> Decimal:
    """Return the standard rate in percent on the day that VAT becomes chargeable."""
    return max(rate for rate in _STANDARD_RATES if rate[0] <= tax_point)[1]
