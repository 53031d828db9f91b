"""Fit what is said to a medium: pages, the choices of each, and the key lines under them."""

from collections.abc import Sequence
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


class _Chunk(NamedTuple):
    """What is never cut: a word, a line, or one with its number; `glue` joins it to what stands before."""

    text: str
    glue: str
    item: bool


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
    return tuple(
        _pages([*_text(body, least, medium), *_items(lines), *_text(foot, least, medium)], keys, medium)
    )


def _pages(chunks: list[_Chunk], keys: Keys, medium: Medium) -> list[str]:
    home = "" if keys.spare else keys.home
    pages: list[str] = []
    at = 0
    while True:
        back = keys.back if keys.first or pages else ""
        rest = chunks[at:]
        last = _lines(_joined(rest), back, home)
        if sum(chunk.item for chunk in rest) <= medium.items and medium.fits(last):
            pages.append(last)
            return pages
        tail = _lines(keys.more, back, home)
        page, at = _filled(chunks, at, tail, medium)
        pages.append(_lines(page, tail))


def _filled(chunks: list[_Chunk], start: int, tail: str, medium: Medium) -> tuple[str, int]:
    """Give as many chunks as stand over *tail*, and where the next page begins."""
    page, at, items = "", start, 0
    while at < len(chunks):
        chunk = chunks[at]
        items += chunk.item
        wider = f"{page}{chunk.glue}{chunk.text}" if page else chunk.text
        if items > medium.items or not medium.fits(f"{wider}\n{tail}"):
            break
        page = wider
        at += 1
    if at > start:
        return page.strip("\n"), at
    chunk = chunks[start]  # longer than a whole page: a line ends in "..", a word goes on
    ending = ".." if chunk.item else ""
    size = max(1, _largest(chunk.text, f"{ending}\n{tail}", medium))
    if not chunk.item and size < len(chunk.text):
        chunks.insert(start + 1, _Chunk(chunk.text[size:], "", False))
    return chunk.text[:size] + ending, start + 1


def _largest(text: str, tail: str, medium: Medium) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if medium.fits(text[:middle] + tail) else (low, middle - 1)
    return low


def _text(text: str, tail: str, medium: Medium) -> list[_Chunk]:
    """Keep a text whole where a page has room for it, else its lines, and cut a longer line at its words."""
    if not text or medium.fits(text + tail):
        return [_Chunk(text, "\n", False)] if text else []
    chunks: list[_Chunk] = []
    for line in text.split("\n"):
        first, *others = [line] if medium.fits(line + tail) else line.split(" ")
        chunks.append(_Chunk(first, "\n", False))
        chunks += [_Chunk(word, " ", False) for word in others]
    return chunks


def _items(lines: Sequence[str]) -> list[_Chunk]:
    return [_Chunk(line, "\n", True) for line in lines]


def _joined(chunks: Sequence[_Chunk]) -> str:
    return "".join([chunk.text if at == 0 else chunk.glue + chunk.text for at, chunk in enumerate(chunks)])


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
