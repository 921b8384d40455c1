# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test that proves a promise of the charter names one that exists."""

import ast
import tomllib

from tests.house.project import ROOT, python_files, tree_of

PROMISES = {f"P{number:02}" for number in range(1, 42)}
MARK = "pytest.mark.promise"


def promised(tree: ast.Module) -> list[str | None]:
    """Return what each mark of a file names; None for a mark without a plain number."""
    marks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "promise" and ast.unparse(node) == MARK
    ]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.func in marks]
    numbers: list[str | None] = [None] * (len(marks) - len(calls))
    for call in calls:
        match call.args, call.keywords:
            case [ast.Constant(value=str(number))], []:
                numbers.append(number)
            case _:
                numbers.append(None)
    return numbers


def test_a_promise_is_one_of_the_charter() -> None:
    marks = {path.relative_to(ROOT): promised(tree_of(path)) for path in python_files()}
    unknown = {str(path): found for path, found in marks.items() if set(found) - PROMISES}
    assert unknown == {}


def test_a_mark_that_names_no_promise_is_found() -> None:
    source = "@pytest.mark.promise\ndef test_a(): ...\n@pytest.mark.promise(7)\ndef test_b(): ...\n"
    assert promised(ast.parse(source)) == [None, None]


def test_a_mark_that_names_a_promise_is_read() -> None:
    source = "pytestmark = [pytest.mark.promise('P03'), pytest.mark.promise('P30')]\n"
    assert promised(ast.parse(source)) == ["P03", "P30"]


def test_a_row_that_names_a_test_is_proved_by_it() -> None:
    """The page says so to everybody; a row without a proof says "not yet"."""
    file = ROOT / "content" / "promises.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["promises"]
    kept = {row["number"]: row["kept"] for row in rows if row["kept"] != "not yet"}
    unproved = [
        (number, test)
        for number, test in kept.items()
        if not test.startswith("tests/") or number not in promised(tree_of(ROOT / test))
    ]
    assert (unproved, bool(kept)) == ([], True)
