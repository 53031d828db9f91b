"""A plea for help is heard before anything else: whatever screen is open, the first answer is 112."""

import re

WORD = "DARURAT"  # the reserved word of the home book that every plea is taken for
PLEAS = (  # as residents type them; whole words, anywhere in a message
    "darurat|sesak na(?:pas|fas)|susah napas|sulit bernapas|tidak bisa napas|pendarahan|perdarahan|kejang|"
    "pingsan|(?:tak|tidak) sadar|serangan jantung|stroke|nyeri dada|keracunan|tenggelam|kebakaran|kecelakaan|"
    "tabrakan|tersengat listrik|emergency|can ?not breathe|can't breathe|bleeding|seizure|unconscious|"
    "heart attack|chest pain|poisoned|drowning"
)
_heard = re.compile(rf"\b(?:{PLEAS})\b", re.IGNORECASE).search


def heard(text: str) -> str:
    """Give the word that leads to 112 for a plea, any other text as it is.

    >>> heard("tolong anak saya Sesak  napas"), heard("1"), heard("Kejang!!")
    ('DARURAT', '1', 'DARURAT')
    """
    return WORD if pleads(text) else text


def pleads(text: str) -> bool:
    """Tell whether somebody needs help now."""
    return _heard(" ".join(text.split())) is not None
