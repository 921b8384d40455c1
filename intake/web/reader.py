# SPDX-License-Identifier: GPL-3.0-or-later
"""Which language a reader prefers, as the browser or the program says."""

from flask import request

from intake.model.language import Language


def preferred_language() -> Language:
    """Return the first of ours in the reader's own order: nl-BE before fr is Dutch."""
    wanted = (tag.split("-")[0].lower() for tag in request.accept_languages.values())
    return next((Language(one) for one in wanted if one in tuple(Language)), Language.EN)
