"""Opens the data of a kiosk beside the process that holds it: for the console, the doctor and reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import config
from kiosk.clock import ahead_by
from kiosk.settings import Config, Identity
from kiosk.store.remembered import read, write

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

DEFAULT = Path("kiosk.toml")
DEMO_NUMBER = "38"  # the kiosk's two digits in the ticket numbers of a demo
AHEAD = "demo ahead"  # in the data of a demo: `kiosk.demo_clock`
NUMBER = "kiosk number"  # in the data: what `kiosk run` was configured with


def settings_of(file: Path | None, data: Path | None) -> Config:
    """Read the configuration named, or `kiosk.toml` here if there is one; *data* replaces its folder.

    Raises ConfigError.
    """
    if file is None and (data is not None or not DEFAULT.exists()):
        settings = Config()
    else:
        settings = config.load(file or DEFAULT)
    return settings._replace(kiosk=settings.kiosk._replace(data=data)) if data is not None else settings


@contextmanager
def shared(file: Path | None, data: Path | None) -> Iterator[tuple["Kiosk", Config]]:
    """Open the desk of a configuration or of a data folder, demo or live, without holding the folder.

    Raises ConfigError, StoreError.
    """
    from kiosk.core import Kiosk
    from kiosk.sampling import USUAL
    from kiosk.services import desk, home
    from kiosk.services.connecting import configure
    from kiosk.store import migrate

    settings = settings_of(file, data)
    demo = migrate.kind_of(settings.data) == "demo"
    configure(settings.services)
    book, registry = desk(home.office_of(settings.kiosk), settings.services.path)
    kiosk = Kiosk.open(
        settings.data,
        book,
        registry,
        demo=demo,
        command="",
        number=DEMO_NUMBER if demo else settings.kiosk.number,
        own_numbers=settings.own_numbers,
        days_off=settings.kiosk.closed,
        key_file=settings.privacy.key_file,
        threaded=False,
    )
    kiosk.sampling = USUAL if demo else settings.sampling
    try:
        if demo:
            kiosk.clock = ahead_by(kiosk.write(ahead))
        if not demo and settings.kiosk.number == Identity().number:  # only the folder was named
            kiosk.number = kiosk.write(remembered) or kiosk.number
        yield kiosk, settings
    finally:
        kiosk.close()


def ahead(tx: "Tx") -> float:
    """Give how many seconds the clock of a demo's data was put forward."""
    return float(read(tx, AHEAD) or 0)


def remember(kiosk: "Kiosk") -> None:
    """Write the kiosk's number into its data, for who names only the folder later."""
    kiosk.write(lambda tx: write(tx, NUMBER, kiosk.number))


def remembered(tx: "Tx") -> str:
    """Give the number of the kiosk that works on these data; "" before the first `kiosk run`."""
    return read(tx, NUMBER)
