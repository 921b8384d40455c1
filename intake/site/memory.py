# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier builds worked out, kept outside git: by what it was made from, so never out of date.

A memory of other programs, or one that cannot be read, is as good as none.
"""

import contextlib
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from intake.site.fingerprint import NoFingerprintError, fingerprint

_T = TypeVar("_T")
_INTAKE = Path(__file__).resolve().parent.parent
# What the pages and the converted texts are made by, from the package's folder.
_PROGRAMS = ("site", "model", "price_lists.py", "settings.py", "errors.py")
# These say where to build or reach the pages in another way.
_OTHERWISE = frozenset({"OUTPUT_PATH", "CACHE_PATH", "TODAY", "SETTINGS", "JINJA_ENVIRONMENT"})

# How many times what a build uses the file may hold.
_MOST_UNUSED = 1.5


class Memory:
    """Results by the fingerprint of what they were made from."""

    def __init__(self, file: Path = Path(os.devnull), programs: bytes = b"") -> None:
        """Take up what the file holds, if the same programs wrote it."""
        self._file = file
        self.programs = programs
        self._known: dict[bytes, Any] = {}
        self._used: dict[bytes, Any] = {}
        # How many bytes of the file were read as whole records.
        self._read = 0
        # Whatever is wrong with the file, all can be worked out again; that ends it as well.
        with contextlib.suppress(Exception), file.open("rb") as stream:
            # Written by us into a folder of ours.
            if pickle.load(stream) == programs:  # noqa: S301
                while True:
                    self._known |= pickle.load(stream)  # noqa: S301
                    self._read = stream.tell()

    def remembers(self, key: bytes) -> bool:
        """Say whether there is a result for this key, and keep it."""
        if key not in self._used and key in self._known:
            self._used[key] = self._known[key]
        return key in self._used

    def put(self, key: bytes, result: object) -> None:
        """Take up a result."""
        self._used[key] = result

    def get(self, key: bytes) -> Any:  # noqa: ANN401  # whatever was put there
        """Return a result that is remembered."""
        return self._used[key]

    def remember(self, key: bytes, work_out: Callable[[], _T]) -> _T:
        """Return the result for this key, worked out if nobody did before."""
        if not self.remembers(key):
            self._used[key] = work_out()
        result: _T = self._used[key]
        return result

    def save(self) -> None:
        """Write down what this build was the first to use, and forget what none uses any more."""
        if not self._used:
            return
        new = {key: self._used[key] for key in self._used.keys() - self._known.keys()}
        is_small = len(self._known) + len(new) <= _MOST_UNUSED * len(self._used)
        if is_small and self._is_whole():
            if not new:
                return
            with self._file.open("ab") as stream:
                stream.write(pickle.dumps(new, pickle.HIGHEST_PROTOCOL))
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        whole = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with whole.open("wb") as stream:
            pickle.dump(self.programs, stream, pickle.HIGHEST_PROTOCOL)
            pickle.dump(self._used, stream, pickle.HIGHEST_PROTOCOL)
        whole.replace(self._file)

    def _is_whole(self) -> bool:
        """Say whether the file is what was read: behind a torn record nobody reads any more."""
        return self._read > 0 and self._file.is_file() and self._file.stat().st_size == self._read


def key(kind: str, *parts: str | bytes) -> bytes:
    """Return the key of a result of that kind which is made from these parts."""
    digest = hashlib.blake2b(kind.encode(), digest_size=20)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode(errors="surrogateescape")
        digest.update(b"%d " % len(data))
        digest.update(data)
    return digest.digest()


def programs(settings: dict[str, Any], settings_files: Iterable[Path]) -> bytes:
    """Return a fingerprint of all that makes pages: Python, packages, our programs, settings."""
    plain = {name: value for name, value in settings.items() if name not in _OTHERWISE}
    files = {str(file): file.read_bytes() for file in (*_sources(), *settings_files)}
    try:
        return fingerprint([sys.version, _packages(), files, plain])
    except NoFingerprintError:
        # Like no other build, so nothing of any is used.
        return os.urandom(20)


def _sources() -> Iterator[Path]:
    for name in _PROGRAMS:
        path = _INTAKE / name
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]


def _packages() -> list[str]:
    """Return the installed packages with their versions, as the names of their folders say them."""
    folders = {Path(path) for path in sys.path if path.endswith("-packages")}
    return sorted(one.name for folder in folders for one in folder.glob("*.dist-info"))
