# SPDX-License-Identifier: GPL-3.0-or-later
"""The installation decides rightly what is missing; a whole one is tried by hand, not here."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from intake.demo import install
from intake.demo.debian import MissingPackagesError, missing_packages
from intake.demo.steps import StepFailedError, logged

ROOT = Path(__file__).parent.parent.parent
VERSION = (3, 11, 2)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone that has been installed in so far as the decisions look at it."""
    root = tmp_path / "a clone"
    for name in ("scripts/locked-run.txt", "scripts/locked-test.txt", "pyproject.toml"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    _link_venv(root / ".venv")
    return root


def _link_venv(venv: Path) -> None:
    """Make a .venv that works, out of the one that runs this test."""
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    (venv / "lib").symlink_to(Path(sys.prefix) / "lib")
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", venv)


def _run(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def test_an_old_python_is_named_in_one_sentence() -> None:
    """The status is that of something unavailable, and no traceback is shown."""
    done = _run(
        "import sys; from intake.demo import install;"
        "sys.exit(install.main(['run'], version=(3, 9, 2)))"
    )

    assert done.returncode == 6
    assert done.stderr == "scripts/setup: needs Python 3.11 or later, and python3 is 3.9.2 here\n"


@pytest.mark.parametrize("name", ["", "demo", "demo.install", "demo.debian", "demo.steps"])
def test_an_old_python_can_read_what_tells_it_so(name: str) -> None:
    """A syntax error would be all that the reader of an old machine sees."""
    path = ROOT.joinpath("intake", *name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")

    assert ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_installer_needs_only_the_standard_library() -> None:
    """It runs before anything has been installed."""
    # -S leaves out everything that was ever installed.
    done = _run(
        "import sys; import intake.demo.install;"
        "print(sorted(name for name in sys.modules if name.startswith('intake.')))",
        "-S",
    )

    wanted = ["intake.demo", "intake.demo.debian", "intake.demo.install", "intake.demo.steps"]
    assert done.stdout == f"{wanted}\n"


@pytest.mark.parametrize(
    ("installed", "asked"), [("run", "run"), ("test", "test"), ("test", "run")]
)
def test_what_is_installed_is_not_installed_again(clone: Path, installed: str, asked: str) -> None:
    """What is locked for the tests holds what is locked for a run."""
    install.write_stamp(installed, clone, VERSION)

    assert install.is_stamped(asked, clone, VERSION)


def test_an_installation_to_run_is_not_enough_to_test(clone: Path) -> None:
    """The other way round something would be missing."""
    install.write_stamp("run", clone, VERSION)

    assert not install.is_stamped("test", clone, VERSION)


@pytest.mark.parametrize("name", ["scripts/locked-run.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_anew(clone: Path, name: str) -> None:
    """As after a pull that brought new versions."""
    install.write_stamp("run", clone, VERSION)
    (clone / name).write_text("changed")

    assert not install.is_stamped("run", clone, VERSION)


def test_another_python_is_installed_for_anew(clone: Path) -> None:
    """Even a small step: some locked versions depend on it."""
    install.write_stamp("run", clone, VERSION)

    assert not install.is_stamped("run", clone, (3, 11, 5))


def test_a_stamp_without_its_python_is_not_believed(clone: Path) -> None:
    """As after an upgrade of the machine that took the old Python away."""
    install.write_stamp("run", clone, VERSION)
    (clone / ".venv" / "bin" / "python").unlink()

    assert not install.is_stamped("run", clone, VERSION)


def test_a_venv_left_half_made_is_removed(clone: Path) -> None:
    """An interrupted installation repairs itself at the next start."""
    (clone / ".venv" / install.UNFINISHED).touch()

    install.remove_broken(clone, VERSION)

    assert not (clone / ".venv").exists()


def test_a_venv_without_python_is_removed(clone: Path) -> None:
    """Nothing can be installed into it."""
    (clone / ".venv" / "bin" / "python").unlink()

    install.remove_broken(clone, VERSION)

    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("version", [VERSION, (3, 11, 9)])
def test_a_venv_that_works_is_kept(clone: Path, version: tuple[int, ...]) -> None:
    """Under a small step of Python too: installing into it is enough."""
    install.write_stamp("run", clone, VERSION)

    install.remove_broken(clone, version)

    assert (clone / ".venv" / "bin" / "python").exists()


def test_a_venv_of_somebody_else_that_works_is_kept(clone: Path) -> None:
    """It has no stamp, and is not ours to throw away."""
    install.remove_broken(clone, VERSION)

    assert (clone / ".venv" / "bin" / "python").exists()


def test_a_venv_that_came_with_a_moved_clone_is_removed(clone: Path, tmp_path: Path) -> None:
    """Its commands still name the old place."""
    install.write_stamp("run", clone, VERSION)
    moved = clone.rename(tmp_path / "elsewhere")

    assert not install.is_stamped("run", moved, VERSION)
    install.remove_broken(moved, VERSION)

    assert not (moved / ".venv").exists()


def test_what_a_linked_venv_leads_to_is_never_removed(clone: Path, tmp_path: Path) -> None:
    """Only the link goes."""
    real = (clone / ".venv").rename(tmp_path / "real")
    (real / install.UNFINISHED).touch()
    (clone / ".venv").symlink_to(real)

    install.remove_broken(clone, VERSION)

    assert real.exists()
    assert not (clone / ".venv").is_symlink()


def test_a_clone_that_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named, and no traceback is shown."""
    (tmp_path / "scripts").touch()

    status = install.main(["run"], root=tmp_path)

    assert status == 6
    wanted = f"cannot read or write {tmp_path}/scripts/locked-run.txt: Not a directory"
    assert capsys.readouterr().err == f"scripts/setup: {wanted}\n"


def test_nothing_is_missing_where_every_command_is_found() -> None:
    """Then apt is never called."""
    assert missing_packages("test", for_venv=True, found=lambda _: True) == []


def test_missing_commands_are_named_by_their_debian_packages() -> None:
    """Each once, and the browser and Java for the tests alone."""

    def found(command: str) -> bool:
        return command == "git"

    assert missing_packages("run", for_venv=False, found=found) == ["gnupg"]
    wanted = ["chromium", "default-jre-headless", "gnupg"]
    assert missing_packages("test", for_venv=False, found=found) == wanted


def test_whoever_may_not_install_is_given_the_line_that_does() -> None:
    """In one line, to copy."""
    wanted = "missing here: git gnupg; install as root with: apt-get install git gnupg"

    assert str(MissingPackagesError(["git", "gnupg"])) == wanted


def test_a_failed_step_quotes_its_error_and_names_the_log(tmp_path: Path) -> None:
    """The error, and not the hint that comes after it."""
    log = tmp_path / "install.log"
    command = ["sh", "-c", "echo ERROR: no such package; echo hint: think again; exit 1"]

    with pytest.raises(StepFailedError) as failure:
        logged("installing", command, log)

    assert str(failure.value) == f"installing failed: ERROR: no such package (all of it in {log})"
    assert "think again" in log.read_text()
