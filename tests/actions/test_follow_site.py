# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch and build: with real git, and a build that is a shell script as ours is."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.actions.follow_site import build_if_wished, follow_site
from intake.store.clone import FetchError
from intake.store.rebuild import take_wish, want_rebuild

# As scripts/build does: a new folder, put in place as a whole at the end.
BUILD = """#!/bin/sh
set -eu
cd "$(dirname "$0")/.."
grep -q broken page.txt && exit 3
echo build >> ../builds
cp page.txt ../site.new
mv ../site.new ../site
"""


class Sources:
    """A bare repository, a clone that somebody writes in, and the clone that is built from."""

    def __init__(self, root: Path) -> None:
        """Make them, with one page."""
        self.root = root
        self.spool = root / "spool"
        self.checkout = root / "checkout"
        self.writer = root / "writer"
        git(root, "init", "--quiet", "--bare", "--initial-branch=main", "bare")
        git(root, "clone", "--quiet", "bare", "writer")
        build = self.writer / "scripts" / "build"
        build.parent.mkdir()
        build.write_text(BUILD)
        build.chmod(0o755)
        self.push("first")
        git(root, "clone", "--quiet", "bare", "checkout")

    def push(self, text: str, *options: str) -> None:
        """Write the page and push it."""
        (self.writer / "page.txt").write_text(text)
        git(self.writer, "add", "--all")
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        git(self.writer, *name, "commit", "--quiet", "--message", "Change")
        git(self.writer, "push", "--quiet", *options, "origin", "HEAD:main")

    def site(self) -> str:
        """Return what visitors see."""
        return (self.root / "site").read_text()

    def builds(self) -> int:
        """Return how many builds succeeded."""
        return len((self.root / "builds").read_text().splitlines())


def git(folder: Path, *arguments: str) -> None:
    """Run git."""
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    """Return the three repositories, with one page."""
    return Sources(tmp_path)


def follow(sources: Sources, *between: Callable[[], object]) -> list[float]:
    """Follow for so many looks, doing something after each; return how long each wait was."""
    waits: list[float] = []
    steps = iter(between)

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        step = next(steps, None)
        if step is None:
            return True
        step()
        return False

    follow_site(sources.spool, sources.checkout, wait=wait)
    return waits


def test_what_was_pushed_is_built(sources: Sources) -> None:
    sources.push("second")
    want_rebuild(sources.spool)
    follow(sources)
    assert (sources.site(), sources.builds()) == ("second", 1)


def test_without_a_wish_nothing_is_built(sources: Sources) -> None:
    follow(sources, lambda: None, lambda: None)
    assert not (sources.root / "site").exists()


def test_a_clone_that_is_not_there_is_told(sources: Sources) -> None:
    want_rebuild(sources.spool)
    with pytest.raises(FetchError):
        build_if_wished(sources.spool, sources.root / "nowhere")
    assert take_wish(sources.spool)


def test_wishes_during_a_build_are_one_more_build(sources: Sources) -> None:
    """The build itself wishes three times, as pushes that come meanwhile would."""
    wish = f"for n in 1 2 3; do : > '{sources.spool}/rebuild-wanted'; done\n"
    script = sources.writer / "scripts" / "build"
    once = f"[ -e ../twice ] || {{ : > ../twice; {wish} }}\n"
    script.write_text(script.read_text() + once)
    sources.push("second")
    want_rebuild(sources.spool)
    follow(sources, lambda: None, lambda: None, lambda: None)
    assert sources.builds() == 2


def test_a_build_that_fails_leaves_the_site_and_the_next_push_heals_it(
    sources: Sources, caplog: pytest.LogCaptureFixture
) -> None:
    def pushed(text: str) -> Callable[[], None]:
        def push() -> None:
            sources.push(text)
            want_rebuild(sources.spool)

        return push

    pushed("good")()
    seen: list[str] = []
    follow(
        sources,
        pushed("broken"),
        lambda: seen.append(sources.site()),
        pushed("better"),
        lambda: seen.append(sources.site()),
    )
    assert seen == ["good", "better"]
    assert "scripts/build failed; the site stays as it was" in caplog.text


def test_a_forge_that_is_away_is_asked_again(sources: Sources) -> None:
    bare = sources.root / "bare"
    sources.push("second")
    bare.rename(bare.with_name("away"))
    want_rebuild(sources.spool)
    waits = follow(sources, lambda: bare.with_name("away").rename(bare))

    assert (waits, sources.site()) == ([60.0, 0.5], "second")


def test_a_history_that_was_rewritten_is_not_taken(
    sources: Sources, caplog: pytest.LogCaptureFixture
) -> None:
    """A person has to look."""
    sources.push("second")
    want_rebuild(sources.spool)
    follow(sources)
    git(sources.writer, "reset", "--quiet", "--hard", "HEAD~1")
    sources.push("third", "--force")
    want_rebuild(sources.spool)
    follow(sources)

    assert (sources.site(), take_wish(sources.spool)) == ("second", True)
    assert "git merge failed" in caplog.text


def test_no_hook_of_the_clone_runs(sources: Sources) -> None:
    hook = sources.checkout / ".git" / "hooks" / "post-merge"
    hook.write_text(f"#!/bin/sh\n: > '{sources.root}/hooked'\n")
    hook.chmod(0o755)
    sources.push("second")
    want_rebuild(sources.spool)
    follow(sources)
    assert not (sources.root / "hooked").exists()
