# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's partner is made once, with a secret that nobody else has."""

from pathlib import Path

from intake.demo.partner import make_demo_partner
from intake.partners import read_partners


def test_the_partner_can_order(tmp_path: Path) -> None:
    make_demo_partner(tmp_path / "partners")
    (partner,) = read_partners(tmp_path / "partners")
    assert (partner.id, len(partner.order_secrets)) == ("demo", 1)


def test_the_next_start_leaves_it_alone(tmp_path: Path) -> None:
    make_demo_partner(tmp_path)
    before = read_partners(tmp_path)
    make_demo_partner(tmp_path)
    assert read_partners(tmp_path) == before


def test_every_machine_has_another_secret(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_demo_partner(tmp_path / name)
    assert read_partners(tmp_path / "one") != read_partners(tmp_path / "two")
