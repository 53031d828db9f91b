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


class InvalidAccount(SimulatorError, ValueError):
    """No prepaid card can have this credit or this date."""

    advice = "Credit is 0 to 1000000000 rupiah, a date is written 2026-12-31."


class InvalidLinkModel(SimulatorError, ValueError):
    """The network cannot behave like this."""


class NotSent(SimulatorError):
    """The network does not take this phone's message."""

    advice = "Top up its card or mend what bars it: POST /api/network."


class UssdBusy(SimulatorError):
    """This subscriber has a USSD session open: the network does not begin another one."""

    advice = "Wait until it has ended, or release it first."


class OwnPace(SimulatorError):
    """This clock does not go at such a speed."""

    advice = "Move it on by `advance`, or start the simulator with another --speed."


class UnknownProfile(SimulatorError, ValueError):
    """No make of modem has this name."""


class InvalidProfile(SimulatorError, ValueError):
    """The file of a make of modem says something that means nothing."""

    advice = "Correct the file; the ones in modem/simulator/profiles show what it may say."


class NoSession(SimulatorError):
    """This handset has no USSD session to reply to."""

    advice = "Dial a code first."


class HostFailed(SimulatorError):
    """The function that serves a USSD code raised: its exception is the cause of this one."""

    advice = "Correct the function given to `network.host`."


class NotRinging(SimulatorError):
    """There is no call to answer."""

    advice = "Call this number first."


class NotHeld(SimulatorError):
    """There is no call that could be held, taken or joined so."""

    advice = "An end talks in one call, holds one (or a conference), and has one wait, at most."


class PathTaken(SimulatorError):
    """A pty's link cannot be put there."""

    advice = "Choose another path with --link."


class PortTaken(SimulatorError):
    """The TCP port cannot be listened on."""

    advice = "Choose another port with --tcp; port 0 takes a free one."
