# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail to a member with a confirmed key can be read by that member alone, subject included."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from intake.mail.compose import Attachment, Sender, compose
from intake.mail.pgp_mime import letter_to, protected
from intake.mail.send import send
from intake.model.language import Language
from intake.openpgp.encrypt import KeyUnusableError, PersonalKey
from intake.openpgp.keyring import Fingerprint
from intake.settings import Endpoint
from tests.conftest import NOW, make_key, run_gpg
from tests.mail.conftest import MailServer

SUBJECT = "all2all\u202f: demande de paiement 2026000042"
TEXT = "Bonjour,\n\nMontant\u202f: 87,12\xa0€\nFrom the start\n.\n"
PDF = Attachment(name="a.pdf", media_type="application/pdf", content=bytes(range(256)) * 40)


@pytest.fixture(scope="module")
def member_home() -> Iterator[Path]:
    """Return the GnuPG home of a member, on the short path that the agent's socket wants."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def key(member_home: Path, tmp_path_factory: pytest.TempPathFactory) -> PersonalKey:
    """Return the member's key as staff have it: public, in a keyring of its own."""
    fingerprint = make_key(member_home, "Camille <camille@example.org>")
    keyring = tmp_path_factory.mktemp("members") / "members.gpg"
    keyring.write_bytes(run_gpg(member_home, "--export", fingerprint))
    return PersonalKey(fingerprint=Fingerprint(fingerprint), keyring=keyring)


@pytest.fixture
def letter() -> EmailMessage:
    """Return a letter with a document, its parts bounded for good."""
    written = compose(
        sender=Sender(name="Réseau all2all", address="support@all2all.org"),
        to="camille@example.org",
        subject=SUBJECT,
        text=TEXT,
        html="<p>87,12\xa0€</p>\n",
        language=Language.FR,
        reference="pro-forma-2026000042",
        now=NOW,
        attachments=[PDF],
    )
    # Python draws the boundaries between the parts when a message is first written out.
    written.as_bytes()
    return written


def parsed(content: bytes) -> EmailMessage:
    """Return a message as a mail program reads it."""
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def opened(
    letter: EmailMessage,
    key: PersonalKey,
    member_home: Path,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> tuple[EmailMessage, bytes]:
    """Send the letter by a real mail server; return what came, and what stock gpg finds in it."""
    send(letter_to(key, letter, NOW), server=endpoint, timeout=5)
    ((_, _, content),) = mail_server.taken
    outer = parsed(content)
    _, body = outer.iter_parts()
    return outer, run_gpg(member_home, "--decrypt", stream=body.get_content())


def test_stock_gpg_finds_the_very_bytes_that_were_encrypted(
    letter: EmailMessage, opened: tuple[EmailMessage, bytes]
) -> None:
    _, inside = opened

    assert inside == protected(letter)


def test_outside_is_only_what_servers_need(opened: tuple[EmailMessage, bytes]) -> None:
    """RFC 3156, section 4, and RFC 9788: no subject, no language."""
    outer, _ = opened

    shown = {name: str(value) for name, value in outer.items() if name != "Content-Type"}
    assert shown == {
        "From": "Réseau all2all <support@all2all.org>",
        "To": "camille@example.org",
        "Date": "Sun, 22 Nov 2026 10:12:00 +0000",
        "Message-ID": "<pro-forma-2026000042@all2all.org>",
        "Auto-Submitted": "auto-generated",
        "Subject": "[...]",
        "MIME-Version": "1.0",
    }


def test_the_two_parts_are_those_of_the_standard(opened: tuple[EmailMessage, bytes]) -> None:
    outer, _ = opened
    version, body = outer.iter_parts()

    assert outer.get_content_type() == "multipart/encrypted"
    assert outer.get_param("protocol") == "application/pgp-encrypted"
    assert version.get_content_type() == "application/pgp-encrypted"
    assert str(version.get_payload()).strip() == "Version: 1"
    assert body.get_content_type() == "application/octet-stream"
    assert body.get_content().startswith(b"-----BEGIN PGP MESSAGE-----")


def test_inside_is_the_letter_with_its_subject_and_its_document(
    opened: tuple[EmailMessage, bytes],
) -> None:
    inner = parsed(opened[1])
    text = inner.get_body(("plain",))
    (document,) = inner.iter_attachments()

    assert (inner["Subject"], inner["Content-Language"]) == (SUBJECT, "fr")
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == TEXT
    assert document.get_content() == PDF.content


def test_inside_says_what_stood_outside(opened: tuple[EmailMessage, bytes]) -> None:
    """So that a reply quotes no hidden subject, and a changed sender is seen (RFC 9788, 2.2)."""
    outer, inside = opened
    inner = parsed(inside)

    assert inner.get_param("hp") == "cipher"
    assert inner.get_param("protected-headers") == "v1"
    names = ("From", "To", "Date", "Message-ID", "Auto-Submitted", "Subject")
    assert inner.get_all("HP-Outer") == [f"{name}: {outer[name]}" for name in names]


def test_nothing_of_the_letter_can_be_read_on_the_way(
    letter: EmailMessage, key: PersonalKey
) -> None:
    sent = letter_to(key, letter, NOW).as_bytes()

    assert sent.isascii()
    assert [
        word for word in (b"demande", b"a.pdf", b"text/plain", b"Language") if word in sent
    ] == []


def test_without_a_confirmed_key_the_letter_goes_as_it_is(letter: EmailMessage) -> None:
    assert letter_to(None, letter, NOW) is letter


def test_a_key_that_is_not_there_stops_the_letter(letter: EmailMessage, key: PersonalKey) -> None:
    """It never goes out in plain text instead."""
    other = PersonalKey(fingerprint=Fingerprint("A" * 40), keyring=key.keyring)
    with pytest.raises(KeyUnusableError, match="is not in the keyring"):
        letter_to(other, letter, NOW)


def test_a_key_that_has_expired_stops_the_letter(letter: EmailMessage, key: PersonalKey) -> None:
    """As of the moment of the letter."""
    late = NOW.replace(year=2040)
    with pytest.raises(KeyUnusableError, match="expired on"):
        letter_to(key, letter, late)
