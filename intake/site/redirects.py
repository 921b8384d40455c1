# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses that have moved: content/redirects.toml names the old path and the new one.

Each old path of a page becomes a tiny page that leads on, for servers that can do nothing else.
Two files tell those that can: ``redirects.map``, which nginx includes in a ``map`` and the intake
reads, and ``redirects.caddy``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from intake.errors import RefusedError
from intake.model.language import Language

NAME = "redirects.toml"
FORMAT = "redirects/1"
# What an address of ours is made of, and what neither server takes for syntax.
_OLD = re.compile(r"(?:/[\w.~-]+)+/?", re.ASCII)
_NEW = re.compile(r"(?:/[\w.~-]+)*/?(?:#[\w-]+)?", re.ASCII)


def read_redirects(path: Path) -> Mapping[str, str]:
    """Return the new path by the old one, none if there is no file; RedirectError with the line."""
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RedirectError(path, 1, str(error)) from error
    if set(table) != {"format", "moved"} or table["format"] != FORMAT:
        raise RedirectError(path, 1, f'it should hold format = "{FORMAT}" and a table [moved]')
    moved: dict[str, str] = table["moved"]
    for old, new in moved.items():
        if what := _fault(old, new, moved):
            raise RedirectError(path, _line(text, old), what)
    return moved


def _fault(old: str, new: object, moved: Mapping[str, str]) -> str:
    """Return what is wrong with a redirect, nothing if it is right."""
    if not _OLD.fullmatch(old):
        return f"{old!r} is not an old path such as /en/old-name/"
    if not isinstance(new, str) or not new.startswith("/") or not _NEW.fullmatch(new):
        return f"{new!r} is not a new path such as /en/new-name/"
    if new.partition("#")[0] in moved:
        return f"{new} has moved itself; lead {old} to its last place"
    return ""


def _line(text: str, old: str) -> int:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if f'"{old}"' in line), 1)


def nginx_map(moved: Mapping[str, str]) -> str:
    """Return the lines of a map of nginx."""
    return "".join(f'"{old}" "{new}";\n' for old, new in moved.items())


def caddy_rules(moved: Mapping[str, str]) -> str:
    """Return the directives of a Caddyfile."""
    return "".join(f"redir {old} {new} permanent\n" for old, new in moved.items())


class Redirects(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes the tiny pages and the two files."""

    def generate_output(self, writer: Writer) -> None:
        """Write them, unless an old path is a page again."""
        path = Path(self.settings["PATH"], NAME)
        moved = read_redirects(path)
        pages = set(self._pages())
        for old, new in moved.items():
            if old in pages:
                what = f"{old} is a page of the site; take this line out"
                raise RedirectError(path, _line(path.read_text(encoding="utf-8"), old), what)
            if old.endswith("/"):
                first = new.split("/")[1]
                language = Language(first) if first in tuple(Language) else Language.EN
                template = self.get_template("redirect")
                file = f"{old[1:]}index.html"
                writer.write_file(file, template, self.context, lang=language, new=new)
        output = Path(self.output_path)
        output.mkdir(parents=True, exist_ok=True)
        (output / "redirects.map").write_text(nginx_map(moved), encoding="utf-8")
        (output / "redirects.caddy").write_text(caddy_rules(moved), encoding="utf-8")

    def _pages(self) -> Iterator[str]:
        for document in (*self.context["pages"], *self.context["articles"]):
            yield from document.sisters.values()


def check_targets(pelican: Pelican) -> None:
    """Refuse a redirect to something that the finished site does not have."""
    path = Path(pelican.settings["PATH"], NAME)
    site = Path(pelican.output_path)
    for old, new in read_redirects(path).items():
        place = new.partition("#")[0].removeprefix("/")
        file = site / place if place and not place.endswith("/") else site / place / "index.html"
        if not file.is_file():
            what = f"there is nothing at {new}; write the address of today"
            raise RedirectError(path, _line(path.read_text(encoding="utf-8"), old), what)


def redirects(pelican: Pelican) -> type[Redirects]:
    """Return our generator."""
    del pelican
    return Redirects


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(redirects)
    signals.finalized.connect(check_targets)


class RedirectError(RefusedError):
    """A line of redirects.toml cannot be kept."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        """Say where, and what to do."""
        super().__init__(f"{path}:{line}: {what}")
