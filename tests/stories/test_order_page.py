# SPDX-License-Identifier: GPL-3.0-or-later
"""The order form in a real browser: the same order with a script and without, and its total."""

import dataclasses
import itertools
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from intake.model.language import Language
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.queue import Queue
from intake.web.app import create_app
from tests.site.conftest import build
from tests.site.serving import desk_for
from tests.web.conftest import FULL, GOOD, ORGANISATION

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def order_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with the page of the order form, and little more."""
    folder = tmp_path_factory.mktemp("built")
    pages = folder / "content" / "pages"
    pages.mkdir(parents=True)
    head = "Title: Order\nSummary: The form.\nDate: 2026-11-22\nTemplate: order\n\nText.\n"
    for language in Language:
        (pages / f"order.{language}.md").write_text(head, encoding="utf-8")
    answer = build(folder / "site", content=pages.parent)
    assert answer.returncode == 0, answer.stderr
    return folder / "site"


@pytest.fixture
def open_page(
    browser: Browser, order_site: Path, own_settings: Settings, queue: Queue, sealer: Sealer
) -> Iterator[Open]:
    """Return what opens a page of the intake, and see that the browser complained of nothing."""
    folders = dataclasses.replace(own_settings.folders, site=order_site)
    settings = dataclasses.replace(own_settings, folders=folders)
    server = make_server(
        "127.0.0.1", 0, create_app(desk_for(settings, queue, sealer)), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    complaints: list[str] = []
    contexts = []

    def open_it(path: str, *, script: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Policy" in said.text else None,
        )
        page.goto(f"http://127.0.0.1:{server.server_port}{path}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert complaints == []


def open_all(page: Page) -> None:
    """Open all that can be opened, so that it can be filled in."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def fill_in(page: Page, fields: Mapping[str, str]) -> None:
    """Fill the form in, with everything open that can be opened."""
    page.locator(f"input[name=customer_kind][value={fields['customer_kind']}]").check()
    open_all(page)
    # What a name or an offer calls for is there once they are.
    first = sorted(fields, key=lambda name: not name.startswith(("names.", "offer.")))
    for name in first:
        text = fields[name]
        field = page.locator(f'[name="{name}"]')
        match field.first.evaluate("one => one.type"):
            case "radio":
                continue
            case "checkbox":
                field.check()
            case "select-one" if name == "country":
                field.select_option(label=text)
            case "select-one":
                field.select_option(text)
            case _:
                field.fill(text)


def digits(text: str) -> str:
    """Return the amount of a text as its digits alone."""
    return re.sub(r"\D", "", text)


def reviewed(page: Page) -> None:
    """Press the button of the form."""
    with page.expect_navigation():
        page.locator("form button").first.click()


def total_on_form(page: Page) -> str:
    """Return what the form itself says that is to be paid."""
    said = page.locator("form > p.notice").inner_text()
    return digits(said.split(":")[1].split(", ")[0])


def in_english(fields: Mapping[str, str], **changes: str) -> dict[str, str]:
    """Return the fields as a reader of English chooses them, with changes."""
    return {**fields, "country": "Belgium", **changes}


HOSTING_ONLY = {
    name: text for name, text in GOOD.items() if name not in {"names.register", "accept_registry"}
}
VPS = {"offer.vps-small": "3", "option.vps-small.ipv4": "4", "option.vps-small.backup": "1"}
BASKETS = {
    "a name and hosting": in_english(GOOD),
    "everything": {**in_english(FULL), "registrant_country": "FR"},
    "small means and a gift": in_english(HOSTING_ONLY, solidarity="yes", gift="25.00"),
    "set-up and options": in_english(HOSTING_ONLY, **VPS, **{"term.vps-small": "1"}),
    "half a cent": in_english(HOSTING_ONLY, **{"offer.mail": "1", "option.mail.mailbox": "1"}),
    "names for three years": in_english(
        GOOD, **{"names.register": "a1.be\nb1.org\nc1.net", "months.register": "36"}
    ),
    "outside the Union": {**HOSTING_ONLY, "country": "Morocco"},
    "a consumer in France": {**HOSTING_ONLY, "country": "France", "postcode": "75001"},
    "an organisation in France": {
        **{name: text for name, text in ORGANISATION.items() if name != "offer.vps-small"},
        "country": "France",
        "vat_number": "FR40303265045",
    },
    "a gift alone": in_english({**HOSTING_ONLY, "offer.hosting": ""}, gift_amount="12,34"),
}


