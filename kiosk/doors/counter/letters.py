"""Letters of five dots height, for what has to be read from a metre away. PURE.

With half blocks a letter is three rows high, with whole cells five: the fonts of a plain Linux console
(Lat15, which Debian and Raspberry Pi OS set) have the full block but no halves.
"""

import unicodedata

HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
ROWS = 5
DOTS = {
    "A": ".#./#.#/###/#.#/#.#",
    "B": "##./#.#/##./#.#/##.",
    "C": ".##/#../#../#../.##",
    "D": "##./#.#/#.#/#.#/##.",
    "E": "###/#../##./#../###",
    "F": "###/#../##./#../#..",
    "G": ".##./#.../#.##/#..#/.##.",
    "H": "#.#/#.#/###/#.#/#.#",
    "I": "###/.#./.#./.#./###",
    "J": "..#/..#/..#/#.#/.#.",
    "K": "#..#/#.#./##../#.#./#..#",
    "L": "#../#../#../#../###",
    "M": "#...#/##.##/#.#.#/#...#/#...#",
    "N": "#..#/##.#/#.##/#..#/#..#",
    "O": ".##./#..#/#..#/#..#/.##.",
    "P": "##./#.#/##./#../#..",
    "Q": ".##./#..#/#..#/#.#./.#.#",
    "R": "##./#.#/##./#.#/#.#",
    "S": ".##/#../.#./..#/##.",
    "T": "###/.#./.#./.#./.#.",
    "U": "#..#/#..#/#..#/#..#/.##.",
    "V": "#.#/#.#/#.#/#.#/.#.",
    "W": "#...#/#...#/#.#.#/##.##/#...#",
    "X": "#.#/#.#/.#./#.#/#.#",
    "Y": "#.#/#.#/.#./.#./.#.",
    "Z": "###/..#/.#./#../###",
    "0": "###/#.#/#.#/#.#/###",
    "1": ".#./##./.#./.#./###",
    "2": "###/..#/###/#../###",
    "3": "###/..#/.##/..#/###",
    "4": "#.#/#.#/###/..#/..#",
    "5": "###/#../###/..#/###",
    "6": "###/#../###/#.#/###",
    "7": "###/..#/..#/.#./.#.",
    "8": "###/#.#/###/#.#/###",
    "9": "###/#.#/###/..#/###",
    " ": "../../../../..",
    ".": "././././#",
    ",": "./././#/#",
    ":": "./#/./#/.",
    "-": ".../.../###/.../...",
    "/": "..#/..#/.#./#../#..",
    "?": "##./..#/.#./.../.#.",
    "!": "#/#/#/./#",
    "(": ".#/#./#./#./.#",
    ")": "#./.#/.#/.#/#.",
    "'": "#/#/./././",
    '"': "#.#/#.#/.../.../...",
    "+": ".../.#./###/.#./...",
    "*": "#.#/.#./###/.#./#.#",
    "#": ".#.#./#####/.#.#./#####/.#.#.",
    "%": "#.#/..#/.#./#../#.#",
    "&": ".#.#/#.#./.#.#/#.#./.#.#",
    "=": ".../###/.../###/...",
    "•": ".../.#./###/.#./...",
    "_": ".../.../.../.../###",
}
_GLYPHS = {letter: (dots.split("/") + [""] * ROWS)[:ROWS] for letter, dots in DOTS.items()}
_WIDTHS = {letter: max(map(len, rows)) for letter, rows in _GLYPHS.items()}
UNKNOWN = "?"


def plain(text: str) -> str:
    """Give the capitals of *text* without accents, in letters that have a shape here.

    >>> plain("Cék · 1")
    'CEK ? 1'
    """
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return "".join(each if each in _GLYPHS else UNKNOWN for each in bare.upper())


def width(text: str) -> int:
    """Count the columns that *text* fills in half blocks (twice as many in whole cells).

    >>> width("A1"), width("")
    (7, 0)
    """
    return max(0, sum(_WIDTHS[each] + 1 for each in plain(text)) - 1)


def halves(text: str) -> list[str]:
    r"""Draw *text* in half blocks, three rows high.

    >>> print("\n".join(halves("L1")))
    █   ▄█
    █    █
    ▀▀▀ ▀▀▀
    """
    dots = [*_dots(text), "." * width(text)]
    return [
        "".join(HALVES[above + below] for above, below in zip(*dots[row : row + 2], strict=True)).rstrip()
        for row in (0, 2, 4)
    ]


def cells(text: str) -> list[str]:
    r"""Draw *text* in whole cells, five rows high, each dot two columns wide: it is about square.

    >>> print("\n".join(cells("1")))
      ██
    ████
      ██
      ██
    ██████
    """
    return ["".join("██" if dot == "#" else "  " for dot in row).rstrip() for row in _dots(text)]


def _dots(text: str) -> list[str]:
    letters = plain(text)
    return [".".join(_GLYPHS[each][row].ljust(_WIDTHS[each], ".") for each in letters) for row in range(ROWS)]
