# SPDX-License-Identifier: GPL-3.0-or-later
"""One build of the site.

Pelican does the work. Around it: what earlier builds worked out, all cores, and a new folder that
readers see only when it is complete. A warning is an error, and a failed build changes nothing.
"""

import logging
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

from intake.site.conversion import FactsReader, convert_ahead
from intake.site.memory import Memory, programs
from intake.site.page_writer import LastOfAll, PageWriter
from intake.site.release import Release


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


def prepare(door: str) -> None:
    """Connect what Pelican calls; a warning ends the program."""
    init_log(fatal="warnings", name=door, handler=logging.StreamHandler())
    signals.get_writer.connect(page_writer)
    read_date = cache(get_date)
    METADATA_PROCESSORS["date"] = lambda day, _: read_date(day.replace("_", " "))
    signals.content_object_init.connect(settle_address)


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
    if "FACTS" in settings and "TEXTS" in settings:
        reader = FactsReader(settings)
        settings["CONVERTED"] = convert_ahead(reader, memory, settings.pop("TEXTS"))
    # Otherwise some other site of Pelican's, without our checks and our reader.
