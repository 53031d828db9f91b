"""Places to begin with."""

from kiosk.services.hospital import quota
from kiosk.services.hospital.clinics import clinics
from kiosk.transaction import Tx


def seed(tx: Tx) -> None:
    """Agree to the places of the table, as a hospital would; what is agreed already stays as it is."""
    for clinic in clinics().all.values():
        for weekday in sorted(clinic.weekdays):
            quota.agree(tx, clinic.code, weekday, clinic.places)
