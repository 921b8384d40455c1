# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: an advisory that changes in silence is found, one that says so is taken up."""

import subprocess
import sys
from pathlib import Path

import pytest

from intake.site.ledger import (
    LEDGER,
    BrokenLedgerError,
    GoneAdvisoryError,
    SilentChangeError,
    UnsealedAdvisoryError,
    check_ledger,
    write_ledger,
)
from tests.site.conftest import ADVISORY, OLD_ADVISORY, ROOT, build, write

LEAK = "2026-02-03-leak"
LATER = {"Updated": "2026-11-22"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two sealed advisories."""
    write(tmp_path, LEAK, ADVISORY)
    write(tmp_path, "2026-03-01-old-keys", OLD_ADVISORY)
    write_ledger(tmp_path)
    return tmp_path


def seal(folder: Path) -> tuple[int, str]:
    """Run the command, and return what it ends with and says."""
    command = [sys.executable, "-m", "intake.site.ledger", str(folder)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout + answer.stderr


def test_what_is_sealed_is_right(folder: Path) -> None:
    check_ledger(folder)


def test_the_advisories_of_the_site_are_sealed() -> None:
    check_ledger(ROOT / "content" / "security")


def test_the_ledger_is_written_in_its_format(folder: Path) -> None:
    golden = ROOT / "tests" / "golden" / "advisory-ledger.toml"
    assert (folder / LEDGER).read_text(encoding="utf-8") == golden.read_text(encoding="utf-8")


def test_sealing_again_changes_nothing(folder: Path) -> None:
    before = (folder / LEDGER).read_bytes()
    write_ledger(folder)
    assert (folder / LEDGER).read_bytes() == before


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_text_that_changed_in_silence_is_told_with_file_and_line(
    folder: Path, language: str
) -> None:
    write(folder, LEAK, ADVISORY, "Another text.", [language])
    with pytest.raises(SilentChangeError, match=f"{LEAK}.{language}.md:4: .*scripts/seal"):
        check_ledger(folder)


def test_a_fact_that_changed_in_silence_is_found(folder: Path) -> None:
    write(folder, LEAK, ADVISORY | {"Fixed": "Program 3"})
    with pytest.raises(SilentChangeError):
        check_ledger(folder)


def test_a_silent_change_cannot_be_sealed_either(folder: Path) -> None:
    before = (folder / LEDGER).read_bytes()
    write(folder, LEAK, ADVISORY, "Another text.")
    status, said = seal(folder)
    assert (status, "Updated is not later than" in said) == (4, True)
    assert (folder / LEDGER).read_bytes() == before


def test_a_change_that_goes_back_in_time_is_a_silent_one(folder: Path) -> None:
    write(folder, LEAK, ADVISORY | {"Updated": "2026-11-20T16:00:00+01:00"})
    with pytest.raises(SilentChangeError):
        write_ledger(folder)


def test_a_change_that_says_so_waits_for_its_seal(folder: Path) -> None:
    write(folder, LEAK, ADVISORY | LATER, "Another text.")
    with pytest.raises(UnsealedAdvisoryError, match=r"run scripts/seal and commit ledger\.toml"):
        check_ledger(folder)
    assert seal(folder)[0] == 0
    check_ledger(folder)


def test_a_new_advisory_waits_for_its_seal(folder: Path) -> None:
    write(folder, "2026-11-22-new", ADVISORY | LATER | {"Id": "A2A-2026-003"})
    with pytest.raises(UnsealedAdvisoryError):
        check_ledger(folder)


def test_an_advisory_that_went_is_missed(folder: Path) -> None:
    for path in folder.glob(f"{LEAK}.*"):
        path.unlink()
    for ask in (check_ledger, write_ledger):
        with pytest.raises(GoneAdvisoryError, match="A2A-2026-002 was published"):
            ask(folder)


def test_an_advisory_that_became_a_draft_went(folder: Path) -> None:
    write(folder, LEAK, ADVISORY | {"Status": "draft"})
    with pytest.raises(GoneAdvisoryError):
        check_ledger(folder)


@pytest.mark.parametrize("text", ["[A2A-2026-002", "[A2A-2026-002]\nsum = 1\n"])
def test_a_broken_ledger_is_told(folder: Path, text: str) -> None:
    (folder / LEDGER).write_text(text, encoding="utf-8")
    with pytest.raises(BrokenLedgerError, match="take it back from git"):
        check_ledger(folder)


def test_a_silent_change_stops_the_build_with_file_and_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, f"security/{LEAK}", ADVISORY)
    write_ledger(tmp_path / "security")
    write(tmp_path, f"security/{LEAK}", ADVISORY, "Another text.", ["fr"])
    answer = build(tmp_path / "site", content=tmp_path)
    told = f"{LEAK}.fr.md:4: this advisory changed, but Updated is not later" in answer.stderr
    assert (answer.returncode, told) == (1, True)
