"""`kiosk data`: what agencies give, brought in; what is kept of a resident, given out or ended."""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kiosk.cli.audit import show_audit
from kiosk.cli.catalogue import export_catalogue, import_catalogue
from kiosk.cli.resident import erase_resident, export_resident

if TYPE_CHECKING:
    from kiosk.services.tax.importing.job import Outcome, Wish
    from kiosk.services.tax.importing.loading import Taken
    from kiosk.services.tax.importing.source import Source
    from kiosk.serving import Stop
    from kiosk.store import Store

F = TypeVar("F", bound=Callable[..., Any])
MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"])
SHOWN = 5  # bad rows that are told on the terminal


@click.group()
def command() -> None:
    """Memasukkan data dinas, menyalin dan menghapus data seorang warga.

    \b
    Contoh:
      kiosk data import-bills tagihan.csv --as-of "2026-11-26 08:00"
      kiosk data import-nops nop-lama-baru.xlsx
      kiosk data import-catalogue layanan.xlsx
      kiosk data export 081211110001 --config kiosk.toml
      kiosk data erase 081211110001 --config kiosk.toml
      kiosk data audit --config kiosk.toml
    """


command.add_command(export_resident)
command.add_command(erase_resident)
command.add_command(show_audit)
command.add_command(import_catalogue)
command.add_command(export_catalogue)


def _options(function: F) -> F:
    """Add what both imports take."""
    path = click.Path(path_type=Path, readable=False)
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Satu objek JSON, untuk program."),
        click.option("--fewer", is_flag=True, help="Terima juga bila jauh lebih sedikit daripada sekarang."),
        click.option(
            "--sheet", default="", metavar="NAMA", help="Lembar .xlsx; tanpa ini yang pertama cocok."
        ),
        click.option(
            "--delimiter", default="", metavar="HURUF", help="Pemisah kolom CSV; biasanya dikenali."
        ),
        click.option("--encoding", default="", metavar="NAMA", help="Pengodean CSV; biasanya dikenali."),
        click.option("--report", type=path, help="Laporan baris salah; tanpa ini FILE.salah.csv."),
        click.option("--as-of", type=MOMENT, help="Waktu data; tanpa ini waktu berkas ditulis."),
        click.option("--data", type=path, help="Folder data, pengganti [kiosk] data."),
        click.option("--config", "file", type=path, help="Berkas konfigurasi."),
        click.argument("path", metavar="FILE", type=click.Path(path_type=Path, readable=False)),
    ):
        function = option(function)
    return function


@command.command("import-bills")
@_options
def import_bills(**options: Any) -> None:  # noqa: ANN401
    """Memasukkan tagihan PBB dari CSV atau .xlsx; menggantikan yang lama sekaligus, setelah semuanya terbaca.

    Berkas memuat semua tagihan semua tahun, satu baris untuk satu NOP dan satu tahun. Kolom: nop, tahun,
    nama, jumlah, dan status (lunas, belum) atau tanggal_bayar; boleh juga jatuh_tempo dan kelurahan. Nama
    kolom SISMIOP dikenal, dalam urutan apa pun. Nama wajib pajak hanya disimpan tersamar. Kios boleh tetap
    berjalan; yang terputus dilanjutkan oleh perintah yang sama.

    \b
    Contoh:
      kiosk data import-bills tagihan.csv --as-of "2026-11-26 08:00"
      kiosk data import-bills tagihan.xlsx --sheet SPPT --json
    """
    _import("bills", options)


@command.command("import-nops")
@_options
def import_nops(**options: Any) -> None:  # noqa: ANN401
    """Memasukkan daftar NOP lama dan penggantinya dari CSV atau .xlsx. Kolom: nop_lama, nop_baru.

    \b
    Contoh:
      kiosk data import-nops nop-lama-baru.csv
    """
    _import("nops", options)


