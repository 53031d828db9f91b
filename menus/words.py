"""What a resident typed: a key, a keyword with what follows it, or a free answer."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from menus.nodes import Keyword
from menus.phrases import AGAINST, BEGINS, EXACT, NO, NUMBERS, YES

LONGEST = 2000  # characters of one input that are read: ten SMS and more
_KEY = re.compile(r"([0-9]{1,4}) ?[.)]?")
_LOOKALIKE = str.maketrans("lI|oO", "11100")
_LOOKS = re.compile(r"[0-9lI|oO]{1,4} ?[.)]?")
_WORD = re.compile(r"[\W_]*([^\W_]+)(.*)", re.DOTALL)
_GLUED = re.compile(r"([^\W\d_]+)(\d.*)", re.DOTALL)
_SENTENCE_ENDS = re.compile(r"\s*([.!?]|\n|$)")
_NUMBER_FOLLOWS = re.compile(r"[\s#*,]+[0-9][0-9\s#*,.-]*$")
_SEPARATORS = re.compile(r"[\s#*,]+")
_NUMBER = re.compile(r"([0-9](?:-?[0-9]){4,})(?![0-9])(.*)", re.DOTALL)
_LONG = re.compile(r"(?<![0-9])[0-9](?:-?[0-9]){4,}(?![0-9])")
ANY_NUMBER = "#"  # the word that stands for a number of five digits or more
_PARTS = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]").search


class Spoken(NamedTuple):
    """A keyword that was said, where it leads, and what follows it: in parts, and whole."""

    state: str
    arguments: tuple[str, ...]
    rest: str = ""


def tidy(text: str) -> str:
    """Strip what surrounds an input and forbid what no answer needs: control characters."""
    text = text[:LONGEST].strip()
    if text.isprintable():
        return text
    return "".join([letter for letter in text if letter in "\n\t\r" or letter.isprintable()]).strip()


def key(text: str, *, lenient: bool) -> str:
    """Give the digits that were typed, "" when it is something else. `lenient`: also `l`, `O` and words.

    >>> [key(text, lenient=True) for text in ("5.", "5)", "５", "l", "1O", "Satu", "abc5", "00")]
    ['5', '5', '5', '1', '10', '1', '', '00']
    >>> [key(text, lenient=False) for text in ("5.", "l", "satu", "3674991203850001")]
    ['5', '', '', '']
    """
    if text.isdigit() and text.isascii() and len(text) <= 4:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if match := _KEY.fullmatch(text):
        return match[1]
    if not lenient or len(text) > 12:
        return ""
    if _LOOKS.fullmatch(text):
        return text.rstrip(".) ").translate(_LOOKALIKE)
    return NUMBERS.get(text.casefold().rstrip(".) "), "")


def keyword(text: str, words: Mapping[str, Keyword], *, free: bool) -> Spoken | None:
    """Find the keyword with which a text begins.

    Where a *free* answer is awaited only a reserved word counts, alone, before the end of a sentence or
    before a number: a report may begin with "Bantuan sosial".

    >>> words = {"stop": Keyword("k.stop", True), "batal": Keyword("k.batal", True)}
    >>> words["rsu"] = Keyword("r.utama", False)
    >>> keyword("Stop. Terima kasih", words, free=True)
    Spoken(state='k.stop', arguments=('Terima', 'kasih'), rest='Terima kasih')
    >>> keyword("stop kontak rusak", words, free=True), keyword("RSU", words, free=True)
    (None, None)
    >>> keyword("batal#38001299", words, free=True) == keyword("BATAL38001299", words, free=True)
    True
    >>> keyword("batal#38001299", words, free=True)
    Spoken(state='k.batal', arguments=('38001299',), rest='38001299')
    >>> keyword("3800-1273 masih gelap", {"#": Keyword("k.cek", True)}, free=False)
    Spoken(state='k.cek', arguments=('3800-1273', 'masih', 'gelap'), rest='3800-1273 masih gelap')
    """
    match = _WORD.match(text)
    if match is None:
        return None
    said, rest = match[1], match[2]
    found = words.get(said.casefold())
    if found is None and (split := _GLUED.fullmatch(said)):  # the space is missing
        found, rest = words.get(split[1].casefold()), f" {split[2]}{rest}"
    if found is None:
        return None if free else number(text, words)
    if free and not (found.reserved and (_SENTENCE_ENDS.match(rest) or _NUMBER_FOLLOWS.match(rest))):
        return None
    return _spoken(found, rest)


def heard(said: Mapping[str, Mapping[str, Keyword]], language: str) -> dict[str, Keyword]:
    """Give the words that a language hears: its own, those of all, and those of others that mean one thing.

    >>> a, b, c = (Keyword(name, True) for name in "abc")
    >>> said = {"": {"stop": a}, "id": {"air": b}, "en": {"air": c, "rain": c}, "su": {"rain": a, "cai": b}}
    >>> {word: found.state for word, found in heard(said, "id").items()}
    {'air': 'b', 'cai': 'b', 'stop': 'a'}
    """
    meant: dict[str, set[str]] = {}
    others: dict[str, Keyword] = {}
    for other, words in said.items():
        for word, keyword in words.items() if other not in ("", language) else ():
            meant.setdefault(word, set()).add(keyword.state)
            others.setdefault(word, keyword)
    alone = {word: keyword for word, keyword in others.items() if len(meant[word]) == 1}
    return {**alone, **said.get("", {}), **said.get(language, {})}


def alone(text: str, words: Mapping[str, Keyword]) -> Spoken | None:
    """Find the keyword that is all of a text: what a field would not take may be meant so.

    >>> words = {"rsu": Keyword("r.utama", False)}
    >>> alone("RSU.", words), alone("RSU mana", words)
    (Spoken(state='r.utama', arguments=(), rest=''), None)
    """
    match = _WORD.match(text)
    found = words.get(match[1].casefold()) if match else None
    said = _spoken(found, match[2]) if found and match else None
    return None if said is None or said.rest else said


def number(text: str, words: Mapping[str, Keyword]) -> Spoken | None:
    """Find where any number leads that a text begins with; a free answer has the first word on it."""
    found, match = words.get(ANY_NUMBER), _NUMBER.match(text)
    return _spoken(found, text[match.start() :]) if found and match else None


def numbers(text: str) -> list[str]:
    """List the numbers of five digits or more in a text, each once.

    >>> numbers("laporan saya 3800-1273 gimana? sudah 3 hari, 3800-1273")
    ['3800-1273']
    """
    return list(dict.fromkeys(_LONG.findall(text)))


def _spoken(found: Keyword, rest: str) -> Spoken:
    rest = rest.strip(" .:#*,!?\n\r\t")
    parts = _SEPARATORS.split(rest) if rest else ()
    return Spoken(found.state, tuple(part for part in parts if part), rest)


def near(text: str, words: Mapping[str, Keyword]) -> tuple[str, str] | None:
    """Give the one keyword that the first word may have meant, and the text with it in its place.

    One letter more, less, other or exchanged with its neighbour. What must not be mistaken, such as STOP, is
    never taken for another word, nor another for it: see `phrases.EXACT`.

    >>> words = dict.fromkeys(("rsu", "daftar", "batal"), Keyword("r.utama", False))
    >>> near("RUS 1", words), near("daftr#anak", words), near("batl", words), near("petugas", words)
    (('rsu', 'rsu 1'), ('daftar', 'daftar#anak'), None, None)
    """
    match = _WORD.match(text)
    said = match[1].casefold() if match else ""
    if match is None or not 3 <= len(said) <= 20 or said in EXACT or not said.isalpha():
        return None
    found = [word for word in words if len(word) > 2 and word not in EXACT and one_apart(said, word)]
    return (found[0], f"{found[0]}{match[2]}") if len(found) == 1 else None


def one_apart(one: str, other: str) -> bool:
    """Whether one letter makes the difference, or two neighbours that changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def named(text: str, choices: Sequence[tuple[str, str]]) -> list[int]:
    """Find the choices (label, value) that a text may mean: by their value, or by whole words of their label.

    >>> named("bpjs", [("BPJS/JKN", "1"), ("Umum (bayar sendiri)", "2")]), named("umum", [("x", "umum")])
    ([0], [0])
    >>> named("poli", [("Poli anak", "a"), ("Poli mata", "m")]), named("26", [("Kamis 26/11", "k")])
    ([0, 1], [])
    """
    said = text.casefold()
    if not _LETTER(said):
        return []
    found = [place for place, (_, value) in enumerate(choices) if value.casefold() == said]
    if not found and (parts := _parts(said)).strip():
        found = [place for place, (label, _) in enumerate(choices) if parts in _parts(label.casefold())]
    return found


