"""The doctor at the hospital's queue service: whether it answers, how old its figures are, what is lent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import dates
from kiosk.agency import Nonsense, Unreachable
from kiosk.clock import WIB
from kiosk.doctor.findings import ATTEND, BROKEN, GOOD, Finding, Patient
from kiosk.errors import CONFIGURATION, ERROR
from kiosk.services.hospital.schema import place, session

if TYPE_CHECKING:
    from kiosk.agency.errands import Line

RSU, LOAN = "RSU", "Tempat RSU"
ALONE = "Tidak tersambung: pendaftaran dicatat BELUM PASTI, petugas menelepon. ([services.hospital] centre)"
STALE = "Kios yang berjalan bertukar kabar sendiri; bila tetap lama, hubungi pengelola sistem RSU."
SAID = sa.select(sa.func.max(session.c.data_at))
FREE = sa.select(sa.func.count().label("free"), sa.func.max(place.c.until).label("until")).where(
    place.c.ticket.is_(None), place.c.until > bindparam("now")
)


class _Known(NamedTuple):
    """What the kiosk at work has written down of the hospital."""

    line: "Line | None" = None
    data_at: float | None = None
    free: int = 0
    until: float | None = None


def hospital(patient: Patient) -> Iterator[Finding]:
    """RSU: the queue service answers, its figures are fresh, places are lent."""
    from kiosk.services.connecting import configure

    configure(patient.settings.services)
    known = _known(patient)
    yield _reach(patient) if patient.settings.services.hospital.centre else _heard(patient, known)
    if known.data_at is not None:
        yield _lent(patient, known, known.data_at)


def _reach(patient: Patient) -> Finding:
    """Ask the service itself; nothing is asked of its places."""
    from kiosk.agency.web import WebAgency

    at = patient.settings.services.hospital
    try:
        WebAgency(at.centre, at.centre_user, at.centre_password).greet()
    except Unreachable as error:
        return Finding(RSU, BROKEN, f"{at.centre}: {error.fact}", error.remedy, ERROR)
    except Nonsense as error:
        return Finding(
            RSU, BROKEN, f"{at.centre}: {error.fact}", "Periksa centre di kiosk.toml.", CONFIGURATION
        )
    return Finding(RSU, GOOD, f"{at.centre} menjawab.")


def _heard(patient: Patient, known: _Known) -> Finding:
    """Tell what the kiosk heard last, where its configuration names no service."""
    if known.line is None or known.line.heard_at is None:
        return Finding(RSU, GOOD, ALONE)
    if known.line.failing_since is not None:
        since = dates.moment(known.line.failing_since)
        fact = f"Tidak menjawab sejak {since}, {known.line.waiting} kabar menunggu."
        return Finding(RSU, ATTEND, fact, known.line.problem)
    return Finding(RSU, GOOD, f"Terakhir menjawab {dates.moment(known.line.heard_at)}.")


def _lent(patient: Patient, known: _Known, data_at: float) -> Finding:
    from kiosk.services.hospital.clinics import clinics

    age = patient.now - datetime.fromtimestamp(data_at, WIB)
    free = f"{known.free} tempat kosong disewa"
    lent = f"{free} (yang terakhir sampai {dates.moment(known.until)})" if known.until else free
    waiting = known.line.waiting if known.line else 0
    fact = f"{lent}, {waiting} kabar menunggu. Data {dates.moment(data_at)}, umur {_span(age)}."
    stale = age > clinics().fresh
    return Finding(LOAN, ATTEND if stale or not known.free else GOOD, fact, STALE if stale else "")


def _known(patient: Patient) -> _Known:
    from kiosk.agency import errands
    from kiosk.store import migrate
    from kiosk.store.engine import DATABASE, Connection, engine_of

    path = patient.data / DATABASE
    if not path.exists():
        return _Known()
    connection = Connection(engine_of(path))
    try:
        if migrate.current(connection) != migrate.head():
            return _Known()
        line = next(
            (one for row in connection.run(errands.LINES) if (one := errands.Line(*row)).service == "rsu"),
            None,
        )
        free = connection.run(FREE, now=patient.now.timestamp()).first()
        return _Known(line, connection.run(SAID).value(), free.free, free.until)
    finally:
        connection.close()


def _span(age: timedelta) -> str:
    """Write an age as people say it.

    >>> _span(timedelta(minutes=7)), _span(timedelta(hours=30))
    ('7 menit', '30 jam')
    """
    minutes = max(0, int(age.total_seconds() // 60))
    return f"{minutes} menit" if minutes < 120 else f"{minutes // 60} jam"
