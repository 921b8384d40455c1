# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands ``intake links``: links that fill the order form in, at a price of their own."""

from datetime import datetime

import click

from intake.errors import IntakeError, exit_code
from intake.model.language import Language
from intake.model.money import NOTHING, Money
from intake.model.special_price import SpecialPrice, with_special
from intake.price_lists import read_catalogue
from intake.settings import read_settings, settings_file
from intake.web.links import link_to
from intake.web.reviewed import SPECIAL
from intake.web.tokens import Tokens, read_secret


@click.group()
def links() -> None:
    """Make links that fill the order form in at a special price."""


@links.command()
@click.argument("offer")
@click.argument("months", type=click.IntRange(1))
@click.argument("net")
@click.argument("until", type=click.DateTime(["%Y-%m-%d"]))
def make(offer: str, months: int, net: str, until: datetime) -> None:
    """Print the links, one a language, to OFFER for MONTHS at NET euro until that day.

    Whoever has the link may use it, any number of times, until the end of that day. It is signed
    with this machine's secret, so it has to be made on the machine that takes the order.

    Example: intake links make hosting 12 50.00 2026-12-31
    """
    try:
        settings = read_settings(settings_file())
        special = SpecialPrice(offer_id=offer, months=months, net=_net(net), until=until.date())
        catalogue = read_catalogue(settings.folders.catalogue)
        with_special(catalogue.price_lists[-1], special)
        token = Tokens(read_secret(settings.web.secret)).special(special)
    except IntakeError as error:
        click.echo(f"intake: {error}", err=True)
        raise SystemExit(exit_code(error)) from None
    for language in Language:
        click.echo(link_to(settings.site.address, language, **{SPECIAL: token}))


def _net(text: str) -> Money:
    try:
        net = Money.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if net < NOTHING:
        raise click.BadParameter(text)
    return net
