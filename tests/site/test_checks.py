# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the content find every fault at once, with file, line and what to do."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.site.checks import findings
from intake.site.sources import KEYS, Finding
from tests.site.conftest import ROOT, TODAY, build

Check = Callable[[], list[str]]
HEAD = "Title: A page\nSummary: Of a test.\nDate: 2026-11-22\n"


def write(content: Path, place: str, text: str, languages: str = "en fr nl") -> None:
    """Write a document in these languages; {lang} in its text is the language."""
    for language in languages.split():
        path = content / f"{place}.{language}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{lang}", language), encoding="utf-8")


def found_in(content: Path, today: datetime.date = TODAY) -> list[Finding]:
    """Return what the checks find."""
    return findings(content, KEYS, today)


def told(content: Path) -> list[str]:
    """Return what the checks say of the English documents."""
    return [str(one) for one in found_in(content) if ".en.md" in one.place]


def test_nothing_is_wrong_with_the_real_content() -> None:
    assert found_in(ROOT / "content") == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD + "Sumary: Twice.\n", "4: unknown key 'sumary': did you mean Summary?"),
        (HEAD + "Severity: low\n", "4: unknown key 'severity': this section knows Date, "),
        (HEAD.replace("Title: A page\n", ""), "1: Title is missing: write it in the head"),
        (HEAD.replace("A page", ""), "1: Title is missing: write it in the head"),
        (HEAD.replace("Summary: Of a test.\n", ""), "1: Summary is missing: "),
        (HEAD.replace("Date: 2026-11-22\n", ""), "1: Date is missing: "),
        (HEAD.replace("2026-11-22", "2026-02-30"), "3: Date '2026-02-30' is no day: "),
        (HEAD.replace("2026-11-22", "22/11/2026"), "3: Date '22/11/2026' is no day: "),
        (HEAD + "Modified: soon\n", "4: Modified 'soon' is no day: "),
        (HEAD + "Modified: 2026-11-21\n", "4: Modified is before Date: "),
        (HEAD + "Status: secret\n", "4: Status 'secret' is unknown: write draft"),
        (HEAD + "Title: Another\n", "4: Title stands twice: keep one"),
        (HEAD + "The text begins here.\n", "4: the head ends here without an empty line"),
    ],
)
def test_a_fault_in_the_head_is_told_with_its_line(
    tmp_path: Path, head: str, expected: str
) -> None:
    write(tmp_path, "pages/faq", f"{head}\nText.\n")
    (only,) = told(tmp_path)
    assert only.startswith(f"content/pages/faq.en.md:{expected}"), only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[It]({filename}/pages/terms.{lang}.md)", "there is no content/pages/terms.en.md to"),
        ("[It]({filename}terms.{lang}.md)", "there is no content/pages/terms.en.md to link to"),
        ("[It]({filename}/news/faq.{lang}.md#a)", "there is no content/news/faq.en.md to link"),
        ("[It][1]\n\n[1]: {filename}/pages/x.{lang}.md", "there is no content/pages/x.en.md to"),
        ('<a href="{filename}/pages/x.{lang}.md">It</a>', "there is no content/pages/x.en.md to"),
        ("[It](/{lang}/terms/)", "there is no document at /en/terms/: link to its file"),
        ("[It](/{lang}/faq)", "there is no document at /en/faq: link to its file"),
        ("[It](/{lang}/faq/#b)", "content/pages/faq.en.md has no id b: correct what follows"),
        ("[It]({filename}/pages/faq.{lang}.md#b)", "content/pages/faq.en.md has no id b: "),
        ("[It](#b)", "content/pages/faq.en.md has no id b: "),
        ("## A {#a}", "the id a is already that of line 5: choose another"),
        ("Write to desk@all2all.org.", "desk@all2all.org can be harvested: write {{ address."),
        ("Write to anna@example.org.", "anna@example.org can be harvested: "),
        ("Type `mail desk@all2all.org`.", "desk@all2all.org can be harvested: "),
    ],
)
def test_a_fault_in_the_text_is_told_with_its_line(
    tmp_path: Path, text: str, expected: str
) -> None:
    write(tmp_path, "pages/faq", f"{HEAD}\n## A {{#a}}\n\n{text}\n")
    (only,) = told(tmp_path)
    place, _, what = only.partition(": ")
    line = 9 if text.startswith("[It][1]") else 7
    assert (place, what.startswith(expected)) == (f"content/pages/faq.en.md:{line}", True), only


@pytest.mark.parametrize(
    "text",
    [
        "[It]({filename}/pages/faq.{lang}.md#a)",
        "[It]({filename}faq.{lang}.md)",
        "[It](#a)",
        "[It](/{lang}/faq/#a)",
        "[It](/{lang}/news/rss.xml)",
        "[It](https://www.debian.org/#b)",
        "Type `[It](#b)` or `mail anna@example.org`.",
        "```text\n## A {#a}\n[It](/en/x/)\nanna@example.org\n```",
        "Text with an id. {: #b }\n\n[It](#b)",
        "{{ network.iban }}",
    ],
)
def test_what_is_right_is_let_pass(tmp_path: Path, text: str) -> None:
    write(tmp_path, "pages/faq", f"{HEAD}Modified: 2026-11-23\n\n## A {{#a}}\n\n{text}\n")
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("pages", "Template: page\nSection: news\n"),
        ("security", "Id: A2A-2026-001\nSeverity: low\nAffected: A\nFixed: B\n"),
        ("status", "State: planned\nStarts: 2026-11-22T20:00:00+01:00\nServices: mail\n"),
    ],
)
def test_a_section_has_keys_of_its_own(tmp_path: Path, section: str, keys: str) -> None:
    for one in KEYS:
        write(tmp_path, f"{one}/a", f"{HEAD}{keys}\nText.\n")
    accepted = {one for one in KEYS if one not in {found.split("/")[1] for found in told(tmp_path)}}
    assert accepted == {section}


