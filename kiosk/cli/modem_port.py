"""Which modem the commands of `kiosk modem` speak with: the options that they share, and opening it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kiosk.errors import MODEM, KioskError

if TYPE_CHECKING:
    from modem import Modem
    from modem.operators import Operator

Function = TypeVar("Function", bound=Callable[..., Any])
PORT = "A device, tcp://HOST:PORT or sim://; spy+PORT shows what passes.  [default: first modem that answers]"


class NoModem(KioskError):
    """There is none to talk to."""

    exit_code = MODEM


def _make(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """Take the name of a make that has a profile."""
    from modem.profile import names

    if name is not None and name not in names():
        raise click.BadParameter(f"There is no profile {name!r}. Take one of: {', '.join(names())}.")
    return name


def typed(gate: str) -> Callable[[click.Context, click.Parameter, str], str]:
    """Give what checks an argument at a *gate* (`modem.gate`): wrong usage, before any port is opened."""

    def check(_: click.Context, __: click.Parameter, text: str) -> str:
        from modem import gate as gates
        from modem.errors import Refused

        try:
            passed: str = getattr(gates, gate)(text)
        except Refused as error:
            raise click.BadParameter(str(error)) from None
        return passed

    return check


def reach(function: Function) -> Function:
    """Add the options that say which modem, and how."""
    options = (
        click.option(
            "-p",
            "--port",
            metavar="PORT",
            envvar="LOKET_MODEM",
            help=PORT,
        ),
        click.option("--pin", envvar="LOKET_PIN", help="The SIM card's PIN, tried once."),
        click.option("--profile", metavar="NAME", callback=_make, help="Its make (modem/profiles)."),
    )
    for option in reversed(options):
        function = option(function)
    return function


here = click.argument("where", required=False, metavar="[PORT]")
as_lines = click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")


@contextmanager
def opened(
    port: str | None,
    pin: str | None,
    profile: str | None,
    operators: "Mapping[str, Operator] | None" = None,
) -> "Iterator[Modem]":
    """Open the modem, the first that answers where none is named. Raises ModemError, NoModem."""
    from modem import open_modem

    with open_modem(port or first(), pin=pin, profile=profile, operators=operators) as modem:
        yield modem


def first() -> str:
    """Find the first modem that answers. Raises NoModem."""
    from modem import finding

    found = next(finding.modems(), None)
    if found is None:
        raise NoModem(
            "No modem answers at the ports of this machine.",
            "Plug one in, or name it: --port /dev/ttyUSB0, --port tcp://HOST:PORT, --port sim://.",
        )
    return found.address
