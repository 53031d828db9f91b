"""`kiosk sim`: simulated modems and phones, for any program that speaks AT."""

import socket
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from kiosk.cli.address import anywhere, loopback_or_off
from kiosk.cli.output import tell
from kiosk.errors import PortTaken
from kiosk.serving import Address, Serving, Stop, listen

if TYPE_CHECKING:
    from modem.simulator import Served, Simulator

SWITCH_S = 0.0005  # how long a thread may keep the interpreter: the page must not hold up a modem
MOST_MODEMS = 64
SPEEDS = ("real", "instant", "step")


def speed(text: str) -> str:
    """Check a speed: one of the words, or a factor."""
    try:
        good = text in SPEEDS or 0 < float(text) <= 1_000_000
    except ValueError:
        good = False
    if not good:
        raise click.BadParameter(f"{text!r} is none of real, instant, step, nor a factor above 0 such as 10.")
    return text


def make(text: str) -> str:
    """Check the name of a make of modem."""
    from modem.simulator.errors import SimulatorError
    from modem.simulator.profile import profile

    try:
        profile(text)
    except SimulatorError as error:
        raise click.BadParameter(str(error)) from None
    return text


def makes(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Check that there are no more makes than modems may be."""
    if len(texts) > MOST_MODEMS:
        raise click.BadParameter(f"there are {len(texts)}, and at most {MOST_MODEMS} modems.")
    return texts


@click.command()
@click.option(
    "--link",
    type=click.Path(),
    metavar="PATH",
    default="./modem",
    show_default=True,
    help="Symbolic link to the modem's serial port; with several modems PATH0, PATH1, …",
)
@click.option(
    "--tcp",
    type=anywhere,
    metavar="HOST:PORT",
    help="Serve the modem by TCP as well; several modems take the ports that follow.",
)
@click.option(
    "--http",
    type=loopback_or_off,
    metavar="HOST:PORT|off",
    default="127.0.0.1:8090",
    show_default=True,
    help="The page with the phones and the control API, on this machine only.",
)
@click.option(
    "--modems", type=click.IntRange(1, MOST_MODEMS), default=1, show_default=True, help="How many modems."
)
@click.option(
    "--profile",
    "profiles",
    type=make,
    metavar="NAME",
    multiple=True,
    callback=makes,
    default=["generic"],
    show_default=True,
    help="Their make: a7670, e3372, ec25, generic, sim7600, sim800, wavecom, zte, or a file NAME.toml."
    " Once more for each modem of another make; the last is that of the rest, too.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed, the same chances.")
@click.option(
    "--speed",
    "pace",
    type=speed,
    metavar="real|N|instant|step",
    default="real",
    show_default=True,
    help="How fast time passes: N times as fast; step: only by POST /api/clock; instant: so, without delays.",
)
def command(
    link: str,
    tcp: Address | None,
    http: Address | None,
    modems: int,
    profiles: tuple[str, ...],
    seed: int,
    pace: str,
) -> None:
    """Simulate GSM modems on a network with phones, for any program that speaks AT.

    A port 0 takes any free one. Ctrl-C ends it.

    \b
    Example:
      kiosk sim --link ./modem    then ./modem is a serial port for your program,
                                  and http://127.0.0.1:8090/ shows the phones
    """
    with ExitStack() as stack:
        stop = stack.enter_context(Stop())
        listener = None if http is None else stack.enter_context(listen(http))  # before anything is made
        sim, served = _serve_modems(link, tcp, modems, profiles, seed, pace)
        stack.callback(served.close)
        _tell_modems(sim, served)
        if listener is not None:
            page = _serve_page(sim, served, listener)
            stack.callback(page.stop)
            tell(f"Phones    {page.url}")
        tell(f"Seed      {seed}")
        tell("Ctrl-C ends it.")
        stop.wait()


def _serve_modems(
    link: str, tcp: Address | None, modems: int, profiles: tuple[str, ...], seed: int, pace: str
) -> "tuple[Simulator, Served]":
    """Make the world and its serial ports: they answer once this returns."""
    from modem.simulator import PathTaken, Simulator, clock_for, serve
    from modem.simulator import PortTaken as TcpTaken

    sys.setswitchinterval(SWITCH_S)
    sim = Simulator(modems, seed, profiles, clock_for(pace, served=True))
    count = len(sim.modems)
    paths = {index: link if count == 1 else f"{link}{index}" for index in range(count)}
    try:
        return sim, serve(sim, paths, tcp)
    except (PathTaken, TcpTaken) as error:
        raise PortTaken(error.fact, error.remedy) from error


def _tell_modems(sim: "Simulator", served: "Served") -> None:
    for modem in sim.modems:
        tell(f"Modem {modem.index:<3} {served.links[modem.index]}  ({modem.number}, {modem.profile.name})")
        if modem.index in served.addresses:
            tell(f"          tcp://{Address(*served.addresses[modem.index])}")


def _serve_page(sim: "Simulator", served: "Served", listener: socket.socket) -> Serving:
    from modem.simulator.http import control_app

    page = Serving(control_app(sim, link=str(served.links[0])), listener)
    page.start()
    return page
