# SPDX-License-Identifier: GPL-3.0-or-later
"""The page "How we keep the charter": a row for each promise, and nothing that is not so."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from intake.model.language import Language
from intake.settings import read_texts
from intake.site.promises import NOT_YET, PromisesError, read_promises
from tests.site.conftest import ROOT, BuiltSite, Page, build
from tests.site.test_checks import HEAD, write

FILE = ROOT / "content" / "promises.toml"
ROWS: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["promises"]
ALL = [f"P{number:02}" for number in range(1, 42)]
EACH_LANGUAGE = pytest.mark.parametrize("language", Language)


def rows(site: BuiltSite, language: Language) -> list[str]:
    """Return what the page says of each promise."""
    page = site.page(f"/{language}/promises/")
    return [row.text for row in page.all("li") if row.attributes.get("id", "").startswith("p")]


def targets(page: Page) -> set[str]:
    """Return every address that the page links."""
    return {link.attributes["href"] for link in page.all("a")}


def test_every_promise_has_its_row_in_order() -> None:
    assert [row["number"] for row in ROWS] == ALL


@EACH_LANGUAGE
def test_the_page_shows_every_promise_in_the_language_of_the_reader(
    site: BuiltSite, language: Language
) -> None:
    begins = [f"{row['number']} {row['says'][language]}" for row in ROWS]
    shown = rows(site, language)
    assert [row.startswith(one) for row, one in zip(shown, begins, strict=True)] == [True] * 41


@EACH_LANGUAGE
def test_every_place_that_a_row_names_exists(site: BuiltSite, language: Language) -> None:
    missing = []
    for row in ROWS:
        for place in row["see"]:
            path, _, anchor = f"/{language}/{place}".partition("#")
            if path.endswith("/"):
                ids = {element.attributes.get("id") for element in site.page(path).elements}
                if anchor and anchor not in ids:
                    missing.append((row["number"], place))
            elif not (site.folder / path.removeprefix("/")).is_file():
                missing.append((row["number"], place))
    assert missing == []


@EACH_LANGUAGE
def test_every_row_leads_to_a_place_where_one_sees_it(site: BuiltSite, language: Language) -> None:
    named = {f"/{language}/{place}" for row in ROWS for place in row["see"]}
    placeless = [row["number"] for row in ROWS if not row["see"]]
    unlinked = named - targets(site.page(f"/{language}/promises/"))
    assert (placeless, unlinked) == ([], set())


@EACH_LANGUAGE
def test_a_row_says_which_test_proves_it_or_that_none_does(
    site: BuiltSite, language: Language
) -> None:
    not_yet = read_texts(ROOT / "theme")[language]["promises"]["not_yet"]
    ends = [not_yet if row["kept"] == NOT_YET else row["kept"] for row in ROWS]
    shown = rows(site, language)
    assert [row.endswith(end) for row, end in zip(shown, ends, strict=True)] == [True] * 41


def test_no_two_languages_say_a_promise_in_the_same_words() -> None:
    assert [row["number"] for row in ROWS if len(set(row["says"].values())) < 3] == []


@EACH_LANGUAGE
def test_links_to_different_places_read_differently(site: BuiltSite, language: Language) -> None:
    """Somebody who hears only the links must know them apart."""
    page = site.page(f"/{language}/promises/")
    names: dict[str, set[str]] = {}
    for link in page.all("a"):
        names.setdefault(link.text, set()).add(link.attributes["href"])
    named = {f"/{language}/{place}" for row in ROWS for place in row["see"]}
    assert [name for name, hrefs in names.items() if len(hrefs & named) > 1] == []


@pytest.mark.parametrize("place", ["castle/", "promises/#castle", "castle/rss.xml"])
def test_a_place_that_there_is_not_stops_the_build(tmp_path: Path, place: str) -> None:
    write(tmp_path / "content", "pages/promises", f"{HEAD}Template: promises\n\nText.\n")
    row = f'number = "P01"\nkept = "not yet"\nsee = ["{place}"]\n'
    says = '[promises.says]\nen = "One."\nfr = "Un."\nnl = "Een."\n'
    (tmp_path / "content" / "promises.toml").write_text(f"[[promises]]\n{row}{says}")
    answer = build(tmp_path / "site", content=tmp_path / "content")
    told = "content/promises.toml: P01: there is no page or heading /" in answer.stderr
    assert (answer.returncode, told) == (1, True)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("", "rows: 'promises'"),
        ("[[promises]", "rows: "),
        ('[[promises]]\nnumber = "P07"\nsee = []\nsays = {}', "P07: write number, says, see, kept"),
        (
            '[[promises]]\nnumber = "P07"\nkept = ""\nsee = []\nsays = { en = "One." }',
            "P07: says should be { en = , fr = , nl = }",
        ),
    ],
)
def test_a_row_that_lacks_something_is_refused(tmp_path: Path, broken: str, told: str) -> None:
    file = tmp_path / "promises.toml"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(PromisesError) as caught:
        read_promises(file)
    assert str(caught.value).startswith(f"content/promises.toml: {told}")
