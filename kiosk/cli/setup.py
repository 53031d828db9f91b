"""`kiosk setup`: the first configuration, question by question."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from kiosk.cli.setting_up import Wanted

F = TypeVar("F", bound=Callable[..., Any])
ANSWERS = {  # option: (section, key) in kiosk.toml, what it is
    "number": (("kiosk", "number"), "Nomor kios, dua angka."),
    "name": (("kiosk", "name"), "Nama layanan."),
    "kelurahan": (("kiosk", "kelurahan"), "Nama kelurahan."),
    "hours": (("kiosk", "hours"), "Jam kantor, misalnya 08.00-15.00."),
    "officer": (("kiosk", "officer"), "Nomor HP petugas."),
    "port": (("modem", "port"), "Port modem; auto: yang pertama menjawab."),
    "pin": (("modem", "pin"), "PIN kartu SIM."),
    "card": (("modem", "number"), "Nomor kartu SIM."),
    "data": (("kiosk", "data"), "Folder data warga."),
}


def _options(function: F) -> F:
    """Add an option for each answer."""
    for name, (_, said) in reversed(ANSWERS.items()):
        function = click.option(f"--{name}", help=said)(function)
    return function


@click.command()
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, readable=False, dir_okay=False),
    default="kiosk.toml",
    help="Berkas yang ditulis.",
)
@_options
@click.option("--yes", is_flag=True, help="Jangan bertanya; yang tidak disebut tetap seperti adanya.")
@click.option("--json", "as_json", is_flag=True, help="Satu objek JSON tentang hasilnya, untuk program.")
def command(file: Path, *, yes: bool, as_json: bool, **options: str | None) -> None:
    """Mengisi kiosk.toml dengan bertanya satu per satu, dan mencari modemnya.

    Setiap jawaban diperiksa saat itu juga. Yang akan ditulis ditunjukkan dahulu; berkas yang sudah ada
    diubah hanya pada yang dijawab, dan yang lama disimpan sebagai .bak. Jawaban yang sudah disebut sebagai
    pilihan tidak ditanyakan.

    \b
    Contoh:
      kiosk setup
      kiosk setup --config /etc/loket/kiosk.toml --data /var/lib/loket
      kiosk setup --number 38 --kelurahan "Pamulang Barat" --port auto --yes
    """
    from kiosk.cli import replacing, setting_up

    given = {ANSWERS[name][0]: value for name, value in options.items() if value is not None}
    try:
        wanted = setting_up.ask(file, given, quiet=yes, err=as_json)
        written = wanted.changed and (yes or setting_up.confirmed(wanted, err=as_json))
    except click.Abort:
        _stopped(file)
    if wanted.changed and not written:
        _stopped(file)
    backup = replacing.replace(file, wanted.text) if written else None
    if as_json:
        click.echo(json.dumps(_object(wanted, backup), ensure_ascii=False))
        return
    click.echo(f"{file} {'ditulis' if written else 'sudah seperti itu; tidak ada yang diubah'}.")
    if backup:
        click.echo(f"Yang lama: {backup}")
    click.echo(f"Sekarang: kiosk doctor --config {file}, lalu kiosk run --config {file}")


def _stopped(file: Path) -> NoReturn:
    from kiosk.errors import KioskError

    raise KioskError(f"{file} tidak diubah.", "Jalankan `kiosk setup` lagi bila sudah siap.")


def _object(wanted: "Wanted", backup: Path | None) -> dict[str, Any]:
    shown: dict[str, dict[str, str]] = {}
    for (section, key), value in wanted.shown.items():
        shown.setdefault(section, {})[key] = value
    return {
        "file": str(wanted.file),
        "changed": wanted.changed,
        "backup": str(backup) if backup else None,
        "found": wanted.modem,  # who answers at the port
        "written": shown,
    }
