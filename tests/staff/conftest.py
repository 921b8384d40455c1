# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff`` on a register of the test's own."""

import dataclasses
import mailbox
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result

from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.customer import Customer
from intake.model.language import Language
from intake.model.order import Order, OrderRequest, Wish
from intake.model.vat import Vat
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Place, Settings
from intake.staff.desk import open_register
from intake.staff.main import main
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from tests.billing import PERSON, WISHES, order_of, pay
from tests.conftest import (
    BELGIAN_VAT,
    NOW,
    StaffKeys,
    mail_into,
    make_key,
    open_queue,
    run_gpg,
    write_settings,
)
from tests.mail.conftest import MailServer, free_endpoint
from tests.store.machines import make_hub

Staff = Callable[..., Result]
Receive = Callable[..., Order]
# The day after orders are paid: tests/billing.py.
ON = ("--today", "2026-11-24")
TWO = "Stéphane Æøå Deux <two@example.org>"
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def staff(own_settings: Settings, tmp_path: Path) -> Staff:
    """Return the command, with the settings of the test."""
    return desk_of(own_settings, tmp_path)


def lay_order(  # noqa: PLR0913 - what is received, and where, each named
    settings: Settings,
    sealer: Sealer,
    request: OrderRequest,
    price_list: PriceList,
    *,
    vat: Vat = BELGIAN_VAT,
    mark: str = "0" * 16,
) -> Order:
    """Lay an order into the queue, as the intake does."""
    with open_queue(settings, sealer) as queue:
        return receive_order(request, price_list, vat, mark=mark, queue=queue, now=NOW).order


@pytest.fixture
def received(
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
) -> Order:
    """Return an order that lies in the queue of the register."""
    return lay_order(own_settings, sealer, order_request, price_list)


@pytest.fixture
def receive_in(
    own_settings: Settings, sealer: Sealer, order_request: OrderRequest, price_list: PriceList
) -> Callable[..., Order]:
    """Return what receives an order of somebody who reads a language, with other wishes if any."""

    def receive(language: Language, *wishes: Wish) -> Order:
        request = dataclasses.replace(
            order_request, language=language, wishes=wishes or order_request.wishes
        )
        return lay_order(own_settings, sealer, request, price_list, mark="3" * 16)

    return receive


@pytest.fixture
def received_again(
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
    received: Order,
) -> Order:
    """Return a second order of the same customer, which came after the first."""
    assert received.number
    return lay_order(own_settings, sealer, order_request, price_list, mark="1" * 16)


@pytest.fixture
def mails(staff: Staff, own_settings: Settings, tmp_path: Path) -> Iterator[Mails]:
    """Run a mail server for the command; return what reads the mails that it has."""
    # It has written the settings that are written anew here.
    del staff

    def read() -> list[EmailMessage]:
        box = mailbox.Maildir(tmp_path / "mailbox")
        read = [message_from_bytes(bytes(one), policy=policy.default) for one in box]
        return [one for one in read if isinstance(one, EmailMessage)]

    with mail_into(tmp_path / "mailbox") as server:
        mail = dataclasses.replace(own_settings.mail, server=server)
        write_settings(dataclasses.replace(own_settings, mail=mail), tmp_path / "settings.toml")
        yield read


def text_of(mail: EmailMessage) -> str:
    """Return what a mail says, each white space once."""
    body = mail.get_body(("plain",))
    assert body
    return " ".join(body.get_content().split())


