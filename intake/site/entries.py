# SPDX-License-Identifier: GPL-3.0-or-later
"""What a feed says of an article, the same in every format.

An entry's id is its address, which never changes, and it counts as updated only when the document
says so.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from pelican.contents import Content

from intake.model.advisory import Advisory
from intake.model.calendar import parse_moment
from intake.settings import Texts
from intake.site.osv import osv_address
from intake.site.plain_text import plain_text

_ADDRESS = re.compile(r'(?P<before><[a-z][^<>]*\s(?:href|src)=")(?P<address>[^"]*)')
_CVE_SCHEME = "https://www.cve.org/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A word that a reader may filter by: ``term`` for programs, ``label`` for people."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article in a feed; ``data`` is the address of its record for programs, if it has one."""

    address: str
    title: str
    summary: str
    content: str
    published: datetime.datetime
    updated: datetime.datetime
    categories: tuple[Category, ...]
    data: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMaker:
    """Makes entries in one language; ``site`` is its address, without a stroke at the end."""

    site: str
    texts: Texts
    advisories: Mapping[str, Advisory]

    def entry(self, article: Content) -> Entry:
        """Return the entry of an article."""
        address = f"{self.site}/{article.url}"
        advisory = self.advisories.get(article.metadata.get("id", ""))
        section = f"{self.site}/{article.lang}/"
        name = section_name(self.texts, article.section)
        return Entry(
            address=address,
            title=article.title,
            summary=plain_text(article.metadata["summary"]),
            content=absolute(article.get_content(self.site), address),
            published=article.date,
            updated=updated(article),
            categories=(
                Category(term=article.section, label=name, scheme=section),
                *(self._advisory_categories(advisory, f"{section}security/") if advisory else ()),
            ),
            data=f"{self.site}{osv_address(advisory.id)}" if advisory else None,
        )

    def _advisory_categories(self, advisory: Advisory, scheme: str) -> tuple[Category, ...]:
        severity = self.texts["site"][f"severity_{advisory.severity}"]
        return (
            Category(term=advisory.severity, label=severity, scheme=scheme),
            *(Category(term=cve, label=cve, scheme=_CVE_SCHEME) for cve in advisory.cves),
        )


def updated(article: Content) -> datetime.datetime:
    """Return when the document last changed, as it says itself."""
    said = article.metadata.get("updated")
    moment: datetime.datetime = article.date if said is None else parse_moment(said)
    return moment


def section_name(texts: Texts, section: str) -> str:
    """Return what a section is called in the menu, or in the foot of the page."""
    return texts["menu"].get(section) or texts["site"][section]


def absolute(content: str, address: str) -> str:
    """Return the HTML with whole addresses: a reader shows it far from the page.

    >>> absolute('<a class="a" href="#b">', "https://example.org/en/")
    '<a class="a" href="https://example.org/en/#b">'
    """
    return _ADDRESS.sub(
        lambda match: match["before"] + urljoin(address, match["address"]),
        content,
    )
