"""`kiosk.toml` as frozen values; whatever is wrong in it is told with its place and its remedy."""

import difflib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kiosk import guard
from kiosk.dates import Hours
from kiosk.errors import ConfigError
from kiosk.serving import Address

EXAMPLE = "docs/kiosk.toml.example"


class Identity(NamedTuple):
    """[kiosk]: its two digits in ticket numbers, its name, its kelurahan and hours, where its data are."""

    number: str = "00"
    name: str = "Layanan Kota Tangsel"
    kelurahan: str = "Pamulang Barat"
    hours: str = "08.00-15.00"
    data: Path | None = None


class ModemSettings(NamedTuple):
    """[modem]: address of the port (device, `tcp://…`, `sim://…`), SIM PIN, numbers never to be answered."""

    port: str = ""
    pin: str = ""
    own_numbers: tuple[str, ...] = ()


class Http(NamedTuple):
    """[http]: where the pages and gateways are served (None: nowhere), the names it may be called by."""

    address: Address | None = Address("127.0.0.1", 8000)
    names: tuple[str, ...] = ()


class Privacy(NamedTuple):
    """[privacy]: the key file; None keeps it in the data folder."""

    key_file: Path | None = None


class ServicesSettings(NamedTuple):
    """[services]: the folder of the office's own services."""

    path: Path | None = None


class Config(NamedTuple):
    """A whole `kiosk.toml`; its sections are the fields."""

    file: Path = Path("kiosk.toml")
    kiosk: Identity = Identity()
    modem: ModemSettings = ModemSettings()
    http: Http = Http()
    privacy: Privacy = Privacy()
    services: ServicesSettings = ServicesSettings()

    @property
    def data(self) -> Path:
        """The data folder: as configured, else the user's own."""
        if self.kiosk.data is not None:
            return self.kiosk.data
        import platformdirs

        return platformdirs.user_data_path("loket") / "kios"


SECTIONS: dict[str, Callable[..., Any]] = {
    "kiosk": Identity,
    "modem": ModemSettings,
    "http": Http,
    "privacy": Privacy,
    "services": ServicesSettings,
}


class _Wrong(Exception):
    """What is wrong with a value, and what to write instead."""


def load(path: Path) -> Config:
    """Read a configuration file. Raises ConfigError: fact with `FILE:line:column` or key, remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"Berkas {path} tidak ada.", f"Salin {EXAMPLE} ke {path} lalu sesuaikan, atau pakai --config."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "bukan teks UTF-8"
        raise ConfigError(f"Berkas {path} tidak bisa dibaca: {why}.", "Periksa izin dan isinya.") from error
    return parse(text, path)


def parse(text: str, path: Path = Path("kiosk.toml")) -> Config:
    r"""Read the text of a configuration file; *path* is where its relative paths begin. Raises ConfigError.

    >>> parse('[kiosk]\nnumber = "38"').kiosk.number
    '38'
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, column = _place_of(error)
        raise ConfigError(
            f"{path}:{line}:{column}: bukan TOML yang benar ({_bare(error)}).",
            f"Perbaiki baris itu; contoh: {EXAMPLE}",
        ) from None
    sections: dict[str, Any] = {}
    for name, table in tables.items():
        if name not in SECTIONS:
            raise _unknown(text, path, name, f"bagian [{name}]", list(SECTIONS))
        if not isinstance(table, dict):
            raise ConfigError(
                f"{path}:{_line(text, name)}: {name} adalah bagian, bukan nilai.", f"Tulis [{name}]."
            )
        sections[name] = _section(text, path, name, table)
    return Config(path, **sections)


def _section(text: str, path: Path, section: str, table: dict[str, Any]) -> Any:  # noqa: ANN401
    known = {key: read for (where, key), read in KEYS.items() if where == section}
    values = {}
    for key, value in table.items():
        if key not in known:
            raise _unknown(text, path, key, f"kunci {key} di [{section}]", list(known), section)
        try:
            values[key] = known[key](value, path.parent)
        except _Wrong as wrong:
            fact, remedy = wrong.args
            where = f"{path}:{_line(text, key, section)}: [{section}] {key}"
            raise ConfigError(f"{where} {fact}.", remedy) from None
    return SECTIONS[section](**values)


def _text(value: Any, base: Path) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return value.strip()
    shown = value if isinstance(value, int | float) and not isinstance(value, bool) else "…"
    raise _Wrong("harus berupa teks", f'Tulis dalam tanda kutip, misalnya "{shown}".')


