"""What a screen says, as rows: every way to lay it out, from the largest to the plainest. PURE.

A `Piece` names its style; what colour that is the screen decides.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kiosk.doors.counter import letters
from kiosk.doors.counter.visit import View

MEASURE = 64  # letters of a line that is easily read
CHOICE = re.compile(r"(\d{1,2}) (.*)")  # where room is scarce the key for more has no words
NAV = ("0", "00", "98")


class Piece(NamedTuple):
    """A run of characters in one style."""

    text: str
    style: str


class Row(NamedTuple):
    """One row: its pieces, and the style of what they leave free."""

    pieces: tuple[Piece, ...] = ()
    ground: str = "ground"

    @property
    def text(self) -> str:
        """Give its characters."""
        return "".join(piece.text for piece in self.pieces)


class Parts(NamedTuple):
    """A screen by its meaning: what is said, numbered lines, what stands under them, keys that lead on."""

    head: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    nav: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str) -> "Parts":
        r"""Take a screen apart.

        >>> Parts.of("Pilih:\n1 Anak\n98 Lanjut\n0 Kembali")
        Parts(head=('Pilih:',), choices=(('1', 'Anak'),), foot=(), nav=(('98', 'Lanjut'), ('0', 'Kembali')))
        """
        head: list[str] = []
        choices: list[tuple[str, str]] = []
        foot: list[str] = []
        nav: list[tuple[str, str]] = []
        for line in text.split("\n"):
            match = CHOICE.fullmatch(line)
            if match and match[1] in NAV:
                nav.append((match[1], match[2]))
            elif match:
                choices.append((match[1], match[2]))
            else:
                (foot if choices else head).append(line)
        return cls(tuple(head), tuple(choices), tuple(foot), tuple(nav))


class Room(NamedTuple):
    """What there is to fill: columns, rows, and whether half blocks can be drawn."""

    width: int
    height: int
    halves: bool = True


Block = list[Row]


def body(view: View, parts: Parts, room: Room) -> Block | None:
    """Lay the body out in the largest way that fits, in the middle of its room; None when none does."""
    fitting = (block for block in _ways(view, parts, room) if len(block) <= room.height)
    block = next(fitting, None)
    return None if block is None else _middle(block, room)


def cut(view: View, parts: Parts, room: Room) -> Block:
    """Lay out what has no room in the plainest way, as far as it goes."""
    *_, block = _ways(view, parts, room)
    return _middle(block[: max(0, room.height)], room)


def _middle(block: Block, room: Room) -> Block:
    """Put a block in the middle: as one, so that its left edge stays straight."""
    indent = (room.width - max((len(row.text) for row in block), default=0)) // 2
    shifted = [Row((Piece(" " * indent, "ground"), *row.pieces), row.ground) for row in block]
    above = (room.height - len(block)) // 2
    return [*[Row()] * above, *shifted, *[Row()] * (room.height - len(block) - above)]


def _ways(view: View, parts: Parts, room: Room) -> Iterator[Block]:
    if parts.choices:
        yield from _choosing(parts, room, offers=view.slide and not parts.head)
    else:
        yield from _telling(view, parts, room)


def _choosing(parts: Parts, room: Room, *, offers: bool) -> Iterator[Block]:
    """Yield the ways to show numbered lines: the largest first."""
    if room.halves:
        for gap in (1, 0):
            for spelled in (True, False)[not offers :]:
                yield _poster(parts, room, gap, offers=spelled)
    for draw, columns, gap in (*HIGH_DIGITS[not room.halves], *LOW_DIGITS):
        block = _listed(parts, room, draw, columns, gap)
        if block is not None:
            yield block
    for air in (True, False):
        head, foot = _said(parts.head, room, air=air), _said(parts.foot, room, "foot", air=False)
        yield [*head, *_lines(parts.choices, room), *foot]


def _poster(parts: Parts, room: Room, gap: int, *, offers: bool = False) -> Block:
    """Everything in large letters; what stands under the lines only where it says what a service *offers*."""
    block = large(" ".join(parts.head), room.width - 6, "head")
    for code, label in parts.choices:
        digit = letters.halves(code)
        indent = max(map(len, digit)) + 3
        block += [Row()] * gap
        for place, line in enumerate(_broken(label, room.width - 6 - indent)):
            for number, row in enumerate(letters.halves(line)):
                figure = digit[number] if not place else ""
                block.append(Row((Piece(figure.ljust(indent), "digit"), Piece(row, "label"))))
    block += [Row()] if parts.foot else []
    if offers:
        return [*block, *[row for line in parts.foot for row in large(line, room.width - 6, "offer")]]
    return [*block, *_said(parts.foot, room, "foot", air=False)]


def large(text: str, width: int, style: str) -> Block:
    """Give a text in large letters, in as many lines as it takes."""
    lines = _broken(text, width)
    return [Row((Piece(row, style),)) for line in lines for row in letters.halves(line)]


def _broken(text: str, width: int) -> list[str]:
    """Break a text into lines that fit *width* columns in large letters."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and letters.width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _cap(code: str) -> list[str]:
    """Draw a digit as the cap of a key, three rows high."""
    return ["     ", f" {code:^3} ", "     "]


