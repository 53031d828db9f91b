"""The services of the kiosk: a home book, and one folder a service with its menu and its Python."""

from collections.abc import Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kiosk.services.home import Office
    from kiosk.transaction import Tx
    from menus import Book, Registry

FOLDER = Path(__file__).parent
HOME = FOLDER / "home.yaml"
NAMES = (  # a service that the kiosk comes with: its folder here
    "reports",
    "permits",
    "tax",
    "hospital",
    "directory",
    "survey",
)


class Desk(NamedTuple):
    """What the kiosk says and does: one book of all services, and the functions that it names."""

    book: "Book"
    registry: "Registry"


def desk(office: "Office | None" = None, own: Path | None = None, *, beside: Sequence[Path] = ()) -> Desk:
    """Load the home book with the built-in services and the office's *own* ones, a folder each.

    *beside* are folders of single services, as a rehearsal of one takes it in.

    Raises menus.MenuError, ConfigError.
    """
    import menus
    from kiosk.services import home, own_services

    registry = home.registry(office or home.Office())
    registry.include(*(import_module(f"kiosk.services.{name}").registry for name in NAMES))
    books = [FOLDER / name / "menu.yaml" for name in NAMES]
    for folder in (*beside, *(own_services.folders(own) if own else ())):
        registry.include(*own_services.registries(folder))
        books.append(folder / "menu.yaml")
    return Desk(menus.load(HOME, services=books), registry)


def attend(tx: "Tx", connected: "Collection[str]") -> bool:
    """Let each service do what is due every minute; True when there may be more.

    *connected* are the services whose agency can be asked.
    """
    more: list[bool] = []
    for name in NAMES:
        service = import_module(f"kiosk.services.{name}")
        if hasattr(service, "attend"):
            more.append(service.attend(tx, connected))
    return any(more)


def tidy(tx: "Tx") -> bool:
    """Let each service forget what it promised to forget; True when there may be more."""
    more: list[bool] = [import_module(f"kiosk.services.{name}").tidy(tx) for name in NAMES]
    return any(more)


def seed(tx: "Tx") -> None:
    """Give a demo what its services begin with; done again, it changes nothing."""
    from kiosk.services import counters

    counters.seed(tx)
    for name in NAMES:
        import_module(f"kiosk.services.{name}").seed(tx)
