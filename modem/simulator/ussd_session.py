"""An open USSD dialogue of one subscriber (TS 22.090): whose it is, who serves it, what waits for it."""

from modem.simulator.clock import Timer
from modem.simulator.hosting import Hosted
from modem.simulator.values import UssdRequest, UssdScreen


class Session:
    """An open dialogue of one subscriber; `path` is where in the network's own menu it stands.

    `pushed`: the network began it. `timer` ends it, unless whose turn it is speaks in time. `over` is told
    when it ends without the answer that it waits for.
    """

    def __init__(self, session_id: str, number: str, code: str, hosted: Hosted | None) -> None:
        self.id = session_id
        self.number = number
        self.code = code
        self.serve = hosted.serve if hosted else None
        self.over = hosted.over if hosted else None
        self.path = ""
        self.pushed = False
        self.screen: UssdScreen | None = None
        self.timer: Timer | None = None

    def rest(self) -> None:
        """Stop the timer: whose turn it was has spoken."""
        if self.timer is not None:
            self.timer.cancel()

    def asks(self, text: str | None) -> UssdRequest:
        """Give what the host is asked: None for the beginning."""
        return UssdRequest(self.id, self.number, self.code, text)
