# SPDX-License-Identifier: GPL-3.0-or-later
"""Delete what has been held for fourteen days and was not released."""

from datetime import datetime

from intake.store.held_box import HeldBox


def expire_held(*, box: HeldBox, now: datetime) -> int:
    """Delete key packets and bodies whose time has come; return how many orders went."""
    return box.expire(now)
