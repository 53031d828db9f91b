"""Registering at the public hospital: menu.yaml is what is said, `registry` what is done.

Rooms: `clinics` the table of clinics and doctors, `places` what the hospital has lent, `booking` who holds
a place or waits for one (`values`), `wording` the sentences that depend on figures, `news` what is told
later, `desk` the functions that the book names. `connector` is what is said to the hospital and `exchange`
when, `answers` what becomes of its answers, `centre` a simulated one. `seed` lends the places of a demo,
`attend` looks after bookings every minute, `tidy` erases the patients of visits long past.
"""

from kiosk.services.hospital import answers
from kiosk.services.hospital.attending import attend, seed
from kiosk.services.hospital.booking import tidy
from kiosk.services.hospital.desk import registry

__all__ = ["answers", "attend", "registry", "seed", "tidy"]
