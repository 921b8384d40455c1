# SPDX-License-Identifier: GPL-3.0-or-later
"""The project as the rules about ourselves look at it: its files, as git sees them."""

import ast
import os
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "intake"


def git(*arguments: str, folder: Path = ROOT) -> str | None:
    """Return what git answers, None where there is no repository or nothing to answer."""
    command = ["git", "-C", str(folder), *arguments]
    # A copy without git, unpacked inside another repository, is none of that one's.
    alone = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    answer = subprocess.run(command, env=alone, capture_output=True, check=False)
    return answer.stdout.decode() if answer.returncode == 0 else None


def files() -> list[Path]:
    """Return every file of the project: tracked, or new and not ignored."""
    listing = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listing is None:
        found = (path for path in ROOT.rglob("*") if not _is_beside(path))
    else:
        found = (ROOT / name for name in listing.split("\0") if name)
    return sorted({path for path in found if path.is_file()})


def python_files() -> list[Path]:
    """Return every Python file of the project."""
    return [path for path in files() if path.suffix == ".py"]


def named(paths: list[Path]) -> list[str]:
    """Return the paths as a test's answer names them, relative to the root."""
    return [str(path.relative_to(ROOT)) for path in paths]


def tree_of(path: Path) -> ast.Module:
    """Return a Python file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a tree, methods and those inside others too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _is_beside(path: Path) -> bool:
    """Say whether .gitignore names a part of the path, where git itself cannot be asked."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [".git", *(line.strip("/") for line in lines)]
    parts = path.relative_to(ROOT).parts
    return any(fnmatch(part, pattern) for part in parts for pattern in ignored)
