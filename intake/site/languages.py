# SPDX-License-Identifier: GPL-3.0-or-later
"""Three languages side by side: each document knows its sisters.

That every document exists in each language is checked before, in checks.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from intake.model.language import Language


def link_sisters(generators: Iterable[Generator]) -> None:
    """Give each document its sisters' addresses, and the theme the documents of each section."""
    for generator in generators:
        if isinstance(generator, PagesGenerator):
            _link(generator.pages + generator.translations)
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


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(link_sisters)
