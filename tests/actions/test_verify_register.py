# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifying finds whatever has harmed a register, and nothing in a sound one."""

import dataclasses
import datetime
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.actions.receive_order import receive_order
from intake.actions.verify_register import Finding, Verification, verify_register
from intake.model.catalogue import Catalogue, PriceList
from intake.model.money import Money
from intake.model.order import Order, OrderRequest
from intake.model.structured_communication import OrderNumber
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository, run_git
from intake.store.queue import Queue
from intake.store.records import order_to_json
from intake.store.register import Register
from tests.conftest import BELGIAN_VAT, NOW, StaffKeys, open_queue, raised, run_gpg
from tests.openpgp.conftest import packets_by_gpg

REWRITTEN = "was changed or deleted in git"
GOLDEN = Path(__file__).parent.parent / "golden"
UNREADABLE = "the record could not be decrypted: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A register of two orders with all that is needed to verify it."""

    desk: Register
    catalogue: Catalogue
    papers: tuple[Paper, ...]

    @property
    def bodies(self) -> list[Path]:
        """Where the bodies lie."""
        return [self.desk.repository.folder / paper.body for paper in self.papers]

    @property
    def keys(self) -> list[Path]:
        """Where their key packets lie."""
        return [self.desk.keys / paper.keys for paper in self.papers]

    def verify(self) -> Verification:
        """Verify the register."""
        return verify_register(register=self.desk, catalogue=self.catalogue)

    def found(self) -> list[tuple[str, str]]:
        """Return what is found in each place."""
        return [(one.place, one.what) for one in self.verify().findings]

    def name(self, number: int) -> str:
        """Return the place of a paper as findings name it."""
        return str(self.papers[number].body)


@pytest.fixture
def desk(own_settings: Settings, staff_keys: StaffKeys) -> Register:
    """Return the test's own register with the staff's keys to it."""
    folders = own_settings.folders
    return Register(
        repository=Repository(folders.register),
        keys=folders.keys,
        opener=Opener(staff_keys.home),
    )


@pytest.fixture
def office(
    desk: Register,
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    catalogue: Catalogue,
) -> Office:
    """Return a sound register of two orders, closed by its intake."""
    prices = catalogue.in_force_on(NOW.date())
    with open_queue(own_settings, sealer) as queue:
        for count in (1, 2):
            receive_order(
                order_request, prices, BELGIAN_VAT, mark=f"{count:016x}", queue=queue, now=NOW
            )
    return Office(desk=desk, catalogue=catalogue, papers=tuple(desk.papers()))


def flip(path: Path, place: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


def swap(one: Path, other: Path) -> None:
    """Exchange what two files hold."""
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def commit(office: Office, *papers: Paper) -> None:
    """Have git hold what now lies on the disk, as whoever harms a register might."""
    folder = office.desk.repository.folder
    files = {paper.body: (folder / paper.body).read_bytes() for paper in papers}
    office.desk.repository.commit(files, "Harm", NOW)


def snapshot(office: Office) -> dict[Path, int]:
    """Return when each file and folder was last changed, git's own included."""
    folders = (office.desk.repository.folder, office.desk.keys)
    paths = [path for folder in folders for path in folder.rglob("*")]
    return {path: path.stat().st_mtime_ns for path in paths}


# A sound register.


def test_a_sound_register_is_found_sound(office: Office) -> None:
    assert office.verify() == Verification(papers=2, findings=())


def test_an_empty_register_is_sound(desk: Register, catalogue: Catalogue) -> None:
    answer = verify_register(register=desk, catalogue=catalogue)

    assert answer == Verification(papers=0, findings=())


def test_progress_is_told_paper_by_paper(office: Office) -> None:
    told: list[tuple[int, int]] = []

    verify_register(
        register=office.desk,
        catalogue=office.catalogue,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 2), (2, 2)]


def test_verifying_changes_nothing(office: Office) -> None:
    before = snapshot(office)

    office.verify()

    assert snapshot(office) == before


# The body.


@pytest.mark.parametrize("place", [5, 60, -1])
def test_a_bit_flipped_in_a_body_is_found_twice(office: Office, place: int) -> None:
    flip(office.bodies[0], place)

    found = office.found()

    expected = [(office.name(0), "differs from what git holds"), (office.name(0), UNREADABLE)]
    assert [(where, what[: len(UNREADABLE)]) for where, what in found] == expected


