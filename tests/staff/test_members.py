# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff members``: keys are confirmed by a word that only their owner can read."""

import json
from pathlib import Path

import pytest

from intake.model.language import Language
from tests.conftest import make_key, run_gpg
from tests.mail.conftest import OK
from tests.staff.conftest import MemberDesk, word_in

CONFIRM = ("members", "confirm-key")


@pytest.mark.promise("P24")
def test_a_key_is_confirmed_by_the_word_that_was_encrypted_to_it(desk: MemberDesk) -> None:
    order = desk.order()
    shown = desk.staff(*CONFIRM, order.number)
    (mail,) = desk.mails()
    text = desk.text(mail)
    word = word_in(text)
    confirmed = desk.staff(*CONFIRM, order.number, "--answer", word)

    groups = " ".join(desk.fingerprint[at : at + 4] for at in range(0, 40, 4))
    assert [
        one for one in (groups, "Camille Exemple", "2028-01-01") if one not in shown.output
    ] == []
    assert (mail["To"], mail["Subject"]) == ("camille@example.org", "[...]")
    assert (groups in text, word in mail.as_string()) == (True, False)
    assert confirmed.output == f"Confirmed: {groups} is the key of camille@example.org\n"
    assert "key-confirmed" in desk.kinds(order)
    assert desk.staff("register", "verify", "--full").exit_code == 0


def test_the_paper_of_a_confirmed_key_holds_the_key_itself(desk: MemberDesk) -> None:
    """So that another desk, with a clone, can encrypt to it."""
    order = desk.order()
    desk.confirm(order)
    (paper,) = (one for one in desk.register.dossier(order.number) if one.kind == "key-confirmed")
    held = desk.register.confirmed_key(paper)

    assert (held.fingerprint, held.email) == (desk.fingerprint, "camille@example.org")
    shown = run_gpg(desk.home, "--with-colons", "--show-keys", stream=held.key.encode())
    assert desk.fingerprint.encode() in shown


@pytest.mark.parametrize("language", Language)
def test_the_question_is_in_the_language_of_the_order(desk: MemberDesk, language: Language) -> None:
    order = desk.order(language=language)
    desk.staff(*CONFIRM, order.number)
    inner = desk.opened(desk.mails()[0])
    assert (inner["Content-Language"], "OpenPGP" in str(inner["Subject"])) == (language, True)


def test_a_wrong_word_proves_nothing(desk: MemberDesk) -> None:
    order = desk.order()
    early = desk.staff(*CONFIRM, order.number, "--answer", "2222-2222-2222")
    desk.staff(*CONFIRM, order.number)
    wrong = desk.staff(*CONFIRM, order.number, "--answer", "2222-2222-2222")

    assert (early.exit_code, "waits for an answer" in early.output) == (3, True)
    assert (wrong.exit_code, "not the word" in wrong.output) == (5, True)
    assert "key-confirmed" not in desk.kinds(order)


def test_a_word_counts_for_thirty_days(desk: MemberDesk) -> None:
    order = desk.order()
    desk.staff(*CONFIRM, order.number)
    word = word_in(desk.text(desk.mails()[0]))
    late = desk.on("2026-12-25", *CONFIRM, order.number, "--answer", word)
    asked = desk.on("2026-12-25", *CONFIRM, order.number)

    assert (late.exit_code, "2026-12-24" in late.output) == (4, True)
    assert (asked.exit_code, len(desk.mails())) == (0, 2)


def test_nothing_is_asked_twice_but_once_more_on_demand(desk: MemberDesk) -> None:
    """And then the old word no longer counts."""
    order = desk.order()
    desk.staff(*CONFIRM, order.number)
    twice = desk.staff(*CONFIRM, order.number)
    again = desk.staff(*CONFIRM, order.number, "--again")
    first, second = (word_in(desk.text(mail)) for mail in desk.mails())
    old = desk.staff(*CONFIRM, order.number, "--answer", first)
    new = desk.staff(*CONFIRM, order.number, "--answer", second)
    known = desk.staff(*CONFIRM, order.number, "--answer", second)
    asked = desk.staff(*CONFIRM, order.number)

    assert (twice.exit_code, "is sent" in twice.output, again.exit_code) == (4, True, 0)
    assert (old.exit_code, new.exit_code) == (5, 0)
    assert (known.output.split(":")[0], desk.kinds(order).count("key-confirmed")) == ("Known", 1)
    assert (asked.exit_code, "is confirmed since 2026-11-24" in asked.output) == (4, True)


