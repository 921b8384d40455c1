# SPDX-License-Identifier: GPL-3.0-or-later
"""Signposts: the files that lead programs, and readers who are lost.

For all languages: sitemap, robots.txt, humans.txt and a page "not found"; for each language its own
page "not found", and the description with which a browser adds our search to its own (OpenSearch).
All are templates of the theme.
"""

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from intake.model.language import Language

# Template and file.
OF_ALL = (
    ("sitemap.xml", "sitemap.xml"),
    ("robots.txt", "robots.txt"),
    ("humans.txt", "humans.txt"),
    ("lost.html", "404.html"),
)
OF_EACH = (("not_found.html", "404.html"), ("opensearch.xml", "opensearch.xml"))


class Signposts(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes them once the documents are known."""

    def generate_output(self, writer: Writer) -> None:
        """Write every signpost."""
        for template, name in OF_ALL:
            writer.write_file(name, self.env.get_template(template), self.context)
        for language in Language:
            for template, name in OF_EACH:
                file = f"{language}/{name}"
                writer.write_file(
                    file, self.env.get_template(template), self.context, lang=language
                )


def signposts(pelican: Pelican) -> type[Signposts]:
    """Return our generator."""
    del pelican
    return Signposts


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(signposts)
