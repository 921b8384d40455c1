# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the network: what is going on, planned or over, on a page and as a calendar."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from intake.model.calendar import parse_offset_moment
from intake.model.language import Language
from intake.model.status_item import State, StatusItem, parse_services, parse_state
from intake.settings import Settings, read_texts
from intake.site.calendar_file import CALENDAR, Event, calendar_text
from intake.site.entries import updated
from intake.site.heads import Family, check_agreement, read_families
from intake.site.plain_text import plain_text

SECTION = "status"
_SAME = ("State", "Starts", "Ends", "Services", "Date", "Updated")


def read_status(folder: Path, services: frozenset[str]) -> Mapping[str, StatusItem]:
    """Read the items of a folder by slug; HeadError for the first that is not right."""
    return {slug: read_item(one, services) for slug, one in read_families(folder).items()}


def read_item(family: Family, services: frozenset[str]) -> StatusItem:
    """Return what the heads of an item say, once in all languages."""
    check_agreement(family, _SAME)
    head = family[Language.EN]
    state = head.read("State", parse_state)
    starts = head.read("Starts", parse_offset_moment)
    has_open_end = state == State.ONGOING and head.get("Ends") is None
    ends = None if has_open_end else head.read("Ends", parse_offset_moment)
    if ends is not None and ends <= starts:
        raise head.fault("Ends", "Ends does not lie after Starts; correct one of them")
    return StatusItem(
        state=state,
        starts=starts,
        ends=ends,
        services=head.read("Services", partial(parse_services, known=services)),
    )


def by_state(
    items: Mapping[str, StatusItem], articles: Sequence[Content]
) -> Iterator[tuple[State, list[Content]]]:
    """Return the articles of each state: what is planned soonest first, the rest newest first."""
    for state in State:
        chosen = [one for one in articles if items[one.slug].state == state]
        soonest = state == State.PLANNED
        chosen.sort(key=lambda one: (items[one.slug].starts, one.slug), reverse=not soonest)
        yield state, chosen


def give_status(pelican: Pelican) -> None:
    """Hand the items to the theme, once they are right."""
    settings: Settings = pelican.settings["SETTINGS"]
    services = frozenset(read_texts(settings.folders.theme)[Language.EN]["services"])
    items = read_status(Path(pelican.settings["PATH"], SECTION), services)
    pelican.settings["JINJA_GLOBALS"].update(
        status_items=items,
        by_state=partial(by_state, items),
    )


def write_calendars(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the calendar of every language beside its page."""
    del writer
    items: Mapping[str, StatusItem] = generator.settings["JINJA_GLOBALS"]["status_items"]
    settings: Settings = generator.settings["SETTINGS"]
    for language in Language:
        texts = generator.settings["JINJA_GLOBALS"]["texts"][language]
        name = f"{settings.network.name} · {texts['site'][SECTION]}"
        events = [
            _event(article, items[article.slug], settings.site.address, texts["services"])
            for article in generator.context["library"][language][SECTION]
        ]
        folder = Path(generator.output_path, language, SECTION)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CALENDAR).write_bytes(calendar_text(events, name, language))


def _event(article: Content, item: StatusItem, site: str, names: Mapping[str, str]) -> Event:
    return Event(
        address=f"{site}/{article.url}",
        title=article.title,
        summary=plain_text(article.metadata["summary"]),
        categories=tuple(names[one] for one in item.services),
        starts=item.starts,
        ends=item.ends,
        published=article.date,
        updated=updated(article),
    )


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(give_status)
    signals.article_writer_finalized.connect(write_calendars)
