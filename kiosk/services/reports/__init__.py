"""Reporting a problem of the city (Siaran): menu.yaml is what is said, `registry` what is done.

Rooms: `kinds` the table of kinds, agencies and words, `similar` whether two places are one, `sentence` a
report in one message, `wording` what depends on a case, `desk` the functions that the book names, `seed` the
reports of a demo. The cases themselves live in `kiosk.cases`; `tidy` forgets who reported what ended.
"""

from kiosk.services.reports.desk import SERVICE, registry, tidy
from kiosk.services.reports.seed import seed

__all__ = ["SERVICE", "registry", "seed", "tidy"]
