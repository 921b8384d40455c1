# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask whoever offers a key to prove that it is his: a word, encrypted to it, to his address.

Between question and answer the word lies in an encrypted paper of the dossier, so that another desk
can take the answer in.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from intake.actions.find_member import Progress, confirmed_key_of, orders_of
from intake.actions.send_letter import ONLY_UNSENT, LetterSender, compose_letter
from intake.documents.member_letters import challenge_letter
from intake.errors import NotFoundError, RefusedError
from intake.mail.pgp_mime import letter_to
from intake.model.calendar import brussels_date
from intake.model.member_key import ConfirmedKey, KeyChallenge, MemberKey, challenge_mark
from intake.model.order import Order
from intake.model.readable_code import Draw, draw_word
from intake.model.sending import LetterKind, LetterState
from intake.openpgp.member_key import inspect_key, usable_key
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.key_record import challenge_to_json
from intake.store.register import Register
from intake.store.sendings import state_of

Asked = tuple[Paper, KeyChallenge]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedKey:
    """A key, the order that it belongs to, what was asked before, and what is confirmed now."""

    paper: Paper
    order: Order
    key: MemberKey
    asked: tuple[Asked, ...]
    confirmed: ConfirmedKey | None

    @property
    def email(self) -> str:
        """Where the question goes."""
        return self.order.request.customer.email


def offered_key(
    who: str, *, file: bytes | None, register: Register, progress: Progress, now: datetime
) -> OfferedKey:
    """Return the key of a file, or of the newest order that has one, looked at and found good.

    NoKeyError if there is none, MemberKeyError if it cannot be used.
    """
    orders = orders_of(who, register=register, progress=progress)
    with_key = [one for one in orders if file or one[1].request.openpgp_key]
    if not with_key:
        raise NoKeyError(who)
    paper, order = with_key[0]
    text = file or (order.request.openpgp_key or "").encode()
    email = order.request.customer.email
    return OfferedKey(
        paper=paper,
        order=order,
        key=inspect_key(text, email, now),
        asked=challenges_in(paper, register),
        confirmed=confirmed_key_of(email, register),
    )


def challenges_in(order: Paper, register: Register) -> tuple[Asked, ...]:
    """Return every challenge in the dossier of an order, the first asked first."""
    papers = [one for one in register.dossier(order.number) if one.kind is PaperKind.KEY_CHALLENGE]
    asked = [(one, register.key_challenge(one)) for one in papers]
    return tuple(sorted(asked, key=lambda one: one[1].count))


def challenge_member(
    offered: OfferedKey,
    *,
    sender: LetterSender,
    settings: Settings,
    draw: Draw,
    again: bool = False,
) -> KeyChallenge:
    """Mail a word; the one of a letter that never left, or a new one.

    ConfirmedAlreadyError or AskedAlreadyError unless it is ``again``; what sending raises, if the
    mail server does not take it.
    """
    if not again:
        _check_confirmed(offered)
    paper, challenge = _unsent(offered, sender, again=again) or _new(offered, sender, draw)
    mail = challenge_mail(challenge, offered.order, settings, sender.clock())
    sender.send(mail, LetterKind.KEY_CHALLENGE, paper, states=ONLY_UNSENT)
    return challenge


def challenge_mail(
    challenge: KeyChallenge, order: Order, settings: Settings, now: datetime
) -> EmailMessage:
    """Return the mail, encrypted to the key."""
    language, network = order.request.language, settings.network
    letter = challenge_letter(
        challenge, language, network=network, site_address=settings.site.address
    )
    mail = compose_letter(
        letter,
        to=challenge.email,
        language=language,
        reference=f"key-challenge-{challenge.number}-{challenge.count}",
        settings=settings,
        now=now,
    )
    with usable_key(challenge.key, challenge.fingerprint) as key:
        return letter_to(key, mail, now)


def _check_confirmed(offered: OfferedKey) -> None:
    confirmed = offered.confirmed
    if confirmed and confirmed.fingerprint == offered.key.fingerprint:
        raise ConfirmedAlreadyError(confirmed)


def _unsent(offered: OfferedKey, sender: LetterSender, *, again: bool) -> Asked | None:
    """Return the last challenge if its letter never left; AskedAlreadyError if it has."""
    if not offered.asked or again:
        return None
    paper, challenge = offered.asked[-1]
    if challenge.fingerprint != offered.key.fingerprint or not challenge.lasts(sender.clock()):
        return None
    state = state_of(LetterKind.KEY_CHALLENGE, paper, sender.writer.papers(paper))
    if state in ONLY_UNSENT:
        return paper, challenge
    raise AskedAlreadyError(challenge, state)


def _new(offered: OfferedKey, sender: LetterSender, draw: Draw) -> Asked:
    number, count = offered.order.number, len(offered.asked) + 1
    challenge = KeyChallenge(
        number=number,
        count=count,
        email=offered.email,
        fingerprint=offered.key.fingerprint,
        key=offered.key.armored,
        word=draw_word(draw),
        at=sender.clock().replace(microsecond=0),
    )
    added = sender.writer.attach(
        offered.paper,
        PaperKind.KEY_CHALLENGE,
        challenge_mark(number, count),
        challenge.at,
        lambda _paper: challenge_to_json(challenge),
    )
    if not added.is_new:
        # Another desk asked in this moment.
        raise AskedAlreadyError(challenge, LetterState.UNCERTAIN)
    return added.paper, challenge


class NoKeyError(NotFoundError):
    """No order of that person has a key."""

    def __init__(self, who: str) -> None:
        """Say how else one comes here."""
        super().__init__(f"no order of {who} has an OpenPGP key; name the file of one with --key")


class ConfirmedAlreadyError(RefusedError):
    """That key is confirmed."""

    def __init__(self, confirmed: ConfirmedKey) -> None:
        """Say since when."""
        super().__init__(
            f"the key {confirmed.fingerprint} is confirmed since {brussels_date(confirmed.at)};"
            " to ask all the same, add --again"
        )


class AskedAlreadyError(RefusedError):
    """The question is on its way, may be, or was refused."""

    def __init__(self, challenge: KeyChallenge, state: LetterState) -> None:
        """Say where it is, and both ways on."""
        super().__init__(
            f"the question of {brussels_date(challenge.at)} is {state}. When its word is back:"
            f" staff members confirm-key {challenge.number} --answer WORD. For a new one: --again"
        )
