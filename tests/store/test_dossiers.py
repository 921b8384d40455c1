# SPDX-License-Identifier: GPL-3.0-or-later
"""Where papers lie: each name is read as it was written, and no other name is a paper."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import MisplacedPaperError, Paper, PaperKind, paper_at
from tests.store.conftest import paper

GOOD = "dossiers/2026/11/22/2026000042/20261122T101200Z-order-000000000000002a.pgp"

PAPERS = st.builds(
    Paper,
    number=st.from_regex(r"[0-9]{10}", fullmatch=True).map(OrderNumber),
    opened=st.dates(min_value=datetime.date(1994, 1, 1)),
    kind=st.sampled_from(PaperKind),
    received=st.datetimes(
        min_value=datetime.datetime(1994, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
        timezones=st.just(datetime.UTC),
    ).map(lambda instant: instant.replace(microsecond=0)),
    mark=st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
)


def test_a_body_lies_in_the_dossier_of_its_day() -> None:
    assert str(paper(42).body) == GOOD


def test_the_key_packets_lie_in_the_same_place_of_their_own_folder() -> None:
    expected = "2026/11/22/2026000042/20261122T101200Z-order-000000000000002a.pkesk"

    assert str(paper(42).keys) == expected


@settings(deadline=None)
@given(PAPERS)
def test_a_paper_is_known_by_the_place_of_its_body(one: Paper) -> None:
    assert paper_at(str(one.body)) == one


@settings(deadline=None)
@given(PAPERS)
def test_names_hold_digits_and_kinds_alone(one: Paper) -> None:
    plain = str(one.body).replace(one.kind, "").removeprefix("dossiers/").removesuffix(".pgp")

    assert set(plain) <= set("0123456789abcdefTZ-/")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "FORMAT",
        "dossiers",
        GOOD + "\n",
        "/" + GOOD,
        "./" + GOOD,
        "other/" + GOOD,
        GOOD.replace("dossiers/", "dossiers/../dossiers/"),
        GOOD.replace("2026000042/", "2026000042/more/"),
        GOOD.replace("/2026/11/22", ""),
        GOOD.replace("11/22", "11/31"),
        GOOD.replace("11/22", "13/22"),
        GOOD.replace("11/22", "11/2"),
        GOOD.replace("2026000042", "202600042"),
        GOOD.replace("2026000042", "2026-00042"),
        GOOD.replace("2026000042", "٢٠٢٦٠٠٠٠٤٢"),
        GOOD.replace("T101200Z", "T251200Z"),
        GOOD.replace("T101200Z", "T101200"),
        GOOD.replace("-order-", "-reminder-"),
        GOOD.replace("-order-", "-Order-"),
        GOOD.replace("2a.pgp", "2A.pgp"),
        GOOD.replace("2a.pgp", "2.pgp"),
        GOOD.replace(".pgp", ".pkesk"),
        GOOD.replace(".pgp", ".pgp.bak"),
        GOOD.replace("20261122T", ".unfinished-20261122T"),
    ],
)
def test_any_other_path_is_no_paper(path: str) -> None:
    with pytest.raises(MisplacedPaperError) as error:
        paper_at(path)

    assert str(error.value) == f"{path} is no paper of this register"


@settings(deadline=None)
@given(st.text())
def test_any_text_is_the_place_of_a_paper_or_refused(text: str) -> None:
    try:
        found = paper_at(text)
    except MisplacedPaperError:
        return

    assert str(found.body) == text
