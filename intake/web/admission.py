# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an order may become one at once, or is held until a person has looked at it."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.actions.hold_order import hold_order
from intake.model.catalogue import PriceList
from intake.model.doubt import Doubt, has_many_links
from intake.model.order import OrderRequest
from intake.model.vat import Vat
from intake.openpgp.encrypt import Sealer
from intake.store.held_box import HeldBox
from intake.web.forms import Fields
from intake.web.limits import ALL_ORDERS, ORDERS_A_DAY, ORDERS_AN_HOUR, Limits, Wanted

# The field that people do not see; its label asks those who do to leave it empty.
TRAP = "website"
# Nobody reads a review page faster.
LEAST_AGE = timedelta(seconds=2)
_EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Looks at every new order; ``secret`` keys the hashes by which it knows addresses again."""

    limits: Limits
    box: HeldBox
    sealer: Sealer
    secret: bytes

    def is_early(self, reviewed: datetime, now: datetime) -> bool:
        """Say whether a review page comes back sooner than anybody can have read it."""
        return self.limits.limited and now - reviewed < LEAST_AGE

    def holds(self, mark: str) -> bool:
        """Say whether that form is in the held box, or was."""
        return self.box.holds(mark)

    def doubts(self, fields: Fields, request: OrderRequest, now: datetime) -> tuple[Doubt, ...]:
        """Return why a person should look at it first; nothing, and it counts as an order."""
        return tuple(self._seen(fields, request)) or tuple(self._counted(request, now))

    def hold(  # noqa: PLR0913 - what an order is made of, each named
        self,
        request: OrderRequest,
        price_list: PriceList,
        vat: Vat,
        *,
        doubts: tuple[Doubt, ...],
        mark: str,
        now: datetime,
    ) -> None:
        """Put it into the held box."""
        box, sealer = self.box, self.sealer
        hold_order(
            request, price_list, vat, doubts=doubts, mark=mark, box=box, sealer=sealer, now=now
        )

    def _seen(self, fields: Fields, request: OrderRequest) -> Iterator[Doubt]:
        if fields.get(TRAP, "").strip():
            yield Doubt.TRAP
        if has_many_links(request):
            yield Doubt.LINKS

    def _counted(self, request: OrderRequest, now: datetime) -> Iterator[Doubt]:
        address = request.customer.email.lower().encode()
        who = hmac.new(self.secret, b"quota/1 " + address, hashlib.sha256).hexdigest()
        quota = [Wanted(policy=one, who=who) for one in (ORDERS_AN_HOUR, ORDERS_A_DAY)]
        if self.limits.take(quota, now):
            yield Doubt.QUOTA
        elif self.limits.take([Wanted(policy=ALL_ORDERS, who=_EVERYBODY)], now):
            yield Doubt.FLOOD
