# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops the build: a site with a hole in it is not published."""

from pathlib import Path

import pytest

from intake.model.language import Language
from tests.site.conftest import build

HEAD = "Title: A page\nSummary: Of a test.\nDate: 2026-11-22\n\n"


def write(content: Path, section: str, name: str, text: str, languages: str = "en fr nl") -> None:
    """Write a document in these languages."""
    (content / section).mkdir(parents=True, exist_ok=True)
    for language in languages.split():
        (content / section / f"{name}.{language}.md").write_text(HEAD + text, encoding="utf-8")


@pytest.mark.parametrize("missing", Language)
def test_a_missing_page_stops_the_build_and_names_the_file_to_write(
    tmp_path: Path, missing: Language
) -> None:
    write(tmp_path, "pages", "faq", "Text.\n", " ".join(set(Language) - {missing}))
    answer = build(tmp_path / "site", content=tmp_path)
    told = f"a translation is missing: write content/pages/faq.{missing}.md" in answer.stderr
    assert (answer.returncode, told) == (1, True)


def test_a_document_in_one_language_names_both_files_to_write(tmp_path: Path) -> None:
    write(tmp_path, "news", "2026-11-22-moved", "Text.\n", "nl")
    answer = build(tmp_path / "site", content=tmp_path)
    wanted = "write content/news/2026-11-22-moved.en.md, content/news/2026-11-22-moved.fr.md"
    assert (answer.returncode, wanted in answer.stderr) == (1, True)


@pytest.mark.parametrize(
    ("placeholder", "why"),
    [
        ("{{ network.motto }}", "has no attribute 'motto'"),
        ("{{ nonsense }}", "'nonsense' is undefined"),
        ('{{ price("castle").gross }}', "has no offer 'castle'"),
        ("{{ network. }}", "expected name or number"),
    ],
    ids=["unknown fact", "unknown name", "unknown offer", "no placeholder at all"],
)
def test_a_placeholder_that_nothing_fills_stops_the_build_with_file_and_line(
    tmp_path: Path, placeholder: str, why: str
) -> None:
    write(tmp_path, "pages", "faq", "Text.\n", "fr nl")
    text = f"Text.\n\n{{{{ network.name }}}} and {placeholder}.\n"
    write(tmp_path, "pages", "faq", text, "en")
    answer = build(tmp_path / "site", content=tmp_path)
    told = [line for line in answer.stderr.splitlines() if "PlaceholderError: " in line]
    found = [f"{tmp_path}/pages/faq.en.md:7: " in line and why in line for line in told]
    assert (answer.returncode, found) == (1, [True])


@pytest.mark.parametrize(
    "text",
    ["{{ network.name\n", "{{ network.name }\n", "network.name }}\n", "{{ network\n.name }}\n"],
    ids=["not closed", "half closed", "not opened", "over two lines"],
)
def test_a_broken_placeholder_is_not_published(tmp_path: Path, text: str) -> None:
    write(tmp_path, "pages", "faq", text)
    assert build(tmp_path / "site", content=tmp_path).returncode == 1


def test_a_link_to_a_document_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    write(tmp_path, "pages", "faq", "[Terms]({filename}/pages/terms.en.md)\n")
    assert build(tmp_path / "site", content=tmp_path).returncode == 1


def test_a_document_without_a_title_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for language in Language:
        path = tmp_path / "news" / f"2026-11-22-untitled.{language}.md"
        path.write_text("Summary: No title.\n\nText.\n", encoding="utf-8")
    assert build(tmp_path / "site", content=tmp_path).returncode == 1


def test_facts_are_filled_in_before_the_text_becomes_a_page(tmp_path: Path) -> None:
    write(tmp_path, "pages", "faq", "**{{ network.iban }}** {{ price('hosting').gross }}\n")
    answer = build(tmp_path / "site", content=tmp_path)
    page = (tmp_path / "site" / "fr" / "faq" / "index.html").read_text(encoding="utf-8")
    expected = "<strong>BE98 0962 4450 5493</strong> 72,60\xa0€"
    assert (answer.returncode, expected in page) == (0, True)


def test_the_same_content_makes_the_same_site(tmp_path: Path) -> None:
    """So a page that did not change is not sent again to those who have it."""
    write(tmp_path / "content", "pages", "faq", "{{ address.support }}\n")
    write(tmp_path / "content", "news", "2026-11-22-moved", "Text.\n")
    folders = [tmp_path / "once", tmp_path / "again"]
    for folder in folders:
        build(folder, content=tmp_path / "content")
    once, again = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.html")}
        for folder in folders
    )
    assert once == again
