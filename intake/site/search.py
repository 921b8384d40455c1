# SPDX-License-Identifier: GPL-3.0-or-later
"""The search index: Pagefind reads the finished pages, a language whose pages changed at a time.

It indexes what the theme marks with ``data-pagefind-body``. Its ready-made interfaces are taken
away again, since theme/static/search.js is ours.
"""

import json
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pagefind_bin import get_executable
from pelican import Pelican, signals
from pelican.contents import Content

from intake.errors import UnavailableError
from intake.model.language import Language
from intake.site.memory import key

FOLDER = "pagefind"
_KEPT = "pagefind.js"
_ENTRY = "pagefind-entry.json"


def alphabetical(documents: Iterable[Content]) -> list[Content]:
    """Return documents by title as a reader looks for them: É stands beside E."""
    return sorted(documents, key=lambda one: _letters(one.title))


def _letters(title: str) -> str:
    """Return a title for sorting.

    >>> _letters("Élections")
    'elections'
    """
    split = unicodedata.normalize("NFKD", title.casefold())
    return "".join(letter for letter in split if letter.isalnum() or letter == " ")


def write_index(pelican: Pelican) -> None:
    """Index the site that has just been built; what an earlier build indexed is kept."""
    site, memory = Path(pelican.output_path), pelican.settings["MEMORY"]
    shelf = Path(pelican.settings["CACHE_PATH"], "search")
    parts = {language: shelf / _name(site, language, memory.programs) for language in Language}
    missing = [language for language in Language if not parts[language].is_dir()]
    for old in set(shelf.glob("*")) - set(parts.values()):
        shutil.rmtree(old, ignore_errors=True)
    started = [(parts[language], *_start(site, language, shelf)) for language in missing]
    for part, program, made in started:
        _finish(program, made, part)
    index = site / FOLDER
    for part in parts.values():
        shutil.copytree(part, index, dirs_exist_ok=True)
    entries = [json.loads((part / _ENTRY).read_bytes()) for part in parts.values()]
    languages = {name: one for entry in entries for name, one in entry["languages"].items()}
    text = json.dumps(entries[0] | {"languages": languages}, sort_keys=True, ensure_ascii=False)
    (index / _ENTRY).write_text(text, encoding="utf-8")


def _name(site: Path, language: Language, programs: bytes) -> str:
    """Return what the index of a language is called, by all that it is made from."""
    pages = sorted((site / language).rglob("*.html"))
    read = [part for page in pages for part in (str(page.relative_to(site)), page.read_bytes())]
    return f"{language}-{key('search', programs, *read).hex()}"


def _start(site: Path, language: Language, shelf: Path) -> tuple[subprocess.Popen[str], Path]:
    """Let Pagefind index a language, which takes a while, and return where it does."""
    shelf.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=shelf))
    command = [str(get_executable()), "--silent", "--site", str(site)]
    program = subprocess.Popen(
        [*command, "--glob", f"{language}/**/*.html", "--output-path", str(made)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return program, made


def _finish(program: subprocess.Popen[str], made: Path, part: Path) -> None:
    said = program.communicate()[0]
    if program.returncode != 0:
        raise SearchIndexError(said)
    for file in (*made.glob("*.css"), *made.glob("*.js")):
        if file.name != _KEPT:
            file.unlink()
    made.chmod(0o755)
    made.rename(part)


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write_index)


class SearchIndexError(UnavailableError):
    """Pagefind could not index the site."""

    def __init__(self, said: str) -> None:
        """Quote the last thing that it said."""
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        super().__init__(f"Pagefind could not make the search index: {last}")
