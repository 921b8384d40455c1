# SPDX-License-Identifier: GPL-3.0-or-later
"""Send what the outbox holds: letters made again from their papers, none of them twice."""

from collections.abc import Callable, Sequence

from intake.actions.list_outbox import PostedLetter, list_outbox
from intake.actions.send_letter import LetterSender
from intake.actions.send_pro_forma import send_pro_forma
from intake.errors import IntakeError, RefusedError
from intake.mail.send import MailUnavailableError
from intake.model.catalogue import Catalogue
from intake.model.sending import LetterState
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.store.register import OrderNotFoundError, Register

# What somebody who has looked at a letter may have sent once more.
AGAIN = frozenset({LetterState.UNSENT, LetterState.UNCERTAIN, LetterState.REFUSED})


def letters_to_send(
    *,
    register: Register,
    number: OrderNumber | None,
    again: bool,
) -> list[PostedLetter]:
    """Return the letters that may go: all unsent ones, or those of one order.

    NotToBeSentError if the order named has none that may, OrderNotFoundError if there is no order.
    """
    letters = list_outbox(register=register)
    states = AGAIN if again else {LetterState.UNSENT}
    if number is None:
        return [one for one in letters if one.state in states]
    named = [one for one in letters if one.number == number]
    if not named:
        raise OrderNotFoundError(number)
    chosen = [one for one in named if one.state in states]
    if not chosen:
        raise NotToBeSentError(named)
    return chosen


def send_outbox(  # noqa: PLR0913 - what letters are made of, and where they are noted, each named
    letters: Sequence[PostedLetter],
    *,
    register: Register,
    sender: LetterSender,
    settings: Settings,
    catalogue: Catalogue,
    told: Callable[[PostedLetter, IntakeError | None], None],
) -> int:
    """Send the letters one after the other; return how many the mail server has.

    ``told`` hears of each letter, with what kept it from going. MailUnavailableError ends it: what
    is left stays in the outbox.
    """
    sent = 0
    for one in letters:
        try:
            order = register.order(one.paper)
            send_pro_forma(order, settings, catalogue, sender=sender, states={one.state})
        except MailUnavailableError:
            raise
        except IntakeError as error:
            told(one, error)
        else:
            sent += 1
            told(one, None)
    return sent


class NotToBeSentError(RefusedError):
    """The letters of an order are in no state in which they may go by themselves."""

    def __init__(self, letters: Sequence[PostedLetter]) -> None:
        """Say where they are, and what a person may do."""
        where = ", ".join(f"{one.letter} {one.number} is {one.state}" for one in letters)
        may = any(one.state in AGAIN for one in letters)
        how = "look at it, then add --again" if may else "staff pro-formas send sends it once more"
        super().__init__(f"{where}; {how}")
