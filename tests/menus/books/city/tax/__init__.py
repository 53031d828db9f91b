"""A tax office with one bill, one paid and one renumbered object; for a user "offline" it cannot be asked."""

import re

from menus import Item, Registry, Reject

registry = Registry()

PAID, OLD, NEW = "367699900100200047", "327401000100100010", "367699900100200030"
SHORT = {
    "id": "NOP harus 18 angka, tetapi yang kami terima {count} angka: {typed}. "
    "Mohon periksa SPPT, lalu ketik lagi.",
    "en": "A NOP has 18 digits, but we got {count}: {typed}. Please check your SPPT and type it again.",
}
BILL = {
    "id": {"jumlah": "Rp1.254.000", "tempo": "31/08", "data": "26/11 08.00"},
    "en": {"jumlah": "Rp1,254,000", "tempo": "31 Aug", "data": "26 Nov, 08:00"},
}
SOON = {"id": "besok pukul 12.00", "en": "12:00 tomorrow"}


def spelled(nop):
    """Write a NOP as the bill does: province, city, district, village, block, number, kind."""
    return re.sub(r"(..)(..)(...)(...)(...)(....)(.)", r"\1.\2.\3.\4.\5-\6.\7", nop)


@registry.check("pbb.nop")
def nop(call, text):
    digits = re.sub(r"[\s.,/-]", "", text)
    if not digits.isdigit():
        return Reject()
    if len(digits) != 18:
        return Reject(SHORT[call.language].format(count=len(digits), typed=text[:30]))
    return Item(digits, spelled(digits))


@registry.action("pbb.cari")
def look_up(call):
    if call.user == "offline":
        return {"permintaan": "3800-1285", "kapan": SOON[call.language]}
    return {"screen": {PAID: "lunas", OLD: "diganti"}.get(call.answers["nop"], "tagihan")}


@registry.info("pbb.tagihan")
def bill(call):
    now = {OLD: NEW}.get(call.answers["nop"], call.answers["nop"])
    shown = f"..{spelled(now)[-10:]}"
    figures = {"tahun": "2026", "nama": "S*** R****", "tahun_lalu": "2025", "tunggakan": "Rp0", "nop": shown}
    return {**figures, **BILL[call.language]}


@registry.info("pbb.diganti")
def renumbered(call):
    return {"nop_baru": spelled(NEW)}


@registry.info("pbb.bayar")
def where(call):
    day, hours = {"id": ("Selasa 01/12", "09.00-12.00"), "en": ("Tue 1 Dec", "09:00-12:00")}[call.language]
    return {"kelurahan": "Pamulang Barat", "kapan": day, "jam": hours}


@registry.action("pbb.ingat")
def remind(call):
    return {"done": call.answers["ingat"]}
