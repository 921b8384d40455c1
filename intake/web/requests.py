# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of requests, which the site shows and this module takes.

    POST /fr/send/PAGE                    the form          -> 303 to the receipt, or its faults
    GET  /fr/send/PAGE/received/TOKEN     a signed address  -> the receipt

    POST /fr/send/withdraw                the form          -> the statement, to be confirmed
    POST /fr/send/withdraw/edit           the statement     -> the form again
    POST /fr/send/withdraw/confirm        the statement     -> the acknowledgement
    GET  /withdraw                                          -> the page in the reader's language

The notice list has a module of its own.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from intake.actions.receive_request import receive_request
from intake.actions.send_acknowledgement import RequestPost
from intake.errors import Fault, InvalidInputError, UnavailableError
from intake.model.calendar import brussels_date, utc_time_text
from intake.model.language import Language, date_text, moment_text
from intake.model.request import FORMS, Request, RequestForm, RequestKind
from intake.settings import Settings
from intake.store.pending_confirmations import PendingConfirmations
from intake.store.queue import Queue
from intake.web.forms import Fields, read_fields
from intake.web.pages import Pages
from intake.web.reader import preferred_language
from intake.web.request_form import parse_request
from intake.web.request_tokens import RequestReceipt, RequestTokens

_log = logging.getLogger(__name__)
_WITHDRAWAL = FORMS[RequestKind.WITHDRAWAL]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDesk:
    """What taking requests needs."""

    settings: Settings
    pages: Pages
    tokens: RequestTokens
    queue: Queue
    post: RequestPost
    pending: PendingConfirmations
    clock: Callable[[], datetime]

    def send(self, form: RequestForm, language: Language) -> AnyResponse:
        """Receive what was filled in and lead to its receipt, or show the faults."""
        taken = self._take(form, language)
        if isinstance(taken, Response):
            return taken
        token = self.tokens.receipt(taken)
        return redirect(f"/{language}/send/{form.page}/received/{token}", 303)

    def received(self, form: RequestForm, language: Language, token: str) -> Response:
        """Show the receipt that the address names."""
        receipt = self.tokens.read_receipt(token)
        view = receipt_view(receipt, language)
        return self.pages.page(
            "request_received.html", language, sister=f"{form.page}/", receipt=view
        )

    def review(self, language: Language) -> Response:
        """Show the withdrawal that is to be confirmed, or the faults."""
        fields = form_fields(_WITHDRAWAL)
        try:
            values = parse_request(_WITHDRAWAL, fields)
        except InvalidInputError as error:
            return self.form(_WITHDRAWAL, fields, language, error.faults)
        return self._withdrawal("withdrawal_review.html", language, values)

    def edit(self, language: Language) -> Response:
        """Show the withdrawal's form as it was filled in."""
        return self.form(_WITHDRAWAL, form_fields(_WITHDRAWAL), language)

    def confirm(self, language: Language) -> Response:
        """Receive the withdrawal and acknowledge it on the page itself.

        Its address would have to say who withdraws, so there is no page to lead to. Whoever
        reloads this one sends the same statement again, which stays the same paper.
        """
        taken = self._take(_WITHDRAWAL, language)
        if isinstance(taken, Response):
            return taken
        view = receipt_view(taken, language)
        return self._withdrawal("withdrawal_received.html", language, taken.values, view)

    def form(
        self,
        form: RequestForm,
        fields: Fields,
        language: Language,
        faults: Sequence[Fault] = (),
    ) -> Response:
        """Show a form with what was typed and a sentence for each fault."""
        texts = self.pages.texts[language]["faults"]
        told = {fault.field: texts[fault.code] for fault in faults}
        # A secret key is not sent around once more.
        kept = {
            name: text
            for name, text in fields.items()
            if Fault(field=name, code="private_key") not in faults
        }
        return self.pages.page(
            "request_again.html",
            language,
            status=422 if faults else 200,
            sister=f"{form.page}/",
            form={"form": form, "typed": kept, "faults": told},
        )

    def _take(self, form: RequestForm, language: Language) -> Request | Response:
        """Receive what was sent, or return the page that says why not, with all that was typed."""
        fields = form_fields(form)
        try:
            values = parse_request(form, fields)
            reception = receive_request(
                form,
                values,
                language,
                mark=self.tokens.mark(form.kind, values),
                queue=self.queue,
                now=self.clock(),
            )
        except InvalidInputError as error:
            return self.form(form, fields, language, error.faults)
        except UnavailableError as error:
            _log.error("%s not taken: %s", form.kind, error)
            text = self.pages.texts[language]["problems"]["try_again"]
            retry = {"action": request.path, "fields": fields, "text": text}
            page = f"{form.page}/"
            return self.pages.problem("unavailable", language, status=503, retry=retry, form=page)
        if reception.is_new:
            self.post.acknowledge(reception.request)
        return reception.request

    def _withdrawal(
        self,
        template: str,
        language: Language,
        values: Fields,
        receipt: Mapping[str, str] | None = None,
    ) -> Response:
        return self.pages.page(
            template, language, sister=f"{_WITHDRAWAL.page}/", values=values, receipt=receipt
        )


def receipt_view(receipt: Request | RequestReceipt, language: Language) -> dict[str, str]:
    """Return the texts of a receipt."""
    view = {
        "kind": str(receipt.kind),
        "number": receipt.number,
        "moment": moment_text(receipt.received, language),
        "utc": utc_time_text(receipt.received),
    }
    if receipt.deadline:
        view["answer_by"] = moment_text(receipt.deadline, language)
        view["last_day"] = date_text(brussels_date(receipt.deadline), language)
    return view


def form_fields(form: RequestForm) -> Fields:
    """Read the fields of a form from what was sent."""
    known = frozenset(field.name for field in form.typed)
    return read_fields(request.get_data(), request.headers.get("Content-Type", ""), known)


def request_routes(desk: RequestDesk) -> Blueprint:
    """Return the addresses of the forms, but for those of the notice list."""
    routes = Blueprint("requests", __name__)
    for form in FORMS.values():
        if form.confirmed_by_mail:
            continue
        _add_form(routes, desk, form)
    for verb in ("edit", "confirm"):
        address = f"/<language:language>/send/withdraw/{verb}"
        routes.add_url_rule(address, verb, getattr(desk, verb), methods=["POST"])
        routes.add_url_rule(address, f"{verb}-form", to_form("withdraw"))
    for address in ("/withdraw", "/withdraw/"):
        routes.add_url_rule(address, "short", _to_withdrawal)
    return routes


def _add_form(routes: Blueprint, desk: RequestDesk, form: RequestForm) -> None:
    def send(language: Language) -> AnyResponse:
        return desk.review(language) if form.reviewed else desk.send(form, language)

    def received(language: Language, token: str) -> Response:
        return desk.received(form, language, token)

    address = f"/<language:language>/send/{form.page}"
    routes.add_url_rule(address, form.page, send, methods=["POST"])
    routes.add_url_rule(address, f"{form.page}-form", to_form(form.page))
    routes.add_url_rule(f"{address}/received/<token>", f"{form.page}-received", received)


def to_form(page: str) -> Callable[[Language], AnyResponse]:
    """Return what leads whoever reloads or types such an address back to the form."""

    def lead(language: Language) -> AnyResponse:
        return redirect(f"/{language}/{page}/", 302)

    return lead


def _to_withdrawal() -> AnyResponse:
    return redirect(f"/{preferred_language()}/{_WITHDRAWAL.page}/", 302)
