# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo as its user meets it: started as a program, on ports and in folders of its own."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from intake.demo.main import announcement
from intake.demo.ports import answers, check_free
from intake.demo.settings_copy import on_ports, write_settings
from intake.settings import SETTINGS_VARIABLE, Settings, settings_file

ROOT = Path(__file__).parent.parent.parent
DEMO = (sys.executable, "-m", "intake.demo.main")
PROGRAMS = [Path(sys.executable).parent / name for name in ("intake", "staff")]


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    """Return settings with free ports, and folders short enough for GnuPG."""
    with tempfile.TemporaryDirectory(prefix="demo") as name:
        var = Path(name) / "var"
        with (
            socket.create_server(("127.0.0.1", 0)) as web,
            socket.create_server(("127.0.0.1", 0)) as mail,
        ):
            port, mail_port = web.getsockname()[1], mail.getsockname()[1]
        moved = on_ports(settings, port=port, mail_port=mail_port)
        folders = {name: var / name for name in ("site", "register", "keys")}
        yield dataclasses.replace(
            moved,
            folders=dataclasses.replace(moved.folders, **folders),
            web=dataclasses.replace(
                moved.web,
                secret=var / "web" / "secret",
                keyring=var / "web" / "keys.gpg",
                recipients=var / "web" / "recipients.txt",
            ),
            desk=dataclasses.replace(moved.desk, gnupg_home=var / "gnupg"),
        )


def _environment(settings: Settings) -> Mapping[str, str]:
    file = settings.desk.gnupg_home.parent.parent / "settings.toml"
    write_settings(settings, file)
    return {**os.environ, SETTINGS_VARIABLE: str(file)}


def _refused(environment: Mapping[str, str], *options: str) -> tuple[int, str]:
    done = subprocess.run(
        [*DEMO, *options], check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.skipif(
    not all(program.exists() for program in PROGRAMS),
    reason="the programs themselves are not installed beside this Python: run scripts/setup",
)
def test_the_demo_starts_answers_and_leaves_nothing_behind(own: Settings) -> None:
    """From an empty folder to the address to open, to Ctrl-C."""
    with subprocess.Popen(
        DEMO, cwd=ROOT, env=_environment(own), stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout
        said = ""
        for line in demo.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        answered = answers(own.web.listen, "/health/live"), answers(own.web.listen, "/en/")
        demo.send_signal(signal.SIGINT)
        said += demo.stdout.read()

    assert answered == (True, True)
    assert f"http://{own.web.listen}/" in said
    assert said.endswith("Stopped.\n")
    assert demo.returncode == 0
    check_free(own.web.listen, option="--port")
    check_free(own.mail.server, option="--mail-port")


def test_a_port_in_use_is_refused_before_anything_is_made(own: Settings) -> None:
    """One sentence, the status of something unavailable, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = _refused(_environment(own), "--port", str(port))

    assert status == 6
    assert said.startswith(f"scripts/run: cannot listen on 127.0.0.1:{port} ")
    assert said.count("\n") == 1
    assert not own.desk.gnupg_home.exists()


def test_settings_that_cannot_be_read_are_refused_in_a_sentence(own: Settings) -> None:
    """With the status of a refusal."""
    environment = {**_environment(own), SETTINGS_VARIABLE: "/no/settings.toml"}

    refusal = (4, "scripts/run: /no/settings.toml: the file cannot be read\n")
    assert _refused(environment) == refusal


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(own: Settings) -> None:
    """A file stands where the folder should be: so it fails for root as well."""
    environment = _environment(own)
    own.desk.gnupg_home.parent.touch()

    status, said = _refused(environment)

    assert status == 6
    assert said == f"scripts/run: cannot read or write {own.desk.gnupg_home.parent}: File exists\n"


def test_the_announcement_names_what_to_open_and_three_commands(settings: Settings) -> None:
    """The commands are as short as they can be with the project's own settings."""
    said = announcement(settings, settings_file())

    assert f"http://{settings.web.listen}/en/order/" in said
    for command in ("queue", "orders show NUMBER", "register verify"):
        assert f"\n  .venv/bin/staff {command}\n" in said


def test_with_other_settings_the_commands_name_them(settings: Settings) -> None:
    """Or they would work on another register."""
    said = announcement(settings, Path("/a place/settings.toml"))

    assert "\n  INTAKE_SETTINGS='/a place/settings.toml' .venv/bin/staff queue\n" in said
