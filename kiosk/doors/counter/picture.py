"""A view as the rows of a terminal: who this is, what is said, what is typed, which keys there are. PURE."""

import textwrap

from kiosk.doors.counter import letters
from kiosk.doors.counter.body import NAV, Parts, Piece, Room, Row, body, cut
from kiosk.doors.counter.desk import RATE
from kiosk.doors.counter.visit import View

LEAST_WIDTH, LEAST_HEIGHT = 40, 12
WIDE = 60  # columns from which there is room at the edges
TALL = 20  # rows from which head and line have air
HIGH = 36  # rows from which they are large as well
CURSOR = "_"


def paint(view: View, room: Room, clock: str = "") -> list[Row]:
    """Give exactly `room.height` rows for a view; *clock* is the time of day that is shown."""
    if room.width < LEAST_WIDTH or room.height < LEAST_HEIGHT:
        return _too_small(view, room)
    parts = Parts.of(view.text)
    head, line = _head(view, room, clock), _line(view, room)
    keys = _keys(view, room)
    nav = [] if view.over or view.slide else _nav(parts, room)
    for above, below in ((head, keys), ([], keys), ([], [])):  # what is said comes before all else
        left = room._replace(height=room.height - len(above) - len(line) - len(below) - len(nav))
        if (middle := body(view, parts, left)) is not None:
            return [*above, *middle, *nav, *line, *below]
    return [*cut(view, parts, left), *nav, *line]


def _too_small(view: View, room: Room) -> list[Row]:
    said = textwrap.wrap(view.words.small, max(1, room.width))
    rows = [Row((Piece(line, "label"),)) for line in said][: room.height]
    return [*rows, *[Row()] * (room.height - len(rows))]


# Head, line and keys ----------------------------------------------------------------------------------------


def _head(view: View, room: Room, clock: str) -> list[Row]:
    """Give who this is and what time it is, with air above and below where there is room."""
    space = room.width - 2 - len(clock) - 1
    full = f"{view.title}  {view.name}" if room.width >= WIDE and view.name else view.title
    title = _clipped(full if len(full) <= space else view.title, space)
    name = title.removeprefix(view.title) if title.startswith(view.title) else ""
    pieces = (
        Piece(f" {title.removesuffix(name) if name else title}", "bar-title"),
        Piece(name, "bar"),
        Piece(" " * (space - len(title) + 1), "bar"),
        Piece(clock, "bar-title"),
    )
    bar = Row(pieces, "bar")
    return [Row((), "bar"), bar, Row((), "bar")] if room.height >= TALL else [bar]


def _line(view: View, room: Room) -> list[Row]:
    """Give what is typed, large; in its place the countdown, or what comes next."""
    tall = room.height >= TALL
    if view.left is not None:
        return _warning(view, room, tall=tall)
    if view.slide:
        both = f"{view.words.begin} / {view.other.begin}"
        said = both if view.other != view.words and len(both) < room.width - 3 else view.words.begin
        return _banner(said, "line-note", room, tall=tall)
    if view.over or view.last:
        said = {"next": view.words.one_more, "tap": view.words.tap}.get(view.last, view.words.again)
        return _banner(said, "line-note", room, tall=tall)
    if not view.typed:
        said = view.words.type_text if view.letters else view.words.type_number
        return _banner(said, "line-note", room, tall=tall)
    typed, many = view.typed + CURSOR, f"({len(view.typed)})" if view.hidden else ""
    if tall and _has_room(typed, room._replace(width=room.width - len(many))):
        return _counted(_high(typed, "line"), many, room)
    spaced = "".join(f"{each} " for each in typed) if len(typed) * 2 + len(many) + 4 <= room.width else typed
    return _counted(_banner(spaced[-(room.width - 4 - len(many)) :], "line", room, tall=tall), many, room)


def _counted(rows: list[Row], many: str, room: Room) -> list[Row]:
    """Write at the right edge how many dots there are: nobody counts sixteen of them."""
    middle = len(rows) // 2
    said = rows[middle].text
    gap = room.width - len(said) - len(many) - 1
    if not many or gap < 1:
        return rows
    pieces = (*rows[middle].pieces, Piece(f"{' ' * gap}{many}", "line-note"))
    return [*rows[:middle], Row(pieces, "line"), *rows[middle + 1 :]]


