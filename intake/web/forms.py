# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a form sent: exactly the known fields, each once, clean text.

The body is read here and nowhere else. Flask's own reader drops what it cannot decode and keeps
repeated fields as lists; this one refuses both.
"""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl

from intake.errors import InvalidInputError

Fields = Mapping[str, str]

_FORM_TYPE = re.compile(
    r"application/x-www-form-urlencoded\s*(;\s*charset=\"?utf-8\"?\s*)?",
    re.IGNORECASE,
)


def read_fields(body: bytes, content_type: str, known: frozenset[str]) -> Fields:
    """Return the text of each field that was sent.

    Raise WrongContentTypeError, MalformedFormError, UnknownFieldsError or RepeatedFieldsError.
    """
    if not _FORM_TYPE.fullmatch(content_type):
        raise WrongContentTypeError
    if not body:
        return {}
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=2 * len(known),
        )
    except ValueError as error:
        raise MalformedFormError from error
    names = [name for name, _ in pairs]
    unknown = set(names) - known
    if unknown:
        raise UnknownFieldsError(len(unknown))
    if len(set(names)) != len(names):
        raise RepeatedFieldsError
    return dict(pairs)


def clean(text: str) -> str:
    """Return the text in NFC, its line ends as LF, without white space at its ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip(" \t\n\u00a0\u202f")


class FormError(InvalidInputError):
    """A form as no page of ours sends it; ``code`` is a key of [problems] in strings.toml."""

    code = "malformed_form"

    def __init__(self) -> None:
        """There is no field to name."""
        super().__init__(())

    def __str__(self) -> str:
        """Give the code."""
        return self.code


class WrongContentTypeError(FormError):
    """The body is no urlencoded form in UTF-8."""

    code = "wrong_content_type"


class MalformedFormError(FormError):
    """The body cannot be decoded, or has far too many fields."""


class UnknownFieldsError(FormError):
    """The form has fields that we do not know."""

    code = "unknown_fields"

    def __init__(self, count: int) -> None:
        """Keep how many; their names are the sender's text and go nowhere."""
        super().__init__()
        self.count = count


class RepeatedFieldsError(FormError):
    """A field was sent twice."""

    code = "repeated_fields"
