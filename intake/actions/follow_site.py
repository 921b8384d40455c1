# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch what was pushed and build the site from it, one build at a time (promise P36).

This is a program of its own: a build that fails, hangs or eats the memory leaves the intake alone,
and the intake, which the whole world talks to, cannot write where the site's sources lie. A build
that fails leaves the site as it was, for scripts/build puts a new one in place only when it is
whole.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from intake.errors import UnavailableError
from intake.store.clone import FetchError, bring_forward, succeeds
from intake.store.rebuild import take_wish, want_rebuild

_log = logging.getLogger(__name__)
# Seconds between two looks, and after a fetch that failed: the forge may be away.
_SECONDS, _SECONDS_AFTER_FAILURE = 0.5, 60.0


def follow_site(spool: Path, checkout: Path, *, wait: Callable[[float], bool]) -> None:
    """Build whenever it is wished, until ``wait`` for so many seconds says that it is over."""
    is_over = False
    while not is_over:
        seconds = _SECONDS
        try:
            build_if_wished(spool, checkout)
        except FetchError as error:
            _log.error("%s; another try in a minute", error)
            seconds = _SECONDS_AFTER_FAILURE
        except BuildError as error:
            # The same sources would fail again; the next push is the next try.
            _log.error("%s; the site stays as it was", error)
        is_over = wait(seconds)


def build_if_wished(spool: Path, checkout: Path) -> None:
    """Build if it is wished. BuildError; or FetchError, and then it is still wished."""
    if not take_wish(spool):
        return
    try:
        bring_forward(checkout)
    except FetchError:
        want_rebuild(spool)
        raise
    if not succeeds([str(checkout / "scripts" / "build")], checkout):
        raise BuildError
    _log.info("the site is built from what was pushed")


class BuildError(UnavailableError):
    """The site cannot be built from what was pushed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("scripts/build failed")
