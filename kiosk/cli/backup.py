"""`kiosk backup`: the data in one file, while the kiosk works."""

import json
from datetime import datetime
from pathlib import Path

import click


@click.command()
@click.argument("target", metavar="[BERKAS]", required=False, type=click.Path(path_type=Path))
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--without-key", is_flag=True, help="Tanpa kunci: berkasnya tidak bisa dibaca tanpa loket.key.")
@click.option("--json", "as_json", is_flag=True, help="Satu objek JSON, untuk program.")
def command(
    target: Path | None, file: Path | None, data: Path | None, *, without_key: bool, as_json: bool
) -> None:
    """Menyimpan cadangan data ke satu berkas, selagi kios bekerja.

    Tanpa nama berkas, atau dengan nama folder, dipakai nama dengan tanggal hari ini.

    \b
    Contoh:
      kiosk backup /media/usb --config kiosk.toml
    """
    from kiosk.clock import WIB, wall
    from kiosk.opening import settings_of
    from kiosk.store import backup

    settings, now = settings_of(file, data), wall()
    name = _name(settings.kiosk.number, now.astimezone(WIB))
    target = name if target is None else target / name if target.is_dir() else target
    with_key = backup.save(settings.data, target, at=now.timestamp(), with_key=not without_key)
    if as_json:
        told = {"file": str(target), "octets": target.stat().st_size, "key": with_key}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"Cadangan: {target} ({target.stat().st_size / 1e6:,.1f} MB).")
    if with_key:
        click.echo("Kunci data ikut di dalamnya: siapa yang memegang berkas ini dapat membaca data warga.")
        click.echo("Simpan di lemari terkunci.")
    else:
        click.echo("Kunci data tidak ikut. Tanpa loket.key cadangan ini tidak terbaca: simpan salinannya.")


def _name(number: str, now: datetime) -> Path:
    return Path(f"loket-{number}-{now:%Y-%m-%d}.zip")
