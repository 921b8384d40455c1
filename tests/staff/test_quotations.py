# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff quotations``: from what is on request to a price that is paid and invoiced."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.model.order import Order, Wish
from intake.model.structured_communication import communication_digits
from intake.settings import Settings
from tests.bank.files import Line, Sheet, coda
from tests.conftest import write_settings
from tests.staff.conftest import Mails, Staff, text_of
from tests.staff.test_editor import an_editor
from tests.store.conftest import files

WISHES = (
    Wish(offer_id="hosting"),
    Wish(offer_id="training", months=None, quantity=2),
    Wish(offer_id="help", months=None),
)
PRICES = ("--line", "1=450", "--line", "2=80,50")
MADE, ANSWERED = ("--today", "2026-11-24"), ("--today", "2026-11-30")
SENT = {
    Language.EN: ("all2all: quotation", "24 December 2026", "€1,259.01, VAT included"),
    Language.FR: ("all2all\u202f: devis", "24 décembre 2026", "1 259,01 €, TVA comprise"),
    Language.NL: ("all2all: offerte", "24 december 2026", "€ 1.259,01, btw inbegrepen"),
}


@pytest.fixture
def asked(receive_in: Callable[..., Order]) -> Order:
    """Return an order of hosting and of two things that have no price."""
    return receive_in(Language.EN, *WISHES)


@pytest.fixture
def made(staff: Staff, asked: Order, mails: Mails) -> Order:
    """Return the order once its quotation was sent."""
    answer = staff(*MADE, "quotations", "make", asked.number, *PRICES, "--apply")
    assert (answer.exit_code, len(mails())) == (0, 1), answer.output
    return asked


@pytest.fixture
def accepted(staff: Staff, made: Order, mails: Mails) -> Order:
    """Return the order once its quotation was accepted."""
    answer = staff(*ANSWERED, "quotations", "accept", made.number, "--on", "2026-11-28", "--apply")
    assert (answer.exit_code, len(mails())) == (0, 2), answer.output
    return made


def shown(staff: Staff, order: Order) -> str:
    """Return what the desk shows of the order, each white space once."""
    return " ".join(staff("orders", "show", order.number).output.split())


def test_a_plan_shows_lines_and_letter_and_does_nothing(
    staff: Staff, asked: Order, own_settings: Settings, mails: Mails, tmp_path: Path
) -> None:
    before, pdf = files(own_settings.folders.register), tmp_path / "quotation.pdf"
    make = (*MADE, "quotations", "make", asked.number, *PRICES)
    for options in ((), ("--dry-run",), ("--pdf", str(pdf))):
        answer = staff(*make, *options)
        assert (answer.exit_code, answer.output.endswith("Nothing was done; add --apply.\n")) == (
            0,
            True,
        )
        assert [text for text in ("€900.00", "To: camille@", "€1,259.01") if text in answer.output]

    assert (files(own_settings.folders.register), mails()) == (before, [])
    assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("language", Language)
def test_a_quotation_goes_out_in_the_language_of_the_order(
    staff: Staff, receive_in: Callable[..., Order], mails: Mails, language: Language
) -> None:
    order = receive_in(language, *WISHES)
    answer = staff(*MADE, "quotations", "make", order.number, *PRICES, "--apply")
    assert answer.exit_code == 0, answer.output

    (mail,) = mails()
    said = f"{mail['Subject']} {text_of(mail)}".replace("\xa0", " ").replace("\u202f\u202f", " ")
    assert [
        one for one in SENT[language] if one.replace(" ", "") not in said.replace(" ", "")
    ] == []
    assert [one.get_filename() for one in mail.iter_attachments()] == [
        f"quotation-{order.number}.pdf"
    ]
    assert "quotation until 2026-12-24" in shown(staff, order)
    assert staff("register", "verify").exit_code == 0


