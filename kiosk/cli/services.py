"""`kiosk services`: the office's own services."""

import json
import re
from pathlib import Path
from string import Template

import click

from kiosk.errors import ConfigError

TEMPLATES = Path(__file__).parent / "new_service"
FILES = {  # what a new service begins with: file of the folder, template
    "menu.yaml": "menu.yaml.in",
    "menu.en.po": "menu.en.po.in",
    "__init__.py": "init.py.in",
    "daftar.chat": "daftar.chat.in",
}
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Satu objek JSON sebaris, untuk program.")
FIRST_CODE, LAST_CODE = 7, 97  # 1 to 6 are the city's


@click.group()
def command() -> None:
    """Membuat dan mendaftar layanan kantor sendiri.

    \b
    Contoh:
      kiosk services new posyandu
    """


@command.command()
@click.argument("name")
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option("--path", type=click.Path(path_type=Path), help="Folder layanan, pengganti [services] path.")
@click.option("--title", help="Namanya di menu, misalnya 'Posyandu'.")
@AS_JSON
def new(name: str, file: Path | None, path: Path | None, title: str | None, *, as_json: bool) -> None:
    """Membuat folder layanan baru yang langsung jalan: menu, Python, terjemahan, dan percakapan uji.

    \b
    Contoh:
      kiosk services new posyandu --title Posyandu
      kiosk menus test layanan/posyandu
    """
    if not NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r} bukan nama layanan. Pakai huruf kecil, angka, dan garis bawah: posyandu.",
            param_hint="NAME",
        )
    folder = _folder(file, path) / name
    if folder.exists():
        raise ConfigError(f"Folder {folder} sudah ada.", "Pilih nama lain, atau ubah yang sudah ada.")
    words = {
        "nama": name,
        "judul": title or name.replace("_", " ").capitalize(),
        "kata": name.replace("_", "").upper(),
        "nomor": str(_free_code(folder.parent)),
        "folder": str(folder),
    }
    folder.mkdir(parents=True)
    for made, template in FILES.items():
        text = Template((TEMPLATES / template).read_text("utf-8")).substitute(words)
        (folder / made).write_text(text, "utf-8")
    if as_json:
        click.echo(json.dumps({"name": name, "code": int(words["nomor"]), "folder": str(folder)}))
        return
    click.echo(
        f"Layanan {name} ada di {folder}, dengan nomor {words['nomor']} di menu utama.\n"
        f"Coba:   kiosk menus play {folder}\n"
        f"Periksa: kiosk menus check {folder}\n"
        f"Uji:    kiosk menus test {folder}\n"
        f'Pakai:  [services] path = "{folder.parent}" di kiosk.toml, lalu jalankan kembali kiosk run.'
    )


@command.command("list")
@click.option("--config", "file", type=click.Path(path_type=Path, readable=False), help="Berkas konfigurasi.")
@click.option("--path", type=click.Path(path_type=Path), help="Folder layanan, pengganti [services] path.")
@AS_JSON
def list_services(file: Path | None, path: Path | None, *, as_json: bool) -> None:
    """Mendaftar layanan: nomor di menu utama, nama, kata kunci, folder.

    \b
    Contoh:
      kiosk services list
    """
    from kiosk import services

    own = _folder(file, path)
    book = services.desk(own=own if own.is_dir() else None).book
    for menu, entrance in book.entrances.items():
        words = [word.upper() for word, found in book.words.items() if found.state.split(".")[0] == menu]
        told = {"code": entrance.code or None, "label": entrance.label, "menu": menu, "words": words}
        line = f"{entrance.code or '-':>3}  {entrance.label:<24} {menu:<14} {' '.join(words)}"
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else line)


def _folder(file: Path | None, path: Path | None) -> Path:
    from kiosk.opening import settings_of

    return path or settings_of(file, None).services.path or Path("layanan")


def _free_code(folder: Path) -> int:
    """Find a number that no service of the folder has on the home screen."""
    from menus.load import read_definition

    taken = set()
    for menu in folder.glob("*/menu.yaml"):
        found = read_definition(menu).enter
        taken.add(found.code if found else 0)
    return next(code for code in range(FIRST_CODE, LAST_CODE) if code not in taken)