def agreed(text: str, labels: Sequence[str]) -> list[int]:
    """Find the labels that begin as a yes or a no does, where a text is nothing else.

    >>> agreed("iya", ["Ya, sudah", "Belum, buka lagi"]), agreed("gak usah", ["Boleh", "Tidak, rahasiakan"])
    ([0], [1])
    >>> agreed("ya sudah", ["Ya", "Tidak"])
    []
    """
    said = _parts(text.casefold()).strip()
    if said not in YES and said not in NO:
        return []
    begins = BEGINS[said in YES]
    return [
        place
        for place, label in enumerate(labels)
        if any(word in begins for word in _parts(label.casefold()).split()[:1])
    ]


def mentioned(text: str, choices: Sequence[tuple[str, str]]) -> list[int]:
    """Find the choices (label, value) that a longer text mentions: by a label, or a part of it before / or (.

    Of labels within each other the longest counts. Beside a word such as "bukan" nothing is guessed, and what
    must be exact (`phrases.EXACT`) is not looked for.

    >>> clinics = [("Gigi", "g"), ("Penyakit dalam", "d"), ("Banjir/got", "b")]
    >>> mentioned("mau ke dokter gigi", clinics), mentioned("got mampet", clinics)
    ([0], [2])
    >>> mentioned("bukan gigi", clinics), mentioned("ya sudah", [("Ya", "1")])
    ([], [])
    """
    said = _parts(text.casefold())
    if not AGAINST.isdisjoint(said.split()):
        return []
    found: dict[int, str] = {}
    for place, (label, _) in enumerate(choices):
        whole = label.casefold().partition(" (")[0]
        parts = [_parts(part) for part in (whole, *whole.split("/"))]
        hits = [part for part in parts if part in said and part.strip() not in EXACT and len(part) > 4]
        if hits:
            found[place] = max(hits, key=len)
    return [
        place
        for place, part in found.items()
        if not any(part != other and part in other for other in found.values())
    ]


def within(text: str, words: Mapping[str, Keyword]) -> tuple[str, str] | None:
    """Give the first word of a service that stands in a sentence, and the text from there on.

    Reserved words are none: who writes "data saya" or "menu" means no service.

    >>> words = {"daftar": Keyword("r.utama", False), "data": Keyword("k.data", True)}
    >>> within("mau daftar dokter gigi", words), within("perbarui data", words)
    (('daftar', 'daftar dokter gigi'), None)
    """
    for match in _PARTS.finditer(text):
        said = match[0].casefold()
        if said in words and not words[said].reserved and said not in EXACT:
            return said, f"{said}{text[match.end() :]}"
    return None


def _parts(text: str) -> str:
    """Write the words of a text with a space around each."""
    return f" {' '.join(_PARTS.findall(text))} "
