"""`kiosk modem`: any plugged or simulated modem in the hands of a developer."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kiosk.errors import ERROR, MODEM, KioskError

if TYPE_CHECKING:
    from typing import TextIO

    from modem import Event, Modem, Sent
    from modem.operators import Operator

Function = TypeVar("Function", bound=Callable[..., Any])
PORT = "A device, tcp://HOST:PORT or sim://; spy+PORT shows what passes.  [default: first modem that answers]"
ROWS = (
    *(
        "port",
        "imei",
        "iccid",
        "imsi",
        "number",
        "sim",
        "operator",
        "registration",
        "signal",
        "memory",
        "smsc",
    ),
    *("network_time", "stores", "keeps_link", "hints", "reports", "ussd", "caller_id"),
)
REGISTER = 30.0  # seconds that a modem gets to find its network
PAST = {True: "delivered", False: "not delivered", None: "still on its way"}


class NoModem(KioskError):
    """There is none to talk to."""

    exit_code = MODEM


class NoTrace(KioskError):
    """A file that no spy wrote."""


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
        click.option("--profile", metavar="NAME", help="Its make (modem/profiles)."),
    )
    for option in reversed(options):
        function = option(function)
    return function


here = click.argument("where", required=False, metavar="[PORT]")
as_lines = click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")


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
        fields = {"port": modem.link.name, **health._asdict(), "imsi": masked(health.imsi)}
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
    for key in ROWS:
        click.echo(f"{key.replace('_', ' '):<14}{fields[key] or '-'}")


def masked(imsi: str) -> str:
    """Show a subscription's number without what tells it from others of its operator.

    >>> masked("510101234567890"), masked("")
    ('51010*******890', '')
    """
    return imsi[:5] + "*" * (len(imsi) - 8) + imsi[-3:] if len(imsi) > 8 else ""


@command.command()
@click.argument("number")
@click.argument("text")
@reach
@click.option("--report", is_flag=True, help="Ask for delivery reports and wait for them.")
@click.option(
    "--wait", type=click.FloatRange(0), default=120.0, show_default=True, help="Seconds for --report."
)
@click.option("--flash", is_flag=True, help="Show it at once, without storing it (class 0).")
@click.option(
    "--validity", type=click.IntRange(5), metavar="MINUTES", help="How long the network keeps trying."
)
@as_lines
def send(
    number: str,
    text: str,
    port: str | None,
    pin: str | None,
    profile: str | None,
    *,
    report: bool,
    wait: float,
    flash: bool,
    validity: int | None,
    as_json: bool,
) -> None:
    """Send an SMS of any length and script.

    Exit code 1 where a report that was waited for did not come, or says no.

    \b
    Example:
      kiosk modem send 081234567890 "Halo" --report
    """
    with opened(port, pin, profile) as modem:
        state = modem.registration(REGISTER)
        if state not in ("home", "roaming"):
            click.echo(f"The modem is not registered in a network ({state or 'unknown'}).", err=True)
        life = timedelta(minutes=validity) if validity else None
        sent = modem.send(number, text, report=report, flash=flash, validity=life)
        if not as_json:
            click.echo(_told(sent))
        fates = _reports(modem, sent, number, wait, quiet=as_json) if report else {}
    if as_json:
        reports = [fates.get(part) for part in range(1, sent.parts + 1)] if report else None
        click.echo(json.dumps({"parts": sent.parts, "references": sent.references, "delivered": reports}))
    if report and not all(fates.get(part) for part in range(1, sent.parts + 1)):
        if len(fates) < sent.parts and not as_json:
            click.echo(
                f"No report within {wait:g} seconds for {sent.parts - len(fates)} of the parts.", err=True
            )
        sys.exit(ERROR)


def _told(sent: "Sent") -> str:
    references = ", ".join(map(str, sent.references))
    return (
        f"Sent in {sent.parts} part{'s' * (sent.parts > 1)}, reference{'s' * (sent.parts > 1)} {references}."
    )


def _reports(modem: "Modem", sent: "Sent", number: str, wait: float, *, quiet: bool) -> dict[int, bool]:
    """Wait for what becomes of each part: its number and whether it was delivered."""
    from modem import ReportReceived

    fates: dict[int, bool] = {}
    end = modem.link.now() + wait
    while len(fates) < sent.parts and (rest := end - modem.link.now()) > 0:
        event = modem.next_event(rest)
        part = sent.part_of(event, number) if isinstance(event, ReportReceived) else None
        if not isinstance(event, ReportReceived) or part is None:
            continue  # whatever else came stays on the modem
        modem.accept(event)
        if event.delivered is not None:
            fates[part] = event.delivered
        if not quiet:
            click.echo(f"Part {part}: {PAST[event.delivered]} ({event.at:%d %B %Y %H:%M:%S}).")
    return fates


@command.command()
@here
@reach
@click.option("--delete", is_flag=True, help="Take what was printed off the modem.")
@click.option("--count", type=click.IntRange(1), help="End after so many.")
@click.option("--timeout", type=click.FloatRange(0), metavar="SECONDS", help="End after so long.")
@as_lines
def receive(
    where: str | None,
    port: str | None,
    pin: str | None,
    profile: str | None,
    *,
    delete: bool,
    count: int | None,
    timeout: float | None,
    as_json: bool,
) -> None:
    """Print messages, reports and calls as they come, until Ctrl-C.

    Messages stay on the modem unless --delete is given.

    \b
    Example:
      kiosk modem receive --json --delete
    """
    from kiosk.serving import Stop
    from modem.events import OfModem

    with Stop() as stop, opened(where or port, pin, profile) as modem:
        end = modem.link.now() + (1e9 if timeout is None else timeout)
        left = count if count is not None else 1 << 60
        while left and not stop.wait(0) and (rest := end - modem.link.now()) > 0:
            event = modem.next_event(min(rest, 0.5))
            if event is None:
                continue
            click.echo(json.dumps(_fields(event), ensure_ascii=False) if as_json else _shown(event))
            sys.stdout.flush()
            if delete:
                modem.accept(event)
            left -= not isinstance(event, OfModem)


def _fields(event: "Event") -> dict[str, Any]:
    """Give an event as data: its type, and what it says in plain values."""
    kind = "".join(f"-{char.lower()}" if char.isupper() else char for char in type(event).__name__).strip("-")
    fields: dict[str, Any] = {"type": kind}
    for key, value in event._asdict().items():
        if key in ("entry", "entries", "parts", "part"):
            continue
        plain = value.hex().upper() if isinstance(value, bytes) else value
        fields[key] = plain.isoformat() if hasattr(plain, "isoformat") else plain
    return fields


def _shown(event: "Event") -> str:
    fields = _fields(event)
    kind, text = fields.pop("type"), fields.pop("text", None)
    head = ", ".join(f"{key} {value}" for key, value in fields.items() if value not in (None, "", False))
    safe = (
        None if text is None else "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)
    )
    return f"{click.style(kind, bold=True)}  {head}" + ("" if safe is None else f"\n{safe}\n")


@command.command()
@click.argument("code")
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

    talk(open_link(where or port or _first()))


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


@contextmanager
def opened(
    port: str | None,
    pin: str | None,
    profile: str | None,
    operators: "Mapping[str, Operator] | None" = None,
) -> "Iterator[Modem]":
    """Open the modem, the first that answers where none is named. Raises ModemError, NoModem."""
    from modem import open_modem

    with open_modem(port or _first(), pin=pin, profile=profile, operators=operators) as modem:
        yield modem


def _first() -> str:
    from modem import finding

    found = next(finding.modems(), None)
    if found is None:
        raise NoModem(
            "No modem answers at the ports of this machine.",
            "Plug one in, or name it: --port /dev/ttyUSB0, --port tcp://HOST:PORT, --port sim://.",
        )
    return found.address
