"""A simulated hospital, for demos and tests: one quota for the counter and for kiosks, well or not at will.

Each doctor's day is a row of queue numbers, and each number is free, taken at the counter, or lent to a
kiosk. A number that was lent is the kiosk's until it says that it has it no more: so nobody else can sell it,
however long the line is down. The counter takes numbers by itself, repeatably from a seed.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from kiosk.agency import Nonsense, Refused
from kiosk.agency.simulated import Simulated
from kiosk.clock import WIB, Clock
from kiosk.services.hospital.clinics import Session, clinics

COUNTER = 0.5  # of the places that are asked for at the counter, in the days before
AHEAD = timedelta(days=7)
COUNTER_HOLDS = "loket"


class Hours(NamedTuple):
    """One doctor's day: who has which number ("" is free)."""

    session: Session
    holders: dict[int, str]

    def free(self) -> list[int]:
        """List the numbers that nobody has."""
        return [number for number, who in self.holders.items() if not who]


class Centre(Simulated):
    """The hospital's queue.

    `refuse` maps the number of a patient or referral to the sentence with which it is refused; `taken` has
    the bookings that it knows: code -> request.
    """

    name = "Pusat antrean RSU"

    def __init__(self, clock: Clock, seed: int = 0, counter: float = 0.0) -> None:
        super().__init__(clock)
        self.refuse: dict[str, str] = {}
        self.taken: dict[str, Mapping[str, Any]] = {}
        self._random = random.Random(seed)  # noqa: S311 - a simulation
        self._seed, self._counter = seed, counter
        self._days: dict[tuple[str, str, date], Hours] = {}
        self._come: dict[tuple[str, str, date], list[float]] = {}  # when the counter's patients come
        self._order: dict[str, int] = {}

    def verbs(self) -> dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
        """Give what it can do."""
        return {"sewaantrean": self.lend, "ambilantrean": self.take, "batalantrean": self.cancel}

    def lend(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Take back what the kiosk does not name, and lend what it would like, as far as there is some."""
        kiosk, order = f"kios {request['kios']}", int(request["urut"])
        last = self._order.get(kiosk, 0)
        if order <= last:  # late, or doubled on the way: it speaks of the past
            return {"urut": last, "jadwal": []}
        self._order[kiosk] = order
        return {"urut": order, "jadwal": [self._lend(kiosk, row) for row in request["jadwal"]]}

    def _lend(self, kiosk: str, row: Mapping[str, Any]) -> dict[str, Any]:
        hours = self._hours(row)
        held = set(row["dipegang"])
        for number, who in hours.holders.items():
            if who == kiosk and number not in held:
                hours.holders[number] = ""
            elif not who and number in held:  # this centre was new, the kiosk is not
                hours.holders[number] = kiosk
        now, until = self.clock(), _last_call(hours.session.day)
        free = hours.free() if now.timestamp() < until else []
        lent = free[: int(row["jumlah"])]
        hours.holders.update(dict.fromkeys(lent, kiosk))
        left = len(hours.free())
        return {
            **{name: row[name] for name in ("kodepoli", "kodedokter", "tanggalperiksa", "jampraktek")},
            "kuotajkn": len(hours.holders),
            "sisakuotajkn": left,
            "kuotanonjkn": 0,
            "sisakuotanonjkn": 0,
            "berlaku": int(until * 1000),
            "antrean": [_queue(hours.session, number) for number in lent],
        }

    def take(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Write down who has a number that was lent; checks what the hospital can check."""
        code, number = request["kodebooking"], request["angkaantrean"]
        for name in ("nik", "nomorkartu", "nomorreferensi"):
            if request[name] in self.refuse:
                raise Refused(self.refuse[request[name]], "Periksa data pasien.")
        hours = self._hours(request)
        if not hours.holders.get(number, "").startswith("kios"):
            raise Refused("Nomor antrean tidak disewa.", "Sewa nomor lebih dahulu.")
        self.taken[code] = request
        left = len(hours.free())
        return {
            "kodebooking": code,
            **_queue(hours.session, number),
            "norm": "",
            "namapoli": clinics()[hours.session.clinic].label("id"),
            "namadokter": clinics()[hours.session.clinic].doctor(hours.session.doctor),
            "kuotajkn": len(hours.holders),
            "sisakuotajkn": left,
            "kuotanonjkn": 0,
            "sisakuotanonjkn": 0,
            "keterangan": "Peserta harap datang 30 menit lebih awal.",
        }

    def cancel(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Forget a booking; its number stays lent."""
        self.taken.pop(request["kodebooking"], None)
        return {}

    def counter(self, clinic: str, day: date, doctor: str = "") -> int | None:
        """Let somebody take a place at the counter; gives its number, None when all are gone."""
        hours = self._open(clinic, doctor, day)
        free = hours.free()
        if not free:
            return None
        hours.holders[free[-1]] = COUNTER_HOLDS  # the later ones: early numbers are for who asks early
        return free[-1]

    def give_up(self, clinic: str, day: date, doctor: str = "") -> int | None:
        """Let one of the counter's patients of a day give their place up."""
        holders = self._open(clinic, doctor, day).holders
        theirs = [number for number, who in holders.items() if who == COUNTER_HOLDS]
        if not theirs:
            return None
        holders[theirs[0]] = ""
        return theirs[0]

    def holders(self, clinic: str, day: date, doctor: str = "") -> dict[int, str]:
        """Tell who has which number of a day."""
        return dict(self._open(clinic, doctor, day).holders)

    def _hours(self, row: Mapping[str, Any]) -> Hours:
        clinic, day = clinics().of_poli(row["kodepoli"]), date.fromisoformat(row["tanggalperiksa"])
        if clinic is None:
            raise Refused("Poli tidak ditemukan.", "Periksa kodepoli.")
        return self._open(clinic.code, row["kodedokter"], day)

    def _open(self, clinic: str, doctor: str, day: date) -> Hours:
        key = clinic, doctor, day
        if key not in self._days:
            session = next((each for each in clinics()[clinic].sessions(day) if each.doctor == doctor), None)
            if session is None:
                raise Refused("Jadwal dokter tidak ditemukan.", "Periksa kodedokter dan tanggalperiksa.")
            self._days[key] = Hours(session, dict.fromkeys(range(1, session.places + 1), ""))
            self._come[key] = self._patients(session)
        self._let_come(key)
        return self._days[key]

    def _patients(self, session: Session) -> list[float]:
        """Draw when patients come to the counter for a session, the last one first."""
        chance = random.Random(f"{self._seed} {session.clinic} {session.doctor} {session.day}")  # noqa: S311
        ends = datetime.combine(session.day, time(), WIB)
        come = [
            (ends - AHEAD * chance.random()).timestamp() for _ in range(int(session.places * self._counter))
        ]
        return sorted(come, reverse=True)

    def _let_come(self, key: tuple[str, str, date]) -> None:
        now, come, hours = self.clock().timestamp(), self._come[key], self._days[key]
        while come and come[-1] <= now:
            come.pop()
            if free := hours.free():
                hours.holders[free[-1]] = COUNTER_HOLDS

    def rave(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer what no hospital would."""
        queue = {"nomorantrean": "A-001", "angkaantrean": 1, "estimasidilayani": 0}
        rows = [
            {
                **row,
                "kuotajkn": 1,
                "sisakuotajkn": 0,
                "kuotanonjkn": 0,
                "sisakuotanonjkn": 0,
                "antrean": [queue],
            }
            for row in request.get("jadwal", ())
        ]
        answers: list[dict[str, Any]] = [
            {},
            {"urut": "besok", "jadwal": 7},
            {"urut": request.get("urut", 0), "jadwal": [*rows, *rows]},
            {"urut": request.get("urut", 0), "jadwal": [{"kodepoli": None}], "angkaantrean": -1},
            {"urut": request.get("urut", 0), "jadwal": [{**row, "sisakuotajkn": 10**20} for row in rows]},
        ]
        if self._random.random() < 1 / (len(answers) + 1):
            raise Nonsense("Jawabannya bukan jawaban layanan antrean.", "Hubungi pengelola sistem RSU.")
        return self._random.choice(answers)


def _queue(session: Session, number: int) -> dict[str, Any]:
    opens = datetime.combine(session.day, session.hours.opens, WIB)
    closes = datetime.combine(session.day, session.hours.closes, WIB)
    serves = opens + (closes - opens) * (number - 1) / max(session.places, 1)
    return {
        "nomorantrean": f"{session.letter}-{number:03}",
        "angkaantrean": number,
        "estimasidilayani": int(serves.timestamp() * 1000),
    }


def _last_call(day: date) -> float:
    return datetime.combine(day - timedelta(days=1), clinics().last_call, WIB).timestamp()
