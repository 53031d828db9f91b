"""The checks of `kiosk doctor`: each finds something, and says what to do where that is not as it should be.

A check takes a `Patient` and yields its findings; the order is that of a repair, from the ground up.
"""

from collections.abc import Callable, Iterator

from kiosk.doctor.books import menus
from kiosk.doctor.data import backup, database
from kiosk.doctor.findings import BROKEN, Finding, Patient
from kiosk.doctor.hospital import hospital
from kiosk.doctor.machine import clock, folder, python
from kiosk.doctor.modems import modems
from kiosk.doctor.printer import printer
from kiosk.errors import ERROR, OK, KioskError

__all__ = ["CHECKS", "Finding", "Patient", "examine", "verdict"]

CHECKS: dict[str, Callable[[Patient], Iterator[Finding]]] = {
    "Program": python,
    "Jam": clock,
    "Folder data": folder,
    "Basis data": database,
    "Cadangan": backup,
    "Menu": menus,
    "RSU": hospital,
    "Modem": modems,
    "Printer slip": printer,
}


def examine(patient: Patient) -> Iterator[Finding]:
    """Run every check; one that cannot be made is a finding, too."""
    for name, check in CHECKS.items():
        try:
            yield from check(patient)
        except KioskError as error:
            yield Finding(name, BROKEN, error.fact, error.remedy, error.exit_code)
        except OSError as error:
            yield Finding(name, BROKEN, f"{error}.", "Periksa izin berkas dan folder itu.", ERROR)


def verdict(findings: list[Finding]) -> int:
    """Give the exit code: that of the first thing that is broken, from the ground up."""
    return next((finding.exit_code for finding in findings if finding.state == BROKEN), OK)
