"""Long messages: split a text into parts (TS 23.040 clause 9.2.3.24.1); `modem.assembler` joins them again.

A text goes as GSM 7-bit where the default alphabet holds it, else as UCS2, unless the national tables of one
or two languages hold it in fewer parts. Nothing is cut, replaced or left out.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from modem import gsm7, udh, userdata
from modem.address import Address
from modem.assembler import Assembler, Joined, join
from modem.dcs import Alphabet, Dcs
from modem.errors import TpduError
from modem.tpdu import Deliver, Submit, Validity
from modem.udh import Concat, Element, Header

__all__ = ["Assembler", "Joined", "Plan", "delivers", "join", "plan", "submits"]

MOST_PARTS = 255


class Plan(NamedTuple):
    """What a text will cost: alphabet, parts, and what is left in the last one (septets, UCS2 units)."""

    alphabet: Alphabet
    parts: int
    left: int


class _Split(NamedTuple):
    """A text cut into parts, the language elements each needs, and what is left in the last."""

    alphabet: Literal["gsm7", "ucs2"]
    texts: tuple[str, ...]
    left: int
    header: Header = ()


def plan(text: str, *, wide: bool = False, national: bool = True) -> Plan:
    """Tell how *text* would be sent.

    *wide* has the parts joined by a 16-bit reference, which costs a septet or an octet more in each;
    *national* allows the national tables, which phones of other countries may not know.

    >>> plan("Antrean Anda: A-012")
    Plan(alphabet='gsm7', parts=1, left=141)
    >>> plan("Selamat pagi 🌅")
    Plan(alphabet='ucs2', parts=1, left=55)
    """
    split = _split(text, wide=wide, national=national)
    return Plan(split.alphabet, len(split.texts), split.left)


def submits(
    recipient: str,
    text: str,
    *,
    reference: int = 0,
    report: bool = False,
    message_class: int | None = None,
    validity: Validity | None = None,
    reject_duplicates: bool = False,
    wide: bool = False,
    national: bool = True,
) -> tuple[Submit, ...]:
    """Split *text* into the Submits for *recipient*.

    *reference* joins the parts of a long text: the next one to the same recipient must differ; above 255,
    or with *wide*, it is a 16-bit one. *message_class* 0 shows the text at once (flash). TP-MR is left 0
    for the modem to set. `TpduError` where the recipient is no address or a text needs more than 255 parts.
    """
    address = Address.of(recipient)
    dcs, cuts = _cut(text, reference, message_class, wide=wide, national=national)
    return tuple(
        [
            Submit(address, part, None, 0, dcs, header, validity, report, reject_duplicates)
            for part, header in cuts
        ]
    )


def delivers(
    sender: str,
    text: str,
    *,
    timestamp: datetime,
    reference: int = 0,
    message_class: int | None = None,
    wide: bool = False,
    national: bool = True,
) -> tuple[Deliver, ...]:
    """Split *text* into the Delivers by which the network hands it over, all with one *timestamp*."""
    address = Address.of(sender)
    dcs, cuts = _cut(text, reference, message_class, wide=wide, national=national)
    return tuple([Deliver(address, part, timestamp, None, dcs, header) for part, header in cuts])


def _cut(
    text: str, reference: int, message_class: int | None, *, wide: bool, national: bool
) -> tuple[Dcs, list[tuple[str, Header]]]:
    """Give the coding, and the text and header of each part."""
    wide = wide or reference > 0xFF
    split = _split(text, wide=wide, national=national)
    dcs = Dcs.make(split.alphabet, message_class)
    total = len(split.texts)
    if total == 1:
        return dcs, [(text, split.header)]
    if total > MOST_PARTS:
        raise TpduError("TP-UD", 0, f"the text needs {total} parts, {MOST_PARTS} is the most")
    first = Concat(reference, total, 1).element(wide=wide)
    places = [Element(first.id, first.data[:-1] + bytes((number,))) for number in range(1, total + 1)]
    return dcs, [(part, (place, *split.header)) for part, place in zip(split.texts, places, strict=True)]


def _split(text: str, *, wide: bool, national: bool) -> _Split:
    """Choose the alphabet and cut."""
    try:
        marked = gsm7.mark(text)
    except UnicodeEncodeError:
        split = _split_ucs2(text, wide=wide)
        return _best_national(text, split, wide=wide) if national and len(split.texts) > 1 else split
    return _split_gsm7(text, marked, (), wide=wide)


def _best_national(text: str, other: _Split, *, wide: bool) -> _Split:
    """Give the cut by national tables that needs the fewest parts; *other* if none needs fewer than that.

    Among equals a shift table goes first: a phone that lacks it shows `g` for `ğ`, and the rest as it is.
    """

    def cost(fit: gsm7.Fit) -> tuple[int, bool, int]:
        return len(cuts[fit].texts), fit.locking != 0, fit.septets

    cuts = {
        fit: _split_gsm7(text, gsm7.mark(text, *fit[:2]), _language_elements(fit), wide=wide)
        for fit in gsm7.fits(text)
    }
    best = min(cuts, key=cost, default=None)
    return cuts[best] if best and len(cuts[best].texts) < len(other.texts) else other


def _language_elements(fit: gsm7.Fit) -> Header:
    shifts = ((udh.SINGLE_SHIFT, fit.shift), (udh.LOCKING_SHIFT, fit.locking))
    return tuple(Element(kind, bytes((language,))) for kind, language in shifts if language)


def _room(header: Header, *, wide: bool | None) -> int:
    """Count the octets that a header takes, with a concatenation element (*wide* not None) or without."""
    octets = sum([2 + len(element.data) for element in header])
    octets += 0 if wide is None else 6 if wide else 5
    return octets + 1 if octets else 0


def _split_gsm7(text: str, marked: bytes, header: Header, *, wide: bool) -> _Split:
    """Cut where an escape stays with its character (*marked* has one octet for each character)."""
    most = userdata.MOST_SEPTETS - (userdata.fill(_room(header, wide=None)) if header else 0)
    septets = gsm7.weight(marked)
    if septets <= most:
        return _Split("gsm7", (text,), most - septets, header)
    most = userdata.MOST_SEPTETS - userdata.fill(_room(header, wide=wide))
    if septets == len(marked):  # every character is one septet
        texts = [text[start : start + most] for start in range(0, septets, most)]
        return _Split("gsm7", tuple(texts), most - len(texts[-1]), header)
    texts, start, used = [], 0, 0
    while start < len(marked):
        end = start + most
        while (used := gsm7.weight(marked[start:end])) > most:
            end -= (used - most + 1) // 2
        texts.append(text[start:end])
        start = end
    return _Split("gsm7", tuple(texts), most - used, header)


def _split_ucs2(text: str, *, wide: bool) -> _Split:
    """Cut where a surrogate pair stays whole."""
    try:
        octets = text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise TpduError("TP-UD", 0, f"{text[error.start]!r} is half a character") from None
    most = userdata.MOST_OCTETS
    if len(octets) <= most:
        return _Split("ucs2", (text,), (most - len(octets)) // 2)
    most = (userdata.MOST_OCTETS - _room((), wide=wide)) & ~1
    texts, start, end = [], 0, 0
    while start < len(octets):
        end = start + most
        if end < len(octets) and 0xD8 <= octets[end - 2] < 0xDC:
            end -= 2
        texts.append(octets[start:end].decode("utf-16-be"))
        used, start = len(octets[start:end]), end
    return _Split("ucs2", tuple(texts), (most - used) // 2)