class MemberDesk:
    """A desk, a mail server that answers as it is told, and a member with a key of his own."""

    def __init__(
        self,
        settings: Settings,
        sealer: Sealer,
        order_request: OrderRequest,
        price_list: PriceList,
        home: Path,
    ) -> None:
        """Keep what it is made of."""
        self.settings, self.sealer, self.home = settings, sealer, home
        self._request, self._price_list = order_request, price_list
        self.mail_server = MailServer()
        self.fingerprint = fingerprint_in(home)
        path = write_settings(settings, settings.folders.register.parent / "settings.toml")
        self._runner = CliRunner(env={SETTINGS_VARIABLE: str(path), "COLUMNS": "80"})

    def staff(self, *arguments: str, typed: str | None = None) -> Result:
        """Run the command on the day of the tests."""
        return self._runner.invoke(main, ("--today", "2026-11-24", *arguments), input=typed)

    def on(self, day: str, *arguments: str) -> Result:
        """Run the command on another day."""
        return self._runner.invoke(main, ("--today", day, *arguments))

    @property
    def register(self) -> Register:
        """The register, with the keys of the desk."""
        return open_register(self.settings)

    @property
    def public_key(self) -> str:
        """What the member pastes into the form."""
        return run_gpg(self.home, "--armor", "--export", self.fingerprint).decode()

    def order(
        self,
        mark: int = 0,
        *,
        is_paid: bool = False,
        **asked: Any,  # noqa: ANN401 - a value of whichever field is named
    ) -> Order:
        """Lay an order of the member into the queue; with his key, unless told otherwise."""
        asked = {"openpgp_key": self.public_key, **asked}
        request = dataclasses.replace(self._request, **asked)
        order = lay_order(
            self.settings, self.sealer, request, self._price_list, mark=f"{mark:016x}"
        )
        if is_paid:
            writer = self.register.writer(self.sealer, NOW)
            pay(order, writer)
            assert self.on("2026-11-23", "orders", "mark", order.number, "paid").exit_code == 0
        return order

    def customer(
        self,
        **changes: Any,  # noqa: ANN401 - as for orders
    ) -> Customer:
        """Return the member, or somebody who is like him but for that."""
        return dataclasses.replace(self._request.customer, **changes)

    def mails(self) -> list[EmailMessage]:
        """Return what the mail server has taken, the oldest first."""
        return [_parsed(content) for _, _, content in self.mail_server.taken]

    def opened(self, mail: EmailMessage) -> EmailMessage:
        """Return what stock gpg finds in a mail, with the member's secret key."""
        _, body = mail.iter_parts()
        return _parsed(run_gpg(self.home, "--decrypt", stream=body.get_content()))

    def text(self, mail: EmailMessage) -> str:
        """Return the plain text of an encrypted mail, its lines joined."""
        body = self.opened(mail).get_body(("plain",))
        assert body is not None
        return " ".join(str(body.get_content()).split())

    def confirm(self, order: Order) -> None:
        """Confirm the key of an order, as desk and member do."""
        asked = self.staff("members", "confirm-key", order.number)
        assert asked.exit_code == 0, asked.output
        word = word_in(self.text(self.mails()[-1]))
        met = self.staff("members", "confirm-key", order.number, "--answer", word)
        assert met.exit_code == 0, met.output

    def kinds(self, order: Order) -> list[str]:
        """Return the kinds of the papers of an order, oldest first."""
        return [str(paper.kind) for paper in self.register.dossier(order.number)]


def _parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def word_in(text: str) -> str:
    """Return the word that a challenge asks for."""
    found = re.search(r"\b(?:[2-9a-z]{4}-){2}[2-9a-z]{4}\b", text)
    assert found
    return found[0]


def fingerprint_in(home: Path) -> str:
    """Return the fingerprint of the one key of a home."""
    listing = run_gpg(home, "--with-colons", "--list-keys").decode().split("\n")
    return next(line.split(":")[9] for line in listing if line.startswith("fpr:"))


