# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test may ask for: settings, a price list, an order, staff keys, a register."""

import dataclasses
import datetime
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import hypothesis
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from playwright.sync_api import Browser, sync_playwright

from intake.actions.create_register import create_register
from intake.actions.send_letter import LetterSender
from intake.model.catalogue import Catalogue, PriceList
from intake.model.customer import Customer, CustomerKind
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Order, OrderRequest, Wish, numbered
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat, VatRules, VatTreatment
from intake.openpgp.encrypt import Sealer, open_sealer
from intake.price_lists import read_catalogue
from intake.settings import Endpoint, Settings, read_settings, settings_file
from intake.store.held_box import HeldBox
from intake.store.queue import Queue
from intake.web.admission import Admission
from intake.web.limits import Limits

# Started by hand, with a package that nothing else needs.
collect_ignore = ["fuzz"]

# For a night: pytest --hypothesis-profile=long tests/stories/test_books.py
hypothesis.settings.register_profile("long", max_examples=2000)

NOW = datetime.datetime(2026, 11, 22, 10, 12, tzinfo=datetime.UTC)
VAT_RULES = VatRules(rates={})
SECRET = b"a secret of the tests, 32 bytes!"
BELGIAN_VAT = Vat(treatment=VatTreatment.STANDARD, rate=Decimal(21))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKeys:
    """A GnuPG home with the secret keys of two people, and what the web machine has of them."""

    home: Path
    keyring: Path
    recipients: Path
    fingerprints: tuple[str, ...]

    def gpg(self, *arguments: str, stream: bytes = b"") -> bytes:
        """Run stock gpg in the home and return what it prints."""
        return run_gpg(self.home, *arguments, stream=stream)


def run_gpg(home: Path, *arguments: str, stream: bytes = b"") -> bytes:
    """Run stock gpg in a home and return what it prints."""
    command = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--passphrase", "", *arguments]
    return subprocess.run(command, input=stream, capture_output=True, check=True).stdout


def make_key(home: Path, name: str, *, expires: str = "2y") -> str:
    """Make a key that signs and encrypts, and return its fingerprint."""
    run_gpg(home, "--quick-gen-key", name, "ed25519", "sign", expires)
    listing = run_gpg(home, "--with-colons", "--list-keys", "--", f"={name}").decode().split("\n")
    fingerprint = next(line.split(":")[9] for line in listing if line.startswith("fpr:"))
    run_gpg(home, "--quick-add-key", fingerprint, "cv25519", "encr", expires)
    return fingerprint


@pytest.fixture(scope="session")
def staff_keys() -> Iterator[StaffKeys]:
    """Return two staff keys, one with a name full of letters that break naive readers."""
    # The agent's socket wants a short path, which pytest's folders are not.
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    names = ("Staff One <one@example.org>", "Stéphane Æøå Deux <two@example.org>")
    fingerprints = tuple(make_key(home, name) for name in names)
    keyring, recipients = home / "public" / "staff-keys.gpg", home / "public" / "recipients.txt"
    keyring.parent.mkdir()
    keyring.write_bytes(run_gpg(home, "--export", *fingerprints))
    recipients.write_text("# test keys\n" + "\n".join(fingerprints) + "\n", encoding="utf-8")
    yield StaffKeys(home=home, keyring=keyring, recipients=recipients, fingerprints=fingerprints)
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    # The agent takes its own sockets away meanwhile.
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Return the settings that the project ships."""
    return read_settings(settings_file())


@pytest.fixture(scope="session")
def catalogue(settings: Settings) -> Catalogue:
    """Return all price lists that the project ships."""
    return read_catalogue(settings.folders.catalogue)


@pytest.fixture(scope="session")
def price_list(catalogue: Catalogue) -> PriceList:
    """Return the price list of 2026."""
    return catalogue.in_force_on(NOW.date())


@pytest.fixture
def own_settings(settings: Settings, staff_keys: StaffKeys, tmp_path: Path) -> Settings:
    """Return settings whose folders are the test's own, with an empty register in place."""
    return settings_below(tmp_path, settings, staff_keys)


def settings_below(root: Path, settings: Settings, staff_keys: StaffKeys) -> Settings:
    """Return the settings with all folders below the root, and make an empty register there."""
    folders = dataclasses.replace(
        settings.folders,
        site=root / "site",
        register=root / "register",
        keys=root / "keys",
        states=root / "states",
        held=root / "held",
    )
    web = dataclasses.replace(
        settings.web,
        secret=root / "secret",
        keyring=staff_keys.keyring,
        recipients=staff_keys.recipients,
    )
    desk = dataclasses.replace(settings.desk, gnupg_home=staff_keys.home)
    webhooks = dataclasses.replace(
        settings.webhooks,
        partners=root / "partners",
        forge_secrets=root / "forge-secrets.txt",
        spool=root / "webhooks",
    )
    backup = dataclasses.replace(
        settings.backup,
        recipients=staff_keys.recipients,
        keyring=staff_keys.keyring,
        notes=root / "notes",
    )
    register = dataclasses.replace(settings.register, cache=root / "cache")
    create_register(folders.register, folders.keys, now=NOW)
    return dataclasses.replace(
        settings,
        folders=folders,
        register=register,
        web=web,
        desk=desk,
        webhooks=webhooks,
        backup=backup,
    )


