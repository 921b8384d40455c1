# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand in the head of an advisory, and what is told about the rest."""

import pytest

from intake.model.advisory import Severity, parse_advisory_id, parse_cves, parse_severity


@pytest.mark.parametrize("text", ["A2A-2026-001", "NET-2031-999", "ABCDEFGH-2026-010"])
def test_a_number_has_letters_a_year_and_a_count(text: str) -> None:
    assert parse_advisory_id(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "2026-001", "A2A-26-001", "A2A-2026-1", "a2a-2026-001", "A2A-2026-0012", "A2A-2026-٠٠١"],
)
def test_another_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write it like A2A-2026-003"):
        parse_advisory_id(text)


def test_the_severities_are_four_and_rise() -> None:
    assert [parse_severity(one) for one in Severity] == ["low", "moderate", "high", "critical"]


@pytest.mark.parametrize("text", ["medium", "High", "", "severe"])
def test_another_severity_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(ValueError, match="write low, moderate, high, critical"):
        parse_severity(text)


@pytest.mark.parametrize(
    "text",
    ["", "CVE-2026-123", "cve-2026-12345", "CVE-2026-12345,", "CVE-2026-12345 CVE-2014-0160"],
)
def test_what_is_no_cve_id_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write them like CVE-2014-0160"):
        parse_cves(text)
