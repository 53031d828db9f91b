"""A `kiosk.toml` becomes `kiosk.settings`; whatever is wrong in it is told with its place and its remedy."""

import difflib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk import values
from kiosk.errors import ConfigError
from kiosk.settings import (
    Config,
    ConsoleSettings,
    HospitalSettings,
    Http,
    Identity,
    ModemSettings,
    OfficeSettings,
    PrinterSettings,
    Privacy,
    ServicesSettings,
    SmsSettings,
    SurveySettings,
    UssdSettings,
)

EXAMPLE = "docs/kiosk.toml.example"


SECTIONS: dict[str, Callable[..., Any]] = {
    "kiosk": Identity,
    "modem": ModemSettings,
    "sms": SmsSettings,
    "http": Http,
    "ussd": UssdSettings,
    "privacy": Privacy,
    "console": ConsoleSettings,
    "printer": PrinterSettings,
    "services": ServicesSettings,
}


INNER: dict[str, Callable[..., Any]] = {
    "services.hospital": HospitalSettings,
    "services.survey": SurveySettings,
    "services.tax": OfficeSettings,
    "services.permits": OfficeSettings,
}


def load(path: Path) -> Config:
    """Read a configuration file. Raises ConfigError: fact with `FILE:line:column` or key, remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"Berkas {path} tidak ada.",
            f"Jalankan `kiosk setup`, atau salin {EXAMPLE} ke {path} lalu sesuaikan, atau pakai --config.",
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
        if name not in (*SECTIONS, "operators"):
            raise _unknown(text, path, name, f"bagian [{name}]", [*SECTIONS, "operators"])
        if not isinstance(table, dict):
            raise ConfigError(
                f"{path}:{_line(text, name)}: {name} adalah bagian, bukan nilai.", f"Tulis [{name}]."
            )
        if name == "operators":
            sections[name] = _operators(text, path, table)
            continue
        if name == "modem":
            table, sections["more"] = _more_modems(text, path, table)
        table, inner = _inner(text, path, name, table)
        sections[name] = SECTIONS[name](**_section(text, path, name, table, _keys_of(name)), **inner)
    settings = Config(path, **sections)
    _hold_modems(text, settings)
    return settings


def _keys_of(section: str) -> dict[str, Callable[[Any], Any]]:
    return {key: read for (where, key), read in KEYS.items() if where == section}


def _more_modems(
    text: str, path: Path, table: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, ModemSettings]]:
    """Part the table of the one modem from those of [modem.NAME]. Raises ConfigError."""
    known = _keys_of("modem")
    more = {name: value for name, value in table.items() if isinstance(value, dict) and name not in known}
    found = {}
    for name, one in more.items():
        section = f"modem.{name}"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", name) or name == "modem":
            where = f"{path}:{_line(text, section)}"
            raise ConfigError(
                f"{where}: {name!r} bukan nama modem.",
                "Pakai huruf, angka, _ atau -, misalnya [modem.kedua].",
            )
        found[name] = ModemSettings(**_section(text, path, section, one, known))
    return {name: value for name, value in table.items() if name not in more}, found


def _inner(
    text: str, path: Path, section: str, table: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part a section's own keys from the sections inside it. Raises ConfigError."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{section}.{key}"
        if name not in INNER:
            continue
        if not isinstance(value, dict):
            where = f"{path}:{_line(text, key, section)}"
            raise ConfigError(f"{where}: {name} adalah bagian, bukan nilai.", f"Tulis [{name}].")
        found[key] = INNER[name](**_section(text, path, name, value, _keys_of(name)))
    return {key: value for key, value in table.items() if key not in found}, found


def _section(
    text: str, path: Path, section: str, table: dict[str, Any], known: dict[str, Callable[[Any], Any]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise _unknown(text, path, key, f"kunci {key} di [{section}]", list(known), section)
        try:
            read = known[key](value)
        except values.Wrong as wrong:
            fact, remedy = wrong.args
            where = f"{path}:{_line(text, key, section)}: [{section}] {key}"
            raise ConfigError(f"{where} {fact}.", remedy) from None
        found[key] = path.parent / read if isinstance(read, Path) else read
    return found


def _operators(text: str, path: Path, tables: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            where = f"{path}:{_line(text, name, 'operators')}"
            raise ConfigError(
                f"{where}: operators.{name} adalah bagian, bukan nilai.", "Tulis [operators.NAMA]."
            )
        found[name] = _section(text, path, f"operators.{name}", table, OPERATOR)
    return found


def _hold_modems(text: str, settings: Config) -> None:
    """Make sure that every modem has a port of its own and an operator that is known. Raises ConfigError."""
    taken: dict[str, str] = {}
    named = {"modem": settings.modem, **{f"modem.{name}": one for name, one in settings.more.items()}}
    for section, one in named.items():
        if not one.port and section != "modem":
            where = f"{settings.file}:{_line(text, section)}: [{section}]"
            raise ConfigError(f"{where} tidak punya port.", 'Tulis port = "/dev/ttyUSB1".')
        if one.port in taken:
            where = f"{settings.file}:{_line(text, 'port', section)}: [{section}]"
            raise ConfigError(
                f"{where} port {one.port!r} sudah dipakai [{taken[one.port]}].",
                "Tulis port modem yang lain; satu modem, satu bagian.",
            )
        if one.port:
            taken[one.port] = section
        _find_operator(text, settings, section, one.operator)


def _find_operator(text: str, settings: Config, section: str, wanted: str) -> None:
    """Make sure that the operator that is named is known. Raises ConfigError."""
    if not wanted:
        return
    from modem.operators import OPERATORS

    known = dict.fromkeys((*settings.operators, *OPERATORS))
    if wanted not in known:
        where = f"{settings.file}:{_line(text, 'operator', section)}: [{section}] operator"
        raise ConfigError(f"{where} {wanted!r} tidak dikenal.", f"Yang dikenal: {', '.join(known)}.")


def _path(value: Any) -> Path | None:  # noqa: ANN401
    found = values.text(value)
    return Path(found).expanduser() if found else None


KEYS: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("kiosk", "number"): values.like("[0-9]{2}", "harus dua angka", "38"),
    ("kiosk", "name"): values.text,
    ("kiosk", "kelurahan"): values.text,
    ("kiosk", "hours"): values.hours,
    ("kiosk", "data"): _path,
    ("kiosk", "officer"): values.number,
    ("kiosk", "closed"): values.days_off,
    ("kiosk", "residents"): values.count,
    ("modem", "port"): values.port,
    ("modem", "pin"): values.like("([0-9]{4,8})?", "harus 4 sampai 8 angka, atau kosong", "1234"),
    ("modem", "own_numbers"): values.numbers,
    ("modem", "smsc"): values.smsc,
    ("modem", "operator"): values.text,
    ("modem", "number"): values.number,
    ("sms", "flash"): values.flag,
    ("http", "address"): values.address,
    ("http", "names"): values.names,
    ("ussd", "secret"): values.like(
        "([A-Za-z0-9_-]{16,})?", "harus 16 huruf atau angka, atau lebih", "9f2c41d07b3e8a56"
    ),
    ("ussd", "hmac_key"): values.like("(.{16,})?", "harus 16 huruf atau lebih", "9f2c41d07b3e8a56"),
    ("ussd", "hmac_header"): values.like("[A-Za-z0-9-]+", "harus nama header HTTP", "X-Signature"),
    ("privacy", "key_file"): _path,
    ("console", "idle"): values.between(10, 600),
    ("console", "warning"): values.between(3, 120),
    ("console", "language"): values.language,
    ("console", "second"): values.language,
    ("console", "greeting"): values.short,
    ("console", "announcement"): values.short,
    ("console", "announcement_second"): values.short,
    ("console", "sound"): values.word("off", "notices", "keys"),
    ("console", "lcd"): values.like("(/.*)?", "harus berkas perangkat", "/dev/lcd"),
    ("printer", "port"): values.printer,
    ("printer", "baud"): values.one_of(1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200),
    ("printer", "columns"): values.between(24, 64),
    ("printer", "codepage"): values.codepage,
    ("printer", "cut"): values.flag,
    ("services", "path"): _path,
    ("services", "counters"): _path,
    ("services.hospital", "clinics"): _path,
    ("services.hospital", "centre"): values.web_address,
    ("services.hospital", "centre_user"): values.header,
    ("services.hospital", "centre_password"): values.header,
    ("services.survey", "share"): values.share,
    ("services.survey", "seed"): values.text,
    ("services.survey", "visitors"): values.share,
    **{
        (f"services.{office}", key): read
        for office in ("tax", "permits")
        for key, read in (
            ("table", _path),
            ("centre", values.web_address),
            ("centre_user", values.header),
            ("centre_password", values.header),
        )
    },
}
OPERATOR: dict[str, Callable[[Any], Any]] = {
    "networks": values.networks,
    "code": values.code,
    "smsc": values.smsc,
    "tariff": values.tariff,
    "amount": values.amounts,
    "expires": values.dates,
}
"""The keys of each table [operators.NAME]; what it leaves out is as `modem/operators.toml` has it."""


def _unknown(text: str, path: Path, name: str, what: str, known: list[str], section: str = "") -> ConfigError:
    near = difflib.get_close_matches(name, known, n=1)
    guess = f"Maksud Anda {near[0]}?" if near else f"Yang dikenal: {', '.join(known)}."
    return ConfigError(f"{path}:{_line(text, name, section)}: {what} tidak dikenal.", guess)


def _line(text: str, name: str, section: str = "") -> str:
    """Find `line:column` of a key or section; tomllib does not tell."""
    inside = not section
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]\s]+)", line):
            inside = not section or section in (header[1], header[1].split(".")[0])
            if not section and name in (header[1], header[1].split(".")[0]):
                return f"{number}:{header.start(1) + 1}"
        elif inside and (key := re.match(rf"\s*[\"']?({re.escape(name)})[\"']?\s*[.=]", line)):
            return f"{number}:{key.start(1) + 1}"
    return "1:1"


def _place_of(error: tomllib.TOMLDecodeError) -> tuple[int, int]:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return (int(found[1]), int(found[2])) if found else (1, 1)


def _bare(error: tomllib.TOMLDecodeError) -> str:
    return re.sub(r"\s*\(at .*\)$", "", str(error))
