# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending to a real mail server on this machine, which takes, postpones or refuses."""

import contextlib
import datetime
import socket
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from functools import partial

import pytest

from intake.mail.compose import Sender, compose
from intake.mail.outbox import Outbox, Outcome
from intake.mail.send import MailRefusedError, MailUnavailableError, MailUncertainError, send
from intake.model.language import Language
from intake.settings import Endpoint
from tests.mail.conftest import OK, MailServer, free_endpoint

NOW = datetime.datetime(2026, 11, 22, 10, 12, tzinfo=datetime.UTC)
ADDRESS = "camille@example.org"


@pytest.fixture
def message() -> EmailMessage:
    """Return a letter to Camille."""
    return compose(
        sender=Sender(name="all2all", address="support@all2all.org"),
        to=ADDRESS,
        subject="Demande de paiement",
        text="Bonjour\u202f!\n",
        html="<p>Bonjour\u202f!</p>\n",
        language=Language.FR,
        reference="pro-forma-2026000042",
        now=NOW,
    )


@pytest.mark.promise("P09")
def test_a_message_arrives_as_it_was_composed(
    message: EmailMessage,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> None:
    """From our address, to the one person."""
    send(message, server=endpoint, timeout=5)

    ((sender, addressees, content),) = mail_server.taken
    received = message_from_bytes(content, policy=SMTP_POLICY)
    assert (sender, addressees) == ("support@all2all.org", [ADDRESS])
    assert received["Message-ID"] == "<pro-forma-2026000042@all2all.org>"
    assert isinstance(received, EmailMessage)
    text = received.get_body(("plain",))
    assert text is not None
    assert text.get_content() == "Bonjour\u202f!\r\n"


@pytest.mark.parametrize("answer", [f"451 try again {ADDRESS}", "421 closing", "452 full"])
@pytest.mark.parametrize("stage", ["to_rcpt", "to_data"])
def test_refused_for_now_is_told_apart(
    answer: str,
    stage: str,
    message: EmailMessage,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> None:
    """Another try may succeed."""
    setattr(mail_server, stage, [answer])
    with pytest.raises(MailUnavailableError) as caught:
        send(message, server=endpoint, timeout=5)
    assert ADDRESS not in str(caught.value)


@pytest.mark.parametrize("answer", [f"550 no such user {ADDRESS}", "554 no"])
@pytest.mark.parametrize("stage", ["to_rcpt", "to_data"])
def test_refused_for_good_is_told_apart(
    answer: str,
    stage: str,
    message: EmailMessage,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> None:
    """No other try will succeed; the sentence has the code and not the address."""
    setattr(mail_server, stage, [answer])
    with pytest.raises(MailRefusedError) as caught:
        send(message, server=endpoint, timeout=5)
    assert str(caught.value) == f"the mail server refused the message with code {answer[:3]}"


def test_no_server_there_is_refused_for_now(message: EmailMessage) -> None:
    """It may be starting again."""
    with pytest.raises(MailUnavailableError):
        send(message, server=free_endpoint(), timeout=5)


def _never_greets(connection: socket.socket) -> None:
    connection.recv(1)


def _turns_away(connection: socket.socket) -> None:
    connection.sendall(b"554 no service here\r\n")


def _hangs_up_after_hello(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    connection.recv(100)


@pytest.mark.parametrize("behaviour", [_never_greets, _turns_away, _hangs_up_after_hello])
def test_a_server_that_misbehaves_is_refused_for_now(
    behaviour: Callable[[socket.socket], None],
    message: EmailMessage,
) -> None:
    """Slow, closed or broken: that says nothing about the message."""
    with _server_that(behaviour) as endpoint, pytest.raises(MailUnavailableError):
        send(message, server=endpoint, timeout=0.2)


def _fails_at_quit(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            if line.startswith(b"data"):
                connection.sendall(b"354 go on\r\n")
                while next(lines) != b".\r\n":
                    pass
            connection.sendall(b"451 no\r\n" if line.startswith(b"quit") else b"250 yes\r\n")


def test_a_server_that_fails_after_taking_the_message_has_it(message: EmailMessage) -> None:
    """Else the letter would be sent twice."""
    with _server_that(_fails_at_quit) as endpoint:
        send(message, server=endpoint, timeout=5)


def _dies_with_the_text(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            if line == b".\r\n":
                return
            if line.startswith((b"ehlo", b"mail", b"rcpt")):
                connection.sendall(b"250 yes\r\n")
            if line.startswith(b"data"):
                connection.sendall(b"354 go on\r\n")


def test_a_server_that_dies_with_the_text_may_have_it(message: EmailMessage) -> None:
    """So nobody tries again by himself."""
    with _server_that(_dies_with_the_text) as endpoint, pytest.raises(MailUncertainError):
        send(message, server=endpoint, timeout=5)


def test_the_outbox_does_not_try_again_what_may_have_gone(message: EmailMessage) -> None:
    with _server_that(_dies_with_the_text) as endpoint:
        outbox = Outbox(partial(send, server=endpoint, timeout=5), delays=(60,))
        outbox.post(lambda: message, label="2026000042")

        assert _until(lambda: outbox.outcomes() == {Outcome.UNCERTAIN: 1})
        assert outbox.close(timeout=5) == 0


@pytest.mark.parametrize("answer", ["450 later", "550 never"])
def test_who_is_told_that_it_is_ready_hears_nothing_of_an_addressee_refused(
    answer: str,
    message: EmailMessage,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> None:
    mail_server.to_rcpt = [answer]
    told: list[str] = []
    with pytest.raises((MailUnavailableError, MailRefusedError)):
        send(message, server=endpoint, timeout=5, ready=lambda: told.append("ready"))

    assert told == []


def test_what_ready_forbids_the_server_does_not_get(
    message: EmailMessage,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> None:
    def forbid() -> None:
        raise MailRefusedError(500)

    with pytest.raises(MailRefusedError):
        send(message, server=endpoint, timeout=5, ready=forbid)

    assert mail_server.taken == []


def test_the_outbox_sends_what_the_server_postponed_twice(
    message: EmailMessage,
    mail_server: MailServer,
    endpoint: Endpoint,
) -> None:
    """As greylisting servers do; here the waiting takes no time."""
    mail_server.to_rcpt = ["451 later", "451 later", OK]
    waits: list[float] = []
    outbox = Outbox(
        partial(send, server=endpoint, timeout=5),
        delays=(60, 600),
        wait=lambda bell, seconds: _note(bell, seconds, waits),
    )
    outbox.post(lambda: message, label="2026000042")

    assert _until(lambda: outbox.outcomes() == {Outcome.SENT: 1})
    assert outbox.close(timeout=5) == 0
    assert [round(seconds, -1) for seconds in waits] == [60, 600]
    assert len(mail_server.taken) == 1


def _note(bell: threading.Event, seconds: float | None, waits: list[float]) -> bool:
    if seconds is None:
        return bell.wait()
    waits.append(seconds)
    return False


def _until(done: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(done() or pause.wait(0.01) for _ in range(500))


@contextlib.contextmanager
def _server_that(behaviour: Callable[[socket.socket], None]) -> Iterator[Endpoint]:
    """Serve one connection on a thread, in the way given."""

    def serve() -> None:
        connection, _ = opened.accept()
        with connection:
            behaviour(connection)

    with socket.create_server(("127.0.0.1", 0)) as opened:
        thread = threading.Thread(target=serve)
        thread.start()
        yield Endpoint(*opened.getsockname())
        thread.join()
