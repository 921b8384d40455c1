# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever writes sees each change, and each fault, until Ctrl-C."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.site.conftest import ROOT, write

_SETTINGS = """
from pelicanconf import *
PATH, CACHE_PATH = {content!r}, {cache!r}
PLUGINS = [name for name in PLUGINS if not name.endswith(".search")]
"""


def test_a_change_is_built_a_fault_is_told_and_ctrl_c_ends(tmp_path: Path) -> None:
    """Each step waits for what the program says."""
    content, site = tmp_path / "content", tmp_path / "site"
    write(content, "pages/one", {"Title": "One", "Summary": "A page.", "Date": "2026-04-01"})
    settings = tmp_path / "conf.py"
    settings.write_text(_SETTINGS.format(content=str(content), cache=str(tmp_path / "cache")))
    command = [sys.executable, "-m", "intake.site.build", "-s", str(settings), "-o", str(site)]
    with subprocess.Popen(
        [*command, "--watch"],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        try:
            assert program.stdout is not None
            said = iter(program.stdout.readline, "")
            assert any("Readers see it" in line for line in said)
            page = content / "pages" / "one.en.md"
            whole = page.read_text()

            page.write_text(f"Nonsense: x\n{whole}")
            assert any("unknown key 'nonsense'" in line for line in said)
            page.write_text(f"{whole}\nMore.\n")
            assert any("Readers see it" in line for line in said)
            assert "More." in (site / "en" / "one" / "index.html").read_text()

            program.send_signal(signal.SIGINT)
            assert program.wait(timeout=60) == 0
        finally:
            program.kill()
