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

from intake.actions.send_acknowledgement import RequestPost
from intake.model.language import Language
from intake.model.order_state import OrderState
from intake.model.structured_communication import OrderNumber
from intake.openpgp.encrypt import Sealer
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.store.pending_confirmations import PendingConfirmations
from intake.store.queue import Queue
from intake.web.app import create_app
from intake.web.limits import Limits
from intake.web.notice_list import notice_routes
from intake.web.orders import OrderDesk
from intake.web.pages import Pages
from intake.web.request_tokens import RequestTokens
from intake.web.requests import RequestDesk, request_routes
from intake.web.tokens import Tokens
from tests.conftest import NOW, SECRET, VAT_RULES, open_admission

# Signs the addresses that letters lead to.
TOKENS = RequestTokens(SECRET)
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
        "request.html": ("support/", "withdraw/", "report-content/"),
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
STEPS = (
    "order.html",
    "review.html",
    "received.html",
    "held.html",
    "request_again.html",
    "request_received.html",
    "withdrawal_review.html",
    "withdrawal_received.html",
    "notices_asked.html",
    "notices_confirm.html",
    "notices_leave.html",
    "problem.html",
)
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


def desk_for(settings: Settings, queue: Queue, sealer: Sealer) -> OrderDesk:
    """Return a desk that takes orders, for a reader who takes his time."""
    clock = (NOW + datetime.timedelta(seconds=5 * one) for one in itertools.count())
    return OrderDesk(
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


def app_for(settings: Settings, queue: Queue, sealer: Sealer, post: RequestPost) -> Flask:
    """Return the intake that serves the site of these settings."""
    desk = desk_for(settings, queue, sealer)
    requests = RequestDesk(
        settings=settings,
        pages=desk.pages,
        tokens=TOKENS,
        queue=queue,
        post=post,
        pending=PendingConfirmations(settings.web.secret.with_name("pending-confirmations")),
        clock=desk.clock,
    )
    return create_app(desk, request_routes(requests), notice_routes(requests))


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
    page.goto(f"{address}/{language}/order/held")
    yield f"{language} held.html"
    yield from ask(page, f"{address}/{language}")
    page.goto(f"{address}/{language}/order/review")
    yield f"{language} problem.html"


def order(page: Page) -> Iterator[str]:
    """Send the form empty, then filled in, then order; yield the name of each answer."""
    press(page, "form.order button")
    yield f"{page.url} order.html"
    page.check("input[name=customer_kind][value=person]")
    page.fill('[name="offer.hosting"]', "1")
    for field, text in ANSWERS.items():
        page.fill(f'[name="{field}"]', text)
    page.check("input[name=accept_registry]")
    page.check("input[name=accept_terms]")
    press(page, "form.order button")
    yield f"{page.url} review.html"
    press(page, "form.commit button")
    yield f"{page.url} received.html"


def ask(page: Page, address: str) -> Iterator[str]:
    """Send the other forms, and open what letters lead to; yield the name of each answer."""
    page.goto(f"{address}/support/")
    press(page, "main form button")
    yield f"{page.url} request_again.html"
    _fill_in(page)
    press(page, "main form button")
    yield f"{page.url} request_received.html"
    page.goto(f"{address}/withdraw/")
    _fill_in(page)
    press(page, "main form button")
    yield f"{page.url} withdrawal_review.html"
    press(page, "form.commit button")
    yield f"{page.url} withdrawal_received.html"
    page.goto(f"{address}/notices/")
    _fill_in(page)
    press(page, "main form button")
    yield f"{page.url} notices_asked.html"
    page.goto(f"{address}/send/notices/confirm/{TOKENS.confirmation('a@example.org', NOW)}")
    yield "notices_confirm.html"
    page.goto(f"{address}/send/notices/leave/{TOKENS.leaving(OrderNumber('2026000001'))}")
    yield "notices_leave.html"


def _fill_in(page: Page) -> None:
    known = {"name": "Zoé", "email": "zoe@example.org", "order_number": "2026000042"}
    for field in page.locator("main form :is(input, textarea, select):visible").all():
        kind, name = field.get_attribute("type"), field.get_attribute("name") or ""
        if kind in {"radio", "checkbox"}:
            field.check()
        elif field.evaluate("field => field.localName") == "select":
            field.select_option(index=1)
        else:
            field.fill(known.get(name, "https://example.org/"))


def press(page: Page, button: str) -> None:
    """Press the first such button, and wait until the page that follows is there with its style."""
    with page.expect_navigation():
        page.locator(button).first.click()
