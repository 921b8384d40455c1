# SPDX-License-Identifier: GPL-3.0-or-later
"""Names say what is inside, and every file says what it is for."""

import ast
from pathlib import Path

from tests.house.project import PACKAGE, ROOT, named, python_files, tree_of

SPDX = "# SPDX-License-Identifier: GPL-3.0-or-later"

# A domain is a domain name, a service is what a member rents; the others name nothing.
_EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "base", "core", "misc"})
_TAKEN_NAMES = frozenset({"manager", "managers", "domain", "domains", "service", "services"})

# Folders of tests that mirror no folder of the package, or ask more than one module.
_OF_THEIR_OWN = frozenset({"house", "stories", "site", "golden", "bench", "fuzz"})


def test_no_name_is_empty_or_taken() -> None:
    refused = _EMPTY_NAMES | _TAKEN_NAMES
    badly = [
        path
        for path in python_files()
        if refused & {*path.relative_to(ROOT).parent.parts, path.stem}
    ]
    # model/service.py, what a member has, may come one day: there the word is meant.
    assert named([path for path in badly if path != PACKAGE / "model" / "service.py"]) == []


def test_a_package_file_holds_a_docstring_only() -> None:
    packages = [path for path in python_files() if path.name == "__init__.py"]
    full = [path for path in packages if [type(one) for one in tree_of(path).body] != [ast.Expr]]
    assert named(full) == []


def test_every_folder_of_the_package_says_what_it_is() -> None:
    folders = {path.parent for path in python_files() if path.is_relative_to(PACKAGE)}
    silent = [folder for folder in folders if not (folder / "__init__.py").is_file()]
    assert named(silent) == []


def test_every_python_file_names_its_licence_first() -> None:
    silent = [path for path in python_files() if first_line(path) != SPDX]
    assert named(silent) == []


def first_line(path: Path) -> str:
    """Return the first line of a file."""
    return path.read_text(encoding="utf-8").split("\n", 1)[0]


def test_every_python_file_says_what_it_is_for() -> None:
    silent = [path for path in python_files() if not ast.get_docstring(tree_of(path))]
    assert named(silent) == []


def test_a_test_file_lies_where_its_module_does() -> None:
    """tests/model/test_money.py asks intake/model/money.py."""
    strays = []
    for path in python_files():
        place = path.relative_to(ROOT)
        if place.parts[0] != "tests" or not path.name.startswith("test_"):
            continue
        if len(place.parts) > 2 and place.parts[1] in _OF_THEIR_OWN:
            continue
        module = Path(*place.parts[1:-1], path.name.removeprefix("test_"))
        if not (PACKAGE / module).is_file():
            strays.append(path)
    assert named(strays) == []


def test_a_folder_of_tests_holds_tests() -> None:
    """A file of tests that pytest does not find would pass for ever."""
    unseen = [
        path
        for path in python_files()
        if path.relative_to(ROOT).parts[0] == "tests"
        and not path.name.startswith("test_")
        and any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in tree_of(path).body
        )
    ]
    assert named(unseen) == []
