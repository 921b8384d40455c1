# SPDX-License-Identifier: GPL-3.0-or-later
"""Security advisories: read and checked, listed by severity, and handed to machines as OSV."""

from collections.abc import Mapping
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from intake.model.advisory import (
    Advisory,
    Severity,
    parse_advisory_id,
    parse_cves,
    parse_severity,
)
from intake.model.calendar import parse_moment
from intake.model.language import Language
from intake.settings import Settings
from intake.site.heads import Family, check_agreement, read_families
from intake.site.ledger import check_ledger
from intake.site.osv import osv_address, osv_text

SECTION = "security"
_SAME = ("Id", "Severity", "Cve", "Date", "Updated")


def read_advisories(folder: Path) -> Mapping[str, Advisory]:
    """Read the advisories of a folder by number; HeadError for the first that is not right."""
    advisories: dict[str, Advisory] = {}
    for family in read_families(folder).values():
        advisory = read_advisory(family)
        if advisory.id in advisories:
            what = f"Id: {advisory.id} is taken; give this one the next number that is free"
            raise family[Language.EN].fault("Id", what)
        advisories[advisory.id] = advisory
    return advisories


def read_advisory(family: Family) -> Advisory:
    """Return what the heads of an advisory say, once in all languages."""
    check_agreement(family, _SAME)
    head = family[Language.EN]
    published = head.read("Date", parse_moment)
    updated = head.read("Updated", parse_moment)
    if updated < published:
        raise head.fault("Updated", "Updated lies before Date; an advisory changes afterwards")
    return Advisory(
        id=head.read("Id", parse_advisory_id),
        severity=head.read("Severity", parse_severity),
        affected={language: one.read("Affected", str) for language, one in family.items()},
        fixed={language: one.read("Fixed", str) for language, one in family.items()},
        cves=head.read("Cve", parse_cves) if head.get("Cve") is not None else (),
        published=published,
        updated=updated,
    )


def give_advisories(pelican: Pelican) -> None:
    """Hand the advisories to the theme, once they are right and sealed."""
    folder = Path(pelican.settings["PATH"], SECTION)
    advisories = read_advisories(folder)
    check_ledger(folder)
    pelican.settings["JINJA_GLOBALS"].update(advisories=advisories, severities=tuple(Severity))


def write_severities(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the list of each severity as a page of its own: a filter that needs no script."""
    template = generator.get_template("severity")
    for language in Language:
        for severity in Severity:
            writer.write_file(
                f"{language}/{SECTION}/{severity}/index.html",
                template,
                generator.context,
                lang=language,
                severity=severity,
                sisters={one: f"/{one}/{SECTION}/{severity}/" for one in Language},
            )


def write_osv(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write each published advisory for machines, at an address that has no language."""
    del writer
    advisories: Mapping[str, Advisory] = generator.settings["JINJA_GLOBALS"]["advisories"]
    settings: Settings = generator.settings["SETTINGS"]
    for article in generator.context["library"][Language.EN][SECTION]:
        advisory = advisories[article.id]
        path = Path(generator.output_path, osv_address(advisory.id).removeprefix("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(osv_text(advisory, article, settings.site.address), encoding="utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(give_advisories)
    signals.article_writer_finalized.connect(write_severities)
    signals.article_writer_finalized.connect(write_osv)
