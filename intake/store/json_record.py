# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as records have it: absent means absent (there is no null), an unknown key is an error."""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from intake.errors import Fault, IntakeError

_T = TypeVar("_T")


def json_bytes(record: Mapping[str, object]) -> bytes:
    """Write a record in the one form that it has: two spaces of indent, UTF-8, a line feed."""
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def present(**values: object | None) -> dict[str, object]:
    """Return what is there, in the order given."""
    return {key: value for key, value in values.items() if value is not None}


class JsonReader:
    """Takes the keys out of one JSON object, each once, and knows which were left.

    The first thing that is wrong is a RecordError. With a list for ``faults`` all of it goes there
    instead, each named by its JSON pointer (RFC 6901); what was read is then worth nothing.
    """

    def __init__(
        self,
        value: object,
        where: str,
        *,
        pointer: str = "",
        faults: list[Fault] | None = None,
    ) -> None:
        """Open an object; RecordError if it is none."""
        self._where = where
        self._pointer = pointer
        self._faults = faults
        if not isinstance(value, dict):
            self._refuse("is no object", Fault(field=pointer, code="wrong_type"))
            value = {}
        self._left = dict(value)

    def take(self, key: str, read: Callable[[str], _T]) -> _T:
        """Take a text and read it."""
        text = self._typed(key, str)
        if self._faults is None:
            return read(text)
        try:
            return read(text)
        except (ValueError, TypeError, AttributeError):
            # A text that is not there has its fault already.
            if isinstance(text, str):
                self._faults.append(Fault(field=f"{self._pointer}/{key}", code="bad_value"))
            return cast("_T", None)

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

    def texts(self, key: str) -> Mapping[str, str]:
        """Take an object whose keys are not known beforehand, and whose values are texts."""
        values = self._typed(key, dict)
        if not all(isinstance(value, str) for value in values.values()):
            raise RecordError(self._where, f"no proper {key}")
        return values

    def inner(self, key: str, read: Callable[["JsonReader"], _T]) -> _T:
        """Take an object, read it, and refuse what is left of it."""
        value = self._typed(key, dict)
        if value is None:
            # It has its fault already.
            return cast("_T", None)
        return self._read_inner(value, key, key, read)

    def inner_if_there(self, key: str, read: Callable[["JsonReader"], _T]) -> _T | None:
        """Take an object that may be absent."""
        return self.inner(key, read) if key in self._left else None

    def each(self, key: str, read: Callable[["JsonReader"], _T]) -> tuple[_T, ...]:
        """Take a list of objects and read each."""
        return tuple(
            self._read_inner(one, key, f"{key}/{place}", read)
            for place, one in enumerate(self._typed(key, list) or ())
        )

    def each_if_there(self, key: str, read: Callable[["JsonReader"], _T]) -> tuple[_T, ...]:
        """Take a list of objects that may be absent."""
        return self.each(key, read) if key in self._left else ()

    def finish(self) -> None:
        """Refuse what nobody took."""
        for key in sorted(self._left):
            escaped = key.replace("~", "~0").replace("/", "~1")
            fault = Fault(field=f"{self._pointer}/{escaped}", code="unknown_key")
            self._refuse(f"unknown key {key}", fault)

    def _read_inner(
        self, value: object, where: str, step: str, read: Callable[["JsonReader"], _T]
    ) -> _T:
        pointer = f"{self._pointer}/{step}"
        reader = JsonReader(value, where, pointer=pointer, faults=self._faults)
        read_value = read(reader)
        reader.finish()
        return read_value

    def _typed(self, key: str, kind: type[_T]) -> _T:
        missing = key not in self._left
        value = self._left.pop(key, None)
        if type(value) is not kind:
            code = "required" if missing else "wrong_type"
            self._refuse(f"no proper {key}", Fault(field=f"{self._pointer}/{key}", code=code))
            return cast("_T", None)
        return value

    def _refuse(self, what: str, fault: Fault) -> None:
        if self._faults is None:
            raise RecordError(self._where, what)
        self._faults.append(fault)


def read_as_written(
    data: bytes,
    name: str,
    read: Callable[[JsonReader], _T],
    write: Callable[[_T], bytes],
) -> _T:
    """Read a record of that format; RecordError unless it is written as ``write`` would."""
    try:
        record = JsonReader(json.loads(data), name)
        if record.text("format") != name:
            raise RecordError(name, "another format")
        value = read(record)
        record.finish()
        rewritten = write(value)
    except (ValueError, RecursionError) as error:
        raise RecordError(name, str(error)) from error
    if rewritten != data.rstrip(b"\n") + b"\n":
        raise RecordError(name, "its form is not ours")
    return value


class RecordError(IntakeError):
    """A record is not of the format that it should be."""

    def __init__(self, where: str, what: str) -> None:
        """Say where and what."""
        super().__init__(f"the record is not valid: {where}: {what}")
