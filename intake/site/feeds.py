# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds of the news, the advisories, the status and of everything, per language (promise P26).

Each as RSS 2.0, Atom and JSON Feed. A build on another day writes the same feeds.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator

from intake.model.language import Language
from intake.settings import Settings
from intake.site.channel import Channel
from intake.site.entries import Entry, EntryMaker, section_name, updated
from intake.site.fingerprint import fingerprint
from intake.site.json_feed import JSON, json_feed
from intake.site.page_writer import PageWriter
from intake.site.release import Release

SECTIONS = ("news", "security", "status")
# What a feed brings, the most recently changed first: more would make every fetch heavier.
MOST = 50
FORMATS = ("rss.xml", "atom.xml", JSON)


def newest(articles: Sequence[Content]) -> list[Content]:
    """Return the articles that changed last, the newest first."""
    return sorted(articles, key=lambda one: (updated(one), one.date, one.url), reverse=True)[:MOST]


def write_feeds(generator: ArticlesGenerator, writer: PageWriter) -> None:
    """Let the feeds of every section and language be written, and those of everything."""
    for language in Language:
        for channel, articles in channels(generator, language):
            _write(generator, writer, channel, newest(articles))


def channels(
    generator: ArticlesGenerator, language: Language
) -> Iterator[tuple[Channel, Sequence[Content]]]:
    """Return the feeds of a language with all that belongs in them."""
    library: Mapping[str, Sequence[Content]] = generator.context["library"][language]
    texts = generator.settings["JINJA_GLOBALS"]["texts"][language]
    for section in SECTIONS:
        name = section_name(texts, section)
        yield _channel(generator, language, f"{language}/{section}/", name), library[section]
    everything = list(chain.from_iterable(library.values()))
    yield _channel(generator, language, f"{language}/", texts["site"]["everything"]), everything


def _channel(generator: ArticlesGenerator, language: Language, folder: str, name: str) -> Channel:
    settings: Settings = generator.settings["SETTINGS"]
    return Channel(
        site=settings.site.address,
        address=f"{settings.site.address}/{folder}",
        author=settings.network.name,
        title=f"{settings.network.name} · {name}",
        description=generator.settings["JINJA_GLOBALS"]["texts"][language]["site"]["introduction"],
        language=language,
        hubs=tuple(generator.settings["FEED_HUBS"]),
    )


def _write(
    generator: ArticlesGenerator,
    writer: PageWriter,
    channel: Channel,
    articles: Sequence[Content],
) -> None:
    known = generator.settings["JINJA_GLOBALS"]
    place = channel.address.removeprefix(f"{channel.site}/")
    made_from = fingerprint([channel, articles, known["texts"], known["advisories"]])
    release: Release = generator.settings["RELEASE"]
    missing = [name for name in FORMATS if not release.reuse(f"{place}{name}", made_from)]
    if not missing:
        return
    maker = EntryMaker(
        site=channel.site,
        texts=known["texts"][channel.language],
        advisories=known["advisories"],
    )
    folder = Path(generator.output_path, place)

    def write() -> None:
        entries = [maker.entry(article) for article in articles]
        folder.mkdir(parents=True, exist_ok=True)
        for name in missing:
            (folder / name).write_bytes(_written(name, channel, entries))

    writer.later(write)


def _written(name: str, channel: Channel, entries: Sequence[Entry]) -> bytes:
    # feedgen and lxml take a while to load, and most builds change no feed.
    from intake.site import xml_feeds  # noqa: PLC0415

    written = {"rss.xml": xml_feeds.rss, "atom.xml": xml_feeds.atom, JSON: json_feed}
    return written[name](channel, entries)


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_feeds)
