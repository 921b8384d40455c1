# SPDX-License-Identifier: GPL-3.0-or-later
"""The wish that the site be built again: one file, there or not there.

However often it is wished during a build, one more build follows and no second.
"""

import contextlib
from pathlib import Path

from intake.errors import UnavailableError
from intake.store.durable import make_folder

_NAME = "rebuild-wanted"


def want_rebuild(spool: Path) -> None:
    """Wish it; WishUnavailableError if the disk refuses."""
    try:
        make_folder(spool)
        # One that is there may be another user's, and says all that ours would.
        with contextlib.suppress(FileExistsError):
            (spool / _NAME).touch(exist_ok=False)
    except OSError as error:
        raise WishUnavailableError(error) from error


def take_wish(spool: Path) -> bool:
    """Say whether it was wished, and make room for the next wish. Call it before the build."""
    try:
        (spool / _NAME).unlink()
    except FileNotFoundError:
        return False
    return True


class WishUnavailableError(UnavailableError):
    """The disk does not take the wish."""

    def __init__(self, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"the wish to build the site cannot be kept: {error.strerror}")
