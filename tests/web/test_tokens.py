# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens prove what a page of ours said, and nothing else."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Order
from intake.model.special_price import SpecialPrice
from intake.model.vat import Vat, VatTreatment
from intake.web.tokens import (
    REVIEW_LIFETIME,
    ExpiredReviewError,
    ForgedReviewError,
    Receipt,
    SecretUnavailableError,
    Shown,
    Tokens,
    UnknownOrderTokenError,
    UnknownPriceError,
    read_secret,
)
from tests.conftest import NOW

TOKENS = Tokens(b"a secret of the tests, 32 bytes!")
FR = Language.FR
SHOWN = Shown(
    language=FR,
    price_list=date(2026, 1, 1),
    vat=Vat(treatment=VatTreatment.STANDARD, rate=Decimal(21)),
    to_pay=Money(cents=8712),
)
FIELDS = {"name": "Zoé", "offer.hosting": "1"}
SPECIAL = SpecialPrice(
    offer_id="hosting", months=12, net=Money(cents=5000), until=date(2026, 12, 31)
)


def test_a_review_says_what_was_shown() -> None:
    """For as long as it lives, to the second."""
    token = TOKENS.review(FIELDS, SHOWN, NOW)

    assert TOKENS.read_review(token, FIELDS, FR, NOW + REVIEW_LIFETIME) == SHOWN


def test_a_review_expires() -> None:
    """One second later it is too old."""
    token = TOKENS.review(FIELDS, SHOWN, NOW)

    with pytest.raises(ExpiredReviewError):
        TOKENS.read_review(token, FIELDS, FR, NOW + REVIEW_LIFETIME + timedelta(seconds=1))


@pytest.mark.parametrize("fields", [{}, {**FIELDS, "name": "Eve"}, {**FIELDS, "city": "x"}])
def test_a_review_is_worth_nothing_for_another_form(fields: dict[str, str]) -> None:
    """What is confirmed is what was reviewed."""
    token = TOKENS.review(FIELDS, SHOWN, NOW)

    with pytest.raises(ForgedReviewError):
        TOKENS.read_review(token, fields, FR, NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 5000])
def test_no_token_is_a_forged_one(token: str) -> None:
    """Whatever it is, it is not ours."""
    with pytest.raises(ForgedReviewError):
        TOKENS.read_review(token, FIELDS, FR, NOW)


def test_no_byte_of_a_review_can_be_changed() -> None:
    """Each character of the token in turn."""
    token = TOKENS.review(FIELDS, SHOWN, NOW)
    for place, character in enumerate(token[:-1]):
        changed = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        with pytest.raises(ForgedReviewError):
            TOKENS.read_review(changed, FIELDS, FR, NOW)


def test_a_receipt_says_its_figures(order: Order) -> None:
    """Number, moment and total; nothing about a person."""
    receipt = TOKENS.read_receipt(TOKENS.receipt(order))

    expected = Receipt(
        number=order.number, received=NOW, to_pay=Money(cents=8712), is_quotation=False
    )
    assert receipt == expected


def test_a_review_is_worth_nothing_in_another_language() -> None:
    """Who read it in French has not read it in Dutch."""
    token = TOKENS.review(FIELDS, SHOWN, NOW)

    with pytest.raises(ForgedReviewError):
        TOKENS.read_review(token, FIELDS, Language.NL, NOW)


def test_a_special_price_comes_back_as_it_was_signed() -> None:
    """Offer, term, price and day."""
    assert TOKENS.read_special(TOKENS.special(SPECIAL)) == SPECIAL


def test_nobody_else_can_make_a_special_price() -> None:
    """Neither by changing one nor with a secret of his own."""
    token = TOKENS.special(SPECIAL)
    others = [token[:-1], "", "x.y", Tokens(b"another secret of the tests, 32!").special(SPECIAL)]
    for one in others:
        with pytest.raises(UnknownPriceError):
            TOKENS.read_special(one)


def test_a_review_is_no_receipt() -> None:
    """Tokens of one purpose do not open another door."""
    with pytest.raises(UnknownOrderTokenError):
        TOKENS.read_receipt(TOKENS.review(FIELDS, SHOWN, NOW))


def test_another_machine_s_tokens_are_worth_nothing(order: Order) -> None:
    """The secret makes the difference."""
    token = Tokens(b"another secret of the tests, 32!").receipt(order)

    with pytest.raises(UnknownOrderTokenError):
        TOKENS.read_receipt(token)


def test_the_mark_is_the_same_for_the_same_form() -> None:
    """In whatever order the fields came, and only at the same prices."""
    dearer = dataclasses.replace(SHOWN, to_pay=Money(cents=9999))
    mark = TOKENS.mark(FIELDS, SHOWN)
    same = TOKENS.mark(dict(reversed(FIELDS.items())), SHOWN)
    others = {TOKENS.mark({**FIELDS, "name": "Eve"}, SHOWN), TOKENS.mark(FIELDS, dearer)}

    assert (mark == same, mark in others, len(mark)) == (True, False, 16)


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    """And kept from everybody else."""
    path = tmp_path / "web" / "secret"
    secret = read_secret(path)

    assert (secret, path.stat().st_mode & 0o777) == (read_secret(path), 0o600)


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    """An emptied file would let anybody sign."""
    path = tmp_path / "secret"
    path.write_bytes(b"short")

    with pytest.raises(SecretUnavailableError, match="shorter than 32 bytes"):
        read_secret(path)
