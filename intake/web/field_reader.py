# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the fields of a form one after the other and keeps every fault.

That is one for each field, and in a field of several lines one for each faulty line.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from intake.errors import Fault, InvalidInputError
from intake.model.field_rules import has_unwanted
from intake.web.forms import Fields, clean

_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
_SECRET = re.compile(r"PRIVATE KEY", re.IGNORECASE)


class FieldReader:
    """The texts of a form; None stands for an empty field."""

    def __init__(self, fields: Fields, lengths: Mapping[str, int]) -> None:
        """Read these fields; ``lengths`` has them in the order of the form."""
        self._fields = fields
        self._lengths = lengths
        self._faults: dict[tuple[str, int | None], Fault] = {}
        for name, text in fields.items():
            if holds_secret(text):
                self.refuse(name, "secret_key")

    def refuse(self, name: str, code: str, line: int | None = None) -> None:
        """Keep the first fault of a field, or of its line unless the whole field has one."""
        if (name, None) not in self._faults:
            fault = Fault(field=name, code=code, line=line)
            self._faults.setdefault((name, line), fault)

    def text(
        self, name: str, *, required: bool = False, of_several_lines: bool = False
    ) -> str | None:
        """Return the clean text of a field."""
        text = clean(self._fields.get(name, ""))
        if len(text) > self._lengths[name]:
            self.refuse(name, "too_long")
        elif has_unwanted(text, of_several_lines=of_several_lines):
            self.refuse(name, "control_characters")
        elif text:
            return text
        elif required:
            self.refuse(name, "required")
        return None

    def choice(self, name: str, choices: Collection[str], *, required: bool = False) -> str | None:
        """Return the text of a field that must be one of the choices."""
        text = self._fields.get(name, "")
        if text in choices:
            return text
        if text:
            self.refuse(name, "not_a_choice")
        elif required:
            self.refuse(name, "required")
        return None

    def number(self, name: str) -> int:
        """Return a whole number of at most three digits, 0 for an empty field."""
        text = clean(self._fields.get(name, ""))
        if not text:
            return 0
        if not _NUMBER.fullmatch(text):
            self.refuse(name, "bad_number")
            return 0
        return int(text)

    def lines(self, name: str) -> tuple[tuple[int, str], ...]:
        """Return the lines of a field that are not empty, each with its number."""
        text = self.text(name, of_several_lines=True) or ""
        numbered = ((number, clean(one)) for number, one in enumerate(text.split("\n"), start=1))
        return tuple((number, one) for number, one in numbered if one)

    def sent(self, prefix: str) -> Iterable[str]:
        """Return the names of the fields with a text whose names begin so."""
        return [
            name for name, text in self._fields.items() if name.startswith(prefix) and clean(text)
        ]

    def finish(self) -> None:
        """Raise all faults, in the order of the form."""
        if self._faults:
            places = {name: place for place, name in enumerate(self._lengths)}
            raise InvalidInputError(
                sorted(
                    self._faults.values(),
                    key=lambda one: (places.get(one.field, len(places)), one.line or 0),
                )
            )


def holds_secret(text: str) -> bool:
    """Say whether somebody pasted a secret key, which no page may show again."""
    return _SECRET.search(text) is not None
