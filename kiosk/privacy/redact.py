"""Logs without numbers: the last gate before a line is written."""

import logging
import re

NUMBER = re.compile(r"(?<![\w.])\+?[0-9][0-9 .-]{5,}[0-9]{3}(?![\w])")


def masked(text: str) -> str:
    """Mask what could be a phone number, NIK or BPJS number; its last 3 digits stay.

    >>> masked("dari +6281211110001: NIK 3674016305900001, port 8080")
    'dari ..001: NIK ..001, port 8080'
    """
    return NUMBER.sub(lambda found: f"..{found[0][-3:]}", text)


class Redacted(logging.Formatter):
    """A log line in which no number of a resident stands, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Format as usual, then mask."""
        return masked(super().format(record))


def to_stderr(level: int = logging.INFO) -> None:
    """Write the kiosk's log to standard error, masked."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("{asctime} {message}", "%d/%m %H:%M:%S", "{"))
    log = logging.getLogger("kiosk")
    log.handlers[:] = [handler]
    log.setLevel(level)
    log.propagate = False
