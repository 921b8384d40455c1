# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages of a release: takes over what did not change, and makes the rest at the end.

It stands in for Pelican's own writer, which renders one page after another.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Template
from pelican.generators import Generator
from pelican.utils import sanitised_join
from pelican.writers import FileOverwriteFailedError, Writer

from intake.errors import RefusedError
from intake.site.page_inputs import PageInputs
from intake.site.release import Release
from intake.site.style import even
from intake.site.two_cores import shared_out


class PageWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """A writer for one release."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        """Begin with no page."""
        super().__init__(output_path, settings)
        self._release: Release = settings["RELEASE"]
        self._inputs = PageInputs(settings["MEMORY"])
        self._names: set[str] = set()
        self._waiting: list[Callable[[], None]] = []

    def write_file(  # noqa: PLR0913, PLR0917  # Pelican calls it so
        self,
        name: str,
        template: Template,
        context: Mapping[str, Any],
        relative_urls: bool = False,  # noqa: FBT001, FBT002
        paginated: Mapping[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,  # noqa: FBT001, FBT002
        url: str | None = None,
        **more: Any,  # noqa: ANN401
    ) -> None:
        """Take the page over from the release before, or put it with those to render."""
        del paginated, template_name, override_output, url
        if not name:
            return
        if relative_urls:
            raise RelativeUrlsError
        if name in self._names:
            what = f"two documents have the address {name}: rename one"
            raise FileOverwriteFailedError(what)
        self._names.add(name)
        more["output_file"] = name
        if not self._release.reuse(name, self._inputs.of(template, context, more)):
            self.later(partial(self._render, name, template, {**context, **more}))

    def later(self, write: Callable[[], None]) -> None:
        """Let this be written at the end, on one of the cores."""
        self._waiting.append(write)

    def write_all(self) -> None:
        """Write what waits, on all cores."""
        shared_out(_done, self._waiting)

    def _render(self, name: str, template: Template, known: Mapping[str, Any]) -> None:
        path = Path(sanitised_join(self.output_path, name))
        path.parent.mkdir(parents=True, exist_ok=True)
        text = template.render(known)
        # Before it is written: a file of the release before is the very one that readers see.
        if path.suffix == ".html":
            text = even(text)
        path.write_text(text, encoding="utf-8")


def _done(all_of_it: Sequence[Callable[[], None]]) -> list[None]:
    for write in all_of_it:
        write()
    return []


class LastOfAll(Generator):  # type: ignore[misc]  # Pelican has no types
    """Comes after every other generator, when all pages are known."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the pages and the feeds."""
        writer.write_all()


class RelativeUrlsError(RefusedError):
    """Pelican is set to write addresses that depend on the page they stand in."""

    def __init__(self) -> None:
        """Say what to change."""
        super().__init__("the addresses of our pages begin with a stroke: take out RELATIVE_URLS")
