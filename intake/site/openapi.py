# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of our webhooks for programs: openapi.json, with the site's address."""

import json
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

SOURCE = Path(__file__).with_name("openapi.json")


class OpenApi(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes it beside the pages."""

    def generate_output(self, writer: Writer) -> None:
        """Write /openapi.json."""
        del writer
        text = openapi_text(self.settings["SITEURL"])
        Path(self.output_path, SOURCE.name).write_text(text, encoding="utf-8")


def openapi_text(address: str) -> str:
    """Return the description for the site at that address."""
    description = json.loads(SOURCE.read_text(encoding="utf-8"))
    description["servers"] = [{"url": address}]
    return f"{json.dumps(description, ensure_ascii=False, indent=2)}\n"


def openapi(pelican: Pelican) -> type[OpenApi]:
    """Return our generator."""
    del pelican
    return OpenApi


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(openapi)
