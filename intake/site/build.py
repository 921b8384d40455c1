# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the site: ``python -m intake.site.build -s pelicanconf.py``.

Pelican does the work. Around it: what earlier builds worked out, all cores, and a new folder that
readers see only when it is complete. A warning is an error, and a failed build changes nothing.
"""

import argparse
import gc
import logging
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from pelican import Pelican, signals
from pelican.contents import Content, Static
from pelican.log import init as init_log
from pelican.readers import METADATA_PROCESSORS
from pelican.settings import read_settings
from pelican.utils import get_date

from intake.errors import IntakeError
from intake.site.conversion import FactsReader, convert_ahead
from intake.site.memory import Memory, programs
from intake.site.page_writer import LastOfAll, PageWriter
from intake.site.release import Release
from intake.site.sources import paths

logger = logging.getLogger(__name__)


class SiteBuild(Pelican):  # type: ignore[misc]  # Pelican has no types
    """Pelican with our writer, which comes to its pages last."""

    def _get_generator_classes(self) -> list[type]:
        return [*super()._get_generator_classes(), LastOfAll]


def page_writer(pelican: Pelican) -> type[PageWriter]:
    """Return our writer."""
    del pelican
    return PageWriter


def settle_address(document: Content) -> None:
    """Work out its address once; Pelican would do it each time that somebody asks."""
    if isinstance(document, Static) or hasattr(document, "override_url"):
        return
    kind = type(document).__name__.upper()
    if not document.in_default_lang:
        kind += "_LANG"
    words = document.url_format
    document.override_url = str(document.settings[f"{kind}_URL"]).format(**words)
    document.override_save_as = str(document.settings[f"{kind}_SAVE_AS"]).format(**words)


def build(settings_file: Path, output: Path | None) -> None:
    """Build the site and show it to readers; whatever is raised, they see what they saw."""
    settings = read_settings(str(settings_file))
    site = (output or Path(settings["OUTPUT_PATH"])).absolute()
    memory, release = _prepared(settings, settings_file, site)
    try:
        pelican = SiteBuild(settings)
        _convert(pelican, memory)
        pelican.run()
        release.publish()
        memory.save()
        made = f"Made anew: {release.missing} of {release.asked} pages and feeds."
        print(f"{made}\nReaders see it in {site}", flush=True)  # noqa: T201  # to whoever typed it
    finally:
        release.close()


def _prepared(settings: dict[str, Any], settings_file: Path, site: Path) -> tuple[Memory, Release]:
    made_by = programs(settings, (settings_file, Path("pelicanconf.py")))
    cache = Path(settings["CACHE_PATH"])
    (cache / "templates").mkdir(parents=True, exist_ok=True)
    memory, release = Memory(cache / "site.pickle", made_by), Release(site, made_by)
    settings["OUTPUT_PATH"] = str(release.folder)
    settings["MEMORY"], settings["RELEASE"] = memory, release
    settings["JINJA_ENVIRONMENT"] |= {
        "auto_reload": False,
        "bytecode_cache": FileSystemBytecodeCache(str(cache / "templates")),
    }
    return memory, release


def _convert(pelican: Pelican, memory: Memory) -> None:
    settings = pelican.settings
    if "FACTS" not in settings:
        # Some other site of Pelican's, without our reader.
        return
    sections = [*settings["PAGE_PATHS"], *settings["ARTICLE_PATHS"]]
    reader = FactsReader(settings)
    settings["CONVERTED"] = convert_ahead(reader, memory, paths(Path(settings["PATH"]), sections))


def _watch(settings_file: Path, output: Path | None) -> None:
    # Not needed, and not loaded, by a single build.
    from intake.site.watch import build_again  # noqa: PLC0415

    settings = read_settings(str(settings_file))
    command = [sys.executable, "-P", "-m", "intake.site.build", "-s", str(settings_file)]
    command += ["-o", str(output)] if output else []
    watched = [settings["PATH"], settings["THEME"], settings_file, Path(__file__).parent]
    build_again(command, map(Path, watched))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and build, once or until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="scripts/build", description="Build the site.")
    parser.add_argument("-s", "--settings", type=Path, default=Path("pelicanconf.py"))
    parser.add_argument("-o", "--output", type=Path, help="the folder of the site")
    parser.add_argument("--watch", action="store_true", help="build again after each change")
    asked = parser.parse_args(arguments)
    if asked.watch:
        _watch(asked.settings, asked.output)
        return
    init_log(fatal="warnings", name=__name__, handler=logging.StreamHandler())
    signals.get_writer.connect(page_writer)
    read_date = cache(get_date)
    METADATA_PROCESSORS["date"] = lambda day, _: read_date(day.replace("_", " "))
    signals.content_object_init.connect(settle_address)
    # A build is over before it has made much that would have to be looked for.
    gc.disable()
    try:
        build(asked.settings, asked.output)
    except Exception as error:  # told, and the end
        logger.critical(
            "%s: %s", type(error).__name__, error, exc_info=not isinstance(error, IntakeError)
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