def test_a_dry_run_shows_the_key_and_leaves_everything_alone(desk: MemberDesk) -> None:
    order = desk.order()
    shown = desk.staff(*CONFIRM, order.number, "--dry-run")

    assert "Would mail a word, encrypted to this key, to camille@example.org" in shown.output
    assert (desk.mails(), desk.kinds(order)) == ([], ["order"])


def test_a_mail_server_that_refuses_is_a_named_outcome(desk: MemberDesk) -> None:
    order = desk.order()
    desk.mail_server.to_rcpt = ["550 no such user", OK]
    refused = desk.staff(*CONFIRM, order.number)
    again = desk.staff(*CONFIRM, order.number, "--again")

    assert (refused.exit_code, "code 550" in refused.output, again.exit_code) == (4, True, 0)
    assert desk.staff("register", "verify", "--full").exit_code == 0


def test_a_mail_server_that_is_busy_gets_the_same_word_later(desk: MemberDesk) -> None:
    order = desk.order()
    desk.mail_server.to_data = ["451 later", OK]
    busy = desk.staff(*CONFIRM, order.number)
    later = desk.on("2026-11-25", *CONFIRM, order.number)

    assert (busy.exit_code, later.exit_code) == (6, 0)
    assert (len(desk.mails()), desk.kinds(order).count("key-challenge")) == (1, 1)


def test_a_member_is_found_by_his_address(desk: MemberDesk) -> None:
    """The newest order that has a key counts."""
    desk.order(mark=1)
    newest = desk.order(mark=2)
    desk.order(mark=3, openpgp_key=None)
    desk.order(mark=4, customer=desk.customer(email="dominique@example.org"))
    asked = desk.staff(*CONFIRM, "Camille@example.org")
    word = word_in(desk.text(desk.mails()[0]))

    assert newest.number in asked.output
    assert desk.staff(*CONFIRM, "camille@example.org", "--answer", word).exit_code == 0
    assert "key-confirmed" in desk.kinds(newest)


def test_a_key_may_come_by_another_way(desk: MemberDesk, tmp_path: Path) -> None:
    order = desk.order(openpgp_key=None)
    none = desk.staff(*CONFIRM, order.number)
    file = tmp_path / "key.asc"
    file.write_text(desk.public_key, encoding="ascii")
    asked = desk.staff(*CONFIRM, order.number, "--key", str(file))

    assert (none.exit_code, "--key" in none.output) == (3, True)
    assert (asked.exit_code, word_in(desk.text(desk.mails()[0])) != "") == (0, True)


def test_a_key_with_another_address_is_warned_of(desk: MemberDesk) -> None:
    order = desk.order(customer=desk.customer(email="other@example.org"))
    shown = desk.staff(*CONFIRM, order.number, "--dry-run")
    assert "no name on it has the address other@example.org" in " ".join(shown.output.split())


def test_a_key_that_cannot_be_used_is_refused(desk: MemberDesk, tmp_path: Path) -> None:
    order = desk.order()
    file = tmp_path / "key.asc"
    file.write_text("my key\n", encoding="ascii")
    refused = desk.staff(*CONFIRM, order.number, "--key", str(file))
    spent = desk.on("2028-02-01", *CONFIRM, order.number)

    assert (refused.exit_code, "not an OpenPGP key" in refused.output) == (4, True)
    assert (spent.exit_code, "expired on 2028-01-01" in spent.output) == (4, True)
    assert desk.mails() == []


