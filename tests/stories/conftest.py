# SPDX-License-Identifier: GPL-3.0-or-later
"""What the long stories start: programs, in folders and on ports of their own."""

import contextlib
import dataclasses
import os
import queue
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings
from tests.conftest import write_settings

ROOT = Path(__file__).parent.parent.parent
_PATIENCE = 120.0


class Program:
    """A running program and the lines that it prints."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it in a process group of its own."""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            process_group=0,
        )
        self.printed: list[str] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, text: str) -> str:
        """Return the next line that holds the text; fail if the program ends before."""
        while (line := self._lines.get(timeout=_PATIENCE)) is not None:
            self.printed.append(line)
            if text in line:
                return line
        pytest.fail(f"it ended without saying {text!r}:\n" + "".join(self.printed))

    def end(self, number: signal.Signals) -> int:
        """Send the whole group a signal, and return what the program ended with."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        status = self.process.wait(timeout=_PATIENCE)
        self._reader.join()
        return status

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def moved(settings: Settings, root: Path) -> Settings:
    """Return the settings with all that programs write below the root, on free ports."""
    listen = Endpoint("127.0.0.1", free_port())
    return dataclasses.replace(
        settings,
        site=dataclasses.replace(
            settings.site, address=f"http://{listen}", staff_keys=root / "web" / "published"
        ),
        folders=dataclasses.replace(
            settings.folders,
            site=root / "site",
            register=root / "register",
            keys=root / "keys",
            states=root / "states",
            held=root / "held",
        ),
        register=dataclasses.replace(settings.register, cache=root / "cache"),
        web=dataclasses.replace(
            settings.web,
            listen=listen,
            secret=root / "web" / "secret",
            keyring=root / "web" / "staff-keys.gpg",
            recipients=root / "web" / "recipients.txt",
            # A browser that is a program reads faster than anybody.
            limited=False,
        ),
        mail=dataclasses.replace(settings.mail, server=Endpoint("127.0.0.1", free_port())),
        desk=dataclasses.replace(settings.desk, gnupg_home=root / "desk"),
        webhooks=dataclasses.replace(
            settings.webhooks,
            partners=root / "web" / "partners",
            forge_secrets=root / "web" / "forge-secrets.txt",
            spool=root / "webhooks",
        ),
        backup=dataclasses.replace(
            settings.backup,
            recipients=root / "web" / "recipients.txt",
            keyring=root / "web" / "staff-keys.gpg",
            notes=root / "desk" / "notes",
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What scripts/run started."""

    program: Program
    settings: Settings
    environment: Mapping[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as somebody at the desk would, in another terminal."""
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="session")
def demo(settings: Settings) -> Iterator[Demo]:
    """Start scripts/run, and see it end at Ctrl-C with nothing left behind."""
    root = Path(tempfile.mkdtemp(prefix="a2a-"))
    own = moved(settings, root)
    file = write_settings(own, root / "settings.toml")
    environment = {**os.environ, SETTINGS_VARIABLE: str(file)}
    program = Program([str(ROOT / "scripts" / "run")], environment)
    program.wait_for("Ctrl-C stops everything")
    yield Demo(program=program, settings=own, environment=environment)
    status = program.end(signal.SIGINT)
    listening = [port for port in (own.web.listen, own.mail.server) if _answers(port)]
    shutil.rmtree(root)
    assert (status, listening) == (0, [])


def _answers(endpoint: Endpoint) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((endpoint.host, endpoint.port)) == 0
