# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff outbox``: what did not leave is listed, leaves once, and doubt is left to people."""

import asyncio
import dataclasses
import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner, Result

from intake.actions.receive_order import receive_order
from intake.actions.send_invoice import send_invoice
from intake.actions.send_letter import ONLY_UNSENT, LetterSender, LetterStateError
from intake.actions.send_pro_forma import ProFormaPost, send_pro_forma
from intake.mail.send import MailUnavailableError, MailUncertainError
from intake.model.catalogue import Catalogue, PriceList
from intake.model.document_number import DocumentNumber
from intake.model.order import Order, OrderRequest
from intake.model.sending import LetterKind
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings
from intake.staff.main import main
from intake.store.paper_writer import PaperUnwritableError
from intake.store.queue import Queue
from intake.store.register import Register
from tests.billing import pay
from tests.conftest import BELGIAN_VAT, NOW, open_queue, write_settings
from tests.staff.conftest import ON, Staff
from tests.stories.conftest import free_port

OK = "250 OK"
# The connection ends where the answer to the text should come.
DIE = "die"


class Answers:
    """A mail server that answers as it is told, and counts what it was given by Message-ID."""

    def __init__(self) -> None:
        """Take everything until told otherwise."""
        self.to_rcpt, self.to_data = OK, OK
        self.given: Counter[str] = Counter()

    async def handle_RCPT(  # noqa: N802 - the name and shape that aiosmtpd wants
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Answer to an addressee."""
        if self.to_rcpt == OK:
            envelope.rcpt_tos.append(address)
        return self.to_rcpt

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd wants
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Count the text, and answer or die."""
        content = envelope.original_content or b""
        (line,) = (one for one in content.splitlines() if one.startswith(b"Message-ID: "))
        if self.to_data in {OK, DIE}:
            self.given[line.decode().removeprefix("Message-ID: ")] += 1
        if self.to_data == DIE:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.to_data


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A desk, its mail server, and the intake's way of sending on the same register."""

    run: Callable[..., Result]
    answers: Answers
    sender: LetterSender
    settings: Settings
    catalogue: Catalogue

    def send(self, order: Order) -> None:
        """Send the payment request as the intake does."""
        send_pro_forma(order, self.settings, self.catalogue, sender=self.sender, states=ONLY_UNSENT)

    def listed(self) -> list[tuple[str, int]]:
        """Return the state of each letter, and how often it was tried."""
        letters = json.loads(self.run("outbox", "list", "--all", "--json").stdout)
        return [(one["state"], one["attempts"]) for one in letters]


@pytest.fixture
def queue(own_settings: Settings, sealer: Sealer, received: Order) -> Iterator[Queue]:
    """Return the open queue of an intake that has the order."""
    assert received.number
    with open_queue(own_settings, sealer) as opened:
        yield opened


@pytest.fixture
def office(
    own_settings: Settings, queue: Queue, catalogue: Catalogue, tmp_path: Path
) -> Iterator[Office]:
    """Return a desk beside a running intake."""
    answers, server = Answers(), Endpoint("127.0.0.1", free_port())
    mail = dataclasses.replace(own_settings.mail, server=server)
    own = dataclasses.replace(own_settings, mail=mail)
    file = write_settings(own, tmp_path / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(file), "COLUMNS": "80"})
    controller = Controller(answers, hostname=server.host, port=server.port)
    controller.start()
    yield Office(
        run=lambda *arguments: runner.invoke(main, arguments),
        answers=answers,
        sender=LetterSender(writer=queue.writer, server=server, clock=lambda: NOW),
        settings=own,
        catalogue=catalogue,
    )
    controller.stop()


def listed_text(office: Office, *options: str) -> str:
    """Return the list as people read it, its lines unfolded."""
    return " ".join(office.run(*options, "outbox", "list").output.split())


def message_id(order: Order) -> str:
    """Return the one id that every copy of the letter has."""
    return f"<pro-forma-{order.number}@all2all.org>"


def test_what_was_sent_is_not_in_the_outbox(office: Office, received: Order) -> None:
    office.send(received)

    answer = office.run("outbox", "list")
    assert answer.output == "Every letter was handed over to the mail server.\n"
    assert office.listed() == [("sent", 1)]


