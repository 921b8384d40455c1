# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of the advisories for programs follow the rules of the OSV format.

The rules are those of ossf.github.io/osv-schema 1.7, as far as our records go, written down here:
the official schema also has a list of prefixes, in which a network is only once it asked.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.site.conftest import ROOT, BuiltSite

_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_TEXT = {"type": "string", "minLength": 1}
_IDS = {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]+-"}, "uniqueItems": True}
_TRANSLATED = {
    "type": "object",
    "properties": dict.fromkeys(("en", "fr", "nl"), _TEXT),
    "required": ["en", "fr", "nl"],
    "additionalProperties": False,
}
RULES = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "schema_version": {"type": "string", "pattern": r"^1\.\d+\.\d+$"},
        "id": {"type": "string", "pattern": r"^[A-Z][A-Z0-9]+-\d{4}-\d{3}$"},
        "modified": _MOMENT,
        "published": _MOMENT,
        "withdrawn": _MOMENT,
        "aliases": _IDS,
        "upstream": _IDS,
        "related": _IDS,
        "summary": _TEXT | {"pattern": r"^([^\n<]|<(?![a-z/]))*$"},
        "details": _TEXT,
        "references": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": {
                        "enum": [
                            "ADVISORY",
                            "ARTICLE",
                            "DETECTION",
                            "DISCUSSION",
                            "REPORT",
                            "FIX",
                            "INTRODUCED",
                            "GIT",
                            "PACKAGE",
                            "EVIDENCE",
                            "WEB",
                        ]
                    },
                    "url": {"type": "string", "pattern": r"^https?://\S+$"},
                },
                "required": ["type", "url"],
                "additionalProperties": False,
            },
        },
        "database_specific": {
            "type": "object",
            "properties": {
                "severity": {"enum": ["LOW", "MODERATE", "HIGH", "CRITICAL"]},
                "affected": _TRANSLATED,
                "fixed": _TRANSLATED,
            },
            "required": ["severity", "affected", "fixed"],
        },
    },
    "required": ["schema_version", "id", "modified", "published", "summary", "details"],
    "additionalProperties": False,
}


def faults(record: Any) -> list[str]:  # noqa: ANN401  # whatever JSON holds
    """Return what is wrong with a record."""
    validator = Draft202012Validator(RULES, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(record)]


def records(folder: Path) -> dict[str, Any]:
    """Return the records of a site by the name of their file."""
    return {path.stem: json.loads(path.read_bytes()) for path in (folder / "osv").iterdir()}


def test_the_rules_are_a_schema() -> None:
    Draft202012Validator.check_schema(RULES)


def test_every_advisory_has_a_record_under_its_number(site: BuiltSite) -> None:
    texts = (ROOT / "content" / "security").glob("*.en.md")
    lines = [line for path in texts for line in path.read_text("utf-8").splitlines()]
    numbers = {line.removeprefix("Id: ") for line in lines if line.startswith("Id: ")}
    assert {name: one["id"] for name, one in records(site.folder).items()} == {
        number: number for number in numbers
    }


def test_every_record_follows_the_rules(site: BuiltSite, small_site: Path) -> None:
    found = {
        name: faults(record)
        for folder in (site.folder, small_site)
        for name, record in records(folder).items()
    }
    assert {name: one for name, one in found.items() if one} == {}


def test_a_record_leads_to_pages_that_are_there(small_site: Path) -> None:
    urls = [one["url"] for one in records(small_site)["A2A-2026-002"]["references"]]
    paths = [url.removeprefix("http://127.0.0.1:8080/") for url in urls]
    assert [(small_site / path / "index.html").is_file() for path in paths] == [True] * 3


def test_a_record_is_written_in_its_format(small_site: Path) -> None:
    golden = ROOT / "tests" / "golden" / "osv-A2A-2026-002.json"
    written = (small_site / "osv" / "A2A-2026-002.json").read_text(encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"modified": "2026-11-20T16:30:00+01:00"},
        {"id": "2026-1"},
        {"severity": "HIGH"},
        {"summary": "<p>A leak</p>"},
        {"upstream": ["CVE-2014-0160", "CVE-2014-0160"]},
        {"references": [{"type": "PAGE", "url": "https://example.org/"}]},
        {"database_specific": {"severity": "HIGH", "affected": {"en": "One"}, "fixed": {}}},
    ],
)
def test_a_record_that_breaks_a_rule_is_found(small_site: Path, change: dict[str, Any]) -> None:
    assert faults(records(small_site)["A2A-2026-002"] | change) != []
