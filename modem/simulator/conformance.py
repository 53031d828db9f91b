"""The table of conformance as a page: command, form, answer, and the clause that says so.

`python -m modem.simulator.conformance > docs/conformance.md` writes it; a test holds it true.
"""

from __future__ import annotations

from typing import NamedTuple

from modem.simulator.clauses import TS27005, TS27007, V250, VENDOR, clause
from modem.simulator.conformance_table import TABLE
from modem.simulator.syntax import Call, parse

HEAD = """# What the simulated modem answers

Written from the table that the tests ask (`modem/simulator/conformance_table.py`): each row is a command line
on a fresh `generic` modem after `ATE0;+CMEE=1`, and all of its answer. Other makes differ where their profile
says so (`modem/simulator/profiles/`).

{summary}
"""
SECTION = """
## {title}

| command | form | answer | defined in |
|---|---|---|---|
"""


class Row(NamedTuple):
    """One line of the table: what is asked, in which form, what is answered, where it is defined.

    `name` is the command that it is about.
    """

    name: str
    line: str
    form: str
    answer: tuple[str, ...]
    clause: str


def rows() -> list[Row]:
    """Give the whole table; a line of several commands counts for the one that it is about, its last.

    >>> rows()[0]
    Row(name='', line='AT', form='execute', answer=('OK',), clause='V.250 clause 5.2.1')
    """
    return [_row(line, tuple(text for text in answer if text)) for line, *answer in TABLE]


def _row(line: str, answer: tuple[str, ...]) -> Row:
    calls = parse(line.encode("latin-1")) or ()
    subject = calls[-1] if calls else Call("")
    found = "V.250 clause 5.2.1" if not calls else clause(subject.key) or "V.250 clause 5.4.4"
    return Row(subject.key.rstrip("=?"), line, form(subject.key), answer, found)


def form(key: str) -> str:
    """Name the form of a command.

    >>> [form(key) for key in ("+CREG?", "+CREG=?", "+CREG=", "+CSQ")]
    ['read', 'test', 'set', 'execute']
    """
    return "test" if key.endswith("=?") else {"?": "read", "=": "set"}.get(key[-1:], "execute")


def page() -> str:
    """Give the page: a section a standard, the commands by their names."""
    found = rows()
    names = {
        call.key.rstrip("=?")
        for line, *_ in TABLE
        for call in parse(line.encode("latin-1")) or ()
        if clause(call.key)
    }
    sections: dict[str, list[Row]] = {}
    for row in sorted(found, key=lambda row: row.name):
        sections.setdefault(row.clause.partition(" clause")[0], []).append(row)
    return HEAD.format(summary=f"{len(found)} rows for {len(names)} commands.") + "".join(
        SECTION.format(title=title[0].upper() + title[1:]) + "".join(map(_line, sections[title]))
        for title in (V250, TS27007, TS27005, VENDOR)
    )


def _line(row: Row) -> str:
    answer = " ⏎ ".join(_code(text) for text in row.answer) or "nothing"
    return f"| {_code(row.line)} | {row.form} | {answer} | {row.clause} |\n"


def _code(text: str) -> str:
    return f"`{text.strip().replace('|', chr(92) + '|')}`"


if __name__ == "__main__":
    print(page(), end="")
