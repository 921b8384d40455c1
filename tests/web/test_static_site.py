# SPDX-License-Identifier: GPL-3.0-or-later
"""The built site as the intake serves it: media types, addresses that moved, what a page may do."""

from pathlib import Path

import pytest

from intake.model.language import Language
from intake.web.app import HEADERS, SEARCH_POLICY
from tests.web.conftest import Shop

POLICY = "Content-Security-Policy"


@pytest.fixture
def folder(shop: Shop) -> Path:
    """Return the folder that the intake serves."""
    site = shop.desk.settings.folders.site
    site.mkdir()
    return site


def put(folder: Path, path: str, data: bytes = b"x") -> None:
    """Write a file of the site."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("fr/news/rss.xml", "application/rss+xml"),
        ("fr/news/atom.xml", "application/atom+xml"),
        ("fr/news/feed.json", "application/feed+json"),
        ("fr/opensearch.xml", "application/opensearchdescription+xml"),
        ("fr/status/calendar.ics", "text/calendar"),
        ("sitemap.xml", "application/xml"),
        ("theme/search.js", "text/javascript"),
        ("pagefind/wasm.fr.pagefind", "application/octet-stream"),
        (".well-known/security.txt", "text/plain"),
        (".well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q", "application/octet-stream"),
        (".well-known/openpgpkey/policy", "text/plain"),
    ],
)
def test_a_file_is_served_as_what_it_is(
    shop: Shop, folder: Path, path: str, media_type: str
) -> None:
    put(folder, path)
    with shop.client.get(f"/{path}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_security_txt_says_its_charset(shop: Shop, folder: Path) -> None:
    """RFC 9116, section 3."""
    put(folder, ".well-known/security.txt")
    with shop.client.get("/.well-known/security.txt") as answer:
        assert answer.content_type == "text/plain; charset=utf-8"


def test_a_key_may_be_looked_up_from_another_site_and_nothing_else_may(
    shop: Shop, folder: Path
) -> None:
    """As a mail program in a browser does; the draft Web Key Directory asks for it."""
    paths = [".well-known/openpgpkey/hu/abc", ".well-known/openpgpkey/policy", "en/index.html"]
    allowed = []
    for path in paths:
        put(folder, path)
        with shop.client.get(f"/{path}", query_string={"l": "one"}) as answer:
            allowed.append(answer.headers.get("Access-Control-Allow-Origin"))
    assert allowed == ["*", "*", None]


@pytest.mark.parametrize(
    ("old", "new"),
    [("/en/old/", "/en/faq/#price"), ("/security.txt", "/.well-known/security.txt")],
)
def test_an_address_that_moved_leads_on(shop: Shop, folder: Path, old: str, new: str) -> None:
    put(folder, "redirects.map", f'"/fr/old/" "/fr/faq/";\n"{old}" "{new}";\n'.encode())
    put(folder, "en/old/index.html")
    with shop.client.get(old) as answer:
        assert (answer.status_code, answer.location) == (301, new)


def test_an_address_that_did_not_move_is_served(shop: Shop, folder: Path) -> None:
    put(folder, "redirects.map", b'"/en/old/" "/en/faq/";\n')
    put(folder, "en/old/more/index.html")
    with shop.client.get("/en/old/more/") as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize("language", Language)
def test_only_the_search_page_may_run_our_script(
    shop: Shop, folder: Path, language: Language
) -> None:
    policies = []
    for path in (f"{language}/search/", f"{language}/charter/", f"{language}/search/more/"):
        put(folder, f"{path}index.html")
        with shop.client.get(f"/{path}") as answer:
            policies.append(answer.headers[POLICY])
    assert policies == [SEARCH_POLICY, HEADERS[POLICY], HEADERS[POLICY]]


def test_the_search_page_may_do_nothing_else_than_search() -> None:
    added = SEARCH_POLICY.removeprefix(HEADERS[POLICY])
    assert added == "; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


@pytest.mark.parametrize(
    ("path", "prefers", "language"),
    [
        ("/nothing", "nl-BE, fr;q=0.5", Language.NL),
        ("/nothing", "fr-BE, fr;q=0.9, en;q=0.1", Language.FR),
        ("/nothing", "de", Language.EN),
        ("/nothing", "", Language.EN),
        ("/nl/nothing", "fr", Language.NL),
    ],
)
def test_a_lost_reader_is_told_in_his_language(
    shop: Shop, folder: Path, path: str, prefers: str, language: Language
) -> None:
    """That of the address, and where it names none, the one that the browser asks for."""
    assert folder.is_dir()
    answer = shop.client.get(path, headers={"Accept-Language": prefers})
    title = shop.desk.pages.texts[language]["problems"]["page_not_found_title"]
    assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (404, True)
    assert f'<html lang="{language}">' in answer.text


def test_a_page_not_found_is_kept_by_nobody(shop: Shop, folder: Path) -> None:
    """It may be there tomorrow, and speaks the language of whoever asked."""
    assert folder.is_dir()
    assert shop.client.get("/nothing").headers["Cache-Control"] == "no-store"
