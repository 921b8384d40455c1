# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of a clear-signed text (RFC 9580, section 7), and nothing else about it.

The web machine has no member's key and verifies nothing. It only sees to it that what staff will
verify is one clear-signed text and nothing around it, so that what they read is what was signed.
"""

import re

from intake.errors import Fault, InvalidInputError

LARGEST = 16 * 1024
_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"
# Within the signed text such a line stands behind "- ".
_FRAME = re.compile(r"^-----.*$", re.MULTILINE)
_SECRET = re.compile(r"BEGIN PGP (?:PRIVATE|SECRET) KEY")


def check_clear_signed(text: str) -> None:
    """Raise ClearSignedError unless the text is exactly one clear-signed text."""
    if _SECRET.search(text):
        raise ClearSignedError("private_key")
    if len(text.encode()) > LARGEST:
        raise ClearSignedError("too_long")
    frame = [line.rstrip() for line in _FRAME.findall(text)]
    if frame.count(_BEGIN) > 1:
        raise ClearSignedError("several_signed")
    if (
        frame != [_BEGIN, _SIGNATURE, _END]
        or not text.startswith(_BEGIN)
        or not text.rstrip().endswith(_END)
    ):
        raise ClearSignedError("not_signed")


class ClearSignedError(InvalidInputError):
    """The text is not one clear-signed text."""

    def __init__(self, code: str) -> None:
        """Keep the code of the fault."""
        super().__init__([Fault(field="signed_text", code=code)])
