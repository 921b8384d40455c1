# SPDX-License-Identifier: GPL-3.0-or-later
"""Two values with the same fingerprint are the same; whatever nobody knows has none."""

import datetime
import subprocess
import sys
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.site.fingerprint import NoFingerprintError, fingerprint
from intake.site.translations import stale
from tests.site.conftest import ROOT

_DAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (["ab", "c"], ["a", "bc"]),
        (_DAY, str(_DAY)),
        (Decimal(1), 1),
        (partial(stale, Path("a")), partial(stale, Path("b"))),
        (frozenset({"a"}), frozenset({"b"})),
        (Path("a"), "a"),
    ],
)
def test_other_values_have_other_fingerprints(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_the_same_value_has_the_same_fingerprint_in_every_run() -> None:
    """Python puts sets in another order in each run."""
    code = (
        "from intake.site.fingerprint import fingerprint\n"
        "print(fingerprint([frozenset('abcdef'), {'x': (1, None)}]).hex())"
    )
    run = partial(subprocess.check_output, [sys.executable, "-c", code], cwd=ROOT, text=True)

    said = {run(env={"PYTHONHASHSEED": str(seed)}) for seed in (1, 2)}

    assert said == {f"{fingerprint([frozenset('abcdef'), {'x': (1, None)}]).hex()}\n"}


@pytest.mark.parametrize(
    "value",
    [object(), (one for one in "a"), lambda: Language.EN, {Path("a"): 1}],
    ids=["object", "generator", "function that knows more", "keys that are no words"],
)
def test_what_nobody_knows_has_none(value: object) -> None:
    if callable(value):
        inside = value
        value = [lambda: inside]
    with pytest.raises(NoFingerprintError):
        fingerprint(value)
