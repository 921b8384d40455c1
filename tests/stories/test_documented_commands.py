# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the README and of docs/ are true: they are run as they stand there."""

import re

import pytest

from tests.stories.conftest import ROOT, Demo

_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The story's own fixture runs the first; the others are what runs this test.
_ELSEWHERE = {"scripts/run", "scripts/test", "scripts/check"}
_TEXTS = ("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/design.md", "docs/formats.md")


def documented() -> list[str]:
    """Return every command of a shell block, each once."""
    commands: dict[str, None] = {}
    for name in _TEXTS:
        for block in _BLOCK.findall((ROOT / name).read_text(encoding="utf-8")):
            commands |= dict.fromkeys(block.strip().splitlines())
    return list(commands)


def test_the_readme_has_the_commands_that_ci_and_newcomers_use() -> None:
    """If one goes, this file and .ci/run have to know."""
    assert set(documented()) >= _ELSEWHERE


@pytest.mark.parametrize("command", [one for one in documented() if one not in _ELSEWHERE])
def test_a_documented_command_runs(demo: Demo, command: str) -> None:
    """Beside a running demo, as the README has it."""
    done = demo.run("sh", "-c", command)

    assert done.returncode == 0, done.stdout + done.stderr
