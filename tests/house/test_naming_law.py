# SPDX-License-Identifier: GPL-3.0-or-later
"""`staff orders show` is intake/actions/show_order.py, and every command explains itself."""

import ast
from collections.abc import Iterator

import click
import pytest

from intake.staff.main import main as staff
from intake.web.main import main as intake
from tests.house.project import PACKAGE, ROOT, files, named, tree_of

ACTIONS = PACKAGE / "actions"


def members(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Return the commands of a group, also those that are loaded when they are called."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command
        yield word, command


def commands(
    command: click.Command, name: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return every command that does something, with the words that one types."""
    if isinstance(command, click.Group):
        for word, inner in members(command):
            yield from commands(inner, (*name, word))
    else:
        yield name, command


STAFF = dict(commands(staff, ("staff",)))
ALL = STAFF | dict(commands(intake, ("intake",)))
EACH = pytest.mark.parametrize("words", ALL, ids=" ".join)


# A verb alone is about the register, or about one order, or all that is known of a person.
ALONE = {
    "erase": "erase_dossier",
    "find": "find_dossier",
    "backup": "make_backup",
    "restore": "restore_backup",
    "pull": "pull_register",
    "push": "push_register",
    "take": "take_order",
    "give-back": "give_back_order",
}


def action_of(words: tuple[str, ...]) -> str:
    """Return the module of a staff command; a noun alone lists.

    >>> action_of(("staff", "invoices", "issue"))
    'issue_invoice'
    """
    _, noun, *verbs = words
    if noun in ALONE:
        return ALONE[noun]
    (verb,) = verbs or ["list"]
    return f"{verb}_{noun.removesuffix('s')}".replace("-", "_")


@pytest.mark.parametrize("words", STAFF, ids=" ".join)
def test_a_staff_command_is_an_action_of_the_same_name(words: tuple[str, ...]) -> None:
    module = action_of(words)
    assert module in {path.stem for path in ACTIONS.glob("*.py")}


@pytest.mark.parametrize("words", STAFF, ids=" ".join)
def test_a_staff_command_calls_its_action(words: tuple[str, ...]) -> None:
    """In the module of its noun: `staff orders show` is in intake/staff/orders.py."""
    module = tree_of(PACKAGE / "staff" / f"{words[1].replace('-', '_')}.py")
    called = {ast.unparse(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
    assert action_of(words) in called


@EACH
def test_a_command_says_in_a_sentence_what_it_does(words: tuple[str, ...]) -> None:
    first = (ALL[words].help or "").split("\n\n")[0]
    assert first.endswith((".", ".\n")), first


@EACH
def test_a_command_shows_an_example_of_itself(words: tuple[str, ...]) -> None:
    lines = [line.strip() for line in (ALL[words].help or "").splitlines()]
    examples = [line for line in lines if line.startswith("Example: ")]
    assert [one.startswith(f"Example: {' '.join(words)}") for one in examples] == [True]


@EACH
def test_every_option_of_a_command_is_explained(words: tuple[str, ...]) -> None:
    options = [one for one in ALL[words].params if isinstance(one, click.Option)]
    assert [option.name for option in options if not option.help] == []


@EACH
def test_every_command_is_in_the_handbook(words: tuple[str, ...]) -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert " ".join(words) in handbook


@pytest.mark.parametrize("program", [staff, intake], ids=["staff", "intake"])
def test_every_group_of_commands_says_what_it_is(program: click.Group) -> None:
    groups = [program, *(one for _, one in members(program) if isinstance(one, click.Group))]
    assert [group.name for group in groups if not group.help] == []


def imported(path_of_module: str) -> set[str]:
    """Return every module that the files of a part of the package import."""
    return {
        node.module or ""
        for path in files()
        if path.is_relative_to(PACKAGE / path_of_module) and path.suffix == ".py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
    }


def test_every_action_has_a_door() -> None:
    """Its own, or that of the larger action that it is a part of."""
    reached = imported("web") | imported("staff") | imported("demo") | imported("actions")
    modules = [path for path in ACTIONS.glob("*.py") if path.name != "__init__.py"]
    idle = [path for path in modules if f"intake.actions.{path.stem}" not in reached]
    assert named(idle) == []
