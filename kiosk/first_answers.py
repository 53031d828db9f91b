"""What `kiosk setup` asks an officer; each answer is checked when it is given. PURE."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kiosk import config, places, values
from kiosk.places import Found, Which

CLEAR = "-"  # typed for "none" where something was set before


class Wrong(Exception):
    """A sentence on what is wrong with an answer; `among` may be meant."""

    def __init__(self, sentence: str, among: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.among = tuple(among)


class Question(NamedTuple):
    """A value of `kiosk.toml`: what it is called, what to know of it; one that is *needed* is never empty."""

    section: str
    key: str
    label: str
    hint: str
    needed: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Give where its value stands."""
        return self.section, self.key

    def read(self, typed: str) -> str:
        """Check an answer, and give it as it is written into the file; raises Wrong."""
        typed = " ".join(typed.split())
        if not typed or typed == CLEAR:
            if self.needed:
                raise Wrong(f"{self.label} harus diisi.")
            return ""
        if self.place == ("kiosk", "kelurahan"):
            return village(typed)
        reader: Callable[[Any], Any] = config.KEYS[self.place]
        try:
            found = reader(typed)
        except values.Wrong as wrong:
            raise Wrong(f"{self.label} {wrong.args[0]}. {wrong.args[1]}") from None
        return found if isinstance(found, str) else typed


NUMBER = Question(
    "kiosk",
    "number",
    "Nomor kios",
    "dua angka; setiap nomor laporan dimulai dengannya (3800-1273)",
    needed=True,
)
NAME = Question("kiosk", "name", "Nama layanan", "nama pengirim, selalu sama", needed=True)
KELURAHAN = Question("kiosk", "kelurahan", "Kelurahan", "ketik namanya, atau ? untuk daftarnya", needed=True)
HOURS = Question(
    "kiosk", "hours", "Jam kantor", "jam petugas menelepon kembali, pada hari kerja", needed=True
)
OFFICER = Question(
    "kiosk", "officer", "Nomor HP petugas", "untuk kabar modem lepas, pulsa menipis, dan ringkasan pagi"
)
PORT = Question("modem", "port", "Port modem", "nomor di daftar, atau ketik port-nya")
PIN = Question("modem", "pin", "PIN kartu SIM", "4 sampai 8 angka; tiga kali salah, kartu terkunci")
CARD = Question("modem", "number", "Nomor kartu SIM", "nomor kios ini, yang dicetak di poster")
DATA = Question("kiosk", "data", "Folder data", "tempat data warga disimpan")
ALL = (NUMBER, NAME, KELURAHAN, HOURS, OFFICER, PORT, PIN, CARD, DATA)


def village(typed: str) -> str:
    """Give the official name of the kelurahan that is meant; raises Wrong with those that may be."""
    found = places.find(typed)
    if isinstance(found, Found):
        return found.kelurahan.name
    if isinstance(found, Which):
        exact = [one.name for one in found.among if one.name.casefold() == typed.casefold()]
        if exact:
            return exact[0]
        raise Wrong(f"Kelurahan {typed!r} belum pasti.", [one.name for one in found.among])
    raise Wrong(f"Kelurahan {typed!r} tidak dikenal. Ketik namanya, misalnya Pondok Ranji.")


def everywhere() -> list[places.Kelurahan]:
    """List the kelurahan to choose from, by name."""
    return sorted(places.everywhere(), key=lambda one: one.name)
