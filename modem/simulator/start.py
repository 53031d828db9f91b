"""What a make says by itself: after power on, when its SIM card opens, and all the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modem.simulator.delays import NONE

if TYPE_CHECKING:
    from modem.simulator.clock import Timer
    from modem.simulator.modem import SimModem


class Start:
    """The start of one modem, by its profile; `busy` while its SIM card still reads itself."""

    def __init__(self, modem: SimModem) -> None:
        self._modem = modem
        self._clock = modem.clock
        self._timers: list[Timer] = []
        self.busy = False
        self._hushed = False
        if modem.profile.noise.lines:
            self._clock.after(modem.profile.noise.every, self._make_noise)

    def begin(self) -> None:
        """Say what this make says after power on; the SIM card may be open already."""
        self.stop()
        self._hushed = False
        self._say_later(self._modem.profile.boot.banner)
        if self._modem.card.ready:
            self.opened()

    def opened(self) -> None:
        """Go on, now that the SIM card is open."""
        boot = self._modem.profile.boot
        if boot.busy and self._modem.world.delays != NONE:
            self.busy = True
            self._timers.append(self._clock.after(boot.busy, self._rest))
        self._say_later(boot.ready)

    def stop(self) -> None:
        """Say nothing more of a start that was cut off."""
        self.busy = False
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def hush(self) -> None:
        """End the noise until the next start: the command that does so was given."""
        self._hushed = True

    def _rest(self) -> None:
        self.busy = False

    def _say_later(self, moments: tuple[tuple[float, str], ...]) -> None:
        for seconds, line in moments:
            wait = 0.0 if self._modem.world.delays == NONE else seconds
            self._timers.append(self._clock.after(wait, self._say, line))

    def _say(self, line: str) -> None:
        self._modem.device.tell(self._modem.words(line))

    def _make_noise(self) -> None:
        noise = self._modem.profile.noise
        if self._modem.on and self._modem.lines and not self._hushed:
            for line in noise.lines:
                self._say(line)
        self._clock.after(noise.every, self._make_noise)
