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
    home = "" if keys.spare else keys.home
    tail = f"\n{_lines(keys.more, keys.back, home)}"
    above = _text(body, tail, medium)
    chunks = [*above, *[f"\n{line}" for line in lines], *_text(foot, tail, medium)]
    numbered = range(len(above), len(above) + len(lines))
    return tuple(_pages(chunks, numbered, keys, home, tail, medium))


def _pages(
    chunks: list[str], numbered: range, keys: Keys, home: str, under: str, medium: Medium
) -> list[str]:
    """Fill pages with chunks, each with what joins it to what stands before; some are *numbered* lines.

    *under* are the key lines of every page but the last one, and but the first one where `back` has no place.
    """
    pages: list[str] = []
    start, end = 0, len(chunks)
    back, tail = (keys.back, under) if keys.first else ("", f"\n{_lines(keys.more, home)}")
    while start < end or not pages:
        until = max(start, numbered.start) + medium.items
        if until >= numbered.stop:
            until = end
            if medium.fits(last := _lines("".join(chunks[start:]).lstrip(), back, home)):
                return [*pages, last]
        many = _most(chunks[start:until], tail, medium)
        if not many and start in numbered:  # longer than a page
            shorter = f"\n{_beginning(chunks[start][1:], '..', tail, medium)}"
            if len(shorter) < len(chunks[start]):
                chunks[start] = shorter
                continue
        stop = start + (many or 1)
        pages.append(f"{''.join(chunks[start:stop]).rstrip()}{tail}".lstrip())
        start, back, tail = stop, keys.back, under
    return pages  # of a medium that is smaller than a letter and its keys


def _most(pieces: Sequence[str], tail: str, medium: Medium) -> int:
    """Count the pieces that stand over *tail*, one behind the other; pieces may be letters."""
    many, above, step = len(pieces), len(pieces) + 1, 1
    while many > 0 and not medium.fits("".join(pieces[:many]).lstrip() + tail):  # mostly it lacks a little
        above, many, step = many, max(0, many - step), 2 * step
    while above - many > 1:
        middle = (many + above) // 2
        if medium.fits("".join(pieces[:middle]).lstrip() + tail):
            many = middle
        else:
            above = middle
    return many


def _text(text: str, tail: str, medium: Medium) -> list[str]:
    """Keep a text whole where a page has room for it, else its lines, its words, or parts of a word."""
    if not text or medium.fits(text + tail):
        return [f"\n{text}"] if text else []
    chunks: list[str] = []
    for line in text.split("\n"):
        for place, word in enumerate([line] if medium.fits(line + tail) else line.split(" ")):
            glue = " " if place else "\n"
            while len(part := _beginning(word, "", tail, medium)) < len(word):
                chunks.append(glue + part)
                glue, word = "", word[len(part) :]
            chunks.append(glue + word)
    return chunks


def _beginning(text: str, ending: str, tail: str, medium: Medium) -> str:
    """Give as much of a text, a letter at least, as stands with its *ending* over *tail*."""
    return text[: _most(text, ending + tail, medium) or 1] + ending


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
