"""Registering at the public hospital: menu.yaml is what is said, `registry` what is done.

Rooms: `clinics` the table of clinics, `quota` their places, `booking` who holds one, `wording` the sentences
that depend on figures, `desk` the functions that the book names. `seed` makes the places of a demo, `tidy`
erases the patients of visits long past.
"""

from kiosk.services.hospital.booking import tidy
from kiosk.services.hospital.desk import registry
from kiosk.services.hospital.places import seed

__all__ = ["registry", "seed", "tidy"]
