# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints of values: equal ones mean that a page made from them would be the same.

Only what is known to be a plain value has one. Whatever depends on something unknown has none, and
is made again in each build.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import partial
from pathlib import PurePath
from types import FunctionType, MethodType
from typing import Any
from zoneinfo import ZoneInfo

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

# What is no fact about a document, or is asked for in another way.
_OTHERWISE = frozenset(
    {"settings", "translations", "with_sisters", "_context", "_content", "_summary"}
)
_ADDRESSES = ("url", "save_as", "summary")
# What json does not know, and what is all there is to say about it when it is written out.
_AS_WRITTEN = (datetime.date, datetime.timedelta, Decimal, PurePath, ZoneInfo, re.Pattern)


def fingerprint(value: object) -> bytes:
    """Return the same bytes for the same value in every run; NoFingerprintError for others."""
    try:
        text = json.dumps(value, default=_plain, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        # A key that is no word, or a value that holds itself.
        raise NoFingerprintError(value) from error
    return _digest(text)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=20).digest()


def _plain(value: Any) -> object:  # noqa: ANN401, C901, PLR0911  # any value; a line for each kind
    """Return something that json can write, or that comes here again."""
    kind = type(value).__qualname__
    if isinstance(value, bytes):
        return [kind, value.hex()]
    if isinstance(value, _AS_WRITTEN):
        return [kind, str(value)]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, AbstractSet):
        return [kind, *sorted(fingerprint(one).hex() for one in value)]
    if isinstance(value, partial):
        return [kind, value.func, value.args, value.keywords]
    if isinstance(value, MethodType):
        return [kind, value.__func__, value.__self__]
    if isinstance(value, type) or (isinstance(value, FunctionType) and not value.__closure__):
        # What it does is part of the programs' own fingerprint.
        return [kind, value.__module__, value.__qualname__]
    if isinstance(value, Content):
        return _with_sisters(value)
    if isinstance(value, URLWrapper):
        return [kind, value.name, value.slug]
    if is_dataclass(value):
        return [kind, *(getattr(value, field.name) for field in fields(value))]
    raise NoFingerprintError(value)


def _with_sisters(document: Content) -> str:
    """Sum up a document with its sisters, once: nothing changes it after it was read."""
    if "with_sisters" not in vars(document):
        document.with_sisters = "".join(_alone(one) for one in (document, *document.translations))
    return str(document.with_sisters)


def _alone(document: Content) -> str:
    if "alone" not in vars(document):
        facts = {name: one for name, one in vars(document).items() if name not in _OTHERWISE}
        shown = [getattr(document, name) for name in _ADDRESSES]
        # Nearly all there is of a document, so not written out by json first.
        content = _digest(document.content).hex()
        document.alone = fingerprint([facts, shown, content]).hex()
    return str(document.alone)


class NoFingerprintError(TypeError):
    """Nobody knows whether two such values are the same."""

    def __init__(self, value: object) -> None:
        """Name the kind of value."""
        super().__init__(f"a {type(value).__qualname__} has no fingerprint")
