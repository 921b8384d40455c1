# SPDX-License-Identifier: GPL-3.0-or-later
"""`scripts/new` begins a document that the build accepts as it is, and publishes when it may."""

import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.errors import RefusedError, exit_code
from intake.model.language import Language
from intake.site.checks import findings
from intake.site.new_document import KINDS, main
from intake.site.sources import KEYS
from tests.site.conftest import TODAY, build

STEMS = {
    "news": "news/2026-11-22-l-ete-a-paris",
    "manual": "manuals/l-ete-a-paris",
    "advisory": "security/2026-11-22-l-ete-a-paris",
    "status": "status/2026-11-22-l-ete-a-paris",
    "page": "pages/l-ete-a-paris",
}


def new(content: Path, kind: str, title: str = "L’été à Paris") -> Result:
    """Type the command."""
    arguments = [kind, title, "--content", str(content), "--today", str(TODAY)]
    return CliRunner().invoke(main, arguments)


def files(content: Path) -> set[str]:
    """Return every file of a content folder."""
    return {str(path.relative_to(content)) for path in content.rglob("*") if path.is_file()}


def test_every_kind_of_document_is_tried_here() -> None:
    assert set(KINDS) == set(STEMS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_document_has_a_file_in_each_language(tmp_path: Path, kind: str) -> None:
    answer = new(tmp_path, kind)
    expected = {f"{STEMS[kind]}.{language}.md" for language in Language}
    assert (answer.exit_code, files(tmp_path)) == (0, expected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_document_is_a_draft_with_which_nothing_is_wrong(tmp_path: Path, kind: str) -> None:
    new(tmp_path, kind)
    drafts = [path for path in tmp_path.rglob("*.md") if "\nStatus: draft\n\n" in path.read_text()]
    assert (findings(tmp_path, KEYS, TODAY), len(drafts)) == ([], 3)


def test_a_new_document_lets_no_gap_stand_for_its_facts(tmp_path: Path) -> None:
    for kind in KINDS:
        new(tmp_path, kind)
    facts = ("{title}", "{today}", "{id}", "{offset}")
    gaps = [
        path for path in tmp_path.rglob("*.md") if any(one in path.read_text() for one in facts)
    ]
    assert gaps == []


def test_advisories_are_numbered_within_their_year(tmp_path: Path) -> None:
    for title in ("One", "Two"):
        new(tmp_path, "advisory", title)
    ids = [
        line
        for path in sorted(tmp_path.rglob("*.en.md"))
        for line in path.read_text().splitlines()
        if line.startswith("Id: ")
    ]
    assert ids == ["Id: A2A-2026-001", "Id: A2A-2026-002"]


def test_planned_work_begins_at_the_hour_of_brussels(tmp_path: Path) -> None:
    new(tmp_path, "status")
    text = (tmp_path / f"{STEMS['status']}.en.md").read_text()
    starts = text.split("Starts: ")[1].split("\n")[0]
    assert datetime.datetime.fromisoformat(starts).utcoffset() == datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    "there", ["news/2026-11-22-l-ete-a-paris", "news/2020-01-01-l-ete-a-paris"]
)
def test_a_document_that_exists_is_not_touched(tmp_path: Path, there: str) -> None:
    path = tmp_path / f"{there}.fr.md"
    path.parent.mkdir()
    path.write_text("Title: Ours\n", encoding="utf-8")
    answer = new(tmp_path, "news")
    told = answer.stderr.startswith(f"scripts/new: content/{there}.fr.md exists: ")
    assert (answer.exit_code, told) == (exit_code(RefusedError()), True)
    assert (files(tmp_path), path.read_text()) == ({f"{there}.fr.md"}, "Title: Ours\n")


def test_a_title_that_names_no_file_is_refused(tmp_path: Path) -> None:
    answer = new(tmp_path, "news", "日本")
    assert (answer.exit_code, files(tmp_path)) == (exit_code(RefusedError()), set())


@pytest.mark.promise("P36")
def test_what_a_contributor_writes_is_on_line_with_the_next_build(tmp_path: Path) -> None:
    """One command, one file per language, one line out: the news is a page, a list and a feed."""
    content, site = tmp_path / "content", tmp_path / "site"
    new(content, "news")
    first = build(site, content=content)
    before = [path for path in site.rglob("*.html") if "Paris" in path.read_text()]
    for path in content.rglob("*.md"):
        path.write_text(path.read_text().replace("Status: draft\n", ""), encoding="utf-8")
    second = build(site, content=content)
    written = [f"{one}/news/l-ete-a-paris/index.html" for one in Language]
    written += [f"{one}/news/rss.xml" for one in Language]
    silent = [one for one in written if "L’été à Paris" not in (site / one).read_text()]
    assert (first.returncode, second.returncode, before, silent) == (0, 0, [], [])
