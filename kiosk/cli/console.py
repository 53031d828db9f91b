"""`kiosk console`: the walk-up screen."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.doors.console import Receive


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--plain", is_flag=True, help="Baris biasa, untuk pipa atau pembaca layar.")
def command(file: Path | None, data: Path | None, plain: bool) -> None:
    """Menampilkan layar loket dengan papan angkanya.

    Memakai data yang sama dengan kios yang sedang berjalan; tanpa terminal, perintah ini membaca baris biasa.

    \b
    Contoh:
      kiosk console --config kiosk.toml
      printf '4\\n1\\n' | kiosk console --data ./data
    """
    import sys

    from kiosk.opening import shared

    with shared(file, data) as (kiosk, settings):
        if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from kiosk.doors.console import run_lines

            run_lines(kiosk.receive, sys.stdin, lambda text: click.echo(f"{text}\n"))
        else:
            _full_screen(kiosk.receive, f"{settings.kiosk.name} - Kel. {settings.kiosk.kelurahan}")


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
