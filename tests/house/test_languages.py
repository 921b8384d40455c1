# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything we say, we say in three languages, and it is the same thing.

Long texts are sister files, name.en.md, name.fr.md and name.nl.md; short ones are TOML tables
{ en = , fr = , nl = }.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intake.model.language import Language
from tests.house.project import ROOT, files, named

LETTERS = ROOT / "intake" / "documents" / "letters"
LANGUAGES = {language.value for language in Language}

_NAME = re.compile(r"(?P<stem>[^.]+)\.(?P<language>en|fr|nl)\.md")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) .*?(?:\{#([\w-]+)\})?$", re.MULTILINE)
_LINK = re.compile(r"\{filename\}(\S+?)\.(en|fr|nl)\.md(#[\w-]+)?")
_METADATA = re.compile(r"^([A-Z]\w*): (.*)$", re.MULTILINE)
# What stays as it is, whatever the language.
_UNTRANSLATED = (
    *("Date", "Updated", "Template", "Section"),
    *("Id", "Severity", "Cve"),
    *("State", "Starts", "Ends", "Services"),
)


def documents() -> list[Path]:
    """Return every long text of the content and of the letters."""
    folders = (ROOT / "content", LETTERS)
    return [
        path
        for path in files()
        if path.suffix == ".md" and any(path.is_relative_to(folder) for folder in folders)
    ]


def stem(path: Path) -> Path:
    """Return the path without language and ending: what sisters have in common."""
    return path.with_name(path.name.split(".", 1)[0])


def sisters() -> dict[str, list[Path]]:
    """Return the three files of each text, English first."""
    stems = sorted({stem(path) for path in documents()})
    return {
        str(one.relative_to(ROOT)): [Path(f"{one}.{language}.md") for language in Language]
        for one in stems
    }


SISTERS = sisters()
FAMILIES = pytest.mark.parametrize("family", SISTERS.values(), ids=SISTERS)


def text_of(path: Path) -> str:
    """Return a text without its blocks of code."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def current(family: list[Path]) -> list[Path]:
    """Return the sisters that changed last; a stale translation may lack a chapter for a while."""
    heads = [dict(_METADATA.findall(text_of(path).split("\n\n", 1)[0])) for path in family]
    days = [str(head.get("Modified", head.get("Date", ""))) for head in heads]
    return [path for path, day in zip(family, days, strict=True) if day == max(days)]


def first_differs(found: list[Any]) -> bool:
    """Say whether not all of the three are the same."""
    return any(one != found[0] for one in found)


def test_a_document_is_named_after_its_language() -> None:
    strays = [path for path in documents() if not _NAME.fullmatch(path.name)]
    assert named(strays) == []


@FAMILIES
def test_a_document_exists_in_three_languages(family: list[Path]) -> None:
    assert named([path for path in family if not path.is_file()]) == []


@FAMILIES
def test_sisters_have_the_same_headings_in_the_same_order(family: list[Path]) -> None:
    first, *others = [_HEADING.findall(text_of(path)) for path in current(family)]
    assert [other for other in others if other != first] == []


@FAMILIES
def test_every_heading_can_be_linked(family: list[Path]) -> None:
    """Those of the pages; nothing leads into a letter."""
    pages = [path for path in family if not path.is_relative_to(LETTERS)]
    headings = [heading for path in pages for heading in _HEADING.findall(text_of(path))]
    assert [heading for heading in headings if not heading[1]] == []


@FAMILIES
def test_sisters_name_the_same_facts(family: list[Path]) -> None:
    first, *others = [set(re.findall(r"\{\{.*?\}\}", text_of(path))) for path in current(family)]
    assert [other for other in others if other != first] == []


@FAMILIES
def test_sisters_make_the_same_choices(family: list[Path]) -> None:
    english, *others = [re.findall(r"\{%.*?%\}", text_of(path)) for path in family]
    assert others == [english, english]


@FAMILIES
def test_sisters_lead_to_the_same_documents(family: list[Path]) -> None:
    first, *others = [
        {(target, anchor) for target, _, anchor in _LINK.findall(text_of(path))}
        for path in current(family)
    ]
    assert [other for other in others if other != first] == []


@FAMILIES
def test_a_document_leads_to_others_of_its_language(family: list[Path]) -> None:
    languages = [{one for _, one, _ in _LINK.findall(text_of(path))} for path in family]
    assert [found <= {one} for found, one in zip(languages, Language, strict=True)] == [True] * 3


@FAMILIES
def test_sisters_say_the_same_of_themselves(family: list[Path]) -> None:
    heads = [dict(_METADATA.findall(text_of(path).split("\n\n", 1)[0])) for path in family]
    # Which translation is stale is told by this one key.
    english, *others = [
        (set(head) - {"Modified"}, [head.get(name) for name in _UNTRANSLATED]) for head in heads
    ]
    assert others == [english, english]


def tables(value: object, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every table of a TOML file that holds a text in some language."""
    if isinstance(value, dict):
        if LANGUAGES & set(value):
            yield where, value
        else:
            for key, inner in value.items():
                yield from tables(inner, f"{where} {key}")
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from tables(inner, f"{where} {number}")


def short_texts() -> dict[str, dict[str, Any]]:
    """Return every short text of the project, by file and key."""
    toml_files = [path for path in files() if path.suffix == ".toml"]
    return {
        where: table
        for path in toml_files
        for where, table in tables(
            tomllib.loads(path.read_text(encoding="utf-8")), str(path.relative_to(ROOT))
        )
    }


def test_there_are_short_texts_in_the_theme_the_documents_and_the_catalogue() -> None:
    """Else the tests below would prove nothing."""
    homes = {where.split(" ")[0] for where in short_texts()}
    expected = {
        "theme/strings.toml",
        "intake/documents/words.toml",
        "content/settings.toml",
        "content/catalogue/2026-01-01.toml",
    }
    assert expected <= homes


def test_a_short_text_exists_in_three_languages() -> None:
    lame = {where: table for where, table in short_texts().items() if set(table) != LANGUAGES}
    assert lame == {}


def test_no_short_text_is_empty_or_has_space_around_it() -> None:
    ragged = [
        where
        for where, table in short_texts().items()
        if any(not text or text != text.strip() for text in table.values())
    ]
    assert ragged == []


def test_a_short_text_names_the_same_facts_in_every_language() -> None:
    differing = [
        where
        for where, table in short_texts().items()
        if len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in table.values()}) > 1
    ]
    assert differing == []
