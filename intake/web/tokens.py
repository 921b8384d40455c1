# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed tokens: what a page of ours says when it comes back, and the marks of forms.

No session and no store: a review page carries what it showed, a receipt its few figures, both
signed with a secret that stays on this machine.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from intake.errors import NotAuthenticError, NotFoundError, RefusedError, UnavailableError
from intake.model.calendar import instant_text, parse_instant
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Order
from intake.model.special_price import SpecialPrice
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat, VatTreatment
from intake.store.durable import write_new
from intake.web.forms import Fields, clean

# Shorter than the queue remembers marks, so that no review page makes a second order.
REVIEW_LIFETIME = timedelta(hours=24)
_SECRET_BYTES = 32
_MARK_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a review page showed that does not follow from the form alone.

    The language, the price list by its date, the VAT, and what is to be paid.
    """

    language: Language
    price_list: date
    vat: Vat
    to_pay: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt page shows of an order. Nothing in it is about a person."""

    number: OrderNumber
    received: datetime
    to_pay: Money
    is_quotation: bool


class Tokens:
    """Signs and reads the tokens of this machine."""

    def __init__(self, secret: bytes) -> None:
        """Keep the secret; tokens signed with another are worth nothing here."""
        self._secret = secret
        self._reviews = URLSafeSerializer(secret, salt="review/2")
        self._receipts = URLSafeSerializer(secret, salt="receipt/2")
        self._specials = URLSafeSerializer(secret, salt="special/1")

    def mark(self, fields: Fields, shown: Shown) -> str:
        """Return sixteen hex digits that are the same for the same form at the same prices.

        They are a keyed hash, since names and addresses can be guessed and hashed by anybody.
        """
        purpose = f"mark/1 {shown.price_list} {shown.to_pay}"
        cleaned = {name: clean(text) for name, text in fields.items() if clean(text)}
        return self._digest(purpose, cleaned)[:_MARK_DIGITS]

    def review(self, fields: Fields, shown: Shown, now: datetime) -> str:
        """Sign what a review page shows."""
        return self._text(
            self._reviews,
            [
                self._digest("review/2", fields),
                shown.language,
                shown.price_list.isoformat(),
                shown.vat.treatment,
                str(shown.vat.rate),
                shown.to_pay.cents,
                instant_text(now),
            ],
        )

    def read_review(self, token: str, fields: Fields, language: Language, now: datetime) -> Shown:
        """Return what the page showed in that language.

        ForgedReviewError if it showed something else, ExpiredReviewError if that is long ago.
        """
        try:
            digest, *said, signed = self._reviews.loads(token)
        except BadData as error:
            raise ForgedReviewError from error
        if not hmac.compare_digest(digest, self._digest("review/2", fields)):
            raise ForgedReviewError
        said_in, price_list, treatment, rate, cents = said
        if said_in != language:
            raise ForgedReviewError
        if now - parse_instant(signed) > REVIEW_LIFETIME:
            raise ExpiredReviewError
        return Shown(
            language=language,
            price_list=date.fromisoformat(price_list),
            vat=Vat(treatment=VatTreatment(treatment), rate=Decimal(rate)),
            to_pay=Money(cents=cents),
        )

    def reviewed_at(self, token: str) -> datetime:
        """Return when the review page was made, or raise ForgedReviewError."""
        try:
            *_, signed = self._reviews.loads(token)
        except BadData as error:
            raise ForgedReviewError from error
        return parse_instant(signed)

    def receipt(self, order: Order) -> str:
        """Sign the figures of a receipt page."""
        moment = instant_text(order.received)
        figures = [order.number, moment, order.to_pay.cents, order.is_quotation]
        return self._text(self._receipts, figures)

    def read_receipt(self, token: str) -> Receipt:
        """Return the figures, or raise UnknownOrderTokenError."""
        try:
            number, received, cents, is_quotation = self._receipts.loads(token)
        except BadData as error:
            raise UnknownOrderTokenError from error
        return Receipt(
            number=OrderNumber(number),
            received=parse_instant(received),
            to_pay=Money(cents=cents),
            is_quotation=is_quotation,
        )

    def special(self, special: SpecialPrice) -> str:
        """Sign a price of its own, for a link."""
        until = special.until.isoformat()
        figures = [special.offer_id, special.months, special.net.cents, until]
        return self._text(self._specials, figures)

    def read_special(self, token: str) -> SpecialPrice:
        """Return the price that a link of ours promises, or raise UnknownPriceError."""
        try:
            offer_id, months, cents, until = self._specials.loads(token)
        except BadData as error:
            raise UnknownPriceError from error
        return SpecialPrice(
            offer_id=offer_id,
            months=months,
            net=Money(cents=cents),
            until=date.fromisoformat(until),
        )

    def _digest(self, purpose: str, fields: Fields) -> str:
        text = json.dumps([purpose, sorted(fields.items())])
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    @staticmethod
    def _text(serializer: URLSafeSerializer, content: Sequence[object]) -> str:
        token = serializer.dumps(content)
        return token if isinstance(token, str) else token.decode("ascii")


def read_secret(path: Path) -> bytes:
    """Return this machine's secret, made at the first call; SecretUnavailableError otherwise."""
    try:
        if not path.exists():
            write_new(path, secrets.token_bytes(_SECRET_BYTES))
        secret = path.read_bytes()
    except OSError as error:
        raise SecretUnavailableError(path, str(error.strerror)) from error
    if len(secret) < _SECRET_BYTES:
        raise SecretUnavailableError(path, f"it is shorter than {_SECRET_BYTES} bytes")
    return secret


class ForgedReviewError(NotAuthenticError):
    """The token is not ours, or the form is not the one that was reviewed."""


class ExpiredReviewError(RefusedError):
    """The review page is older than a day."""


class UnknownOrderTokenError(NotFoundError):
    """The address names no order of ours."""


class UnknownPriceError(NotAuthenticError):
    """The special price is not one that we signed."""


class SecretUnavailableError(UnavailableError):
    """The secret of this machine cannot be used."""

    def __init__(self, path: Path, why: str) -> None:
        """Name the file and the reason."""
        super().__init__(f"the secret in {path} cannot be used: {why}")
