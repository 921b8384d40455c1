# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON from outside, read as RFC 8259 has it and no further."""

import json
from collections.abc import Sequence
from typing import NoReturn

from intake.errors import InvalidInputError


def read_json_object(data: bytes) -> dict[str, object]:
    """Read JSON strictly: UTF-8, an object, no key twice, none of the numbers JSON has not."""
    try:
        # RFC 8259 wants UTF-8; the module would guess.
        value = json.loads(
            data.decode(), object_pairs_hook=_without_repetition, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError from error
    if not isinstance(value, dict):
        raise MalformedJsonError
    return value


def _without_repetition(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        message = "a key stands there twice"
        raise ValueError(message)
    return dict(pairs)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


class MalformedJsonError(InvalidInputError):
    """The bytes are no JSON object."""

    def __init__(self) -> None:
        """There is no field to name."""
        super().__init__(())
