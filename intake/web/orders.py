# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordering: the form, its review, the confirmation and the receipt.

    POST /fr/order/review      the form            -> what it comes to, or its faults
    POST /fr/order/edit        the reviewed form   -> the form again
    POST /fr/order/confirm     the reviewed form   -> 303 to the receipt, or to "held"
    GET  /fr/order/held        the address of all  -> a person will look at it
    GET  /fr/order/received/…  a signed address    -> the receipt

Nothing is kept between these pages: the review carries the form, signed.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed

from intake.actions.receive_order import receive_order
from intake.errors import Fault, InvalidInputError, UnavailableError
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue, PriceList
from intake.model.language import Language
from intake.model.order import Order, OrderLine, OrderRequest, priced, totals_of
from intake.model.order_state import OrderState
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat, VatRules, vat_for
from intake.settings import Settings
from intake.store.queue import Queue
from intake.web.admission import Admission
from intake.web.forms import Fields, read_fields
from intake.web.order_form import FIELDS, parse_order
from intake.web.pages import Pages
from intake.web.tokens import ExpiredReviewError, Shown, Tokens
from intake.web.views import View, form_view, offers_view, receipt_view, review_view, state_view

_log = logging.getLogger(__name__)
_TOKEN = "token"  # noqa: S105  # the name of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDesk:
    """What ordering needs. ``notify`` is told of every new order once it is durable.

    ``state_of`` says where an order is, as far as staff have published it.
    ``admission`` says which orders wait in the held box for a person.
    """

    settings: Settings
    catalogue: Catalogue
    vat_rules: VatRules
    pages: Pages
    tokens: Tokens
    queue: Queue
    admission: Admission
    notify: Callable[[Order], None]
    state_of: Callable[[OrderNumber], OrderState]
    clock: Callable[[], datetime]

    def review(self, language: Language) -> Response:
        """Show what the form comes to."""
        return self._reviewed(_fields(FIELDS), language, self.clock())

    def edit(self, language: Language) -> Response:
        """Show the form again, as it was filled in."""
        fields, _ = _with_token()
        return self._form(fields, language, self.clock())

    def confirm(self, language: Language) -> Response:
        """Receive the order that was reviewed, at the prices that were shown."""
        now = self.clock()
        fields, token = _with_token()
        try:
            shown = self.tokens.read_review(token, fields, now)
        except ExpiredReviewError:
            retry = self._retry(language, "review", "review_again", fields)
            return self.pages.problem("review_expired", language, status=409, retry=retry)
        if self.admission.is_early(self.tokens.reviewed_at(token), now):
            return self._reviewed(fields, language, now, early=token)
        mark = self.tokens.mark(fields, shown)
        if self.admission.holds(mark):
            return _to_held(language)
        # Whoever presses the button again after a change of prices has ordered already.
        if shown != self._offered(fields, language, now) and not self.queue.holds(mark, now):
            return self._reviewed(fields, language, now, changed=True)
        try:
            return self._take(fields, language, shown, mark, now)
        except UnavailableError as error:
            _log.error("order not taken: %s", error)
            retry = self._retry(language, "confirm", "try_again", {**fields, _TOKEN: token})
            return self.pages.problem("unavailable", language, status=503, retry=retry)

    def _take(
        self, fields: Fields, language: Language, shown: Shown, mark: str, now: datetime
    ) -> Response:
        """Queue the order and lead to its receipt, or hold it for a person."""
        prices = self.catalogue.dated(shown.price_list)
        asked = parse_order(fields, language, prices)
        vat = self._vat(asked, now)
        is_known = self.queue.holds(mark, now)
        doubts = () if is_known else self.admission.doubts(fields, asked, now)
        if doubts:
            self.admission.hold(asked, prices, vat, doubts=doubts, mark=mark, now=now)
            return _to_held(language)
        reception = receive_order(asked, prices, vat, mark=mark, queue=self.queue, now=now)
        if reception.is_new:
            self.notify(reception.order)
        address = f"/{language}/order/received/{self.tokens.receipt(reception.order)}"
        return Response(status=303, headers={"Location": address})

    def held(self, language: Language) -> Response:
        """Say that a person will look at the order."""
        return self.pages.page("held.html", language)

    def received(self, language: Language, token: str) -> Response:
        """Show how to pay the order that the address names, or what has become of it."""
        receipt = self.tokens.read_receipt(token)
        texts = self.pages.texts[language]
        view = {
            **receipt_view(receipt, self.settings.network, language, texts),
            **state_view(self.state_of(receipt.number), texts),
        }
        return self.pages.page("received.html", language, receipt=view)

    def _reviewed(
        self,
        fields: Fields,
        language: Language,
        now: datetime,
        *,
        changed: bool = False,
        early: str = "",
    ) -> Response:
        """Show what the form comes to today, or its faults.

        ``early`` is the token of a page that came back too soon: it stays good.
        """
        prices = self._prices(now)
        try:
            asked = parse_order(fields, language, prices)
        except InvalidInputError as error:
            return self._form(fields, language, now, error.faults)
        lines = self._lines(asked, prices, now)
        review = {
            **review_view(asked, lines, prices, self.pages.texts[language]),
            "fields": fields,
            "token": early or self.tokens.review(fields, _shown(asked, lines, prices), now),
            "prices_changed": changed,
            "too_early": bool(early),
        }
        status = 409 if changed or early else 200
        return self.pages.page("review.html", language, status=status, review=review)

    def _offered(self, fields: Fields, language: Language, now: datetime) -> Shown | None:
        """Return what a review page would show now, None if the form is no longer possible."""
        prices = self._prices(now)
        try:
            asked = parse_order(fields, language, prices)
        except InvalidInputError:
            return None
        return _shown(asked, self._lines(asked, prices, now), prices)

    def _form(
        self,
        fields: Fields,
        language: Language,
        now: datetime,
        faults: Sequence[Fault] = (),
    ) -> Response:
        form = {
            **form_view(fields, faults, language, self.pages.texts[language]),
            **offers_view(self._prices(now), language, brussels_date(now)),
        }
        return self.pages.page("order.html", language, status=422 if faults else 200, form=form)

    def _lines(
        self, asked: OrderRequest, prices: PriceList, now: datetime
    ) -> tuple[OrderLine, ...]:
        vat = self._vat(asked, now)
        return priced(asked.wishes, prices, vat, solidarity=asked.solidarity)

    def _vat(self, asked: OrderRequest, now: datetime) -> Vat:
        return vat_for(asked.customer, self.vat_rules, brussels_date(now))

    def _prices(self, now: datetime) -> PriceList:
        return self.catalogue.in_force_on(brussels_date(now))

    def _retry(self, language: Language, verb: str, label: str, fields: Fields) -> View:
        """Return a button that sends the form once more."""
        return {
            "action": f"/{language}/order/{verb}",
            "fields": fields,
            "text": self.pages.texts[language]["problems"][label],
        }


