"""What the kiosk writes to its officer: one SMS each, every figure from the data. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kiosk import dates
from kiosk.credit import TODAY, Outlook

ONE_SMS = 160  # characters
MOST_TICKETS = 2  # numbers of cases named in a digest


class Digest(NamedTuple):
    """The morning of an office: what came in, what is due today, who waits, who comes; how the kiosk is.

    `credit` holds the rupiah left on each card (None: unknown), `weak` whether a modem hears the network
    badly (None: there is none to ask).
    """

    day: date
    reports: int
    due: Sequence[str]
    call_backs: int
    bookings: int
    weak: bool | None
    credit: Sequence[int | None]


def rupiah(amount: int, language: str = "id") -> str:
    """Write an amount as people read it.

    >>> rupiah(4250), rupiah(4250, "en")
    ('Rp4.250', 'Rp4,250')
    """
    return f"Rp{amount:,}" if language == "en" else f"Rp{amount:,}".replace(",", ".")


def local(number: str) -> str:
    """Write a number as people dial it at home.

    >>> local("+6281200000038")
    '081200000038'
    """
    return f"0{number[3:]}" if number.startswith("+62") else number


def low_credit(kiosk: str, card: Outlook, number: str, language: str = "id") -> str:
    """Say that the credit of a card, or the card, is nearly gone; *number* is its own ("" where unknown).

    >>> card = Outlook(0, 4250, None, 350, 12, 0.5, None)
    >>> print(low_credit("38", card, "+6281200000038"))
    KIOS 38: pulsa tinggal Rp4.250, cukup untuk sekitar 12 SMS, habis hari ini. SMS penting dikirim dulu, \
SMS info ditunda. Mohon isi pulsa nomor 081200000038
    """
    english = language == "en"
    if card.upto >= 2 or card.amount is None:
        return _dying_card(kiosk, card, number, english=english)
    amount, whose = rupiah(card.amount, language), _card(number, english=english)
    if card.messages == 0:
        return _spent(kiosk, amount, whose, english=english)
    lasts = (_lasts(card.days, english=english), "")
    if english:
        head = f"KIOSK {kiosk}: credit left {amount}, enough for about {card.messages} SMS"
        tail = f". Urgent SMS go first, news SMS wait. Please top up {whose}"
    else:
        head = f"KIOS {kiosk}: pulsa tinggal {amount}, cukup untuk sekitar {card.messages} SMS"
        tail = f". SMS penting dikirim dulu, SMS info ditunda. Mohon isi pulsa {whose}"
    return _fitting(f"{head}{each}{tail}" for each in lasts)


def _spent(kiosk: str, amount: str, whose: str, *, english: bool) -> str:
    if english:
        return (
            f"KIOSK {kiosk}: credit is spent ({amount} left). SMS wait, none is lost. Please top up {whose}"
        )
    return (
        f"KIOS {kiosk}: pulsa habis (tinggal {amount}). SMS menunggu, tidak ada yang hilang. "
        f"Mohon isi pulsa {whose}"
    )


def _fitting(texts: Iterable[str]) -> str:
    """Give the first that is one SMS, or the last; all are of characters that take a septet each."""
    text = ""
    for text in texts:
        if len(text) <= ONE_SMS:
            break
    return text


def _dying_card(kiosk: str, card: Outlook, number: str, *, english: bool) -> str:
    ends = dates.day(card.expires, "en" if english else "id") if card.expires else "?"
    if english:
        return (
            f"KIOSK {kiosk}: the SIM card is active until {ends}; after that no SMS goes out. "
            f"Please top up {_card(number, english=True)}"
        )
    return (
        f"KIOS {kiosk}: masa aktif kartu SIM sampai {ends}; sesudah itu SMS tidak bisa dikirim. "
        f"Mohon isi pulsa {_card(number, english=False)}"
    )


def _lasts(days: float | None, *, english: bool) -> str:
    if days is None:
        return ""
    if days < TODAY:
        return ", gone today" if english else ", habis hari ini"
    return f", gone in about {days:.0f} days" if english else f", habis dalam sekitar {days:.0f} hari"


def _card(number: str, *, english: bool) -> str:
    if not number:
        return "the card of the modem" if english else "kartu di modem"
    return f"number {local(number)}" if english else f"nomor {local(number)}"


def digest(kiosk: str, morning: Digest, language: str = "id") -> str:
    """Sum up the morning.

    >>> morning = Digest(date(2026, 11, 26), 3, ["3800-0411"], 2, 9, False, [48000])
    >>> print(digest("38", morning))
    KIOS 38, Kamis 26/11: 3 laporan baru, 1 harus dijawab hari ini (3800-0411), 2 minta ditelepon, \
9 antrean RSU. Sinyal baik, pulsa Rp48.000.
    """
    return _fitting(_digest(kiosk, morning, named, language) for named in (MOST_TICKETS, 1, 0))


def _digest(kiosk: str, morning: Digest, named: int, language: str) -> str:
    english = language == "en"
    day = dates.day(morning.day, "en" if english else "id")
    tickets = [*morning.due[:named], *(["..."] if len(morning.due) > named else [])]
    due = f"{len(morning.due)} {'to answer today' if english else 'harus dijawab hari ini'}"
    due += f" ({', '.join(tickets)})" if morning.due and named else ""
    known = [rupiah(amount, language) for amount in morning.credit if amount is not None]
    if english:
        signal = {None: "No modem", False: "Signal good", True: "Signal weak"}[morning.weak]
        return (
            f"KIOSK {kiosk}, {day}: {morning.reports} new reports, {due}, {morning.call_backs} call-backs, "
            f"{morning.bookings} hospital bookings. {signal}, credit {' and '.join(known) or 'unknown'}."
        )
    signal = {None: "Modem tidak ada", False: "Sinyal baik", True: "Sinyal lemah"}[morning.weak]
    return (
        f"KIOS {kiosk}, {day}: {morning.reports} laporan baru, {due}, {morning.call_backs} minta ditelepon, "
        f"{morning.bookings} antrean RSU. {signal}, pulsa {' dan '.join(known) or 'belum diketahui'}."
    )
