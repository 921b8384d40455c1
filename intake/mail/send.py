# SPDX-License-Identifier: GPL-3.0-or-later
"""Hand a message to the local mail server, which does the rest: queue, DKIM, delivery.

No sentence of an error repeats what the server said, for servers like to quote the address.
"""

import contextlib
import smtplib
from collections.abc import Callable
from email.message import EmailMessage

from intake.errors import RefusedError, UnavailableError
from intake.settings import Endpoint

# RFC 5321, 4.2.1: from here on the answer of a server is final.
_PERMANENT = 500
_TEMPORARY = 400
_SUCCESS = range(200, 300)


def send(
    message: EmailMessage,
    *,
    server: Endpoint,
    timeout: float,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Send the message to the one address in it.

    ``ready`` is called once the server would take a message for that address, before it gets the
    text. MailUnavailableError means that another try may succeed, MailRefusedError that none will,
    MailUncertainError that nobody knows whether the server has the message.
    """
    text = message.as_bytes()
    try:
        session = smtplib.SMTP(server.host, server.port, "localhost", timeout=timeout)
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnavailableError from error
    try:
        _announce(session, message, len(text))
        ready()
        _hand_over(session, text)
    finally:
        _take_leave(session)


def _announce(session: smtplib.SMTP, message: EmailMessage, size: int) -> None:
    """Name sender and addressee; raise unless the server takes both."""
    ((sender,), (addressee,)) = (message[name].addresses for name in ("From", "To"))
    try:
        session.ehlo_or_helo_if_needed()
        options = [f"size={size}"] if session.has_extn("size") else []
        for code, _ in (
            session.mail(sender.addr_spec, options),
            session.rcpt(addressee.addr_spec),
        ):
            if code not in _SUCCESS:
                raise _failure(code)
    except smtplib.SMTPHeloError as error:
        raise MailUnavailableError from error
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnavailableError from error


def _hand_over(session: smtplib.SMTP, text: bytes) -> None:
    """Give the server the text; from the first byte on, only its answer says whether it has it."""
    try:
        code, _ = session.data(text)
    except smtplib.SMTPDataError as error:
        raise _failure(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailUncertainError from error
    if code not in _SUCCESS:
        raise _failure(code) if code >= _TEMPORARY else MailUncertainError


def _failure(code: int) -> "MailRefusedError | MailUnavailableError":
    return MailRefusedError(code) if code >= _PERMANENT else MailUnavailableError(code)


def _take_leave(session: smtplib.SMTP) -> None:
    """End the session; a server that fails only now has the message, so this is no failure."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        session.quit()
    session.close()


class MailUnavailableError(UnavailableError):
    """The mail server cannot be reached, or does not take the message now."""

    def __init__(self, code: int | None = None) -> None:
        """Keep the code of the answer, if there was one."""
        self.code = code
        super().__init__("the mail server does not take the message now")


class MailRefusedError(RefusedError):
    """The mail server refuses the message for good."""

    def __init__(self, code: int) -> None:
        """Keep the code of the answer."""
        self.code = code
        super().__init__(f"the mail server refused the message with code {code}")


class MailUncertainError(RefusedError):
    """The connection broke while the mail server had the text and had not answered."""

    def __init__(self) -> None:
        """Say what follows from it."""
        super().__init__(
            "the mail server may have the message or not; it is not sent again by itself"
        )
