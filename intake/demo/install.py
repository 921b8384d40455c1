# SPDX-License-Identifier: GPL-3.0-or-later
"""Install what the programs need: Debian packages, .venv, the locked packages, the project itself.

Run by the machine's own ``python3 -m intake.demo.install run|test`` before anything is there: the
standard library only, nothing of intake but ``debian`` and ``steps``, and parsed by Python 3.7 to
say that this is too old. A stamp in .venv makes the second run do nothing. An interrupted run
leaves a mark, and the next one begins again without that .venv.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from intake.demo.debian import install_debian_packages
from intake.demo.steps import InstallError, logged, run, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent.parent
OLDEST = (3, 11)
STAMP = "installed"
UNFINISHED = "unfinished"
UNAVAILABLE = 6
INTERRUPTED = 130


def main(
    arguments: Sequence[str], *, root: Path = ROOT, version: tuple[int, ...] = sys.version_info[:3]
) -> int:
    """Install for the purpose named; return 0, or 6 after one sentence on what is in the way."""
    try:
        if version < OLDEST:
            raise OldPythonError(version)
        parser = argparse.ArgumentParser(prog="scripts/setup")
        parser.add_argument("purpose", choices=("run", "test"))
        install(parser.parse_args(arguments).purpose, root, version)
    except InstallError as error:
        return _refuse(str(error), UNAVAILABLE)
    except OSError as error:
        return _refuse(f"cannot read or write {error.filename}: {error.strerror}", UNAVAILABLE)
    except KeyboardInterrupt:
        return _refuse("interrupted; the next start begins it again", INTERRUPTED)
    return 0


def install(purpose: str, root: Path, version: tuple[int, ...]) -> None:
    """Install all that is missing for the purpose, and nothing when nothing is."""
    ready = is_stamped(purpose, root, version)
    install_debian_packages(purpose, for_venv=not ready)
    if not ready:
        with _alone(root):
            # Another start may have done it while we waited.
            if not is_stamped(purpose, root, version):
                _install_python_packages(purpose, root, version)


def is_stamped(purpose: str, root: Path, version: tuple[int, ...]) -> bool:
    """Tell whether .venv is complete for the purpose, as locked today, at this place."""
    wanted = {_ground(root, version), _fingerprint(purpose, root, version)}
    return wanted <= _stamp(root) and (root / ".venv" / "bin" / "python").exists()


def remove_broken(root: Path, version: tuple[int, ...]) -> None:
    """Remove a .venv that was left half made, was moved here or lost its Python; keep any other."""
    venv = root / ".venv"
    stamp = _stamp(root)
    moved = bool(stamp) and _ground(root, version) not in stamp
    if os.path.lexists(venv) and (moved or (venv / UNFINISHED).exists() or not _works(venv)):
        say("Removing a .venv that cannot be used ...")
        # A link is somebody's own arrangement: what it leads to is not ours to delete.
        if venv.is_symlink():
            venv.unlink()
        else:
            shutil.rmtree(venv)


def write_stamp(purpose: str, root: Path, version: tuple[int, ...]) -> None:
    """Note that .venv is complete for the purpose."""
    # What is locked for the tests holds all that is locked for a run.
    purposes = ("run", "test") if purpose == "test" else ("run",)
    lines = [_ground(root, version), *(_fingerprint(each, root, version) for each in purposes)]
    (root / ".venv" / STAMP).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _install_python_packages(purpose: str, root: Path, version: tuple[int, ...]) -> None:
    venv = root / ".venv"
    log = venv / "install.log"
    python = str(venv / "bin" / "python")
    remove_broken(root, version)
    venv.mkdir(exist_ok=True)
    (venv / STAMP).unlink(missing_ok=True)
    (venv / UNFINISHED).touch()
    if not Path(python).exists():
        say("Making .venv ...")
        logged("making .venv", [_base_python(), "-m", "venv", str(venv)], log)
    say("Installing the locked Python packages (about a minute) ...")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    locked = ["--require-hashes", "-r", str(root / "scripts" / f"locked-{purpose}.txt")]
    itself = ["--no-deps", "--no-build-isolation", "-e", str(root)]
    logged("installing the locked packages (is there a network?)", [*pip, *locked], log)
    logged("installing the project itself", [*pip, *itself], log)
    (venv / UNFINISHED).unlink()
    write_stamp(purpose, root, version)


def _works(venv: Path) -> bool:
    python = venv / "bin" / "python"
    question = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    return python.exists() and run([str(python), "-c", question])[0] == 0


def _base_python() -> str:
    """Return the Python outside any .venv: the active one may be the one about to be remade."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    base = Path(sys.base_prefix) / "bin" / name
    return str(base) if base.exists() else sys.executable


def _stamp(root: Path) -> set[str]:
    try:
        return set((root / ".venv" / STAMP).read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return set()


def _ground(root: Path, version: tuple[int, ...]) -> str:
    """Name what a .venv stands on: its place and its Python."""
    return f"{root} python{version[0]}.{version[1]}"


def _fingerprint(purpose: str, root: Path, version: tuple[int, ...]) -> str:
    content = hashlib.sha256(repr(tuple(version)).encode())
    for path in (root / "scripts" / f"locked-{purpose}.txt", root / "pyproject.toml"):
        content.update(path.read_bytes())
    return f"{purpose} {content.hexdigest()}"


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one start at a time install here."""
    with (root / "pyproject.toml").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing here; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _refuse(sentence: str, status: int) -> int:
    sys.stderr.write(f"scripts/setup: {sentence}\n")
    return status


class OldPythonError(InstallError):
    """The python3 of this machine is too old."""

    def __init__(self, version: tuple[int, ...]) -> None:
        """Name the version needed and the one found."""
        oldest, found = (".".join(str(part) for part in parts) for parts in (OLDEST, version))
        super().__init__(f"needs Python {oldest} or later, and python3 is {found} here")


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Every wish to stop is a Ctrl-C.
        signal.signal(number, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
