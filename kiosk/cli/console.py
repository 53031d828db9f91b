"""`kiosk console`: the walk-up screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.core import Kiosk
    from kiosk.doors.console import Receive
    from kiosk.reloading import Reloader


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--plain", is_flag=True, help="Baris biasa, untuk pipa atau pembaca layar.")
@click.option(
    "--record", type=click.Path(path_type=Path), help="Rekam percakapan ke berkas .chat (data demo)."
)
def command(file: Path | None, data: Path | None, plain: bool, record: Path | None) -> None:
    """Menampilkan layar loket dengan papan angkanya.

    Memakai data yang sama dengan kios yang sedang berjalan; tanpa terminal, perintah ini membaca baris biasa.

    \b
    Contoh:
      kiosk console --config kiosk.toml
      printf '4\\n1\\n' | kiosk console --data ./data
    """
    import sys

    from kiosk.opening import shared

    with (
        shared(file, data) as (kiosk, settings),
        _reloading(kiosk, settings),
        _recorded(kiosk, record) as receive,
    ):
        if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from kiosk.doors.console import run_lines

            run_lines(receive, sys.stdin, lambda text: click.echo(f"{text}\n"))
        else:
            _full_screen(receive, f"{settings.kiosk.name} - Kel. {settings.kiosk.kelurahan}")


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


def _full_screen(receive: "Receive", title: str) -> None:
    from kiosk.errors import KioskError

    try:
        from kiosk.doors.console_screen import ConsoleApp
    except ImportError as error:
        raise KioskError(
            "Layar penuh memerlukan paket textual, yang belum terpasang.",
            "Pasang dengan `.venv/bin/pip install textual`, atau pakai --plain.",
        ) from error
    ConsoleApp(receive, title).run()