def test_what_was_accepted_is_asked_for_paid_and_invoiced(
    staff: Staff, accepted: Order, mails: Mails, tmp_path: Path
) -> None:
    """The amount that was quoted, everywhere."""
    (pro_forma,) = [mail for mail in mails() if "payment request" in mail["Subject"]]
    assert "€1,259.01, VAT included" in text_of(pro_forma)
    assert "14 December 2026" in text_of(pro_forma)
    assert "The quotation was accepted on 2026-11-28, by mail." in shown(staff, accepted)
    assert "To pay €1,259.01" in shown(staff, accepted)

    digits = communication_digits(accepted.number)
    path = tmp_path / "1.coda"
    path.write_bytes(coda(Sheet(lines=(Line(cents=125901, communication=digits),))))
    paid = staff(*ANSWERED, "payments", "import", str(path), "--apply")
    assert "matched" in paid.output
    assert "orders paid now: 1" in paid.output

    issued = staff(*ANSWERED, "invoices", "issue", accepted.number)
    assert issued.exit_code == 0, issued.output
    papers = json.loads(staff("orders", "show", accepted.number, "--json").output)["papers"]
    (invoice,) = [one["record"] for one in papers if one["kind"] == "invoice"]
    assert (invoice["total"], [line["net"] for line in invoice["lines"]]) == (
        "1259.01",
        ["60.00", "900.00", "80.50"],
    )
    assert staff("invoices", "verify").exit_code == 0
    assert staff("register", "verify").exit_code == 0


def test_before_it_is_accepted_nothing_is_matched(
    staff: Staff, made: Order, tmp_path: Path
) -> None:
    path = tmp_path / "1.coda"
    digits = communication_digits(made.number)
    path.write_bytes(coda(Sheet(lines=(Line(cents=125901, communication=digits),))))

    assert "no price yet" in staff(*ANSWERED, "payments", "import", str(path)).output


def test_the_document_is_the_last_that_the_member_has(
    staff: Staff, made: Order, mails: Mails, tmp_path: Path
) -> None:
    written = tmp_path / "last.pdf"
    staff("orders", "show", made.number, "--pdf", str(written))
    (quotation,) = mails()[0].iter_attachments()
    assert written.read_bytes() == quotation.get_content()

    staff(*ANSWERED, "quotations", "accept", made.number, "--apply")
    staff("orders", "show", made.number, "--pdf", str(written))
    (last,) = [mail for mail in mails() if "payment request" in mail["Subject"]]
    (pro_forma,) = last.iter_attachments()
    assert written.read_bytes() == pro_forma.get_content()
    assert "2026" in str(last["Message-ID"])


def test_a_later_quotation_takes_the_place_of_an_earlier(
    staff: Staff, made: Order, mails: Mails
) -> None:
    dearer = ("--line", "1=500", "--line", "2=80.50", "--until", "2026-12-10")
    answer = staff(*ANSWERED, "quotations", "make", made.number, *dearer, "--apply")
    assert answer.exit_code == 0, answer.output
    staff(*ANSWERED, "quotations", "accept", made.number, "--apply")

    assert "To pay €1,380.01" in shown(staff, made)
    assert len({mail["Message-ID"] for mail in mails()}) == 3


def test_an_answer_in_time_counts_and_a_late_one_does_not(staff: Staff, made: Order) -> None:
    """What counts is the day of the answer."""
    accept = ("--today", "2027-01-04", "quotations", "accept", made.number, "--dry-run")
    late, in_time = staff(*accept), staff(*accept, "--on", "2026-12-24")

    assert (late.exit_code, "its last day has passed" in late.output) == (4, True)
    assert in_time.exit_code == 0, in_time.output
    for day in ("2026-11-23", "2027-01-05"):
        answer = staff(*accept, "--on", day)
        assert answer.exit_code == 4, answer.output


def test_what_is_accepted_binds_both_sides(staff: Staff, accepted: Order) -> None:
    again = staff(*ANSWERED, "quotations", "accept", accepted.number, "--apply")
    other = staff(*ANSWERED, "quotations", "make", accepted.number, *PRICES, "--apply")

    assert (again.exit_code, "it is accepted once" in again.output) == (4, True)
    assert (other.exit_code, "both sides are bound by it" in other.output) == (4, True)


