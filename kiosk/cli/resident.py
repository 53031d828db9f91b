"""`kiosk data export` and `erase`: what is kept of one resident, given out or ended at the counter."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.privacy.exporting import Copy

F = TypeVar("F", bound=Callable[..., Any])
CHECK = "Periksa KTP warga, dan minta ia mengirim SMS dari HP-nya: nomor itu harus benar miliknya."


def _options(function: F) -> F:
    """Add what both take."""
    path = click.Path(path_type=Path, readable=False)
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Satu objek JSON, untuk program."),
        click.option(
            "--officer", metavar="NAMA", default="", help="Nama Anda, untuk catatan; tanpa ini nama akun."
        ),
        click.option("--data", type=path, help="Folder data, pengganti [kiosk] data."),
        click.option("--config", "file", type=path, help="Berkas konfigurasi."),
        click.argument("number", metavar="NOMOR", callback=lambda _, __, text: phone(text)),
    ):
        function = option(function)
    return function


@click.command("export")
@_options
@click.option("--full", is_flag=True, help="Tampilkan NIK dan nomor BPJS utuh.")
def export_resident(
    number: str, file: Path | None, data: Path | None, officer: str, *, as_json: bool, full: bool
) -> None:
    """Menyalin semua yang disimpan tentang satu nomor HP, untuk warganya sendiri.

    Periksa dahulu KTP warga dan bahwa nomor HP itu miliknya. Yang tersegel dibuka; NIK dan nomor BPJS
    disamarkan kecuali dengan --full. Tulisan warga lain dan nama petugas tidak ikut. Dicatat siapa yang
    membuat salinan dan kapan, tanpa isinya. Kios boleh tetap berjalan.

    \b
    Contoh:
      kiosk data export 081211110001 --config kiosk.toml > salinan.txt
      kiosk data export 081211110001 --json --full
    """
    from kiosk.privacy import exporting, paper

    by = _officer(officer)
    with opened(file, data) as kiosk:
        known = kiosk.write(lambda tx: exporting.give(tx.about(number), by, full=full))
        digits = kiosk.number
    if not known.sections:
        raise _unknown(number)
    if as_json:
        click.echo(json.dumps(_object(known, by, digits), ensure_ascii=False, indent=1, default=_written))
        return
    for line in paper.lines(known, by, digits):
        click.echo(line)
    click.echo(CHECK, err=True)


@click.command("erase")
@_options
@click.option("--yes", is_flag=True, help="Jangan bertanya.")
def erase_resident(
    number: str, file: Path | None, data: Path | None, officer: str, *, as_json: bool, yes: bool
) -> None:
    """Menghapus data satu nomor HP, sama dengan bila warganya membalas HAPUS.

    Antrean RSU yang belum tiba dibatalkan dan tempatnya dikembalikan; laporan yang sedang diproses tetap ada
    tanpa nama. Yang terhapus tidak dapat dikembalikan. Kios boleh tetap berjalan.

    \b
    Contoh:
      kiosk data erase 081211110001 --config kiosk.toml
      kiosk data erase 081211110001 --yes --json
    """
    from kiosk import dates
    from kiosk.clock import WIB
    from kiosk.privacy import erasing, exporting

    by = _officer(officer)
    with opened(file, data) as kiosk:
        known = kiosk.write(lambda tx: exporting.copy(tx.about(number)))
        if not known.sections:
            raise _unknown(number)
        if not yes:
            _confirm(number, known)
        proof, at = kiosk.write(lambda tx: (erasing.at_counter(tx.about(number), by), tx.now.astimezone(WIB)))
    if as_json:
        click.echo(json.dumps({"number": number, "proof": proof, "at": at.isoformat(timespec="seconds")}))
        return
    click.echo(f"Data {number} sudah dihapus pada {dates.proof(at)}. Nomor bukti {proof}.")


def phone(text: str) -> str:
    """Read a phone number as officers type it. Raises BadParameter."""
    from kiosk import guard

    number = guard.e164(text)
    if not guard.answerable(number):
        raise click.BadParameter(f"{text!r} bukan nomor HP. Contoh: 081211110001.", param_hint="NOMOR")
    return number


def _officer(named: str) -> str:
    import getpass

    if named.strip():
        return " ".join(named.split())
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "?"


@contextmanager
def opened(file: Path | None, data: Path | None) -> "Iterator[Kiosk]":
    """Open the data beside the kiosk that may run on them. Raises ConfigError, StoreError."""
    from kiosk.opening import settings_of, shared
    from kiosk.store import migrate

    migrate.wanted(settings_of(file, data).data)
    with shared(file, data) as (kiosk, _):
        yield kiosk


def _unknown(number: str) -> Exception:
    from kiosk.errors import KioskError

    return KioskError(
        f"Tidak ada data tentang {number} di kios ini.",
        "Periksa nomornya; warga mungkin memakai nomor lain, atau datanya sudah dihapus.",
    )


def _confirm(number: str, known: "Copy") -> None:
    from kiosk.errors import KioskError

    click.echo(f"{number} punya di sini:", err=True)
    for section in known.sections:
        click.echo(f"  {section.title}: {len(section.entries)}", err=True)
    click.echo(CHECK, err=True)
    try:
        sure = click.confirm("Hapus semuanya? Tidak dapat dikembalikan.", err=True)
    except click.Abort:
        sure = False
    if not sure:
        raise KioskError("Tidak ada yang dihapus.", "Jawab y bila warga memintanya, atau tambahkan --yes.")


def _object(made: "Copy", by: str, digits: str) -> dict[str, Any]:
    from kiosk.privacy.sheets import LEFT_OUT

    return {
        "number": made.number,
        "at": made.at,
        "by": by,
        "kiosk": digits,
        "masked": made.masked,
        "data": {section.name: section.entries for section in made.sections},
        "left_out": LEFT_OUT,
    }


def _written(value: date) -> str:
    return value.isoformat()