def _small(code: str) -> list[str]:
    return [f" {code:>2} "]


Drawn = Callable[[str], list[str]]
HIGH_DIGITS: tuple[tuple[tuple[Drawn, int, int], ...], ...] = (  # how, in how many columns, rows between
    (*((letters.halves, columns, gap) for columns in (1, 2) for gap in (1, 0)), (_cap, 1, 1), (_cap, 2, 1)),
    ((_cap, 1, 1), (_cap, 2, 1)),
)
LOW_DIGITS = tuple((_small, columns, gap) for columns in (1, 2) for gap in (1, 0))


def _listed(parts: Parts, room: Room, draw: Drawn, columns: int, gap: int) -> Block | None:
    """Give numbered lines under each other or in two columns; None where a label has no room."""
    width = (room.width - 4) // columns
    drawn = [(draw(code), label) for code, label in parts.choices]
    indent = max(max(map(len, rows)) for rows, _ in drawn) + 2
    if indent + max(len(label) for _, label in drawn) + (columns > 1) * 2 > width or (
        columns > 1 and len(drawn) < 3
    ):
        return None
    cells = [
        _cell(rows, label, indent, "cap" if draw in (_cap, _small) else "digit") for rows, label in drawn
    ]
    half = -(-len(cells) // columns)
    wide = max(len(row.text) for cell in cells[:half] for row in cell) + 4 if columns > 1 else 0
    block: Block = []
    for place in range(half):
        block += [Row()] * (gap if place else 0)
        left, right = cells[place], cells[place + half] if columns > 1 and place + half < len(cells) else None
        block += left if right is None else [_beside(*pair, wide) for pair in zip(left, right, strict=True)]
    foot = _said(parts.foot, room, "foot", air=False)
    body = [*block, *([Row()] if foot and gap else []), *foot]
    said = _said(parts.head, room, air=False)
    return [*said, *([Row()] if gap or len(said) + len(body) < room.height else []), *body]


def _cell(rows: list[str], label: str, indent: int, style: str) -> Block:
    middle = len(rows) // 2
    width = max(map(len, rows))
    return [
        Row(
            (
                Piece(row.ljust(width), style),
                Piece(" " * (indent - width), "ground"),
                *((Piece(label, "label"),) if number == middle else ()),
            )
        )
        for number, row in enumerate(rows)
    ]


def _beside(left: Row, right: Row, wide: int) -> Row:
    return Row((*left.pieces, Piece(" " * (wide - len(left.text)), "ground"), *right.pieces))


def _lines(choices: tuple[tuple[str, str], ...], room: Room) -> Block:
    """Give numbered lines that are too long for one row."""
    block: Block = []
    for code, label in choices:
        for place, line in enumerate(textwrap.wrap(label, room.width - 8) or [""]):
            badge = Piece(f" {code:>2} ", "cap") if not place else Piece("    ", "ground")
            block.append(Row((badge, Piece(f" {line}", "label"))))
    return block


def _said(lines: tuple[str, ...], room: Room, style: str = "head", *, air: bool) -> Block:
    block = [
        Row((Piece(piece, style),))
        for line in lines
        for piece in textwrap.wrap(line, min(MEASURE, room.width - 4)) or [""]
    ]
    return [*block, Row()] if block and air else block


def _telling(view: View, parts: Parts, room: Room) -> Iterator[Block]:
    """Yield the ways to show a text: its numbers large, the text as large as it can be."""
    lines = parts.head
    status = [Row(), *_said((view.slip,), room, "status", air=False)] if view.slip else []
    for number in _numbers(view.large, room):
        gap = [Row()] if number else []
        if room.halves:
            for told in (_parted(lines, room), large(" ".join(lines), room.width - 6, "head")):
                yield [*number, *gap, *told, *gap, *large(view.slip, room.width - 6, "status")]
                yield [*number, *gap, *told, *status]
        for air in (True, False):
            yield [
                *number,
                *(gap if air else []),
                *_said(lines, room, air=False),
                *(status if air else status[1:]),
            ]
    yield [*_said(view.large, room, "number", air=False), *_said(lines, room, air=False), *status[1:]]


def _parted(lines: tuple[str, ...], room: Room) -> Block:
    """Give each line of a text in large letters, with air between."""
    block: Block = []
    for line in lines:
        block += [*([Row()] if block else []), *large(line, room.width - 6, "label" if block else "head")]
    return block


def _numbers(large: tuple[str, ...], room: Room) -> Iterator[Block]:
    """Yield the ways to show the numbers that are to be written down."""
    if not large:
        yield []
        return
    for draw, times in ((letters.cells, 2), (letters.halves, 1)):
        if draw is letters.halves and not room.halves:
            continue
        if max(letters.width(each) * times for each in large) <= room.width - 4:
            block: Block = []
            for each in large:
                block += [Row()] if block else []
                block += [Row((Piece(row, "number"),)) for row in draw(each)]
            yield block
    yield [Row((Piece(f" {' '.join(each)} ", "number-plain"),)) for each in large]
