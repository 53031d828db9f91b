"""Permits of a city with three applications; for a user "offline" the office cannot be asked."""

import re

from menus import Item, Registry, Reject

registry = Registry()

KINDS = {
    "id": {
        "reklame": ("Reklame", "KTP, gambar lokasi, bukti lunas PBB"),
        "usaha": ("Usaha mikro", "KTP, surat RT/RW"),
    },
    "en": {
        "reklame": ("Signboard", "KTP, site drawing, tax receipt"),
        "usaha": ("Small shop", "KTP, RT/RW letter"),
    },
}
FACTS = {
    "id": {
        "jenis": "reklame",
        "meja": "Tim Teknis",
        "kurang": "fotokopi bukti lunas PBB",
        "kapan": "Jumat 04/12",
        "data": "26/11 08.00",
    },
    "en": {
        "jenis": "signboard",
        "meja": "Technical Team",
        "kurang": "copy of property tax receipt",
        "kapan": "Fri 4 Dec",
        "data": "26 Nov, 08:00",
    },
}
STATES = {"503-1234-2026": "kurang", "503-1234-2025": "terbit", "503-1235-2026": "diproses"}


@registry.check("izin.nomor")
def number(call, text):
    match = re.fullmatch(r"([0-9]{3})[-./ ]?([0-9]{4})[-./ ]?([0-9]{4})", text.strip())
    shown = "-".join(match.groups()) if match else ""
    return Item(shown, shown) if match else Reject()


@registry.action("izin.cek")
def status(call):
    if call.user == "offline":
        return {"done": "dicatat", "permintaan": "3800-1285", "kapan": "besok pukul 12.00"}
    return {
        "done": STATES.get(call.answers["nomor"], "asing"),
        "tahap": "3",
        "semua": "5",
        **FACTS[call.language],
    }


@registry.lister("izin.jenis")
def kinds(call):
    return [Item(code, label) for code, (label, _) in KINDS[call.language].items()]


@registry.info("izin.syarat")
def needed(call):
    return {"syarat": KINDS[call.language][call.answers["jenis"]][1]}


@registry.info("izin.keliling")
def counter(call):
    day, hours = {"id": ("Selasa 01/12", "09.00-12.00"), "en": ("Tue 1 Dec", "09:00-12:00")}[call.language]
    return {"kelurahan": "Pamulang Barat", "kapan": day, "jam": hours}
