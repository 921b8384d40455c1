# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordering: the form, its review, the confirmation and the receipt.

    GET  /fr/order/with?…      a link              -> the form, filled in
    POST /fr/order/review      the form            -> what it comes to, or its faults
    POST /fr/order/edit        the reviewed form   -> the form again
    POST /fr/order/confirm     the reviewed form   -> 303 to the receipt, or to "held"
    GET  /fr/order/held        the address of all  -> a person will look at it
    GET  /fr/order/received/…  a signed address    -> the receipt

Nothing is kept between these pages: the review carries the form, signed.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed

from intake.actions.receive_order import receive_order
from intake.errors import Fault, InvalidInputError, UnavailableError
from intake.mail.right_of_way import RightOfWay
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue, PriceList
from intake.model.language import Language
from intake.model.order import Order
from intake.model.order_state import OrderState
from intake.model.price_sheet import PriceSheet, consumer_rates
from intake.model.structured_communication import OrderNumber
from intake.model.vat import VatRules
from intake.settings import Settings
from intake.store.queue import Queue
from intake.web.admission import TRAP, Admission
from intake.web.forms import Fields, clean, read_fields
from intake.web.links import filled_in, link_words
from intake.web.order_fields import known_fields
from intake.web.pages import Pages
from intake.web.review_view import review_view
from intake.web.reviewed import SPECIAL, Reviewed, Reviewer, SpecialPriceOverError
from intake.web.tokens import ExpiredReviewError, Shown, Tokens
from intake.web.views import View, form_view, receipt_view, state_view

