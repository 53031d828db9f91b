"""The city's kelurahan, and which one a resident means: `find(text)`.

`wilayah.csv` has the official codes and names, `nama.yaml` what residents write in their place; both are data
that an office can change. `gazetteer` matches and knows no file, `table` reads them.
"""

from kiosk.places.gazetteer import Found, Kelurahan, Which
from kiosk.places.table import everywhere, find, kelurahan, named, official

__all__ = ["Found", "Kelurahan", "Which", "everywhere", "find", "kelurahan", "named", "official"]
