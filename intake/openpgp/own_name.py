# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sits at this desk: the name on the staff key whose secret part is here."""

import re
from collections.abc import Sequence
from pathlib import Path

from intake.openpgp.gpg import open_gpg
from intake.openpgp.keyring import Fingerprint
from intake.openpgp.sign import NoSigningKeyError

# Fields of gpg --with-colons (GnuPG's doc/DETAILS), counted from 0.
_RECORD, _USER_ID = 0, 9
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")


def own_name(home: Path, recipients: Sequence[Fingerprint]) -> str:
    """Return the first user ID of the first key; NoSigningKeyError if there is none."""
    gpg = open_gpg(home)
    for fingerprint in recipients:
        for record in gpg.colon_records(fingerprint, secret=True):
            if record[_RECORD] == "uid":
                # gpg writes only the separator and control characters so.
                return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), record[_USER_ID])
    raise NoSigningKeyError(home)
