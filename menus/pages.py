"""Fit what is said to a medium: pages, the choices of each, and the key lines under them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from menus.medium import Medium


class Keys(NamedTuple):
    """The key lines, empty where not shown: `98 Lanjut`, `0 Kembali`, `00 Menu utama`.

    `first` tells whether `back` stands on the first page (home has none there); `spare` that `home` is left
    out where it would cost a page.
    """

    more: str
    back: str = ""
    home: str = ""
    first: bool = True
    spare: bool = False


_Chunk = tuple[str, bool]
"""What is never cut, with what joins it to what stands before: a word, a line; true: a numbered line."""


def paginate(body: str, lines: Sequence[str], foot: str, keys: Keys, medium: Medium) -> tuple[str, ...]:
    """Cut a screen into pages that the medium shows whole; each but the last ends in the key for more.

    A numbered line is never cut, unless it alone is longer than a page.
    """
    back = keys.back if keys.first else ""
    if len(lines) <= medium.items:
        whole = _lines(body, *lines, foot, back, keys.home)
        if medium.fits(whole):
            return (whole,)
        if keys.spare and keys.home and medium.fits(whole := _lines(body, *lines, foot, back)):
            return (whole,)
    least = f"\n{keys.more}\n{keys.back}\n{keys.home}"
    chunks = [(f"\n{line}", True) for line in lines]
    chunks = [*_text(body, least, medium), *chunks, *_text(foot, least, medium)]
    return tuple(_pages(chunks, keys, medium))


def _pages(chunks: list[_Chunk], keys: Keys, medium: Medium) -> list[str]:
    home = "" if keys.spare else keys.home
    pages: list[str] = []
    at = 0
    while True:
        back = keys.back if keys.first or pages else ""
        room = _until(chunks, at, medium.items)
        if room == len(chunks) and medium.fits(last := _lines(_joined(chunks[at:]), back, home)):
            pages.append(last)
            return pages
        tail = _lines(keys.more, back, home)
        page, at = _filled(chunks, at, room, tail, medium)
        pages.append(_lines(page, tail))


def _until(chunks: list[_Chunk], start: int, items: int) -> int:
    """Tell where a page from *start* on ends at the latest: it has no more than *items* numbered lines."""
    for at in range(start, len(chunks)):
        items -= chunks[at][1]
        if items < 0:
            return at
    return len(chunks)


def _filled(chunks: list[_Chunk], start: int, room: int, tail: str, medium: Medium) -> tuple[str, int]:
    """Give as many chunks as stand over *tail*, and where the next page begins."""
    if many := _most(
        room - start, lambda many: medium.fits(f"{_joined(chunks[start : start + many])}\n{tail}")
    ):
        return _joined(chunks[start : start + many]).rstrip("\n"), start + many
    glued, item = chunks[start]  # longer than a whole page: a line ends in "..", a word goes on
    text, ending = glued[1:], ".." if item else ""
    size = max(1, _most(len(text), lambda size: medium.fits(f"{text[:size]}{ending}\n{tail}")))
    if not item and size < len(text):
        chunks.insert(start + 1, (f" {text[size:]}", False))
    return text[:size] + ending, start + 1


def _most(many: int, fits: Callable[[int], bool]) -> int:
    """Give the most that fits, from 0 to *many*; a part of what fits does too."""
    above, step = many + 1, 1
    while many > 0 and not fits(many):  # mostly it lacks a little
        above, many, step = many, max(0, many - step), 2 * step
    while above - many > 1:
        middle = (many + above) // 2
        many, above = (middle, above) if fits(middle) else (many, middle)
    return many


def _text(text: str, tail: str, medium: Medium) -> list[_Chunk]:
    """Keep a text whole where a page has room for it, else its lines, and cut a longer line at its words."""
    if not text or medium.fits(text + tail):
        return [(f"\n{text}", False)] if text else []
    chunks: list[_Chunk] = []
    for line in text.split("\n"):
        first, *others = [line] if medium.fits(line + tail) else line.split(" ")
        chunks.append((f"\n{first}", False))
        chunks += [(f" {word}", False) for word in others]
    return chunks


def _joined(chunks: Sequence[_Chunk]) -> str:
    return "".join([text for text, _ in chunks]).lstrip()


def _lines(*parts: str) -> str:
    return "\n".join([part for part in parts if part])


def clean(text: str) -> str:
    r"""Take out of a text what no screen shows and no modem sends: control characters but the line break.

    >>> clean("a\x1ab\r\nc\td")
    'ab\nc d'
    """
    if text.isprintable():
        return text
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        letter for letter in kept if letter == "\n" or (letter >= " " and not "\x7f" <= letter <= "\x9f")
    )
