"""What the book of the catalogue asks Python to do."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2s

from kiosk.services.directory import catalogue, demand, wording
from kiosk.services.directory.entries import Entry, plain
from kiosk.services.directory.search import MOST, SOME, Index
from menus import Call, Item, Registry, Reject

BROWSE = ("topik", "instansi")  # lists that are chosen from, by the value of their line
POPULAR = "ramai"
RATE = "nilai"  # the survey, at the desk
LETTERS = 2  # that a search has at least
_ASKED = re.compile(r"\s*(cari|search)[\s:]+", re.IGNORECASE)  # needless where words are awaited
registry = Registry()


# Searching --------------------------------------------------------------------------------------------------


@registry.check("layanan.kata")
def check_words(call: Call, text: str) -> Item | Reject:
    """Take the words of a search; a number alone is none."""
    text = _ASKED.sub("", text, count=1)
    enough = sum(letter.isalpha() for letter in text) >= LETTERS
    return Item(text, wording.shown(text)) if enough else Reject()


@registry.action("layanan.cari")
def search(call: Call) -> Mapping[str, str]:
    """Search for what was typed, or lead to one of the lists."""
    wanted = call.answers["kata"]
    if wanted == RATE:
        return {"screen": "skm.resmi"}
    if not catalogue.current(call.tx).entries:
        return {}
    if wanted in BROWSE:
        return {"screen": f"per_{wanted}"}
    if wanted == POPULAR:
        index, uses = catalogue.current(call.tx), catalogue.uses(call.tx)
        most = sorted(index.entries, key=lambda one: -uses.get(one.key, 0))[:MOST]
        return {"screen": "hasil", "daftar": _listed(most), "pas": str(wording.BROWSE)}
    return _found(call, wanted)


@registry.action("layanan.pilih")
def choose(call: Call) -> Mapping[str, str]:
    """Show the entry that was chosen, or search for the other words that were typed."""
    chosen = call.answers["pilih"]
    if chosen not in call.answers["daftar"].split():
        return _found(call, chosen)
    entry = _marked(catalogue.current(call.tx)).get(chosen)
    return {} if entry is None else _shown(call, entry)


def _found(call: Call, words: str) -> Mapping[str, str]:
    found = catalogue.current(call.tx).find(words, catalogue.uses(call.tx))
    if found.certain is not None:
        return _shown(call, found.certain)
    if found.level <= SOME:
        demand.note(call.tx, words)
    return {
        "screen": "hasil",
        "kata": wording.shown(words),
        "daftar": _listed(hit.entry for hit in found.hits),
        "pas": str(found.level),
    }


@registry.lister("layanan.hasil")
def list_found(call: Call) -> list[Item]:
    """List what was found, as it was when it was looked for: a number never comes to mean another entry."""
    marked = _marked(catalogue.current(call.tx))
    return [
        Item(mark, marked[mark].title(call.language), code=number)
        for number, mark in enumerate(call.answers.get("daftar", "").split(), start=1)
        if mark in marked
    ]


@registry.info("layanan.kepala")
def tell_how_found(call: Call) -> Mapping[str, str]:
    """Say how well the list fits what was typed."""
    level = int(call.answers.get("pas") or SOME)
    return {"kepala": wording.head(level, call.answers.get("kata", ""), call.language)}


# Browsing ---------------------------------------------------------------------------------------------------


@registry.lister("layanan.topik")
def list_topics(call: Call) -> list[Item]:
    """List the topics."""
    return _groups(call, "topik")


@registry.lister("layanan.instansi")
def list_agencies(call: Call) -> list[Item]:
    """List the agencies."""
    return _groups(call, "instansi")


@registry.lister("layanan.isi_topik")
def list_of_topic(call: Call) -> list[Item]:
    """List the services of the topic that was chosen."""
    return _members(call, "topik")


@registry.lister("layanan.isi_instansi")
def list_of_agency(call: Call) -> list[Item]:
    """List the services of the agency that was chosen."""
    return _members(call, "instansi")


def _groups(call: Call, column: str) -> list[Item]:
    entries = catalogue.current(call.tx).entries
    named = {one.cells[column]: one.of(column, call.language) for one in reversed(entries)}
    return [Item(value, label) for value, label in sorted(named.items(), key=lambda pair: plain(pair[1]))]


def _members(call: Call, column: str) -> list[Item]:
    wanted = call.answers.get(column, "")
    inside = [one for one in catalogue.current(call.tx).entries if one.cells[column] == wanted]
    inside.sort(key=lambda one: plain(one.title(call.language)))
    return [Item(one.key, one.title(call.language)) for one in inside]


# An entry ---------------------------------------------------------------------------------------------------


@registry.action("layanan.buka")
def open_entry(call: Call) -> Mapping[str, str]:
    """Show the entry that was chosen from a list, if it is still there."""
    found = _by_key(call)
    return {} if found is None else _shown(call, found)


@registry.info("layanan.satu")
def tell_entry(call: Call) -> str:
    """Say all that is known of an entry."""
    found = _by_key(call)
    return "" if found is None else found.told(call.language)


@registry.action("layanan.petugas")
def call_me(call: Call) -> Mapping[str, str]:
    """Have an officer call, as the word PETUGAS does."""
    return {"screen": "kios.petugas"}


def _shown(call: Call, entry: Entry) -> Mapping[str, str]:
    catalogue.count(call.tx, entry.key)
    return {"screen": "satu", "entri": entry.key}


def _by_key(call: Call) -> Entry | None:
    wanted = call.answers.get("entri", "")
    return next((one for one in catalogue.current(call.tx).entries if one.key == wanted), None)


# A list that is kept with the conversation: six letters an entry --------------------------------------------


def _mark(key: str) -> str:
    return blake2s(key.encode(), digest_size=3).hexdigest()


def _listed(entries: Iterable[Entry]) -> str:
    return " ".join(_mark(one.key) for one in entries)


def _marked(index: Index) -> Mapping[str, Entry]:
    return {_mark(one.key): one for one in index.entries}
