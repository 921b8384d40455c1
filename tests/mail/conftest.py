# SPDX-License-Identifier: GPL-3.0-or-later
"""A real mail server on this machine, which gives the answers that it is told to."""

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from intake.settings import Endpoint

OK = "250 OK"


class MailServer:
    """A mail server that gives the answers it is told to, and keeps what it takes."""

    def __init__(self) -> None:
        """Take everything until told otherwise."""
        self.to_rcpt = [OK]
        self.to_data = [OK]
        self.taken: list[tuple[str | None, list[str], bytes]] = []

    async def handle_RCPT(  # noqa: N802 - the name and shape that aiosmtpd wants
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Answer to a recipient."""
        answer = _next(self.to_rcpt)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd wants
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
    ) -> str:
        """Answer to a message, and keep it."""
        answer = _next(self.to_data)
        if answer == OK:
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, content))
        return answer


def _next(answers: list[str]) -> str:
    """Give the answers one after the other; the last stays."""
    return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def mail_server() -> MailServer:
    """Return what the mail server does and has."""
    return MailServer()


@pytest.fixture
def endpoint(mail_server: MailServer) -> Iterator[Endpoint]:
    """Run the mail server and return where it listens."""
    free = free_endpoint()
    controller = Controller(mail_server, hostname=free.host, port=free.port)
    controller.start()
    yield free
    controller.stop()


def free_endpoint() -> Endpoint:
    """Return an address of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return Endpoint(*opened.getsockname())
