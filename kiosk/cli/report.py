"""`kiosk report`: which services are used, where residents stop, and what that means."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.evaluation.period import Period
    from kiosk.evaluation.reading import Office, Report

FAR = timedelta(days=366)  # what is asked of a later future is all empty
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--month", metavar="YYYY-MM", help="Satu bulan; tanpa pilihan waktu: bulan ini.")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="Hari pertama.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="Hari terakhir; tanpa ini: hari ini.")
@click.option("--service", metavar="NAMA", help="Satu layanan saja, misalnya rsu.")
@click.option("--json", "style", flag_value="json", help="Satu objek JSON, untuk program.")
@click.option("--csv", "style", flag_value="csv", help="Tabel untuk LibreOffice atau Excel.")
@click.option("--skm", "style", flag_value="skm", help="Tabel CSV survei kepuasan (SKM) per unsur.")
def command(
    file: Path | None,
    data: Path | None,
    month: str | None,
    since: datetime | None,
    until: datetime | None,
    service: str | None,
    style: str | None,
) -> None:
    """Melaporkan layanan mana yang dipakai, di mana warga berhenti, dan apa artinya.

    Dengan --json dan --csv, jumlah orang di bawah 5 disembunyikan (<5). Penilaian SKM dari kurang dari 5
    orang tidak ditampilkan; mutunya disebut mulai 30 kuesioner.

    \b
    Contoh:
      kiosk report --config kiosk.toml --month 2026-11
      kiosk report --data ./data --since 2026-11-01 --until 2026-11-14 --service rsu
      kiosk report --month 2026-11 --csv > laporan.csv
      kiosk report --month 2026-11 --skm > skm.csv
    """
    from kiosk.clock import WIB, wall
    from kiosk.evaluation.reading import Office
    from kiosk.opening import settings_of, shared
    from kiosk.settings import Identity
    from kiosk.store import migrate

    settings = settings_of(file, data)
    _period(month, since, until, wall())  # a mistake of the command line is told first
    kind = migrate.wanted(settings.data)
    with shared(file, data) as (kiosk, _):
        mine = settings.kiosk if kind == "demo" or data is None or file else Identity(kelurahan="")
        office, now = Office(kiosk.number, mine.kelurahan, mine.residents), _roll_up(kiosk).astimezone(WIB)
        report = _read(kiosk, office, _period(month, since, until, now), now)
    _show(_only(report, service), style)


def _period(month: str | None, since: datetime | None, until: datetime | None, now: datetime) -> "Period":
    from kiosk.evaluation.period import Period

    if month is not None and (since or until):
        raise click.UsageError("Pilih --month, atau --since dan --until; tidak keduanya.")
    if since is None and until is None:
        try:
            return Period.month(month or f"{now:%Y-%m}")
        except ValueError:
            raise click.BadParameter(
                f"{month!r} bukan bulan. Contoh: 2026-11.", param_hint="--month"
            ) from None
    if since is None:
        raise click.UsageError("--until memerlukan --since. Contoh: --since 2026-11-01 --until 2026-11-14.")
    first, last = since.date(), until.date() if until else now.date()
    if last < first:
        raise click.UsageError(f"--until {last} lebih awal dari --since {first}. Tukar keduanya.")
    return Period(first, min(last, now.date() + FAR) + timedelta(days=1))


def _roll_up(kiosk: "Kiosk") -> datetime:
    """Roll up what came since the last hour; gives the present: a demo may be ahead of its time."""
    from kiosk.clock import WIB
    from kiosk.evaluation import reading, rollup

    while kiosk.write(rollup.roll_up):
        pass
    latest = kiosk.write(lambda tx: tx.run(reading.LATEST).value())
    return max(kiosk.clock(), datetime.fromtimestamp(latest or 0, WIB))


def _read(kiosk: "Kiosk", office: "Office", period: "Period", now: datetime) -> "Report":
    """Read beside the kiosk, without its write lock."""
    from kiosk.evaluation import reading

    connection = kiosk.store.connect()
    try:
        return reading.read(connection, kiosk.book, office, period, now)
    finally:
        connection.close()


def _only(report: "Report", service: str | None) -> "Report":
    if service is None:
        return report
    wanted = service.casefold()
    found = tuple(one for one in report.services if wanted in (one.key.casefold(), one.name.casefold()))
    if not found:
        known = ", ".join(one.key for one in report.services)
        raise click.BadParameter(f"{service!r} tidak dikenal. Yang ada: {known}.", param_hint="--service")
    keys, rated = {one.key for one in found}, report.satisfaction
    official, pulse = (
        tuple(one for one in each if one.key in keys) for each in (rated.official, rated.pulse)
    )
    return report._replace(services=found, satisfaction=rated._replace(official=official, pulse=pulse))


def _show(report: "Report", style: str | None) -> None:
    import shutil

    from kiosk.evaluation import export, page, ratings

    if style == "csv":
        click.echo(export.as_csv(report).encode("utf-8-sig"), nl=False)
    elif style == "skm":
        click.echo(ratings.as_csv(report).encode("utf-8-sig"), nl=False)
    elif style == "json":
        click.echo(json.dumps(export.as_dict(report), ensure_ascii=False, indent=1))
    else:
        click.echo(page.written(report, shutil.get_terminal_size().columns))
