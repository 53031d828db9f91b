"""A GSM modem and its network, simulated: a peer to talk AT with, not a mock.

    sim = Simulator(clock=VirtualClock())
    link = sim.modems[0].link()                      # or open_link("sim://"), a pty, TCP: see `serve`
    phone = sim.network.handset("+6281211110001")
    phone.text("MENU")
    sim.advance(hours=24)

Handsets and the simulator's own methods may be called from any thread; what a thread outside wants to do in
one piece goes through `sim.do(function)`. Each name below is loaded when it is first used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clock import WIB as WIB
    from .clock import Clock as Clock
    from .clock import RealClock as RealClock
    from .delays import Delays as Delays
    from .errors import HostFailed as HostFailed
    from .errors import InvalidAccount as InvalidAccount
    from .errors import InvalidFault as InvalidFault
    from .errors import InvalidLinkModel as InvalidLinkModel
    from .errors import InvalidNumber as InvalidNumber
    from .errors import NoSession as NoSession
    from .errors import NotRinging as NotRinging
    from .errors import NotSent as NotSent
    from .errors import PathTaken as PathTaken
    from .errors import PortTaken as PortTaken
    from .errors import SimulatorError as SimulatorError
    from .errors import UnknownId as UnknownId
    from .errors import UnknownModem as UnknownModem
    from .errors import UnknownProfile as UnknownProfile
    from .errors import UssdBusy as UssdBusy
    from .linkmodel import LinkModel as LinkModel
    from .shared import clock_for as clock_for
    from .shared import open_sim as open_sim
    from .shared import register as register
    from .shared import share as share
    from .shared import world as world
    from .transports import Served as Served
    from .transports import serve as serve
    from .values import Happening as Happening
    from .values import Received as Received
    from .values import Sent as Sent
    from .values import UssdRequest as UssdRequest
    from .values import UssdScreen as UssdScreen
    from .virtual import EPOCH as EPOCH
    from .virtual import VirtualClock as VirtualClock
    from .world import Simulator as Simulator

_ROOMS = {
    "clock": "WIB Clock RealClock",
    "delays": "Delays",
    "errors": "HostFailed InvalidAccount InvalidFault InvalidLinkModel InvalidNumber NoSession NotRinging "
    "NotSent PathTaken PortTaken SimulatorError UnknownId UnknownModem UnknownProfile UssdBusy",
    "linkmodel": "LinkModel",
    "shared": "Simulator clock_for open_sim register share world",
    "transports": "Served serve",
    "values": "Happening Received Sent UssdRequest UssdScreen",
    "virtual": "EPOCH VirtualClock",
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    if _WHERE[name] == "shared":  # its function `world` goes before the module of that name
        globals()["world"] = import_module(".shared", __name__).world
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])