def order_routes(desk: OrderDesk) -> Blueprint:
    """Return the addresses of ordering."""
    routes = Blueprint("orders", __name__)
    for verb in ("review", "edit", "confirm"):
        address = f"/<language:language>/order/{verb}"
        routes.add_url_rule(address, verb, getattr(desk, verb), methods=["POST"])
        # Without this the address would be looked for among the pages of the site.
        routes.add_url_rule(address, f"{verb}-only-by-post", _only_by_post)
    routes.add_url_rule("/<language:language>/order/held", "held", desk.held)
    routes.add_url_rule("/<language:language>/order/received/<token>", "received", desk.received)
    return routes


def _shown(asked: OrderRequest, lines: Sequence[OrderLine], prices: PriceList) -> Shown:
    to_pay = totals_of(lines).total + asked.gift
    return Shown(price_list=prices.in_force_from, total=to_pay)


def _to_held(language: Language) -> Response:
    return Response(status=303, headers={"Location": f"/{language}/order/held"})


def _only_by_post(language: Language) -> Response:
    del language
    raise MethodNotAllowed(["POST"])


def _fields(known: frozenset[str]) -> Fields:
    return read_fields(request.get_data(), request.headers.get("Content-Type", ""), known)


def _with_token() -> tuple[Fields, str]:
    fields = dict(_fields(FIELDS | {_TOKEN}))
    return fields, fields.pop(_TOKEN, "")
