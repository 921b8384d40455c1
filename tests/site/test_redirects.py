# SPDX-License-Identifier: GPL-3.0-or-later
"""An address that was published once leads somewhere for ever."""

from collections.abc import Callable
from pathlib import Path

import pytest

from intake.settings import Settings
from intake.site.redirects import RedirectError, caddy_rules, nginx_map, read_redirects
from tests.site.conftest import ROOT, Page, build, read_page

HEAD = 'format = "redirects/1"\n\n[moved]\n'
MakeSite = Callable[[str], tuple[int, str, Path]]


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return what builds a site of one page with these redirects: status, errors, folder."""

    def make(lines: str) -> tuple[int, str, Path]:
        pages = tmp_path / "content" / "pages"
        pages.mkdir(parents=True)
        for language in ("en", "fr", "nl"):
            text = "Title: Questions\nSummary: Answers.\nDate: 2026-11-22\n\nText.\n"
            (pages / f"faq.{language}.md").write_text(text, encoding="utf-8")
        (tmp_path / "content" / "redirects.toml").write_text(HEAD + lines, encoding="utf-8")
        answer = build(tmp_path / "site", content=pages.parent)
        return answer.returncode, answer.stderr, tmp_path / "site"

    return make


@pytest.fixture
def moved(make_site: MakeSite) -> Page:
    """Return the tiny page of an address that has moved."""
    status, errors, folder = make_site('"/fr/questions/" = "/fr/faq/"\n')
    assert status == 0, errors
    return read_page(folder, folder / "fr" / "questions" / "index.html")


def test_an_old_page_leads_on_by_itself_and_by_a_link(moved: Page) -> None:
    assert moved.one("meta", http_equiv="refresh").attributes["content"] == "0; url=/fr/faq/"
    assert moved.one("a").attributes["href"] == "/fr/faq/"


def test_an_old_page_names_the_new_one_to_search_engines(moved: Page, settings: Settings) -> None:
    canonical = moved.one("link", rel="canonical").attributes["href"]
    assert canonical == f"{settings.site.address}/fr/faq/"


def test_an_old_page_speaks_the_language_of_the_new_one(moved: Page) -> None:
    said = (moved.one("html").attributes["lang"], moved.one("h1").text)
    assert said == ("fr", "Cette page a changé d’adresse")


def test_an_old_page_is_neither_searched_nor_in_the_sitemap(
    make_site: MakeSite,
) -> None:
    _, _, folder = make_site('"/fr/questions/" = "/fr/faq/"\n')
    assert "questions" not in (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert len(list((folder / "pagefind" / "fragment").glob("fr_*"))) == 1


def test_each_server_is_told_in_its_own_words() -> None:
    moved = {"/old/": "/en/faq/#price", "/security.txt": "/.well-known/security.txt"}
    assert nginx_map(moved) == (
        '"/old/" "/en/faq/#price";\n"/security.txt" "/.well-known/security.txt";\n'
    )
    assert caddy_rules(moved) == (
        "redir /old/ /en/faq/#price permanent\n"
        "redir /security.txt /.well-known/security.txt permanent\n"
    )


def test_our_own_redirects_can_be_kept() -> None:
    moved = read_redirects(ROOT / "content" / "redirects.toml")
    assert moved["/security.txt"] == "/.well-known/security.txt"


def test_without_a_file_nothing_has_moved(tmp_path: Path) -> None:
    assert read_redirects(tmp_path / "redirects.toml") == {}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('"/en/old/" = "/en/gone/"', "there is nothing at /en/gone/; write the address of today"),
        ('"/en/faq/" = "/nl/faq/"', "/en/faq/ is a page of the site; take this line out"),
    ],
    ids=["leads nowhere", "hides a page"],
)
def test_a_redirect_that_cannot_be_kept_stops_the_build_with_its_line(
    make_site: MakeSite, line: str, what: str
) -> None:
    status, errors, folder = make_site(f'"/en/older/" = "/nl/faq/"\n{line}\n')
    file = folder.parent / "content" / "redirects.toml"
    assert (status, f"RedirectError: {file}:5: {what}" in errors) == (1, True), errors


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('"old/" = "/en/faq/"', "'old/' is not an old path"),
        ('"/" = "/en/faq/"', "'/' is not an old path"),
        ('"/a b/" = "/en/faq/"', "is not an old path"),
        ('"/a;b/" = "/en/faq/"', "is not an old path"),
        ('"/a/../b/" = "https://example.org/"', "is not a new path"),
        ('"/old/" = "//example.org/"', "is not a new path"),
        ('"/old/" = 3', "3 is not a new path"),
        ('"/old/" = "/older/"\n"/older/" = "/en/faq/"', "/older/ has moved itself; lead /old/"),
        ('"/old/" = "/old/"', "has moved itself"),
    ],
)
def test_what_is_no_path_is_refused_with_its_line(tmp_path: Path, line: str, what: str) -> None:
    file = tmp_path / "redirects.toml"
    file.write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(RedirectError) as refused:
        read_redirects(file)
    assert str(refused.value).startswith(f"{file}:4: ")
    assert what in str(refused.value)


@pytest.mark.parametrize("text", ["[moved]\n", 'format = "redirects/2"\n[moved]\n', "= 1\n"])
def test_what_is_no_list_of_redirects_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "redirects.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RedirectError):
        read_redirects(file)
