"""What the words of the home book do: being called back, what is kept of a resident and its end."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kiosk import dates, identity
from kiosk.dates import Hours
from kiosk.services import callbacks
from menus import Call, Item, Registry, Reject

if TYPE_CHECKING:
    from kiosk.settings import Identity


class Office(NamedTuple):
    """The office that stands behind the kiosk: what its residents read of it."""

    kelurahan: str = "Pamulang Barat"
    hours: Hours = Hours.parse("08.00-15.00")
    closed: frozenset[date] = frozenset()


def office_of(settings: "Identity") -> Office:
    """Take the office from the section [kiosk] of `kiosk.toml`."""
    return Office(settings.kelurahan, Hours.parse(settings.hours), settings.closed)


def registry(office: Office) -> Registry:
    """Make the functions of the home book for an office."""
    from kiosk.services import asking, tickets
    from kiosk.services.counters import desk as counter_desk

    made = Registry().include(tickets.registry, asking.registry, counter_desk.registry)

    @made.action("kios.petugas")
    def call_me(call: Call) -> Mapping[str, str]:
        if not callbacks.asked(call.tx, "petugas"):
            call.tx.receipt()  # a promise that is told, however many mistakes led to it: once
        callbacks.ask(call.tx, "petugas", phone=call.answers.get("telepon", ""))
        return {
            "kelurahan": office.kelurahan,
            "kapan": callbacks.promise(call.now, office.hours, call.language, office.closed),
            "telp": called(call),
        }

    @made.action("kios.bantuan_modem")
    def help_me(call: Call) -> Mapping[str, str]:
        call.tx.receipt()
        return {"nomor": callbacks.ask(call.tx, "kios.modem")}

    @made.action("kios.data")
    def tell_what_is_held(call: Call) -> Mapping[str, str]:
        from kiosk.privacy import erasing

        found, language = erasing.held(call.tx), call.language
        until = dates.short(found.identity_until, language) if found.identity_until else ""
        return {
            "laporan": str(found.reports),
            "antrean": str(found.bookings),
            "info": NEWS.get(language, NEWS["id"])[found.news],
            "sampai": until,
            "done": "dengan_nik" if until else "tanpa_nik",
        }

    @made.action("kios.hapus")
    def erase(call: Call) -> Mapping[str, str]:
        from kiosk.privacy import erasing

        proof = call.tx.ticket()
        erasing.erase(call.tx, proof)
        call.tx.receipt()
        return {"nomor": proof, "kapan": dates.proof(call.now, call.language)}

    @made.flag("kios.tanpa_nomor")
    def nameless(call: Call) -> bool:
        """Whether the door tells no number (walk-up screen, web), so that one must be asked for."""
        return not call.tx.number

    @made.check("kios.telepon")
    def phone(call: Call, text: str) -> Item | Reject:
        found = identity.phone(text)
        if isinstance(found, identity.Fault):
            return Reject()
        call.tx.reach(found)
        return Item(found, found)

    return made


NEWS = {"id": ("tidak", "ya"), "su": ("henteu", "enya"), "en": ("no", "yes")}
THIS = {"id": "ini", "su": "ieu", "en": "this number"}


def called(call: Call) -> str:
    """Name the number that will be called: this one, or the one that was typed."""
    return call.answers.get("telepon") or THIS.get(call.language, THIS["id"])
