# SPDX-License-Identifier: GPL-3.0-or-later
"""An order that waits for a person: it has no number, and nobody has been written to."""

import datetime
from dataclasses import dataclass

from intake.model.doubt import Doubt
from intake.model.order import OrderRequest
from intake.model.vat import Vat


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOrder:
    """What was asked for, at which prices, and why it is held."""

    received: datetime.datetime
    doubts: tuple[Doubt, ...]
    price_list: datetime.date
    vat: Vat
    request: OrderRequest
