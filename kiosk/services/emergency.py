"""A plea for help is heard before anything else: whatever screen is open, the first line says 112."""

import re
from datetime import datetime

import menus
from menus import words

WORD = "DARURAT"  # the reserved word of the home book that every plea is taken for
PLEAS = (  # as residents type them; whole words, anywhere in a message
    r"darurat|ses[ae]k|(?:susah|sulit|sukar) (?:ber)?na[pf]as|"
    r"(?:tidak|tak|tdk|ga|gak|ngga|nggak|enggak) (?:bisa|bs|dapat) (?:ber)?na[pf]as|"
    r"(?:tidak|tak|tdk|ga|gak|nggak) sadar(?:kan diri)?|pingsan|kejang(?:2|-kejang)?|stroke|"
    r"pendarahan|perdarahan|muntah darah|serangan jantung|nyeri dada|keracunan|overdosis|tenggelam|"
    r"kebakaran|terbakar|kecelakaan|tabrakan|[kt]er?tabrak|[kt]er?setrum|tersengat listrik|digigit ular|"
    r"mau melahirkan|ketuban pecah|pecah ketuban|bunuh diri|kdrt|dianiaya|diperkosa|pemerkosaan|"
    r"dibegal|begal|dirampok|perampokan|"
    r"emergency|can ?not breathe|can't breathe|bleeding|seizure|unconscious|heart attack|chest pain|poisoned|"
    r"drowning|suicide|kill myself"
)
FIRST = {
    "id": "Darurat? IGD atau telepon 112.",
    "su": "Darurat? IGD atanapi telepon 112.",
    "en": "Emergency? Go to the ER or call 112.",
}
_heard = re.compile(rf"\b(?:{PLEAS})\b", re.IGNORECASE).search


def pleads(text: str) -> bool:
    """Tell whether somebody may need help now.

    >>> pleads("tolong anak saya Sesak  napas"), pleads("1"), pleads("Kejang!!")
    (True, False, True)
    """
    return _heard(" ".join(text.split())) is not None


def step(
    book: menus.Book,
    session: menus.Session,
    text: str,
    *,
    medium: menus.Medium,
    services: menus.Services,
    now: datetime,
) -> menus.Step:
    """Answer as `menus.step` does, a plea with 112 before anything else.

    What may be a plea or a story ("sering ada kecelakaan di sini") is both: it is taken, and 112 stands over
    what is said to it; where there is no room for both it comes alone, and `0` leads to the rest.
    """

    def say(session: menus.Session, text: str) -> menus.Step:
        return menus.step(book, session, text, medium=medium, services=services, now=now)

    if not pleads(text):
        return say(session, text)
    if not _may_be_a_story(book, session, text):
        return say(session, WORD)
    taken = say(session, text)
    both = f"{FIRST.get(taken.session.language, FIRST['id'])}\n{taken.text}"
    if medium.fits(both):
        return taken._replace(text=both)
    warned = say(taken.session, WORD)
    return taken._replace(
        text=warned.text, more=warned.more, session=warned.session, visits=(*taken.visits, *warned.visits)
    )


def _may_be_a_story(book: menus.Book, session: menus.Session, text: str) -> bool:
    """Whether somebody's own words are awaited, or follow a word such as LAPOR or the number of a report."""
    node = book.nodes.get(session.screen) or book.nodes[book.home]
    if node.field is not None and node.field.kind == "text":
        return True
    said = words.keyword(text, book.heard(session.language), free=node.free)
    form = book.nodes[said.state].form if said else None
    return form is not None and form.sentence != ""
