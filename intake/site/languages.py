# SPDX-License-Identifier: GPL-3.0-or-later
"""Three languages side by side: every document exists in each, and each knows its sisters.

Pelican links translations by itself but takes a missing one in silence; here it stops the build.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from intake.errors import RefusedError
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
            if len(family) != len(Language):
                raise HalfPublishedError(document)
            document.sisters = {language: f"/{family[language].url}" for language in Language}


def check_translations(pelican: Pelican) -> None:
    """Refuse a document that lacks a language, before Pelican reads any."""
    content = Path(pelican.settings["PATH"])
    folders = [*pelican.settings["PAGE_PATHS"], *pelican.settings["ARTICLE_PATHS"]]
    families: dict[Path, set[str]] = defaultdict(set)
    for folder in folders:
        for path in sorted((content / folder).rglob("*.md")):
            language = path.with_suffix("").suffix.removeprefix(".")
            if language not in tuple(Language):
                raise NoLanguageError(path)
            stem = path.relative_to(content).with_suffix("").with_suffix("")
            families[stem].add(language)
    for stem, present in families.items():
        missing = [language for language in Language if language not in present]
        if missing:
            raise MissingTranslationError(stem, missing)


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(check_translations)
    signals.all_generators_finalized.connect(link_sisters)


class MissingTranslationError(RefusedError):
    """A document does not exist in all languages."""

    def __init__(self, stem: Path, missing: Iterable[str]) -> None:
        """Name the files to write."""
        files = ", ".join(f"content/{stem}.{language}.md" for language in missing)
        super().__init__(f"a translation is missing: write {files}")


class NoLanguageError(RefusedError):
    """The name of a document does not say its language."""

    def __init__(self, path: Path) -> None:
        """Say what it should look like."""
        super().__init__(f"{path} has no language in its name: {path.stem}.en.md and its sisters")


class HalfPublishedError(RefusedError):
    """A document is published in one language and a draft in another."""

    def __init__(self, document: Content) -> None:
        """Name the document."""
        super().__init__(f"{document.source_path} is published, but a sister of it is not")
