# SPDX-License-Identifier: GPL-3.0-or-later
"""An order is answered by mail: with its payment request and a copy, or about its quotation."""

import dataclasses

import pytest

from intake.actions.answer_order import answers_to, quotation_answer
from intake.model.catalogue import Catalogue, PriceList
from intake.model.money import Money
from intake.model.order import Order, OrderRequest, Wish, numbered
from intake.model.quotation import NamedPrice, quotation_for
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from tests.conftest import BELGIAN_VAT, NOW

ACCOUNTS = "accounts@example.org"


@pytest.fixture
def asked(order_request: OrderRequest, price_list: PriceList) -> Order:
    """Return an order of something that has no price, with an address for the copy."""
    wishes = (Wish(offer_id="training", months=None),)
    request = dataclasses.replace(order_request, wishes=wishes, billing_copy=ACCOUNTS)
    number = OrderNumber("2026000042")
    return numbered(request, price_list, BELGIAN_VAT, number=number, received=NOW)


def copied(order: Order, address: str) -> Order:
    """Return the order with an address for the copy."""
    request = dataclasses.replace(order.request, billing_copy=address)
    return dataclasses.replace(order, request=request)


def heads(order: Order, settings: Settings, catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """Return addressee, Message-ID and name of the document of each mail of the answer."""
    mails = [answer.make(NOW) for answer in answers_to(order, settings, catalogue)]
    names = [next(mail.iter_attachments()).get_filename() or "" for mail in mails]
    return [(mail["To"], mail["Message-ID"], name) for mail, name in zip(mails, names, strict=True)]


@pytest.mark.promise("P09")
def test_an_order_is_answered_by_its_payment_request(
    order: Order, settings: Settings, catalogue: Catalogue
) -> None:
    assert heads(order, settings, catalogue) == [
        ("camille@example.org", "<pro-forma-2026000042@all2all.org>", "pro-forma-2026000042.pdf")
    ]


def test_the_copy_for_the_accounts_is_a_mail_of_its_own(
    order: Order, settings: Settings, catalogue: Catalogue
) -> None:
    """Never two addressees in one mail."""
    found = heads(copied(order, ACCOUNTS), settings, catalogue)

    assert [(to, name) for to, name, _ in found] == [
        ("camille@example.org", "<pro-forma-2026000042@all2all.org>"),
        (ACCOUNTS, "<pro-forma-copy-2026000042@all2all.org>"),
    ]


def test_nobody_gets_the_same_mail_twice(
    order: Order, settings: Settings, catalogue: Catalogue
) -> None:
    assert len(heads(copied(order, "camille@example.org"), settings, catalogue)) == 1


@pytest.mark.promise("P09")
def test_what_has_no_price_is_answered_without_a_payment_request(
    asked: Order, settings: Settings, catalogue: Catalogue
) -> None:
    """And the accounts get nothing: there is nothing to pay."""
    assert heads(asked, settings, catalogue) == [
        (
            "camille@example.org",
            "<quotation-request-2026000042@all2all.org>",
            "quotation-2026000042.pdf",
        )
    ]


def test_the_quotation_of_staff_is_another_mail(
    asked: Order, settings: Settings, catalogue: Catalogue
) -> None:
    named = (NamedPrice(wish=asked.on_request[0], unit_net=Money.parse("450.00")),)
    quotation = dataclasses.replace(quotation_for(asked), named=named)

    mail = quotation_answer(quotation, settings, catalogue).make(NOW)

    assert mail["Message-ID"] == "<quotation-2026000042@all2all.org>"
    assert mail["Subject"] == "all2all\u202f: devis 2026000042"