@pytest.mark.promise("P09")
def test_what_never_left_leaves_once(office: Office, received: Order) -> None:
    """However often it is asked for, and by whom."""
    assert office.listed() == [("unsent", 0)]

    first, second = office.run("outbox", "send"), office.run("outbox", "send")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert second.output == "Letters handed over: 0\n"
    with pytest.raises(LetterStateError):
        office.send(received)
    assert office.answers.given == {message_id(received): 1}


def test_a_rehearsal_sends_nothing(office: Office, received: Order) -> None:
    answer = office.run("outbox", "send", "--dry-run")

    assert f"Would send: pro-forma-{received.number} (unsent) to camille@" in answer.output
    assert (office.listed(), office.answers.given) == ([("unsent", 0)], {})


def test_what_may_have_gone_is_left_to_people(office: Office, received: Order) -> None:
    """Who see it in the list, and send the same message once more if they say so."""
    office.answers.to_data = DIE
    with pytest.raises(MailUncertainError):
        office.send(received)
    office.answers.to_data = OK

    assert office.run("outbox", "send").output == "Letters handed over: 0\n"
    refused = office.run("outbox", "send", received.number)
    assert (refused.exit_code, "add --again" in refused.output) == (4, True)
    assert office.answers.given == {message_id(received): 1}
    assert "tried at 2026-11-22 11:12, outcome unknown" in listed_text(office)

    again = office.run("outbox", "send", "--again", received.number)
    assert (again.exit_code, office.listed()) == (0, [("sent", 2)])
    assert office.answers.given == {message_id(received): 2}


def test_again_needs_a_number(office: Office) -> None:
    answer = office.run("outbox", "send", "--again")

    assert (answer.exit_code, "needs the number" in answer.output) == (4, True)


def test_again_does_not_repeat_what_was_sent(office: Office, received: Order) -> None:
    """For that there is another command, which notes it as well."""
    office.send(received)
    answer = office.run("outbox", "send", "--again", received.number)

    assert (answer.exit_code, "staff pro-formas send" in answer.output) == (4, True)
    assert office.run("pro-formas", "send", received.number).exit_code == 0
    assert office.listed() == [("sent", 2)]


@pytest.mark.parametrize("stage", ["to_rcpt", "to_data"])
def test_what_the_mail_server_postpones_may_go_later(
    office: Office, received: Order, stage: str
) -> None:
    setattr(office.answers, stage, "451 later")
    with pytest.raises(MailUnavailableError):
        office.send(received)
    assert office.listed() == [("unsent", {"to_rcpt": 0, "to_data": 1}[stage])]
    assert office.run("outbox", "send").exit_code == 6

    setattr(office.answers, stage, OK)
    office.send(received)
    assert office.answers.given == {message_id(received): 1}


@pytest.mark.parametrize("stage", ["to_rcpt", "to_data"])
def test_what_the_mail_server_refuses_is_not_tried_again(
    office: Office, received: Order, stage: str
) -> None:
    setattr(office.answers, stage, "550 never")
    answer = office.run("outbox", "send")
    setattr(office.answers, stage, OK)

    assert (answer.exit_code, "code 550" in answer.output) == (4, True)
    assert office.listed() == [("refused", 1)]
    assert office.run("outbox", "send").output == "Letters handed over: 0\n"
    assert office.run("outbox", "send", "--again", received.number).exit_code == 0


def test_nothing_goes_that_could_not_be_noted_before(
    office: Office, received: Order, own_settings: Settings
) -> None:
    """A disk that refuses stops the letter, not the note of it."""
    (folder,) = own_settings.folders.keys.glob("*/*/*/*")
    aside = folder.rename(folder.with_name("aside"))
    folder.touch()
    with pytest.raises(PaperUnwritableError):
        office.send(received)
    folder.unlink()
    aside.rename(folder)

    assert (office.listed(), office.answers.given) == ([("unsent", 0)], {})


def test_an_order_that_is_not_there_is_not_found(office: Office) -> None:
    assert office.run("outbox", "send", "2026000099").exit_code == 3


def test_every_paper_about_a_letter_is_verified(
    office: Office, received: Order, queue: Queue
) -> None:
    office.answers.to_data = DIE
    with pytest.raises(MailUncertainError):
        office.send(received)
    office.answers.to_data = OK
    office.run("outbox", "send", "--again", received.number)
    queue.close()

    answer = office.run("register", "verify")
    assert answer.output == "The register is whole. Papers read: 4\n"


