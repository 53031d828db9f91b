"""`kiosk console`: the walk-up screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.doors.console import Receive
    from kiosk.doors.counter.visit import Counter
    from kiosk.reloading import Reloader
    from kiosk.settings import Config
    from kiosk.slips import Office

PATIENCE = 12.0  # seconds: a slip that is in the printer comes out


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--plain", is_flag=True, help="Baris biasa, untuk pipa atau pembaca layar.")
@click.option(
    "--lcd", metavar="PERANGKAT", help="Layar karakter 20x4: /dev/lcd, port serial, atau - (terminal ini)."
)
@click.option(
    "--record", type=click.Path(path_type=Path), help="Rekam percakapan ke berkas .chat (data demo)."
)
@click.option("--reprint", metavar="NOMOR", help="Cetak ulang slip dengan nomor itu, bertanda SALINAN.")
def command(
    file: Path | None,
    data: Path | None,
    plain: bool,
    lcd: str | None,
    record: Path | None,
    reprint: str | None,
) -> None:
    """Menampilkan layar loket dengan papan angkanya.

    Tombol angka dan ENTER memilih, * mengganti bahasa, # mengakhiri (atau huruf, bila kata-kata diminta), +
    membesarkan tulisan, - menghapus. Tanpa tekanan, layar dibersihkan untuk warga berikutnya; Ctrl-C
    menutupnya. Waktu, bahasa, dan teks kelurahan diatur di [console], printer slip di [printer].

    Memakai data yang sama dengan kios yang sedang berjalan; tanpa terminal, perintah ini membaca baris biasa.

    \b
    Contoh:
      kiosk console --config kiosk.toml
      printf '4\\n1\\n' | kiosk console --data ./data
      kiosk console --lcd /dev/lcd
      kiosk console --reprint 3800-1273
    """
    _end_on_signals()
    from kiosk.opening import shared

    if reprint is not None:
        with shared(file, data) as (kiosk, settings):
            click.echo(_reprinted(kiosk, settings, reprint))
        return

    with (
        shared(file, data) as (kiosk, settings),
        _reloading(kiosk, settings),
        _recorded(kiosk, record) as receive,
        _printing(kiosk, settings),
    ):
        display = "" if plain else lcd if lcd is not None else settings.console.lcd
        _serve(kiosk, receive, settings, display, plain=plain)


def _serve(kiosk: "Kiosk", receive: "Receive", settings: "Config", display: str, *, plain: bool) -> None:
    """Serve visitors at a character *display*, a full screen or, in a pipe or *plain*, line by line."""
    import sys

    full = not plain and not display and sys.stdin.isatty() and sys.stdout.isatty()
    _log(quiet=(full or display == "-") and sys.stderr.isatty())
    if display:
        from kiosk.doors.counter import lcd_screen

        lcd_screen.run(_counter(kiosk, receive, settings), display, sound=settings.console.sound)
    elif full:
        _full_screen(kiosk, receive, settings)
    else:
        from kiosk.doors.console import run_lines

        run_lines(receive, sys.stdin, lambda text: click.echo(f"{text}\n"))


def _log(*, quiet: bool) -> None:
    """Write the log to standard error, unless the screen is drawn there."""
    import logging

    from kiosk.privacy import redact

    redact.to_stderr()
    if quiet:
        logging.getLogger("kiosk").handlers[:] = [logging.NullHandler()]


def _reprinted(kiosk: "Kiosk", settings: "Config", typed: str) -> str:
    """Have a slip printed again; gives what is said of it. Raises KioskError."""
    from kiosk import ticket
    from kiosk.errors import KioskError
    from kiosk.store import slips

    number = ticket.read(typed) or typed
    if not kiosk.write(lambda tx: slips.again(tx, number)):
        raise KioskError(
            f"Slip {number} tidak ada, atau sedang menunggu dicetak.",
            "Slip disimpan dua hari; periksa nomornya, dan printer dengan `kiosk doctor`.",
        )
    if not settings.printer.port:
        return f"Slip {number} menunggu: tulis [printer] port di kiosk.toml."
    return f"Slip {number} dicetak oleh layar loket dalam beberapa detik."


def _end_on_signals() -> None:
    """End with 0 on a signal, from now on; the full screen has handlers of its own while it stands."""
    import signal
    import sys

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, lambda *_: sys.exit(0))


def _reloading(kiosk: "Kiosk", settings: "Config") -> "Reloader":
    """Give what takes changed books while the screen stands there for weeks."""
    from kiosk.reloading import Reloader
    from kiosk.services import FOLDER, desk, home

    own = settings.services.path
    return Reloader(
        kiosk, lambda: desk(home.office_of(settings.kiosk), own), [FOLDER, *([own] if own else [])]
    )


@contextmanager
def _recorded(kiosk: "Kiosk", file: Path | None) -> "Iterator[Receive]":
    """Give what hands in, listened to where a *file* is wanted. Raises KioskError on data of real people."""
    from kiosk.clock import WIB
    from kiosk.doors.recording import Recording
    from kiosk.errors import KioskError
    from kiosk.store import migrate

    if file is None:
        yield kiosk.receive
        return
    if migrate.kind_of(kiosk.store.folder) != "demo":
        raise KioskError(
            "Percakapan warga sungguhan tidak boleh direkam.",
            "Jalankan `kiosk demo --data DIR`, lalu `kiosk console --data DIR --record FILE`.",
        )
    recording = Recording(kiosk.receive, "console", kiosk.clock().astimezone(WIB))
    try:
        yield recording
    finally:
        file.write_text(recording.chat(), "utf-8")


@contextmanager
def _printing(kiosk: "Kiosk", settings: "Config") -> Iterator[None]:
    """Print slips in a thread of its own, where there is a printer."""
    if not settings.printer.port:
        yield
        return
    import threading
    from functools import partial

    from kiosk.doors.printer import connect
    from kiosk.doors.slip_desk import SlipDesk

    kiosk.prints = True
    desk = SlipDesk(kiosk, partial(connect, settings.printer), office_of(settings), settings.printer)
    kiosk.wakers.append(desk.call)
    thread = threading.Thread(target=desk.run, name="printer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        desk.stop()
        thread.join(PATIENCE)


def office_of(settings: "Config") -> "Office":
    """Say who hands slips out."""
    from kiosk.slips import Office

    own = settings.kiosk
    return Office(own.kelurahan, own.name, own.hours, next(iter(settings.own_numbers), ""))


def _full_screen(kiosk: "Kiosk", receive: "Receive", settings: "Config") -> None:
    import os
    import sys

    from kiosk.errors import KioskError

    try:
        from kiosk.doors.counter.screen import ConsoleApp, has_halves
    except ImportError as error:
        raise KioskError(
            "Layar penuh memerlukan paket textual, yang belum terpasang.",
            "Pasang dengan `.venv/bin/pip install textual`, atau pakai --plain.",
        ) from error
    counter = _counter(kiosk, receive, settings)
    if not (sys.__stderr__ and sys.__stderr__.isatty()):  # there Textual draws; a log may hold it
        setattr(sys, "__stderr__", sys.__stdout__)  # noqa: B010 - typeshed has it as final
    ConsoleApp(counter, halves=has_halves(os.environ), sound=settings.console.sound).run(mouse=False)


def _counter(kiosk: "Kiosk", receive: "Receive", settings: "Config") -> "Counter":
    """Make the counter of a configuration."""
    from kiosk.doors.counter.desk import KioskDesk
    from kiosk.doors.counter.keypad import Idle
    from kiosk.doors.counter.slides import Front
    from kiosk.doors.counter.visit import Counter
    from kiosk.notices import local

    own, office = settings.console, office_of(settings)
    front = Front(
        office.kelurahan,
        office.name,
        office.hours,
        local(office.number),
        own.greeting,
        (own.announcement, own.announcement_second),
    )
    desk = KioskDesk(kiosk, receive)
    return Counter(desk, front, Idle(own.idle, own.warning), (own.language, own.second))
