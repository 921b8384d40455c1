# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of a keyring in which GnuPG has noted that the signatures on its keys are good.

Without that it proves every one of them again for every message, which is half of what encrypting a
record costs. The notes are GnuPG's own (--rebuild-keydb-caches) and count in this copy alone.
"""

import shutil
import subprocess
import tempfile
import threading
from pathlib import Path


class CheckedKeyring:
    """Beside a keyring, its checked copy; or the keyring itself, where no copy can be made."""

    def __init__(self, keyring: Path) -> None:
        """Make the copy."""
        self._keyring = keyring
        self._copying = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self.path = keyring.with_name(f".{keyring.name}.checked")
        try:
            self.refresh()
        except OSError:
            self.path = keyring

    def refresh(self) -> None:
        """Make the copy anew if the keyring was replaced; OSError if that cannot be done."""
        if self.path == self._keyring:
            return
        now = self._keyring.stat()
        state = (now.st_ino, now.st_size, now.st_mtime_ns)
        with self._copying:
            if state != self._seen:
                _copy(self._keyring, self.path)
                self._seen = state


def _copy(keyring: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=keyring.parent, prefix=".checking-") as folder:
        copy = Path(folder, keyring.name)
        shutil.copyfile(keyring, copy)
        home = ["--homedir", folder, "--no-options", "--no-autostart", "--batch", "--quiet"]
        keys = ["--no-default-keyring", "--keyring", str(copy), "--rebuild-keydb-caches"]
        # What it does not check, it checks when it encrypts.
        subprocess.run(["gpg", *home, *keys], capture_output=True, check=False)
        copy.replace(target)
