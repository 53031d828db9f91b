"""`serial.serial_for_url("sim://")`: a simulated modem for programs that know pyserial.

    import modem.simulator
    modem.simulator.register()
    port = serial.serial_for_url("sim://", timeout=1)

The address is that of `modem.simulator.open_sim`; timeouts run on the world's clock. There is no file
descriptor.
"""

import math
from typing import Any

from serial.serialutil import PortNotOpenError, SerialBase, SerialException

from modem.errors import Gone, ModemError
from modem.simulator.link import SimLink
from modem.simulator.shared import open_sim


class Serial(SerialBase):  # type: ignore[misc, unused-ignore]
    """A port of pyserial's whose other end is a simulated modem."""

    _link: SimLink | None = None

    def open(self) -> None:
        """Connect to the modem that the address names."""
        if self.port is None:
            raise SerialException("The address of the simulator is missing: use sim://.")
        if self.is_open:
            raise SerialException("This port is open already.")
        try:
            self._link = open_sim(self.port)
        except ModemError as error:
            raise SerialException(str(error)) from error
        self._buffer = bytearray()
        self.is_open = True

    def close(self) -> None:
        """Let go of the modem; a second time does nothing."""
        if self._link is not None:
            self._link.close()
            self._link = None
        self.is_open = False

    def _reconfigure_port(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Take any speed and form; the simulated line has none."""

    def from_url(self, url: str) -> str:
        """Give the address back: `serial_for_url` asks for it."""
        return url

    @property
    def in_waiting(self) -> int:
        """Octets that a read gives at once."""
        return len(self._buffer) + self._open().waiting

    def read(self, size: int = 1) -> bytes:
        """Give *size* octets, or what came until the timeout or `cancel_read`."""
        link = self._open()
        deadline = math.inf if self.timeout is None else link.now() + self.timeout
        try:
            while len(self._buffer) < size:
                octets = link.read(deadline - link.now())
                if not octets:
                    break
                self._buffer += octets
        except Gone as error:
            raise SerialException(str(error)) from error
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def cancel_read(self) -> None:
        """End a read in another thread."""
        self._open().wake()

    def write(self, b: Any, /) -> int | None:  # noqa: ANN401 - any buffer, as pyserial takes
        """Give the modem octets; the number of them."""
        octets = bytes(b)
        try:
            self._open().write(octets)
        except Gone as error:
            raise SerialException(str(error)) from error
        return len(octets)

    def flush(self) -> None:
        """Nothing is kept back."""
        self._open()

    def reset_input_buffer(self) -> None:
        """Forget what was not read."""
        self._open().clear()
        self._buffer.clear()

    def reset_output_buffer(self) -> None:
        """Nothing is kept back."""
        self._open()

    def _update_break_state(self) -> None:
        self._open()

    def _update_rts_state(self) -> None:
        """There are no wires."""

    def _update_dtr_state(self) -> None:
        """There are no wires."""

    @property
    def cts(self) -> bool:
        """The modem is always clear to send."""
        self._open()
        return True

    @property
    def dsr(self) -> bool:
        """The modem is always ready."""
        self._open()
        return True

    @property
    def ri(self) -> bool:
        """Nothing rings on a wire; RING comes as text."""
        self._open()
        return False

    @property
    def cd(self) -> bool:
        """No data call is ever up."""
        self._open()
        return False

    def _open(self) -> SimLink:
        if self._link is None:
            raise PortNotOpenError
        return self._link
