"""Whether a reply is the expected one: line by line, or however it is cut into pages. PURE."""

import re
from collections.abc import Iterable, Sequence

NOTHING = "(nothing)"
REST = "..."
_KEY_LINE = re.compile(r"(?:0|00|98)[ .]")


def matches(expected: Sequence[str], got: str | None) -> bool:
    r"""Whether a reply is the expected one, line by line.

    >>> matches(["Halo", "..."], "Halo\nDunia"), matches(["/dunia$/"], "Halo dunia")
    (True, True)
    """
    if got is None or list(expected) == [NOTHING]:
        return got is None and list(expected) == [NOTHING]
    if all(_is_pattern(line) for line in expected):
        return all(re.search(line[1:-1], got, re.MULTILINE) for line in expected)
    return _lines_match(list(expected), got.split("\n"))


def _is_pattern(line: str) -> bool:
    return len(line) > 2 and line.startswith("/") and line.endswith("/")


def _lines_match(expected: list[str], got: list[str]) -> bool:
    if not expected:
        return not got
    first, *others = expected
    if first == REST:
        return any(_lines_match(others, got[at:]) for at in range(len(got) + 1))
    if not got:
        return False
    same = re.search(first[1:-1], got[0]) if _is_pattern(first) else first.rstrip() == got[0].rstrip()
    return bool(same) and _lines_match(others, got[1:])


def alike(expected: Sequence[str], got: str | None) -> bool:
    r"""Whether a reply says what was expected on a medium that cuts it elsewhere: one holds all of the other.

    Key lines do not count. A line with a pattern, and `...`, are held against the lines as they came.

    >>> alike(["Poli:", "1 Anak", "98 Lanjut"], "Poli:\n1 Anak\n2 Gigi\n0 Kembali")
    True
    >>> alike(["Poli:", "1 Anak"], "Hari:\n1 Anak")
    False
    """
    if got is None or any(_is_pattern(line) or line in (NOTHING, REST) for line in expected):
        return matches(expected, got)
    wanted, said = _said(expected), _said(got.split("\n"))
    return bool(wanted and said) and (wanted in said or said in wanted)


def _said(lines: Iterable[str]) -> str:
    words = " ".join([line for line in lines if not _KEY_LINE.match(line)]).split()
    return f" {' '.join(words)} " if words else ""
