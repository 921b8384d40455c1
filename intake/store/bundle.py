# SPDX-License-Identifier: GPL-3.0-or-later
"""All of a register's git in one file, and a register made from such a file."""

from pathlib import Path

from intake.store.git import BRANCH, Repository, checked, prepare, run_git

_STRICT = ("-c", "transfer.fsckObjects=true")


def write_bundle(repository: Repository, target: Path) -> str:
    """Write the whole branch to a file that git clones from; return the id of its last commit."""
    folder = repository.folder
    checked(run_git(folder, "bundle", "create", "--quiet", str(target), "HEAD", BRANCH), "bundle")
    heads = checked(run_git(folder, "bundle", "list-heads", str(target)), "bundle")
    return heads.split(" ")[0]


def register_from(bundle: Path, folder: Path) -> Repository:
    """Make a register in an empty folder of what a bundle holds, with every file in its place."""
    folder.mkdir()
    prepare(folder)
    fetched = run_git(folder, *_STRICT, "fetch", "--quiet", str(bundle), f"+{BRANCH}:{BRANCH}")
    checked(fetched, "fetch")
    # The repository is marked bare; for once it has a worktree, and then no index again.
    worktree = ("-c", "core.bare=false", f"--work-tree={folder}")
    checked(run_git(folder, *worktree, "checkout", "--quiet", "--force", "main"), "checkout")
    (folder / ".git" / "index").unlink()
    return Repository(folder)
