# SPDX-License-Identifier: GPL-3.0-or-later
"""Drafts and what is dated in the future are not published, in no language and in no feed."""

import os
from datetime import date
from pathlib import Path

import pytest

from intake.model.language import Language
from tests.site.conftest import TODAY, build
from tests.site.test_checks import HEAD, write

TOMORROW = date(2026, 11, 23)


def published(site: Path) -> set[str]:
    """Return where the site speaks of the document: its pages, lists and feeds."""
    texts = [path for path in site.rglob("*") if path.suffix in {".html", ".xml", ".json"}]
    said = [path for path in texts if "Well hidden" in path.read_text(encoding="utf-8")]
    return {str(path.relative_to(site)) for path in said}


def everywhere(section: str, slug: str) -> set[str]:
    """Return the address of its page in each language."""
    return {f"{language}/{section}{slug}/index.html" for language in Language}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a content folder with a page and a list of news."""
    folder = tmp_path / "content"
    write(folder, "pages/home", f"{HEAD}Template: home\n\nText.\n")
    write(folder, "pages/news", f"{HEAD}Template: section\n\nText.\n")
    return folder


def built(content: Path, today: date = TODAY) -> set[str]:
    """Build the site and return where it speaks of the document."""
    answer = build(content.with_name("site"), content=content, today=today)
    assert answer.returncode == 0, answer.stderr
    return published(content.with_name("site"))


@pytest.mark.parametrize("place", ["news/2026-11-22-ahead", "manuals/ahead", "pages/ahead"])
def test_a_draft_is_published_in_no_language(content: Path, place: str) -> None:
    write(content, place, HEAD.replace("A page", "Well hidden") + "Status: draft\n\nText.\n")
    assert built(content) == set()


@pytest.mark.parametrize("place", ["manuals/ahead", "pages/ahead"])
def test_a_document_of_tomorrow_is_not_published_today(content: Path, place: str) -> None:
    head = HEAD.replace("A page", "Well hidden").replace("-22", "-23")
    write(content, place, f"{head}\nText.\n")
    assert built(content) == set()


def test_news_of_tomorrow_are_published_tomorrow_in_all_languages(content: Path) -> None:
    head = HEAD.replace("A page", "Well hidden").replace("-22", "-23")
    write(content, "news/2026-11-23-ahead", f"{head}\nText.\n")
    today, tomorrow = built(content), built(content, TOMORROW)
    feeds = {f"{language}/news/{name}.xml" for language in Language for name in ("rss", "atom")}
    assert (today, tomorrow >= everywhere("news/", "ahead") | feeds) == (set(), True)


def test_a_preview_shows_drafts(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = HEAD.replace("A page", "Well hidden").replace("-22", "-23")
    write(content, "news/2026-11-23-ahead", f"{head}Status: draft\n\nText.\n")
    monkeypatch.setitem(os.environ, "WITH_DRAFTS", "1")
    assert built(content) >= everywhere("news/", "ahead")
