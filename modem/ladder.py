"""What helps a modem that falls silent, the mildest first. PURE: the time is an argument.

| silences of one command, in a row | rung |
|---|---|
| 1 | "attention": ESC, AT, until it answers again |
| 2 | "setup": its settings may be lost, set it up anew |
| 3 | "restart": `AT+CFUN=1,1`, at most once an hour, since it makes some sticks vanish from the bus |
| more | "reopen": give the link up; whoever owns the modem opens it again, and waits longer each time |
"""

from __future__ import annotations

HOUR = 3600.0
RUNGS = ("attention", "setup", "restart", "reopen")


class Ladder:
    """Counts what stayed unanswered; one for a modem, however often it is opened.

    `known` says that it has answered before: only such a one is restarted blindly.
    """

    def __init__(self) -> None:
        self.known = False
        self._silences: dict[str, int] = {}
        self._restarted_at = -HOUR

    def silent(self, command: str) -> None:
        """Note that *command* got no answer in time."""
        self._silences[command] = self._silences.get(command, 0) + 1

    def answered(self, command: str) -> None:
        """Note that *command* was answered: what troubled it is over."""
        if self._silences:
            self._silences.pop(command, None)

    def may_restart(self, now: float) -> bool:
        """Whether the last restart is an hour ago."""
        return now - self._restarted_at >= HOUR

    def restarted(self, now: float) -> None:
        """Note a restart."""
        self._restarted_at = now

    def rung(self, now: float) -> str:
        """Give the rung that is due; where one must not be taken, the next.

        >>> ladder, rungs = Ladder(), []
        >>> for _ in range(4):
        ...     ladder.silent("+CMGL")
        ...     rungs.append(ladder.rung(0.0))
        >>> rungs
        ['attention', 'setup', 'restart', 'reopen']
        """
        count = max(self._silences.values(), default=1)
        rung = RUNGS[min(count, len(RUNGS)) - 1]
        if rung == "restart" and not self.may_restart(now):
            rung = "reopen"
        if rung == "reopen":
            self._silences.clear()
        return rung
