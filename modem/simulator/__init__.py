"""A GSM modem and its network, simulated: a peer to talk AT with, not a mock.

    sim = Simulator(clock=VirtualClock())
    link = sim.modems[0].link()                      # or open_link("sim://"), a pty, TCP: see `serve`
    phone = sim.network.handset("+6281211110001")
    phone.text("MENU")
    sim.advance(hours=24)

Handsets and the simulator's own methods may be called from any thread; what a thread outside wants to do in
one piece goes through `sim.do(function)`.
"""

from modem.simulator.clock import WIB, Clock, RealClock
from modem.simulator.delays import Delays
from modem.simulator.errors import (
    HostFailed,
    InvalidFault,
    InvalidNumber,
    NoSession,
    NotRinging,
    PathTaken,
    PortTaken,
    SimulatorError,
    UnknownId,
    UnknownModem,
    UnknownProfile,
)
from modem.simulator.shared import clock_for, open_sim, register, share, world
from modem.simulator.transports import Served, serve
from modem.simulator.values import Happening, Received, Sent, UssdRequest, UssdScreen
from modem.simulator.virtual import EPOCH, VirtualClock
from modem.simulator.world import Simulator

__all__ = [
    "EPOCH",
    "WIB",
    "Clock",
    "Delays",
    "Happening",
    "HostFailed",
    "InvalidFault",
    "InvalidNumber",
    "NoSession",
    "NotRinging",
    "PathTaken",
    "PortTaken",
    "RealClock",
    "Received",
    "Sent",
    "Served",
    "Simulator",
    "SimulatorError",
    "UnknownId",
    "UnknownModem",
    "UnknownProfile",
    "UssdRequest",
    "UssdScreen",
    "VirtualClock",
    "clock_for",
    "open_sim",
    "register",
    "serve",
    "share",
    "world",
]
