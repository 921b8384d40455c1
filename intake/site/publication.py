# SPDX-License-Identifier: GPL-3.0-or-later
"""What is published today: no draft, and nothing before its day, unless somebody previews it."""

from typing import Any

from pelican import signals
from pelican.generators import Generator


def decide(generator: Generator, metadata: dict[str, Any]) -> None:
    """Let Pelican skip a document that is not published on the day of the build."""
    if generator.settings["WITH_DRAFTS"]:
        metadata["status"] = "published"
    elif metadata.get("status") == "draft" or metadata["date"].date() > generator.settings["TODAY"]:
        # Not Pelican's own draft, which has a page at an address that one can guess.
        metadata["status"] = "skip"


def register() -> None:
    """Connect to Pelican."""
    signals.page_generator_context.connect(decide)
    signals.article_generator_context.connect(decide)
