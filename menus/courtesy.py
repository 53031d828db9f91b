"""Thanks and polite address: what asks and answers nothing, and the answer that they stand around. PURE."""

import re

THANKED, READ = "thanked", "read"
LONGEST = 160  # characters: more is no mere courtesy
THANKS = (
    "te?rima ?kasih?|tri?ma ?kasih?|ma?ka?sih?|mksh|trims|tks|thx|thanks?|thank you|"
    "(?:hatur ?)?nuhun|(?:matur ?)?(?:nu|su)wun|alhamdulillah"
)
NOTED = "ok+|oke+y?|okay|sip+|siap|baik|baiklah|noted|mangga"
ADDRESS = "pak|bapak|bpk|bu|ibu|mas|mba|mbak|kak|kakak|bang|min|admin"
BESIDE = (
    "ya+|yah|iya|dong|deh|nih|banyak|sekali|banget|pisan|very much|"
    "(?:atas )?(?:info|informasi|bantuan)(?:nya)?"
)
THANKFUL = "\U0001f64f"  # folded hands
APPROVING = "\U0001f44d\U0001f44c\U0001f60a\U0001f642"  # a thumb, a ring of fingers, two smiles

_words = re.compile(r"[^\W_]+").findall
_courtesy = re.compile(rf"(?: (?:{THANKS}|{NOTED}|{ADDRESS}|{BESIDE}))+").fullmatch
_thanks = re.compile(rf" (?:{THANKS})\b").search
_noted = re.compile(rf" (?:{NOTED})\b").search
_BEFORE = re.compile(rf"^(?: (?:{THANKS}|{ADDRESS})\b)+")
_AFTER = re.compile(rf"(?: (?:{THANKS}|{ADDRESS}|{BESIDE}))+$")
_ADDRESS = re.compile(rf"(?: (?:{THANKS}|{ADDRESS}))+$")


def polite(text: str) -> str:
    """Tell what a text is that is nothing but courtesy: THANKED, READ (it was read, or agreed to), else "".

    >>> [polite(text) for text in ("Makasih ya pak!", "ok, terima kasih min", "Siap bu", "pak", "ok 1")]
    ['thanked', 'thanked', 'read', '', '']
    """
    said = _spaced(text)
    if said:
        if not _courtesy(said):
            return ""
        return THANKED if _thanks(said) else READ if _noted(said) else ""
    drawn = set(text).intersection(THANKFUL + APPROVING)
    return "" if not drawn else THANKED if THANKFUL in drawn else READ


def bare(text: str) -> str:
    """Give an answer without the courtesy around it; "" where there is none, or nothing else.

    >>> [bare(text) for text in ("sudah pak, makasih", "Bu, belum", "1 ya", "ya pak", "-1", "makasih")]
    ['sudah', 'belum', '1', 'ya', '', '']
    """
    said = _spaced(text)
    begun = _BEFORE.sub("", said)
    kept = _AFTER.sub("", begun) or _ADDRESS.sub("", begun)
    return "" if kept == said else kept.strip()


def _spaced(text: str) -> str:
    """Write the words of a text with a space before each."""
    return "" if len(text) > LONGEST else "".join(f" {word}" for word in _words(text.casefold()))