def test_a_key_that_expires_before_the_answer_is_not_confirmed(desk: MemberDesk) -> None:
    order = desk.order()
    desk.on("2027-12-20", *CONFIRM, order.number)
    word = word_in(desk.text(desk.mails()[0]))
    spent = desk.on("2028-01-10", *CONFIRM, order.number, "--answer", word)

    assert (spent.exit_code, "expired on 2028-01-01" in spent.output) == (4, True)


def test_a_name_on_a_key_does_nothing_to_the_terminal(desk: MemberDesk, tmp_path: Path) -> None:
    order = desk.order()
    name = "Odd \N{RIGHT-TO-LEFT OVERRIDE}gro.elpmaxe [red]\x9b2J <camille@example.org>"
    fingerprint = make_key(desk.home, name)
    file = tmp_path / "odd.asc"
    file.write_bytes(run_gpg(desk.home, "--armor", "--export", fingerprint))
    shown = desk.staff(*CONFIRM, order.number, "--key", str(file), "--dry-run").output
    run_gpg(desk.home, "--yes", "--delete-secret-and-public-key", fingerprint)

    assert "Odd ?gro.elpmaxe [red]?2J <camille@example.org>" in shown


def test_a_member_is_shown_with_what_he_owes_has_paid_and_has_running(desk: MemberDesk) -> None:
    running = desk.order(is_paid=True)
    desk.confirm(running)
    desk.on("2026-11-24", "orders", "mark", running.number, "running", "--on", "2026-11-24")
    unpaid = desk.order(1)
    cancelled = desk.order(2)
    desk.staff("orders", "mark", cancelled.number, "cancelled")
    desk.order(3, customer=desk.customer(email="other@example.org"))
    shown = json.loads(desk.staff("members", "show", unpaid.number, "--json").output)

    assert (shown["email"], shown["owed"], shown["key"]) == (
        "camille@example.org",
        "87.12",
        desk.fingerprint,
    )
    assert {
        one["number"]: (one["state"], one["asked"], one["paid"], one["owed"])
        for one in shown["orders"]
    } == {
        running.number: ("running", "87.12", "87.12", "0.00"),
        unpaid.number: ("received", "87.12", "0.00", "87.12"),
        cancelled.number: ("cancelled", "87.12", "0.00", "0.00"),
    }
    ends = {
        (one["number"], service["since"], service["until"])
        for one in shown["orders"]
        for service in one["services"]
    }
    assert (running.number, "2026-11-24", "2027-11-23") in ends
    assert (unpaid.number, None, None) in ends


def test_a_member_is_shown_on_one_screen_by_the_names_of_the_price_list(desk: MemberDesk) -> None:
    order = desk.order(is_paid=True)
    desk.staff("orders", "mark", order.number, "running", "--on", "2026-11-24")
    desk.staff("invoices", "issue", order.number)
    shown = desk.staff("members", "show", "Camille@Example.org").output

    needed = ("camille@example.org", "none confirmed", "until", "2027-11-23", "invoice 2026-00001")
    assert [one for one in needed if one not in " ".join(shown.lower().split())] == []
    assert max(map(len, shown.splitlines())) <= 80


def test_an_address_without_a_dossier_is_no_member(desk: MemberDesk) -> None:
    desk.order()
    shown = desk.staff("members", "show", "nobody@example.org")
    assert (shown.exit_code, "nobody@example.org" in shown.output) == (3, True)


def test_the_history_of_a_member_tells_every_dossier_of_his_and_no_other(desk: MemberDesk) -> None:
    first, second = desk.order(is_paid=True), desk.order(1)
    other = desk.order(2, customer=desk.customer(email="other@example.org"))
    told = json.loads(desk.staff("members", "history", first.number, "--json").output)
    shown = desk.staff("members", "history", "camille@example.org").output

    assert [one["number"] for one in told] == [first.number, second.number]
    kinds = [paper["kind"] for paper in told[0]["papers"]]
    assert (kinds[0], {"payment", "marked-paid"} <= set(kinds)) == ("order", True)
    assert [second.number in shown, other.number in shown] == [True, False]
