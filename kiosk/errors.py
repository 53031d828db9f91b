"""Errors that a person can act on: one sentence of fact, one of remedy, and the exit code of the contract."""

OK, ERROR, USAGE, CONFIGURATION, MODEM, STORE, NETWORK = 0, 1, 2, 3, 4, 5, 6


class KioskError(Exception):
    """A failure that is told to a person: `fact` says what is so, `remedy` what to do.

    >>> print(KioskError("The port is taken.", "Choose another one with --http."))
    The port is taken. Choose another one with --http.
    """

    exit_code = ERROR

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(fact, remedy)
        self.fact = fact
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.fact} {self.remedy}"


class ConfigError(KioskError):
    """`kiosk.toml` or a menu cannot be used as it is."""

    exit_code = CONFIGURATION


class StoreError(KioskError):
    """The database or its disk refuses."""

    exit_code = STORE


class Unsealable(StoreError):
    """One sealed value does not open: it was changed, or sealed with another key. The rest is well."""


class PortTaken(KioskError):
    """A network address cannot be listened on."""

    exit_code = NETWORK
