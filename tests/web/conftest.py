# SPDX-License-Identifier: GPL-3.0-or-later
"""The intake as a test client sees it, with a clock that the test moves."""

import dataclasses
import datetime
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from html import unescape
from types import MappingProxyType

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.actions.send_acknowledgement import RequestPost
from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.model.order_state import OrderState
from intake.openpgp.encrypt import Sealer
from intake.settings import Endpoint, Settings
from intake.store.dossiers import ADDED_PAPERS, papers_of
from intake.store.pending_confirmations import PendingConfirmations
from intake.store.published_states import states_file
from intake.web.admission import LEAST_AGE
from intake.web.app import create_app
from intake.web.guard import Guard, guard_routes
from intake.web.limits import Limits
from intake.web.network import proxies_of
from intake.web.notice_list import notice_routes
from intake.web.order_states import OrderStates
from intake.web.orders import OrderDesk
from intake.web.pages import Pages
from intake.web.programs import program_routes
from intake.web.request_tokens import RequestTokens
from intake.web.requests import RequestDesk, request_routes
from intake.web.tokens import Tokens
from tests.conftest import NOW, SECRET, VAT_RULES, letter_sender, open_admission, open_queue
from tests.web.partner import NEW_SECRET_TEXT, PARTNER_FILE

FORGE_SECRET = "a secret that the forge knows too"  # noqa: S105  # of the tests
_HIDDEN = re.compile(r'<input type="hidden" name="([\w.-]+)" value="([^"]*)">')

GOOD: Mapping[str, str] = MappingProxyType(
    {
        "customer_kind": "person",
        "name": "Zoé D’Hondt",
        "email": "zoe@example.org",
        "phone": "+32 2 123 45 67",
        "street": "Rue du Test 2",
        "postcode": "1050",
        "city": "Ixelles",
        "country": "BE",
        "offer.hosting": "1",
        "term.hosting": "12",
        "names.register": "zoé-dhondt.be",
        "months.register": "12",
        "start_now": "yes",
        "accept_registry": "yes",
        "accept_terms": "yes",
    },
)
ORGANISATION: Mapping[str, str] = MappingProxyType(
    {
        **{name: text for name, text in GOOD.items() if name != "start_now"},
        "customer_kind": "organisation",
        "organisation": "Les Amis",
        "legal_form": "asbl",
        "notice_subscriber": "avis@example.org",
    }
)
# Everything that a form can say, for an order with a price on each line.
FULL: Mapping[str, str] = MappingProxyType(
    {
        **ORGANISATION,
        "enterprise_number": "0451.807.885",
        "vat_number": "BE 0451.807.885",
        "offer.hosting": "2",
        "option.hosting.site": "3",
        "offer.vps-small": "1",
        "term.vps-small": "1",
        "option.vps-small.backup": "1",
        "offer.media-archive": "1",
        "offer.space": "4",
        "term.space": "36",
        "has_already": "2025000001",
        "names.register": "zoé-dhondt.be\r\nzoe.org\r\n",
        "months.register": "24",
        "names.transfer": "amis.brussels",
        "names.renew": "https://www.amis.eu/",
        "months.renew": "36",
        "registrant_name": "Ali Ben",
        "registrant_email": "ali@example.org",
        "registrant_phone": "+32 2 765 43 21",
        "registrant_street": "Rue Longue 3",
        "registrant_city": "Paris",
        "registrant_postcode": "75001",
        "registrant_country": "FR",
        "registrant_organisation": "Ben",
        "hosting_wishes": "PHP 8.4\r\nmoved from elsewhere",
        "technical_name": "Tine Technica",
        "technical_email": "tine@example.org",
        "billing_copy": "compta@example.org",
        "purchase_reference": "PO-77",
        "openpgp_key": "-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n\r\nmDMEZ\r\n=ABCD\r\n"
        "-----END PGP PUBLIC KEY BLOCK-----",
        "solidarity": "yes",
        "gift_amount": "7,50",
        "remarks": "Two\r\nlines",
    }
)


@dataclass
class Shop:
    """The intake in one process: what it was told to mail, and the hands of its clock."""

    desk: OrderDesk
    notified: list[Order]
    now: datetime.datetime = NOW
    client: FlaskClient = field(init=False)
    guard: Guard = field(init=False)

    def open(self) -> None:
        """Make the application of the desk as it is now."""
        self.client = create_app(self.desk, guard_routes(self.guard)).test_client()

    def review(self, fields: Mapping[str, str] = GOOD, language: str = "fr") -> TestResponse:
        """Send the form."""
        return self.client.post(f"/{language}/order/review", data=dict(fields))

    def confirm(self, reviewed: TestResponse, language: str = "fr") -> TestResponse:
        """Read the review page for a while and press its button."""
        self.now += LEAST_AGE
        return self.client.post(f"/{language}/order/confirm", data=hidden_fields(reviewed))

    def order(self, fields: Mapping[str, str] = GOOD, language: str = "fr") -> TestResponse:
        """Send the form and press the button."""
        return self.confirm(self.review(fields, language), language)


