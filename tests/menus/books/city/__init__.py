"""The functions of the city's own book, and a fixed answer for each."""

from menus import Registry

registry = Registry()
registry.action("tangsel.petugas")(lambda call: {"kelurahan": "Pamulang Barat"})
registry.action("tangsel.berhenti")(lambda call: None)
