# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of docs/webhooks.md are true: they are run as they stand there, beside the demo."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

from intake.model.webhook import read_webhook_secret, signed_headers
from tests.conftest import NOW
from tests.stories.conftest import ROOT, Demo

TEXT = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # of the tests


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the order of the document in it."""
    (body,) = blocks("json")
    (tmp_path / "order.json").write_text(body, encoding="utf-8")
    return tmp_path


def run(demo: Demo, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run an example as a partner would, with the secret of the demo's partner."""
    file = demo.settings.webhooks.partners / "demo.toml"
    (secret,) = tomllib.loads(file.read_text(encoding="utf-8"))["order_secrets"]
    return subprocess.run(
        command,
        cwd=folder,
        env={
            **demo.environment,
            "SECRET": secret,
            "ADDRESS": f"http://{demo.settings.web.listen}",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.promise("P07")
def test_the_shell_orders(demo: Demo, folder: Path) -> None:
    (example,) = blocks("sh")
    done = run(demo, folder, "sh", "-eu", "-c", example)
    answer = json.loads(done.stdout)
    listed = json.loads(demo.run("sh", "-c", ".venv/bin/staff queue --json").stdout)

    assert (done.returncode, answer["payment"]["amount"]) == (0, "87.12"), done.stderr
    assert answer["number"] in json.dumps(listed)
    assert demo.run("sh", "-c", ".venv/bin/staff register verify").returncode == 0


def test_python_orders_twice_and_has_one_order(demo: Demo, folder: Path) -> None:
    before = demo.run("sh", "-c", ".venv/bin/staff queue --json").stdout.count('"number"')
    done = run(demo, folder, sys.executable, "-c", blocks("python")[0])
    after = demo.run("sh", "-c", ".venv/bin/staff queue --json").stdout.count('"number"')
    number, _, payment = done.stdout.partition("\n")

    assert (done.returncode, len(number), after - before) == (0, 10, 1), done.stderr
    assert json.loads(payment)["amount"] == "87.12"


def test_an_order_with_a_fault_is_explained(demo: Demo, folder: Path) -> None:
    order = folder / "order.json"
    order.write_text(order.read_text(encoding="utf-8").replace("1050", "10"), encoding="utf-8")
    done = run(demo, folder, sys.executable, "-c", blocks("python")[0])

    assert (done.returncode, "#/customer/postcode" in done.stderr) == (1, True)


def test_an_event_is_genuine_to_the_receiver_of_the_document(folder: Path) -> None:
    example = blocks("python")[1]
    body = b'{"type": "order.received"}'
    check = f"""
headers, body = {dict(signed_headers([read_webhook_secret(SECRET)], "m", NOW, body))!r}, {body!r}
time.time = lambda: {NOW.timestamp()}
assert is_genuine(headers, body) and not is_genuine(headers, body + b" ")
time.time = lambda: {NOW.timestamp()} + 301
assert not is_genuine(headers, body)
"""
    command = [sys.executable, "-c", example + check]
    subprocess.run(command, check=True, cwd=folder, env={"SECRET": SECRET})


def test_the_order_of_the_document_is_as_described() -> None:
    (body,) = blocks("json")
    description = json.loads((ROOT / "intake/site/openapi.json").read_text(encoding="utf-8"))
    schema = {"$ref": "#/components/schemas/OrderRequest", "components": description["components"]}
    jsonschema.validate(json.loads(body), schema)
