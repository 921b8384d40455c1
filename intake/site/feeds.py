# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds of the news and of the security advisories, per language: RSS 2.0 and Atom (promise P26).

An entry's id is its address, which never changes, and it counts as updated only when the document
says so; a build on another day writes the same feed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from intake.model.language import Language
from intake.settings import Settings

SECTIONS = ("news", "security")
RSS, ATOM = "rss.xml", "atom.xml"
# When a feed without entries was updated; feedgen would say now.
_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed says about itself; ``address`` is that of the page that lists the same."""

    site: str
    address: str
    author: str
    title: str
    description: str
    language: Language


def feed(articles: Sequence[Content], channel: Channel) -> FeedGenerator:
    """Return the feed of these articles, in their order."""
    generator = FeedGenerator()
    generator.id(channel.address)
    generator.title(channel.title)
    generator.description(channel.description)
    generator.author(name=channel.author)
    generator.language(channel.language)
    generator.link(href=f"{channel.address}{ATOM}", rel="self", type="application/atom+xml")
    generator.link(href=channel.address, rel="alternate")
    newest = max((updated(article) for article in articles), default=_NEVER)
    generator.updated(newest)
    generator.lastBuildDate(newest)
    for article in articles:
        _add(generator.add_entry(order="append"), article, channel.site)
    return generator


def _add(entry: FeedEntry, article: Content, site: str) -> None:
    address = f"{site}/{article.url}"
    entry.guid(address, permalink=True)
    entry.title(article.title)
    entry.link(href=address)
    entry.summary(article.metadata["summary"])
    entry.content(article.get_content(site), type="html")
    entry.published(article.date)
    entry.updated(updated(article))
    if "severity" in article.metadata:
        entry.category(term=article.metadata["severity"])


def updated(article: Content) -> datetime.datetime:
    """Return when the document last changed, as it says itself."""
    published: datetime.datetime = article.date
    day = article.metadata.get("updated")
    if day is None:
        return published
    return datetime.datetime.fromisoformat(day).replace(tzinfo=published.tzinfo)


def write_feeds(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the feeds of every section and language."""
    del writer
    settings: Settings = generator.settings["SETTINGS"]
    for language in Language:
        texts = generator.settings["JINJA_GLOBALS"]["texts"][language]
        for section in SECTIONS:
            channel = Channel(
                site=settings.site.address,
                address=f"{settings.site.address}/{language}/{section}/",
                author=settings.network.name,
                title=f"{settings.network.name}: {texts['menu'][section]}",
                description=texts["site"]["introduction"],
                language=language,
            )
            written = feed(generator.context["library"][language][section], channel)
            folder = Path(generator.output_path, language, section)
            folder.mkdir(parents=True, exist_ok=True)
            written.rss_file(str(folder / RSS), pretty=True)
            written.atom_file(str(folder / ATOM), pretty=True)


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_feeds)
