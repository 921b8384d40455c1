# SPDX-License-Identifier: GPL-3.0-or-later
"""Five families of errors, each with the exit code that a command ends with."""

import pytest

from intake.errors import (
    EXIT_CODES,
    Fault,
    IntakeError,
    InvalidInputError,
    NotAuthenticError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    exit_code,
)
from intake.model.domain_name import DomainNameError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInputError([]), 2),
        (NotFoundError("no"), 3),
        (RefusedError("no"), 4),
        (NotAuthenticError("no"), 5),
        (UnavailableError("no"), 6),
    ],
)
def test_each_family_has_its_exit_code(error: IntakeError, code: int) -> None:
    assert exit_code(error) == code


def test_a_member_of_a_family_has_the_code_of_the_family() -> None:
    assert exit_code(DomainNameError("not_be")) == 2


def test_an_error_of_no_family_is_a_bug() -> None:
    assert exit_code(IntakeError("odd")) == 1


def test_no_two_families_share_a_code() -> None:
    assert sorted(EXIT_CODES.values()) == [2, 3, 4, 5, 6]


def test_invalid_input_names_every_fault_at_once() -> None:
    error = InvalidInputError(
        [Fault(field="email", code="missing"), Fault(field="domain_name", code="not_be")],
    )

    assert str(error) == "email: missing; domain_name: not_be"


def test_invalid_input_keeps_its_faults_for_the_form() -> None:
    faults = [Fault(field="email", code="missing")]

    assert InvalidInputError(faults).faults == tuple(faults)
