# SPDX-License-Identifier: GPL-3.0-or-later
"""The notice list: who is on it has said so twice, and whoever wants leaves it at once."""

import datetime
import re
from email.message import EmailMessage
from html import unescape

import pytest
from werkzeug.test import TestResponse

from intake.model.language import Language
from intake.model.request import RequestKind
from tests.conftest import StaffKeys
from tests.web.conftest import Counter
from tests.web.test_requests import stored

ADDRESS = "zoe@example.org"


def link_in(mail: EmailMessage, verb: str) -> str:
    """Return the path of the link that a mail holds, in both of its parts."""
    plain, html = (
        set(re.findall(rf"/../send/notices/{verb}/[\w.-]+", unescape(part.get_content())))
        for part in mail.walk()
        if not part.is_multipart()
    )
    (link,) = plain | html
    return str(link)


def ask(counter: Counter, address: str = ADDRESS, language: str = "en") -> TestResponse:
    """Ask for the list."""
    return counter.send("notices", language, email=address)


def token(counter: Counter, address: str = ADDRESS) -> str:
    """Return a token such as the mail holds."""
    return counter.desk.tokens.confirmation(address, counter.hands.now)


@pytest.mark.promise("P37")
@pytest.mark.parametrize("language", list(Language))
def test_an_address_is_asked_and_then_on_the_list(
    counter: Counter, staff_keys: StaffKeys, language: Language
) -> None:
    """The mail's link shows a button; the button, with the address, does it."""
    assert ask(counter, language=language).status_code == 200
    assert counter.papers() == []
    link = f"/{language}/send/notices/confirm/{token(counter)}"
    assert counter.client.get(link).status_code == 200
    assert counter.papers() == []
    answer = counter.client.post(link, data={"email": ADDRESS})

    assert answer.status_code == 303
    assert counter.client.get(answer.location).status_code == 200
    asked, welcome = counter.mails()
    assert link_in(asked, "confirm") == link
    record = stored(counter, staff_keys)
    assert (record["email"], record["leave"]) == (ADDRESS, link_in(welcome, "leave"))


def test_no_link_holds_an_address_and_the_mail_holds_nothing_else_of_the_form(
    counter: Counter,
) -> None:
    ask(counter)
    (mail,) = counter.mails()

    bodies = "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
    assert ADDRESS not in bodies
    assert "zoe" not in mail["Message-ID"]


def test_an_address_is_asked_once_in_thirty_days(counter: Counter) -> None:
    """And the page says the same every time."""
    pages = [ask(counter).text, ask(counter, "ZOE@example.org").text]
    counter.hands.now += datetime.timedelta(days=29)
    pages.append(ask(counter).text)
    counter.hands.now += datetime.timedelta(days=1)
    pages.append(ask(counter).text)

    assert len(set(pages)) == 1
    assert len(counter.mails()) == 2


def test_what_is_kept_of_an_address_is_a_keyed_hash(counter: Counter) -> None:
    ask(counter)
    kept = counter.desk.settings.web.secret.with_name("pending-confirmations").read_text()

    assert re.fullmatch(r"pending-confirmations/1\n2026-11-22 [0-9a-f]{64}\n", kept)


def test_another_address_than_the_one_that_was_asked_is_refused(counter: Counter) -> None:
    ask(counter)
    link = f"/fr/send/notices/confirm/{token(counter)}"
    page = counter.client.post(link, data={"email": "somebody@example.org"})

    assert (page.status_code, counter.papers()) == (422, [])
    assert 'aria-invalid="true"' in page.text


def test_a_link_puts_an_address_on_the_list_once(counter: Counter) -> None:
    """Pressed twice it is the same subscription; days later it is worth nothing."""
    ask(counter)
    link = f"/en/send/notices/confirm/{token(counter)}"
    first = counter.client.post(link, data={"email": ADDRESS})
    second = counter.client.post(link, data={"email": ADDRESS})
    counter.hands.now += datetime.timedelta(days=3)
    third = counter.client.post(link, data={"email": ADDRESS})

    assert (first.location == second.location, third.status_code) == (True, 404)
    assert counter.papers() == [str(RequestKind.SUBSCRIPTION)]


def test_a_link_older_than_thirty_days_is_worth_nothing(counter: Counter) -> None:
    ask(counter)
    link = f"/en/send/notices/confirm/{token(counter)}"
    counter.hands.now += datetime.timedelta(days=31)

    assert counter.client.get(link).status_code == 404


@pytest.mark.parametrize("verb", ["confirm", "leave"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_of_somebody_s_own_is_worth_nothing(
    counter: Counter, verb: str, method: str
) -> None:
    answer = counter.client.open(
        f"/nl/send/notices/{verb}/WyIyMDI2MDAwMDAxIl0.abc", method=method, data={"email": ADDRESS}
    )

    assert (answer.status_code, counter.papers()) == (404, [])


@pytest.mark.promise("P37")
@pytest.mark.parametrize("content_type", ["multipart/form-data", None])
def test_a_mail_program_leaves_the_list_with_one_click(
    counter: Counter, staff_keys: StaffKeys, content_type: str | None
) -> None:
    """RFC 8058: the header's address takes a POST, in both forms, and redirects nowhere."""
    ask(counter)
    link = f"/en/send/notices/confirm/{token(counter)}"
    counter.client.post(link, data={"email": ADDRESS})
    _, welcome = counter.mails()
    site = counter.desk.settings.site.address
    header = re.fullmatch(
        rf"<{re.escape(site)}(/en/send/notices/leave/\S+)>, <mailto:\S+>",
        welcome["List-Unsubscribe"],
    )
    assert header
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert counter.client.get(header[1]).status_code == 200
    assert counter.papers() == [str(RequestKind.SUBSCRIPTION)]

    answer = counter.client.post(
        header[1], data={"List-Unsubscribe": "One-Click"}, content_type=content_type
    )

    assert answer.status_code == 200
    record = stored(counter, staff_keys, "2026000002")
    assert (record["format"], record["subscription"]) == ("notice-unsubscription/1", "2026000001")
