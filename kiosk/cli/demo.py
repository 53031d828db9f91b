"""`kiosk demo`: everything on simulated phones."""

import shlex
import sys
from pathlib import Path

import click

from kiosk.cli.address import loopback
from kiosk.cli.output import tell
from kiosk.serving import Address, Stop


@click.command()
@click.option(
    "--http",
    "address",
    type=loopback,
    metavar="HOST:PORT",
    default="127.0.0.1:8080",
    show_default=True,
    help="Where the page and the control API are served.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, readable=False),
    help="Data folder; your own data folder unless told.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in the browser.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the network and of the city.")
@click.option("--no-city", is_flag=True, help="Without the residents who come by themselves.")
def command(address: Address, data: Path | None, no_browser: bool, seed: int, no_city: bool) -> None:
    """Show the whole system on simulated phones, in the browser.

    A simulated network and GSM modem, the kiosk that speaks AT to it over a serial line, its database, and a
    page with phones. Around it lives a made-up city, with a month behind it, while somebody looks at the
    page. Ctrl-C ends it; the next start goes on where it was.

    \b
    Example:
      kiosk demo --http 127.0.0.1:9000 --data ./demo-data --no-browser
    """
    with Stop() as stop:  # first of all: a signal may come while the rest is loaded
        _show(address, data, seed, stop, browser=not no_browser, city=not no_city)


def _show(address: Address, data: Path | None, seed: int, stop: Stop, *, browser: bool, city: bool) -> None:
    from kiosk import demo
    from kiosk.privacy import redact

    redact.to_stderr()
    data = data or demo.data_folder()
    with demo.running(address, data, seed, city=city) as at_work:
        tell(f"Loket's demo is ready: {at_work.url}")
        tell(f"  Text MENU to {at_work.number}, place a missed call, or dial {demo.SERVICE_CODE}")
        tell(f"  Web phone       {at_work.url}phone")
        tell(f"  Officer's desk  {at_work.url}office")
        tell(f"  Walk-up screen  {_program()} console --data {shlex.quote(str(data))}")
        tell(f"  Serial line     {at_work.line}, data in {data}")
        tell("  Ctrl-C ends it.")
        if browser:
            _browse(at_work.url)
        stop.wait()
        tell("The demo has ended; its data are kept.")


def _program() -> str:
    """Name this program so that it can be typed again."""
    return sys.argv[0] if Path(sys.argv[0]).name == "kiosk" else "kiosk"


def _browse(url: str) -> None:
    """Open the page where there is a screen; a text browser would take the terminal away."""
    import contextlib
    import os
    import webbrowser

    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(url)
