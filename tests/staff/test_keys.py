# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff keys``: a colleague comes and reads, a colleague leaves and reads no more."""

import dataclasses
import datetime
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.order import Order, OrderRequest
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import open_sealer
from intake.openpgp.keyring import read_recipients
from intake.openpgp.packets import key_packets
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from intake.store.dossiers import Paper
from intake.store.git import BRANCH, run_git
from intake.store.register import Register
from tests.conftest import (
    BELGIAN_VAT,
    NOW,
    StaffKeys,
    make_key,
    open_queue,
    run_gpg,
    write_settings,
)
from tests.staff.conftest import Staff

NOBODY = "0123456789ABCDEF0123456789ABCDEF01234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody with a GnuPG home of her own."""

    home: Path
    fingerprint: str

    def reads(self, *commands: str) -> bool:
        """Say whether a shell command in her home, with stock gpg, ends well."""
        script = f"set -o pipefail; export GNUPGHOME={self.home}; {' | '.join(commands)}"
        done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
        return done.returncode == 0 and b"order/2" in done.stdout


@pytest.fixture(scope="module")
def cleo(staff_keys: StaffKeys) -> Iterator[Colleague]:
    """Return a colleague whose public key the desk has imported."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    fingerprint = make_key(home, "Cleo <cleo@example.org>")
    staff_keys.gpg("--import", stream=run_gpg(home, "--export", fingerprint))
    yield Colleague(home=home, fingerprint=fingerprint)
    staff_keys.gpg("--yes", "--delete-keys", fingerprint)
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def own_settings(own_settings: Settings, staff_keys: StaffKeys, tmp_path: Path) -> Settings:
    """Return settings whose recipients and keyring are the test's own, to be changed."""
    public = tmp_path / "public"
    public.mkdir()
    keyring = Path(shutil.copy(staff_keys.keyring, public))
    recipients = Path(shutil.copy(staff_keys.recipients, public))
    web = dataclasses.replace(own_settings.web, keyring=keyring, recipients=recipients)
    backup = dataclasses.replace(own_settings.backup, keyring=keyring, recipients=recipients)
    return dataclasses.replace(own_settings, web=web, backup=backup)


@pytest.fixture
def order_paper(received: Order, register: Register) -> Paper:
    """Return the paper of an order that was there first."""
    return register.order_paper(received.number)


def receive(settings: Settings, request: OrderRequest, price_list: PriceList) -> Order:
    """Receive an order, encrypted to the recipients of now."""
    sealer = open_sealer(settings.web.keyring, settings.web.recipients, NOW)
    with open_queue(settings, sealer) as queue:
        return receive_order(
            request, price_list, BELGIAN_VAT, mark="1" * 16, queue=queue, now=NOW
        ).order


def snapshot(settings: Settings) -> dict[Path, bytes]:
    """Return all that keys are about."""
    folders = (settings.web.recipients.parent, settings.folders.keys)
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    # The copies that GnuPG's checks leave beside a keyring are of no account.
    return {path: path.read_bytes() for path in paths if not path.name.startswith((".", "trust"))}


# Who comes.


def test_a_joiner_reads_open_papers_with_stock_gpg_and_git_stays_as_it_is(
    staff: Staff, order_paper: Paper, own_settings: Settings, register: Register, cleo: Colleague
) -> None:
    tip = run_git(own_settings.folders.register, "rev-parse", BRANCH).stdout
    keys = own_settings.folders.keys / order_paper.keys
    packets = keys.read_bytes()
    answer = staff("keys", "add", cleo.fingerprint, "--comment", "Cleo, from 2026-12-01")

    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("Papers handed over: 1\n")
    session = keys.with_name(f"{keys.stem}.{cleo.fingerprint}.session")
    body = own_settings.folders.register / order_paper.body
    assert cleo.reads(f"gpg -d {session}", f"gpg --override-session-key-fd 0 -d {body}")
    assert b"order/2" in Opener(cleo.home).open(register.sealed(order_paper))
    assert run_git(own_settings.folders.register, "rev-parse", BRANCH).stdout == tip
    assert keys.read_bytes() == packets
    assert staff("register", "verify").exit_code == 0
    text = own_settings.web.recipients.read_text(encoding="utf-8")
    assert text.startswith("# test keys\n")
    assert text.endswith(f"{cleo.fingerprint}  # Cleo, from 2026-12-01\n")


