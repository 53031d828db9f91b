"""Reports of a city that remembers one: enough to speak the whole conversation."""

import re

from menus import Item, Registry, Reject

registry = Registry()

VILLAGES = ("Pamulang Barat", "Pamulang Timur", "Pondok Ranji", "Lengkong Gudang Timur")
PLAIN = {
    "id": ("jalan rusak", "lubang sudah ditambal pada 02/12", "Lubang"),
    "en": ("damaged road", "the pothole was filled on 2 Dec", "A pothole"),
}
DAYS = {
    "id": {
        "first": "Jumat 27/11",
        "due": "Jumat 04/12",
        "next": "Rabu 09/12",
        "since": "25/11",
        "data": "26/11 08.00",
    },
    "en": {
        "first": "Fri 27 Nov",
        "due": "Fri 4 Dec",
        "next": "Wed 9 Dec",
        "since": "25 Nov",
        "data": "26 Nov, 08:00",
    },
}


def villages(text):
    """Find the kelurahan that a text may mean: by the whole name, else by its first word."""
    said = text.casefold()
    whole = [name for name in VILLAGES if name.casefold() in said]
    return whole or [name for name in VILLAGES if name.split()[0].casefold() in re.findall(r"\w+", said)]


@registry.check("lapor.tempat")
def place(call, text):
    if len(text) < 5:
        return Reject()
    found = villages(text)
    return Item(text, found[0] if len(found) == 1 else found[0].split()[0] if found else "")


@registry.flag("lapor.kelurahan_belum_pasti")
def uncertain(call):
    return "tempat" in call.answers and len(villages(call.answers["tempat"])) != 1


@registry.lister("lapor.kelurahan")
def candidates(call):
    return [Item(name, name) for name in villages(call.answers.get("tempat", ""))]


@registry.check("lapor.satu_kelurahan")
def one_village(call, text):
    found = villages(text)
    return Item(found[0], found[0]) if len(found) == 1 else Reject()


@registry.flag("lapor.sudah_ada")
def reported(call):
    return call.answers.get("masalah") == "jalan" and "siliwangi" in call.answers.get("tempat", "").casefold()


@registry.info("lapor.yang_sama")
def the_same(call):
    return {"apa": PLAIN[call.language][2], "jalan": "Jl. Siliwangi", "jumlah": "3", "nomor": "3800-0411"}


@registry.action("lapor.kirim")
def send(call):
    village = call.answers.get("kelurahan") or villages(call.answers["tempat"])[0]
    if call.answers.get("sama") == "ikut":
        return {"done": "ikut", "nomor": "3800-0411", "kode": "38000411", "kelurahan": village}
    return {
        "nomor": "3800-1273",
        "kode": "38001273",
        "kelurahan": village,
        "kapan": DAYS[call.language]["first"],
    }


@registry.check("lapor.nomor")
def number(call, text):
    match = re.fullmatch(r"([0-9]{4})-?([0-9]{4})(?:\s+(.*))?", text, re.DOTALL)
    return Item(text, f"{match[1]}-{match[2]}") if match else Reject()


@registry.action("lapor.cek")
def status(call):
    digits, _, message = call.answers["nomor"].replace("-", "").partition(" ")
    shown = f"{digits[:4]}-{digits[4:]}"
    if digits != "38001273":
        return {"done": "asing", "nomor": shown}
    if message:
        return {"done": "ditambah", "nomor": shown, "kode": digits}
    days = DAYS[call.language]
    return {
        "done": "dikerjakan",
        "nomor": shown,
        "masalah": PLAIN[call.language][0],
        "kelurahan": "Pamulang Barat",
        "dinas": "Dinas PU",
        "sejak": days["since"],
        "target": days["due"],
        "data": days["data"],
    }


@registry.action("lapor.beres")
def resolved(call):
    return {"done": call.answers["jadi"], "kapan": DAYS[call.language]["next"], "kode": "38001273"}


@registry.action("lapor.patokan")
def landmark(call):
    return {"kapan": DAYS[call.language]["next"], "kode": "38001273"}
