# SPDX-License-Identifier: GPL-3.0-or-later
"""The search index: Pagefind reads the finished pages and writes one index for each language.

It indexes what the theme marks with ``data-pagefind-body``. Its ready-made interfaces are taken
away again, since theme/static/search.js is ours.
"""

import json
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pelican import Pelican, signals
from pelican.contents import Content

from intake.errors import UnavailableError

FOLDER = "pagefind"
_KEPT = "pagefind.js"


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
    """Index the site that has just been built."""
    site = Path(pelican.output_path)
    index = site / FOLDER
    shutil.rmtree(index, ignore_errors=True)
    # -P: what lies in the working folder is not taken for Pagefind.
    command = [sys.executable, "-P", "-m", "pagefind_bin", "--silent", "--site", str(site)]
    done = subprocess.run(
        [*command, "--output-path", str(index)],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode != 0:
        raise SearchIndexError(done.stderr + done.stdout)
    for file in (*index.glob("*.css"), *index.glob("*.js")):
        if file.name != _KEPT:
            file.unlink()
    _sort(index / "pagefind-entry.json")


def _sort(file: Path) -> None:
    """Put the languages in order, which Pagefind does not: the same site has the same bytes."""
    entry = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(entry, sort_keys=True, ensure_ascii=False), encoding="utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write_index)


class SearchIndexError(UnavailableError):
    """Pagefind could not index the site."""

    def __init__(self, said: str) -> None:
        """Quote the last thing that it said."""
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        super().__init__(f"Pagefind could not make the search index: {last}")