def test_the_list_is_read_without_a_key(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    for path in own_settings.folders.keys.rglob("*.pkesk"):
        path.unlink()

    lines = staff("outbox", "list").output.splitlines()
    assert lines[0].split() == ["Number", "Letter", "Since", "State", "What", "is", "known"]
    since = ["2026-11-22", "11:12"]
    assert lines[1].split() == [received.number, "answer", *since, "unsent", "never", "tried"]


def test_another_clock_sends_nothing(office: Office, received: Order) -> None:
    """A rerun in a month finds the same papers."""
    office.send(received)
    later = NOW + datetime.timedelta(days=30)

    assert office.run("--today", f"{later:%Y-%m-%d}", "outbox", "send").exit_code == 0
    assert office.answers.given == {message_id(received): 1}


@pytest.fixture
def copied(queue: Queue, order_request: OrderRequest, price_list: PriceList) -> Order:
    """Return an order in the queue that has its payment request copied to the accounts."""
    wanted = dataclasses.replace(order_request, billing_copy="compta@example.org")
    reception = receive_order(wanted, price_list, BELGIAN_VAT, mark="c" * 16, queue=queue, now=NOW)
    return reception.order


def send_one(office: Office, order: Order, letter: LetterKind) -> None:
    """Send one letter about an order, as if a crash came before the other."""
    send_pro_forma(
        order,
        office.settings,
        office.catalogue,
        sender=office.sender,
        states=ONLY_UNSENT,
        letters={letter},
    )


def copy_id(order: Order) -> str:
    """Return the id of the copy for the accounts."""
    return f"<pro-forma-copy-{order.number}@all2all.org>"


@pytest.mark.promise("P09")
def test_a_copy_lost_in_a_crash_leaves_once(office: Office, received: Order, copied: Order) -> None:
    """Its answer went; that the order wants a copy was noted before."""
    office.send(received)
    send_one(office, copied, LetterKind.ANSWER)
    (line,) = json.loads(office.run("outbox", "list", "--json").stdout)
    assert (line["number"], line["letter"], line["state"]) == (copied.number, "copy", "unsent")
    rehearsed = office.run("outbox", "send", "--dry-run").output
    assert f"pro-forma-copy-{copied.number} (unsent) to compta@example.org" in rehearsed

    for _ in range(2):
        assert office.run("outbox", "send").exit_code == 0

    assert office.answers.given == {
        message_id(received): 1,
        message_id(copied): 1,
        copy_id(copied): 1,
    }


def test_a_copy_that_went_first_is_not_sent_again(
    office: Office, received: Order, copied: Order
) -> None:
    """As happens where the answer waits for its hour."""
    office.send(received)
    send_one(office, copied, LetterKind.COPY)
    answer = office.run("outbox", "send")

    assert (answer.exit_code, "Letters handed over: 1" in answer.output) == (0, True)
    assert office.answers.given[copy_id(copied)] == 1


def test_answer_and_copy_go_together(office: Office, received: Order, copied: Order) -> None:
    """Where nothing was tried, the copy is not listed and goes all the same."""
    office.send(received)
    assert office.run("outbox", "send").exit_code == 0
    assert office.answers.given[message_id(copied)] == office.answers.given[copy_id(copied)] == 1


def test_a_letter_that_waits_its_hour_is_told_from_a_lost_one(
    office: Office, received: Order, copied: Order
) -> None:
    """The same customer ordered twice: the second letter has a paper that says that it waits."""
    settings, catalogue = office.settings, office.catalogue
    with ProFormaPost(settings, catalogue, lambda: NOW, office.sender) as post:
        post.send(received)
        post.send(copied)

    assert office.answers.given == {message_id(received): 1, copy_id(copied): 1}
    assert "waits its turn since 2026-11-22 11:12, never tried" in listed_text(office)
    assert office.run("outbox", "send").exit_code == 0
    assert office.answers.given[message_id(copied)] == office.answers.given[copy_id(copied)] == 1


def test_what_the_mail_server_postpones_says_until_when(office: Office, received: Order) -> None:
    office.answers.to_data = "451 later"
    with pytest.raises(MailUnavailableError):
        office.send(received)

    before, after = (listed_text(office, "--today", day) for day in ("2026-11-21", "2026-11-23"))
    assert "deferred until about 2026-11-22 11:12" in before
    assert "deferred at 2026-11-22 11:12, not tried since" in after


INVOICE, COPY = "<invoice-2026-00001@all2all.org>", "<invoice-copy-2026-00001@all2all.org>"
NOTE_COPY = "<credit-note-copy-CN-2026-00001@all2all.org>"


@pytest.fixture
def invoiced(office: Office, received: Order, copied: Order, register: Register) -> Order:
    """Return the order with a copy, paid and invoiced; both answers have gone."""
    office.send(received)
    office.send(copied)
    pay(copied, office.sender.writer)
    assert office.run(*ON, "invoices", "issue", copied.number).exit_code == 0
    office.answers.given.clear()
    assert register.keys
    return copied


def deskwise(office: Office, register: Register, *letters: LetterKind) -> None:
    """Send letters about the invoice, as a desk that dies before the others go."""
    number = DocumentNumber.parse("2026-00001")
    send_invoice(
        number,
        register=register,
        settings=office.settings,
        sender=office.sender,
        letters=letters,
    )


@pytest.mark.promise("P09")
def test_an_invoice_waits_in_the_outbox_and_leaves_once_with_its_copy(
    office: Office, invoiced: Order
) -> None:
    (line,) = json.loads(office.run("outbox", "list", "--json").stdout)
    assert (line["number"], line["letter"], line["document"], line["state"]) == (
        invoiced.number,
        "invoice",
        "2026-00001",
        "unsent",
    )
    rehearsed = office.run("outbox", "send", "--dry-run").output
    assert "invoice-2026-00001 (unsent) to camille@example.org" in rehearsed
    assert "invoice-copy-2026-00001 (unsent) to compta@example.org" in rehearsed
    for _ in range(2):
        assert office.run("outbox", "send").exit_code == 0

    assert office.answers.given == {INVOICE: 1, COPY: 1}
    assert office.run("outbox", "send", "2026-00001").exit_code == 4
    assert office.run("register", "verify").exit_code == 0


def test_a_copy_of_an_invoice_lost_in_a_crash_leaves_once(
    office: Office, invoiced: Order, register: Register
) -> None:
    """The invoice went; that its order wants a copy was noted before."""
    deskwise(office, register, LetterKind.INVOICE)
    assert "2026-00001 invoice-copy 2026-11-24 13:00 unsent" in listed_text(office)
    for _ in range(2):
        assert office.run("outbox", "send").exit_code == 0

    assert (invoiced.number, office.answers.given) == (invoiced.number, {INVOICE: 1, COPY: 1})


def test_a_credit_note_goes_the_same_way(office: Office, invoiced: Order) -> None:
    assert invoiced.number
    office.run(*ON, "credit-notes", "issue", "2026-00001", "--reason", "R")
    sent = office.run("invoices", "send", "--unsent")

    assert (sent.exit_code, "Letters handed over: 2" in sent.output) == (0, True)
    assert sorted(office.answers.given.values()) == [1, 1, 1, 1]
    assert office.answers.given[NOTE_COPY] == 1


def test_an_invoice_whose_connection_died_is_left_to_a_person(
    office: Office, invoiced: Order
) -> None:
    office.answers.to_data = DIE
    assert office.run("outbox", "send").exit_code == 4
    office.answers.to_data = OK
    # The copy was not under way.
    assert office.run("outbox", "send").output.startswith(
        "Handed over to the mail server: invoice-c"
    )
    doubted = office.run("outbox", "send", "2026-00001")
    assert "invoice 2026-00001 is uncertain" in doubted.output
    assert "look at it, then add --again" in doubted.output
    assert office.run("outbox", "send", "2026-00001", "--again").exit_code == 0
    assert (invoiced.number, office.answers.given[INVOICE]) == (invoiced.number, 2)


def test_a_server_that_refuses_the_copy_has_the_invoice(
    office: Office, invoiced: Order, register: Register
) -> None:
    """A wrong address of the accounts holds up nobody, and is named."""
    deskwise(office, register, LetterKind.INVOICE)
    office.answers.to_rcpt = "550 no such user"
    refused = office.run("outbox", "send")

    assert refused.exit_code == 4
    assert "invoice-copy 2026-00001:" in refused.output
    (line,) = json.loads(office.run("outbox", "list", "--json").stdout)
    assert (line["letter"], line["state"]) == ("invoice-copy", "refused")
    assert (invoiced.number, office.answers.given) == (invoiced.number, {INVOICE: 1})
