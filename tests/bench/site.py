# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the site is built, beside plain Pelican and Hugo: ``scripts/bench site``.

Plain is Pelican's own class and writer with our settings, theme, plug-ins and reader, one page
after another. Hugo builds the same documents with a theme of the same size. Nobody makes a search
index, which would take Pagefind equally long in all. Every document is in three languages, as our
checks demand. In each round every builder has its turn, and the medians count.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from tests.bench.library import SECTIONS, write_library
from tests.bench.measure import Cost, median, run

_ROOT = Path(__file__).resolve().parent.parent.parent
_HUGO = Path(__file__).resolve().parent / "hugo"
_SETTINGS = """
from pelicanconf import *
PATH = "content"
CACHE_PATH = "cache"
OUTPUT_PATH = "site"
PLUGINS = [name for name in PLUGINS if name != "intake.site.search"]
"""
# What our build gives to the plug-ins, empty.
_PLAIN = (
    _SETTINGS
    + """
OUTPUT_PATH = "plain"
from intake.site.memory import Memory
class Nothing:
    def reuse(self, name, made_from):
        return False
MEMORY, RELEASE, CONVERTED = Memory(), Nothing(), {}
"""
)
# Builder, the one that it is measured against, and how much of its wall time is allowed.
_BARS = (
    ("ours, clean", "Pelican, clean", 0.6),
    ("ours, clean", "Hugo, clean", None),
    ("ours, edit", "Pelican, clean", 0.15),
    ("ours, edit", "Hugo, edit", 1.0),
)


@click.command()
@click.option("--documents", multiple=True, type=int, default=(300, 1000, 3000), show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(documents: tuple[int, ...], rounds: int) -> None:
    """Measure the build of the site on libraries of these sizes.

    Example: scripts/bench site --documents 300 --rounds 1
    """
    ours: dict[int, Cost] = {}
    for size in documents:
        with tempfile.TemporaryDirectory() as folder:
            costs = measured(Path(folder), size, rounds)
        click.echo(f"\n{size} documents     wall s   cpu s     MB")
        for builder, cost in costs.items():
            click.echo(f"{builder:18} {cost.wall:8.2f}{cost.cpu:8.2f}{cost.memory:7.0f}")
        for line in ratios(costs):
            click.echo(line)
        ours[size] = costs["ours, clean"]
    if {1000, 3000} <= ours.keys():
        growth = ours[3000].wall / ours[1000].wall
        click.echo(f"\n3,000 documents cost {growth:.2f} times 1,000 (bar: 3.3)")


def measured(folder: Path, size: int, rounds: int) -> Mapping[str, Cost]:
    """Return the median costs of every builder."""
    write_library(folder / "content", size)
    (folder / "ours.py").write_text(_SETTINGS)
    (folder / "plain.py").write_text(_PLAIN)
    costs: dict[str, list[Cost]] = {}
    for number in range(rounds):
        for builder, cost in one_round(folder, number):
            costs.setdefault(builder, []).append(cost)
    return {builder: median(found) for builder, found in costs.items()}


def one_round(folder: Path, number: int) -> Iterator[tuple[str, Cost]]:
    """Let every builder build from nothing, and again after an edit."""
    for left in ("site", "site.releases", "cache", "plain", "hugo"):
        path = folder / left
        path.unlink() if path.is_symlink() else shutil.rmtree(path, ignore_errors=True)
    environment = {"PYTHONPATH": f"{_ROOT}"}
    plain = [sys.executable, "-m", "pelican", "-s", f"{folder}/plain.py", "--fatal", "warnings"]
    ours = [sys.executable, "-m", "intake.site.build", "-s", f"{folder}/ours.py"]
    yield "Pelican, clean", run(plain, folder, environment)
    yield "ours, clean", run(ours, folder, environment)
    hugo = _hugo(folder) if shutil.which("hugo") else []
    if hugo:
        yield "Hugo, clean", run(hugo, folder)
    # The second release is not yet there after the first build: an editor's usual case comes next.
    _edit(folder, f"{number} before")
    run(ours, folder, environment)
    _edit(folder, f"{number}")
    yield "ours, edit", run(ours, folder, environment)
    if hugo:
        _copy_for_hugo(folder)
        yield "Hugo, edit", run(hugo, folder)


def ratios(costs: Mapping[str, Cost]) -> Iterator[str]:
    """Say how each figure stands to its yardstick and to its bar."""
    for builder, yardstick, bar in _BARS:
        if yardstick not in costs:
            yield f"{builder}: missing {yardstick} (apt-get install hugo)"
            continue
        wall = costs[builder].wall / costs[yardstick].wall
        cpu = costs[builder].cpu / costs[yardstick].cpu
        told = f" (bar: {bar})" if bar else ""
        yield f"{builder} / {yardstick}: wall {wall:.2f}{told}, cpu {cpu:.2f}"


def _edit(folder: Path, mark: str) -> None:
    """Add a sentence to a document in the middle of the library."""
    documents = sorted((folder / "content" / SECTIONS[0]).glob("*.en.md"))
    with documents[len(documents) // 2].open("a") as document:
        document.write(f"\nAnd more: {mark}.\n")


def _hugo(folder: Path) -> list[str]:
    target = folder / "hugo"
    shutil.copytree(_HUGO, target)
    _copy_for_hugo(folder)
    return ["hugo", "--quiet", "--source", str(target)]


def _copy_for_hugo(folder: Path) -> None:
    """Copy the documents, with their heads as Hugo wants them."""
    for section in SECTIONS:
        for path in sorted((folder / "content" / section).iterdir()):
            head, text = path.read_text().split("\n\n", 1)
            fields = [line.partition(": ") for line in head.splitlines() if ": " in line]
            said = {key.lower(): value.replace("*", "") for key, _, value in fields}
            front = "\n".join(
                f'{"description" if key == "summary" else key} = "{value}"'
                for key, value in said.items()
                if key != "date"
            )
            target = folder / "hugo" / "content" / section / path.name
            new = f"+++\ndate = {said['date']}\n{front}\n+++\n{text}"
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_text() != new:
                target.write_text(new)


if __name__ == "__main__":
    main()