@pytest.fixture(scope="session")
def sealer(staff_keys: StaffKeys) -> Sealer:
    """Return the sealer for the two staff keys."""
    return open_sealer(staff_keys.keyring, staff_keys.recipients, NOW)


@pytest.fixture
def queue(own_settings: Settings, sealer: Sealer) -> Iterator[Queue]:
    """Return an open queue on the test's own register, at a clock that stands still."""
    with open_queue(own_settings, sealer) as opened:
        yield opened


def open_queue(own_settings: Settings, sealer: Sealer) -> Queue:
    """Open a queue on the register of these settings."""
    return Queue(
        register=own_settings.folders.register,
        keys=own_settings.folders.keys,
        machine=own_settings.web.machine,
        sealer=sealer,
        clock=lambda: NOW,
        signing_key=own_settings.register.signing_key,
    )


def letter_sender(settings: Settings, queue: Queue) -> LetterSender:
    """Return what hands letters over as the intake with that queue does."""
    return LetterSender(writer=queue.writer, server=settings.mail.server, clock=lambda: NOW)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's chromium without a window."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*options, "--disable-component-update"],
            # People have it, and it is what makes "back" work on pages that are not to be stored.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield chromium
        chromium.close()


@contextmanager
def mail_into(folder: Path) -> Iterator[Endpoint]:
    """Run a mail server that lays what it takes into a Maildir; return where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = Endpoint("127.0.0.1", taken.getsockname()[1])
    controller = Controller(Mailbox(folder), hostname=free.host, port=free.port)
    controller.start()
    yield free
    controller.stop()


def open_admission(
    own_settings: Settings, sealer: Sealer, limits: Limits | None = None
) -> Admission:
    """Return what looks at the orders of these settings."""
    box = HeldBox(folder=own_settings.folders.held)
    return Admission(limits=limits or Limits(), box=box, sealer=sealer, secret=SECRET)


@pytest.fixture
def order_request() -> OrderRequest:
    """Return what the worked example of the billing vectors asks for."""
    customer = Customer(
        kind=CustomerKind.PERSON,
        name="Camille Exemple",
        email="camille@example.org",
        street="Rue du Test 2",
        postcode="1050",
        city="Ixelles",
        country="BE",
    )
    return OrderRequest(
        language=Language.FR,
        customer=customer,
        wishes=(
            Wish(offer_id="hosting"),
            Wish(offer_id="domain-be", domain_name="exemple-camille.be"),
        ),
        start_now=True,
    )


@pytest.fixture
def order(order_request: OrderRequest, price_list: PriceList) -> Order:
    """Return the worked example of the billing vectors: 72.00 net, 15.12 VAT, 87.12 in all."""
    return numbered(
        order_request, price_list, BELGIAN_VAT, number=OrderNumber("2026000042"), received=NOW
    )


def raised(price_list: PriceList, by: Money) -> PriceList:
    """Return the list with every price of a term higher by so much."""
    offers = tuple(
        dataclasses.replace(
            offer,
            prices=tuple(dataclasses.replace(one, net=one.net + by) for one in offer.prices),
        )
        for offer in price_list.offers
    )
    return dataclasses.replace(price_list, offers=offers)


def in_language(order: Order, language: Language) -> Order:
    """Return the same order by somebody who reads another language."""
    request = dataclasses.replace(order.request, language=language)
    return dataclasses.replace(order, request=request)


def write_settings(own: Settings, path: Path) -> Path:
    """Write the shipped settings file with the folders, the addresses and the keys of a test."""
    text = settings_file().read_text(encoding="utf-8")
    values = {
        "address": own.site.address,
        "rates": str(own.vat.rates),
        "staff_keys": str(own.site.staff_keys),
        "listen": str(own.web.listen),
        "server": str(own.mail.server),
        "catalogue": str(own.folders.catalogue),
        "theme": str(own.folders.theme),
        "site": str(own.folders.site),
        "register": str(own.folders.register),
        "keys": str(own.folders.keys),
        "states": str(own.folders.states),
        "held": str(own.folders.held),
        "cache": str(own.register.cache),
        "signing_key": str(own.register.signing_key or ""),
        "allowed_signers": str(own.register.allowed_signers or ""),
        "hub": own.register.hub,
        "shared_keys": own.register.shared_keys,
        "secret": str(own.web.secret),
        "keyring": str(own.web.keyring),
        "recipients": str(own.web.recipients),
        "gnupg_home": str(own.desk.gnupg_home),
        "partners": str(own.webhooks.partners),
        "forge_secrets": str(own.webhooks.forge_secrets),
        "spool": str(own.webhooks.spool),
        "checkout": str(own.webhooks.checkout),
        "notes": str(own.backup.notes),
    }
    for key, value in values.items():
        text = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', text, flags=re.MULTILINE)
    copies = ", ".join(f'"{one}"' for one in own.backup.key_copies)
    text = text.replace("key_copies = []", f"key_copies = [{copies}]")
    here = str(own.webhooks.allow_this_machine).lower()
    text = text.replace("allow_this_machine = false", f"allow_this_machine = {here}")
    text = text.replace("limited = true", f"limited = {str(own.web.limited).lower()}")
    path.write_text(text, encoding="utf-8")
    return path
