# SPDX-License-Identifier: GPL-3.0-or-later
"""The held box: doubtful orders, encrypted as in the register but outside it, for fourteen days.

    held/20261122T101200Z-0123456789abcdef.pgp         the body
    held/20261122T101200Z-0123456789abcdef.pkesk       its key packets, written first
    held/20261122T101200Z-0123456789abcdef.released    nothing: it has become an order

It holds so many and no more, so that no flood fills the disk.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.errors import NotFoundError, UnavailableError
from intake.openpgp.encrypt import Sealer
from intake.openpgp.packets import Sealed
from intake.store.dossiers import BODY_SUFFIX, KEYS_SUFFIX, UNFINISHED_PREFIX
from intake.store.durable import write_new

LIFETIME = timedelta(days=14)
# Some 12 MB on the disk.
MOST_HELD = 1000
_STEP = 4096
_STAMP = "%Y%m%dT%H%M%SZ"
_RELEASED = ".released"
_NAME = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<mark>[0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPaper:
    """The name of one held order."""

    received: datetime
    mark: str

    def __str__(self) -> str:
        """Write the name as the files have it."""
        return f"{self.received.strftime(_STAMP)}-{self.mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBox:
    """One folder of held orders. To add one needs public keys only."""

    folder: Path
    most: int = MOST_HELD
    _adding: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, mark: str, now: datetime, data: bytes, sealer: Sealer) -> None:
        """Hold an order; the same mark again changes nothing.

        HeldBoxFullError, HeldBoxUnavailableError or SealingError mean that nothing was kept.
        """
        paper = HeldPaper(received=now.astimezone(UTC).replace(microsecond=0), mark=mark)
        with self._adding:
            if self.holds(mark):
                return
            if sum(1 for _ in self.papers()) >= self.most:
                raise HeldBoxFullError
            sealed = sealer.seal(data + b"\n" * (-len(data) % _STEP))
            try:
                write_new(self._path(paper, KEYS_SUFFIX), sealed.keys)
                write_new(self._path(paper, BODY_SUFFIX), sealed.body)
            except OSError as error:
                raise HeldBoxUnavailableError(str(error.strerror)) from error

    def holds(self, mark: str) -> bool:
        """Say whether that form is held, or was and has been released."""
        return any(name.stem.endswith(f"-{mark}") for name in self._files())

    def papers(self) -> Iterator[HeldPaper]:
        """Return what is held and not released, oldest first; nothing is decrypted."""
        names = {path.name for path in self._files()}
        for name in sorted(names):
            stem, dot, _ = name.partition(BODY_SUFFIX)
            if dot and f"{stem}{_RELEASED}" not in names:
                yield _paper(stem)

    def paper(self, name: str) -> HeldPaper:
        """Return what is held under that name or mark, or raise NotHeldError."""
        for paper in self.papers():
            if name in {str(paper), paper.mark}:
                return paper
        raise NotHeldError(name)

    def sealed(self, paper: HeldPaper) -> Sealed:
        """Return both parts as they lie on disk."""
        try:
            keys = self._path(paper, KEYS_SUFFIX).read_bytes()
            return Sealed(keys=keys, body=self._path(paper, BODY_SUFFIX).read_bytes())
        except OSError as error:
            raise HeldBoxUnavailableError(str(error.strerror)) from error

    def settle(self, paper: HeldPaper) -> None:
        """Note that it has become an order; its files go when their time comes."""
        write_new(self._path(paper, _RELEASED), b"")

    def expire(self, now: datetime) -> int:
        """Delete what has been held for fourteen days, keys first; return how many orders."""
        gone = set()
        for path in sorted(self._files(), key=lambda path: path.suffix != KEYS_SUFFIX):
            paper = _paper(path.stem)
            if now - paper.received > LIFETIME:
                path.unlink(missing_ok=True)
                gone.add(paper)
        return len(gone)

    def clear_unfinished(self) -> None:
        """Remove what a crash left half written; only for whoever adds, before it does."""
        for path in self.folder.glob(f"{UNFINISHED_PREFIX}*"):
            path.unlink()

    def _files(self) -> Iterator[Path]:
        """Return every file whose name is one of ours."""
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                if _NAME.fullmatch(path.stem):
                    yield path

    def _path(self, paper: HeldPaper, suffix: str) -> Path:
        return self.folder / f"{paper}{suffix}"


def _paper(stem: str) -> HeldPaper:
    stamp, _, mark = stem.partition("-")
    received = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    return HeldPaper(received=received, mark=mark)


class HeldBoxFullError(UnavailableError):
    """There are too many held orders; somebody should look at them."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("the held box is full: look at it with `staff held list`")


class HeldBoxUnavailableError(UnavailableError):
    """The disk does not take or give the paper."""

    def __init__(self, why: str) -> None:
        """Give the system's reason."""
        super().__init__(f"the held box cannot be used: {why}")


class NotHeldError(NotFoundError):
    """Nothing is held under that name."""

    def __init__(self, name: str) -> None:
        """Repeat the name."""
        super().__init__(f"nothing is held under {name!r}; see `staff held list`")
