"""What may stand behind a key of `kiosk.toml`: each function reads one value, or raises `Wrong`. PURE."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from kiosk import guard
from kiosk.dates import Hours
from kiosk.serving import Address

LONGEST_PATTERN = 400


class Wrong(Exception):
    """What is wrong with a value, and what to write instead."""


def text(value: Any) -> str:  # noqa: ANN401
    """Read a text."""
    if isinstance(value, str):
        return value.strip()
    shown = value if isinstance(value, int | float) and not isinstance(value, bool) else "…"
    raise Wrong("harus berupa teks", f'Tulis dalam tanda kutip, misalnya "{shown}".')


def like(pattern: str, fact: str, example: str) -> Callable[[Any], str]:
    """Give what reads a text that fits *pattern*; otherwise it is the *fact* that is told."""

    def read(value: Any) -> str:  # noqa: ANN401
        found = text(value)
        if not re.fullmatch(pattern, found):
            raise Wrong(fact, f'Contoh: "{example}".')
        return found

    return read


def port(value: Any) -> str:  # noqa: ANN401
    """Read where a modem is: a device, `tcp://HOST:PORT`, `sim://`, behind `spy+` or not."""
    found = text(value)
    scheme, address, rest = found.removeprefix("spy+").partition("?file=")[0].partition("://")
    if address and not (scheme == "sim" or (scheme == "tcp" and re.fullmatch(r".+:[0-9]{1,5}", rest))):
        raise Wrong(
            f"{found!r} bukan port modem", 'Contoh: "/dev/ttyUSB0", "tcp://192.168.1.5:7070", "sim://".'
        )
    return found


def texts(value: Any, what: str, example: str) -> tuple[str, ...]:  # noqa: ANN401
    """Read a list of texts; otherwise it is told that *what* is wanted."""
    if not isinstance(value, list):
        raise Wrong(f"harus berupa daftar {what}", f"Contoh: {example}.")
    return tuple(text(each) for each in value)


def flag(value: Any) -> bool:  # noqa: ANN401
    """Read true or false."""
    if not isinstance(value, bool):
        raise Wrong("harus true atau false", "Tulis tanpa tanda kutip: true, atau false.")
    return value


def number(value: Any) -> str:  # noqa: ANN401
    """Read one phone number, spelled in any way, as E.164; "" for none."""
    found = guard.e164(text(value))
    if found and not guard.answerable(found):
        raise Wrong(f"{found!r} bukan nomor HP", 'Contoh: "+6281200000099".')
    return found


def numbers(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read phone numbers, spelled in any way, as E.164."""
    example = '["+6281200000038"]'
    found = tuple(guard.e164(each) for each in texts(value, "nomor", example))
    for number in found:
        if not number.startswith("+"):
            raise Wrong(f"memuat {number!r} yang bukan nomor HP", f"Contoh: {example}.")
    return found


def web_address(value: Any) -> str:  # noqa: ANN401
    """Read a base address: https, or http to this machine, since what is sent there names patients."""
    found = text(value)
    scheme, _, rest = found.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    here = host.partition(":")[0] in ("localhost", "127.0.0.1") or host.startswith("[::1]")
    good = not found or (
        host and not re.search(r"[\s?#]", found) and (scheme == "https" or (scheme == "http" and here))
    )
    if not good:
        raise Wrong(f"{found!r} bukan alamat https", 'Contoh: "https://antrean.rsu.example.id/ws".')
    return found


def header(value: Any) -> str:  # noqa: ANN401
    """Read what goes as an HTTP header: one line of plain characters."""
    found = text(value)
    if not (found.isascii() and found.isprintable()):
        raise Wrong("harus satu baris huruf dan angka biasa", 'Contoh: "kios38".')
    return found


def hours(value: Any) -> str:  # noqa: ANN401
    """Read opening hours."""
    found = text(value)
    try:
        Hours.parse(found)
    except ValueError:
        raise Wrong(f"{found!r} bukan jam buka", 'Contoh: "08.00-15.00".') from None
    return found


def days_off(value: Any) -> frozenset[date]:  # noqa: ANN401
    """Read days, each as ISO 8601 in quotation marks or as TOML has it.

    >>> sorted(days_off(["2026-12-24", date(2026, 12, 31)]))
    [datetime.date(2026, 12, 24), datetime.date(2026, 12, 31)]
    """
    example = 'Contoh: ["2026-12-24", "2026-12-31"].'
    if not isinstance(value, list):
        raise Wrong("harus berupa daftar tanggal", example)
    try:
        return frozenset(date.fromisoformat(str(day)) for day in value)
    except ValueError:
        raise Wrong("memuat yang bukan tanggal", example) from None


def count(value: Any) -> int:  # noqa: ANN401
    """Read how many there are."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Wrong(
            "harus bilangan bulat, 0 atau lebih", "Tulis tanpa titik dan tanda kutip, misalnya 27100."
        )
    return value


def between(low: int, high: int) -> Callable[[Any], int]:
    """Give what reads a whole number from *low* to *high*."""

    def read(value: Any) -> int:  # noqa: ANN401
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise Wrong(f"harus bilangan bulat {low} sampai {high}", "Tulis tanpa tanda kutip.")
        return value

    return read


def one_of(*known: int) -> Callable[[Any], int]:
    """Give what reads one of the *known* numbers."""

    def read(value: Any) -> int:  # noqa: ANN401
        if isinstance(value, bool) or value not in known:
            raise Wrong("bukan angka yang dikenal", f"Yang dikenal: {', '.join(map(str, known))}.")
        return int(value)

    return read


def word(*known: str) -> Callable[[Any], str]:
    """Give what reads one of the *known* words."""

    def read(value: Any) -> str:  # noqa: ANN401
        found = text(value)
        if found not in known:
            raise Wrong(f"{found!r} tidak dikenal", f"Yang dikenal: {', '.join(known)}.")
        return found

    return read


def share(value: Any) -> Fraction:  # noqa: ANN401
    """Read a share of all, 0 to 1.

    >>> share(0.25), share(1)
    (Fraction(1, 4), Fraction(1, 1))
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Wrong("harus bagian dari semua, 0 sampai 1", "Contoh: 0.33, tanpa tanda kutip; 0 mematikannya.")
    return Fraction(str(value))


