# SPDX-License-Identifier: GPL-3.0-or-later
"""Hand a message to the local mail server, which does the rest: queue, DKIM, delivery.

No sentence of an error repeats what the server said, for servers like to quote the address.
"""

import contextlib
import smtplib
from email.message import EmailMessage

from intake.errors import RefusedError, UnavailableError
from intake.settings import Endpoint

# RFC 5321, 4.2.1: from here on the answer of a server is final.
_PERMANENT = 500


def send(message: EmailMessage, *, server: Endpoint, timeout: float) -> None:
    """Send the message to the one address in it.

    MailUnavailableError means that another try may succeed, MailRefusedError that none will.
    """
    try:
        session = smtplib.SMTP(server.host, server.port, "localhost", timeout=timeout)
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnavailableError from error
    try:
        session.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, _),) = error.recipients.values()
        raise _failure(code) from error
    except smtplib.SMTPHeloError as error:
        raise MailUnavailableError from error
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnavailableError from error
    finally:
        _take_leave(session)


def _failure(code: int) -> "MailRefusedError | MailUnavailableError":
    return MailRefusedError(code) if code >= _PERMANENT else MailUnavailableError()


def _take_leave(session: smtplib.SMTP) -> None:
    """End the session; a server that fails only now has the message, so this is no failure."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        session.quit()
    session.close()


class MailUnavailableError(UnavailableError):
    """The mail server cannot be reached, or does not take the message now."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the mail server does not take the message now")


class MailRefusedError(RefusedError):
    """The mail server refuses the message for good."""

    def __init__(self, code: int) -> None:
        """Keep the code of the answer."""
        self.code = code
        super().__init__(f"the mail server refused the message with code {code}")
