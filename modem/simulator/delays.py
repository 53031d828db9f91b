"""How long things take between modem and network: seconds, measured to suit real programs."""

from typing import NamedTuple


class Delays(NamedTuple):
    """Each in seconds of the simulated world."""

    quiet: float = 0.15  # of silence on the line before an unsolicited result code
    between: float = 0.05  # two unsolicited result codes
    parts: float = 0.5  # two parts of a long message
    submit: float = 0.2  # from Ctrl-Z to +CMGS
    deliver: float = 0.3  # through the service centre
    report: float = 0.5  # from delivery to its report
    ussd: float = 0.4  # from OK to +CUSD
    call: float = 0.5  # from dialling to ringing
    register: float = 1.0  # from radio on (or PIN) to the network
    scan: float = 3.0  # AT+COPS=?


class Timers(NamedTuple):
    """How long the network waits before it gives up: seconds, the same at every speed."""

    validity: float = 7 * 86_400.0  # of a message that says nothing itself (TS 23.040 clause 9.2.3.12)
    ussd_reply: float = 180.0  # for a user's answer; networks have 60 to 600
    ussd_guard: float = 30.0  # for a service's answer


REAL = Delays()
NONE = Delays(*(0.0 for _ in Delays._fields))
