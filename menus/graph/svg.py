"""A book as an SVG picture: screens from left to right, each way with its words, coloured by the funnel."""

from xml.sax.saxutils import escape

from menus.book import Book
from menus.graph.flows import Flows, flow
from menus.graph.layout import GAP, MARGIN, WIDTH, Spot, place
from menus.graph.ways import Count, Counts, Edge, counted, cut, entrances, first_line, shown
from menus.nodes import CONFIRM, FIELD, OWN, REVIEW, Node

FONT = "font-family: system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
STYLE = f"""\
svg {{ background: #ffffff; {FONT}; }}
.way {{ fill: none; stroke: #9aa3af; stroke-width: 1.4; }}
.unused {{ stroke: #cbd2da; stroke-dasharray: 4 3; }}
.label {{ font-size: 11px; fill: #4b5563; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }}
.box {{ fill: #ffffff; stroke: #6b7280; stroke-width: 1.2; }}
.asks {{ fill: #6b7280; }}
.name {{ font-size: 13px; font-weight: 600; fill: #111827; }}
.text {{ font-size: 11px; fill: #4b5563; }}
.count {{ font-size: 11px; font-weight: 600; fill: #374151; }}
.word {{ font-size: 10.5px; font-weight: 600; fill: #1d4ed8; letter-spacing: 0.3px; }}
.stub {{ fill: #f9fafb; stroke: #9aa3af; stroke-dasharray: 3 3; }}
.well {{ fill: #d9f0dd; stroke: #2e7d4f; }}
.so_so {{ fill: #fdf0cf; stroke: #b7791f; }}
.ill {{ fill: #fbdcd7; stroke: #c0392b; }}
.unseen {{ fill: #f2f3f5; stroke: #9aa3af; }}
"""
LEGEND = (
    ("well", "under 10% stop here"),
    ("so_so", "10 to 25%"),
    ("ill", "more"),
    ("unseen", "not shown"),
)
LOW, HIGH, WORDS = 46, 62, 14  # pixels: a box, one with figures, the words above it


def svg(book: Book, counts: Counts | None = None, went: Flows | None = None) -> str:
    """Draw the book; with *counts* each screen has its figures and the colour of its drop-off.

    With *went* each way is as broad as many went it, and says how many; a way that nobody went is dashed.
    """
    following, words = shown(book), entrances(book)
    roots = [book.home, *words, *(name for name in following if book.nodes[name].given), *following]
    drawn = [root for root in dict.fromkeys(roots) if book.nodes[root].kind not in OWN]
    spots = place(drawn, following, (HIGH if counts else LOW) + WORDS, told=went is not None)
    count = flow(book, went)
    flowing = [
        count(Edge(spots[spot.parent].state, spot.state, "")) if spot.parent >= 0 else None for spot in spots
    ]
    most = max((times or 0 for times in flowing), default=0)
    width = max(spot.x for spot in spots) + WIDTH + MARGIN
    height = max(spot.y + spot.height for spot in spots) + MARGIN + (28 if counts else 0)
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(book.name)}</title>",
        f"<style>{STYLE}</style>",
        *(
            _way(spots[spot.parent], spot, times, most)
            for spot, times in zip(spots, flowing, strict=True)
            if spot.parent >= 0
        ),
        *(_box(book, spot, words.get(spot.state, []), counts) for spot in spots),
        *(_legend(height) if counts else ()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _way(start: Spot, end: Spot, times: int | None, most: int) -> str:
    x, y = start.x + WIDTH, _middle(start)
    to, at = end.x, _middle(end)
    turn = x + 18
    curve = f"C{turn + 18:.1f} {y:.1f} {turn:.1f} {at:.1f} {turn + 22:.1f} {at:.1f}"
    path = f"M{x:.1f} {y:.1f} H{turn:.1f} {curve} H{to:.1f}"
    room = 20 if times is None else 16 - len(f"{times}×")
    label = counted(cut("" if end.label == "…" else end.label, room), times)
    said = f'<text class="label" x="{turn + 24:.1f}" y="{at - 6:.1f}">{escape(label)}</text>' if label else ""
    style, broad = " unused" if times == 0 else "", ""
    if times:
        broad = f' style="stroke-width:{1.4 + 4.6 * times / most:.1f}"'
    return f'<path class="way{style}" d="{path}"{broad}/>{said}'


def _middle(spot: Spot) -> float:
    """Give the height at which lines meet a box: of the box itself, without the words above it."""
    return spot.y + (spot.height / 2 if spot.stub else WORDS + (spot.height - WORDS) / 2)


def _box(book: Book, spot: Spot, words: list[str], counts: Counts | None) -> str:
    node = book.nodes[spot.state]
    if spot.stub:
        name = escape(cut(f"→ {node.local if node.menu == book.name else node.name}", 28))
        return (
            f'<a href="#{spot.state}"><rect class="stub" x="{spot.x:.1f}" y="{spot.y:.1f}" width="{WIDTH}" '
            f'height="{spot.height:.1f}" rx="12"/>{_line("text", spot.x + 12, spot.y + 16, name)}</a>'
        )
    x, y, height = spot.x, spot.y + WORDS, spot.height - WORDS
    count = (counts or {}).get(spot.state, Count() if counts else None)
    health = f" {count.health}" if count is not None else ""
    corner = 18 if node.end else 6
    shape = f'x="{x:.1f}" y="{y:.1f}" width="{WIDTH}" height="{height:.1f}" rx="{corner}"'
    lines = [
        f'<g id="{spot.state}"><title>{escape(_whole(book, node))}</title>',
        f'<rect class="box{health}" {shape}/>',
    ]
    if node.kind in (FIELD, REVIEW, CONFIRM):
        lines.append(f'<rect class="asks" x="{x:.1f}" y="{y + 6:.1f}" width="3" height="{height - 12:.1f}"/>')
    if words:
        lines.append(_line("word", x + 2, y - 4, escape(cut(" · ".join(words), 34))))
    lines.append(_line("name", x + 12, y + 18, escape(cut(node.name, 28))))
    lines.append(_line("text", x + 12, y + 35, escape(cut(first_line(book, node) or f"({node.info})", 35))))
    if count is not None:
        lines.append(_line("count", x + 12, y + 52, escape(str(count))))
    return "".join([*lines, "</g>"])


def _whole(book: Book, node: Node) -> str:
    """Give all that a screen says, for those who point at it."""
    labels = [
        f"{choice.code or at} {book.say(choice.label, book.languages[0])}"
        for at, choice in enumerate(node.choices, 1)
    ]
    when = [f"(when {node.field.when.source})"] if node.field is not None and node.field.when else []
    return "\n".join([*when, book.say(node.text, book.languages[0]), *labels])


def _line(style: str, x: float, y: float, said: str) -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{said}</text>'


def _legend(height: float) -> list[str]:
    parts = []
    for at, (health, said) in enumerate(LEGEND):
        x, y = MARGIN + at * (WIDTH + GAP) / 2, height - 30
        parts.append(f'<rect class="box {health}" x="{x:.1f}" y="{y:.1f}" width="16" height="12" rx="3"/>')
        parts.append(_line("text", x + 24, y + 10, said))
    return parts