def _warning(view: View, room: Room, *, tall: bool) -> list[Row]:
    said, seconds = view.words.still_here, str(view.left)
    if not tall:
        return [_between(_clipped(said, room.width - 5), seconds, room, "warn")]
    cleared = view.words.cleared.format(seconds=seconds)
    rows = ["", said, cleared]
    big = letters.halves(seconds) if room.halves else ["", seconds, ""]
    return [
        _between(text, figure.ljust(len(big[0]) if room.halves else 1), room, "warn")
        for text, figure in zip(rows, big, strict=True)
    ]


def _between(left: str, right: str, room: Room, style: str) -> Row:
    edge = " " if room.width < WIDE else "  "
    left = _clipped(left, room.width - 2 * len(edge) - len(right) - 1)
    gap = room.width - 2 * len(edge) - len(left) - len(right)
    return Row((Piece(f"{edge}{left}{' ' * gap}{right}{edge}", style),), style)


def _has_room(text: str, room: Room) -> bool:
    """Whether a line of large letters can be drawn that long."""
    return room.halves and letters.width(text) + 4 <= room.width


def _high(text: str, style: str) -> list[Row]:
    return [Row((Piece(f"  {row}", style),), style) for row in letters.halves(text)]


def _banner(text: str, style: str, room: Room, *, tall: bool) -> list[Row]:
    """Give a note, in large letters where the screen is high."""
    if room.height >= HIGH and _has_room(text, room):
        return _high(text, style)
    row = Row((Piece(f"  {_clipped(text, room.width - 3)}", style),), style)
    return [Row((), style), row, Row((), style)] if tall else [row]


def _keys(view: View, room: Room) -> list[Row]:
    """Give the keys that work on every screen; the first ones stay where there is no room for all."""
    keys = [("*", view.other.language)] if view.other != view.words else []
    if not view.slide:
        if view.free:
            keys.append(("#", view.words.digits if view.letters else view.words.letters))
        else:
            keys.append(("#", view.words.done))
        if view.rates:
            keys.append((RATE, view.words.survey))
        if view.large_type is not None:
            keys.append(("+", view.words.smaller if view.large_type else view.words.larger))
        keys.append(("-", view.words.erase))
    pieces: list[Piece] = []
    used = 0
    for key, meaning in keys:
        size = len(key) + len(meaning) + 5
        if used + size <= room.width:
            pieces += [Piece(f" {key} ", "key"), Piece(f" {meaning} ", "keys")]
            used += size
    return [Row(tuple(pieces), "keys")]


def _nav(parts: Parts, room: Room) -> list[Row]:
    """Give the keys that lead on from this screen: large where the screen is high, else in few rows."""
    said = sorted(parts.nav, key=lambda each: NAV.index(each[0]))
    if (
        room.height >= HIGH
        and said
        and _has_room("    ".join(f"{code} {label}" for code, label in said), room)
    ):
        return _high_nav(said)
    rows: list[Row] = []
    pieces: list[Piece] = [Piece(" ", "ground")]
    used = 1
    for code, label in said:
        size = len(code) + len(label) + 5
        if used > 1 and used + size > room.width:
            rows.append(Row(tuple(pieces)))
            pieces, used = [Piece(" ", "ground")], 1
        pieces += [Piece(f" {code} ", "nav-key"), Piece(f" {_clipped(label, room.width - 7)}  ", "nav")]
        used += size
    if used > 1:
        rows.append(Row(tuple(pieces)))
    return [*rows, Row()] if rows and room.height >= TALL else rows


def _high_nav(said: list[tuple[str, str]]) -> list[Row]:
    rows: list[tuple[Piece, ...]] = [(), (), ()]
    for code, label in said:
        drawn = letters.halves(code), letters.halves(label)
        wide = [letters.width(each) + 4 for each in (code, label)]
        for place, pair in enumerate(zip(*drawn, strict=True)):
            rows[place] += (
                Piece(f"  {pair[0]}".ljust(wide[0]), "nav-high-key"),
                Piece(pair[1].ljust(wide[1]), "nav-high"),
            )
    return [*(Row(row) for row in rows), Row()]


def _clipped(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: max(0, width - 2)]}.."
