"""What the simulator refuses its users: one sentence of fact, one of remedy."""

from modem.errors import ModemError


class SimulatorError(ModemError):
    """Something was asked of the simulated world that it cannot do."""

    advice = "See `kiosk sim --help`."


class UnknownId(SimulatorError, KeyError):
    """No entry has this id: it is another run's, or so old that it was forgotten."""

    advice = "Ask again without `after` to get what there is."

    def __init__(self, item_id: str, remedy: str = "") -> None:
        super().__init__(f"There is no entry {item_id!r}.", remedy)


class InvalidNumber(SimulatorError, ValueError):
    """This cannot be a telephone number."""

    advice = "Write it like 0812…, 62812… or +62812…."


class UnknownModem(SimulatorError, IndexError):
    """There are fewer modems than that."""

    advice = "Modems are counted from 0; start the simulator with more by --modems."


class InvalidFault(SimulatorError, ValueError):
    """No fault has this name, or not with these numbers."""


class UnknownProfile(SimulatorError, ValueError):
    """No make of modem has this name."""


class NoSession(SimulatorError):
    """This handset has no USSD session to reply to."""

    advice = "Dial a code first."


class HostFailed(SimulatorError):
    """The function that serves a USSD code raised: its exception is the cause of this one."""

    advice = "Correct the function given to `network.host`."


class NotRinging(SimulatorError):
    """There is no call to answer."""

    advice = "Call this number first."


class PathTaken(SimulatorError):
    """A pty's link cannot be put there."""

    advice = "Choose another path with --link."


class PortTaken(SimulatorError):
    """The TCP port cannot be listened on."""

    advice = "Choose another port with --tcp; port 0 takes a free one."
