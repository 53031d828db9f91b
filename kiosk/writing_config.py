"""Changes values in the text of a `kiosk.toml`, so that its comments and all else stay as they are. PURE."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from kiosk.errors import ConfigError

Values = Mapping[tuple[str, str], Any]  # (section, key) -> text or list of texts; "" and [] are for none

_VALUE = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\[[^\]]*\]|[^\s#"'\[][^\s#]*)"""
_HEADER = re.compile(r"(?m)^[ \t]*(?:#[ \t]*)?\[+[ \t]*([A-Za-z0-9_.\"'-]+)[ \t]*\]+[ \t]*(?:#.*)?$")
GAP = 2  # blanks before a comment, at least


class _Line(NamedTuple):
    """Where `key = value` stands in a text, with the room behind it; in *force*, or commented out."""

    start: int
    value_end: int
    end: int
    force: bool


def fill(text: str, values: Values) -> str:
    r"""Put *values* into the text of a configuration; what is commented out comes into force.

    A key without a value stays commented out. Raises ConfigError where the text is written so that it cannot
    be changed in place.

    >>> fill('[kiosk]\nnumber = "38"   # dua angka\n', {("kiosk", "number"): "07"})
    '[kiosk]\nnumber = "07"   # dua angka\n'
    """
    for (section, key), value in values.items():
        text = _set(text, section, key, value)
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        read = {}
    for (section, key), value in values.items():
        if read.get(section, {}).get(key, type(value)()) != value:
            raise ConfigError(
                f"[{section}] {key} tidak bisa diubah di berkas itu.",
                "Ubah dengan penyunting teks, atau pindahkan berkasnya dan mulai dari contoh.",
            )
    return text


def quoted(value: Any) -> str:  # noqa: ANN401
    """Write a text or a list of texts as TOML does."""
    return json.dumps(value, ensure_ascii=False)


def _set(text: str, section: str, key: str, value: Any) -> str:  # noqa: ANN401
    written = f"{key} = {quoted(value)}"
    start, end = _body(text, section)
    line = _find(text, key, start, end)
    if not value and (line is None or not line.force):
        return text
    if line is None:
        return _add(text, section, written, start)
    room = text[line.value_end : line.end]
    behind = text[line.end : line.end + 1]
    if behind == "#":
        written = written.ljust(len(text[line.start : line.value_end]) + len(room) - GAP) + " " * GAP
    return text[: line.start] + written + text[line.end if behind == "#" else line.value_end :]


def _body(text: str, section: str) -> tuple[int, int]:
    """Tell where the lines of a section stand; (-1, -1) where there is none."""
    headers = list(_HEADER.finditer(text))
    for number, header in enumerate(headers):
        if header[1] == section and not header[0].lstrip().startswith("#"):
            after = headers[number + 1].start() if number + 1 < len(headers) else len(text)
            return header.end(), after
    return -1, -1


def _find(text: str, key: str, start: int, end: int) -> _Line | None:
    """Find the line of a key; one that is in force comes before one that is commented out."""
    if start < 0:
        return None
    for off in ("", r"#[ \t]*"):
        found = re.compile(rf"(?m)^[ \t]*{off}{re.escape(key)}[ \t]*=[ \t]*({_VALUE})([ \t]*)").search(
            text, start, end
        )
        if found:
            return _Line(found.start(), found.end(1), found.end(2), force=not off)
    return None


def _add(text: str, section: str, written: str, start: int) -> str:
    if start < 0:
        return f"{text.rstrip()}\n\n[{section}]\n{written}\n".lstrip("\n")
    return f"{text[:start]}\n{written}{text[start:]}"
