"""One simulated modem: its device (AT), its radio, its SIM card, its line to whoever is connected."""

from typing import TYPE_CHECKING, Any, Protocol

from modem.errors import Gone
from modem.simulator.device import Device
from modem.simulator.faults import Faults
from modem.simulator.link import SimLink
from modem.simulator.makes import Profile
from modem.simulator.operators import Operator, operator
from modem.simulator.simcard import SimCard
from modem.simulator.start import Start
from modem.simulator.trace import INWARD, OUTWARD
from modem.simulator.wire import Wire
from modem.tpdu import Deliver, StatusReport, Submit

if TYPE_CHECKING:
    from modem.simulator.world import Simulator

FIRST_NUMBER = 628119000001


class Port(Protocol):
    """Where a modem's octets go: an in-process link, a pty, a TCP connection. Called inside the world."""

    name: str

    def put(self, octets: bytes) -> None:
        """Take what the modem says."""
        ...

    def gone(self, why: str) -> None:
        """Learn that the modem was unplugged."""
        ...

    def back(self) -> None:
        """Learn that it was plugged in again."""
        ...


class SimModem:
    """A modem of the world. `write` is its line in; what it says goes to every attached port."""

    def __init__(
        self, world: "Simulator", index: int, profile: Profile, pin: str | None, number: str = ""
    ) -> None:
        self.world = world
        self.clock = world.clock
        self.index = index
        self.profile = profile
        self.number = number or f"+{FIRST_NUMBER + index}"
        self.imei = _with_check_digit(f"35294906{index:06d}")
        self.card = SimCard(index, pin, operator(self.number).code)
        self.faults = Faults(self)
        self.wire: Wire | None = None  # what octets pass while something is broken
        self.plugged = self.on = True
        self.radio = True
        self.registered = self.card.ready
        self._signal = 20
        self._ports: list[Port] = []
        self._trace = world.trace
        self.start = Start(self)
        self.device = Device(self)

    # the line

    def link(self) -> SimLink:
        """Open a line to this modem; `Gone` while it is unplugged."""
        with self.clock.lock:
            if not self.plugged:
                raise Gone(f"The simulated modem {self.index} is unplugged.")
            return SimLink(self)

    def attach(self, port: Port) -> None:
        """Let *port* hear what the modem says."""
        self._ports.append(port)

    def detach(self, port: Port) -> None:
        """Let it hear no more."""
        if port in self._ports:
            self._ports.remove(port)

    @property
    def lines(self) -> list[str]:
        """The names of the lines that are open."""
        return [port.name for port in self._ports]

    @property
    def unread(self) -> int:
        """How many octets the open lines of this process hold that nobody has read."""
        return sum(port.unread for port in self._ports if isinstance(port, SimLink))

    def write(self, octets: bytes) -> None:
        """Take octets off the line; whoever calls holds the world's lock."""
        self._trace.add(self.index, INWARD, octets)
        if self.wire is not None:
            self.wire.inward(octets)
            return
        answer = self.device.feed(octets)
        if answer:
            self.say(answer)

    def put(self, octets: bytes) -> None:
        """Take what the device says."""
        if self.wire is not None:
            self.wire.outward(octets)
        else:
            self.say(octets)

    def say(self, octets: bytes) -> None:
        """Say octets to whoever is connected; nobody is fine, too."""
        self._trace.add(self.index, OUTWARD, octets)
        for port in self._ports:
            port.put(octets)

    # the radio

    @property
    def reachable(self) -> bool:
        """Whether the network can reach it now."""
        return self.on and self.radio and self.registered

    @property
    def signal(self) -> int:
        """How strong the network is here (TS 27.007 clause 8.5): 0 to 31, 99 not known."""
        return self._signal

    @signal.setter
    def signal(self, level: int) -> None:
        self._signal = level
        self.device.indicators.look()

    def power(self, on: bool) -> None:
        """Switch the radio (AT+CFUN); the network lets it in a moment later."""
        self.radio = on
        self.leave()
        if on:
            self.join()

    def join(self) -> None:
        """Look for the network, if radio and SIM card allow."""
        if self._may_register:
            self.clock.after(self.world.delays.register, self._register)

    @property
    def _may_register(self) -> bool:
        able = self.on and self.radio and self.card.ready and not self.registered
        return able and not self.faults.on("no-network")

    def _register(self) -> None:
        if self._may_register:
            self.registered = True
            self.device.registration_changed()
            self.retry()

    def leave(self) -> None:
        """Leave the network: what is under way ends."""
        if self.registered:
            self.registered = False
            self.world.network.lost(self)
            self.device.registration_changed()

    def retry(self) -> None:
        """Tell the network that messages which waited may come now (it is back, or memory is free)."""
        self.world.network.smsc.available(self)

    # power

    def unplug(self) -> None:
        """Pull it out: power and line are gone, what lies in its memories stays."""
        self.plugged = False
        self.switch_off()
        for port in tuple(self._ports):
            port.gone(f"The simulated modem {self.index} was unplugged.")
        self._ports = [port for port in self._ports if not isinstance(port, SimLink)]

    def replug(self) -> None:
        """Put it in again: it starts as after power on."""
        self.plugged = True
        self.switch_on()
        for port in tuple(self._ports):
            port.back()

    def switch_off(self) -> None:
        """Take its power: what is under way is lost."""
        self.on = False
        self.start.stop()
        self.leave()
        self.device.restart()
        if self.wire is None:
            self.wire = Wire(self)  # takes what is sent to a modem that is off
        self.wire.cut()

    def switch_on(self, *, greet: bool = True) -> None:
        """Give it power again, where it is plugged in; *greet*: it says what its make says then."""
        if self.plugged and not self.on and not self.faults.on("off"):
            self.on = self.radio = True
            self.card.lock()
            self.join()
            if self.wire is not None:
                self.wire.rest()
            if greet:
                self.start.begin()

    def restart(self) -> None:
        """Start anew (AT+CFUN=1,1), as after power on."""
        self.start.stop()
        self.power(False)
        self.device.restart()
        self.card.lock()
        self.power(True)
        self.start.begin()

    def brown_out(self, banner: str | None) -> None:
        """Let the power dip: off, and on again as soon as it starts up; then it says noise and a banner.

        None is what its make says, RDY where that is nothing.
        """
        self.switch_off()
        self.clock.after(self.world.delays.register, self._start_up, banner)

    def _start_up(self, banner: str | None) -> None:
        if self.plugged and not self.on and not self.faults.on("off"):
            self.switch_on(greet=banner is None)
            self.put(b"\xff\xfe\x00")
            if banner is None and not self.profile.boot.banner:
                banner = "RDY"
            if banner:
                self.put(f"\r\n{banner}\r\n".encode("latin-1", "replace"))

    # the network's side

    def take(self, tpdu: Deliver | StatusReport) -> bool:
        """Take a message off the air.

        False: not now (no memory, no acknowledgement), the network keeps it.
        """
        if not self.reachable or (self.wire is not None and not self.wire.takes()):
            return False
        return self.device.inbound.take(tpdu)

    def submit(self, submit: Submit) -> None:
        """Hand a message to the network; raises `at.Cms` where it is refused."""
        self.world.network.smsc.submit(self, submit)
        if self.wire is not None:
            self.wire.handed()

    # people

    @property
    def operator(self) -> Operator:
        """The operator of its SIM card."""
        return self.world.network.accounts.operator(self.number)

    def words(self, line: str) -> str:
        """Fill a line of the profile: what stands in braces is this modem's own."""
        if "{" not in line:
            return line
        own = {
            **self.profile.identity._asdict(),
            "imei": self.imei,
            "iccid": self.card.iccid,
            "imsi": self.card.imsi,
            "rssi": self.signal,
            "number": self.number,
            "pin": self.card.state if self.card.inserted else "NOT INSERTED",
        }
        return line.format_map(own)

    def note(self, kind: str, *words: str) -> None:
        """Tell trace and watchers about something that is not on the line."""
        self._trace.note(self.index, " ".join((kind, *words)))
        self.world.happened(kind, modem=self.index, text=" ".join(words))

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        return {
            "index": self.index,
            "number": self.number,
            "imei": self.imei,
            "profile": self.profile.name,
            "plugged": self.plugged,
            "on": self.on,
            "radio": self.radio,
            "registered": self.registered,
            "signal": self.signal,
            "memories": {store.name: [len(store), store.capacity] for store in self.device.stores.values()},
            "faults": self.faults.json(),
            **self.world.network.calls.services(self.number),
            **self.world.network.accounts.json(self.number),
        }


def _with_check_digit(digits: str) -> str:
    """Append the Luhn digit of an IMEI (TS 23.003 annex B)."""
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(digits)]
    return f"{digits}{-sum(d // 10 + d % 10 for d in doubled) % 10}"
