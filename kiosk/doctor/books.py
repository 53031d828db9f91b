"""What a kiosk says: the books of its services."""

from collections.abc import Iterator

from kiosk.doctor.findings import BROKEN, GOOD, Finding, Patient
from kiosk.errors import CONFIGURATION


def menus(patient: Patient) -> Iterator[Finding]:
    """Load the books."""
    from kiosk.services import FOLDER, desk
    from menus import MenuError

    own = patient.settings.services.path
    try:
        book, _ = desk(own=own)
    except MenuError as error:
        yield Finding(
            "Menu",
            BROKEN,
            str(error),
            f"Jalankan: kiosk menus check {own or FOLDER}. "
            "Kios yang sedang berjalan tetap memakai menu sebelumnya.",
            CONFIGURATION,
        )
    else:
        yield Finding("Menu", GOOD, f"{len(book.nodes)} layar, bahasa {', '.join(book.languages)}.")
