# SPDX-License-Identifier: GPL-3.0-or-later
"""What a feed says about itself, the same in every format."""

from dataclasses import dataclass

from intake.model.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The head of a feed; ``address`` is that of the page that shows the same."""

    site: str
    address: str
    author: str
    title: str
    description: str
    language: Language
    hubs: tuple[str, ...]
