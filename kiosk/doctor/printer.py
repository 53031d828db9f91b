"""What `kiosk doctor` finds at the slip printer of the walk-up counter: is it there, has it paper."""

from collections.abc import Iterator

from kiosk.doctor.findings import ATTEND, BROKEN, GOOD, Finding, Patient
from kiosk.doors.printer import Trouble, connect
from kiosk.doors.printer_line import Gone
from kiosk.errors import ERROR


def printer(patient: Patient) -> Iterator[Finding]:
    """Examine the printer that is configured; without one there is nothing to say."""
    settings = patient.settings.printer
    if not settings.port:
        return
    try:
        with connect(settings) as opened:
            status = opened.status()
    except Trouble as trouble:
        yield Finding("Printer slip", ATTEND, f"{settings.port}: {trouble.fact}", trouble.remedy)
    except Gone as gone:
        yield Finding("Printer slip", BROKEN, gone.fact, gone.remedy, ERROR)
    else:
        if not status.answers:
            fact = "tersambung; printer ini tidak bisa mengatakan apakah kertasnya habis."
            yield Finding("Printer slip", GOOD, f"{settings.port}: {fact}")
        elif status.low:
            fact = f"{settings.port}: kertas hampir habis."
            yield Finding("Printer slip", ATTEND, fact, "Siapkan gulungan 58 mm yang baru.")
        else:
            yield Finding("Printer slip", GOOD, f"{settings.port}: siap, kertas ada.")