def names(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read the names of hosts."""
    example = '["kios.example.id"]'
    found = tuple(each.lower() for each in texts(value, "nama", example))
    for name in found:
        if not re.fullmatch(r"[a-z0-9.-]+", name):
            raise Wrong(f"memuat {name!r} yang bukan nama", f"Contoh: {example}.")
    return found


def address(value: Any) -> Address | None:  # noqa: ANN401
    """Read where HTTP is served; None where it is off."""
    found = text(value)
    if found in ("", "off"):
        return None
    try:
        return Address.parse(found)
    except ValueError:
        raise Wrong(f"{found!r} bukan alamat", 'Contoh: "127.0.0.1:8000", atau "off".') from None


# The walk-up counter


LANGUAGES = ("id", "en", "su")
CODEPAGES = ("CP437", "CP850", "CP858", "CP860", "CP1252")
LONGEST_NOTICE = 240


def language(value: Any) -> str:  # noqa: ANN401
    """Read a language that the kiosk speaks."""
    found = text(value)
    if found not in LANGUAGES:
        raise Wrong(f"{found!r} bukan bahasa kios", f"Yang dikenal: {', '.join(LANGUAGES)}.")
    return found


def short(value: Any) -> str:  # noqa: ANN401
    """Read a text that a screen has room for."""
    found = " ".join(text(value).split())
    if len(found) > LONGEST_NOTICE:
        raise Wrong(f"lebih panjang dari {LONGEST_NOTICE} huruf", "Pendekkan teksnya agar muat di layar.")
    return found


def printer(value: Any) -> str:  # noqa: ANN401
    """Read where a slip printer is; "" for none."""
    from kiosk.doors.printer_line import Port

    found = text(value)
    if found and Port.parse(found) is None:
        raise Wrong(
            f"{found!r} bukan port printer",
            'Contoh: "/dev/usb/lp0", "/dev/ttyUSB1", "usb://04b8:0e15", "tcp://192.168.1.50:9100".',
        )
    return found


def codepage(value: Any) -> str:  # noqa: ANN401
    """Read a code page of a printer."""
    found = text(value).upper()
    if found not in CODEPAGES:
        raise Wrong(f"{found!r} bukan tabel huruf printer", f"Yang dikenal: {', '.join(CODEPAGES)}.")
    return found


# Operators


def networks(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read networks: the five digits that an IMSI begins with."""
    example = '["51010"]'
    found = texts(value, "kode jaringan", example)
    for network in found:
        if not re.fullmatch(r"[0-9]{5}", network):
            raise Wrong(f"memuat {network!r} yang bukan kode jaringan (MCC dan MNC)", f"Contoh: {example}.")
    return found


def code(value: Any) -> str:  # noqa: ANN401
    """Read a USSD code that only asks: one that could pay, forward calls or change a PIN is wrong."""
    from modem import gate
    from modem.errors import Refused

    found = text(value)
    try:
        return gate.code(found)
    except Refused:
        raise Wrong(f"{found!r} bukan kode USSD yang hanya bertanya", 'Contoh: "*888#", "*123*7#".') from None


def tariff(value: Any) -> int:  # noqa: ANN401
    """Read the price of an SMS in whole rupiah."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 100_000:
        raise Wrong("harus rupiah untuk satu SMS, angka bulat di atas 0", "Contoh: 350, tanpa tanda kutip.")
    return value


smsc = like(r"(\+?[0-9]{3,15})?", "harus nomor pusat SMS", "+6281100000")


def amounts(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read patterns that find an amount."""
    return tuple(_pattern(each, dated=False) for each in texts(value, "pola", r"['sisa rp(\d[\d.,]*)']"))


def dates(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Read patterns that find a date, as one group or as `day`, `month` and `year`."""
    return tuple(_pattern(each, dated=True) for each in texts(value, "pola", r"['aktif (\d\d-\d\d-\d{4})']"))


def _pattern(source: str, *, dated: bool) -> str:
    example = r"aktif (\d\d-\d\d-\d{4})" if dated else r"sisa rp(\d[\d.,]*)"
    remedy = f"Tulis yang dicari dalam satu pasang kurung, misalnya '{example}'."
    try:
        found = re.compile(source)
    except re.error as error:
        raise Wrong(f"memuat pola yang rusak, {source!r}: {error}", remedy) from None
    named = dated and set(found.groupindex) == {"day", "month", "year"} and found.groups == 3
    if not named and (found.groups != 1 or found.groupindex):
        groups = "satu kelompok, atau day, month, dan year" if dated else "satu kelompok"
        raise Wrong(f"memuat pola {source!r} yang tidak punya {groups}", remedy)
    if len(source) > LONGEST_PATTERN:
        raise Wrong(f"memuat pola yang lebih panjang dari {LONGEST_PATTERN} huruf", "Pendekkan polanya.")
    return source
