# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff find``: with an index or without, the same dossiers are found."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from intake.actions.receive_order import receive_order
from intake.actions.receive_request import receive_request
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.order import Order, OrderRequest
from intake.model.request import FORMS, RequestKind
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from tests.conftest import BELGIAN_VAT, NOW, StaffKeys, open_queue, write_settings
from tests.staff.conftest import Staff

Receive = Callable[[str], Order]


@pytest.fixture
def of(
    own_settings: Settings, sealer: Sealer, order_request: OrderRequest, price_list: PriceList
) -> Receive:
    """Return what receives an order of somebody with that name."""

    def received_of(name: str) -> Order:
        mail = f"{name.split(maxsplit=1)[0].lower()}@example.net"
        customer = dataclasses.replace(order_request.customer, name=name, email=mail)
        request = dataclasses.replace(order_request, customer=customer)
        mark = name.encode().hex()[:16].ljust(16, "0")
        with open_queue(own_settings, sealer) as queue:
            return receive_order(
                request, price_list, BELGIAN_VAT, mark=mark, queue=queue, now=NOW
            ).order

    return received_of


@pytest.fixture(params=[False, True], ids=["without", "indexed"])
def search(staff: Staff, request: pytest.FixtureRequest) -> Callable[[str], list[str]]:
    """Return what searches, and the numbers it finds: without an index, or with one."""
    indexed = ["--index"] if request.param else []

    def numbers(text: str) -> list[str]:
        answer = staff("find", text, *indexed, "--json")
        assert answer.exit_code == 0, answer.output
        return [one["number"] for one in json.loads(answer.output)]

    return numbers


def test_an_order_is_found_by_whatever_is_known(
    search: Callable[[str], list[str]], received: Order, of: Receive
) -> None:
    other = of("Zoë Ångström")

    assert search("camille ex") == [received.number]
    assert search("ZOE angstrom") == [other.number]
    assert search("zoë@example.net") == [other.number]
    assert search("exemple-camille") == [other.number, received.number]
    assert search(received.number) == [received.number]
    assert search("+++202/6000/00192+++") == [received.number]
    assert search("nobody") == []


def test_a_request_is_found_as_well(
    search: Callable[[str], list[str]], own_settings: Settings, sealer: Sealer
) -> None:
    typed = {"name": "Ünal Çelik", "email": "unal@example.org", "message": "It is down."}
    with open_queue(own_settings, sealer) as queue:
        form = FORMS[RequestKind.SUPPORT]
        asked = receive_request(form, typed, Language.FR, mark="2" * 16, queue=queue, now=NOW)

    assert search("celik") == [asked.request.number]


def test_an_index_knows_what_came_after_it(staff: Staff, received: Order, of: Receive) -> None:
    """Commit by commit."""
    answer = staff("find", "--index")
    assert (received.number, answer.output) == ("2026000001", "Dossiers in the index: 1\n")
    other = of("Zoë Ångström")

    found = json.loads(staff("find", "example.net", "--json").output)
    assert [(one["number"], one["name"]) for one in found] == [(other.number, "Zoë Ångström")]
    assert staff("find", "--index").output == "Dossiers in the index: 2\n"


def test_a_search_with_an_index_decrypts_nothing_else(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    staff("find", "--index")
    for path in own_settings.folders.keys.rglob("*.pkesk"):
        path.unlink()

    assert received.number in staff("find", "camille").output


def test_what_is_erased_leaves_the_index_at_once(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys
) -> None:
    staff("find", "--index")
    path = str(own_settings.register.cache / "find-index.pgp")
    assert b"camille@example.org" in staff_keys.gpg("--decrypt", path)
    staff("erase", received.number, "--apply")

    assert b"camille@example.org" not in staff_keys.gpg("--decrypt", path)
    assert staff("find", "camille").output == "Nothing is found by camille.\n"


def test_what_was_erased_elsewhere_leaves_it_at_the_next_search(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    """The paper came by git."""
    index = own_settings.register.cache / "find-index.pgp"
    staff("find", "--index")
    before = index.read_bytes()
    staff("erase", received.number, "--apply")
    index.write_bytes(before)

    assert staff("find", "camille").output == "Nothing is found by camille.\n"
    assert index.read_bytes() != before


def test_an_index_of_another_history_is_made_anew(
    staff: Staff, received: Order, own_settings: Settings, sealer: Sealer
) -> None:
    index = own_settings.register.cache / "find-index.pgp"
    sealed = sealer.seal(
        b'{"format": "find-index/1", "tip": "' + b"0" * 40 + b'", "papers": {}, "unread": []}'
    )
    index.parent.mkdir(exist_ok=True)
    index.write_bytes(sealed.keys + sealed.body)

    assert received.number in staff("find", "camille").output


def test_a_broken_index_is_made_anew(staff: Staff, received: Order, own_settings: Settings) -> None:
    staff("find", "--index")
    (own_settings.register.cache / "find-index.pgp").write_bytes(b"broken")

    assert received.number in staff("find", "camille").output


def test_what_nobody_can_read_is_told(
    staff: Staff, received: Order, of: Receive, own_settings: Settings, tmp_path: Path
) -> None:
    """Its keys may still come, and then it is found."""
    other = of("Zoë Ångström")
    (keys,) = own_settings.folders.keys.rglob(f"*/{other.number}/*.pkesk")
    away = keys.rename(tmp_path / "away")
    for index in ([], ["--index"]):
        answer = staff("find", "camille", *index)
        assert (answer.exit_code, received.number in answer.output) == (6, True)
        assert "were not searched: 1" in answer.output

    away.rename(keys)
    assert other.number in staff("find", "angstrom").output


@pytest.mark.parametrize(("arguments", "exit_code"), [((), 2), (("x",), 4), ((" ́",), 4)])
def test_a_search_for_nothing_is_refused(
    staff: Staff, arguments: tuple[str, ...], exit_code: int
) -> None:
    assert staff("find", *arguments).exit_code == exit_code


@pytest.mark.parametrize("columns", ["80", "200"])
def test_columns_align_whatever_letters_a_name_has(
    own_settings: Settings, of: Receive, columns: str, tmp_path: Path
) -> None:
    """Some take two places in the terminal, some none of their own."""
    names = ("Ann Dupont", "Zoe\u0308 A\u030angstro\u0308m", "山田 太郎協同組合", "🌍 Monde")
    for name in names:
        of(name)
    path = write_settings(own_settings, tmp_path / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path), "COLUMNS": columns})
    lines = runner.invoke(main, ["find", "exemple-camille"]).output.splitlines()
    found = [line for line in lines if "exemple-camille" in line]
    places = {cell_len(line[: line.index("exemple-camille")]) for line in found}

    assert len(found) == len(names)
    assert len(places) == 1, lines
    assert max(map(cell_len, lines)) <= int(columns)
    assert all(name.split()[0] in "".join(lines) for name in names)
