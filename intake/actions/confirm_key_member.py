# SPDX-License-Identifier: GPL-3.0-or-later
"""Take in the answer to a challenge: the key is confirmed, and its paper holds it."""

from datetime import datetime

from intake.actions.challenge_member import challenges_in
from intake.actions.find_member import Progress, orders_of
from intake.errors import NotAuthenticError, NotFoundError, RefusedError
from intake.model.calendar import brussels_date
from intake.model.member_key import WORD_LASTS, ConfirmedKey, KeyChallenge, confirmed_mark
from intake.model.readable_code import is_same
from intake.openpgp.member_key import inspect_key
from intake.store.dossiers import Paper, PaperKind
from intake.store.key_record import confirmed_to_json
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register


def answered_challenge(
    who: str, word: str, *, register: Register, progress: Progress, now: datetime
) -> tuple[Paper, KeyChallenge]:
    """Return the last challenge of a member, which that word answers.

    NeverAskedError, WrongWordError, WordTooLateError; MemberKeyError if the key is spent by now.
    """
    asked = [
        challenges_in(paper, register)[-1:]
        for paper, _ in orders_of(who, register=register, progress=progress)
    ]
    last = next((one[0] for one in asked if one), None)
    if last is None:
        raise NeverAskedError(who)
    _, challenge = last
    if not is_same(challenge.word, word):
        raise WrongWordError(challenge)
    if not challenge.lasts(now):
        raise WordTooLateError(challenge)
    inspect_key(challenge.key.encode(), challenge.email, now)
    return last


def confirm_key_member(
    challenge: KeyChallenge, paper: Paper, *, writer: PaperWriter, now: datetime
) -> bool:
    """Write down that the key is confirmed; say whether this is new."""

    def record(confirmed: Paper) -> bytes:
        return confirmed_to_json(
            ConfirmedKey(
                number=challenge.number,
                challenge=paper.mark,
                email=challenge.email,
                fingerprint=challenge.fingerprint,
                key=challenge.key,
                at=confirmed.received,
            )
        )

    # A word counts once: the mark is that of its challenge.
    mark = confirmed_mark(paper.mark)
    return writer.attach(paper, PaperKind.KEY_CONFIRMED, mark, now, record).is_new


class NeverAskedError(NotFoundError):
    """Nothing waits for an answer."""

    def __init__(self, who: str) -> None:
        """Say what comes first."""
        super().__init__(f"no key of {who} waits for an answer; staff members confirm-key asks")


class WrongWordError(NotAuthenticError):
    """The answer is not the word that was asked for."""

    def __init__(self, challenge: KeyChallenge) -> None:
        """Say of which day the question is."""
        super().__init__(
            f"that is not the word of {brussels_date(challenge.at)}, the last that was mailed for"
            f" order {challenge.number}; nothing was written"
        )


class WordTooLateError(RefusedError):
    """The word is too old."""

    def __init__(self, challenge: KeyChallenge) -> None:
        """Say until when it counted, and what to do."""
        super().__init__(
            f"the word counted until {brussels_date(challenge.at + WORD_LASTS)}; send a new one:"
            f" staff members confirm-key {challenge.number}"
        )
