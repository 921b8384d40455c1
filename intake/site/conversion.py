# SPDX-License-Identifier: GPL-3.0-or-later
"""From Markdown to HTML, once for each text: what an earlier build converted is remembered."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pelican import signals
from pelican.readers import MarkdownReader, Readers

from intake.model.language import Language
from intake.site.facts import filled
from intake.site.fingerprint import fingerprint
from intake.site.memory import Memory, key
from intake.site.two_cores import shared_out

# As the extension of Markdown itself registers it.
_PRIORITY_OF_HEAD = 27
# The HTML of a document and what its head says.
Converted = tuple[str, dict[str, Any]]


class FactsReader(MarkdownReader):  # type: ignore[misc]  # Pelican has no types
    """Pelican's Markdown reader, with the placeholders filled first."""

    @cached_property
    def _md(self) -> Markdown:
        """The one converter that all documents go through; most readers convert none."""
        converter = Markdown(**self.settings["MARKDOWN"])
        # A list in the same order: Markdown's own register searches, a thousand times a page.
        inline: Any = converter.treeprocessors["inline"]
        inline.inlinePatterns = list(inline.inlinePatterns)
        return converter

    @cached_property
    def _head(self) -> Preprocessor:
        return self._md.preprocessors["meta"]

    @cached_property
    def _facts(self) -> Mapping[Language, bytes]:
        """The fingerprint of the facts, for hundreds of documents once."""
        return {one: fingerprint(facts) for one, facts in self.settings["FACTS"].items()}

    def read(self, source_path: str) -> Converted:
        """Return the document's HTML and its metadata."""
        converted: Converted | None = self.settings["CONVERTED"].get(source_path)
        if converted is None:
            text = Path(source_path).read_text(encoding="utf-8")
            return self.convert(source_path, text)
        return converted

    def convert(self, source_path: str, text: str) -> Converted:
        """Convert a document."""
        self._source_path = source_path
        # Pelican takes it out to format what a head says, and would make a new converter each time.
        self._md.preprocessors.register(self._head, "meta", _PRIORITY_OF_HEAD)
        self._md.reset()
        facts = self.settings["FACTS"][_language(source_path)]
        html = self._md.convert(filled(text, facts, path=source_path))
        return html, self._parse_metadata(self._md.Meta)  # type: ignore[attr-defined]

    def key(self, source_path: str, text: str) -> bytes:
        """Return what the result depends on, besides the programs."""
        if "{{" not in text:
            return key("converted", text)
        return key("converted", text, self._facts[_language(source_path)])


def convert_ahead(
    reader: FactsReader, memory: Memory, texts: Mapping[Path, str]
) -> Mapping[str, Converted]:
    """Return each document's HTML and metadata, converted on all cores if no earlier build did."""

    def convert(missing: Sequence[tuple[bytes, str, str]]) -> list[tuple[bytes, Converted]]:
        return [(name, reader.convert(path, text)) for name, path, text in missing]

    documents = [(str(path), text) for path, text in texts.items()]
    keyed = [(reader.key(path, text), path, text) for path, text in documents]
    missing = [one for one in keyed if not memory.remembers(one[0])]
    for name, converted in shared_out(convert, missing):
        memory.put(name, converted)
    return {path: memory.get(name) for name, path, _ in keyed}


def _language(source_path: str) -> Language:
    return Language(Path(source_path).suffixes[-2].removeprefix("."))


def use_facts_reader(readers: Readers) -> None:
    """Let every Markdown file be read by FactsReader."""
    for extension in FactsReader.file_extensions:
        readers.reader_classes[extension] = FactsReader


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(use_facts_reader)
