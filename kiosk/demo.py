"""The whole system in one process: simulated phones and modem, the kiosk on a serial line, a page."""

import contextlib
import os
from collections.abc import Container, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kiosk.core import Kiosk
from kiosk.opening import DEMO_NUMBER
from kiosk.reloading import Reloader
from kiosk.running import Plugged, Running
from kiosk.sampling import USUAL
from kiosk.services import FOLDER, desk, seed
from kiosk.serving import Address, listen

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from kiosk.city.agencies import Agencies
    from modem.driver import Modem
    from modem.simulator import Simulator

SERVICE_CODE = "*123#"
PAGES = {
    "/phone": {"id": "Telepon web", "en": "Web phone"},
    "/office": {"id": "Meja petugas", "en": "Officer's desk"},
}


class Demo(NamedTuple):
    """A demo at work: where its page is, the number of its kiosk, the line between modem and kiosk."""

    url: str
    number: str
    line: str
    kiosk: Kiosk
    simulator: "Simulator"


def data_folder() -> Path:
    """Give the folder of the demo's data when none is named."""
    import platformdirs

    return platformdirs.user_data_path("loket") / "demo"


@contextlib.contextmanager
def running(address: Address, data: Path, network_seed: int = 0, *, city: bool = True) -> Iterator[Demo]:
    """Run a demo for the time of a `with`, with a made-up *city* around it while its page is looked at.

    Raises PortTaken, StoreError: nothing is left running.
    """
    from kiosk.city.agencies import agencies
    from kiosk.city.present import Present
    from kiosk.city.watched import Watched
    from kiosk.demo_clock import DemoClock
    from kiosk.demo_pace import Pacing
    from kiosk.doors.ussd import ussd_host, ussd_over
    from modem.simulator import Simulator

    listener = listen(address)
    with ExitStack() as ending:
        ending.callback(listener.close)
        clock = DemoClock()
        kiosk = Kiosk.open(
            data, *desk(), demo=True, command="kiosk demo", number=DEMO_NUMBER, clock=clock.wall
        )
        ending.callback(kiosk.close)
        clock.resume(kiosk)
        city_hall = agencies(kiosk.clock, network_seed)
        _furnish(kiosk, city_hall)
        sim = Simulator(seed=network_seed, clock=clock)
        number = sim.modems[0].number
        sim.network.host(SERVICE_CODE, ussd_host(kiosk), over=ussd_over(kiosk))
        line = ending.enter_context(_serial_line(sim, data))
        app = Watched(_page(sim, kiosk, city_hall, line))
        residents = Present(kiosk, sim, SERVICE_CODE, network_seed, app.seen)
        pacing = Pacing(
            clock.advance,
            lambda: _somebody_waits(sim, residents.numbers),
            lambda: sim.do(lambda: sim.happened("clock", speed=clock.pace.wanted)),
        )

        def opener() -> "Modem":
            from modem import open_modem

            return open_modem(line, assemble=False)

        modems, reloader = [Plugged(opener)], Reloader(kiosk, desk, [FOLDER])
        with Running(
            kiosk,
            modems=modems,
            app=app,
            listener=listener,
            reloader=reloader,
            beside={"pace": pacing} | ({"city": residents} if city else {}),
        ) as at_work:
            assert at_work.serving is not None
            clock.serve(kiosk, at_work.chores, pacing)
            yield Demo(at_work.serving.url, number, line, kiosk, sim)


def _furnish(kiosk: Kiosk, city_hall: "Agencies") -> None:
    """Give a kiosk what a demo has at first: who is asked, data of the services, agencies that answer."""
    from kiosk.services.hospital.exchange import loan

    kiosk.sampling = USUAL
    kiosk.write(seed)
    kiosk.agencies |= city_hall.by_service
    kiosk.write(loan)  # this hospital is new with every start: it hears first what it has lent


def _page(sim: "Simulator", kiosk: Kiosk, city_hall: "Agencies", line: str) -> "ASGIApp":
    """Make the page with the phones, beside it those of the kiosk and of its agencies."""
    from kiosk.doors.centre import routes as centre_routes
    from kiosk.doors.http import routes
    from modem.simulator.http import control_app

    return control_app(
        sim,
        extra_routes=[*routes(kiosk), *centre_routes(city_hall.hospital, kiosk.agencies)],
        title="demo",
        service_code=SERVICE_CODE,
        link=line,
        pages=PAGES,
    )


def _somebody_waits(sim: "Simulator", city: Container[str]) -> bool:
    """Whether a phone calls, or somebody who is not of the made-up *city* is at a USSD screen."""
    return sim.do(
        lambda: any(
            phone.on_call is not None or (phone.screen is not None and phone.number not in city)
            for phone in sim.network.handsets.values()
        )
    )


@contextlib.contextmanager
def _serial_line(sim: "Simulator", data: Path) -> Iterator[str]:
    """Lay the line between modem and kiosk: a pseudo terminal; where the system has none, `sim://`."""
    if os.name != "posix":
        from modem.simulator import share

        share(sim)
        yield "sim://"
        return
    from modem.simulator.transports import serve

    path = data / "modem"
    served = serve(sim, ptys={0: path})
    try:
        yield str(path)
    finally:
        served.close()
