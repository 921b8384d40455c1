# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed tokens of the forms of requests. No address and no name stands in any of them.

They stand in addresses, and addresses end up in logs, histories and mails that are passed on.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from intake.errors import NotFoundError
from intake.model.calendar import instant_text, parse_instant
from intake.model.request import Request, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.store.pending_confirmations import LIFETIME

_MARK_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceipt:
    """What a receipt page shows of a request. Nothing in it is about a person."""

    kind: RequestKind
    number: OrderNumber
    received: datetime
    deadline: datetime | None


class RequestTokens:
    """Signs and reads them, with this machine's secret."""

    def __init__(self, secret: bytes) -> None:
        """Keep the secret."""
        self._secret = secret
        self._receipts = URLSafeSerializer(secret, salt="request-receipt/1")
        self._leaving = URLSafeSerializer(secret, salt="notice-leave/1")
        self._confirmations = URLSafeSerializer(secret, salt="notice-confirmation/1")

    def mark(self, kind: RequestKind, values: Mapping[str, str]) -> str:
        """Return sixteen hex digits that are the same for the same form, filled in the same."""
        return self._digest(f"request-mark/1 {kind}", values)[:_MARK_DIGITS]

    def address_mark(self, address: str) -> str:
        """Return what stands for an address on the notice list."""
        return self._digest("notice-address/1", {"email": address.lower()})

    def receipt(self, request: Request) -> str:
        """Sign what a receipt page shows."""
        deadline = instant_text(request.deadline) if request.deadline else ""
        return _token(
            self._receipts,
            [request.kind, request.number, instant_text(request.received), deadline],
        )

    def read_receipt(self, token: str) -> RequestReceipt:
        """Return what was signed, or raise UnknownRequestTokenError."""
        kind, number, received, deadline = _loaded(self._receipts, token)
        return RequestReceipt(
            kind=RequestKind(kind),
            number=OrderNumber(number),
            received=parse_instant(received),
            deadline=parse_instant(deadline) if deadline else None,
        )

    def confirmation(self, address: str, now: datetime) -> str:
        """Sign that somebody wants that address on the notice list."""
        return _token(self._confirmations, [self.address_mark(address), instant_text(now)])

    def read_confirmation(self, token: str, now: datetime) -> str:
        """Return the mark of the address that was asked; UnknownRequestTokenError if too old."""
        mark, asked = _loaded(self._confirmations, token)
        if now - parse_instant(asked) > LIFETIME:
            raise UnknownRequestTokenError
        return mark

    def leaving(self, subscription: OrderNumber) -> str:
        """Sign that whoever has the token may end that subscription."""
        return _token(self._leaving, [subscription])

    def read_leaving(self, token: str) -> OrderNumber:
        """Return the number of the subscription, or raise UnknownRequestTokenError."""
        (number,) = _loaded(self._leaving, token)
        return OrderNumber(number)

    def _digest(self, purpose: str, values: Mapping[str, str]) -> str:
        text = json.dumps([purpose, sorted(values.items())])
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def _token(serializer: URLSafeSerializer, content: list[str]) -> str:
    token = serializer.dumps(content)
    return token if isinstance(token, str) else token.decode("ascii")


def _loaded(serializer: URLSafeSerializer, token: str) -> list[str]:
    try:
        content: list[str] = serializer.loads(token)
    except BadData as error:
        raise UnknownRequestTokenError from error
    return content


class UnknownRequestTokenError(NotFoundError):
    """The address is not one that we gave out, or no longer."""