@pytest.mark.parametrize("fields", BASKETS.values(), ids=BASKETS)
def test_the_total_of_the_form_is_that_of_the_review(
    open_page: Open, fields: Mapping[str, str]
) -> None:
    page = open_page("/en/order/")
    fill_in(page, fields)
    told = total_on_form(page)
    reviewed(page)
    assert digits(page.locator(".commit .total").inner_text()) == told


def test_without_a_script_the_same_order_is_reviewed(open_page: Open) -> None:
    fields = in_english(FULL, registrant_country="France")
    shown = []
    for script in (True, False):
        page = open_page("/en/order/", script=script)
        fill_in(page, fields)
        reviewed(page)
        shown.append(page.locator(".sums").inner_text() + page.locator(".pairs").first.inner_text())
    assert shown[0] == shown[1]
    assert "Tine Technica" in shown[0]


def test_the_way_back_from_the_review_restores_everything(open_page: Open) -> None:
    page = open_page("/en/order/", script=False)
    fill_in(page, in_english(FULL))
    reviewed(page)
    first = page.locator(".sums").inner_text()
    with page.expect_navigation():
        page.locator(".commit button.quiet").click()
    kept = {
        name: page.locator(f'[name="{name}"]').input_value()
        for name in FULL
        if name not in {"customer_kind", "country"} and FULL[name] != "yes"
    }
    assert kept == {name: FULL[name].replace("\r", "").strip() for name in kept}
    reviewed(page)
    assert page.locator(".sums").inner_text() == first


def test_a_person_sees_no_fields_of_organisations(open_page: Open) -> None:
    page = open_page("/nl/order/")
    organisation = page.locator("[name=organisation]")
    page.locator("[value=organisation]").check()
    assert organisation.is_visible()
    organisation.fill("Iets vzw")
    page.locator("[value=person]").check()
    assert not organisation.is_visible()
    assert page.locator("[name=start_now]").is_visible()
    assert not page.locator("[name=accept_registry]").is_visible()
    page.locator('[name="names.register"]').fill("voorbeeld.be")
    assert page.locator("[name=accept_registry]").is_visible()


def test_a_name_that_cannot_be_is_said_before_it_is_sent(open_page: Open) -> None:
    page = open_page("/en/order/")
    area = page.locator('[name="names.register"]')
    area.fill("good.be\nbad.nowhere")
    area.blur()
    assert "Line 2" in page.locator("form [role=status].fault").inner_text()
    area.fill("good.be")
    area.blur()
    assert page.locator("form [role=status].fault").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_the_summary_of_faults_has_the_focus_and_leads_to_each_field(
    open_page: Open, *, script: bool
) -> None:
    page = open_page("/fr/order/", script=script)
    reviewed(page)
    assert page.locator("#faults:focus").count() == 1
    targets = [link.get_attribute("href") for link in page.locator("#faults a").all()]
    assert len(targets) > 5
    missing = [one for one in targets if page.locator(f'[id="{str(one)[1:]}"]').count() != 1]
    assert missing == []


def test_a_secret_key_is_refused_and_never_shown_again(open_page: Open) -> None:
    secret = FULL["openpgp_key"].replace("PUBLIC", "PRIVATE")
    page = open_page("/en/order/", script=False)
    fill_in(page, in_english(GOOD, openpgp_key=secret))
    reviewed(page)
    assert page.locator("#faults").inner_text().count("SECRET") == 1
    assert "mDMEZ" not in page.content()


@pytest.mark.parametrize(
    ("language", "address"), [*itertools.product(Language, ["form", "review"])]
)
def test_nothing_runs_over_the_edge_of_a_small_telephone(
    open_page: Open, language: Language, address: str
) -> None:
    page = open_page(f"/{language}/order/", script=False, width=320)
    open_all(page)
    if address == "review":
        fill_in(page, {**FULL, "offer.training": "1", "country": country(language)})
        reviewed(page)
        assert page.locator(".sums").count() == 1
    # Scripts of the page are off; the test's own are not.
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def country(language: Language) -> str:
    """Return Belgium's name."""
    return {"en": "Belgium", "fr": "Belgique", "nl": "België"}[language]
