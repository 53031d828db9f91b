"""The serial ports of this machine, by names that last: `/dev/serial/by-id/…` for ttyUSB0."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

BY_ID = Path("/dev/serial/by-id")


class Port(NamedTuple):
    """A serial port: `address` for `open_link`, the system's own `device`, and what is plugged in there."""

    address: str
    device: str
    description: str


def list_ports(by_id: Path = BY_ID) -> list[Port]:
    """List the ports of USB modems and other adapters, those with a lasting name under it."""
    from serial.tools import list_ports as system

    lasting = {str(link.resolve()): str(link) for link in sorted(by_id.glob("*"))} if by_id.is_dir() else {}
    found = sorted(system.comports(), key=lambda port: str(port.device))
    return [
        Port(lasting.get(port.device, port.device), port.device, port.description or "")
        for port in found
        if port.hwid != "n/a" or port.device in lasting
    ]
