"""Whether people know of the services: one question to a sample of those who come to the counter.

Only who knows of a kiosk writes to it, so that use alone cannot tell what is unknown from what is not needed:
those are asked who came for something else. The service is drawn, whatever they came for. Answers are counted
as those of the survey are: no row leads to whoever gave one.
"""

from typing import TYPE_CHECKING

import menus
from kiosk.clock import WIB
from kiosk.sampling import Sampling, drawn
from kiosk.store import people

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SCREEN = "skm.tahu"
CATALOGUE = "layanan"  # leads to all other services, and is none


def draw(sampling: Sampling, who: str, book: menus.Book) -> str:
    """Draw the service about which a visitor is asked; "" for a visitor who is not of the sample."""
    if SCREEN not in book.nodes:
        return ""
    return drawn(sampling, who, [name for name in book.entrances if name not in (book.name, CATALOGUE)])


def ask(
    tx: "Tx",
    book: menus.Book,
    registry: menus.Registry,
    service: str,
    *,
    medium: menus.Medium,
    language: str = "",
) -> menus.Step:
    """Open the question in place of what the visitor did; their answer comes as any other."""
    now = tx.now.astimezone(WIB)
    session = menus.push(book, None, SCREEN, {"asal": (service, service)}, now=now, language=language)
    services = registry.bind(user=tx.number, tx=tx)
    step = menus.step(book, session, "", medium=medium, services=services, now=now)
    people.save(tx, medium.name, step.session.to_json(), keep=book.resume, awaits=step.more)
    return step
