# SPDX-License-Identifier: GPL-3.0-or-later
"""What was whole the last time is not read again, what is gone is missed, signatures count."""

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.actions.receive_order import receive_order
from intake.actions.verify_register import Verification, verify_register
from intake.errors import IntakeError
from intake.model.catalogue import Catalogue
from intake.model.order import OrderRequest
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.dossiers import Paper
from intake.store.git import Repository
from intake.store.register import Register
from tests.conftest import BELGIAN_VAT, NOW, open_queue
from tests.store.conftest import git, lay
from tests.store.test_history import make_ssh_key


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A register of some orders, with all that is needed to verify it time and again."""

    settings: Settings
    sealer: Sealer
    request: OrderRequest
    catalogue: Catalogue

    @property
    def folder(self) -> Path:
        """Where the register lies."""
        return self.settings.folders.register

    @property
    def desk(self) -> Register:
        """The register with the staff's keys."""
        opener, keys = Opener(self.settings.desk.gnupg_home), self.settings.folders.keys
        return Register(repository=Repository(self.folder), keys=keys, opener=opener)

    def receive(self, count: int) -> Paper:
        """Add an order."""
        prices = self.catalogue.in_force_on(NOW.date())
        with open_queue(self.settings, self.sealer) as queue:
            receive_order(
                self.request, prices, BELGIAN_VAT, mark=f"{count:016x}", queue=queue, now=NOW
            )
        return list(self.desk.papers())[-1]

    def verify(self, *, full: bool = False, signers: Path | None = None) -> Verification:
        """Verify, remembering what was found."""
        cache = self.settings.register.cache
        return verify_register(
            register=self.desk, catalogue=self.catalogue, signers=signers, cache=cache, full=full
        )

    def places(self, *, full: bool = False, signers: Path | None = None) -> list[str]:
        """Return where something is found."""
        return [one.place for one in self.verify(full=full, signers=signers).findings]


@pytest.fixture
def office(
    own_settings: Settings, sealer: Sealer, order_request: OrderRequest, catalogue: Catalogue
) -> Office:
    """Return a register of one order."""
    office = Office(
        settings=own_settings, sealer=sealer, request=order_request, catalogue=catalogue
    )
    office.receive(1)
    return office


def flip(path: Path, place: int = -1) -> None:
    """Change one bit of a file."""
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


def test_only_what_came_since_is_read(office: Office) -> None:
    office.verify()
    office.receive(2)

    assert office.verify() == Verification(papers=1, findings=(), before=1)


def test_what_came_since_is_read_well(office: Office) -> None:
    office.verify()
    paper = office.receive(2)
    flip(office.folder / paper.body)

    assert set(office.places()) == {str(paper.body)}


def test_all_is_read_on_demand(office: Office) -> None:
    office.verify()

    assert office.verify(full=True) == Verification(papers=1, findings=())


def test_what_was_found_once_is_found_until_it_is_mended(office: Office) -> None:
    office.verify()
    (body,) = office.folder.rglob("*.pgp")
    flip(body)

    assert (office.verify().findings, len(office.places(full=True))) == ((), 2)
    assert len(office.places()) == 2
    flip(body)
    assert office.verify() == Verification(papers=1, findings=())
    assert office.verify() == Verification(papers=0, findings=(), before=1)


@pytest.mark.parametrize("part", ["body", "keys"])
def test_what_is_gone_is_missed_without_reading(office: Office, part: str) -> None:
    office.verify()
    root = {"body": office.folder, "keys": office.settings.folders.keys}[part]
    (file,) = [*root.glob("**/*.pgp"), *root.glob("**/*.pkesk")]
    file.unlink()

    assert len(office.places()) == 1


def test_a_dropped_commit_is_missed_until_it_is_back(office: Office) -> None:
    paper = office.receive(2)
    office.verify()
    tip = office.desk.repository.tip()
    git(office.folder, "update-ref", "refs/heads/main", "main^")
    (office.folder / paper.body).unlink()
    (office.settings.folders.keys / paper.keys).unlink()

    assert office.places() == [f"commit {tip}"]
    assert office.places() == [f"commit {tip}"]


