# SPDX-License-Identifier: GPL-3.0-or-later
"""A translation that is older than a sister says so to its readers and to its editors."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.model.language import Language
from intake.settings import Settings, read_texts
from intake.site.translations import main
from tests.site.conftest import Page, build, read_page
from tests.site.test_checks import HEAD, write

NEWER = "Modified: 2026-11-25\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return documents whose Dutch is of the 22nd, whose French of the 24th, English the 25th."""
    folder = tmp_path / "content"
    for place in ("pages/faq", "manuals/faq"):
        write(folder, place, f"{HEAD}{NEWER}\nText.\n", "en")
        write(folder, place, f"{HEAD}{NEWER.replace('25', '24')}\nText.\n", "fr")
        write(folder, place, f"{HEAD}\nText.\n", "nl")
    write(folder, "pages/fresh", f"{HEAD}\nText.\n")
    return folder


def built(content: Path, address: str) -> Page:
    """Build the site and return one page."""
    site = content.with_name("site")
    answer = build(site, content=content)
    assert answer.returncode == 0, answer.stderr
    return read_page(site, site / address / "index.html")


@pytest.mark.parametrize("section", ["", "manuals/"])
@pytest.mark.parametrize(("language", "day"), [("fr", "25 novembre"), ("nl", "25 november")])
def test_a_stale_translation_leads_its_reader_to_the_newest(
    content: Path, settings: Settings, language: Language, day: str, section: str
) -> None:
    page = built(content, f"{language}/{section}faq")
    notice = page.one("p", class_="stale").text
    begin = read_texts(settings.folders.theme)[Language(language)]["site"]["stale"].split("{")[0]
    ways = list(page.all("a", href=f"/en/{section}faq/", lang="en", hreflang="en"))
    assert (notice.startswith(begin), f"{day} 2026" in notice, len(ways)) == (True, True, 2)


@pytest.mark.parametrize("address", ["en/faq", "en/manuals/faq", "fr/fresh", "nl/fresh"])
def test_the_newest_shows_no_notice(content: Path, address: str) -> None:
    assert list(built(content, address).all("p", class_="stale")) == []


def test_a_page_says_when_its_text_last_changed(content: Path) -> None:
    dates = {
        address: built(content, address).one("p", class_="about").text
        for address in ("en/faq", "nl/faq")
    }
    assert dates == {"en/faq": "Text of 25 November 2026", "nl/faq": "Tekst van 22 november 2026"}


def test_an_article_says_when_it_appeared_and_when_it_changed(content: Path) -> None:
    last = list(built(content, "fr/manuals/faq").all("p", class_="about"))[-1]
    assert last.text == "Publié le 22 novembre 2026, modifié le 24 novembre 2026"


def test_stale_translations_are_listed_and_nothing_fails(content: Path) -> None:
    answer = CliRunner().invoke(main, [str(content)])
    lines = [line.split(": ")[0] for line in answer.output.splitlines()]
    expected = [
        f"content/{one}/faq.{code}.md" for one in ("manuals", "pages") for code in ("fr", "nl")
    ]
    assert (answer.exit_code, sorted(lines)) == (0, expected)


def test_the_list_says_what_to_do(content: Path) -> None:
    first = CliRunner().invoke(main, [str(content)]).output.splitlines()[0]
    end = "translate the change, then write Modified: 2026-11-25"
    assert (
        first == f"content/manuals/faq.fr.md: of 2026-11-24, a sister changed on 2026-11-25: {end}"
    )