@pytest.mark.parametrize("place", [0, 1])
def test_a_bit_flipped_in_the_frame_of_a_body_is_found(office: Office, place: int) -> None:
    flip(office.bodies[0], place)

    assert office.found() == [
        (office.name(0), "differs from what git holds"),
        (office.name(0), "is not one encrypted OpenPGP packet"),
    ]


def test_a_harmed_body_is_found_though_git_holds_the_same(office: Office) -> None:
    flip(office.bodies[0], 60)
    commit(office, office.papers[0])

    found = [(place, what[: len(UNREADABLE)]) for place, what in office.found()]

    assert found == [(office.name(0), REWRITTEN), (office.name(0), UNREADABLE)]


def test_a_deleted_body_is_found(office: Office) -> None:
    office.bodies[0].unlink()

    assert office.found() == [(office.name(0), "is in git but not in its folder")]


def test_bodies_exchanged_between_two_orders_are_found(office: Office) -> None:
    swap(*office.bodies)
    commit(office, *office.papers)

    found = [(place, what[: len(UNREADABLE)]) for place, what in office.found()]

    assert found == [
        (office.name(number), what) for what in (REWRITTEN, UNREADABLE) for number in (0, 1)
    ]


def test_whole_papers_exchanged_between_two_orders_are_found(office: Office) -> None:
    swap(*office.bodies)
    swap(*office.keys)
    commit(office, *office.papers)

    assert office.found() == [
        (office.name(0), REWRITTEN),
        (office.name(1), REWRITTEN),
        (office.name(0), "holds another order: 2026000002"),
        (office.name(1), "holds another order: 2026000001"),
    ]


def test_plain_text_in_the_place_of_a_body_is_found(office: Office) -> None:
    office.bodies[0].write_bytes(b"Camille Exemple")

    what = [what for _, what in office.found()]

    assert what == ["differs from what git holds", "is not one encrypted OpenPGP packet"]


# The key packets.


def test_missing_key_packets_are_found(office: Office) -> None:
    office.keys[0].unlink()

    expected = f"order 2026000001 cannot be opened: {office.papers[0].keys} is missing"
    assert office.found() == [(office.name(0), expected)]


@pytest.mark.parametrize("place", [0, 1])
def test_a_bit_flipped_in_the_frame_of_the_key_packets_is_found(
    office: Office,
    place: int,
) -> None:
    data = bytearray(office.keys[0].read_bytes())
    data[place] ^= 0x40
    office.keys[0].write_bytes(bytes(data))

    expected = f"{office.papers[0].keys} holds something else than key packets"
    assert office.found() == [(office.name(0), expected)]


def test_bits_flipped_in_all_key_packets_are_found(office: Office, staff_keys: StaffKeys) -> None:
    message = office.keys[0].read_bytes() + office.bodies[0].read_bytes()
    for offset, tag in packets_by_gpg(staff_keys.home, message):
        if tag == 1:
            flip(office.keys[0], offset + 60)

    ((place, what),) = office.found()

    assert (place, what.startswith(UNREADABLE)) == (office.name(0), True)


