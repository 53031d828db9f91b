"""`kiosk data audit`: who gave out or erased residents' data, for who answers for the office."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.resident import opened, phone

if TYPE_CHECKING:
    from kiosk.privacy.audit import Deed

DEEDS = {"export": "membuat salinan", "erase": "menghapus"}
NOTHING = "Belum ada salinan atau penghapusan data warga yang dicatat."
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("audit")
@click.argument("number", metavar="[NOMOR]", default="", callback=lambda _, __, text: text and phone(text))
@click.option("--since", type=DAY, metavar="TANGGAL", help="Sejak hari itu, misalnya 2026-11-01.")
@click.option("--json", "as_json", is_flag=True, help="Satu larik JSON, untuk program.")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False), help="Folder data, pengganti [kiosk] data."
)
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
def show_audit(
    number: str, since: datetime | None, file: Path | None, data: Path | None, *, as_json: bool
) -> None:
    """Menampilkan siapa yang menyalin atau menghapus data warga, dan kapan; yang terlama lebih dahulu.

    Isi datanya tidak dicatat. Tanda warga sama bila warganya sama; siapa orangnya tidak terbaca darinya.
    Dengan NOMOR hanya yang tentang nomor HP itu; setelah dihapus hanya nomor bukti yang menunjukkannya.

    \b
    Contoh:
      kiosk data audit --since 2026-11-01 --config kiosk.toml
      kiosk data audit 081211110001 --json
    """
    from kiosk.clock import WIB
    from kiosk.privacy import audit

    start = since.replace(tzinfo=WIB).timestamp() if since else 0.0
    with opened(file, data) as kiosk:
        if number:
            deeds = kiosk.write(lambda tx: audit.about(tx.about(number), start))
        else:
            deeds = kiosk.write(lambda tx: audit.trail(tx, start))
    if as_json:
        click.echo(json.dumps([_object(each) for each in deeds], ensure_ascii=False, indent=1))
        return
    for each in deeds:
        click.echo(_line(each))
    if not deeds:
        click.echo(NOTHING, err=True)


def _moment(at: float) -> datetime:
    from kiosk.clock import WIB

    return datetime.fromtimestamp(at, WIB)


def _line(deed: "Deed") -> str:
    from kiosk import dates
    from kiosk.privacy.paper import printable

    proof = f", nomor bukti {deed.proof}" if deed.proof else ""
    who = printable(deed.by)
    return f"{dates.proof(_moment(deed.at))}  {who} {DEEDS[deed.act]} data warga {deed.sign}{proof}"


def _object(deed: "Deed") -> dict[str, str]:
    return {**deed._asdict(), "at": _moment(deed.at).isoformat(timespec="seconds")}