@pytest.fixture(scope="session")
def member_home() -> Iterator[Path]:
    """Return the GnuPG home of a member, on the short path that the agent's socket wants."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    make_key(home, "Camille Exemple <camille@example.org>", expires="20280101T120000")
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def desk(
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
    member_home: Path,
) -> Iterator[MemberDesk]:
    """Return a desk with a mail server that runs."""
    server = free_endpoint()
    settings = dataclasses.replace(
        own_settings, mail=dataclasses.replace(own_settings.mail, server=server)
    )
    made = MemberDesk(settings, sealer, order_request, price_list, member_home)
    controller = Controller(made.mail_server, hostname=server.host, port=server.port)
    controller.start()
    yield made
    controller.stop()


@pytest.fixture
def register(own_settings: Settings) -> Register:
    """Return the test's own register."""
    return open_register(own_settings)


@pytest.fixture
def writer(register: Register, sealer: Sealer) -> PaperWriter:
    """Return what adds papers to it."""
    return register.writer(sealer, NOW)


@pytest.fixture
def receive(own_settings: Settings, sealer: Sealer, price_list: PriceList) -> Receive:
    """Return what lays an order into the register."""

    def make(customer: Customer = PERSON, vat: Vat = BELGIAN_VAT, mark: int = 0) -> Order:
        request = order_of(customer, price_list, wishes=WISHES).request
        return lay_order(own_settings, sealer, request, price_list, vat=vat, mark=f"{mark:016x}")

    return make


@pytest.fixture(scope="module")
def second_home(staff_keys: StaffKeys) -> Iterator[Path]:
    """Return the GnuPG home of the second person, whose key alone is secret there."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    run_gpg(home, "--import", stream=staff_keys.gpg("--export-secret-keys", TWO[-17:-1]))
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home, ignore_errors=True)


def desk_of(settings: Settings, root: Path) -> Staff:
    """Return the command with these settings."""
    path = write_settings(settings, root / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path), "COLUMNS": "80"})
    return lambda *arguments: runner.invoke(main, arguments)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Return an empty hub."""
    return make_hub(tmp_path / "hub.git")


def shared(settings: Settings, hub: Path, home: Path) -> Settings:
    """Return the settings of a desk that shares a hub and keys, with the keys of one person."""
    folder = hub.parent / "shared"
    folder.mkdir(exist_ok=True)
    register = dataclasses.replace(
        settings.register, hub=Place(str(hub)), shared_keys=Place(str(folder))
    )
    desk = dataclasses.replace(settings.desk, gnupg_home=home)
    return dataclasses.replace(settings, register=register, desk=desk)


@pytest.fixture
def one(
    own_settings: Settings, received: Order, hub: Path, staff_keys: StaffKeys, tmp_path: Path
) -> Staff:
    """Return the first desk, which has given its order to the hub."""
    assert received.number
    desk = desk_of(shared(own_settings, hub, staff_keys.home), tmp_path)
    assert desk("push").output == "Sent 1, received 0, key files 1.\n"
    return desk


@pytest.fixture
def two(
    one: Staff,
    own_settings: Settings,
    hub: Path,
    second_home: Path,
    tmp_path: Path,
) -> Staff:
    """Return the second desk, which has it from there."""
    assert one("push").exit_code == 0
    root = tmp_path / "two"
    folders = dataclasses.replace(
        own_settings.folders, register=root / "register", keys=root / "keys"
    )
    backup = dataclasses.replace(own_settings.backup, notes=root / "notes")
    own = dataclasses.replace(own_settings, folders=folders, backup=backup)
    root.mkdir()
    desk = desk_of(shared(own, hub, second_home), root)
    assert desk("register", "create").exit_code == 0
    assert desk("pull").output == "Sent 0, received 0, key files 1.\n"
    return desk


def before_judged(hub: Path, *commands: str) -> None:
    """Have commands run, once, when somebody pushes to the hub, before he is judged."""
    hook = hub / "hooks" / "pre-receive"
    pushers = "GIT_DIR GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES"
    lines = ["#!/bin/sh", f"rm -f '{hook}'", f"unset {pushers}", *commands, ""]
    hook.write_text("\n".join(lines), encoding="utf-8")
    hook.chmod(0o755)
