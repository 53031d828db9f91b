"""`kiosk modem send` and `receive`: messages both ways."""

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.modem_port import as_lines, here, opened, reach, typed
from kiosk.errors import ERROR

if TYPE_CHECKING:
    from modem import Event, Modem, Sent

REGISTER = 30.0  # seconds that a modem gets to find its network
PAST = {True: "delivered", False: "not delivered", None: "still on its way"}


@click.command()
@click.argument("number", callback=typed("number"))
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


@click.command()
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
