# SPDX-License-Identifier: GPL-3.0-or-later
"""The intake as a test client sees it, with a clock that the test moves."""

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.web.app import create_app
from intake.web.orders import OrderDesk
from intake.web.pages import Pages
from intake.web.programs import program_routes
from intake.web.tokens import Tokens
from tests.conftest import NOW, VAT_RULES, open_queue
from tests.web.partner import NEW_SECRET_TEXT, PARTNER_FILE

SHOP_SECRET = b"a secret of the tests, 32 bytes!"
FORGE_SECRET = "a secret that the forge knows too"  # noqa: S105  # of the tests
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')

GOOD: Mapping[str, str] = MappingProxyType(
    {
        "customer_kind": "person",
        "name": "Zoé D’Hondt",
        "organisation": "",
        "vat_number": "",
        "email": "zoe@example.org",
        "street": "Rue du Test 2",
        "postcode": "1050",
        "city": "Ixelles",
        "hosting": "hosting",
        "domain_name": "zoé-dhondt.be",
        "remarks": "",
        "start_now": "yes",
        "accept_terms": "yes",
    },
)


@dataclass
class Shop:
    """The intake in one process: what it was told to mail, and the hands of its clock."""

    desk: OrderDesk
    notified: list[Order]
    now: datetime.datetime = NOW
    client: FlaskClient = field(init=False)

    def review(self, fields: Mapping[str, str] = GOOD, language: str = "fr") -> TestResponse:
        """Send the form."""
        return self.client.post(f"/{language}/order/review", data=dict(fields))

    def confirm(self, reviewed: TestResponse, language: str = "fr") -> TestResponse:
        """Press the button of a review page."""
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
        desk = OrderDesk(
            settings=own_settings,
            catalogue=catalogue,
            vat_rules=VAT_RULES,
            pages=Pages(own_settings),
            tokens=Tokens(SHOP_SECRET),
            queue=queue,
            notify=notified.append,
            clock=lambda: opened.now,
        )
        opened = Shop(desk, notified)
        opened.client = create_app(desk).test_client()
        yield opened


def with_catalogue(shop: Shop, catalogue: Catalogue) -> None:
    """Let the shop go on with another catalogue."""
    shop.desk = dataclasses.replace(shop.desk, catalogue=catalogue)
    shop.client = create_app(shop.desk).test_client()


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
    app = create_app(shop.desk, program_routes(shop.desk, SHOP_SECRET))
    shop.client = app.test_client()
