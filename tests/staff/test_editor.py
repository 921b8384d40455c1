# SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed in an editor lies in memory and nowhere else, and goes afterwards."""

import subprocess
from pathlib import Path

import pytest

from intake.staff import editor
from intake.staff.editor import NoMemoryFolderError, memory_folder, typed_in_editor


def an_editor(folder: Path, *commands: str) -> str:
    """Write an editor that does that to the file in $1, and return how it is called."""
    script = folder / "an-editor"
    script.write_text("\n".join(("#!/bin/sh", *commands)) + "\n", encoding="utf-8")
    script.chmod(0o755)
    return str(script)


def test_the_file_is_in_memory_and_goes_with_all_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    commands = (
        f'stat -f -c %T "$1" > "{told}"; stat -c %a "$1" >> "{told}"; echo "$1" >> "{told}"',
        'echo "a secret" >> "$1"; cp "$1" "$1~"',
    )
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, *commands))

    assert typed_in_editor("note.txt", text="Before: ") == "Before: a secret\n"
    kind, mode, path = told.read_text(encoding="utf-8").split()
    assert (kind, mode) == ("tmpfs", "600")
    assert not Path(path).parent.exists()
    left = subprocess.run(
        ["grep", "-rl", "a secret", str(tmp_path)], capture_output=True, check=False
    )
    assert left.stdout.decode().split() == [str(tmp_path / "an-editor")]


def test_where_memory_is_no_folder_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of mounts in which everything is on a disk."""
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(editor, "_MOUNTS", mounts)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, f'touch "{tmp_path}/opened"'))

    with pytest.raises(NoMemoryFolderError, match="--file -"):
        typed_in_editor("note.txt")
    assert not (tmp_path / "opened").exists()


def test_a_folder_of_ones_own_comes_first_if_it_is_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(editor, "_MOUNTS", mounts)
    mounts.write_text(f"tmpfs {tmp_path} tmpfs rw 0 0\n", encoding="utf-8")

    assert memory_folder() == tmp_path
