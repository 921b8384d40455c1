# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of the advisories: what each said when it was last sealed.

Subscribers are told of a change by ``Updated``. So an advisory that changed in silence, or went,
stops the build; ``scripts/seal`` takes up what is new or properly updated (docs/formats.md).
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from intake.errors import IntakeError, RefusedError, exit_code
from intake.model.advisory import parse_advisory_id
from intake.model.calendar import parse_moment
from intake.model.language import Language
from intake.site.heads import Family, HeadError, read_families

LEDGER = "ledger.toml"
_TOP = """\
# What each advisory said when it was sealed. Written by scripts/seal and committed with the texts;
# docs/formats.md explains it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """When an advisory last changed, as it says itself, and the sum of each of its texts."""

    updated: str
    sha256: Mapping[str, str]


def check_ledger(folder: Path) -> None:
    """Refuse the advisories of a folder that differ from its ledger."""
    _compare(folder, sealing=False)


def write_ledger(folder: Path) -> int:
    """Seal the advisories of a folder as they are, and return how many there are.

    One that changed without a new ``Updated``, or that went, is refused here too.
    """
    seals = _compare(folder, sealing=True)
    text = "".join(_entry(name, seal) for name, seal in sorted(seals.items()))
    (folder / LEDGER).write_text(_TOP + text, encoding="utf-8")
    return len(seals)


def read_ledger(folder: Path) -> Mapping[str, Seal]:
    """Return the seals of a folder; there are none where there is no ledger."""
    path = folder / LEDGER
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Seal(**table) for name, table in tables.items()}
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise BrokenLedgerError(path) from error


def _compare(folder: Path, *, sealing: bool) -> Mapping[str, Seal]:
    sealed = read_ledger(folder)
    families = {_id(family): family for family in read_families(folder).values()}
    if gone := sorted(set(sealed) - set(families)):
        raise GoneAdvisoryError(folder / LEDGER, gone[0])
    seals = {name: _seal(family) for name, family in families.items()}
    for name, family in families.items():
        before, now = sealed.get(name), seals[name]
        if before is not None and now != before and not _is_later(now, before):
            raise SilentChangeError(family, before, now)
        if now != before and not sealing:
            raise UnsealedAdvisoryError(family[Language.EN].path)
    return seals


def _id(family: Family) -> str:
    return family[Language.EN].read("Id", parse_advisory_id)


def _seal(family: Family) -> Seal:
    return Seal(
        updated=family[Language.EN].read("Updated", str),
        sha256={
            language.value: hashlib.sha256(head.path.read_bytes()).hexdigest()
            for language, head in sorted(family.items())
        },
    )


def _is_later(now: Seal, before: Seal) -> bool:
    return parse_moment(now.updated) > parse_moment(before.updated)


def _entry(name: str, seal: Seal) -> str:
    sums = "".join(f'{language} = "{one}"\n' for language, one in seal.sha256.items())
    return f'\n[{name}]\nupdated = "{seal.updated}"\n[{name}.sha256]\n{sums}'


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def main(folder: Path) -> None:
    """Seal the advisories of a folder: put into its ledger what each says now."""
    try:
        count = write_ledger(folder)
    except IntakeError as error:
        click.echo(error, err=True)
        raise SystemExit(exit_code(error)) from error
    click.echo(f"{folder / LEDGER}: sealed, {count} in all; commit it with the texts")


class SilentChangeError(HeadError):
    """An advisory says something else than before, but not that it was updated."""

    def __init__(self, family: Family, before: Seal, now: Seal) -> None:
        """Name a text that changed, its line to correct, and the command."""
        changed = [one for one in Language if now.sha256[one] != before.sha256.get(one)]
        head = family[changed[0] if changed else Language.EN]
        what = (
            f"this advisory changed, but Updated is not later than {before.updated}, when it was"
            " sealed; put the day or the moment of the change there, in all languages, then run"
            " scripts/seal"
        )
        super().__init__(head.path, head.lines["Updated"][0], what)


class UnsealedAdvisoryError(RefusedError):
    """An advisory is new or updated, and the ledger does not know yet."""

    def __init__(self, path: Path) -> None:
        """Name the text and the command."""
        super().__init__(
            f"{path}: the ledger does not hold this advisory as it stands; run scripts/seal and"
            f" commit {LEDGER} with it",
        )


class GoneAdvisoryError(RefusedError):
    """An advisory that was published is not there any more."""

    def __init__(self, path: Path, name: str) -> None:
        """Name the advisory; its address was promised for ever."""
        super().__init__(
            f"{path}: {name} was published, but no text has this Id any more; put it back, and say"
            " in it what was wrong",
        )


class BrokenLedgerError(RefusedError):
    """The ledger is not what the command writes."""

    def __init__(self, path: Path) -> None:
        """Say how to get it back."""
        super().__init__(f"{path} cannot be read; take it back from git, then run scripts/seal")


if __name__ == "__main__":
    main()
