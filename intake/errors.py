# SPDX-License-Identifier: GPL-3.0-or-later
"""The five families of things that can go wrong, and who can do something about each.

    IntakeError
    ├── InvalidInputError    the sender can correct it; names every fault    422   exit 2
    ├── NotFoundError        there is no such record, offer or page          404   exit 3
    ├── RefusedError         well formed, but a rule says no                 409   exit 4
    ├── NotAuthenticError    a token or signature proves nothing             401   exit 5
    └── UnavailableError     our side cannot now; nothing was changed        503   exit 6

Subclasses live beside the code that raises them and build their own sentence. Anything that is
not an ``IntakeError`` is a bug: status 500, exit 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class IntakeError(Exception):
    """Something that a person should be told, in the sentence that ``str()`` gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one field: the code is a key of ``[faults]`` in theme/strings.toml.

    ``line`` counts from 1, in a field of several lines.
    """

    field: str
    code: str
    line: int | None = None


class InvalidInputError(IntakeError):
    """What was sent cannot be used; ``faults`` holds all of it at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Build the sentence from every fault."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in faults))


class NotFoundError(IntakeError):
    """There is no such thing."""


class RefusedError(IntakeError):
    """Well formed, but a rule says no."""


class NotAuthenticError(IntakeError):
    """A token or signature does not prove what it should."""


class UnavailableError(IntakeError):
    """Our side cannot do it now; nothing was changed."""


# What a command ends with; 1 stays Python's own, a bug.
EXIT_CODES: Mapping[type[IntakeError], int] = {
    InvalidInputError: 2,
    NotFoundError: 3,
    RefusedError: 4,
    NotAuthenticError: 5,
    UnavailableError: 6,
}


def exit_code(error: IntakeError) -> int:
    """Return what a command that met this error ends with."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)
