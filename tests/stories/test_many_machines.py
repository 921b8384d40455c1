# SPDX-License-Identifier: GPL-3.0-or-later
"""Several machines, one register: whatever they do off line, in whatever order they meet."""

from pathlib import Path

import pytest

from tests.store.rounds import play


@pytest.mark.parametrize(("clones", "seed"), [(2, 26), (3, 27), (4, 28)])
def test_machines_that_meet_in_any_order_end_in_the_same_state(
    tmp_path: Path, clones: int, seed: int
) -> None:
    """No conflict, nothing lost, every double claim seen. ``scripts/bench merge`` does 10,000."""
    outcome = play(tmp_path, seed=seed, clones=clones, actions=100, meets=0.08)

    assert outcome.faults == ()
    assert outcome.papers > 50
    assert outcome.double_claims > 0
