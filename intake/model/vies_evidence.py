# SPDX-License-Identifier: GPL-3.0-or-later
"""What VIES answered about a VAT number: the proof without which nothing is reverse charged.

VAT directive 2006/112 art. 44 and 196; Regulation 282/2011 art. 18(1)(a): the supplier has
confirmed the number. Staff ask VIES on their own machine and write the answer down.
"""

import datetime
from dataclasses import dataclass

from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ViesEvidence:
    """One answer of VIES; ``consultation`` is the number that VIES gives to whoever asks."""

    order: OrderNumber
    vat_number: str
    is_valid: bool
    asked: datetime.date
    consultation: str
    recorded: datetime.datetime

    def proves(self, vat_number: str | None) -> bool:
        """Whether it says that this number is valid."""
        return self.is_valid and self.vat_number == vat_number

    @property
    def mark(self) -> str:
        """The mark of its paper: the same answer is recorded once."""
        facts = (self.order, self.vat_number, self.is_valid, self.asked, self.consultation)
        return paper_mark(" ".join(("vies-evidence/1", *map(str, facts))))
