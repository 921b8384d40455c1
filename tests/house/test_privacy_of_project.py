# SPDX-License-Identifier: GPL-3.0-or-later
"""No file tells on which machine it was made: no path of one, no host that packages come from."""

import re

import pytest

from tests.house.project import files, named

# A word at the start of a path; an address such as /en/home/ does not begin with it.
MACHINE_PATHS = rb"(?<![\w.~%/-])/(?:work|root|home|Users|mnt)(?:/|\b(?![\w-]))"
REGISTRIES = (
    rb"(?i)\b(?:pypi\.(?:org|io|python\.org)|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io"
    rb"|rubygems\.org|proxy\.golang\.org|anaconda\.org)\b"
    rb"|\b(?:artifactor[y]|devp[i]|jfro[g])\b|https?://[^\s\"'<>]+/simple\b|--(?:extra-)?index-url"
)


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["path", "registry"])
def test_no_file_tells_where_it_was_made(pattern: bytes) -> None:
    telling = [path for path in files() if re.search(pattern, path.read_bytes())]
    assert named(telling) == []


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("cd /{}/main", True),
        ('"/{}"', True),
        ("(/{}/x)", True),
        ("see /en/{}/", False),
        ("../{}/x", False),
        ("/{}-page/", False),
        ("/{}r", False),
    ],
)
@pytest.mark.parametrize("folder", ["work", "root", "home"])
def test_a_path_of_a_machine_is_known_from_an_address(
    text: str, folder: str, *, tells: bool
) -> None:
    found = re.search(MACHINE_PATHS, text.format(folder).encode())
    assert (found is not None) == tells


@pytest.mark.parametrize("host", ["py" + "pi.org", "files.python" + "hosted.org", "npm" + "js.com"])
def test_a_host_of_packages_is_known(host: str) -> None:
    assert re.search(REGISTRIES, f"https://{host}/".encode())