def _digits(pattern: str, fact: str, example: str) -> Callable[[Any, Path], str]:
    def read(value: Any, base: Path) -> str:  # noqa: ANN401
        found = _text(value, base)
        if not re.fullmatch(pattern, found):
            raise _Wrong(fact, f'Contoh: "{example}".')
        return found

    return read


def _path(value: Any, base: Path) -> Path | None:  # noqa: ANN401
    found = _text(value, base)
    return base / Path(found).expanduser() if found else None


def _port(value: Any, base: Path) -> str:  # noqa: ANN401
    found = _text(value, base)
    scheme, address, rest = found.removeprefix("spy+").partition("?file=")[0].partition("://")
    if address and not (scheme == "sim" or (scheme == "tcp" and re.fullmatch(r".+:[0-9]{1,5}", rest))):
        raise _Wrong(
            f"{found!r} bukan port modem", 'Contoh: "/dev/ttyUSB0", "tcp://192.168.1.5:7070", "sim://".'
        )
    return found


def _numbers(value: Any, base: Path) -> tuple[str, ...]:  # noqa: ANN401
    example = 'Contoh: ["+6281200000038"].'
    if not isinstance(value, list):
        raise _Wrong("harus berupa daftar nomor", example)
    found = tuple(guard.e164(_text(each, base)) for each in value)
    for number in found:
        if not number.startswith("+"):
            raise _Wrong(f"memuat {number!r} yang bukan nomor HP", example)
    return found


def _hours(value: Any, base: Path) -> str:  # noqa: ANN401
    found = _text(value, base)
    try:
        Hours.parse(found)
    except ValueError:
        raise _Wrong(f"{found!r} bukan jam buka", 'Contoh: "08.00-15.00".') from None
    return found


def _names(value: Any, base: Path) -> tuple[str, ...]:  # noqa: ANN401
    example = 'Contoh: ["kios.example.id"].'
    if not isinstance(value, list):
        raise _Wrong("harus berupa daftar nama", example)
    found = tuple(_text(each, base).lower() for each in value)
    for name in found:
        if not re.fullmatch(r"[a-z0-9.-]+", name):
            raise _Wrong(f"memuat {name!r} yang bukan nama", example)
    return found


def _address(value: Any, base: Path) -> Address | None:  # noqa: ANN401
    found = _text(value, base)
    if found in ("", "off"):
        return None
    try:
        return Address.parse(found)
    except ValueError:
        raise _Wrong(f"{found!r} bukan alamat", 'Contoh: "127.0.0.1:8000", atau "off".') from None


KEYS: dict[tuple[str, str], Callable[[Any, Path], Any]] = {
    ("kiosk", "number"): _digits("[0-9]{2}", "harus dua angka", "38"),
    ("kiosk", "name"): _text,
    ("kiosk", "kelurahan"): _text,
    ("kiosk", "hours"): _hours,
    ("kiosk", "data"): _path,
    ("modem", "port"): _port,
    ("modem", "pin"): _digits("([0-9]{4,8})?", "harus 4 sampai 8 angka, atau kosong", "1234"),
    ("modem", "own_numbers"): _numbers,
    ("http", "address"): _address,
    ("http", "names"): _names,
    ("privacy", "key_file"): _path,
    ("services", "path"): _path,
}


def _unknown(text: str, path: Path, name: str, what: str, known: list[str], section: str = "") -> ConfigError:
    near = difflib.get_close_matches(name, known, n=1)
    guess = f"Maksud Anda {near[0]}?" if near else f"Yang dikenal: {', '.join(known)}."
    return ConfigError(f"{path}:{_line(text, name, section)}: {what} tidak dikenal.", guess)


def _line(text: str, name: str, section: str = "") -> str:
    """Find `line:column` of a key or section; tomllib does not tell."""
    inside = not section
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]\s]+)", line):
            inside = not section or header[1].split(".")[0] == section
            if not section and header[1].split(".")[0] == name:
                return f"{number}:{header.start(1) + 1}"
        elif inside and (key := re.match(rf"\s*[\"']?({re.escape(name)})[\"']?\s*[.=]", line)):
            return f"{number}:{key.start(1) + 1}"
    return "1:1"


def _place_of(error: tomllib.TOMLDecodeError) -> tuple[int, int]:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return (int(found[1]), int(found[2])) if found else (1, 1)


def _bare(error: tomllib.TOMLDecodeError) -> str:
    return re.sub(r"\s*\(at .*\)$", "", str(error))