_log = logging.getLogger(__name__)
_TOKEN = "token"  # noqa: S105  # the name of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDesk:
    """What ordering needs. ``notify`` is told of every new order once it is durable.

    ``admission`` says which orders wait in the held box for a person; ``state_of`` where an order
    is, as far as staff have published it; ``right_of_way`` is for what letters give way to.
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
    right_of_way: RightOfWay = field(default_factory=RightOfWay)

    def prefilled(self, language: Language) -> Response:
        """Show the form as a link fills it in."""
        now = self.clock()
        words = link_words(request.query_string)
        prices, special = self._reviewer.prices(words, self._prices(now), brussels_date(now))
        return self._form(filled_in(request.query_string, prices, special), language, now)

    def review(self, language: Language) -> Response:
        """Show what the form comes to."""
        return self._reviewed(self._fields(), language, self.clock())

    def edit(self, language: Language) -> Response:
        """Show the form again, as it was filled in."""
        fields, _ = self._with_token()
        return self._form(fields, language, self.clock())

    def confirm(self, language: Language) -> Response:
        """Receive the order that was reviewed, at the prices that were shown."""
        now = self.clock()
        fields, token = self._with_token()
        try:
            shown = self.tokens.read_review(token, fields, language, now)
        except ExpiredReviewError:
            retry = self._retry(language, "review", "review_again", fields)
            return self.pages.problem("review_expired", language, status=409, retry=retry)
        if self.admission.is_early(self.tokens.reviewed_at(token), now):
            return self._reviewed(fields, language, now, early=token)
        mark = self.tokens.mark(fields, shown)
        if self.admission.holds(mark):
            return _to_held(language)
        asked = self._offered(fields, language, now)
        if asked is None or asked.shown != shown:
            if not self.queue.holds(mark, now):
                return self._reviewed(fields, language, now, changed=True)
            # Whoever presses the button again after a change of prices has ordered already.
            asked = self._read(fields, language, self.catalogue.dated(shown.price_list), now)
        try:
            with self.right_of_way.taken():
                return self._take(asked, fields, shown, mark, now)
        except UnavailableError as error:
            _log.error("order not taken: %s", error)
            retry = self._retry(language, "confirm", "try_again", {**fields, _TOKEN: token})
            return self.pages.problem("unavailable", language, status=503, retry=retry)

    def _take(
        self, asked: Reviewed, fields: Fields, shown: Shown, mark: str, now: datetime
    ) -> Response:
        """Queue the order and lead to its receipt, or hold it for a person."""
        language, prices = asked.request.language, self.catalogue.dated(shown.price_list)
        # A price that we have signed ourselves vouches for whoever uses it.
        is_known = self.queue.holds(mark, now) or asked.special is not None
        doubts = () if is_known else self.admission.doubts(fields, asked.request, now)
        if doubts:
            self.admission.hold(asked.request, prices, shown.vat, doubts=doubts, mark=mark, now=now)
            return _to_held(language)
        reception = receive_order(
            asked.request,
            prices,
            shown.vat,
            mark=mark,
            queue=self.queue,
            now=now,
            special=asked.special,
        )
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
        try:
            asked = self._read(fields, language, self._prices(now), now)
        except InvalidInputError as error:
            return self._form(fields, language, now, error.faults)
        review = {
            **review_view(asked, self.pages.texts[language]),
            "fields": fields,
            "token": early or self.tokens.review(fields, asked.shown, now),
            "prices_changed": changed,
            "too_early": bool(early),
        }
        status = 409 if changed or early else 200
        return self.pages.page("review.html", language, status=status, review=review)

    def _offered(self, fields: Fields, language: Language, now: datetime) -> Reviewed | None:
        """Return what the form comes to now, None if it is no longer possible."""
        try:
            return self._read(fields, language, self._prices(now), now)
        except InvalidInputError:
            return None

    def _form(
        self,
        fields: Fields,
        language: Language,
        now: datetime,
        faults: Sequence[Fault] = (),
    ) -> Response:
        today, price_list = brussels_date(now), self._prices(now)
        try:
            price_list, special = self._reviewer.prices(fields, price_list, today)
        except SpecialPriceOverError:
            special = None
        sheet = PriceSheet(
            price_list=price_list,
            language=language,
            rates=consumer_rates(self.vat_rules, today),
        )
        form = form_view(fields, faults, sheet, self.pages.texts[language], special)
        return self.pages.page("order.html", language, status=422 if faults else 200, form=form)

    def _read(
        self, fields: Fields, language: Language, price_list: PriceList, now: datetime
    ) -> Reviewed:
        return self._reviewer.read(fields, language, price_list, brussels_date(now))

    @property
    def _reviewer(self) -> Reviewer:
        return Reviewer(rules=self.vat_rules, tokens=self.tokens)

    def _prices(self, now: datetime) -> PriceList:
        return self.catalogue.in_force_on(brussels_date(now))

    def _retry(self, language: Language, verb: str, label: str, fields: Fields) -> View:
        """Return a button that sends the form once more."""
        return {
            "action": f"/{language}/order/{verb}",
            "fields": fields,
            "text": self.pages.texts[language]["problems"][label],
        }

    def _fields(self, *more: str) -> Fields:
        """Return what was sent, without what was left empty."""
        known = known_fields(self.catalogue) | {SPECIAL, TRAP, *more}
        sent = read_fields(request.get_data(), request.headers.get("Content-Type", ""), known)
        cleaned = {name: clean(text) for name, text in sent.items()}
        return {name: text for name, text in cleaned.items() if text}

    def _with_token(self) -> tuple[Fields, str]:
        fields = dict(self._fields(_TOKEN))
        return fields, fields.pop(_TOKEN, "")


def order_routes(desk: OrderDesk) -> Blueprint:
    """Return the addresses of ordering."""
    routes = Blueprint("orders", __name__)
    for verb in ("review", "edit", "confirm"):
        address = f"/<language:language>/order/{verb}"
        routes.add_url_rule(address, verb, getattr(desk, verb), methods=["POST"])
        # Without this the address would be looked for among the pages of the site.
        routes.add_url_rule(address, f"{verb}-only-by-post", _only_by_post)
    routes.add_url_rule("/<language:language>/order/held", "held", desk.held)
    routes.add_url_rule("/<language:language>/order/with", "with", desk.prefilled)
    routes.add_url_rule("/<language:language>/order/received/<token>", "received", desk.received)
    return routes


def _to_held(language: Language) -> Response:
    return Response(status=303, headers={"Location": f"/{language}/order/held"})


def _only_by_post(language: Language) -> Response:
    del language
    raise MethodNotAllowed(["POST"])
