"""Where the screens of a picture stand: a tidy tree from left to right, so that no line crosses a box.

A screen stands once, behind the first way that leads to it; other ways end in a stub with its name.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from menus.graph.ways import Edge

WIDTH, GAP, NEAR = 262, 164, 44  # pixels: a box, between two the words of a choice, or nothing
MARGIN, BELOW, STUB, BETWEEN = 32, 14, 24, 26  # around it all, between boxes, a stub, between two trees
ROW = 5  # boxes that hang on nothing and lead nowhere stand in rows


Following = Mapping[str, Sequence[Edge]]
"""The ways that lead on from each screen."""


class Spot(NamedTuple):
    """A box: its state, its corner, how high it is, the spot that it hangs on, the words of the way there.

    `stub`: only a name, for the screen itself stands elsewhere.
    """

    state: str
    x: float
    y: float
    height: float
    parent: int = -1
    label: str = ""
    stub: bool = False


def place(roots: Sequence[str], following: Following, height: float, *, told: bool = False) -> list[Spot]:
    """Place every screen that the *roots* lead to; a root that stands already is not drawn again.

    *told*: every way has a figure, that needs room.
    """
    spots: list[Spot] = []
    known: set[str] = set()
    bottom = float(MARGIN)
    alone: list[str] = []
    for root in roots:
        if root in known:
            continue
        known.add(root)
        if following.get(root):
            bottom = _grow(Spot(root, MARGIN, bottom, height), spots, known, following, told) + BETWEEN
        else:
            alone.append(root)
    for at, root in enumerate(alone):
        row, column = divmod(at, ROW)
        spots.append(Spot(root, MARGIN + column * (WIDTH + NEAR), bottom + row * (height + BELOW), height))
    return spots


def _grow(spot: Spot, spots: list[Spot], known: set[str], following: Following, told: bool) -> float:
    """Add a screen and all behind it; gives where the next one may begin."""
    place = len(spots)
    spots.append(spot)
    children = []
    for edge in following.get(spot.state, ()) if not spot.stub else ():
        stub = edge.end in known
        known.add(edge.end)
        children.append((edge, stub))
    words = any(edge.label not in ("", "…") for edge, _ in children)
    bottom, x = spot.y, spot.x + WIDTH + (GAP if words else 2 * NEAR if told else NEAR)
    firsts: list[int] = []
    for edge, stub in children:
        firsts.append(len(spots))
        size = STUB if stub else spot.height
        bottom = _grow(
            Spot(edge.end, x, bottom, size, place, edge.label, stub), spots, known, following, told
        )
    if firsts:
        first, last = spots[firsts[0]], spots[firsts[-1]]
        middle = (first.y + first.height / 2 + last.y + last.height / 2) / 2
        spots[place] = spot._replace(y=max(spot.y, middle - spot.height / 2))
    return max(bottom, spots[place].y + spot.height + BELOW)