@pytest.fixture
def second_person(staff_keys: StaffKeys) -> Iterator[Path]:
    """Return a GnuPG home with the secret key of the second of the two alone."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    ask = ("--pinentry-mode", "loopback", "--export-secret-keys", staff_keys.fingerprints[1])
    run_gpg(home, "--import", stream=staff_keys.gpg(*ask))
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home)


@pytest.mark.parametrize(("packet", "papers_found"), [(0, 0), (1, 1)])
def test_harm_to_a_key_packet_is_found_by_the_person_whose_it_is(
    office: Office,
    second_person: Path,
    packet: int,
    papers_found: int,
) -> None:
    """Nobody else could: a key packet says nothing to whoever lacks its key."""
    message = office.keys[0].read_bytes() + office.bodies[0].read_bytes()
    flip(office.keys[0], packets_by_gpg(second_person, message)[packet][0] + 60)
    desk = dataclasses.replace(office.desk, opener=Opener(second_person))

    found = dataclasses.replace(office, desk=desk).found()

    assert [what.startswith(UNREADABLE) for _, what in found] == [True] * papers_found


def test_key_packets_of_another_order_are_found(office: Office) -> None:
    swap(*office.keys)

    found = [(place, what.startswith(UNREADABLE)) for place, what in office.found()]

    assert found == [(office.name(0), True), (office.name(1), True)]


def test_a_paper_that_only_one_person_can_read_is_found(
    office: Office,
    staff_keys: StaffKeys,
) -> None:
    data = office.keys[0].read_bytes()
    message = data + office.bodies[0].read_bytes()
    second = packets_by_gpg(staff_keys.home, message)[1][0]
    office.keys[0].write_bytes(data[:second])

    assert office.found() == [(office.name(0), "can be read by fewer than 2 keys")]


def test_no_key_packets_at_all_are_found(office: Office) -> None:
    office.keys[0].write_bytes(b"")

    what = [what[: len(UNREADABLE)] for _, what in office.found()]

    assert what == ["can be read by fewer than 2 keys", UNREADABLE]


# Places.


@pytest.mark.parametrize(
    "path",
    ["dossiers/notes.txt", "dossiers/2026/11/22/2026000001/letter.pdf", "dossiers/2026/.hidden"],
)
def test_a_foreign_file_is_found(office: Office, path: str) -> None:
    (office.desk.repository.folder / path).touch()

    assert office.found() == [(path, f"{path} is no paper of this register")]


def test_a_paper_that_git_lacks_is_found(office: Office) -> None:
    folder = office.desk.repository.folder
    run_git(
        folder,
        "update-ref",
        "refs/heads/main",
        run_git(folder, "rev-list", "--max-parents=0", "main").stdout.decode().strip(),
    )

    assert office.found() == [
        (office.name(0), "is not yet in git"),
        (office.name(1), "is not yet in git"),
    ]


def test_a_paper_taken_out_of_git_is_found(office: Office) -> None:
    folder = office.desk.repository.folder
    for path in (office.bodies[1], office.keys[1]):
        path.unlink()
    deletion = "commit refs/heads/main\ncommitter A <a@example.org> 1795342320 +0000\ndata 0\n"
    deletion += f"from refs/heads/main^0\nD {office.name(1)}\n"
    run_git(folder, "fast-import", "--quiet", stream=deletion.encode())

    assert office.found() == [(office.name(1), REWRITTEN)]


def test_a_number_on_two_days_is_found(office: Office) -> None:
    paper = office.papers[0]
    twin = dataclasses.replace(paper, opened=paper.opened + datetime.timedelta(days=1))
    for folder, old, new in (
        (office.desk.repository.folder, paper.body, twin.body),
        (office.desk.keys, paper.keys, twin.keys),
    ):
        (folder / new).parent.mkdir(parents=True)
        (folder / new).write_bytes((folder / old).read_bytes())
    commit(office, twin)

    assert office.found() == [
        ("2026000001", "there are two orders or requests of that number"),
        (str(twin.body), "lies on another day than the one it came: 2026-11-22"),
    ]


def test_a_register_without_a_branch_is_found(office: Office) -> None:
    run_git(office.desk.repository.folder, "update-ref", "-d", "refs/heads/main")

    what = [what for _, what in office.found()]

    assert what[-2:] == ["is not yet in git", "is not yet in git"]


def test_a_broken_repository_is_found(office: Office) -> None:
    objects = office.desk.repository.folder / ".git" / "objects"
    victim = next(path for path in objects.rglob("*") if path.is_file())
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-4])

    assert "git" in [place for place, _ in office.found()]


# What the records say.


def listed(catalogue: Catalogue, change: Callable[[PriceList], PriceList]) -> Catalogue:
    """Return the catalogue with every price list changed."""
    changed = tuple(change(price_list) for price_list in catalogue.price_lists)
    return dataclasses.replace(catalogue, price_lists=changed)


def dearer(price_list: PriceList) -> PriceList:
    """Return the list with each price a cent higher."""
    return raised(price_list, Money(cents=1))


def test_a_price_list_that_was_changed_is_found(office: Office) -> None:
    changed = dataclasses.replace(office, catalogue=listed(office.catalogue, dearer))

    what = "its prices are not those of the price list of 2026-11-22"
    assert changed.found() == [(office.name(0), what), (office.name(1), what)]


def test_a_price_list_that_is_gone_is_found(office: Office) -> None:
    changed = dataclasses.replace(office, catalogue=Catalogue(price_lists=()))

    what = "there is no price list for 2026-11-22"
    assert changed.found() == [(office.name(0), what), (office.name(1), what)]


def test_an_offer_that_is_gone_is_found(office: Office) -> None:
    catalogue = listed(office.catalogue, lambda one: dataclasses.replace(one, offers=()))
    changed = dataclasses.replace(office, catalogue=catalogue)

    what = "the price list of 2026-11-22 has no offer 'hosting'"
    assert changed.found() == [(office.name(0), what), (office.name(1), what)]


@pytest.fixture
def verified(
    desk: Register,
    queue: Queue,
    catalogue: Catalogue,
) -> Callable[[bytes], list[str]]:
    """Return what puts any record in the queue, as a stolen web machine can, and verifies it."""

    def verify(record: bytes) -> list[str]:
        paper = queue.add(PaperKind.ORDER, "0" * 16, NOW, lambda _: record).paper
        queue.close()
        findings = verify_register(register=desk, catalogue=catalogue).findings
        assert {one.place for one in findings} <= {str(paper.body)}
        return [one.what for one in findings]

    return verify


Verified = Callable[[bytes], list[str]]


@pytest.fixture
def first(order: Order) -> Order:
    """Return the worked example under the first number of the register."""
    return dataclasses.replace(order, number=OrderNumber("2026000001"))


def test_a_true_record_is_not_complained_about(verified: Verified, first: Order) -> None:
    assert verified(order_to_json(first)) == []


def test_a_record_that_is_no_order_is_found(verified: Verified) -> None:
    (what,) = verified(b"{}\n")

    assert what.endswith("cannot be read: the record is not valid: order: no proper format")


def test_an_order_of_another_instant_is_found(verified: Verified, first: Order) -> None:
    other = dataclasses.replace(first, received=NOW + datetime.timedelta(seconds=1))

    assert verified(order_to_json(other)) == ["holds another order: 2026000001"]


def test_a_discount_that_nobody_gave_is_found(verified: Verified, first: Order) -> None:
    line = dataclasses.replace(first.lines[0], unit_net=Money.parse("1.00"))
    other = dataclasses.replace(first, lines=(line, *first.lines[1:]))

    expected = ["its prices are not those of the price list of 2026-11-22"]
    assert verified(order_to_json(other)) == expected


@pytest.mark.parametrize("received", ["1995-12-31T00:00:00+00:00", "9999-12-31T23:30:00+00:00"])
def test_an_order_of_an_impossible_year_is_found(
    verified: Verified,
    first: Order,
    received: str,
) -> None:
    """One such record, put there by whoever stole the web machine, must not stop the verifying."""
    instant = datetime.datetime.fromisoformat(received)

    assert verified(order_to_json(dataclasses.replace(first, received=instant))) != []


def test_what_was_found_is_a_place_and_a_sentence(office: Office) -> None:
    office.bodies[0].unlink()

    expected = Finding(place=office.name(0), what="is in git but not in its folder")
    assert office.verify().findings == (expected,)


def test_a_desk_without_any_key_verifies_what_it_can(office: Office, tmp_path: Path) -> None:
    (tmp_path / "gnupg").mkdir(mode=0o700)
    stranger = dataclasses.replace(office.desk, opener=Opener(tmp_path / "gnupg"))

    answer = dataclasses.replace(office, desk=stranger).verify()

    assert answer == Verification(papers=2, findings=(), closed=2)


def test_a_request_under_another_name_is_found(
    desk: Register, own_settings: Settings, sealer: Sealer, catalogue: Catalogue
) -> None:
    """Here a question was put in the place of a proposal."""
    with open_queue(own_settings, sealer) as queue:
        added = queue.add(
            PaperKind.PROPOSAL,
            "1" * 16,
            NOW,
            lambda _paper: (GOLDEN / "support-request-1.json").read_bytes(),
        )
    verification = verify_register(register=desk, catalogue=catalogue)

    expected = "holds another request: support-request 2026000042"
    assert verification.findings == (Finding(place=str(added.paper.body), what=expected),)
