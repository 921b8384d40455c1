# SPDX-License-Identifier: GPL-3.0-or-later
"""The flood of tests/stories/test_flood.py by itself: ``scripts/bench flood``."""

import sys

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["-p", "no:xdist", "--durations=1", "tests/stories/test_flood.py"]))
