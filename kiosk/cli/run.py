"""`kiosk run`: the real kiosk."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.output import tell

if TYPE_CHECKING:
    import socket

    from kiosk.core import Kiosk
    from kiosk.running import Running
    from kiosk.serving import Stop
    from kiosk.settings import Config
    from menus import Book, Registry


@click.command()
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, readable=False),
    default="kiosk.toml",
    help="Berkas konfigurasi.",
)
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
def command(file: Path, data: Path | None) -> None:
    """Menjalankan kios: modem, antrean SMS, dan halaman HTTP, sampai Ctrl-C.

    Tanpa modem kios tetap bekerja dan terus mencarinya.

    \b
    Contoh:
      kiosk run --config kiosk.toml
    """
    from kiosk import config as configuration

    settings = configuration.load(file)
    serve(settings, data or settings.data)


def serve(settings: "Config", data: Path) -> None:
    """Run until SIGINT or SIGTERM. Raises ConfigError, StoreError, PortTaken."""
    from kiosk.serving import Stop

    with Stop() as stop:  # first of all: a signal may come while the rest is loaded
        _serve(settings, data, stop)


def _serve(settings: "Config", data: Path, stop: "Stop") -> None:
    from kiosk.doors.gateway import Gateways
    from kiosk.doors.http import application
    from kiosk.opening import remember
    from kiosk.privacy import redact
    from kiosk.reloading import Reloader
    from kiosk.running import Plugged, Running, opener
    from kiosk.services import FOLDER
    from kiosk.services.connecting import configure

    listener = _listen(settings)
    configure(settings.services)
    try:
        kiosk = _open(settings, data)
    except BaseException:
        if listener is not None:
            listener.close()
        raise
    redact.to_stderr()
    app = None if listener is None else application(kiosk, settings.http.names, Gateways(*settings.ussd))
    modems = [
        Plugged(opener(kiosk, one, settings.operators), name, one.number)
        for name, one in settings.modems.items()
    ]
    own = settings.services.path
    reloader = Reloader(kiosk, partial(_books, settings), [FOLDER, *([own] if own else [])])
    officer = settings.kiosk.officer
    with Running(
        kiosk, modems=modems, app=app, listener=listener, reloader=reloader, officer=officer
    ) as running:
        remember(kiosk)
        _greet(settings, data, running)
        stop.wait()
        tell("Kios berhenti; yang belum terkirim menunggu.")


def _books(settings: "Config") -> "tuple[Book, Registry]":
    from kiosk.services import desk, home

    return desk(home.office_of(settings.kiosk), settings.services.path)


def _open(settings: "Config", data: Path) -> "Kiosk":
    """Open the kiosk as its configuration says."""
    from kiosk.core import Kiosk
    from kiosk.services.connecting import connected

    kiosk = Kiosk.open(
        data,
        *_books(settings),
        command="kiosk run",
        number=settings.kiosk.number,
        own_numbers=settings.own_numbers,
        days_off=settings.kiosk.closed,
        flash=settings.sms.flash,
        key_file=settings.privacy.key_file,
    )
    kiosk.sampling = settings.sampling
    kiosk.agencies |= connected(settings.services)
    return kiosk


def _greet(settings: "Config", data: Path, running: "Running") -> None:
    """Say what is served, and where."""
    tell(f"Kios {settings.kiosk.number} berjalan. Data: {data.absolute()}")
    if running.serving is not None:
        tell(f"  Halaman       {running.serving.url}")
        tell(f"  Meja petugas  {running.serving.url}office (hanya di mesin ini)")
        tell(f"  Telepon web   {running.serving.url}phone")
    for name, one in settings.modems.items():
        tell(f"  {name.capitalize():<13} {one.port}")
    if not settings.modems:
        tell("  Tidak ada [modem] port di konfigurasi: SMS dan misscall tidak dilayani.")
    tell("Hentikan dengan Ctrl-C.")


def _listen(settings: "Config") -> "socket.socket | None":
    from kiosk.errors import PortTaken
    from kiosk.serving import listen

    address = settings.http.address
    if address is None:
        return None
    try:
        return listen(address)
    except PortTaken as error:
        raise PortTaken(
            f"Alamat HTTP {address} tidak bisa dipakai: dipakai program lain, atau bukan milik mesin ini.",
            f"Hentikan program itu, atau ubah [http] address di {settings.file}.",
        ) from error
