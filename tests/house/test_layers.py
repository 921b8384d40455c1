# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports only go down, and the check that says so does find who goes up."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.project import PACKAGE, ROOT

FLOORS = "Floors: imports only go down"
WEB = "The web machine cannot read what it has queued"
SITE = "The site is built from the model and the settings alone"
RULES = "The rules know no machinery"

# Who imports what, and the contract that this breaks.
FORBIDDEN = {
    "the web decrypts": ("web/views.py", "intake.openpgp.decrypt", WEB),
    "the web decrypts through a chain": ("web/views.py", "intake.actions.show_order", WEB),
    "the site reads the register": ("site/facts.py", "intake.store.register", SITE),
    "the model reads a disk": ("model/money.py", "pathlib", RULES),
    "a rule goes up": ("model/pricing.py", "intake.settings", FLOORS),
    "a door knows another": ("staff/desk.py", "intake.web.tokens", FLOORS),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package and its contracts, to plant a fault in."""
    ignored = shutil.ignore_patterns("__pycache__", "fonts", "templates", "letters")
    shutil.copytree(PACKAGE, tmp_path / "intake", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> tuple[int, str]:
    """Return what lint-imports ends with and says."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout


def broken(said: str) -> list[str]:
    """Return the contracts that are broken."""
    lines = said.splitlines()
    return [one.removesuffix(" BROKEN") for one in lines if one.endswith(" BROKEN")]


def test_imports_only_go_down() -> None:
    status, said = lint_imports(ROOT)
    assert (status, broken(said)) == (0, []), said


@pytest.mark.parametrize(("module", "imported", "contract"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_import_is_found(copy: Path, module: str, imported: str, contract: str) -> None:
    path = copy / "intake" / module
    source = path.read_text(encoding="utf-8")
    path.write_text(f"{source}\nimport {imported}\n", encoding="utf-8")
    status, said = lint_imports(copy)
    assert (status, contract in broken(said)) == (1, True), said


def test_a_new_folder_needs_a_floor(copy: Path) -> None:
    (copy / "intake" / "printing").mkdir()
    (copy / "intake" / "printing" / "__init__.py").touch()
    status, said = lint_imports(copy)
    assert (status, "intake.printing" in said) == (1, True), said


def test_the_copy_without_a_planted_fault_keeps_every_contract(copy: Path) -> None:
    """Else the tests above would prove nothing."""
    assert lint_imports(copy)[0] == 0
