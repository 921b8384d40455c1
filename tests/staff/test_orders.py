# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff orders``: one order, decrypted, with all that became of it."""

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import Result

from intake.actions.answer_order import answers_to
from intake.actions.receive_order import receive_order
from intake.model.catalogue import Catalogue, PriceList
from intake.model.customer import Contact, CustomerKind
from intake.model.language import Language, money_text
from intake.model.money import Money
from intake.model.order import OptionWish, Order, OrderRequest, Wish
from intake.model.vat import Vat, VatTreatment
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from tests.conftest import BELGIAN_VAT, NOW, mail_into, open_queue, write_settings
from tests.staff.conftest import Staff

ALL_THAT_WAS_SAID = (
    "Les Amis asbl (organisation)",
    "+3221234567",
    "reverse charge to confirm",
    "accounts@example.org",
    "Ada, ada@example.org",
    "notices@example.org",
    "PO 7",
    "small means",
    "was sent, is not checked",
    "2 × Virtual private server",
    "+ Daily backup on another machine",
    "Set-up: ",
    "once",
    "Gift to the fund",
)


def test_an_order_is_shown_with_all_that_staff_need(staff: Staff, received: Order) -> None:
    """Who, where, what, for how much, and with which communication."""
    output = staff("orders", "show", received.number).output

    needed = (
        "+++202/6000/00192+++",
        "Français",
        "Camille Exemple (person)",
        "camille@example.org",
        "Rue du Test 2, 1050 Ixelles, BE",
        "at once, as asked",
        "exemple-camille.be",
        "12 months",
        "€72.00",
        "€15.12",
        "€87.12",
    )
    assert [text for text in needed if text not in output] == []


def test_all_that_was_said_is_shown(
    staff: Staff,
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    """The gift is paid with the rest, and nobody has to look into the JSON."""
    customer = dataclasses.replace(
        order_request.customer,
        kind=CustomerKind.ORGANISATION,
        organisation="Les Amis",
        legal_form="asbl",
        phone="+3221234567",
    )
    request = dataclasses.replace(
        order_request,
        customer=customer,
        wishes=(
            *order_request.wishes,
            Wish(offer_id="vps-small", quantity=2, options=(OptionWish(option_id="backup"),)),
        ),
        gift=Money.parse("10.00"),
        billing_copy="accounts@example.org",
        technical=Contact(name="Ada", email="ada@example.org"),
        notice_subscriber="notices@example.org",
        purchase_reference="PO 7",
        solidarity=True,
        openpgp_key="a key",
    )
    with open_queue(own_settings, sealer) as queue:
        vat = Vat(treatment=VatTreatment.REVERSE_CHARGE_TO_CONFIRM, rate=BELGIAN_VAT.rate)
        order = receive_order(request, price_list, vat, mark="0" * 16, queue=queue, now=NOW).order
    output = staff("orders", "show", order.number).output
    needed = (*ALL_THAT_WAS_SAID, money_text(order.to_pay, Language.EN))
    assert [text for text in needed if text not in output] == []


@pytest.mark.parametrize(
    "written",
    ["2026000001", "+++202/6000/00192+++", "202600000192", "***202/6000/00192***"],
)
def test_a_number_may_be_written_as_the_bank_does(
    staff: Staff,
    received: Order,
    written: str,
) -> None:
    """Staff copy what stands on a statement."""
    assert received.number in staff("orders", "show", written).output


def test_the_record_is_there_for_programs_too(staff: Staff, received: Order) -> None:
    """As docs/formats.md describes it."""
    shown = json.loads(staff("orders", "show", received.number, "--json").output)
    (paper,) = shown["papers"]

    assert (shown["order"]["format"], shown["order"]["total"]) == ("order/2", "87.12")
    assert (shown["state"], shown["to_pay"], shown["paid"]) == ("received", "87.12", "0.00")
    assert (paper["kind"], paper["record"]) == ("order", shown["order"])


@pytest.mark.parametrize(
    ("written", "exit_code", "sentence"),
    [
        ("2026000009", 3, "there is no order 2026000009 in this register"),
        ("202600000193", 2, "is no order number"),
        ("../../etc", 2, "is no order number"),
    ],
)
def test_a_number_that_names_nothing_is_one_sentence(
    staff: Staff,
    received: Order,
    written: str,
    exit_code: int,
    sentence: str,
) -> None:
    """Wrong check digits are not looked up."""
    assert received.number == "2026000001"
    answer = staff("orders", "show", written)

    assert (answer.exit_code, sentence in answer.output) == (exit_code, True)


def test_an_order_without_its_key_packets_says_what_is_missing(
    staff: Staff,
    received: Order,
    own_settings: Settings,
) -> None:
    """Its contents are gone, and the desk is told so."""
    for path in own_settings.folders.keys.rglob("*.pkesk"):
        path.unlink()
    answer = staff("orders", "show", received.number)

    assert (answer.exit_code, ".pkesk is missing" in answer.output) == (6, True)


def timeline(answer: Result) -> list[str]:
    """Return the lines of the papers, each without its day."""
    told = answer.output.split("\n\n")[0]
    return [" ".join(line.split()[1:]) for line in told.splitlines()]


def test_the_timeline_tells_every_paper_in_turn(staff: Staff, received: Order) -> None:
    """In the time of Brussels, the oldest first."""
    staff("--today", "2026-11-23", "take", received.number)
    staff("--today", "2026-11-24", "orders", "mark", received.number, "paid")
    answer = staff("orders", "show", received.number)

    assert timeline(answer) == [
        "11:12 order Camille Exemple orders for €87.12.",
        "13:00 taken Taken by Staff One <one@example.org>.",
        "13:00 marked-paid Marked as paid, as of 2026-11-24.",
    ]
    assert "Now: paid, taken by Staff One <one@example.org>, since 2026-11-23 13:00" in (
        " ".join(answer.output.split())
    )


def test_letters_are_told_as_they_went(
    staff: Staff, received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    """Also where all of it is in the same second."""
    with mail_into(tmp_path / "mailbox") as server:
        mail = dataclasses.replace(own_settings.mail, server=server)
        own = dataclasses.replace(own_settings, mail=mail)
        write_settings(own, tmp_path / "settings.toml")
        assert staff("--today", "2026-11-23", "outbox", "send").exit_code == 0

    assert timeline(staff("orders", "show", received.number))[1:] == [
        "13:00 sending The answer is handed to the mail server, try 1.",
        "13:00 sent The mail server has the answer.",
    ]


def test_a_paper_that_cannot_be_read_is_named_and_the_rest_is_shown(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    staff("orders", "mark", received.number, "paid")
    for path in own_settings.folders.keys.rglob("*-marked-paid-*.pkesk"):
        path.unlink()
    answer = staff("orders", "show", received.number)

    assert (answer.exit_code, "Cannot be read: " in answer.output) == (0, True)
    assert "camille@example.org" in answer.output


def test_the_document_is_the_one_that_the_member_has(
    staff: Staff,
    received: Order,
    own_settings: Settings,
    catalogue: Catalogue,
    tmp_path: Path,
) -> None:
    """To the byte: one function makes both."""
    written = tmp_path / "pro-forma.pdf"
    answer = staff("orders", "show", received.number, "--pdf", str(written))
    mail = answers_to(received, own_settings, catalogue)[0].make(NOW)
    (attached,) = mail.iter_attachments()

    assert answer.exit_code == 0
    assert written.read_bytes() == attached.get_content()
    assert written.stat().st_mode & 0o077 == 0
