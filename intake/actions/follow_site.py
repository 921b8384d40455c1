# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch what was pushed and build the site from it, one build at a time (promise P36).

This is a program of its own: a build that fails, hangs or eats the memory leaves the intake alone,
and the intake, which the whole world talks to, cannot write where the site's sources lie. A build
that fails leaves the site as it was, for scripts/build puts a new one in place only when it is
whole.
"""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

from intake.errors import UnavailableError
from intake.store.clone import FetchError, bring_forward, own_environment
from intake.store.rebuild import take_wish, want_rebuild

_log = logging.getLogger(__name__)
# Seconds between two looks, and after a fetch that failed: the forge may be away.
_SECONDS, _SECONDS_AFTER_FAILURE = 0.5, 60.0


def follow_site(
    spool: Path, checkout: Path, *, wait: Callable[[float], bool], once: bool = False
) -> None:
    """Build whenever it is wished, until ``wait`` for so many seconds says that it is over."""
    while True:
        seconds = _SECONDS
        if take_wish(spool):
            try:
                rebuild_site(checkout)
            except FetchError as error:
                _log.error("%s; another try in a minute", error)
                want_rebuild(spool)
                seconds = _SECONDS_AFTER_FAILURE
            except BuildError as error:
                # The same sources would fail again; the next push is the next try.
                _log.error("%s; the site stays as it was", error)
        if once or wait(seconds):
            return


def rebuild_site(checkout: Path) -> None:
    """Bring the clone forward and build as scripts/build does; FetchError or BuildError."""
    bring_forward(checkout)
    done = subprocess.run(
        [str(checkout / "scripts" / "build")],
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=checkout,
        env=own_environment(),
    )
    if done.returncode != 0:
        raise BuildError
    _log.info("the site is built from what was pushed")


class BuildError(UnavailableError):
    """The site cannot be built from what was pushed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("scripts/build failed")
