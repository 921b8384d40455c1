# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages of a release: takes over what did not change, and renders the rest at the end.

It stands in for Pelican's own writer, which renders one page after another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that has to be rendered."""

    name: str
    template: Template
    context: Mapping[str, Any]
    more: Mapping[str, Any]


class PageWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """A writer for one release."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        """Begin with no page."""
        super().__init__(output_path, settings)
        self._release: Release = settings["RELEASE"]
        self._inputs = PageInputs(settings["MEMORY"])
        self._names: set[str] = set()
        self._waiting: list[Page] = []

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
            self._waiting.append(Page(name=name, template=template, context=context, more=more))

    def render_all(self) -> None:
        """Render what waits, on all cores."""
        shared_out(self._render, self._waiting)

    def _render(self, pages: Sequence[Page]) -> list[None]:
        for page in pages:
            path = Path(sanitised_join(self.output_path, page.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            text = page.template.render({**page.context, **page.more})
            # Before it is written: a file of the release before is the very one that readers see.
            if path.suffix == ".html":
                text = even(text)
            path.write_text(text, encoding="utf-8")
        return []


class LastOfAll(Generator):  # type: ignore[misc]  # Pelican has no types
    """Comes after every other generator, when all pages are known."""

    def generate_output(self, writer: PageWriter) -> None:
        """Render the pages."""
        writer.render_all()


class RelativeUrlsError(RefusedError):
    """Pelican is set to write addresses that depend on the page they stand in."""

    def __init__(self) -> None:
        """Say what to change."""
        super().__init__("the addresses of our pages begin with a stroke: take out RELATIVE_URLS")
