# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff orders``: one order, decrypted, with all that became of it."""

import dataclasses
import json
from collections.abc import Callable
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
from intake.model.structured_communication import communication_digits
from intake.model.vat import Vat, VatTreatment
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from tests.bank.files import Line, Sheet, coda
from tests.conftest import BELGIAN_VAT, NOW, mail_into, open_queue, write_settings
from tests.staff.conftest import Mails, Staff, text_of
from tests.store.conftest import files

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


def test_letters_are_told_as_they_went(staff: Staff, received: Order, mails: Mails) -> None:
    """Also where all of it is in the same second."""
    assert staff("--today", "2026-11-23", "outbox", "send").exit_code == 0
    assert len(mails()) == 1

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


CANCELLED = {
    Language.EN: ("is cancelled as of 24 November 2026", "You have nothing to pay for it"),
    Language.FR: ("est annulée à partir du 24 novembre 2026", "Vous n’avez rien à payer"),
    Language.NL: ("is geannuleerd vanaf 24 november 2026", "U hoeft er niets voor te betalen"),
}
ON_DAY = ("--today", "2026-11-24")


def test_cancelling_shows_its_plan_and_does_nothing_by_itself(
    staff: Staff, received: Order, own_settings: Settings, mails: Mails
) -> None:
    before = files(own_settings.folders.register)
    for options in ((), ("--dry-run",), ("--dry-run", "--apply")):
        answer = staff(*ON_DAY, "orders", "cancel", received.number, *options)
        assert (answer.exit_code, answer.output.endswith("Nothing was done; add --apply.\n")) == (
            0,
            True,
        )
        assert "is received; it would be cancelled as of 2026-11-24" in answer.output
        assert "To: camille@example.org" in answer.output

    assert (files(own_settings.folders.register), mails()) == (before, [])


@pytest.mark.parametrize("language", Language)
def test_whoever_ordered_is_told_in_his_language_once(
    staff: Staff, receive_in: Callable[..., Order], mails: Mails, language: Language
) -> None:
    kept = receive_in(language)
    cancel = (*ON_DAY, "orders", "cancel", kept.number, "--apply", "--reason", "Found another.")
    assert staff(*cancel).exit_code == 0
    again = staff(*cancel)

    assert (again.exit_code, "is cancelled already" in again.output) == (4, True)
    (mail,) = mails()
    assert [one for one in CANCELLED[language] if one not in text_of(mail)] == []
    assert "Found another." not in text_of(mail)
    shown = " ".join(staff("orders", "show", kept.number).output.split())
    assert "notes: Found another." in shown
    assert "The mail server has the cancellation." in shown
    assert "cancellation" not in staff("outbox", "list").output
    assert staff("register", "verify").exit_code == 0


def test_what_came_in_is_named_and_goes_back(
    staff: Staff, received: Order, mails: Mails, tmp_path: Path
) -> None:
    """And a transfer that comes after the cancellation goes back as well."""
    first = Sheet(lines=(paying(received),))
    imported(staff, first, tmp_path)
    answer = staff("--today", "2026-11-25", "orders", "cancel", received.number, "--apply")

    assert "To give back: 87.12 euro (staff refunds plan)." in answer.output
    (mail,) = mails()
    assert "Vous avez payé 87,12 € pour cette commande." in text_of(mail)
    (owed,) = json.loads(staff("refunds", "plan", "--json").output)
    assert (owed["amount"], owed["why"]) == ("87.12", "cancelled")

    later = Sheet(lines=(paying(received),), count=first.count + 1, opening=first.closing)
    assert "cancelled order" in imported(staff, later, tmp_path)
    (left,) = json.loads(staff("payments", "rest", "--json").output)
    entry = ("--entry", left["entry"])
    record = ("payments", "record", received.number, left["amount"], left["booked"], *entry)
    assert staff("--today", "2026-11-26", *record).exit_code == 0
    (owed,) = json.loads(staff("refunds", "plan", "--json").output)
    assert owed["amount"] == "174.24"


def paying(order: Order) -> Line:
    """Return a transfer for an order."""
    return Line(cents=order.to_pay.cents, communication=communication_digits(order.number))


def imported(staff: Staff, sheet: Sheet, folder: Path) -> str:
    """Import a statement, and return what was said of it."""
    path = folder / f"{sheet.count}.coda"
    path.write_bytes(coda(sheet))
    answer = staff("--today", "2026-11-25", "payments", "import", str(path), "--apply")
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_what_is_invoiced_is_credited_and_not_cancelled(
    staff: Staff, received: Order, mails: Mails, tmp_path: Path
) -> None:
    imported(staff, Sheet(lines=(paying(received),)), tmp_path)
    issued = staff("--today", "2026-11-26", "invoices", "issue", received.number)
    assert issued.exit_code == 0, issued.output
    answer = staff("orders", "cancel", received.number, "--apply")

    assert answer.exit_code == 4
    assert "what is invoiced is not cancelled but credited" in answer.output
    assert "staff credit-notes issue 2026-00001" in answer.output
    assert (mails(), "Now: paid" in staff("orders", "show", received.number).output) == ([], True)


def test_a_mail_server_that_is_away_leaves_the_letter_in_the_outbox(
    staff: Staff, received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    write_settings(own_settings, tmp_path / "settings.toml")
    answer = staff(*ON_DAY, "orders", "cancel", received.number, "--apply")
    assert answer.exit_code == 6
    assert f"Cancelled: order {received.number}" in answer.output

    letters = json.loads(staff("outbox", "list", "--json").output)
    assert [(one["letter"], one["state"]) for one in letters] == [
        ("answer", "unsent"),
        ("cancellation", "unsent"),
    ]
    with mail_into(tmp_path / "mailbox") as server:
        mail = dataclasses.replace(own_settings.mail, server=server)
        write_settings(dataclasses.replace(own_settings, mail=mail), tmp_path / "settings.toml")
        assert staff("outbox", "send").exit_code == 0
    assert staff("outbox", "list").output.startswith("Every letter was handed over")
    told = (tmp_path / "mailbox" / "new").iterdir()
    names = ["Message-ID: <cancellation-" in path.read_text("utf-8") for path in told]
    assert sorted(names) == [False, True]


def test_cut_short_after_the_mark_the_command_goes_on_with_the_letter(
    staff: Staff, received: Order, mails: Mails
) -> None:
    """As it does for an order that was only marked."""
    staff(*ON_DAY, "orders", "mark", received.number, "cancelled")
    assert mails() == []
    answer = staff(*ON_DAY, "orders", "cancel", received.number, "--apply")

    assert "is cancelled already; its letter is still to go" in answer.output
    assert (answer.exit_code, len(mails())) == (0, 1)


def test_without_a_letter_nobody_is_written_to(staff: Staff, received: Order, mails: Mails) -> None:
    answer = staff("orders", "cancel", received.number, "--apply", "--no-letter")

    assert (answer.exit_code, mails()) == (0, [])
    assert "cancellation" not in staff("outbox", "list", "--all").output
