"""Finds entries by words as residents type them: short forms, synonyms, parts of words, a wrong letter. PURE.

An inverted index in memory: each word leads to the entries that have it, in their title, among their keywords
or elsewhere. A word that is one letter off is found by what is left of both when a letter is taken away. What
is found is a list to choose from, never an answer: what fits best stands first, and among equals what is used
most.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import NamedTuple

from kiosk.services.directory.entries import LANGUAGES, Entry, plain
from menus.words import one_apart

MOST = 14  # hits that are listed: two pages and a few lines
LONGEST = 8  # words of a question that are looked at
PREFIX = 4  # letters from which the beginning of a word stands for it
TYPO = 3  # letters from which a word may have a wrong one
TITLE, KEYWORD, AROUND = 4.0, 3.0, 1.0  # what a word weighs where it stands
ALMOST, BEGINNING = 0.5, 0.8  # what is left of it when it was found so
NAMES = KEYWORD * BEGINNING  # a word of that weight names an entry
EMPTY = frozenset(
    """
    ada adalah agar akan aku anda apa atau bagaimana bagi bagaimanakah bantu bikin bisa boleh buat bu
    cara dan dari dengan di dimana dong gimana ingin ini itu kak ke kita kami lagi mana mas mau mbak
    membuat mengurus minta mohon ngurus nya oleh pada pak pembuatan pengurusan perlu saya sama sudah
    supaya syarat tanya tolong tentang untuk urus yang yg utk dgn bgmn a an and for get how i my need of
    the to want where with abdi bade kanggo kumaha nyuhunkeun ti tina ka
    """.split()  # noqa: SIM905 - it is read as prose
)
_WORD = re.compile(r"[a-z0-9]+")


class Hit(NamedTuple):
    """An entry that was found, and how well it fits."""

    entry: Entry
    level: int  # EXACT its very title, ALL words, NEARLY all words, but mistyped, SOME of the words
    named: int  # by how many words it is named, in its title or keywords
    score: float


class Found(NamedTuple):
    """What a search gives: the hits, the best first, and the words that lead nowhere."""

    hits: tuple[Hit, ...]
    unknown: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """How well the best one fits; 0 when there is none."""
        return self.hits[0].level if self.hits else 0

    @property
    def certain(self) -> Entry | None:
        """The one entry whose very title was typed."""
        exact = [hit.entry for hit in self.hits if hit.level == EXACT]
        return exact[0] if len(exact) == 1 else None


EXACT, ALL, NEARLY, SOME = 4, 3, 2, 1
NOBODY: Mapping[str, int] = {}


class Index:
    """Entries made ready to be found; finding changes nothing."""

    def __init__(self, entries: Sequence[Entry], synonyms: Iterable[Sequence[str]] = ()) -> None:
        """Index *entries*; words of one line of *synonyms* stand for each other (`ktp`, `kartu penduduk`)."""
        self.entries = tuple(entries)
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._titles = [
            frozenset(_letters(one.title(speech)) for speech in ("id", *LANGUAGES)) for one in entries
        ]
        self._by_length: dict[int, list[tuple[str, int]]] = defaultdict(list)  # whole titles
        for place, titles in enumerate(self._titles):
            for title in titles:
                self._by_length[len(title)].append((title, place))
        same, begins = _synonyms(synonyms), defaultdict(list)
        for phrase in same:
            begins[phrase.partition(" ")[0]].append(phrase)
        for place, entry in enumerate(self.entries):
            for word, weight in _weighed(entry, same, begins).items():
                self._postings[word][place] = weight
        self._begins: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            for part in _shortened(word):
                self._near[part].append(word)
            for length in range(PREFIX, len(word)):
                self._begins[word[:length]].append(word)

    def find(self, text: str, uses: Mapping[str, int] = NOBODY) -> Found:
        """Find entries; *uses* is how often each was looked at, by key."""
        words = self._asked(text)
        scores: dict[int, float] = defaultdict(float)
        whole: dict[int, int] = defaultdict(int)
        near: dict[int, int] = defaultdict(int)
        titled: dict[int, int] = defaultdict(int)  # words in its title or among its keywords
        unknown = []
        for word in words:
            found = self._places(word)
            if not found:
                unknown.append(word)
            for place, (exact, named, score) in found.items():
                scores[place] += score
                whole[place] += exact
                near[place] += not exact
                titled[place] += named
        if len(unknown) < len(words):  # "ya", "pak": nobody looks for these
            words = [word for word in words if word not in unknown or len(word) > TYPO]
        wanted, asked = len(words), _letters(text)
        for place in self._titled(asked):
            scores[place] += 2 * TITLE
            near[place], titled[place] = wanted, wanted + 1
        hits = [
            Hit(
                self.entries[place],
                self._level(place, asked, whole[place], near[place], wanted),
                titled[place],
                score,
            )
            for place, score in scores.items()
        ]
        hits.sort(key=lambda hit: (*_fit(hit, wanted), -uses.get(hit.entry.key, 0), -hit.score))
        return Found(tuple(hits[:MOST]), tuple(word for word in unknown if word in words))

    def _level(self, place: int, asked: str, whole: int, near: int, wanted: int) -> int:
        if asked in self._titles[place]:
            return EXACT
        if whole >= wanted:
            return ALL
        return NEARLY if whole + near >= wanted else SOME

    def _asked(self, text: str) -> list[str]:
        """Cut a question into the words that count; all of them when none does."""
        words = _WORD.findall(plain(text))[: 2 * LONGEST]
        counted = [word for word in words if word not in EMPTY] or words
        return list(dict.fromkeys(self._parted(counted)))[:LONGEST]

    def _parted(self, words: Sequence[str]) -> Iterable[str]:
        """Put together what a space has parted, and part what lacks one, where that makes words of ours."""
        place = 0
        while place < len(words):
            word, both = words[place], "".join(words[place : place + 2])
            place += 1
            if word in self._postings:
                yield word
            elif both != word and both in self._postings:
                place += 1
                yield both
            else:
                yield from self._split(word) or (word,)

    def _split(self, word: str) -> tuple[str, ...]:
        if self._near_words(word) or len(word) < 2 * TYPO:
            return ()
        cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        return next((cut for cut in cuts if cut[0] in self._postings and cut[1] in self._postings), ())

    def _places(self, word: str) -> dict[int, tuple[bool, bool, float]]:
        """Give the entries with a word: whether it is written so, whether it names them, what it weighs."""
        found: dict[int, tuple[bool, bool, float]] = {}
        ways = [(word, 1.0, True)] if word in self._postings else []
        ways += [(longer, BEGINNING, True) for longer in self._begins.get(word, ())]
        ways += [(near, ALMOST, False) for near in self._near_words(word)]
        for known, share, exact in ways:
            here = self._postings[known]
            rare = 1.0 + log(len(self.entries) / len(here))
            for place, weight in here.items():
                scored = (exact, weight >= NAMES, weight * rare * share)
                found[place] = max(found.get(place, scored), scored)
        return found

    def _near_words(self, word: str) -> list[str]:
        if len(word) < TYPO:
            return []
        some = {known for part in _shortened(word) for known in self._near.get(part, ())}
        return [known for known in some if len(known) >= TYPO and one_apart(word, known)]

    def _titled(self, asked: str) -> list[int]:
        """Find the entries whose whole title this is, but for one letter."""
        size = len(asked)
        sizes = range(size - 1, size + 2) if size >= TYPO else ()
        near = (each for length in sizes for each in self._by_length.get(length, ()))
        return [place for title, place in near if title == asked or one_apart(title, asked)]


def _fit(hit: Hit, wanted: int) -> tuple[int, int]:
    """Sort by how well it fits; a whole title with one wrong letter goes before what has all the words."""
    return -max(hit.level, ALL if hit.named > wanted else 0), -hit.named


def _weighed(
    entry: Entry, same: Mapping[str, Mapping[str, float]], begins: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """Give the words by which an entry is found, and their weights; *begins*: phrases by first word."""
    weights: dict[str, float] = {}

    def add(text: str, weight: float) -> None:
        words = [word for word in _WORD.findall(plain(text)) if word not in EMPTY]
        spoken = f" {' '.join(words)} "
        for word in words:
            weights[word] = max(weights.get(word, 0), weight)
        for phrase, others in ((each, same[each]) for word in words for each in begins.get(word, ())):
            if f" {phrase} " in spoken:
                for word, share in others.items():
                    weights[word] = max(weights.get(word, 0), weight * share)

    for language in ("", *(f"_{language}" for language in LANGUAGES)):
        add(entry.cells.get(f"judul{language}", ""), TITLE)
        for column in ("instansi", "topik", "keterangan"):
            add(entry.cells.get(f"{column}{language}", ""), AROUND)
    add(entry.cells.get("kata_kunci", ""), KEYWORD)
    return weights


def _synonyms(lines: Iterable[Sequence[str]]) -> dict[str, dict[str, float]]:
    """Give for each phrase the words of the others on its line, and what they are worth in its place."""
    same: dict[str, dict[str, float]] = defaultdict(dict)
    for line in lines:
        phrases = [" ".join(_WORD.findall(plain(each))) for each in line]
        for phrase in phrases:
            for other in phrases:
                words = [word for word in other.split() if word not in phrase.split() and word not in EMPTY]
                for word in words if other != phrase else ():
                    share = BEGINNING if len(other.split()) == 1 else ALMOST
                    same[phrase][word] = max(same[phrase].get(word, 0), share)
    return same


def _letters(text: str) -> str:
    return "".join(_WORD.findall(plain(text)))


def _shortened(word: str) -> set[str]:
    """Give a word, and it without one of its letters: two words one letter apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
