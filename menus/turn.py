"""One input, one screen."""

from datetime import datetime

from menus.book import Book
from menus.medium import Medium
from menus.services import Registry, Services
from menus.session import Session, Step

NO_SERVICES = Registry()


def step(
    book: Book,
    session: Session,
    text: str,
    *,
    medium: Medium,
    services: Services = NO_SERVICES,
    now: datetime,
) -> Step:
    """Answer one input; the empty text shows the screen anew. Pure but for what the services do."""
    raise NotImplementedError
