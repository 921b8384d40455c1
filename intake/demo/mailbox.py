# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's mail server: keeps every message in a Maildir and says so; nothing leaves the machine.

Started by the demo as ``python -m intake.demo.mailbox``; any mail program reads the folder.
"""

import asyncio
import email
import email.policy
import mailbox
from pathlib import Path

import click
from aiosmtpd.smtp import SMTP, Envelope, Session

from intake.settings import Endpoint, Settings, read_settings, settings_file


class KeepMail:
    """Keeps what the server takes: the message is on disk before its sender is told so."""

    def __init__(self, folder: Path) -> None:
        """Keep it in this Maildir, which is made if need be."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._maildir = mailbox.Maildir(folder)

    async def handle_DATA(  # noqa: N802  (aiosmtpd calls it by this name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message byte for byte, below the envelope as a delivery agent writes it."""
        content = envelope.original_content or b""
        trace = [f"Return-Path: <{envelope.mail_from}>"]
        trace += [f"Delivered-To: {addressee}" for addressee in envelope.rcpt_tos]
        head = "".join(f"{line}\n" for line in trace).encode()
        key = self._maildir.add(head + content.replace(b"\r\n", b"\n"))
        click.echo(mail_line(content, envelope.rcpt_tos, self._folder / "new" / key))
        return "250 kept"


def mail_line(content: bytes, addressees: list[str], path: Path) -> str:
    """Say in one line to whom the mail is, what about and where it lies."""
    subject = email.message_from_bytes(content, policy=email.policy.default)["Subject"]
    line = f"mail to {', '.join(addressees)}: {subject or 'no subject'}"
    # What a stranger typed reaches a terminal here: plain spaces and no control characters.
    spaced = "".join(" " if letter.isspace() else letter for letter in line)
    shown = "".join(letter if letter.isprintable() else "?" for letter in spaced)
    here = Path.cwd()
    return f"{shown} ({path.relative_to(here) if path.is_relative_to(here) else path})"


def mailbox_folder(settings: Settings) -> Path:
    """Return the Maildir of the demo, beside the site that it builds."""
    return settings.folders.site.parent / "mailbox"


async def serve_mail(endpoint: Endpoint, handler: KeepMail) -> asyncio.Server:
    """Take mail at the endpoint from now on, until the server returned is closed."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(handler, enable_SMTPUTF8=True, hostname="localhost"),
        endpoint.host,
        endpoint.port,
    )


async def _serve_forever() -> None:
    settings = read_settings(settings_file())
    server = await serve_mail(settings.mail.server, KeepMail(mailbox_folder(settings)))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve_forever())
