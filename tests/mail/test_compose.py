# SPDX-License-Identifier: GPL-3.0-or-later
"""A composed message reaches one person and says nothing but what it should."""

import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mail.compose import AddressError, Attachment, Sender, compose
from intake.model.language import Language

NOW = datetime.datetime(2026, 11, 22, 10, 12, tzinfo=datetime.UTC)
PDF = Attachment(name="pro-forma-2026000042.pdf", media_type="application/pdf", content=b"%PDF-1.7")
TEXT = "Bonjour,\n\nMontant\u202f: 87,12\xa0€\n"
HTML = '<!DOCTYPE html>\n<html lang="fr"><body><p>87,12\xa0€</p></body></html>\n'

NOT_ONE_ADDRESS = [
    "",
    "camille",
    "camille@localhost",
    "a@example.org, b@example.org",
    "a@example.org,b@example.org",
    "a@example.org; b@example.org",
    "Camille <a@example.org>",
    "<a@example.org>",
    "group: a@example.org;",
    '"a b"@example.org',
    "a@example.org\r\nBcc: b@example.org",
    "a@example.org\n",
    " a@example.org",
    "a(comment)@example.org",
    "a..b@example.org",
    ".a@example.org",
    "a@[127.0.0.1]",
    "a@-example.org",
    "é@example.org",
    "a@exemplé.org",
    f"{'a' * 250}@example.org",
]


def composed(**changes: Any) -> EmailMessage:  # noqa: ANN401 - a value of whichever part is named
    """Return the usual message with other parts, as it comes out of the post."""
    parts: dict[str, Any] = {
        "sender": Sender(name="all2all", address="support@all2all.org"),
        "to": "camille@example.org",
        "subject": "all2all\u202f: demande de paiement 2026000042",
        "text": TEXT,
        "html": HTML,
        "language": Language.FR,
        "reference": "pro-forma-2026000042",
        "now": NOW,
        "attachments": [PDF],
    }
    sent = compose(**(parts | changes)).as_bytes()
    received = message_from_bytes(sent, policy=SMTP)
    assert isinstance(received, EmailMessage)
    return received


def test_the_headers_say_from_whom_to_whom_when_and_in_which_language() -> None:
    """And that a program wrote it, so that no other program answers."""
    message = composed()
    assert message["From"] == "all2all <support@all2all.org>"
    assert message["To"] == "camille@example.org"
    assert message["Subject"] == "all2all\u202f: demande de paiement 2026000042"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"


def test_the_message_id_comes_from_the_order_and_tells_of_nobody() -> None:
    """So a letter sent twice is recognised as one."""
    assert composed()["Message-ID"] == "<pro-forma-2026000042@all2all.org>"


@pytest.mark.promise("P09")
def test_the_letter_comes_as_text_and_html_with_the_document_beside_it() -> None:
    """In that order: a program that shows one part only shows the last that it knows."""
    message = composed()
    letter, document = message.iter_parts()
    text, html = letter.iter_parts()
    kinds = [part.get_content_type() for part in (message, letter, text, html, document)]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert text.get_content().replace("\r\n", "\n") == TEXT
    assert html.get_content().replace("\r\n", "\n") == HTML
    assert document.get_filename() == "pro-forma-2026000042.pdf"
    assert document.get_content() == b"%PDF-1.7"


def test_the_message_travels_in_seven_bits() -> None:
    """Then no server on the way has to recode it, which would break its DKIM signature."""
    assert composed().as_bytes().isascii()


@pytest.mark.parametrize("text", NOT_ONE_ADDRESS)
def test_anything_but_one_plain_address_is_refused(text: str) -> None:
    """The sentence does not repeat it."""
    with pytest.raises(AddressError) as caught:
        composed(to=text)
    assert str(caught.value) == "email: bad_email"


@given(st.text(max_size=40) | st.from_regex(r"[^@]{1,9}@[a-z,;<>\s.]{1,12}", fullmatch=True))
def test_whatever_is_typed_a_message_has_one_addressee_or_is_refused(text: str) -> None:
    """And the addressee is what was typed."""
    try:
        message = composed(to=text)
    except AddressError:
        return
    assert [address.addr_spec for address in message["To"].addresses] == [text]
    assert message["Bcc"] is None
    assert message["Cc"] is None


@pytest.mark.parametrize("part", ["subject", "reference"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_no_part_can_smuggle_in_a_header(part: str, end: str) -> None:
    """Nobody's text goes there, and if ever it did, no mail would leave."""
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        composed(**{part: f"x{end}Bcc: b@example.org"})


@pytest.mark.promise("P37")
def test_a_letter_to_a_list_can_be_left_with_one_click() -> None:
    """RFC 8058; the header stays readable however long the link is."""
    link = f"https://www.example.org/fr/send/notices/leave/{'aB-_.' * 40}"
    sent = compose(
        sender=Sender(name="all2all", address="support@all2all.org"),
        to="camille@example.org",
        subject="all2all\u202f: avis",
        text=TEXT,
        html=HTML,
        language=Language.FR,
        reference="notice-1",
        now=NOW,
        unsubscribe=link,
    ).as_bytes()

    header = f"List-Unsubscribe: <{link}>, <mailto:support@all2all.org>\r\n"
    assert header.encode() in sent
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent


def test_no_other_letter_speaks_of_a_list() -> None:
    assert [name for name in composed() if name.startswith("List-")] == []
