# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the site: ``python -m intake.site.build -s pelicanconf.py``, once or after each change."""

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from intake.errors import IntakeError

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and build, once or until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="scripts/build", description="Build the site.")
    parser.add_argument("-s", "--settings", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument("-o", "--output", type=Path, help="the folder of the site")
    parser.add_argument("--watch", action="store_true", help="build again after each change")
    asked = parser.parse_args(arguments)
    if asked.watch:
        _watch(asked.settings, asked.output)
    else:
        _build(asked.settings, asked.output)


def _build(settings_file: Path, output: Path | None) -> None:
    # A build is over before it has made much that would have to be looked for. Before Pelican is
    # loaded, since a seventh of that is looking.
    gc.disable()
    from intake.site import pelican_build  # noqa: PLC0415

    pelican_build.prepare(__name__)
    try:
        pelican_build.build(settings_file, output)
    except Exception as error:  # told, and the end
        logger.critical(
            "%s: %s", type(error).__name__, error, exc_info=not isinstance(error, IntakeError)
        )
        sys.exit(1)


def _watch(settings_file: Path, output: Path | None) -> None:
    # Not needed, and not loaded, by a single build.
    from pelican.settings import read_settings  # noqa: PLC0415

    from intake.site.watch import build_again  # noqa: PLC0415

    settings = read_settings(str(settings_file))
    watched = [settings["PATH"], settings["THEME"], settings_file, Path(__file__).parent]
    build_again(partial(_build, settings_file, output), map(Path, watched))


if __name__ == "__main__":
    main()