def test_the_next_paper_is_a_joiners_at_once(  # noqa: PLR0913, PLR0917 - what it takes, each a fixture
    staff: Staff,
    own_settings: Settings,
    register: Register,
    cleo: Colleague,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    staff("keys", "add", cleo.fingerprint)
    order = receive(own_settings, order_request, price_list)
    paper = register.order_paper(order.number)
    keys = own_settings.folders.keys / paper.keys

    assert len(key_packets(keys.read_bytes())) == 3
    assert cleo.reads(f"cat {keys} {own_settings.folders.register / paper.body}", "gpg -d")
    assert staff("keys", "add", cleo.fingerprint).output.endswith("Papers handed over: 0\n")


def test_a_joiner_can_hand_over_what_she_was_handed(
    staff: Staff, order_paper: Paper, own_settings: Settings, cleo: Colleague, tmp_path: Path
) -> None:
    """When she alone is left at the desk."""
    staff("keys", "add", cleo.fingerprint)
    other = make_key(cleo.home, "Dirk <dirk@example.org>")
    desk = dataclasses.replace(own_settings.desk, gnupg_home=cleo.home)
    settings = dataclasses.replace(own_settings, desk=desk)
    path = write_settings(settings, tmp_path / "cleo.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path)})
    answer = runner.invoke(main, ["keys", "add", other])

    assert answer.output.endswith("Papers handed over: 1\n")
    assert len(list(own_settings.folders.keys.rglob("*.session"))) == 2
    assert order_paper.number


def test_adding_can_be_rehearsed(
    staff: Staff, order_paper: Paper, own_settings: Settings, cleo: Colleague
) -> None:
    before = snapshot(own_settings)
    answer = staff("keys", "add", cleo.fingerprint, "--dry-run")

    assert order_paper.number
    assert answer.output == (f"Would make {cleo.fingerprint} a recipient and hand over papers: 1\n")
    assert snapshot(own_settings) == before


@pytest.mark.parametrize("verb", ["add", "drop"])
@pytest.mark.parametrize(
    ("fingerprint", "says"),
    [(NOBODY, f"the key {NOBODY} is "), ("12345", "'12345' is no fingerprint of 40 digits")],
)
@pytest.mark.usefixtures("received")
def test_an_unknown_key_is_refused(
    staff: Staff, own_settings: Settings, verb: str, fingerprint: str, says: str
) -> None:
    before = snapshot(own_settings)
    answer = staff("keys", verb, fingerprint)

    assert answer.exit_code in {2, 3, 4}
    assert says in answer.output
    assert snapshot(own_settings) == before


def test_a_paper_that_cannot_be_handed_over_is_named(
    staff: Staff, received: Order, own_settings: Settings, cleo: Colleague
) -> None:
    """Its key packets are gone; the others would be handed over."""
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    keys.unlink()
    answer = staff("keys", "add", cleo.fingerprint)

    assert answer.exit_code == 4
    assert f"order {received.number}: " in answer.output
    assert "papers not handed over: 1" in answer.output


# Who leaves.


def test_a_leaver_reads_no_more_and_the_others_do(  # noqa: PLR0913, PLR0917 - what it takes, each a fixture
    staff: Staff,
    order_paper: Paper,
    own_settings: Settings,
    register: Register,
    cleo: Colleague,
    order_request: OrderRequest,
    price_list: PriceList,
    tmp_path: Path,
) -> None:
    """Neither what was handed over nor what was written for her; no secret key is needed."""
    staff("keys", "add", cleo.fingerprint, "--comment", "Cleo")
    new = register.order_paper(receive(own_settings, order_request, price_list).number)
    nobody = tmp_path / "nobody"
    nobody.mkdir(mode=0o700)
    desk = dataclasses.replace(own_settings.desk, gnupg_home=nobody)
    path = write_settings(dataclasses.replace(own_settings, desk=desk), tmp_path / "nobody.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path)})
    answer = runner.invoke(main, ["--today", "2026-12-24", "keys", "drop", cleo.fingerprint])

    assert answer.exit_code == 0, answer.output
    assert answer.output == f"Dropped {cleo.fingerprint} from key files: 2\n"
    for paper in (order_paper, new):
        keys = own_settings.folders.keys / paper.keys
        assert len(key_packets(keys.read_bytes())) == 2
        assert not cleo.reads(f"cat {keys} {own_settings.folders.register / paper.body}", "gpg -d")
        assert keys.stat().st_mode & 0o777 == 0o600
    assert list(own_settings.folders.keys.rglob("*.session")) == []
    assert staff("register", "verify").exit_code == 0
    text = own_settings.web.recipients.read_text(encoding="utf-8")
    assert text.endswith(f"# dropped on 2026-12-24: {cleo.fingerprint}  # Cleo\n")
    assert cleo.fingerprint not in read_recipients(own_settings.web.recipients)
    again = staff("keys", "drop", cleo.fingerprint)
    assert (again.exit_code, "nothing is encrypted to the key" in again.output) == (4, True)


def test_two_recipients_must_stay(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys
) -> None:
    before = snapshot(own_settings)
    answer = staff("keys", "drop", staff_keys.fingerprints[0])

    assert received.number
    assert (answer.exit_code, "at least 2 staff keys must be usable" in answer.output) == (6, True)
    assert snapshot(own_settings) == before


def test_the_last_reader_of_a_paper_must_stay(
    staff: Staff, received: Order, own_settings: Settings, cleo: Colleague, staff_keys: StaffKeys
) -> None:
    staff("keys", "add", cleo.fingerprint)
    (session,) = own_settings.folders.keys.rglob("*.session")
    session.unlink()
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    listing = staff_keys.gpg("--with-colons", "--list-keys", staff_keys.fingerprints[0]).decode()
    ids = [line.split(":")[4] for line in listing.split("\n") if line.startswith("sub:")]
    only = [one.data for one in key_packets(keys.read_bytes()) if one.key_id in ids]
    keys.write_bytes(b"".join(only))
    before = snapshot(own_settings)
    answer = staff("keys", "drop", staff_keys.fingerprints[0])

    assert received.number
    assert answer.exit_code == 4
    assert "reads 1 papers" in answer.output
    assert snapshot(own_settings) == before


def test_a_foreign_file_among_the_keys_stops_it_before_anything_is_changed(
    staff: Staff, received: Order, own_settings: Settings, cleo: Colleague
) -> None:
    staff("keys", "add", cleo.fingerprint)
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    keys.write_bytes(b"what is this?")
    before = snapshot(own_settings)
    answer = staff("keys", "drop", cleo.fingerprint)

    assert received.number
    assert f"{keys} holds something else than key packets" in answer.output.replace("\n", "")
    assert answer.exit_code != 0
    assert snapshot(own_settings) == before


# How the keys are.


def checked(staff: Staff, day: datetime.date | str) -> tuple[int, list[dict[str, object]]]:
    """Return what checking ends with and says on a day."""
    answer = staff("--today", str(day), "keys", "check", "--json")
    return answer.exit_code, json.loads(answer.stdout)


@pytest.mark.parametrize(("days", "warning"), [(61, None), (60, 60), (30, 30), (15, 30), (14, 14)])
def test_a_key_that_will_expire_is_told_in_time(
    staff: Staff, days: int, warning: int | None
) -> None:
    _, keys = checked(staff, "2026-11-26")
    assert isinstance(keys[0]["expires"], str)
    end = datetime.date.fromisoformat(keys[0]["expires"])
    _, late = checked(staff, end - datetime.timedelta(days=days))

    assert keys[0]["fault"] is None
    assert late[0]["warning_days"] == warning


def test_an_expired_key_says_so(staff: Staff) -> None:
    status, keys = checked(staff, "2036-01-01")

    assert status == 4
    assert str(keys[0]["fault"]).startswith("expired on 20")


def test_the_check_is_a_table_for_people(staff: Staff, staff_keys: StaffKeys) -> None:
    answer = staff("keys", "check")

    assert answer.exit_code == 4
    assert staff_keys.fingerprints[0][:10] in answer.output
    assert "never" in answer.output


# Whether the recovery keys would save us.


def test_a_drill_opens_papers_with_each_key_alone_and_notes_the_day(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys
) -> None:
    answer = staff("--today", "2026-12-01", "keys", "drill")

    assert received.number
    assert answer.exit_code == 0, answer.output
    assert answer.output == "".join(
        f"{one}: opened 1 of 1 papers\n" for one in staff_keys.fingerprints
    )
    notes = (own_settings.backup.notes / "drills.txt").read_text(encoding="utf-8")
    assert notes.splitlines()[1:] == [f"2026-12-01 {one} 1" for one in staff_keys.fingerprints]
    assert checked(staff, "2026-12-02")[0] == 0
    assert checked(staff, "2027-12-02")[0] == 4


def test_a_key_that_is_away_or_shut_out_fails_the_drill(
    staff: Staff, order_paper: Paper, own_settings: Settings, cleo: Colleague
) -> None:
    """Cleo's secret key is not at this desk; and the first key's packets are not in the paper."""
    staff("keys", "add", cleo.fingerprint)
    keys = own_settings.folders.keys / order_paper.keys
    keys.write_bytes(key_packets(keys.read_bytes())[0].data)
    answer = staff("keys", "drill")

    assert answer.exit_code == 4
    assert "it is not encrypted to this key" in answer.output
    assert f"{cleo.fingerprint}: its secret key is not here" in answer.output
    assert "recovery keys that did not open every paper: 2" in answer.output


def test_a_drill_on_an_empty_register_proves_nothing(staff: Staff) -> None:
    assert staff("keys", "drill").exit_code == 3