@pytest.mark.parametrize("verb", ["make", "accept"])
def test_an_order_with_all_its_prices_needs_none(staff: Staff, received: Order, verb: str) -> None:
    answer = staff("quotations", verb, received.number)

    assert (answer.exit_code, "every price is on the list" in answer.output) == (4, True)


def test_a_cancelled_order_gets_none(staff: Staff, asked: Order, mails: Mails) -> None:
    staff("orders", "cancel", asked.number, "--apply")
    (told,) = mails()
    assert "do not use the payment request" not in text_of(told)
    answer = staff("quotations", "make", asked.number, *PRICES)

    assert (answer.exit_code, "is cancelled" in answer.output) == (4, True)


def test_prices_come_from_an_editor_or_a_file(
    staff: Staff, asked: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = 'sed -i "0,/= \\"\\"/s//= \\"450\\"/; s/= \\"\\"/= \\"80.50\\"/" "$1"'
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, fill, f'cp "$1" "{tmp_path}/form.toml"'))
    typed = staff(*MADE, "quotations", "make", asked.number)
    form = str(tmp_path / "form.toml")
    read = staff(*MADE, "quotations", "make", asked.number, "--file", form)

    assert "€1,259.01" in typed.output
    assert "# 2 × Training" in Path(form).read_text(encoding="utf-8")
    assert read.output == typed.output
    both = staff("quotations", "make", asked.number, "--file", form, *PRICES)
    assert both.exit_code == 2


def test_letters_that_did_not_leave_are_in_the_outbox_but_none_is_overtaken(
    staff: Staff, asked: Order, own_settings: Settings, mails: Mails, tmp_path: Path
) -> None:
    with_server = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    write_settings(own_settings, tmp_path / "settings.toml")
    make = staff(*MADE, "quotations", "make", asked.number, *PRICES, "--apply")
    assert (make.exit_code, letters(staff)) == (6, ["answer", "quotation"])
    accept = staff(*ANSWERED, "quotations", "accept", asked.number, "--apply")
    assert (accept.exit_code, letters(staff)) == (6, ["answer", "answer"])

    (tmp_path / "settings.toml").write_text(with_server, encoding="utf-8")
    assert staff("outbox", "send", "--dry-run").output.count("Would send: ") == 2
    assert staff(*ANSWERED, "outbox", "send").exit_code == 0
    names = sorted(str(mail["Message-ID"]).strip("<").partition("@")[0] for mail in mails())
    assert names == [f"pro-forma-{asked.number}", f"quotation-request-{asked.number}"]
    assert letters(staff) == []
    assert staff("register", "verify").exit_code == 0


def letters(staff: Staff) -> list[str]:
    """Return which letters wait."""
    return [one["letter"] for one in json.loads(staff("outbox", "list", "--json").output)]


def test_the_payment_request_can_be_sent_once_more(
    staff: Staff, accepted: Order, mails: Mails
) -> None:
    assert staff(*ANSWERED, "pro-formas", "send", accepted.number).exit_code == 0

    sums = ["€1,259.01" in text_of(one) for one in mails() if "payment request" in one["Subject"]]
    assert sums == [True, True]


def test_once_money_came_the_law_keeps_the_quotation(staff: Staff, accepted: Order) -> None:
    """The order alone does not say what was agreed."""
    staff(*ANSWERED, "payments", "record", accepted.number, "1259.01", "2026-11-30")
    staff(*ANSWERED, "orders", "mark", accepted.number, "ended")
    erased = staff("--today", "2026-12-02", "erase", accepted.number, "--apply")
    assert erased.exit_code == 0, erased.output

    for kind in ("order", "quotation", "quotation-accepted", "payment"):
        assert f"stays: {kind} of " in erased.output
    assert "To pay €1,259.01" in shown(staff, accepted)
    assert staff("register", "verify").exit_code == 0
