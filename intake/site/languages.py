# SPDX-License-Identifier: GPL-3.0-or-later
"""Three languages side by side: each document knows its sisters, and which changed after it.

That every document exists in each language is checked before, in checks.py.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from intake.model.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """The sister that a stale translation sends its reader to."""

    language: Language
    address: str
    day: datetime.date


def link_sisters(generators: Iterable[Generator]) -> None:
    """Give each document its sisters' addresses, and the theme those of each section."""
    for generator in generators:
        if isinstance(generator, PagesGenerator):
            _link(generator.pages + generator.translations)
            generator.context["page_names"] = frozenset(page.slug for page in generator.pages)
        elif isinstance(generator, ArticlesGenerator):
            articles = generator.articles + generator.translations
            _link(articles)
            generator.context["library"] = sections(articles)


def sections(articles: Iterable[Content]) -> Mapping[str, Mapping[str, list[Content]]]:
    """Return the articles by language and section, newest first."""
    library: dict[str, dict[str, list[Content]]] = {
        language: defaultdict(list) for language in Language
    }
    for article in sorted(articles, key=lambda one: (one.date, one.slug), reverse=True):
        library[article.lang][article.section].append(article)
    return library


def _link(documents: Iterable[Content]) -> None:
    families: dict[tuple[str, str], dict[str, Content]] = defaultdict(dict)
    for document in documents:
        families[document.section, document.slug][document.lang] = document
    for family in families.values():
        for document in family.values():
            document.sisters = {language: f"/{family[language].url}" for language in Language}
            # Pelican's order is that of a set, so another in each build.
            document.translations.sort(key=lambda one: str(one.lang))
        days = {language: changed(family[language]) for language in Language}
        for language in Language:
            family[language].newer = _newer(language, days, family[language].sisters)


def newest(days: Mapping[Language, datetime.date]) -> Language:
    """Return the language whose text changed last; of several, the first of our list.

    >>> day = datetime.date(2026, 11, 22)
    >>> newest(dict.fromkeys(Language, day))
    <Language.EN: 'en'>
    """
    return max(Language, key=days.__getitem__)


def changed(document: Content) -> datetime.date:
    """Return the day that the text last changed, as it says itself."""
    day: datetime.date = document.metadata.get("modified", document.date).date()
    return day


def _newer(
    language: Language, days: Mapping[Language, datetime.date], sisters: Mapping[Language, str]
) -> Newer | None:
    last = newest(days)
    if days[language] == days[last]:
        return None
    return Newer(language=last, address=sisters[last], day=days[last])


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(link_sisters)
