# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in a real browser: little to load, all of it ours, and nothing to complain of.

The intake sends its policy with each page; what that forbids, a browser writes to its console.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from intake.model.language import Language
from tests.site.conftest import BuiltSite
from tests.site.serving import hear, walk
from tests.site.test_weight import HEAVIEST, MOST_REQUESTS


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


def weight(site: BuiltSite, path: str) -> int:
    """Return the size of a file of the site, a picture being none."""
    if path.endswith(".svg"):
        return 0
    file = site.folder / path.removeprefix("/")
    return (file / "index.html" if path.endswith("/") else file).stat().st_size


@pytest.mark.parametrize("language", ["", *Language])
def test_a_page_loads_little_and_from_here_alone(
    site: BuiltSite, address: str, loads: Callable[[str], list[str]], language: str
) -> None:
    """The icon counts once."""
    start = f"/{language}/" if language else "/"
    pages = [one for one in site.pages if one.startswith(start) and (language or one == start)]
    found = {}
    for page in pages:
        urls = loads(f"{address}{page}")
        paths = [url.removeprefix(address) for url in urls]
        icon = site.page(page).one("link", rel="icon").attributes["href"]
        loaded = [icon, *(path for path in paths if path != icon)]
        size = sum(weight(site, path) for path in loaded if path.startswith("/"))
        elsewhere = [path for path in paths if not path.startswith("/")]
        if elsewhere or len(loaded) > MOST_REQUESTS or size > HEAVIEST:
            found[page] = (size, loaded)
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
