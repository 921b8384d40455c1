# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that talk to the intake: partners who order, and the forge that says "push".

    POST /webhooks/orders   a signed order-request/1  -> what was ordered and how to pay it
    POST /webhooks/forge    a push to our repository  -> the site is built again, soon

docs/webhooks.md is what partners read; intake/site/openapi.json says the same to programs.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, UnsupportedMediaType

from intake.actions.receive_partner_order import PartnerDesk, receive_partner_order
from intake.actions.receive_push import PushDesk, receive_push
from intake.documents.pro_forma_pdf import pro_forma_file_name, pro_forma_pdf
from intake.model.order import Order
from intake.model.pro_forma import pro_forma_for
from intake.model.structured_communication import communication_text
from intake.model.webhook import WrongSignatureError, verified_id
from intake.partners import Partner
from intake.settings import Settings
from intake.store.json_record import present
from intake.web.pages import Pages
from intake.web.problems import json_answer, tell_in_json
from intake.web.tokens import Tokens

_log = logging.getLogger(__name__)
ANSWER_FORMAT = "order-answer/1"
_JSON, _PDF = "application/json", "application/pdf"
_OTHER_METHODS = ("GET", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDesk:
    """What answering programs needs. ``notify`` is told of every new order once it is durable."""

    settings: Settings
    pages: Pages
    tokens: Tokens
    partners: Sequence[Partner]
    orders: PartnerDesk
    pushes: PushDesk
    notify: Callable[[Order], None]
    clock: Callable[[], datetime]

    def order(self) -> Response:
        """Take a partner's order."""
        body, headers, now = request.get_data(), _headers(), self.clock()
        partner, message_id = self._proved(headers, body, now)
        _check_json()
        reception = receive_partner_order(
            self.orders, body, partner=partner.id, message_id=message_id, now=now
        )
        order = reception.order
        if reception.is_new:
            self.notify(order)
        _log.info("order %s by webhook of %s", order.number, partner.id)
        if _prefers_pdf() and not order.is_quotation:
            return self._pdf(order)
        return json_answer(self._content(order))

    def push(self) -> Response:
        """Take the news of a push."""
        is_wanted = receive_push(self.pushes, _headers(), request.get_data(), self.clock())
        return json_answer({"rebuild": is_wanted}, status=202 if is_wanted else 200)

    def _proved(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> tuple[Partner, str]:
        """Return who signed the message, and its id."""
        for partner in self.partners:
            try:
                return partner, verified_id(headers, body, partner.order_secrets, now)
            except WrongSignatureError:
                continue
        raise WrongSignatureError

    def _content(self, order: Order) -> Mapping[str, object]:
        language, address = order.request.language, self.settings.site.address
        to_pay = None if order.is_quotation else _payment(order, self.settings)
        return {
            "format": ANSWER_FORMAT,
            "number": order.number,
            "kind": "quotation" if order.is_quotation else "pro-forma",
            **present(payment=to_pay),
            "links": {
                "receipt": f"{address}/{language}/order/received/{self.tokens.receipt(order)}",
                "terms": f"{address}/{language}/terms/",
            },
        }

    def _pdf(self, order: Order) -> Response:
        pro_forma = pro_forma_for(order)
        content = pro_forma_pdf(
            pro_forma,
            price_list=self.orders.catalogue.dated(order.price_list),
            network=self.settings.network,
            site_address=self.settings.site.address,
        )
        answer = Response(content, content_type=_PDF)
        name = pro_forma_file_name(pro_forma)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer


def webhook_routes(desk: WebhookDesk) -> Blueprint:
    """Return the addresses for programs."""
    routes = Blueprint("webhooks", __name__)
    for name, view in (("orders", desk.order), ("forge", desk.push)):
        address = f"/webhooks/{name}"
        routes.add_url_rule(address, name, view, methods=["POST"])
        # Without this the address would be looked for among the pages of the site.
        routes.add_url_rule(address, f"{name}-only-by-post", _only_by_post, methods=_OTHER_METHODS)
    tell_in_json(routes, desk.pages)
    return routes


def _payment(order: Order, settings: Settings) -> Mapping[str, str]:
    network = settings.network
    return {
        "amount": str(order.to_pay),
        "currency": "EUR",
        "iban": network.iban.replace(" ", ""),
        "beneficiary": network.legal_name,
        "communication": communication_text(order.number),
        "pay_by": pro_forma_for(order).pay_by.isoformat(),
    }


def _headers() -> Mapping[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _check_json() -> None:
    if request.mimetype != _JSON or request.mimetype_params.get("charset", "utf-8") != "utf-8":
        raise UnsupportedMediaType


def _prefers_pdf() -> bool:
    return request.accept_mimetypes.best_match([_JSON, _PDF], default=_JSON) == _PDF


def _only_by_post() -> Response:
    raise MethodNotAllowed(["POST"])
