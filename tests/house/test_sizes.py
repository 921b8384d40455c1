# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules and functions stay small enough to be read in one go.

A code line is one that is neither empty nor a comment nor part of a docstring.
"""

import ast
import io
import tokenize
from pathlib import Path

from tests.house.project import PACKAGE, ROOT, files, functions, named, python_files, tree_of

LARGEST_MODULE = 250
LARGEST_FUNCTION = 50
LARGEST_SCRIPT = 20

_NO_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


def code_lines(source: str) -> set[int]:
    """Return the numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                if ast.get_docstring(node, clean=False) is not None:
                    docstring = node.body[0]
                    lines -= set(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    return lines


def lines_of(path: Path) -> set[int]:
    """Return the code lines of a file."""
    return code_lines(path.read_text(encoding="utf-8"))


def test_comments_and_docstrings_are_no_code_lines() -> None:
    source = '''"""Doc."""

# why
def one() -> int:
    """Doc.

    More.
    """
    return (
        1
    )
'''
    assert code_lines(source) == {4, 9, 10, 11}


def test_no_module_is_too_long() -> None:
    modules = [path for path in python_files() if path.is_relative_to(PACKAGE)]
    sizes = {str(path.relative_to(PACKAGE)): len(lines_of(path)) for path in modules}
    assert {name: size for name, size in sizes.items() if size > LARGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    long = []
    for path in python_files():
        lines = lines_of(path)
        for function in functions(tree_of(path)):
            size = len(lines & set(range(function.lineno, (function.end_lineno or 0) + 1)))
            if size > LARGEST_FUNCTION:
                long.append((path.name, function.name, size))
    assert long == []


def test_a_script_is_short_and_of_the_shell() -> None:
    """Anything that has to think belongs to the package."""
    scripts = [path for path in files() if path.parent == ROOT / "scripts" and not path.suffix]
    texts = {path: path.read_text(encoding="utf-8").splitlines() for path in scripts}
    other = [
        path
        for path, lines in texts.items()
        if lines[0] != "#!/bin/sh" or len(lines) > LARGEST_SCRIPT
    ]
    assert named(other) == []
