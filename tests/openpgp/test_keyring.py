# SPDX-License-Identifier: GPL-3.0-or-later
"""Who can read what we write: the recipients file, and each key judged by what it is today."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.openpgp.encrypt import open_sealer
from intake.openpgp.keyring import (
    Fingerprint,
    Recipient,
    RecipientsError,
    TooFewRecipientsError,
    judge,
    read_recipients,
    usable,
)
from tests.conftest import NOW
from tests.openpgp.conftest import ODD_NAMES, Ring

ONE = "0123456789ABCDEF0123456789ABCDEF01234567"
TWO = "89ABCDEF0123456789ABCDEF0123456789ABCDEF"
# Writes a recipients file of that text and returns its path.
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes a recipients file."""

    def written(text: str) -> Path:
        path = tmp_path / "recipients.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def fault(ring: Ring, key: str, now: datetime.datetime = NOW) -> str | None:
    """Return what is wrong with a key of the ring."""
    (recipient,) = judge([ring.keys[key]], ring.gpg(), now)
    return recipient.fault


# The recipients file.


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"{ONE}\n{TWO}",
        f"# staff\n\n{ONE}  # Ada\n   \n{TWO}# Grace\n# {ONE}\n",
        f"{ONE.lower()}\n{TWO}\n",
        f"{ONE}\r\n{TWO}\r\n",
        f"  {ONE}  \n  {TWO}  \n",
        "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567\n" + TWO,
    ],
)
def test_a_fingerprint_a_line_with_comments_and_spaces(write: Write, text: str) -> None:
    assert read_recipients(write(text)) == (ONE, TWO)


@pytest.mark.parametrize("text", ["", "\n", "# nobody yet\n"])
def test_a_file_may_name_nobody(write: Write, text: str) -> None:
    assert read_recipients(write(text)) == ()


@pytest.mark.parametrize(
    "bad",
    [
        ONE[:39],
        ONE + "0",
        ONE[:39] + "G",
        "0x" + ONE,
        ONE[-16:],
        "one@example.org",
        f"{ONE},{TWO}",
        f"{ONE}!",
    ],
)
def test_a_line_that_is_no_fingerprint_is_named(write: Write, bad: str) -> None:
    path = write(f"# staff\n{ONE}\n{bad}\n")

    with pytest.raises(RecipientsError) as error:
        read_recipients(path)

    assert str(error.value) == f"{path} line 3 is no fingerprint of 40 hexadecimal digits"


@pytest.mark.parametrize("again", [ONE, ONE.lower(), f" {ONE[:4]} {ONE[4:]} # the same"])
def test_a_fingerprint_that_stands_there_twice_is_refused(write: Write, again: str) -> None:
    path = write(f"{ONE}\n{TWO}\n{again}\n")

    with pytest.raises(RecipientsError, match="names a fingerprint twice"):
        read_recipients(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_recipients_file_that_cannot_be_read_is_named(
    tmp_path: Path,
    content: bytes | None,
) -> None:
    path = tmp_path / "recipients.txt"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(RecipientsError) as error:
        read_recipients(path)

    assert str(error.value) == f"{path} cannot be read"


@pytest.mark.parametrize("separator", ["\N{LINE SEPARATOR}", "\x85", "\f", "\x1e"])
def test_a_comment_goes_on_to_the_end_of_its_line(write: Write, separator: str) -> None:
    """Nobody is made a recipient by a line break that editors do not show."""
    assert read_recipients(write(f"{ONE}\n# left in 2025:{separator}{TWO}\n")) == (ONE,)


# What each key is like.


@pytest.mark.parametrize("key", ["one", "two", "plain name", *ODD_NAMES, "subkey replaced"])
def test_a_good_key_has_no_fault(ring: Ring, key: str) -> None:
    assert fault(ring, key) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("expired", "expired on 2020-12-31"),
        ("revoked", "is revoked"),
        ("disabled", "is invalid or disabled"),
        ("sign-only", "cannot encrypt: it has no encryption subkey"),
        ("subkey expired", "cannot encrypt: its subkey expired on 2020-12-31"),
    ],
)
def test_a_bad_key_says_why(ring: Ring, key: str, said: str) -> None:
    assert fault(ring, key) == said


def test_a_key_that_is_missing_says_so(ring: Ring) -> None:
    missing = Fingerprint("0" * 40)

    answer = judge([missing], ring.gpg(), NOW)

    assert answer == (Recipient(fingerprint=missing, fault="is not in the keyring"),)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2039-12-31T23:59:59+00:00", None),
        ("2040-01-01T00:00:00+00:00", "expired on 2040-01-01"),
        ("2040-01-01T00:30:00+01:00", None),
    ],
)
def test_a_key_is_judged_by_the_clock_that_it_is_given(
    ring: Ring,
    now: str,
    said: str | None,
) -> None:
    assert fault(ring, "to 2040", datetime.datetime.fromisoformat(now)) == said


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2039-12-31T23:59:59+00:00", None),
        ("2040-01-01T00:00:00+00:00", "cannot encrypt: its subkey expired on 2040-01-01"),
    ],
)
def test_a_subkey_is_judged_by_the_same_clock(ring: Ring, now: str, said: str | None) -> None:
    assert fault(ring, "subkey to 2040", datetime.datetime.fromisoformat(now)) == said


def test_every_key_is_judged_in_the_order_of_the_file(ring: Ring) -> None:
    answer = judge(ring.five, ring.gpg(), NOW)

    assert tuple(one.fingerprint for one in answer) == ring.five


# How many are needed.


def test_two_good_keys_are_enough() -> None:
    good = [Recipient(fingerprint=Fingerprint(one)) for one in (ONE, TWO)]

    assert usable(good) == (ONE, TWO)


def test_a_key_that_cannot_be_used_is_left_out() -> None:
    three = "F" * 40
    recipients = [
        Recipient(fingerprint=Fingerprint(ONE)),
        Recipient(fingerprint=Fingerprint(three), fault="is revoked"),
        Recipient(fingerprint=Fingerprint(TWO)),
    ]

    assert usable(recipients) == (ONE, TWO)


@pytest.mark.parametrize("names", [(), ("one",)])
def test_a_file_that_names_fewer_than_two_is_refused(
    ring: Ring,
    write: Write,
    names: tuple[str, ...],
) -> None:
    path = write("\n".join(ring.keys[name] for name in names))

    with pytest.raises(TooFewRecipientsError) as error:
        open_sealer(ring.keyring, path, NOW)

    expected = "at least 2 staff keys must be usable, and the recipients file names fewer"
    assert str(error.value) == expected


def test_too_few_good_keys_are_refused_with_each_fault(ring: Ring, write: Write) -> None:
    missing = "0" * 40
    keys = ring.keys
    path = write("\n".join([keys["one"], keys["expired"], missing, keys["revoked"]]))

    with pytest.raises(TooFewRecipientsError) as error:
        open_sealer(ring.keyring, path, NOW)

    assert str(error.value) == (
        f"at least 2 staff keys must be usable: {keys['expired']} expired on 2020-12-31;"
        f" {missing} is not in the keyring; {keys['revoked']} is revoked"
    )


def test_two_good_keys_beside_a_bad_one_are_enough_to_start(ring: Ring) -> None:
    sealer = ring.sealer(*ring.two, ring.keys["expired"])

    assert sealer.recipients == ring.two
