# SPDX-License-Identifier: GPL-3.0-or-later
"""The head of a document, its lines ``Key: value``, with the line that each stands on.

Pelican forgets the lines, and a fault should be told with the place where it can be corrected.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from intake.errors import RefusedError
from intake.model.language import Language

_T = TypeVar("_T")
_LINE = re.compile(r"(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)")
_NAME = re.compile(r"(?:\d{4}-\d{2}-\d{2}-)?(?P<slug>[^/]+)\.(?P<language>en|fr|nl)\.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a document says of itself; keys are as in ``Updated``."""

    path: Path
    lines: Mapping[str, tuple[int, str]]

    def get(self, key: str) -> str | None:
        """Return what stands at a key, if it is there."""
        return self.lines[key][1] if key in self.lines else None

    def read(self, key: str, parse: Callable[[str], _T]) -> _T:
        """Return what stands at a key, understood; HeadError with file and line otherwise."""
        if not self.get(key):
            raise HeadError(self.path, 1, f"{key} is missing; write a line `{key}: …` in the head")
        try:
            return parse(self.lines[key][1])
        except ValueError as error:
            raise self.fault(key, f"{key}: {error}") from error

    def fault(self, key: str, what: str) -> "HeadError":
        """Return what to raise about a key."""
        return HeadError(self.path, self.lines[key][0] if key in self.lines else 1, what)


# A document in its languages.
Family = Mapping[Language, Head]


def read_head(path: Path) -> Head:
    """Read the lines before the first one that is none of the head."""
    lines: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            break
        lines[match["key"].capitalize()] = (number, match["value"].strip())
    return Head(path=path, lines=lines)


def read_families(folder: Path) -> Mapping[str, Family]:
    """Read the heads of a section by slug, but for drafts and for those that lack a language."""
    families: dict[str, dict[Language, Head]] = defaultdict(dict)
    for path in sorted(folder.glob("*.md")):
        if match := _NAME.fullmatch(path.name):
            families[match["slug"]][Language(match["language"])] = read_head(path)
    return {slug: family for slug, family in families.items() if _is_published(family)}


def check_agreement(family: Family, keys: Iterable[str]) -> None:
    """Refuse sisters that do not say the same at these keys."""
    first = family[Language.EN]
    for key in keys:
        for head in family.values():
            if head.get(key) != first.get(key):
                said = f"{key} is {head.get(key)!r}, but in {first.path.name} {first.get(key)!r}"
                raise head.fault(key, f"{said}; write the same in all languages")


def _is_published(family: Family) -> bool:
    """Say whether it is complete and no draft; intake.site.languages tells what is half."""
    return len(family) == len(Language) and not any(
        head.get("Status") in {"draft", "hidden", "skip"} for head in family.values()
    )


class HeadError(RefusedError):
    """The head of a document says something that we cannot publish."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        """Name the file and the line, and say what to write."""
        super().__init__(f"{path}:{line}: {what}")
