# SPDX-License-Identifier: GPL-3.0-or-later
"""A contributor pushes, and visitors read it (promise P36): a repository, a hook, two programs.

All parts are real but the site, which is small: a bare repository whose hook calls the intake with
curl as a forge would, `intake serve`, `intake site-follow`, and Pelican.
"""

import dataclasses
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings
from tests.conftest import write_settings
from tests.stories.conftest import Program, free_port

SECRET = "a secret that the forge knows too"  # noqa: S105  # of the tests
HOOK = """#!/bin/sh
set -eu
read -r old new ref
body="{{\\"ref\\": \\"$ref\\", \\"before\\": \\"$old\\", \\"after\\": \\"$new\\"}}"
signature="$(printf %s "$body" | openssl dgst -sha256 -hmac '{secret}' -r | cut -d' ' -f1)"
curl --silent --show-error --fail "http://{listen}/webhooks/forge" \\
  --header 'Content-Type: application/json' --header 'X-Forgejo-Event: push' \\
  --header "X-Forgejo-Delivery: $new" --header "X-Forgejo-Signature: $signature" \\
  --data-binary "$body"
"""
# A new folder, put in place by a link in one step: what scripts/build does for the real site.
BUILD = """#!/bin/sh
set -eu
cd "$(dirname "$0")/.."
new="$(mktemp -d ../built.XXXXXX)"
{python} -m pelican -s pelicanconf.py -o "$new" --fatal errors
ln -s "$(basename "$new")" ../link
mv -T ../link ../site
"""
CONFIGURATION = """
PATH = "content"
SITEURL = ""
TIMEZONE = "Europe/Brussels"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network on one machine, and the clone of somebody who writes for it."""

    root: Path
    listen: Endpoint
    follower: Program

    def push(self, text: str, branch: str = "main") -> str:
        """Write the page and push it; return what the forge answered."""
        writer = self.root / "writer"
        (writer / "content" / "pages" / "news.md").write_text(text)
        git(writer, "add", "--all")
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        git(writer, *name, "commit", "--quiet", "--message", "Write")
        return git(writer, "push", "--quiet", "origin", f"HEAD:{branch}")

    def page(self) -> str:
        """Return what a visitor reads."""
        with urllib.request.urlopen(f"http://{self.listen}/pages/news.html") as answer:
            return str(answer.read().decode())


def git(folder: Path, *arguments: str) -> str:
    """Run git and return what it said."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout + done.stderr


def page(text: str) -> str:
    """Return a page of that text."""
    return f"Title: News\n\n{text}\n"


@pytest.fixture
def network(own_settings: Settings, tmp_path: Path) -> Iterator[Network]:
    """Start both programs on a site that nobody has built yet."""
    listen = Endpoint("127.0.0.1", free_port())
    writer = tmp_path / "writer"
    settings = dataclasses.replace(
        own_settings,
        web=dataclasses.replace(own_settings.web, listen=listen),
        webhooks=dataclasses.replace(own_settings.webhooks, checkout=tmp_path / "checkout"),
    )
    settings.webhooks.forge_secrets.write_text(f"{SECRET}\n")
    settings.webhooks.forge_secrets.chmod(0o600)
    file = write_settings(settings, tmp_path / "settings.toml")
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "bare")
    git(tmp_path, "clone", "--quiet", "bare", "writer")
    (writer / "content" / "pages").mkdir(parents=True)
    (writer / "scripts").mkdir()
    (writer / "pelicanconf.py").write_text(CONFIGURATION)
    executable(writer / "scripts" / "build", BUILD.format(python=sys.executable))
    environment = {**os.environ, SETTINGS_VARIABLE: str(file)}
    commands = Path(sys.executable).parent
    serving = Program([str(commands / "intake"), "serve"], environment)
    serving.wait_for("listening on")
    follower = Program([str(commands / "intake"), "site-follow"], environment)
    opened = Network(root=tmp_path, listen=listen, follower=follower)
    opened.push(page("Nothing yet."))
    git(tmp_path, "clone", "--quiet", "bare", "checkout")
    hook = HOOK.format(secret=SECRET, listen=listen)
    executable(tmp_path / "bare" / "hooks" / "post-receive", hook)
    yield opened
    statuses = follower.end(signal.SIGTERM), serving.end(signal.SIGTERM)
    assert statuses == (0, 0)


def executable(path: Path, text: str) -> None:
    """Write a program."""
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.promise("P36")
def test_what_is_pushed_is_on_line_and_a_build_that_fails_leaves_it(network: Network) -> None:
    answer = network.push(page("We moved to a new rack."))
    network.follower.wait_for("the site is built from what was pushed")
    first = network.page()
    elsewhere = network.push(page("A draft."), branch="draft")
    # Pelican takes no page without a title.
    network.push("Date: the day before yesterday\n\nBroken.\n")
    network.follower.wait_for("the site stays as it was")
    second = network.page()
    network.push(page("All is well."))
    network.follower.wait_for("the site is built from what was pushed")

    assert ('"rebuild": true' in answer, '"rebuild": false' in elsewhere) == (True, True)
    assert ("We moved to a new rack." in first, second == first) == (True, True)
    assert "All is well." in network.page()
