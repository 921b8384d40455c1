# SPDX-License-Identifier: GPL-3.0-or-later
"""The notice list: to ask for it, to confirm it by mail, to leave it.

    POST /fr/send/notices                 an address        -> a mail with a link, once in 30 days
    GET  /fr/send/notices/confirm/TOKEN   that link         -> a page with a button
    POST /fr/send/notices/confirm/TOKEN   the address again -> on the list
    GET  /fr/send/notices/leave/TOKEN     from a notice     -> a page with a button
    POST /fr/send/notices/leave/TOKEN     from a notice     -> off the list (RFC 8058, one click)

Programs that scan mail follow links, so a link changes nothing. The token holds no address, which
would end up in logs; so whoever confirms types it again, and it must be the one that was asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from intake.actions.receive_request import receive_request
from intake.errors import Fault, InvalidInputError
from intake.model.calendar import brussels_date
from intake.model.language import Language
from intake.model.request import FORMS, RequestKind
from intake.web.forms import Fields
from intake.web.request_form import parse_request
from intake.web.request_tokens import UnknownRequestTokenError
from intake.web.requests import RequestDesk, form_fields, receipt_view, to_form

_FORM = FORMS[RequestKind.SUBSCRIPTION]
_LEAVING = FORMS[RequestKind.UNSUBSCRIPTION]
_PAGE = "notices/"


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """The notice list at the desk that takes requests."""

    desk: RequestDesk

    def ask(self, language: Language) -> Response:
        """Mail the link, and say the same whether the address was asked before or not."""
        fields = form_fields(_FORM)
        try:
            address = parse_request(_FORM, fields)["email"]
        except InvalidInputError as error:
            return self.desk.form(_FORM, fields, language, error.faults)
        now = self.desk.clock()
        mark, today = self.desk.tokens.address_mark(address), brussels_date(now)
        if self.desk.pending.begin(mark, today):
            token = self.desk.tokens.confirmation(address, now)
            self.desk.post.ask(
                address,
                language,
                link=f"/{language}/send/notices/confirm/{token}",
                reference=f"notice-confirmation-{mark[:16]}-{today:%Y%m%d}",
            )
        return self.desk.pages.page("notices_asked.html", language, sister=_PAGE)

    def confirm_page(self, language: Language, token: str) -> Response:
        """Show the button that puts the address on the list."""
        self.desk.tokens.read_confirmation(token, self.desk.clock())
        return self._confirm_page(language, token, {}, ())

    def confirm(self, language: Language, token: str) -> AnyResponse:
        """Put the address on the list, if it is the one that was asked and has not answered."""
        now = self.desk.clock()
        asked = self.desk.tokens.read_confirmation(token, now)
        fields = form_fields(_FORM)
        try:
            values = parse_request(_FORM, fields)
        except InvalidInputError as error:
            return self._confirm_page(language, token, fields, error.faults)
        if self.desk.tokens.address_mark(values["email"]) != asked:
            fault = Fault(field="email", code="other_address")
            return self._confirm_page(language, token, fields, [fault])
        return self._subscribe(language, values, asked)

    def leave_page(self, language: Language, token: str) -> Response:
        """Show the button that ends the subscription."""
        self.desk.tokens.read_leaving(token)
        return self.desk.pages.page(
            "notices_leave.html",
            language,
            sister="leave-notices/",
            action=f"/{language}/send/notices/leave/{token}",
        )

    def leave(self, language: Language, token: str) -> Response:
        """End the subscription. The token alone says whose: the body is not looked at."""
        values = {"subscription": self.desk.tokens.read_leaving(token)}
        reception = receive_request(
            _LEAVING,
            values,
            language,
            mark=self.desk.tokens.mark(_LEAVING.kind, values),
            queue=self.desk.queue,
            now=self.desk.clock(),
        )
        if reception.is_new:
            self.desk.post.acknowledge(reception.request)
        # No redirect: programs that press the button for their user follow none (RFC 8058, 3.1).
        return self.desk.pages.page(
            "request_received.html",
            language,
            sister="leave-notices/",
            receipt=receipt_view(reception.request, language),
        )

    def received(self, language: Language, token: str) -> Response:
        """Show the receipt of a subscription."""
        return self.desk.received(_FORM, language, token)

    def _subscribe(self, language: Language, values: Fields, asked: str) -> AnyResponse:
        desk, now = self.desk, self.desk.clock()
        mark, today = desk.tokens.mark(_FORM.kind, values), brussels_date(now)
        # Once only; but whoever presses the button twice sees the same receipt twice.
        if not desk.pending.waits(asked, today) and not desk.queue.holds(mark, now):
            raise UnknownRequestTokenError
        reception = receive_request(
            _FORM,
            values,
            language,
            mark=mark,
            queue=desk.queue,
            now=now,
            by_us=lambda number: {
                "leave": f"/{language}/send/notices/leave/{desk.tokens.leaving(number)}"
            },
        )
        desk.pending.end(asked, today)
        if reception.is_new:
            desk.post.acknowledge(reception.request)
        token = desk.tokens.receipt(reception.request)
        return redirect(f"/{language}/send/notices/received/{token}", 303)

    def _confirm_page(
        self, language: Language, token: str, fields: Fields, faults: Sequence[Fault]
    ) -> Response:
        texts = self.desk.pages.texts[language]["faults"]
        told = {fault.field: texts[fault.code] for fault in faults}
        return self.desk.pages.page(
            "notices_confirm.html",
            language,
            status=422 if faults else 200,
            sister=_PAGE,
            form={
                "form": _FORM,
                "typed": fields,
                "faults": told,
                "action": f"/{language}/send/notices/confirm/{token}",
            },
        )


def notice_routes(requests: RequestDesk) -> Blueprint:
    """Return the addresses of the notice list."""
    desk, routes = NoticeDesk(requests), Blueprint("notices", __name__)
    address = "/<language:language>/send/notices"
    routes.add_url_rule(address, "ask", desk.ask, methods=["POST"])
    routes.add_url_rule(address, "ask-form", to_form("notices"))
    routes.add_url_rule(f"{address}/received/<token>", "received", desk.received)
    for verb, page in (("confirm", desk.confirm_page), ("leave", desk.leave_page)):
        routes.add_url_rule(f"{address}/{verb}/<token>", f"{verb}-page", page)
        routes.add_url_rule(
            f"{address}/{verb}/<token>", verb, getattr(desk, verb), methods=["POST"]
        )
    return routes
