# SPDX-License-Identifier: GPL-3.0-or-later
"""The standard rate of VAT by date."""

import datetime
from decimal import Decimal

import pytest

from intake.model.vat import standard_rate


@pytest.mark.parametrize("day", ["1996-01-01", "2026-11-22", "2050-01-01"])
def test_the_standard_rate_is_21_percent_since_1996(day: str) -> None:
    assert standard_rate(datetime.date.fromisoformat(day)) == Decimal(21)
