"""`kiosk data import-catalogue` and `export-catalogue`: the list of other services, as a spreadsheet."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.services.directory.spreadsheet import Reading

SHOWN = 20  # bad rows that are told on the terminal
CONFIG = click.option(
    "--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi."
)
DATA = click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)


@click.command("import-catalogue")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, readable=False))
@CONFIG
@DATA
@click.option("--check", is_flag=True, help="Periksa saja, jangan dipakai.")
@click.option("--partial", is_flag=True, help="Pakai baris yang benar, walaupun ada yang salah.")
@click.option("--json", "as_json", is_flag=True, help="Satu objek JSON, untuk program.")
def import_catalogue(
    path: Path, file: Path | None, data: Path | None, *, check: bool, partial: bool, as_json: bool
) -> None:
    """Memakai daftar layanan lain (menu 5) dari CSV atau .xlsx, menggantikan yang sekarang.

    Kolom wajib: judul, instansi, topik, keterangan. Boleh juga: kode, kata_kunci, syarat, biaya, waktu,
    tempat, jam, telepon, lewat_sms, diperbarui, dan terjemahannya (judul_en, judul_su, …). Satu layanan
    paling panjang dua SMS. Selama satu baris pun salah, yang sekarang tetap dipakai.

    \b
    Contoh:
      kiosk data export-catalogue layanan.csv
      kiosk data import-catalogue layanan.csv --check
      kiosk data import-catalogue layanan.xlsx
    """
    from kiosk.clock import WIB, wall
    from kiosk.opening import shared
    from kiosk.services.directory import catalogue
    from kiosk.services.directory.spreadsheet import BadCatalogue, read

    found = read(path, wall().astimezone(WIB).date())
    used = bool(found.entries) and not check and (partial or not found.bad)
    if used:
        _there(file, data)
        with shared(file, data) as (kiosk, _):
            kiosk.write(lambda tx: catalogue.keep(tx, found.entries, path.name))
    _tell(found, used=used, as_json=as_json)
    if not found.entries:
        raise BadCatalogue(f"{path} tidak berisi satu layanan pun.", "Isi sedikitnya satu baris.")
    if found.bad and not used:
        raise BadCatalogue(
            f"{len(found.bad)} baris salah; daftar yang sekarang tetap dipakai.",
            "Perbaiki baris itu, atau pakai --partial untuk yang benar saja.",
        )


@click.command("export-catalogue")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, writable=False))
@CONFIG
@DATA
def export_catalogue(path: Path, file: Path | None, data: Path | None) -> None:
    """Menulis daftar layanan yang sedang dipakai sebagai CSV, untuk disunting di LibreOffice atau Excel.

    \b
    Contoh:
      kiosk data export-catalogue layanan.csv
    """
    from kiosk.errors import KioskError
    from kiosk.opening import shared
    from kiosk.services.directory import catalogue
    from kiosk.services.directory.spreadsheet import written

    _there(file, data)
    with shared(file, data) as (kiosk, _):
        entries = kiosk.write(catalogue.current).entries
    try:
        path.write_bytes(written(entries))
    except OSError as error:
        raise KioskError(f"{path} tidak bisa ditulis: {error.strerror}.", "Pilih folder lain.") from error
    click.echo(f"{len(entries)} layanan ditulis ke {path}.")


def _there(file: Path | None, data: Path | None) -> None:
    from kiosk.opening import settings_of
    from kiosk.store import migrate

    migrate.wanted(settings_of(file, data).data)


def _tell(found: "Reading", *, used: bool, as_json: bool) -> None:
    if as_json:
        told = {
            "services": len(found.entries),
            "used": used,
            "read_as": found.kind,
            "faults": [{"line": each.line, "reason": each.why} for each in found.bad],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"Dibaca sebagai {found.kind}: {len(found.entries)} layanan.")
    for each in found.bad[:SHOWN]:
        click.echo(f"  baris {each.line}: {each.why}")
    if len(found.bad) > SHOWN:
        click.echo(f"  … dan {len(found.bad) - SHOWN} baris lain")
    if used:
        click.echo("Daftar ini dipakai mulai sekarang, tanpa menjalankan ulang kios.")