def hidden_fields(page: TestResponse) -> dict[str, str]:
    """Return what the page's form would send."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}


@pytest.fixture
def shop(own_settings: Settings, catalogue: Catalogue, sealer: Sealer) -> Iterator[Shop]:
    """Return an open shop on the test's own register."""
    notified: list[Order] = []
    with open_queue(own_settings, sealer) as queue:
        pages, limits = Pages(own_settings), Limits()
        desk = OrderDesk(
            settings=own_settings,
            catalogue=catalogue,
            vat_rules=VAT_RULES,
            pages=Pages(own_settings),
            tokens=Tokens(SECRET),
            queue=queue,
            admission=open_admission(own_settings, sealer, limits),
            notify=notified.append,
            state_of=OrderStates(
                states_file(own_settings.folders.states), own_settings.web, lambda: opened.now
            ).of,
            clock=lambda: opened.now,
        )
        opened = Shop(desk, notified)
        opened.guard = Guard(
            pages=pages,
            limits=limits,
            proxies=proxies_of(own_settings),
            site_address=own_settings.site.address,
            clock=lambda: opened.now,
        )
        opened.open()
        yield opened


def with_catalogue(shop: Shop, catalogue: Catalogue) -> None:
    """Let the shop go on with another catalogue."""
    shop.desk = dataclasses.replace(shop.desk, catalogue=catalogue)
    shop.open()


@pytest.fixture
def partner_shop(shop: Shop) -> Shop:
    """Return the shop with one partner, and a forge whose secret it knows."""
    chosen = shop.desk.settings.webhooks
    chosen.partners.mkdir()
    file = chosen.partners / "partner-a.toml"
    file.write_text(PARTNER_FILE, encoding="utf-8")
    file.chmod(0o600)
    chosen.forge_secrets.write_text(f"# the forge\n{FORGE_SECRET}\n{NEW_SECRET_TEXT}\n")
    chosen.forge_secrets.chmod(0o600)
    restart(shop)
    return shop


def restart(shop: Shop) -> None:
    """Let the shop begin anew with what lies on the disk, programs included."""
    shop.client = create_app(
        shop.desk, guard_routes(shop.guard), program_routes(shop.desk, SECRET)
    ).test_client()


class Mailbox:
    """What a mail server of the test's own took, in turn."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self.mails: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd wants
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default_policy)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.envelopes.append(envelope.rcpt_tos)
        return "250 OK"


@dataclass
class Counter:
    """The forms of requests in one process, with a real mail server behind them."""

    desk: RequestDesk
    client: FlaskClient
    box: Mailbox
    hands: "Hands"
    post: ExitStack

    def send(self, page: str, language: str = "en", /, **fields: str) -> TestResponse:
        """Send a form."""
        return self.client.post(f"/{language}/send/{page}", data=fields)

    def mails(self) -> list[EmailMessage]:
        """Return all mails that were sent; no more are sent afterwards."""
        self.post.close()
        return self.box.mails

    def papers(self) -> list[str]:
        """Return the kinds of the papers that open a dossier, in the order of their numbers."""
        papers = papers_of(self.desk.settings.folders.register)
        return [str(paper.kind) for paper in papers if paper.kind not in ADDED_PAPERS]


@dataclass
class Hands:
    """The hands of the clock."""

    now: datetime.datetime = NOW


@pytest.fixture
def counter(own_settings: Settings, catalogue: Catalogue, sealer: Sealer) -> Iterator[Counter]:
    """Return the forms of requests on the test's own register."""
    box, hands, secret = Mailbox(), Hands(), SECRET
    pages = Pages(own_settings)
    with open_queue(own_settings, sealer) as queue, ExitStack() as stack:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        mail_server = Controller(box, hostname="127.0.0.1", port=port)
        mail_server.start()
        stack.callback(mail_server.stop)
        settings = dataclasses.replace(
            own_settings,
            mail=dataclasses.replace(own_settings.mail, server=Endpoint("127.0.0.1", port)),
        )
        post = stack.enter_context(ExitStack())
        desk = RequestDesk(
            settings=settings,
            pages=pages,
            tokens=RequestTokens(secret),
            queue=queue,
            post=post.enter_context(
                RequestPost(settings, lambda: hands.now, letter_sender(settings, queue))
            ),
            pending=PendingConfirmations(settings.web.secret.with_name("pending-confirmations")),
            clock=lambda: hands.now,
        )
        orders = OrderDesk(
            settings=settings,
            catalogue=catalogue,
            vat_rules=VAT_RULES,
            pages=pages,
            tokens=Tokens(secret),
            queue=queue,
            admission=open_admission(settings, sealer),
            notify=lambda _order: None,
            state_of=lambda _number: OrderState.RECEIVED,
            clock=lambda: hands.now,
        )
        app = create_app(orders, request_routes(desk), notice_routes(desk))
        yield Counter(desk=desk, client=app.test_client(), box=box, hands=hands, post=post)
