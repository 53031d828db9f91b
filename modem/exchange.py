"""Commands and answers over a link: one in flight, and whatever else is said meanwhile kept in order."""

from __future__ import annotations

import threading
from collections import deque

from modem.at import Dialogue
from modem.errors import CmeError, CmsError, Gone, OutcomeUnknown, Silent
from modem.ladder import Ladder
from modem.link import Link
from modem.profile import Profile
from modem.results import Prompt, Result, Unsolicited
from modem.unheeded import Unheeded

ESC = b"\x1b"
_QUIET = 0.2
_SMS = ("+CMG", "+CMS", "+CNM", "+CPMS")


class Exchange:
    """Speaks AT over *link*. Never waits by the wall clock: every deadline is the link's.

    `urcs` holds what the modem said unasked; `woken` that a `wake` came while something else
    was waited for; `restarted` that its settings may be lost; `ignored` the lines that it never answers.
    """

    def __init__(self, link: Link, profile: Profile, ladder: Ladder | None = None) -> None:
        self.link = link
        self.profile = profile
        self.ladder = ladder or Ladder()
        self.urcs = Unheeded()
        self.woken = False
        self.restarted = False
        self.ignored: set[str] = set()
        self._mute = False  # whether echo is off: one that comes all the same tells of a restart
        self._closing = False
        self.doubtful = False  # a command was given up: its answer may still come
        self._broken = False  # the modem restarted since the command in flight was written
        self._dialogue = Dialogue(profile.urcs + profile.resets + profile.ready)
        self._answers: deque[Result | Prompt] = deque()
        self._reading = threading.Lock()

    def close(self) -> None:
        """Close the link; while another thread reads from it, that thread does so."""
        self._closing = True
        self.link.wake()
        if self._reading.acquire(blocking=False):
            try:
                self.link.close()
            finally:
                self._reading.release()

    def is_closing(self) -> bool:
        """Whether `close` was called, from whatever thread."""
        return self._closing

    def hear(self, timeout: float) -> bool:
        """Read once, waiting *timeout* seconds at most; whether anything was said.

        Raises `Gone`, also once `close` was called.
        """
        end = self.link.now() + timeout
        with self._reading:
            octets = b"" if self._closing else self.link.read(max(0.0, timeout))
            if self._closing:
                self.link.close()
                raise Gone(f"The link to {self.link.name} is closed.", "Open the modem again.")
        if not octets:
            self.woken = self.woken or self.link.now() < end
            return False
        for heard in self._dialogue.receive(octets):
            if isinstance(heard, Unsolicited):
                self._note(heard)
            else:
                self._answers.append(heard)
        if self._echoes_again():
            self.restarted = True  # not every modem says so: a SIM800 that finds its baud rate does not
        return True

    def _echoes_again(self) -> bool:
        return self._mute and self._dialogue.echoed

    def expect_echo(self, *, off: bool) -> bool:
        """Take an echo for the sign of a restart, from now on or not; *off* only where none came lately.

        Gives whether one came since the last time.
        """
        echoed = self._dialogue.echoed
        self._mute = off and not echoed
        self._dialogue.echoed = False
        return echoed

    def _note(self, urc: Unsolicited) -> None:
        if urc.name in self.profile.resets:
            self.restarted = self._broken = True
        elif urc.name in self.profile.ready and self.profile.card(urc.name, urc.text) != "missing":
            self.restarted = True
        else:
            self.urcs.add(self.link.now(), urc)

    def pause(self, seconds: float) -> None:
        """Listen for *seconds*, whatever is said; a `wake` does not shorten it."""
        end = self.link.now() + seconds
        while (rest := end - self.link.now()) > 0:
            self.hear(rest)

    def run(self, line: str, timeout: float | None = None) -> Result:
        """Give the answer to `AT`*line*, whatever it is. Raises `Silent` or `Gone`."""
        self._begin(line)
        answer = self._answer(self.profile.timeouts.answer if timeout is None else timeout)
        if isinstance(answer, Prompt):
            raise self._give_up(f"The modem wants data for AT{_name(line)}.")
        return answer

    def ask(self, line: str, timeout: float | None = None) -> Result:
        """Give the answer to `AT`*line*. Raises `CmeError` or `CmsError` where the modem refuses it."""
        return granted(self.run(line, timeout))

    def attempt(self, line: str) -> bool:
        """Whether the modem does `AT`*line*."""
        return self.run(line).ok

    def post(self, line: str, pdu: bytes, timeout: float) -> int:
        """Give the number that answers a command with a PDU: a TP-MR or an index.

        Raises `CmsError` or `CmeError` (refused), `Silent` or `Gone` before the PDU was handed over,
        `OutcomeUnknown` after it.
        """
        self._begin(line)
        body = self._dialogue.body(pdu)  # while the modem gets ready for it
        answer = self._answer(self.profile.timeouts.prompt, wanted="")
        if isinstance(answer, Result):
            raise refusal(answer)
        if self._echoes_again():  # it would take the digits for a text
            raise self._give_up(f"The modem at {self.link.name} has started anew and lost its settings.")
        return self._committed(body, timeout)

    def commit(self, line: str, timeout: float) -> int:
        """Give the TP-MR that answers a command that sends. Raises `OutcomeUnknown` once it is written."""
        self.settle()
        return self._committed(self._opened(line), timeout)

    def _committed(self, octets: bytes, timeout: float) -> int:
        try:
            self._write(octets)
            name = _name(self._dialogue.in_flight)
            answer = self._answer(timeout, wanted=name)
            if isinstance(answer, Prompt):
                raise self._give_up("The modem asks for data again.")
        except (Silent, Gone) as error:
            raise OutcomeUnknown("The message was handed over and its answer never came.") from error
        return granted(answer).number(name) or 0  # there is one: it was waited for

    def _begin(self, line: str) -> None:
        if self.doubtful:
            self.settle()
        self._write(self._opened(line))

    def _write(self, octets: bytes) -> None:
        """Write a part of a command; where the link is gone, nothing of it is waited for any more."""
        try:
            self.link.write(octets)
        except Gone:
            self._forsake()
            raise

    def _forsake(self) -> None:
        self._dialogue.abandon()
        self.doubtful = True

    def _opened(self, line: str) -> bytes:
        octets = self._dialogue.command(line)
        self._answers.clear()
        self._broken = False
        return octets

    def _answer(self, timeout: float, wanted: str | None = None) -> Result | Prompt:
        """Wait for what the command in flight brings; neither URCs nor wakes shorten or lengthen it.

        Where it must bring a line *wanted* (or "" a prompt), an OK without it belongs to an older one.
        """
        end = self.link.now() + timeout
        name = _name(self._dialogue.in_flight)
        while True:
            while self._answers:
                answer = self._answers.popleft()
                if isinstance(answer, Prompt):
                    return answer
                if wanted is None or not answer.ok or (wanted and answer.number(wanted) is not None):
                    self.ladder.answered(name)
                    return answer
                self._dialogue.command(answer.command)
            rest = end - self.link.now()
            if rest <= 0:
                self.ladder.silent(name)
                raise self._give_up(
                    f"The modem at {self.link.name} did not answer within {timeout:g} seconds."
                )
            try:
                self.hear(rest)
            except Gone:
                self._forsake()
                raise
            if self._broken and not self._answers:
                raise self._give_up(f"The modem at {self.link.name} restarted in the middle of a command.")

    def _give_up(self, fact: str) -> Silent:
        self._forsake()
        return Silent(fact)

    def settle(self) -> None:
        """After a silence, find the beginning of an answer again. Raises `Gone` when there is none."""
        if self.doubtful:
            self.rouse("+CMGF?", self.profile.timeouts.settle)

    def rouse(self, line: str, limit: float) -> None:
        """Repeat a harmless command until it is answered, within *limit* seconds; ESC leaves a prompt first.

        A late answer to an older command must not pass for this one: a question (`+CMGF?`) is answered by its
        own name only. Raises `Gone`.
        """
        end = self.link.now() + limit
        certain = not self.doubtful
        self.link.write(ESC)
        while self.link.now() < end:
            self._dialogue.abandon()
            self.link.write(self._opened(line))
            if self._roused(line, min(end, self.link.now() + self.profile.timeouts.attention)):
                if not certain:
                    self._drain()
                self.doubtful = False
                return
            certain = False
        self._dialogue.abandon()
        self.doubtful = True
        raise Gone(
            f"The modem at {self.link.name} does not answer.",
            "Check its power and cable, or unplug it for ten seconds.",
        )

    def restart(self) -> None:
        """Have the modem start anew (TS 27.007 clause 8.2), blindly; wait for a sign of it, within bounds."""
        self._dialogue.abandon()
        self._broken = self.restarted = False
        self._write(ESC)
        self._write(self._opened("+CFUN=1,1"))
        end = self.link.now() + self.profile.timeouts.restart
        while not self.restarted and (rest := end - self.link.now()) > 0:
            self.hear(rest)
        self._forsake()
        self.restarted = True

    def _roused(self, line: str, end: float) -> bool:
        while (rest := end - self.link.now()) > 0:
            self.hear(rest)
            while self._answers:
                answer = self._answers.popleft()
                if isinstance(answer, Result) and _belongs(answer, line):
                    return True
                if not self._dialogue.busy:
                    self._dialogue.command(line)  # written already: its own answer is still to come
        return False

    def _drain(self) -> None:
        """Let the answers of older commands run out: until nothing was said for a moment."""
        now = self.link.now()
        end, limit = now + _QUIET, now + self.profile.timeouts.attention * 5
        while (rest := min(end, limit) - self.link.now()) > 0:
            if self.hear(rest):
                end = self.link.now() + _QUIET


def granted(result: Result) -> Result:
    """Give *result*, or raise the error that it tells."""
    if result.ok:
        return result
    raise refusal(result)


def refusal(result: Result) -> CmsError | CmeError:
    """Make the error that *result* tells."""
    name, _, text = result.final.partition(":")
    if name == "+CMS ERROR":
        return CmsError.parse(text)
    if name == "+CME ERROR":
        return CmeError.parse(text)
    return CmsError(None) if result.command.startswith(_SMS) else CmeError(None)


def _belongs(result: Result, line: str) -> bool:
    if not result.ok:
        return result.final.startswith("+CM")  # it speaks, though its SIM card may not be ready
    return not line.endswith("?") or result.value(line[:-1]) is not None


def _name(line: str) -> str:
    """Name a command without its values: a PIN may be among them."""
    return line.partition("=")[0]
