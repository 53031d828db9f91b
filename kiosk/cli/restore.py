"""`kiosk restore`: the way back from a backup."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("source", metavar="BERKAS", type=click.Path(path_type=Path, readable=False))
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--json", "as_json", is_flag=True, help="Satu objek JSON, untuk program.")
def command(source: Path, file: Path | None, data: Path | None, *, as_json: bool) -> None:
    """Memulihkan data dari cadangan ke folder yang masih kosong.

    SMS yang menunggu saat cadangan dibuat tidak dikirim lagi: mungkin sudah terkirim sesudahnya.

    \b
    Contoh:
      kiosk restore loket-38-2026-11-24.zip --config kiosk.toml
    """
    from kiosk.opening import settings_of
    from kiosk.store import backup

    settings = settings_of(file, data)
    kind = backup.restore(source, settings.data, key_file=settings.privacy.key_file)
    if as_json:
        told = {"data": str(settings.data), "kind": kind, "gap": backup.GAP}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"Data sudah pulih di {settings.data}. Nomor tiket melompat {backup.GAP} agar tidak ada yang sama."
    )
    start = "kiosk demo" if kind == "demo" else "kiosk run"
    click.echo(f"Sekarang: kiosk doctor, lalu {start}.")
