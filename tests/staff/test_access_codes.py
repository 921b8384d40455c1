# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff access-codes send``: after the payment, encrypted, and kept nowhere."""

import re
from typing import Any

import pytest

from intake.model.language import Language
from intake.model.order import Order
from tests.mail.conftest import OK
from tests.staff.conftest import MemberDesk

SEND = ("access-codes", "send")
FOR = ("--for", "SFTP=camille", "--for", "Panel=camille")
CODE = re.compile(r"(?:[2-9a-z]{4}-){4}[2-9a-z]{4}")
TYPED = "mot*de_passe&<b>"


def ready(
    desk: MemberDesk,
    **asked: Any,  # noqa: ANN401 - a value of whichever field is named
) -> Order:
    """Return a paid order that may start, with a confirmed key."""
    order = desk.order(is_paid=True, **{"start_now": True, **asked})
    desk.confirm(order)
    return order


def everything_kept(desk: MemberDesk, order: Order) -> str:
    """Return all that staff can read of an order."""
    shown = desk.staff("orders", "show", order.number, "--json")
    assert shown.exit_code == 0, shown.output
    return shown.output


@pytest.mark.promise("P08")
@pytest.mark.promise("P24")
def test_codes_go_to_the_confirmed_key_and_open_with_stock_gpg(desk: MemberDesk) -> None:
    order = ready(desk)
    sent = desk.staff(*SEND, order.number, *FOR)
    assert sent.exit_code == 0, sent.output
    mail, text = desk.mails()[-1], desk.text(desk.mails()[-1])
    codes = CODE.findall(text)

    assert (len(set(codes)), mail["To"], mail["Subject"]) == (2, "camille@example.org", "[...]")
    assert CODE.findall(sent.output) == codes
    assert not any(code in mail.as_string() for code in codes)
    assert order.number in str(desk.opened(mail)["Subject"])
    kept = everything_kept(desk, order)
    assert (CODE.findall(kept), "SFTP" in kept, desk.fingerprint in kept) == ([], True, True)
    assert desk.staff("register", "verify", "--full").exit_code == 0


@pytest.mark.parametrize("language", Language)
def test_the_letter_is_in_the_language_of_the_order(desk: MemberDesk, language: Language) -> None:
    order = ready(desk, language=language)
    assert desk.staff(*SEND, order.number, *FOR).exit_code == 0
    assert desk.opened(desk.mails()[-1])["Content-Language"] == language


def test_a_typed_code_arrives_sign_by_sign_and_is_not_shown(desk: MemberDesk) -> None:
    order = ready(desk)
    typed = desk.staff(
        *SEND, order.number, "--for", "SFTP=camille", "--typed", typed=f"{TYPED}\n{TYPED}\n"
    )
    assert typed.exit_code == 0, typed.output
    inner = desk.opened(desk.mails()[-1])
    html = inner.get_body(("html",))

    assert f": {TYPED}" in desk.text(desk.mails()[-1])
    assert html is not None
    assert "<b>" not in str(html.get_content())
    assert TYPED not in typed.output + everything_kept(desk, order)


@pytest.mark.promise("P08")
def test_no_codes_go_before_the_payment(desk: MemberDesk) -> None:
    order = desk.order(start_now=True)
    desk.confirm(order)
    refused = desk.staff(*SEND, order.number, *FOR)
    assert (refused.exit_code, "promise P08" in refused.output) == (4, True)
    assert "access-codes" not in desk.kinds(order)


def test_no_codes_go_while_a_consumer_may_withdraw(desk: MemberDesk) -> None:
    order = ready(desk, start_now=False)
    early = desk.staff(*SEND, order.number, *FOR)
    (day,) = re.findall(r"codes go from (\S+) on", early.output.replace("\n", " "))
    late = desk.on(day, *SEND, order.number, *FOR)
    assert (early.exit_code, late.exit_code) == (4, 0)


def test_no_codes_go_for_an_order_that_is_over(desk: MemberDesk) -> None:
    order = ready(desk)
    assert desk.staff("orders", "mark", order.number, "ended").exit_code == 0
    refused = desk.staff(*SEND, order.number, *FOR)
    assert (refused.exit_code, "is ended" in refused.output) == (4, True)


@pytest.mark.promise("P24")
def test_without_a_confirmed_key_nothing_goes_in_clear(desk: MemberDesk) -> None:
    order = desk.order(is_paid=True, start_now=True)
    refused = desk.staff(*SEND, order.number, *FOR)
    assert (refused.exit_code, "confirm-key" in refused.output, desk.mails()) == (4, True, [])


def test_nothing_is_encrypted_to_a_key_that_has_expired(desk: MemberDesk) -> None:
    order = ready(desk)
    refused = desk.on("2028-01-02", *SEND, order.number, *FOR)
    assert (refused.exit_code, "the key cannot be used" in refused.output) == (4, True)


def test_a_dry_run_says_who_and_leaves_everything_alone(desk: MemberDesk) -> None:
    order = ready(desk)
    before = (len(desk.mails()), desk.kinds(order))
    shown = desk.staff(*SEND, order.number, *FOR, "--dry-run")
    assert "Would mail 2 access codes to camille@example.org" in shown.output
    assert (len(desk.mails()), desk.kinds(order)) == before


def test_codes_go_once_and_new_ones_on_demand(desk: MemberDesk) -> None:
    order = ready(desk)
    first = desk.staff(*SEND, order.number, *FOR)
    twice = desk.staff(*SEND, order.number, *FOR)
    again = desk.staff(*SEND, order.number, *FOR, "--again")

    assert (first.exit_code, twice.exit_code, again.exit_code) == (0, 4, 0)
    assert not set(CODE.findall(first.output)) & set(CODE.findall(again.output))
    _, *ids = (mail["Message-ID"] for mail in desk.mails())
    assert len(set(ids)) == 2


@pytest.mark.parametrize(("answer", "code"), [("550 no such user", 4), ("451 later", 6)])
def test_codes_that_the_mail_server_does_not_take_are_gone(
    desk: MemberDesk, answer: str, code: int
) -> None:
    order = ready(desk)
    desk.mail_server.to_data = [answer, OK]
    refused = desk.staff(*SEND, order.number, *FOR)
    later = desk.staff(*SEND, order.number, *FOR)

    assert (refused.exit_code, CODE.findall(refused.output)) == (code, [])
    assert "the next try needs new ones" in refused.output
    assert (later.exit_code, desk.kinds(order).count("access-codes")) == (0, 2)
    assert desk.staff("register", "verify", "--full").exit_code == 0


@pytest.mark.parametrize(
    "accounts", [(), ("--for", "SFTP"), ("--for", "SFTP=a", "--for", "SFTP=a")]
)
def test_what_a_code_opens_has_to_be_said(desk: MemberDesk, accounts: tuple[str, ...]) -> None:
    assert desk.staff(*SEND, "2026000042", *accounts).exit_code == 2


def test_the_timeline_tells_of_the_codes_before_their_letter(desk: MemberDesk) -> None:
    """Both are of one second."""
    order = ready(desk)
    desk.staff(*SEND, order.number, *FOR)
    told = " ".join(desk.staff("orders", "show", order.number).output.split())
    made = told.index("Access codes were made for SFTP=camille")
    assert made < told.index("The letter with the access codes is handed to the mail server")
    assert made < told.index("The mail server has the letter with the access codes.")
