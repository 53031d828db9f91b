# ruff: noqa: E501 - one rule a line
"""All codes of the check: how heavy each is, what it means, and the study, standard or issue behind it."""

from collections.abc import Mapping
from typing import NamedTuple


class Rule(NamedTuple):
    """What a code means; `behind` is the study, standard or issue for which it is there."""

    severity: str
    what: str
    behind: str


E, W = "error", "warning"
_GSM = "3GPP TS 23.038: one character outside GSM 7-bit leaves 70 characters of 160, 80 of 182"
RULES: Mapping[str, Rule] = {
    "unreachable": Rule(E, "no choice, word or entrance leads to the screen", "Glific: dangling nodes (glific#2972)"),
    "dead-end": Rule(E, "nothing can be answered and no key line is shown, and it is not `end: true`", "ussd-menu-builder#17, BantU#11"),
    "loop-no-exit": Rule(W, "the screens lead to one another and none shows a way out", "goflow's limits of steps; ex_ussd#4"),
    "too-long": Rule(E, "a written screen needs more than one page, or the question of a list leaves no room for a line, at worst", "rapidpro#471, #595: the limit counts what is shown; ushahidi#4047; TS 23.040, TS 23.038"),
    "charset": Rule(E, "a stray character outside GSM 7-bit halves the room", _GSM),
    "missing-target": Rule(E, "a choice, word or form names what is not there", "RapidPro: missing_dependency"),
    "unknown-brace": Rule(E, "a name in braces is no answer of the book", "anysd: a brace ended the session"),
    "unknown-action": Rule(E, "the Python has no such function", "RapidPro: missing_dependency"),
    "code-reused": Rule(E, "a published number, word or dial string leads elsewhere now", "rapidpro#593: codes in the wild; MicroSave 2015: people learn *100*1*1*2# by heart"),
    "code-gone": Rule(E, "a published number, word or dial string leads nowhere now", "rapidpro#593"),
    "live-screen-gone": Rule(E, "conversations stand at a screen that is gone, without `moves`", "goflow#43; Glific: node deleted under users"),
    "translation-names": Rule(E, "a translation has other names in braces than its text", "gettext: msgfmt --check-format"),
    "catalogue": Rule(W, "a language has no catalogue, a catalogue no language, or a line of it is no gettext", "glific#2972"),
    "translation-missing": Rule(W, "a text has no translation", "glific#2972, #3250: told only where a catalogue exists"),
    "translation-stale": Rule(W, "a translation has no text any more", "gettext: obsolete entries"),
    "depth": Rule(W, "a screen stands under more than 3 screens of choices (an error above 4)", "Medhi et al., INTERACT 2013: 40 items on 7 pages beat 4 levels; Parush & Yuviler-Gavish 2004"),
    "items": Rule(W, "a screen has more than 5 written choices", "Thies, USID 2009: avoid scrolling; Patnaik et al., ICTD 2009"),
    "typed": Rule(W, "a form has more than 2 answers to type", "Clinic Finder 2014: 0.5-4 % finished who had to type an address"),
    "steps": Rule(W, "a form has more than 8 steps, not counting a field with `when` that `depends` on the one before it", "TRAI 2016: 8 menu stages; LeFevre et al., BMJ GH 2018: 26 % of registrations failed"),
    "time": Rule(W, "a form takes more than 120 s (2 s a screen, 8 s a choice, 1 s a character)", "ITU-T FG DFS 2017, p. 192: 120 s a session"),
    "no-example": Rule(W, "an answer of a certain form is asked without an example", "46.6 million SIM registrations 2017: 20 % failed over the format"),
    "same-words": Rule(W, "two choices of a screen are nearly the same", "MicroSave 2015: near-duplicate items confuse"),
    "key-clash": Rule(W, "an answer that the field allows is one of the keys `0` and `98`", "ussd_airflow: an option shown and refused"),
    "word-collides": Rule(W, "a word means one thing in a language and another in a second one", "a word is heard in the session's language first, which whoever reads a poster may not have chosen"),
    "unused-field": Rule(W, "no form asks the field", "RapidPro: legacy_vars"),
}  # fmt: skip
LOADER: Mapping[str, str] = {
    "book": "the book cannot be read as it is written",
    "yaml": "the file is not the strict YAML of a book",
    "format": "the book is written in another format",
    "duplicate-key": "a key stands twice",
    "unknown-key": "a key is not one of the format",
    "missing-key": "a key is missing, or the one that it belongs to",
    "unknown-language": "a language is not one of the CLDR",
    "claimed-twice": "a number, word, dial string or desk key has two owners",
    "lock": "a line of the lock file is no published code",
}
"""What stops a book from loading, beside `missing-target` and `unknown-brace`: always an error."""
