"""`kiosk modem ussd`: a code, the answers to its menu, and what is left on the card."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.modem_port import as_lines, opened, reach, typed

if TYPE_CHECKING:
    from modem import Modem


@click.command()
@click.argument("code", callback=typed("code"))
@click.argument("replies", nargs=-1)
@click.option("--balance", is_flag=True, help="Read the last answer as one about the card's balance.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, readable=False),
    help="A kiosk.toml, whose tables of operators come first.  [default: the one here, if any]",
)
@reach
@as_lines
def ussd(
    code: str,
    replies: tuple[str, ...],
    port: str | None,
    pin: str | None,
    profile: str | None,
    *,
    balance: bool,
    config: Path | None,
    as_json: bool,
) -> None:
    """Dial a USSD code that asks; on a terminal a menu can be answered.

    REPLIES are given in turn while the network waits for an answer.

    \b
    Examples:
      kiosk modem ussd '*888#' --balance
      kiosk modem ussd '*123#' 1 2
    """
    from kiosk.opening import settings_of
    from modem.operators import beside

    settings = settings_of(config, None)
    waiting = list(replies)
    with opened(port, pin, profile, beside(settings.operators, settings.modem.operator)) as modem:
        answer = modem.ussd(code)
        while True:
            click.echo(json.dumps(answer._asdict(), ensure_ascii=False) if as_json else answer.text)
            if balance and not (answer.more and waiting):
                _tell_balance(modem, answer.text, as_json=as_json)
            if not answer.more:
                return
            reply = waiting.pop(0) if waiting else _asked() if not as_json else ""
            if not reply:
                modem.ussd_cancel()
                return
            answer = modem.ussd(reply)


def _tell_balance(modem: "Modem", text: str, *, as_json: bool) -> None:
    from modem.balance import read

    found = read(text, modem.operator)
    expires = found.expires.isoformat() if found.expires else None
    if as_json:
        click.echo(json.dumps({"amount": found.amount, "expires": expires}))
    else:
        click.echo(
            f"Balance: {'?' if found.amount is None else found.amount} rupiah, until {expires or '?'}."
        )


def _asked() -> str:
    """Ask the person for a reply; "" ends the dialogue."""
    if not sys.stdin.isatty():
        return ""
    reply: str = click.prompt("Reply (empty ends)", default="", show_default=False)
    return reply
