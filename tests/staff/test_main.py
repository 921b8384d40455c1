# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``staff --help`` says of each command: an example that the command understands."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from intake.staff.main import main

TYPED = "Example: staff "


def commands(
    group: click.Group, context: click.Context, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return every command that can be typed, with its words."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            inner = click.Context(command, parent=context, info_name=name)
            yield from commands(command, inner, (*path, name))
        else:
            yield (*path, name), command


ALL = dict(commands(main, click.Context(main, info_name="staff")))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_example_of_a_command_is_understood(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it names is there; it is parsed, and not carried out."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "statement.coda").touch()
    (tmp_path / "var" / "backups").mkdir(parents=True)
    (tmp_path / "var" / "backups" / "backup-20261125T020000Z.tar.gpg").touch()
    text = " ".join((ALL[path].help or "").split())
    example = shlex.split(text.partition(TYPED)[2])

    assert tuple(example[: len(path)]) == path
    ALL[path].make_context(" ".join(path), example[len(path) :])


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
def test_help_fits_a_terminal_of_80_columns(path: tuple[str, ...]) -> None:
    """The first lines of it say what the command does."""
    answer = CliRunner(env={"COLUMNS": "80"}).invoke(main, [*path, "--help"])

    assert answer.exit_code == 0
    assert [line for line in answer.output.splitlines() if len(line) > 80] == []
    assert "Example: staff" in answer.output
