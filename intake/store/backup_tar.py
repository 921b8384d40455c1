# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup holds, before it is encrypted: a tar file, read and written as a stream.

register.bundle    git clone register.bundle register
keys/…             the key packets
erasures.txt       the list of erasures
manifest.json      backup/1: the sum of each of them (docs/formats.md)
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from intake.errors import IntakeError, UnavailableError
from intake.model.calendar import instant_text, parse_instant
from intake.store.dossiers import UNFINISHED_PREFIX
from intake.store.erasures import LIST_NAME
from intake.store.json_record import JsonReader, json_bytes

BACKUP_FORMAT = "backup/1"
BUNDLE = "register.bundle"
KEYS = "keys"
_MANIFEST = "manifest.json"
_MEMBER = re.compile(
    r"register\.bundle|erasures\.txt"
    r"|keys/(incomplete/)?\d{4}/\d\d/\d\d/\d{10}/\d{8}T\d{6}Z-[0-9A-Za-z.-]{1,120}",
    re.ASCII,
)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """When a backup was made, the last commit in it, and the SHA-256 of each file."""

    made: datetime
    tip: str
    files: Mapping[str, str]


def pack(  # noqa: PLR0913 - what goes in, each named
    stream: IO[bytes], *, bundle: Path, keys: Path, erasures: bytes, tip: str, made: datetime
) -> Contents:
    """Write the tar; a key file that is erased meanwhile is left out."""
    files = {}
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        with bundle.open("rb") as file:
            files[BUNDLE] = _add(tar, BUNDLE, file, bundle.stat().st_size)
        for path in _key_files(keys):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            name = f"{KEYS}/{path.relative_to(keys).as_posix()}"
            files[name] = _add(tar, name, io.BytesIO(data), len(data))
        files[LIST_NAME] = _add(tar, LIST_NAME, io.BytesIO(erasures), len(erasures))
        contents = Contents(made=made, tip=tip, files=files)
        manifest = _to_json(contents)
        _add(tar, _MANIFEST, io.BytesIO(manifest), len(manifest))
    return contents


def unpack(stream: IO[bytes], into: Path | None) -> Contents:
    """Read a tar to its end and compare every sum; write the files below ``into``, if it is given.

    BackupMalformedError for anything that we would not have written.
    """
    files: dict[str, str] = {}
    manifest = b""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isfile() else None
                if source is None:
                    raise BackupMalformedError(member.name)
                if member.name == _MANIFEST:
                    manifest = source.read()
                elif _MEMBER.fullmatch(member.name) and member.name not in files:
                    files[member.name] = _take(source, into and into / member.name)
                else:
                    raise BackupMalformedError(member.name)
    except tarfile.TarError as error:
        raise BackupMalformedError(str(error)) from error
    contents = _from_json(manifest)
    if contents.files != files:
        raise BackupMalformedError(_MANIFEST)
    return contents


def _key_files(keys: Path) -> Iterator[Path]:
    for place, _, names in sorted(os.walk(keys)):
        for name in sorted(names):
            path = Path(place, name)
            known = f"{KEYS}/{path.relative_to(keys).as_posix()}"
            if not name.startswith(UNFINISHED_PREFIX) and _MEMBER.fullmatch(known):
                yield path


class _Summed(io.RawIOBase):
    """Bytes that are summed while tarfile reads them."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> str:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    summed = _Summed(source)
    tar.addfile(member, summed)
    return summed.digest.hexdigest()


def _take(source: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") if target else io.BytesIO() as file:
        if target:
            target.chmod(0o600)
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            if target:
                file.write(chunk)
    return digest.hexdigest()


def _to_json(contents: Contents) -> bytes:
    return json_bytes(
        {
            "format": BACKUP_FORMAT,
            "made": instant_text(contents.made),
            "tip": contents.tip,
            "files": dict(contents.files),
        }
    )


def _from_json(data: bytes) -> Contents:
    try:
        record = JsonReader(json.loads(data), BACKUP_FORMAT)
        if record.text("format") != BACKUP_FORMAT:
            raise BackupMalformedError(_MANIFEST)
        contents = Contents(
            made=record.take("made", parse_instant),
            tip=record.text("tip"),
            files=dict(record.texts("files")),
        )
        record.finish()
    except (ValueError, RecursionError, IntakeError) as error:
        raise BackupMalformedError(_MANIFEST) from error
    return contents


class BackupMalformedError(UnavailableError):
    """It decrypts, and is no backup of ours."""

    def __init__(self, what: str) -> None:
        """Name what is wrong."""
        super().__init__(f"this is no backup as we write them: {what}; nothing was restored")
