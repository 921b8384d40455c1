# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages that the programs need: installed where we may, else named in one line.

As ``install``: the standard library only, and parsed by Python 3.7.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
from typing import TYPE_CHECKING

from intake.demo.steps import InstallError, StepFailedError, run, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# A command that must be there, and the Debian package that brings it.
_RUN = (("git", "git"), ("gpg", "gnupg"), ("gpg-agent", "gnupg"), ("gpgconf", "gnupg"))
# Chromium brings the one font that it needs, and the pages ship their own. The checker of the
# pages' markup runs on Java.
_TEST = (*_RUN, ("chromium", "chromium"), ("java", "default-jre-headless"))


def install_debian_packages(purpose: str, *, for_venv: bool) -> None:
    """Install what is missing; raise MissingPackagesError where only the reader can."""
    missing = missing_packages(purpose, for_venv=for_venv)
    if missing:
        _install(missing)
        importlib.invalidate_caches()
        missing = missing_packages(purpose, for_venv=for_venv)
        if missing:
            # As when python3 is not Debian's own.
            raise MissingPackagesError(missing)


def missing_packages(
    purpose: str, *, for_venv: bool, found: Callable[[str], object] = shutil.which
) -> list[str]:
    """Name the Debian packages whose commands, or whose part of Python, are not there."""
    needs = _TEST if purpose == "test" else _RUN
    missing = {package for command, package in needs if not found(command)}
    # Debian's python3 comes without ensurepip, and without it a .venv gets no pip.
    if for_venv and not importlib.util.find_spec("ensurepip"):
        missing.add("python3-venv")
    return sorted(missing)


def _install(packages: Sequence[str]) -> None:
    as_root = _as_root()
    if as_root is None or not shutil.which("apt-get"):
        raise MissingPackagesError(packages)
    say(f"Installing Debian packages: {' '.join(packages)} ...")
    install = [*as_root, "apt-get", "install", "-y", "--no-install-recommends", *packages]
    if run(install)[0] != 0:
        # A new machine may have no package lists yet, or old ones.
        run([*as_root, "apt-get", "update"])
        status, said = run(install)
        if status != 0:
            raise StepFailedError(" ".join(install), said)


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run(["sudo", "-n", "true"])[0] == 0:
        return ["sudo", "-n"]
    return None


class MissingPackagesError(InstallError):
    """Debian packages are missing and only the reader can install them."""

    def __init__(self, packages: Sequence[str]) -> None:
        """Name the packages and the line that installs them."""
        names = " ".join(packages)
        super().__init__(f"missing here: {names}; install as root with: apt-get install {names}")
