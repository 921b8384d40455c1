# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as records have it: absent means absent (there is no null), an unknown key is an error."""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from intake.errors import IntakeError

_T = TypeVar("_T")


def json_bytes(record: Mapping[str, object]) -> bytes:
    """Write a record in the one form that it has: two spaces of indent, UTF-8, a line feed."""
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def present(**values: object | None) -> dict[str, object]:
    """Return what is there, in the order given."""
    return {key: value for key, value in values.items() if value is not None}


class JsonReader:
    """Takes the keys out of one JSON object, each once, and knows which were left."""

    def __init__(self, value: object, where: str) -> None:
        """Open an object; RecordError if it is none."""
        if not isinstance(value, dict):
            raise RecordError(where, "is no object")
        self._left = dict(value)
        self._where = where

    def take(self, key: str, read: Callable[[str], _T]) -> _T:
        """Take a text and read it."""
        return read(self._typed(key, str))

    def text(self, key: str) -> str:
        """Take a text."""
        return self._typed(key, str)

    def text_if_there(self, key: str) -> str | None:
        """Take a text that may be absent."""
        return self._typed(key, str) if key in self._left else None

    def flag(self, key: str) -> bool:
        """Take true or false."""
        return self._typed(key, bool)

    def number(self, key: str) -> int:
        """Take a whole number."""
        return self._typed(key, int)

    def number_if_there(self, key: str) -> int | None:
        """Take a whole number that may be absent."""
        return self._typed(key, int) if key in self._left else None

    def inner(self, key: str, read: Callable[["JsonReader"], _T]) -> _T:
        """Take an object, read it, and refuse what is left of it."""
        reader = JsonReader(self._typed(key, dict), key)
        value = read(reader)
        reader.finish()
        return value

    def inner_if_there(self, key: str, read: Callable[["JsonReader"], _T]) -> _T | None:
        """Take an object that may be absent."""
        return self.inner(key, read) if key in self._left else None

    def each(self, key: str, read: Callable[["JsonReader"], _T]) -> tuple[_T, ...]:
        """Take a list of objects and read each."""
        values = []
        for one in self._typed(key, list):
            reader = JsonReader(one, key)
            values.append(read(reader))
            reader.finish()
        return tuple(values)

    def each_if_there(self, key: str, read: Callable[["JsonReader"], _T]) -> tuple[_T, ...]:
        """Take a list of objects that may be absent."""
        return self.each(key, read) if key in self._left else ()

    def finish(self) -> None:
        """Refuse what nobody took."""
        if self._left:
            raise RecordError(self._where, f"unknown key {min(self._left)}")

    def _typed(self, key: str, kind: type[_T]) -> _T:
        value = self._left.pop(key, None)
        if type(value) is not kind:
            raise RecordError(self._where, f"no proper {key}")
        return value


class RecordError(IntakeError):
    """A record is not of the format that it should be."""

    def __init__(self, where: str, what: str) -> None:
        """Say where and what."""
        super().__init__(f"the record is not valid: {where}: {what}")
