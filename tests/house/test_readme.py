# SPDX-License-Identifier: GPL-3.0-or-later
"""The README shows the project as it is; tests/stories runs its commands."""

import os
import re

from tests.house.project import ROOT, files

README = ROOT / "README.md"


def blocks(language: str) -> list[list[str]]:
    """Return the lines of each fenced block in that language."""
    text = README.read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in found]


def tree() -> list[str]:
    """Return the paths that the tree block names."""
    (lines,) = blocks("text")
    return [line.split()[0] for line in lines if line.strip()]


def test_every_path_in_the_tree_exists() -> None:
    """A folder is written with a stroke at its end."""
    missing = [
        path
        for path in tree()
        if not ((ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file())
    ]
    assert missing == []


def test_the_tree_names_every_entry_of_the_root() -> None:
    """What ls shows: the hidden ones are for machines, and README.md is where one is."""
    entries = {path.relative_to(ROOT).parts[0] for path in files()}
    shown = {entry for entry in entries if not entry.startswith(".")} - {README.name}
    assert shown - {path.split("/")[0] for path in tree()} == set()


def test_the_tree_names_every_room_of_the_package() -> None:
    rooms = {
        path.parent.relative_to(ROOT) for path in files() if path.match("intake/*/__init__.py")
    }
    assert {f"{room}/" for room in rooms} - set(tree()) == set()


def test_no_path_stands_twice_in_the_tree() -> None:
    assert sorted(tree()) == sorted(set(tree()))


def test_every_script_that_the_readme_names_can_be_run() -> None:
    text = README.read_text(encoding="utf-8")
    scripts = set(re.findall(r"\b(?:scripts/[a-z]+|\.ci/run)\b", text))
    assert {one for one in scripts if not os.access(ROOT / one, os.X_OK)} == set()


def test_the_commands_of_the_readme_are_ours() -> None:
    commands = {line.split()[0] for block in blocks("sh") for line in block if line.strip()}
    assert {one for one in commands if not one.startswith(("scripts/", ".venv/bin/"))} == set()


def test_every_document_that_the_readme_links_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).is_file()] == []
