# SPDX-License-Identifier: GPL-3.0-or-later
"""A feed as RSS 2.0 (RSS Advisory Board's profile) and as Atom (RFC 4287), written by feedgen."""

import datetime
from collections.abc import Sequence
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from intake.site.channel import Channel
from intake.site.entries import Entry

RSS, ATOM = "rss.xml", "atom.xml"
RSS_TYPE, ATOM_TYPE = "application/rss+xml", "application/atom+xml"
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
# When a feed without entries was updated; feedgen would say now.
_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def rss(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Return the RSS feed of these entries, in their order."""
    generator = _feed(channel, entries, RSS, RSS_TYPE)
    generator.register_extension("hubs", _Hubs, _Nothing, atom=False)
    generator.hubs.addresses = channel.hubs
    text: bytes = generator.rss_str(pretty=True)
    return text


def atom(channel: Channel, entries: Sequence[Entry]) -> bytes:
    """Return the Atom feed of these entries, in their order."""
    text: bytes = _feed(channel, entries, ATOM, ATOM_TYPE).atom_str(pretty=True)
    return text


def _feed(channel: Channel, entries: Sequence[Entry], name: str, media_type: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(channel.address)
    generator.title(channel.title)
    generator.description(channel.description)
    generator.author(name=channel.author, uri=channel.site)
    generator.language(channel.language)
    generator.link(href=f"{channel.address}{name}", rel="self", type=media_type)
    for hub in channel.hubs:
        generator.link(href=hub, rel="hub")
    # The last link is the one that RSS shows.
    generator.link(href=channel.address, rel="alternate", type="text/html")
    newest = max((entry.updated for entry in entries), default=_NEVER)
    generator.updated(newest)
    generator.lastBuildDate(newest)
    generator.register_extension("record", _Nothing, _Record, rss=False)
    for entry in entries:
        _add(generator.add_entry(order="append"), entry)
    return generator


def _add(written: FeedEntry, entry: Entry) -> None:
    written.guid(entry.address, permalink=True)
    written.title(entry.title)
    written.link(href=entry.address)
    written.record.address = entry.data
    written.summary(entry.summary)
    written.content(entry.content, type="html")
    written.published(entry.published)
    written.updated(entry.updated)
    for category in entry.categories:
        written.category(term=category.term, label=category.label, scheme=category.scheme)


class _Hubs(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """feedgen writes the links to hubs into Atom only; WebSub wants them in RSS too."""

    def __init__(self) -> None:
        self.addresses: Sequence[str] = ()

    def extend_rss(self, feed: Any) -> Any:  # noqa: ANN401  # an element of lxml's
        for address in self.addresses:
            xml_elem(_ATOM_LINK, feed[0], href=address, rel="hub")
        return feed


class _Record(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """feedgen forgets what an entry's link is for, so all would be taken for the page itself."""

    def __init__(self) -> None:
        self.address: str | None = None

    def extend_atom(self, feed: Any) -> Any:  # noqa: ANN401  # an element of lxml's
        if self.address is not None:
            data = {"href": self.address, "rel": "related", "type": "application/json"}
            # Without the namespace, which feedgen sets on the whole.
            xml_elem("link", feed, **data)
        return feed


class _Nothing(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """feedgen wants an extension of the feed and of its entries, always both."""