def _import(kind: str, options: dict[str, Any]) -> None:
    from kiosk.clock import WIB
    from kiosk.opening import settings_of
    from kiosk.services.connecting import configure
    from kiosk.services.tax.importing.job import Wish
    from kiosk.services.tax.importing.source import Choices

    settings = settings_of(options["file"], options["data"])
    configure(settings.services)
    at: datetime | None = options["as_of"]
    wish = Wish(
        kind,
        options["path"],
        at.replace(tzinfo=WIB) if at else None,
        Choices(_encoding(options["encoding"]), _delimiter(options["delimiter"]), options["sheet"]),
        options["fewer"],
        options["report"],
    )
    store = _store(settings.data)
    try:
        outcome = _bring(store, wish, quiet=options["as_json"] or not sys.stderr.isatty())
    finally:
        store.close()
    _tell(outcome, as_json=options["as_json"])


def _encoding(said: str) -> str:
    import codecs

    try:
        return codecs.lookup(said).name if said else ""
    except LookupError:
        raise click.BadParameter(
            f"{said!r} tidak dikenal. Contoh: utf-8, utf-16, cp1252.", param_hint="--encoding"
        ) from None


def _delimiter(said: str) -> str:
    known = {"tab": "\t", "\\t": "\t", "titik koma": ";", "koma": ","}
    found = known.get(said.lower(), said)
    if len(found) > 1 or found in ('"', "\n", "\r"):
        raise click.BadParameter(
            f'{said!r} bukan satu huruf. Contoh: ";" atau tab.', param_hint="--delimiter"
        )
    return found


def _store(folder: Path) -> "Store":
    """Open the data beside the kiosk that may run on them."""
    from kiosk.store import Store, migrate

    return Store.open(folder, demo=migrate.wanted(folder) == "demo")


def _bring(store: "Store", wish: "Wish", *, quiet: bool) -> "Outcome":
    from kiosk.clock import wall
    from kiosk.services.tax.importing.job import bring
    from kiosk.serving import Stop

    with Stop() as stop, _bar(quiet=quiet) as bar:
        return bring(store, wish, wall, lambda source, taken: _seen(source, taken, bar, stop))


def _bar(*, quiet: bool) -> AbstractContextManager[Any]:
    if quiet:
        return nullcontext()
    return click.progressbar(
        length=1,
        label="Membaca",
        file=sys.stderr,
        item_show_func=lambda taken: (
            f"{_thousands(taken.rows)} baris, {_thousands(taken.bad)} salah" if taken else ""
        ),
    )


def _seen(source: "Source", taken: "Taken", bar: Any, stop: "Stop") -> None:  # noqa: ANN401 - click's bar
    if bar is not None:
        bar.length = max(source.total, 1)
        bar.update(source.at() - bar.pos, taken)
    if stop.wait(0):
        from kiosk.services.tax.importing.job import Stopped

        raise Stopped(
            f"Dihentikan setelah {_thousands(taken.position)} baris; warga masih membaca data yang lama.",
            "Jalankan perintah yang sama untuk melanjutkan.",
        )


def _tell(outcome: "Outcome", *, as_json: bool) -> None:
    taken = outcome.taken
    if as_json:
        told = {
            "rows": taken.rows,
            "bad": taken.bad,
            "resumed": taken.resumed,
            "data_at": outcome.data_at.isoformat(timespec="minutes"),
            "read_as": outcome.what,
            "ignored": list(outcome.ignored),
            "report": str(outcome.report) if outcome.report else None,
            "faults": [{"line": line, "reason": reason} for line, reason in outcome.faults[:1000]],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"Dibaca sebagai {outcome.what}; data {outcome.data_at:%d/%m/%Y %H.%M}.")
    if outcome.ignored:
        click.echo(f"Kolom yang tidak dipakai: {', '.join(outcome.ignored)}.")
    if taken.resumed:
        click.echo(f"Dilanjutkan dari baris ke-{_thousands(taken.resumed + 1)}.")
    click.echo(
        f"{_thousands(taken.rows)} baris masuk, {_thousands(taken.bad)} salah. Warga kini membaca data ini."
    )
    for line, reason in outcome.faults[:SHOWN]:
        click.echo(f"  baris {line}: {reason}")
    if outcome.report:
        click.echo(f"Semua baris yang salah: {outcome.report}")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
