# SPDX-License-Identifier: GPL-3.0-or-later
"""The site as Pelican builds it from the real content, and what stands in its pages."""

import contextlib
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from intake.actions.send_acknowledgement import RequestPost
from intake.model.language import Language
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.site.ledger import write_ledger
from tests.conftest import NOW, StaffKeys, letter_sender, open_queue, settings_below
from tests.site.serving import app_for, hear, listening

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = NOW.date()
# The lists of one severity: parts of the whole list, and neither searched nor in the sitemap.
FILTER = re.compile(r"/../security/(low|moderate|high|critical)/")

_WITHOUT_END = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(slots=True, kw_only=True)
class Element:
    """An element of a page and the text that a reader sees in it."""

    tag: str
    attributes: Mapping[str, str]
    is_hidden: bool
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as one line; a no-break space stays one."""
        return re.sub(r"[ \n\t]+", " ", "".join(self.texts)).strip(" ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the built site by its address, such as /fr/charter/."""

    address: str
    source: str = field(repr=False)
    elements: tuple[Element, ...] = field(repr=False)
    faults: tuple[str, ...]

    def all(self, tag: str, **attributes: str) -> Iterator[Element]:
        """Return the elements of that tag with these attributes, written class_, aria_current."""
        wanted = {(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items()}
        for element in self.elements:
            if element.tag == tag and wanted <= set(element.attributes.items()):
                yield element

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        (element,) = self.all(tag, **attributes)
        return element


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """The folder that Pelican filled, its pages by address, and the pages "not found"."""

    folder: Path
    pages: Mapping[str, Page] = field(repr=False)
    lost: Mapping[str, Page] = field(repr=False)

    def page(self, address: str) -> Page:
        """Return the page of an address."""
        return self.pages[address]


def read_page(folder: Path, file: Path) -> Page:
    """Read one page of a built site."""
    source = file.read_text(encoding="utf-8")
    reader = _Reader()
    reader.feed(source)
    reader.close()
    left_open = [f"<{element.tag}> is never closed" for element in reader.open]
    return Page(
        address=f"/{file.relative_to(folder)}".removesuffix("index.html"),
        source=source,
        elements=tuple(reader.elements),
        faults=(*reader.faults, *left_open),
    )


class _Reader(HTMLParser):
    """Collects elements; what is hidden is no part of their text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "option":
            self._end_option()
        attributes = {name: value or "" for name, value in attrs}
        if len(attributes) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        is_hidden = "hidden" in attributes or any(element.is_hidden for element in self.open)
        element = Element(tag=tag, attributes=attributes, is_hidden=is_hidden)
        self.elements.append(element)
        if tag not in _WITHOUT_END:
            self.open.append(element)

    def _end_option(self) -> None:
        """End an option where the next one begins, or its list ends (HTML, 13.1.2.4)."""
        if self.open and self.open[-1].tag == "option":
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "optgroup"}:
            self._end_option()
        if self.open and self.open[-1].tag == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if not any(element.is_hidden for element in self.open):
            for element in self.open:
                element.texts.append(data)


def build(  # noqa: PLR0913  # what a test may ask to be otherwise
    output: Path,
    *,
    content: Path | None = None,
    today: date = TODAY,
    catalogue: Path | None = None,
    more: Sequence[str] = (),
    source: str | None = None,
    staff_keys: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Build a site as scripts/build does, at a clock that stands still, with ``more`` settings.

    It publishes no keys if not told.
    """
    settings = [
        "import dataclasses, datetime, pathlib",
        "from pelicanconf import *",
        f"PATH = {str(content or ROOT / 'content')!r}",
        f"TODAY = {today!r}",
        f"CACHE_PATH = {str(output.with_suffix('.cache'))!r}",
        *more,
    ]
    keys = f"pathlib.Path({str(staff_keys or output.with_suffix('.keys'))!r})"
    own = f"dataclasses.replace(SETTINGS.site, staff_keys={keys})"
    settings.append(f"SETTINGS = dataclasses.replace(SETTINGS, site={own})")
    if catalogue is not None:
        own = f"dataclasses.replace(SETTINGS.folders, catalogue=pathlib.Path({str(catalogue)!r}))"
        settings.append(f"SETTINGS = dataclasses.replace(SETTINGS, folders={own})")
    if source is not None:
        own = f"dataclasses.replace(SETTINGS.site, source={source!r})"
        settings.append(f"SETTINGS = dataclasses.replace(SETTINGS, site={own})")
    file = output.with_suffix(".py")
    file.write_text("\n".join(settings), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-P", "-m", "intake.site.build", "-s", str(file), "-o", str(output)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "INTAKE_SETTINGS"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def published_keys(staff_keys: StaffKeys, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the public key of each of the staff, named by its address."""
    folder = tmp_path_factory.mktemp("published")
    addresses = ("one@example.org", "two@example.org")
    for address, fingerprint in zip(addresses, staff_keys.fingerprints, strict=True):
        (folder / address).write_bytes(staff_keys.gpg("--export", fingerprint))
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, published_keys: Path) -> BuiltSite:
    """Return the real site, built once."""
    folder = tmp_path_factory.mktemp("built") / "site"
    answer = build(folder, staff_keys=published_keys)
    assert answer.returncode == 0, answer.stderr
    pages = [read_page(folder, file) for file in sorted(folder.rglob("*.html"))]
    return BuiltSite(
        folder=folder,
        pages={page.address: page for page in pages if page.address.endswith("/")},
        lost={page.address: page for page in pages if not page.address.endswith("/")},
    )


@pytest.fixture(scope="session")
def intake(
    site: BuiltSite,
    settings: Settings,
    staff_keys: StaffKeys,
    sealer: Sealer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """Return the intake as it serves the real site and takes orders."""
    own = settings_below(tmp_path_factory.mktemp("intake"), settings, staff_keys)
    folders = dataclasses.replace(own.folders, site=site.folder)
    own = dataclasses.replace(own, folders=folders)
    # Nobody takes mail here: letters wait until the end.
    with (
        open_queue(own, sealer) as queue,
        RequestPost(own, lambda: NOW, letter_sender(own, queue)) as post,
    ):
        yield app_for(own, queue, sealer, post)


@pytest.fixture(scope="session")
def address(intake: Flask) -> Iterator[str]:
    """Return where it listens, with the policy that it has for every page."""
    with listening(intake) as place:
        yield place


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Return what browsers complained of in a test, and see that it was nothing."""
    told: list[str] = []
    yield told
    assert told == []


@pytest.fixture
def visit(browser: Browser, address: str, complaints: list[str]) -> Iterator[Callable[..., Tab]]:
    """Return what opens a page in a browser of its own."""
    with contextlib.ExitStack() as contexts:

        def open_page(path: str, *, script: bool = True) -> Tab:
            context = contexts.enter_context(browser.new_context(java_script_enabled=script))
            tab = context.new_page()
            hear(tab, complaints)
            tab.goto(f"{address}{path}")
            return tab

        yield open_page


@pytest.fixture
def page(browser: Browser) -> Iterator[Tab]:
    """Return a tab into which a test may put a script or a style, which our policy forbids."""
    with browser.new_context(bypass_csp=True) as context:
        yield context.new_page()


HUBS = ['FEED_HUBS = ["https://hub.example.org/"]']

ADVISORY = {
    "Title": "A leak & 1 < 2",
    "Summary": "What leaked, and *where*.",
    "Date": "2026-02-03",
    "Updated": "2026-11-20T16:30:00+01:00",
    "Id": "A2A-2026-002",
    "Severity": "critical",
    "Affected": "Program 1",
    "Fixed": "Program 2",
    "Cve": "CVE-2014-0160, CVE-2026-12345",
}
OLD_ADVISORY = ADVISORY | {
    "Title": "Old keys",
    "Date": "2026-03-01",
    "Updated": "2026-03-01",
    "Id": "A2A-2026-001",
    "Severity": "low",
}
del OLD_ADVISORY["Cve"]
STATUS = {
    "Title": "Mail is late; a disk is full, and an é stands in a line that is long enough to fold",
    "Summary": "We are at it.",
    "Date": "2026-11-21",
    "State": "ongoing",
    "Starts": "2026-11-21T09:12:00+01:00",
    "Services": "mail, hosting",
}
_LINKS = (
    "[One](#todo) [two]({filename}/security/2026-03-01-old-keys.LANG.md) [three](/LANG/status/)"
)


def write(
    content: Path,
    name: str,
    head: Mapping[str, str],
    text: str = "Text.",
    languages: Sequence[str] = tuple(Language),
) -> None:
    """Write a document in its languages; LANG in the text is the language of each."""
    for language in languages:
        path = content / f"{name}.{language}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{key}: {value}\n" for key, value in head.items())
        path.write_text(f"{lines}\n{text.replace('LANG', language)}\n", encoding="utf-8")


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return content with two advisories, more news than a feed brings, and two status items."""
    content = tmp_path_factory.mktemp("small") / "content"
    write(content, "security/2026-02-03-leak", ADVISORY, f"{_LINKS}\n\n## To do {{#todo}}")
    write(content, "security/2026-03-01-old-keys", OLD_ADVISORY)
    write_ledger(content / "security")
    write(content, "status/2026-11-21-mail", STATUS)
    over = {"State": "resolved", "Ends": "2026-11-21T10:05:00+01:00", "Updated": "2026-11-21"}
    write(content, "status/2026-11-20-disk", STATUS | over | {"Date": "2026-11-20"})
    page = {"Title": "Status", "Summary": "Of a test.", "Date": "2026-11-20"}
    page["Template"] = "section"
    write(content, "pages/status", page)
    moved = 'format = "redirects/1"\n\n[moved]\n"/fr/etat/" = "/fr/status/"\n'
    (content / "redirects.toml").write_text(moved, encoding="utf-8")
    for number in range(1, 56):
        day = (date(2026, 4, 1) + timedelta(days=number)).isoformat()
        head = {"Title": f"News {number}", "Summary": "Of a test.", "Date": day}
        write(content, f"news/{day}-news-{number}", head)
    return content


@pytest.fixture(scope="session")
def small_site(small_content: Path) -> Path:
    """Return the folder of the site made from it, with a hub."""
    folder = small_content.with_name("site")
    answer = build(folder, content=small_content, more=HUBS)
    assert answer.returncode == 0, answer.stderr
    return folder