def test_the_day_of_the_name_is_date_enough_but_says_the_same(tmp_path: Path) -> None:
    undated = HEAD.replace("Date: 2026-11-22\n", "")
    write(tmp_path, "news/2026-11-20-a", f"{undated}\nText.\n")
    write(tmp_path, "news/2026-11-21-b", f"{HEAD}\nText.\n")
    write(tmp_path, "news/2026-13-01-c", f"{undated}\nText.\n")
    assert told(tmp_path) == [
        (
            "content/news/2026-11-21-b.en.md:3: Date is not the 2026-11-21 of the file's name: "
            "correct one of them"
        ),
        (
            "content/news/2026-13-01-c.en.md:1: the name says 2026-13-01, which is no day: "
            "rename the file"
        ),
    ]


@pytest.mark.parametrize("name", ["Faq.en", "faq", "faq.de", "in/faq.en", "f_a_q.en", "été.en"])
def test_a_name_that_no_address_can_be_made_of_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "pages" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEAD}\nText.\n", encoding="utf-8")
    (only,) = found_in(tmp_path)
    expected = f"content/pages/{name}.md:1: the name is not that of a document: "
    assert str(only).startswith(expected), only


def test_two_documents_with_the_same_address_are_told(tmp_path: Path) -> None:
    write(tmp_path, "news/2026-11-21-moved", f"{HEAD.replace('-22', '-21')}\nText.\n")
    write(tmp_path, "news/2026-11-22-moved", f"{HEAD}\nText.\n")
    assert told(tmp_path) == [
        (
            "content/news/2026-11-22-moved.en.md:1: content/news/2026-11-21-moved.en.md has the "
            "same address, /en/news/moved/: rename one"
        )
    ]


def test_sisters_with_other_ids_are_told_and_the_difference_is_named(tmp_path: Path) -> None:
    write(tmp_path, "pages/faq", f"{HEAD}\n## A {{#a}}\n\n## B {{#b}}\n", "en fr")
    write(tmp_path, "pages/faq", f"{HEAD}\n## A {{#a}}\n\n## C {{#c}}\n", "nl")
    assert [str(one) for one in found_in(tmp_path)] == [
        (
            "content/pages/faq.nl.md:7: the ids are not those of content/pages/faq.en.md in their "
            "order; missing: b; only here: c"
        )
    ]


def test_a_stale_translation_may_lack_a_chapter(tmp_path: Path) -> None:
    """Its readers see a notice; that English waits for Dutch would be worse."""
    text = f"{HEAD}Modified: 2026-11-23\n\n## A {{#a}}\n\n## B {{#b}}\n"
    write(tmp_path, "pages/faq", text, "en fr")
    write(tmp_path, "pages/faq", f"{HEAD}\n## A {{#a}}\n", "nl")
    assert found_in(tmp_path) == []


@pytest.mark.parametrize(
    ("head", "line", "key"),
    [
        (HEAD + "Status: draft\n", 4, "Status"),
        (HEAD.replace("2026-11-22", "2026-11-23"), 3, "Date"),
    ],
)
def test_sisters_that_would_not_be_published_together_are_told(
    tmp_path: Path, head: str, line: int, key: str
) -> None:
    write(tmp_path, "pages/faq", f"{HEAD}\nText.\n", "en fr")
    write(tmp_path, "pages/faq", f"{head}\nText.\n", "nl")
    assert [str(one) for one in found_in(tmp_path)] == [
        f"content/pages/faq.nl.md:{line}: {key} should be the same as in content/pages/faq.en.md"
    ]


@pytest.mark.parametrize("head", [HEAD + "Status: draft\n", HEAD.replace("2026", "2027")])
def test_a_link_to_what_is_not_published_is_told_but_drafts_may_have_them(
    tmp_path: Path, head: str
) -> None:
    link = "[It]({filename}/pages/ahead.{lang}.md)"
    write(tmp_path, "pages/ahead", f"{head}\nText.\n")
    write(tmp_path, "pages/faq", f"{HEAD}\n{link}\n")
    write(tmp_path, "manuals/draft", f"{HEAD}Status: draft\n\n{link}\n")
    assert told(tmp_path) == [
        (
            "content/pages/faq.en.md:5: content/pages/ahead.en.md is not published yet: "
            "publish it first, or leave the link"
        )
    ]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    write(tmp_path, "pages/faq", f"{HEAD}\nText.\n")
    (tmp_path / "pages" / "faq.en.md").write_bytes(f"{HEAD}\nÉté.\n".encode("latin-1"))
    assert "content/pages/faq.en.md:1: this is not UTF-8: save it as UTF-8" in told(tmp_path)


def test_the_build_stops_and_tells_everything_at_once(tmp_path: Path) -> None:
    text = f"{HEAD}Colour: blue\n\n[It](#b)\n"
    write(tmp_path / "content", "pages/faq", text)
    write(tmp_path / "content", "news/2026-11-22-moved", f"{HEAD}\nText.\n", "en")
    answer = build(tmp_path / "site", content=tmp_path / "content")
    places = [f"content/pages/faq.{one}.md:{line}: " for one in Language for line in (4, 6)]
    places.append("content/news/2026-11-22-moved.en.md:1: a translation is missing: ")
    untold = [place for place in places if place not in answer.stderr]
    counted = "7 to correct in the content:" in answer.stderr
    assert (answer.returncode, untold, counted) == (1, [], True)
