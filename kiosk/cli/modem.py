"""`kiosk modem`: any plugged or simulated modem in the hands of a developer."""

import json
from typing import TYPE_CHECKING

import click

from kiosk.cli.modem_messages import receive, send
from kiosk.cli.modem_port import PORT, as_lines, first, here, opened, reach
from kiosk.cli.modem_ussd import ussd
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from typing import TextIO

ROWS = (
    "port make imei iccid imsi number sim operator registration signal memory smsc "
    "network_time stores keeps_link hints reports ussd caller_id"
)  # what `info` tells, in this order


class NoTrace(KioskError):
    """A file that no spy wrote."""


@click.group()
def command() -> None:
    """Tries a modem: who it is, messages both ways, USSD, a terminal.

    \b
    Examples:
      kiosk modem list --ask
      kiosk modem send 081234567890 "Halo" --report
      kiosk modem terminal --port sim://
    """  # noqa: D401  (the list of commands speaks in the third person)


@command.command("list")
@click.option("--ask", is_flag=True, help="Ask each port who is there.")
@as_lines
def list_(*, ask: bool, as_json: bool) -> None:
    """List the serial ports where a modem may be.

    \b
    Example:
      kiosk modem list --ask
    """
    from modem import finding
    from modem.ports import list_ports

    rows = []
    for port in list_ports():
        found = finding.ask(port.address) if ask else None
        about = found._asdict() if found else dict.fromkeys(("imei", "manufacturer", "model"))
        rows.append({**port._asdict(), **about, "address": port.address})
    if as_json:
        click.echo(json.dumps(rows))
    elif not rows:
        click.echo("There is no serial port with a modem. `kiosk sim` simulates one.", err=True)
    for row in () if as_json else rows:
        who = (
            f"{row['manufacturer']} {row['model']}, IMEI {row['imei']}" if row["imei"] else row["description"]
        )
        click.echo(f"{row['address']}  {row['device']}  {who}")


@command.command()
@here
@reach
@as_lines
def info(where: str | None, port: str | None, pin: str | None, profile: str | None, *, as_json: bool) -> None:
    """Tell how modem, SIM card and network are.

    \b
    Example:
      kiosk modem info /dev/ttyUSB0
    """
    with opened(where or port, pin, profile) as modem:
        health, can = modem.health(), modem.capabilities
        fields = {
            "port": modem.link.name,
            "make": modem.make,
            **health._asdict(),
            "imsi": masked(health.imsi),
        }
        fields["network_time"] = health.network_time.isoformat() if health.network_time else None
    if as_json:
        click.echo(json.dumps({**fields, "capabilities": can._asdict()}))
        return
    fields |= {"reports": can.reports, "ussd": can.ussd, "hints": can.hints and f"AT+CNMI={can.hints}"}
    fields["operator"] = " ".join(filter(None, (health.operator, health.network and f"({health.network})")))
    fields["stores"] = f"messages, in {can.writing or 'its store'}" if can.stores else ""
    fields["keeps_link"] = f"between messages (AT+CMMS={', '.join(can.keeps_link)})" if can.keeps_link else ""
    fields["caller_id"] = "told" if can.caller_id else ""
    fields["signal"] = "not known" if health.signal is None else f"{health.signal} dBm"
    fields["memory"] = f"{health.memory}, {health.used} of {health.total} slots used"
    fields["memory"] += ": nearly full" if health.nearly_full else ""
    for key in ROWS.split():
        click.echo(f"{key.replace('_', ' '):<14}{fields[key] or '-'}")


def masked(imsi: str) -> str:
    """Show a subscription's number without what tells it from others of its operator.

    >>> masked("510101234567890"), masked("")
    ('51010*******890', '')
    """
    return imsi[:5] + "*" * (len(imsi) - 8) + imsi[-3:] if len(imsi) > 8 else ""


@command.command()
@here
@click.option("-p", "--port", metavar="PORT", envvar="LOKET_MODEM", help=PORT)
def terminal(where: str | None, port: str | None) -> None:
    """Speak AT by hand, with PDUs and errors explained; Ctrl-D ends.

    After the prompt `>` type the PDU: Ctrl-Z is sent with the line, an empty line leaves the prompt.

    \b
    Example:
      echo AT+CSQ | kiosk modem terminal /dev/ttyUSB0
    """
    from kiosk.cli.terminal import talk
    from modem import open_link

    talk(open_link(where or port or first()))


@command.command()
@click.argument("file", type=click.File(encoding="utf-8"))
def trace(file: "TextIO") -> None:
    """Show a trace that `spy+PORT?file=TRACE` wrote, with PDUs and errors explained.

    \b
    Examples:
      kiosk modem receive 'spy+/dev/ttyUSB0?file=trace.txt'
      kiosk modem trace trace.txt
    """
    from kiosk.cli.terminal import tell

    try:
        tell(file)
    except ValueError as error:
        raise NoTrace(
            f"{file.name} is no trace of `spy+`.", "Record one: kiosk modem receive 'spy+PORT?file=TRACE'."
        ) from error


for each in (send, receive, ussd):
    command.add_command(each)
