"""How modems and their cards are, as lights in the officer's words: a sign, a sentence, what to do. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from kiosk import dates
from kiosk.credit import AMBER_DAYS, TODAY, Outlook
from kiosk.health import WEAK_DBM, ModemState
from kiosk.notices import local, rupiah

SIGNS = {"good": "✓", "attend": "!", "broken": "✗"}
NO_MODEM = "Kios ini tidak melayani SMS dan misscall. Tulis port modem di kiosk.toml: [modem] port."
HELD = {
    1: "SMS info ditunda sampai pulsa diisi.",
    0: "Hanya balasan dan bukti yang dikirim sampai pulsa diisi.",
}
NOTHING_LEFT = "Tidak cukup untuk satu SMS pun; yang menunggu tidak hilang."


class Light(NamedTuple):
    """How a modem is: `level` is good, attend or broken, told by a sign and in words, too."""

    level: str
    title: str
    detail: str

    @property
    def sign(self) -> str:
        """Give the sign of the level, for those who see no colours."""
        return SIGNS[self.level]


def lights(modems: Mapping[str, ModemState]) -> list[Light]:
    """Give the lights of all modems, each followed by that of its card."""
    if not modems:
        return [Light("attend", "Tidak ada modem.", NO_MODEM)]
    found = []
    for name, state in modems.items():
        called = "" if len(modems) == 1 else f" {name}"
        found.append(light(state, called))
        if state.card is not None or state.card_why:
            found.append(card(state, called))
    return found


def light(modem: ModemState, called: str = "") -> Light:
    """Tell how a modem is; *called* is its name, where there are several.

    >>> light(ModemState("ready", 0, signal=-71, operator="Telkomsel"))
    Light(level='good', title='Modem siap', detail='sejak 01/01 07.00, Telkomsel, sinyal baik.')
    """
    since = f"sejak {dates.moment(modem.since)}"
    waits = f"{since}. {modem.why} SMS menunggu, tidak ada yang hilang."
    about = f" ({called.strip()})" if called else ""
    if modem.state == "missing":
        return Light("broken", f"SMS tidak dilayani{about}", waits)
    if modem.state == "paused":
        return Light("attend", f"SMS berhenti sementara{about}", waits)
    if modem.registered is False:
        advice = f"{since}. Pindahkan antena ke dekat jendela."
        return Light("attend", f"Modem{called} belum mendapat jaringan", advice)
    known = [since, *([modem.operator] if modem.operator else [])]
    if modem.signal is not None:
        weak = modem.signal < WEAK_DBM
        known.append("sinyal lemah, pindahkan antena ke dekat jendela" if weak else "sinyal baik")
    room = f" {modem.why}" if modem.why else ""
    return Light("attend" if room else "good", f"Modem{called} siap", f"{', '.join(known)}.{room}")


def card(modem: ModemState, called: str = "") -> Light:
    """Tell what is left on a modem's card.

    >>> card(ModemState("ready", 0, card=Outlook(0, 48000, None, 350, 137, 30.4, None)))[1:]
    ('Pulsa Rp48.000', 'cukup untuk sekitar 137 SMS, kira-kira 30 hari. Data 01/01 07.00.')
    """
    held = modem.card
    if held is None:
        return Light(
            "attend",
            f"Pulsa{called} belum diketahui",
            f"{modem.card_why} Periksa kode operator di kiosk.toml: [operators.NAMA] code.",
        )
    amount = "tidak disebut operator" if held.amount is None else rupiah(held.amount)
    spent = NOTHING_LEFT if held.messages == 0 else HELD.get(held.upto, "")
    told = [_lasts(held), _life(held), spent, f"Data {dates.moment(held.at)}."]
    if held.level != "good":
        whose = f" nomor {local(modem.number)}" if modem.number else ""
        told.insert(3, f"Mohon isi pulsa{whose}.")
    if modem.card_why:
        told.append(modem.card_why)
    return Light(held.level, f"Pulsa{called} {amount}", " ".join(filter(None, told)))


def _lasts(held: Outlook) -> str:
    if not held.messages:
        return ""
    days = "" if held.days is None else f", kira-kira {held.days:.0f} hari"
    if held.days is not None and held.days < TODAY:
        days = ", habis hari ini"
    return f"cukup untuk sekitar {held.messages} SMS{days}."


def _life(held: Outlook) -> str:
    if held.expires is None or held.card_days is None:
        return ""
    if held.card_days < 0:
        return f"Masa aktif kartu sudah habis {dates.day(held.expires)}."
    if held.card_days < AMBER_DAYS:
        return f"Masa aktif kartu tinggal {held.card_days} hari, sampai {dates.day(held.expires)}."
    return f"Masa aktif sampai {held.expires:%d/%m/%Y}."
