"""Finds the kelurahan that a text means: by its name, another name, a part of the city, or a near miss.

What is certain is found, what is not is asked: `Which` has the candidates, the likeliest first. A name is
compared by its letters without spaces, so that "Rawa Buntu" is Rawabuntu.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

LONGEST = 5  # words of a name
NEAR = 0.85  # similarity from which a misspelt name is asked back
READ = 40  # words of a text that are searched for near misses
NEAR_LETTERS = 5  # a shorter word is no near miss of anything
SHARED_BY = 4  # kelurahan that may share their first words for these to be a name of their own
STREET, PLACE, SAID_SO = (
    1,
    2,
    3,
)  # how sure a name is: of a street (or an ordinary word), alone, behind "kel."
SEPARATORS = " ,;.:-#*/\n"
PARTS = ",;#*\n"  # what stands behind one of these begins anew, as at the beginning of a text
_WORD = re.compile(r"[^\W_]+")


class Kelurahan(NamedTuple):
    """An urban village: code of the ministry, name, and the district (kecamatan) around it."""

    code: str
    name: str
    district: str


class Found(NamedTuple):
    """The kelurahan that was meant, and what else the text says (street, landmark)."""

    kelurahan: Kelurahan
    rest: str


class Which(NamedTuple):
    """Several may be meant; `said` is the name as it was typed."""

    said: str
    among: tuple[Kelurahan, ...]
    rest: str


class Names(NamedTuple):
    """What residents write in place of the official names; see `nama.yaml`."""

    singkatan: Mapping[str, str] = {}
    nama_lain: Mapping[str, str] = {}
    kawasan: Mapping[str, Sequence[str]] = {}
    kata_biasa: Sequence[str] = ()
    jalan: Sequence[str] = ()
    kelurahan: Sequence[str] = ()
    kecamatan: Sequence[str] = ()


class _Entry(NamedTuple):
    """A name: whom to ask about when it stands alone, and whom it may stand beside."""

    asked: tuple[Kelurahan, ...]
    covers: frozenset[Kelurahan]


class _Word(NamedTuple):
    letters: str
    start: int
    end: int
    first: bool  # of the text, or of a part of it


class _Match(NamedTuple):
    entry: _Entry
    start: int
    end: int
    sure: int


NOBODY = _Entry((), frozenset())


class Gazetteer:
    """The names of a city, made once; finding changes nothing."""

    def __init__(self, kelurahan: Sequence[Kelurahan], names: Names) -> None:
        """Index *kelurahan* with *names*; KeyError for a code that is not among them."""
        self.by_code = {one.code: one for one in kelurahan}
        self.names = names
        self._entries: dict[str, _Entry] = {}
        self._shared_stems(kelurahan)
        for one in kelurahan:
            self._add(one.name, (one,))
        for name, code in names.nama_lain.items():
            self._add(name, (self.by_code[code],))
        for district in dict.fromkeys(one.district for one in kelurahan):
            self._add_district(district, kelurahan)
        for name, codes in names.kawasan.items():
            self._add(name, tuple(self.by_code[code] for code in codes))

    def _shared_stems(self, kelurahan: Sequence[Kelurahan]) -> None:
        """Give the first words that a few names share ("Pondok Cabe") a name of their own."""
        stems: dict[str, list[Kelurahan]] = {}
        for one in kelurahan:
            words = one.name.split()
            for length in range(1, len(words) + 1):
                stems.setdefault(" ".join(words[:length]), []).append(one)
        for stem, among in stems.items():
            if 1 < len(among) <= SHARED_BY:
                self._add(stem, tuple(sorted(among, key=lambda one: one.name != stem)))

    def _add(self, name: str, asked: tuple[Kelurahan, ...]) -> None:
        key = self._key(name)
        self._entries.setdefault(key, _Entry(asked, frozenset(asked)))

    def _key(self, name: str) -> str:
        return "".join(word.letters for word in self._words(name))

    def _add_district(self, district: str, kelurahan: Sequence[Kelurahan]) -> None:
        """Add a district: where a kelurahan has its name, too, that one is asked about first."""
        inside = tuple(one for one in kelurahan if one.district == district)
        key = self._key(district)
        named = self._entries[key].asked if key in self._entries else ()
        asked = named if len(named) > 1 else (*named, *(one for one in inside if one not in named))
        self._entries[key] = _Entry(asked, frozenset((*named, *inside)))

    def find(self, text: str) -> Found | Which | None:
        """Tell the kelurahan that *text* names; None when it names none."""
        words = self._words(text)
        matches = list(self._matches(words))
        if not matches:
            return self._near(text, words)
        best = max(match.sure for match in matches)
        sure = [match for match in matches if match.sure == best]
        common = frozenset.intersection(*(match.entry.covers for match in matches))
        common = common or frozenset.intersection(*(match.entry.covers for match in sure))
        asked = dict.fromkeys(one for match in sure for one in match.entry.asked)
        among = tuple(one for one in asked if one in common) or tuple(sorted(common)) or tuple(asked)
        named = [match for match in sure if match.entry.covers & set(among)]
        said = text[named[0].start : named[0].end]
        if best == STREET:
            return Which(said, among, text.strip())
        rest = _without(text, [match for match in named if match.sure > STREET])
        return Found(among[0], rest) if len(among) == 1 else Which(said, among, rest)

    def _matches(self, words: Sequence[_Word]) -> Iterator[_Match]:
        """Find names from left to right, the longest at each place."""
        place = 0
        while place < len(words):
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                entry = self._entries.get(_letters(words, place, length))
                if entry:
                    yield self._match(words, place, length, entry)
                    place += length
                    break
            else:
                place += 1

    def _match(self, words: Sequence[_Word], place: int, length: int, entry: _Entry) -> _Match:
        before = words[place - 1].letters if place else ""
        start, end = words[place].start, words[place + length - 1].end
        if before in self.names.kelurahan:
            said = _letters(words, place, length)
            exact = tuple(one for one in entry.asked if self._key(one.name) == said) or entry.asked
            return _Match(_Entry(exact, frozenset(exact)), words[place - 1].start, end, SAID_SO)
        if before in self.names.kecamatan:
            return _Match(entry, words[place - 1].start, end, PLACE)
        if before == "raya" and place > 1:  # jalan raya Ciputat
            before = words[place - 2].letters
        street = before in self.names.jalan
        ordinary = length == 1 and words[place].letters in self.names.kata_biasa and not words[place].first
        return _Match(entry, start, end, STREET if street or ordinary else PLACE)

    def _near(self, text: str, words: Sequence[_Word]) -> Which | None:
        """Ask about the names that are spelt nearly so; a near miss is never taken for granted."""
        found: dict[Kelurahan, float] = {}  # how many letters of the text are like its name
        nearest = (0.0, 0, 0)
        words = words[:READ]
        for place in range(len(words)):
            for length in range(1, min(LONGEST, len(words) - place) + 1):
                for key, score in self._alike(_letters(words, place, length)):
                    nearest = max(nearest, (score, words[place].start, words[place + length - 1].end))
                    for one in self._entries[key].asked:
                        found[one] = max(found.get(one, 0), score)
        if not found:
            return None
        best, start, end = nearest
        among = tuple(one for one, score in found.items() if score > best - 1)
        return Which(text[start:end], among, _without(text, [_Match(NOBODY, start, end, STREET)]))

    def _alike(self, said: str) -> Iterator[tuple[str, float]]:
        if len(said) < NEAR_LETTERS:
            return
        matcher = SequenceMatcher(b=said, autojunk=False)
        for key in self._entries:
            if abs(len(key) - len(said)) > 2 or len(key) < NEAR_LETTERS:
                continue
            if _swapped(key, said):
                yield key, NEAR * len(said)
                continue
            matcher.set_seq1(key)
            if matcher.quick_ratio() >= NEAR and (score := matcher.ratio()) >= NEAR:
                yield key, score * len(said)

    def _words(self, text: str) -> list[_Word]:
        """Cut a text into words of small letters, their short forms written out."""
        short = self.names.singkatan
        words = []
        for match in _WORD.finditer(text):
            letters = unicodedata.normalize("NFKC", match[0]).casefold()
            first = text[: match.start()].rstrip(" ")[-1:] in PARTS  # "" is: nothing stands before it
            words.append(_Word(short.get(letters, letters), match.start(), match.end(), first))
        return words


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbours changed places, which letters alone tell only of longer names: Rempao."""
    differs = (
        [place for place in range(len(one)) if one[place] != other[place]] if len(one) == len(other) else []
    )
    return len(differs) == 2 and differs[1] == differs[0] + 1 and sorted(one) == sorted(other)


def _letters(words: Sequence[_Word], place: int, length: int) -> str:
    return "".join(word.letters for word in words[place : place + length])


def _without(text: str, matches: Iterable[_Match]) -> str:
    """Give a text without the names that were found in it, and without the separators around them."""
    parts, place = [], 0
    for match in sorted(matches, key=lambda match: match.start):
        parts.append(text[place : match.start].strip(SEPARATORS))
        place = match.end
    parts.append(text[place:].lstrip(SEPARATORS).rstrip())
    return " ".join(part for part in parts if part)
