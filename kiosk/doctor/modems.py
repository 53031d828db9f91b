"""What `kiosk doctor` finds at the modems: each port, its SIM, its signal, its slots, its credit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.credit import BROKEN as RED
from kiosk.credit import Outlook, Reading, outlook
from kiosk.doctor.findings import ATTEND, BROKEN, GOOD, Finding, Patient
from kiosk.errors import MODEM, OK
from kiosk.health import WEAK_DBM, ModemState

if TYPE_CHECKING:
    from kiosk.settings import ModemSettings
    from modem import Modem
    from modem.events import Health


def modems(patient: Patient) -> Iterator[Finding]:
    """Examine every modem that is configured."""
    every = patient.settings.modems
    if not every:
        yield Finding(
            "Modem", ATTEND, "Tidak ada [modem] port di konfigurasi.", f"Tulis port di kiosk.toml. {_ports()}"
        )
    for name, settings in every.items():
        for finding in _modem(patient, settings):
            yield finding if len(every) == 1 else finding._replace(name=f"{finding.name} {name}")


def _modem(patient: Patient, settings: "ModemSettings") -> Iterator[Finding]:
    from kiosk.trouble import told
    from modem import ModemError, PinRequired, PortHeld, open_modem
    from modem.operators import beside

    port = settings.port
    try:
        operators = beside(patient.settings.operators, settings.operator)
        with open_modem(port, smsc=settings.smsc, operators=operators) as opened:
            health = opened.health()
            yield from _line(port, health)
            if health.registered:
                yield _credit(patient, opened)
    except PinRequired as error:  # the PIN is left to `kiosk run`: a wrong one has three tries in all
        waits = bool(settings.pin) and "waits" in error.fact
        trouble = told(error)
        yield Finding(
            "Modem",
            ATTEND if waits else BROKEN,
            f"{port}: {'Kartu SIM menunggu PIN.' if waits else trouble.fact}",
            "Jalankan kios: ia memasukkan PIN dari kiosk.toml." if waits else trouble.remedy,
            OK if waits else MODEM,
        )
    except PortHeld as error:
        ours = error.holder.command.startswith("kiosk run")
        trouble = told(error)
        state, remedy = (GOOD, "") if ours else (ATTEND, trouble.remedy)
        yield Finding("Modem", state, f"{port}: {trouble.fact}", remedy)
        if ours:
            yield from _known(patient, port)
    except ModemError as error:
        trouble = told(error)
        yield Finding("Modem", BROKEN, f"{port}: {trouble.fact}", f"{trouble.remedy} {_ports()}", MODEM)


def _credit(patient: Patient, opened: "Modem") -> Finding:
    """Ask what is left; what the kiosk has learned of the card's use makes a forecast of it."""
    from modem import ModemError

    remedy = "Periksa kode dan pola operator: [operators.…] di kiosk.toml."
    try:
        balance = opened.balance()
    except ModemError:
        return Finding("Pulsa", ATTEND, "Operator tidak menjawab pertanyaan sisa pulsa.", remedy)
    if balance.amount is None:
        return Finding("Pulsa", ATTEND, f"Jawaban operator tidak dikenali: {balance.text[:60]!r}.", remedy)
    now = Reading(patient.now.timestamp(), balance.amount, balance.expires)
    tariff = float(opened.operator.tariff) if opened.operator else 0.0
    before, a_day = _history(patient, opened.imei)
    return _told(outlook([now, *before], a_day, patient.now.date(), tariff))


def _known(patient: Patient, port: str) -> Iterator[Finding]:
    """Tell what the kiosk at work was answered last: its modem cannot be asked from here."""
    readings, a_day = _history(patient, port=port)
    if readings:
        yield _told(outlook(readings, a_day, patient.now.date()))


def _history(patient: Patient, imei: str = "", *, port: str = "") -> tuple[list[Reading], float]:
    """Give what the kiosk was answered about the card of a modem, and its messages a day."""
    from kiosk.known import NAMED
    from kiosk.store import balances, migrate, remembered
    from kiosk.store.engine import DATABASE, Connection, engine_of

    path = patient.data / DATABASE
    if not path.exists():
        return [], 0.0
    connection = Connection(engine_of(path))
    try:
        if migrate.current(connection) != migrate.head():
            return [], 0.0
        imei = imei or str(connection.run(remembered.READ, name=NAMED.format(port)).value() or "")
        return balances.readings(connection, imei), balances.a_day(connection, imei, patient.now.timestamp())
    finally:
        connection.close()


def _told(held: Outlook) -> Finding:
    from kiosk.doors.lights import card

    light = card(ModemState("ready", held.at, card=held))
    state = GOOD if held.level == "good" else ATTEND
    remedy = "" if state == GOOD else f"Isi pulsa{' hari ini' if held.level == RED else ''}."
    detail = light.detail.replace(" Mohon isi pulsa.", "")
    return Finding("Pulsa", state, f"{light.title.removeprefix('Pulsa ')}, {detail}", remedy)


def _ports() -> str:
    from modem.ports import list_ports

    found = [port.address for port in list_ports()]
    return (
        f"Port yang terlihat: {', '.join(found)}."
        if found
        else "Tidak ada port modem yang terlihat: periksa kabelnya."
    )


def _line(port: str, health: "Health") -> Iterator[Finding]:
    yield Finding("Modem", GOOD, f"{port}, IMEI {health.imei or '?'}.")
    if not health.registered:
        yield Finding(
            "Jaringan",
            BROKEN,
            "Kartu SIM tidak terdaftar di jaringan.",
            "Periksa SIM, pulsa, dan antena.",
            MODEM,
        )
    else:
        weak = health.signal is None or health.signal < WEAK_DBM
        strength = "tidak diketahui" if health.signal is None else f"{health.signal} dBm"
        yield Finding(
            "Jaringan",
            ATTEND if weak else GOOD,
            f"{health.operator or 'Operator tidak dikenal'}, sinyal {strength}.",
            "Pindahkan antena ke dekat jendela." if weak else "",
        )
    if health.total:
        full = health.nearly_full
        yield Finding(
            "Memori SIM",
            ATTEND if full else GOOD,
            f"{health.used} dari {health.total} tempat SMS terpakai.",
            "Jalankan kios: ia mengambil SMS lalu menghapusnya dari SIM." if full else "",
        )
