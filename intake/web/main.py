# SPDX-License-Identifier: GPL-3.0-or-later
"""The command of the web machine: ``intake serve``."""

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

import click
import waitress
from flask import Flask

from intake.actions.expire_held import expire_held
from intake.actions.send_acknowledgement import RequestPost
from intake.actions.send_letter import LetterSender
from intake.actions.send_pro_forma import ProFormaPost
from intake.errors import IntakeError, UnavailableError, exit_code
from intake.model.calendar import brussels_date
from intake.model.order import Order
from intake.openpgp.encrypt import Sealer, open_sealer
from intake.price_lists import read_catalogue, read_vat_rules
from intake.settings import Endpoint, Settings, read_settings, settings_file
from intake.store.held_box import HeldBox
from intake.store.pending_confirmations import PendingConfirmations
from intake.store.published_states import states_file
from intake.store.queue import Queue
from intake.web.admission import Admission
from intake.web.app import LARGEST_BODY, create_app
from intake.web.guard import Guard, guard_routes
from intake.web.held_commands import held
from intake.web.limits import Limits
from intake.web.link_commands import links
from intake.web.network import proxies_of
from intake.web.notice_list import notice_routes
from intake.web.order_states import OrderStates
from intake.web.orders import OrderDesk
from intake.web.pages import Pages
from intake.web.programs import program_routes, telling_partners
from intake.web.request_tokens import RequestTokens
from intake.web.requests import RequestDesk, request_routes
from intake.web.sync_commands import sync
from intake.web.tokens import Tokens, read_secret
from intake.web.webhook_commands import site_follow, webhooks

_THREADS = 4


@click.group()
def main() -> None:
    """Take orders for the network. Settings: content/settings.toml, or INTAKE_SETTINGS."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # It says where it listens, which we do too, and that without its particulars is no news.
    logging.getLogger("waitress").setLevel(logging.WARNING)
    # It warns of every request that waits for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("waitress").addFilter(_without_particulars)


main.add_command(webhooks)
main.add_command(site_follow)
main.add_command(held)
main.add_command(links)
main.add_command(sync)


@main.command()
def serve() -> None:
    """Serve the site and take its orders, until Ctrl-C.

    Example: intake serve
    """
    signal.signal(signal.SIGTERM, _stop)
    try:
        settings = read_settings(settings_file())
        with listening(settings.web.listen) as opened, running(settings, _clock) as app:
            click.echo(f"listening on http://{settings.web.listen}/")
            waitress.serve(
                app,
                sockets=[opened],
                threads=_THREADS,
                ident=None,
                # Larger bodies are refused before they are read, and none is spooled to disk.
                max_request_body_size=2 * LARGEST_BODY,
                inbuf_overflow=4 * LARGEST_BODY,
                # Whom a proxy of ours serves, and who else would like to be one, is read by us.
                clear_untrusted_proxy_headers=False,
            )
    except IntakeError as error:
        click.echo(f"intake: {error}", err=True)
        raise SystemExit(exit_code(error)) from None


@contextmanager
def running(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Flask]:
    """Open all that the application needs, and close it in good order."""
    pages = Pages(settings)
    catalogue = read_catalogue(settings.folders.catalogue)
    sealer = open_sealer(settings.web.keyring, settings.web.recipients, clock())
    secret = read_secret(settings.web.secret)
    limits = Limits(limited=settings.web.limited)
    box = _held_box(settings, clock)
    admission = Admission(limits=limits, box=box, sealer=sealer, secret=secret)
    guard = _guard(settings, pages, limits, clock)
    queue = _open_queue(settings, sealer, clock)
    sender = LetterSender(writer=queue.writer, server=settings.mail.server, clock=clock)
    states = OrderStates(states_file(settings.folders.states), settings.web, clock)
    with (
        queue,
        ProFormaPost(settings, catalogue, clock, sender) as post,
        RequestPost(settings, clock, sender) as request_post,
        telling_partners(settings, clock) as tell,
    ):
        orders = OrderDesk(
            settings=settings,
            catalogue=catalogue,
            vat_rules=read_vat_rules(settings, brussels_date(clock())),
            pages=pages,
            tokens=Tokens(secret),
            queue=queue,
            admission=admission,
            notify=_telling(tell, post.send),
            state_of=states.of,
            clock=clock,
            right_of_way=post.right_of_way,
        )
        requests = _requests(orders, secret, request_post)
        yield create_app(
            orders,
            guard_routes(guard),
            request_routes(requests),
            notice_routes(requests),
            program_routes(orders, secret),
        )


def _guard(
    settings: Settings, pages: Pages, limits: Limits, clock: Callable[[], datetime]
) -> Guard:
    return Guard(
        pages=pages,
        limits=limits,
        proxies=proxies_of(settings),
        site_address=settings.site.address,
        clock=clock,
    )


def _open_queue(settings: Settings, sealer: Sealer, clock: Callable[[], datetime]) -> Queue:
    return Queue(
        register=settings.folders.register,
        keys=settings.folders.keys,
        machine=settings.web.machine,
        sealer=sealer,
        clock=clock,
        signing_key=settings.register.signing_key,
    )


def _telling(*told: Callable[[Order], None]) -> Callable[[Order], None]:
    """Return what tells several of an order, in this order."""

    def tell(order: Order) -> None:
        for one in told:
            one(order)

    return tell


def _held_box(settings: Settings, clock: Callable[[], datetime]) -> HeldBox:
    box = HeldBox(folder=settings.folders.held)
    box.clear_unfinished()
    expire_held(box=box, now=clock())
    return box


def _requests(orders: OrderDesk, secret: bytes, post: RequestPost) -> RequestDesk:
    settings = orders.settings
    return RequestDesk(
        settings=settings,
        pages=orders.pages,
        tokens=RequestTokens(secret),
        queue=orders.queue,
        post=post,
        pending=PendingConfirmations(settings.web.secret.with_name("pending-confirmations")),
        clock=orders.clock,
    )


@contextmanager
def listening(endpoint: Endpoint) -> Iterator[socket.socket]:
    """Take the address, or raise AddressTakenError before anything else is opened."""
    try:
        opened = socket.create_server((endpoint.host, endpoint.port))
    except OSError as error:
        raise AddressTakenError(endpoint, str(error.strerror)) from error
    with opened:
        yield opened


def _without_particulars(record: logging.LogRecord) -> bool:
    """Say where waitress met something, and not what: it likes to quote addresses of both kinds."""
    record.msg, record.args = f"waitress: {record.module}:{record.lineno}", ()
    record.exc_info = record.exc_text = None
    return True


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # this door's clock


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


class AddressTakenError(UnavailableError):
    """The intake cannot listen where the settings say."""

    def __init__(self, endpoint: Endpoint, why: str) -> None:
        """Name the address and the reason."""
        super().__init__(f"cannot listen on {endpoint}: {why}")
