"""What stands on the screen while nobody is here: what the kiosk is for, and the office's own texts. PURE."""

from typing import NamedTuple

from kiosk.doors.counter.desk import RATE, Service
from kiosk.doors.counter.words import words


class Front(NamedTuple):
    """The office's own texts, by language where there are two: who it is, and what it has to say."""

    kelurahan: str
    name: str
    hours: str = ""
    number: str = ""
    greeting: str = ""
    announcements: tuple[str, str] = ("", "")


def slides(
    front: Front, services: list[Service], language: str, second: bool, *, rates: bool = False
) -> list[str]:
    r"""Write what stands there while nobody is here: all services, each of them, the office's own, at home.

    *rates* says that the survey has its key here.

    >>> front = Front("Setu", "Layanan Kota", "08.00-15.00", "0812")
    >>> services = [Service(4, "Daftar RSU", ("Rawat jalan",))]
    >>> for slide in slides(front, services, "id", False): print(slide, end="\n\n")
    Selamat datang
    4 Daftar RSU
    Gratis. Kami tidak pernah meminta uang atau PIN.
    <BLANKLINE>
    4 Daftar RSU
    Rawat jalan
    <BLANKLINE>
    Juga dari HP apa saja, tanpa internet
    Misscall 0812: gratis, menunya datang lewat SMS
    Petugas ada pukul 08.00-15.00
    <BLANKLINE>
    """
    said = words(language)
    listed = [f"{service.code} {service.name}" for service in services]
    listed += [f"{RATE} {said.rate}"] if rates else []
    hours = [said.hours.format(hours=front.hours)] if front.hours else []
    every = ["\n".join([front.greeting or said.welcome, *listed, said.no_money])]
    every += [
        "\n".join([f"{service.code} {service.name}", *service.offers])
        for service in services
        if service.offers
    ]
    if announcement := front.announcements[second] or front.announcements[0]:
        every.append(announcement)
    phone = [said.at_home, said.free.format(number=front.number)] if front.number else []
    return [*every, *(["\n".join([*phone, *hours])] if phone or hours else [])]
