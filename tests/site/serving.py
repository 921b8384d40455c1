# SPDX-License-Identifier: GPL-3.0-or-later
"""The site as a visitor meets it: served by the intake, with a page to see of each template."""

import contextlib
import datetime
import itertools
import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from flask import Flask
from playwright.sync_api import ConsoleMessage, Page
from werkzeug.serving import make_server

from intake.model.language import Language
from intake.model.order_state import OrderState
from intake.openpgp.encrypt import Sealer
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.store.queue import Queue
from intake.web.app import create_app
from intake.web.limits import Limits
from intake.web.orders import OrderDesk
from intake.web.pages import Pages
from intake.web.tokens import Tokens
from tests.conftest import NOW, SECRET, VAT_RULES, open_admission

# Where each template of the theme is seen, below the language; the long and the wide among them.
SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "home.html": ("",),
        "page.html": ("accessibility/",),
        "article.html": (
            "manuals/feeds/",
            "security/example-tls-library/",
            "status/example-mail-outage/",
        ),
        "section.html": ("security/", "status/"),
        "severity.html": ("security/critical/",),
        "prices.html": ("prices/",),
        "order.html": ("order/",),
        "search.html": ("search/",),
        "keys.html": ("keys/",),
        "promises.html": ("promises/",),
        "questions.html": ("faq/",),
        "not_found.html": ("404.html",),
    }
)
# Those of no language, seen once.
SHOWN_AT_THE_ROOT: Mapping[str, str] = MappingProxyType(
    {"index.html": "/", "lost.html": "/404.html"}
)
# What the walk meets after the pages of the theme: the intake's own templates.
STEPS = ("order.html", "review.html", "received.html", "problem.html")
ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        "name": "Zoé D’Hondt-Van den Broeck",
        "email": "zoe.dhondt-vandenbroeck@example.org",
        "street": "Rue du Test 2",
        "postcode": "1050",
        "city": "Ixelles",
        "phone": "+32 2 123 45 67",
        "names.register": "zoé-dhondt-van-den-broeck.be",
        "remarks": "Merci.",
    }
)


def app_for(settings: Settings, queue: Queue, sealer: Sealer) -> Flask:
    """Return the intake that serves the site of these settings, for a reader who takes his time."""
    clock = (NOW + datetime.timedelta(seconds=5 * one) for one in itertools.count())
    desk = OrderDesk(
        settings=settings,
        catalogue=read_catalogue(settings.folders.catalogue),
        vat_rules=VAT_RULES,
        pages=Pages(settings),
        tokens=Tokens(SECRET),
        queue=queue,
        admission=open_admission(settings, sealer, Limits(limited=False)),
        notify=lambda _order: None,
        state_of=lambda _number: OrderState.RECEIVED,
        clock=lambda: next(clock),
    )
    return create_app(desk)


@contextlib.contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Serve the application on a free port and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hear(page: Page, complaints: list[str]) -> None:
    """Note all that the browser says of a page; that an address has no page is no complaint."""

    def said(message: ConsoleMessage) -> None:
        if not (message.location["url"] == page.url and "the server responded" in message.text):
            complaints.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))


def walk(page: Page, address: str, language: Language) -> Iterator[str]:
    """Open a page of each template in a language, then order; yield the name of what is shown."""
    for places in SHOWN.values():
        for place in places:
            page.goto(f"{address}/{language}/{place}")
            yield f"/{language}/{place}"
    page.goto(f"{address}/{language}/order/")
    yield from order(page)
    page.goto(f"{address}/{language}/order/review")
    yield f"{language} problem.html"


def order(page: Page) -> Iterator[str]:
    """Send the form empty, then filled in, then order; yield the name of each answer."""
    button = page.locator("form.order button")
    button.click()
    yield f"{page.url} order.html"
    page.check("input[name=customer_kind][value=person]")
    page.fill('[name="offer.hosting"]', "1")
    for field, text in ANSWERS.items():
        page.fill(f'[name="{field}"]', text)
    page.check("input[name=accept_registry]")
    page.check("input[name=accept_terms]")
    button.click()
    yield f"{page.url} review.html"
    page.locator("form.commit button").first.click()
    page.wait_for_url("**/received/*")
    yield f"{page.url} received.html"
