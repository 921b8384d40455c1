# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program remembers to be faster next time: a file that may be deleted at any moment.

A file that is broken, of another format or unreadable is no file, and one that cannot be written
makes the next time slow, no more. Nothing here is ever the only place where something stands.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

# A folder that changed so shortly before we looked may change again and keep its time.
_TICK = 2_000_000_000


def read_remembered(file: Path, form: str) -> Mapping[str, Any] | None:
    """Return what was remembered in that form, if it is all there."""
    try:
        digest, _, text = file.read_text(encoding="utf-8").partition("\n")
        record = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    if hashlib.sha256(text.encode()).hexdigest() != digest or not isinstance(record, dict):
        return None
    return record if record.get("format") == form else None


def settled_before(file: Path) -> int:
    """Return the moment before which a folder's time was settled when the file was written."""
    try:
        return file.stat().st_mtime_ns - _TICK
    except OSError:
        return 0


def remember(file: Path, record: Mapping[str, object]) -> None:
    """Write what is to be remembered, whole or not at all; it need not survive a power loss."""
    text = json.dumps(record)
    digest = hashlib.sha256(text.encode()).hexdigest()
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(f"{digest}\n{text}", encoding="utf-8")
        unfinished.replace(file)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