def test_history_that_was_written_anew_is_found(office: Office) -> None:
    office.verify()
    tip = office.desk.repository.tip()
    git(office.folder, "update-ref", "refs/heads/main", "main^")
    (body,) = office.folder.rglob("*.pgp")
    body.unlink()
    office.receive(2)

    assert office.places() == [f"commit {tip}"]


def test_a_broken_object_that_came_since_is_found(office: Office) -> None:
    office.verify()
    paper = office.receive(2)
    blob = git(office.folder, "rev-parse", f"main:{paper.body}").strip()
    flip(office.folder / ".git" / "objects" / blob[:2] / blob[2:])

    assert "git" in office.places()


def test_what_was_verified_without_a_key_is_read_by_whoever_has_one(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "gnupg").mkdir(mode=0o700)
    desk = dataclasses.replace(office.settings.desk, gnupg_home=tmp_path / "gnupg")
    settings = dataclasses.replace(office.settings, desk=desk)
    stranger = dataclasses.replace(office, settings=settings)

    assert stranger.verify() == Verification(papers=1, findings=(), closed=1)
    assert stranger.verify() == Verification(papers=0, findings=(), before=1)
    assert office.verify() == Verification(papers=1, findings=())


def every_file(office: Office) -> Iterator[Path]:
    """Return every file whose bytes mean something."""
    yield from office.folder.rglob("*.pgp")
    yield office.folder / "FORMAT"
    yield from (path for path in (office.folder / ".git/objects").rglob("*") if path.is_file())
    yield office.folder / ".git/refs/heads/main"


def found(office: Office) -> bool:
    """Say whether anything is found or refused."""
    try:
        return bool(office.verify(full=True).findings)
    except IntakeError:
        return True


def test_any_flipped_bit_is_found(office: Office) -> None:
    """In the papers and in git; of key packets only the reader's own can be known to be whole."""
    chance = random.Random(5)  # noqa: S311  # which bits, no secret
    for path in sorted(every_file(office)):
        before = path.read_bytes()
        flip(path, chance.randrange(len(before)))
        assert found(office), path
        path.write_bytes(before)
    assert not found(office)


# Signatures.


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return the machine's own SSH key."""
    return make_ssh_key(tmp_path / "key")


@pytest.fixture
def signers(key: Path, tmp_path: Path) -> Path:
    """Return the file that allows it to sign."""
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    return lay(tmp_path, "signers", f"intake@localhost {public}".encode())


def signing(office: Office, key: Path | None) -> Office:
    """Return the office whose machine signs with the key."""
    register = dataclasses.replace(office.settings.register, signing_key=key)
    return dataclasses.replace(
        office, settings=dataclasses.replace(office.settings, register=register)
    )


def test_what_was_before_the_first_signature_need_not_be_signed(
    office: Office, key: Path, signers: Path
) -> None:
    signing(office, key).receive(2)

    assert office.places(signers=signers) == []


def test_an_unsigned_commit_after_a_signed_one_is_found(
    office: Office, key: Path, signers: Path
) -> None:
    signing(office, key).receive(2)
    office.receive(3)

    assert office.places(signers=signers) == [f"commit {office.desk.repository.tip()}"]


def test_so_it_is_when_only_what_came_since_is_read(
    office: Office, key: Path, signers: Path
) -> None:
    signing(office, key).receive(2)
    office.verify(signers=signers)
    office.receive(3)

    assert office.places(signers=signers) == [f"commit {office.desk.repository.tip()}"]


def test_the_signature_of_another_key_is_found(
    office: Office, signers: Path, tmp_path: Path
) -> None:
    signing(office, make_ssh_key(tmp_path / "other")).receive(2)

    (finding,) = office.verify(signers=signers).findings
    assert finding.what == "its signature is not that of an allowed signer"


def test_without_a_list_of_signers_none_is_looked_at(office: Office, tmp_path: Path) -> None:
    signing(office, make_ssh_key(tmp_path / "other")).receive(2)

    assert office.places() == []


def test_a_list_of_signers_that_is_missing_is_found(office: Office, tmp_path: Path) -> None:
    (finding,) = office.verify(signers=tmp_path / "nowhere").findings

    assert (finding.place, "is not there; it holds" in finding.what) == ("git", True)
