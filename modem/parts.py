"""Long messages: split a text into parts (TS 23.040 clause 9.2.3.24.1); `modem.assembler` joins them again.

A text goes as GSM 7-bit where the default alphabet holds it, else as UCS2, unless the national tables of one
or two languages hold it in fewer parts. Nothing is cut, replaced or left out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from modem import gsm7, udh, userdata
from modem.address import Address
from modem.assembler import Assembler, Joined, join
from modem.dcs import Alphabet, Dcs
from modem.errors import TpduError
from modem.octets import new, utf16
from modem.tpdu import Deliver, Submit, Validity
from modem.udh import Concat, Element, Header

__all__ = ["Assembler", "Joined", "Plan", "delivers", "join", "plan", "submits"]

MOST_PARTS = 255
_OCTETS = [bytes((value,)) for value in range(256)]


class Plan(NamedTuple):
    """What a text will cost: alphabet, parts, and what is left in the last one (septets, UCS2 units)."""

    alphabet: Alphabet
    parts: int
    left: int


_Split = tuple[Alphabet, Sequence[str], Sequence[bytes], int, Header]
"""Alphabet; of each part the text and its septets or octets; what is left in the last; the language elements
that each part needs."""


def plan(text: str, *, wide: bool = False, national: bool = True) -> Plan:
    """Tell how *text* would be sent.

    *wide* has the parts joined by a 16-bit reference, which costs a septet or an octet more in each;
    *national* allows the national tables, which phones of other countries may not know.

    >>> plan("Antrean Anda: A-012")
    Plan(alphabet='gsm7', parts=1, left=141)
    >>> plan("Selamat pagi 🌅")
    Plan(alphabet='ucs2', parts=1, left=55)
    """
    alphabet, texts, _, left, _ = _split(text, wide, national)
    return Plan(alphabet, len(texts), left)


class Submits(tuple[Submit, ...]):
    """The parts of one text: they differ in the text and in where they stand, and in nothing else.

    A tuple; it remembers what cutting the text found out, which makes `encode` twice as fast as that of each.
    """

    _contents: Sequence[bytes]  # of each text its septets or octets

    def encode(self) -> tuple[bytes, ...]:
        """Give the octets of the TPDU of each part.

        >>> [tpdu.hex() for tpdu in submits("1258", "Hello World").encode()]
        ['01000481218500000bc8329bfd065ddf723619']
        """
        first, contents = self[0], self._contents
        head, packed = first.head(), first.dcs.alphabet == "gsm7"
        if packed and not first.udh:  # most messages
            return (head + _OCTETS[len(contents[0])] + gsm7.pack_once(contents[0]),)
        if len(contents) == 1:
            return (head + userdata.enclosed(first.udh, contents[0], packed=packed),)
        prefix = bytearray(udh.encode(first.udh))
        place = 2 + len(first.udh[0][1])  # of the part's number, the last octet of the first element
        lead = bytes(userdata.fill(len(prefix))) if packed else b""
        tpdus = []
        for number, content in enumerate(contents, 1):
            prefix[place] = number
            octets = gsm7.pack_once(lead + content) if packed else prefix + content
            octets[: len(prefix)] = prefix
            count = len(lead) + len(content) if packed else len(octets)
            tpdus.append(head + _OCTETS[count] + octets)
        return tuple(tpdus)


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
) -> Submits:
    """Split *text* into the Submits for *recipient*.

    *reference* joins the parts of a long text: the next one to the same recipient must differ; above 255,
    or with *wide*, it is a 16-bit one. *message_class* 0 shows the text at once (flash). TP-MR is left 0
    for the modem to set. `TpduError` where the recipient is no address or a text needs more than 255 parts.
    """
    address = Address.of(recipient)
    alphabet, texts, contents, _, languages = _split(text, wide or reference > 0xFF, national)
    dcs = Dcs.make(alphabet, message_class)
    if len(texts) == 1:
        fields = (address, text, None, 0, dcs, languages, validity, report, reject_duplicates, False, 0)
        parts = new(Submits, (new(Submit, fields),))
    else:
        headers = _headers(len(texts), reference, languages, wide)
        parts = new(
            Submits,
            [
                new(
                    Submit, (address, part, None, 0, dcs, head, validity, report, reject_duplicates, False, 0)
                )
                for part, head in zip(texts, headers, strict=True)
            ],
        )
    parts._contents = contents
    return parts


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
    alphabet, texts, _, _, languages = _split(text, wide or reference > 0xFF, national)
    dcs, headers = Dcs.make(alphabet, message_class), _headers(len(texts), reference, languages, wide)
    return tuple(
        [
            Deliver(address, part, timestamp, None, dcs, header)
            for part, header in zip(texts, headers, strict=True)
        ]
    )


def _headers(total: int, reference: int, languages: Header, wide: bool) -> Sequence[Header]:
    """Make the header of each part."""
    if total == 1:
        return (languages,)
    if total > MOST_PARTS:
        fact = f"the text needs {total} parts, {MOST_PARTS} is the most"
        raise TpduError("TP-UD", 0, fact, "Shorten the text, or send it as several messages.")
    kind, place = Concat(reference, total, 1).element(wide=wide)
    head = place[:-1]
    elements = [new(Element, (kind, head + number)) for number in _OCTETS[1 : total + 1]]
    return [(element, *languages) for element in elements] if languages else list(zip(elements))


def _split(text: str, wide: bool, national: bool) -> _Split:
    """Choose the alphabet and cut."""
    try:
        marked = gsm7.mark(text)
    except UnicodeEncodeError:
        split = _split_ucs2(text, wide=wide)
        return _best_national(text, split, wide=wide) if national and len(split[1]) > 1 else split
    if len(marked) <= userdata.MOST_SEPTETS:
        septets = marked if marked.isascii() else gsm7.escaped(marked)
        left = userdata.MOST_SEPTETS - len(septets)
        if left >= 0:
            return "gsm7", (text,), (septets,), left, ()
    return _split_gsm7(text, marked, (), wide=wide)


def _best_national(text: str, other: _Split, *, wide: bool) -> _Split:
    """Give the cut by national tables that needs the fewest parts; *other* if none needs fewer than that.

    Among equals a shift table goes first: a phone that lacks it shows `g` for `ğ`, and the rest as it is.
    """

    def cost(fit: gsm7.Fit) -> tuple[int, bool, int]:
        return len(cuts[fit][1]), fit.locking != 0, fit.septets

    cuts = {
        fit: _split_gsm7(text, gsm7.mark(text, *fit[:2]), _language_elements(fit), wide=wide)
        for fit in gsm7.fits(text)
    }
    best = min(cuts, key=cost, default=None)
    return cuts[best] if best and len(cuts[best][1]) < len(other[1]) else other


def _language_elements(fit: gsm7.Fit) -> Header:
    shifts = ((udh.SINGLE_SHIFT, fit.shift), (udh.LOCKING_SHIFT, fit.locking))
    return tuple(Element(kind, bytes((language,))) for kind, language in shifts if language)


def _room(header: Header, *, wide: bool | None) -> int:
    """Count the octets that a header takes, with a concatenation element (*wide* not None) or without."""
    octets = 0 if wide is None else 6 if wide else 5
    for _, data in header:
        octets += 2 + len(data)
    return octets + 1 if octets else 0


def _split_gsm7(text: str, marked: bytes, header: Header, *, wide: bool) -> _Split:
    """Cut where an escape stays with its character (*marked* has one octet for each character)."""
    septets = gsm7.weight(marked)
    most = userdata.MOST_SEPTETS - (userdata.fill(_room(header, wide=None)) if header else 0)
    if septets <= most:
        return "gsm7", (text,), (gsm7.escaped(marked),), most - septets, header
    most = userdata.MOST_SEPTETS - userdata.fill(_room(header, wide=wide))
    if septets == len(marked):  # no escape anywhere
        starts = range(0, septets, most)
        texts = [text[start : start + most] for start in starts]
        contents = [marked[start : start + most] for start in starts]
        return "gsm7", texts, contents, len(texts) * most - septets, header
    texts, contents, start, used = [], [], 0, 0
    while start < len(marked):
        end = start + most
        while (used := gsm7.weight(content := marked[start:end])) > most:
            end -= (used - most + 1) // 2
        texts.append(text[start:end])
        contents.append(gsm7.escaped(content))
        start = end
    return "gsm7", texts, contents, most - used, header


def _split_ucs2(text: str, *, wide: bool) -> _Split:
    """Cut where a surrogate pair stays whole."""
    octets = utf16("TP-UD", text)
    most = userdata.MOST_OCTETS
    if len(octets) <= most:
        return "ucs2", (text,), (octets,), (most - len(octets)) // 2, ()
    most = (userdata.MOST_OCTETS - _room((), wide=wide)) & ~1
    texts, contents, start = [], [], 0
    while start < len(octets):
        end = start + most
        if end < len(octets) and 0xD8 <= octets[end - 2] < 0xDC:
            end -= 2
        contents.append(octets[start:end])
        texts.append(contents[-1].decode("utf-16-be"))
        start = end
    return "ucs2", texts, contents, (most - len(contents[-1])) // 2, ()
