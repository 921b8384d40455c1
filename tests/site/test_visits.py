# SPDX-License-Identifier: GPL-3.0-or-later
"""Every template in a real browser: nothing to load but what is weighed, and no complaint.

The intake sends its policy with each page; what that forbids, a browser writes to its console.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from intake.model.language import Language
from tests.site.conftest import BuiltSite
from tests.site.serving import SHOWN, SHOWN_AT_THE_ROOT, hear, walk
from tests.site.test_weight import loaded


@pytest.fixture
def tab(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """Return a tab that keeps nothing from one page to the next."""
    with browser.new_context() as context:
        page = context.new_page()
        hear(page, complaints)
        context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield page


@pytest.fixture
def loads(tab: Page) -> Callable[[str], list[str]]:
    """Return what opens a page and tells what the browser asked for, but for icons.

    A browser asks for those when it has the time, perhaps on the next page.
    """
    asked: list[str] = []

    def note(request: Request) -> None:
        if not (request.resource_type == "other" and request.url.endswith(".svg")):
            asked.append(request.url)

    tab.on("request", note)

    def load(url: str) -> list[str]:
        asked.clear()
        tab.goto(url)
        # The page is there before its letters are.
        tab.evaluate("document.fonts.ready.then(() => true)")
        return list(asked)

    return load


def places(language: Language) -> list[str]:
    """Return where each template of the theme is seen in a language."""
    return [f"/{language}/{place}" for shown in SHOWN.values() for place in shown]


@pytest.mark.parametrize("language", Language)
def test_a_browser_loads_what_was_weighed_and_nothing_else(
    site: BuiltSite, address: str, loads: Callable[[str], list[str]], language: Language
) -> None:
    """So that the weight of every page, which is told from its source, is the true one."""
    found = {}
    for place in [*SHOWN_AT_THE_ROOT.values(), *places(language)]:
        page = site.lost.get(place) or site.page(place)
        weighed = {f"/{file.relative_to(site.folder)}" for file in loaded(site, page)}
        asked = {url.removeprefix(address) for url in loads(f"{address}{place}")} - {place}
        if more := asked - weighed:
            found[place] = more
    assert found == {}


@pytest.mark.parametrize("language", Language)
def test_a_browser_has_nothing_to_complain_of_on_the_way_of_an_order(
    tab: Page, address: str, language: Language
) -> None:
    """As everywhere, the policy is broken by no page; ``complaints`` sees to it."""
    steps = list(walk(tab, address, language))
    assert steps[-1].endswith("problem.html")


def test_a_page_that_breaks_the_policy_is_found(browser: Browser, address: str) -> None:
    told: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        hear(page, told)
        page.goto(f"{address}/en/")
        page.evaluate("document.body.setAttribute('style', 'color: red')")
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p onclick=\"1\">One</p>')")
    assert told != []
