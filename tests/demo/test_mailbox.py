# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo sends can be read: a real delivery over SMTP into a Maildir."""

import asyncio
import mailbox
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.demo.mailbox import KeepMail, mail_line, serve_mail
from intake.settings import Endpoint

SUBJECT = "Demande de paiement : Zoé"


def _letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "support@all2all.org"
    letter["To"] = "camille@example.org"
    letter["Subject"] = SUBJECT
    letter.set_content("Bonjour Zoé,\n.\nFrom here on, a line that a mail box might change.\n")
    return letter


def _deliver(folder: Path, content: bytes, addressees: Sequence[str]) -> None:
    async def serve_one() -> None:
        # Port 0: the machine chooses one that is free.
        async with await serve_mail(Endpoint("127.0.0.1", 0), KeepMail(folder)) as server:
            port = server.sockets[0].getsockname()[1]
            await asyncio.to_thread(send, port)

    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
            # On the way a line ends with CRLF.
            wire = content.replace(b"\n", b"\r\n")
            server.sendmail("support@all2all.org", addressees, wire)

    asyncio.run(serve_one())


def test_a_mail_is_kept_byte_for_byte_below_its_envelope(tmp_path: Path) -> None:
    """So that signed and encrypted mails can be tried as well."""
    letter = _letter().as_bytes()

    _deliver(tmp_path / "var" / "mailbox", letter, ["camille@example.org", "copy@example.org"])

    (kept,) = (tmp_path / "var" / "mailbox" / "new").iterdir()
    envelope = (
        b"Return-Path: <support@all2all.org>\n"
        b"Delivered-To: camille@example.org\n"
        b"Delivered-To: copy@example.org\n"
    )
    assert kept.read_bytes() == envelope + letter


def test_any_mail_program_can_read_the_folder(tmp_path: Path) -> None:
    """It is a Maildir, in which what was kept before stays."""
    for _ in range(2):
        _deliver(tmp_path / "mailbox", _letter().as_bytes(), ["camille@example.org"])

    read = mailbox.Maildir(tmp_path / "mailbox", create=False)
    assert [message["To"] for message in read] == ["camille@example.org"] * 2


def test_a_line_says_to_whom_about_what_and_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The subject is shown as it reads, and the place as seen from the clone."""
    monkeypatch.chdir(tmp_path)

    _deliver(tmp_path / "var" / "mailbox", _letter().as_bytes(), ["camille@example.org"])

    (kept,) = (tmp_path / "var" / "mailbox" / "new").iterdir()
    wanted = f"mail to camille@example.org: {SUBJECT} (var/mailbox/new/{kept.name})\n"
    assert capsys.readouterr().out == wanted


def test_a_subject_cannot_command_the_terminal(tmp_path: Path) -> None:
    """A stranger may have typed a part of it."""
    content = b"Subject: =?utf-8?q?red_=1B[31m_bell_=07?=\n\n"

    line = mail_line(content, ["a@example.org"], tmp_path)

    assert line == f"mail to a@example.org: red ?[31m bell ? ({tmp_path})"


def test_the_hard_spaces_of_french_are_shown_as_spaces(tmp_path: Path) -> None:
    """They are no control characters."""
    line = mail_line("Subject: demande\u202f: 1\u00a0€\n\n".encode(), ["a@example.org"], tmp_path)

    assert line == f"mail to a@example.org: demande : 1 € ({tmp_path})"


def test_a_mail_without_a_subject_has_a_line_too(tmp_path: Path) -> None:
    """Whatever is sent is shown."""
    line = mail_line(b"\n\n", ["a@example.org"], tmp_path)

    assert line == f"mail to a@example.org: no subject ({tmp_path})"
