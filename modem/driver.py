"""The modem as a program sees it: one thread that pulls (TS 27.005, 27.007)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from modem import gate
from modem.capabilities import asked
from modem.connection import Connection
from modem.errors import CmsError, ModemError
from modem.events import Call, Event, Health, Sent, Stored, Ussd
from modem.health import REGISTERED, measure, registration
from modem.tpdu import encode_pdu

if TYPE_CHECKING:
    from modem.balance import Balance
    from modem.telephone import Telephone, When
    from modem.tpdu import Submit

_BREATH = 1.0


class Modem(Connection):
    """A modem on a link; a context manager. All calls but `wake` and `close` come from one thread.

    Any of them may raise `Gone` (the link or the modem is no more: open it again), `Silent` (no answer in
    time) and `CmeError` or `CmsError` (the modem refused).
    """

    # Sending

    def send(
        self,
        number: str,
        text: str,
        *,
        report: bool = False,
        flash: bool = False,
        validity: timedelta | None = None,
    ) -> Sent:
        """Send *text* of any length and script; *validity* is how long the network keeps trying.

        Raises as `submit`, where the parts before are sent already; `Refused` for what is no phone number.
        """
        from modem.parts import submits

        gate.number(number)
        parts = submits(
            number,
            text,
            reference=self._reference(number),
            report=report,
            message_class=0 if flash else None,
            validity=validity,
        )
        references = tuple(self.submit(part) for part in parts)
        return Sent(len(references), references)

    def submit(self, tpdu: Submit) -> int:
        """Hand one TPDU to the network (`AT+CMGS`); gives its TP-MR.

        Raises `CmsError`, `CmeError` (refused, not sent), `Silent` or `Gone` (not handed over),
        `OutcomeUnknown` (handed over, the answer never came).
        """
        pdu = _checked(tpdu)
        self._ready()
        at = tpdu.concat
        if at and at.part == 1 < at.total:
            self._keep_link()
        reference = self._post("+CMGS", pdu, self._exchange.profile.timeouts.send)
        if self._kept and (not at or at.part == at.total):
            self._let_link_go()
        return reference

    def _keep_link(self) -> None:
        """Have the radio link kept between the parts of a long message (TS 27.005 clause 3.5.6).

        Mode 1 ends by itself; where only 2 is known, it is ended after the last part.
        """
        offered = self._setting.capabilities.keeps_link or ("1", "2")  # a refused question is no answer
        modes = offered if self._keeping is None else (self._keeping,)
        taken = (mode for mode in modes if mode and asked(self._exchange, f"+CMMS={mode}").ok)
        self._keeping = next(taken, "")
        self._kept = self._keeping == "2"

    def _let_link_go(self) -> None:
        self._kept = not self._exchange.attempt("+CMMS=0")

    def store(self, tpdu: Submit) -> int:
        """Write one TPDU to the store (`AT+CMGW`), to be sent later; gives its index."""
        pdu = _checked(tpdu)
        self._ready()
        return self._post("+CMGW", pdu, self._exchange.profile.timeouts.answer)

    def send_stored(self, index: int, *, more: bool = False) -> int:
        """Send what `store` wrote (`AT+CMSS`); gives its TP-MR. Raises as `submit`.

        *more* says that another message follows at once: the radio link is kept for it.
        """
        self._ready()
        if more:
            self._keep_link()
        reference = self._exchange.commit(f"+CMSS={index:d}", self._exchange.profile.timeouts.send)
        if self._kept and not more:
            self._let_link_go()
        return reference

    def _post(self, command: str, pdu: bytes, timeout: float) -> int:
        try:
            return self._exchange.post(f"{command}={len(pdu) - 1 - pdu[0]}", pdu, timeout)
        except CmsError as error:
            if error.kind == "full":  # what can be freed is found by a look at everything
                self._watch.missed()
            raise

    # The store

    def stored(self) -> list[Stored]:
        """Give all entries of all memories, as they are."""
        self._ready()
        return [entry for memory in self._stores.memories or ("",) for entry in self._stores.listed(memory)]

    def room(self) -> int:
        """Count the free slots of the memory that `store` writes to; 0 where the modem does not tell."""
        self._ready()
        used, total = self._stores.usage(self._stores.writing)
        return max(0, total - max(0, used))

    def delete(self, index: int, memory: str = "") -> None:
        """Free a slot, of the memory that `store` writes to unless told; a free one is no error."""
        self._ready()
        self._stores.delete(index, memory or self._stores.writing)

    def accept(self, event: Event) -> None:
        """Delete from the modem what *event* came from: call it when its content is safe. Twice is once."""
        self._ready()
        self._watch.accept(event)

    # USSD

    def ussd(self, code: str, timeout: float | None = None) -> Ussd:
        """Dial a USSD code, or answer in the dialogue that the last one left open (`more`).

        *timeout* is for the network's answer. Raises `Refused` for a code that is not allowed.
        """
        self._ready()
        self._watch.heed()  # what came before is no answer to this
        return self._dialler.dial(code, timeout)

    def balance(self, code: str | None = None, timeout: float | None = None) -> Balance:
        """Ask the operator what is left on the card, by *code* or by the one that it is known for.

        *timeout* is for the network's answer.

        Raises as `ussd`, and `ModemError` where no code is known.
        """
        from modem.balance import read

        operator = self.operator
        code = code or (operator and operator.code)
        if not code:
            raise ModemError(
                f"No code is known that asks the operator of IMSI {self.imsi[:5]}… for the balance.",
                "Name one, like *888#.",
            )
        answer = self.ussd(code, timeout)
        if answer.more:
            self.ussd_cancel()
        return read(answer.text, operator)

    def ussd_cancel(self) -> None:
        """End an open USSD dialogue; without one it does nothing."""
        self._ready()
        self._dialler.cancel()

    # Calls and state

    @property
    def _telephone(self) -> Telephone:
        from modem.telephone import Telephone  # many a program never calls

        self._ready()
        return Telephone(self._exchange, self._watch.calls)

    def dial(self, number: str, *, hidden: bool = False) -> None:
        """Call a number, *hidden* without one's own; `call` tells how it stands, `CallEnded` that it is over.

        Raises `Refused` for what is no number, `ModemError` where no call comes about.
        """
        self._telephone.dial(number, hidden=hidden)

    def answer(self) -> None:
        """Pick the phone up. Raises `ModemError` where it rings no more."""
        self._telephone.answer()

    def tones(self, tones: str) -> None:
        """Key digits, `*`, `#` or A to D in the call there is. Raises `Refused` for others."""
        self._telephone.tones(tones)

    def call(self) -> Call | None:
        """Give the call there is now."""
        return self._telephone.call()

    def hang_up(self) -> None:
        """End the call, or reject the one that rings; one that is over already is no error."""
        self._ready()
        if not self._exchange.attempt("+CHUP"):
            self._exchange.run("H")
        self._watch.heed()
        self._watch.calls.hung_up(self.link.now())

    def own_number(self) -> str:
        """Give the number that the card knows as its own; mostly it was never written there: ""."""
        return self._telephone.own_number()

    def forwarding(self, when: When) -> str:
        """Ask the network where calls are forwarded to "always", when "busy"… ("" for nowhere)."""
        return self._telephone.forwarding(when)

    def forward(self, when: When, number: str | None) -> None:
        """Have calls forwarded to a number; None ends it. Raises `Refused` for what is no number."""
        self._telephone.forward(when, number)

    def ask(self, line: str, timeout: float | None = None) -> tuple[str, ...]:
        """Give the lines that answer a command of your own, `AT`*line*.

        Nothing checks what it does: never put a text of strangers in it. Raises `Refused` for characters
        that no command has.
        """
        self._ready()
        return self._exchange.ask(line, timeout).lines

    def health(self) -> Health:
        """Ask modem, SIM card and network how they are; what is not answered stays empty."""
        self._ready()
        return measure(self._exchange, self._setting, self._stores)

    def registration(self, timeout: float = 0.0) -> str:
        """Tell where the modem stands in the network, as `Health.registration` does.

        Waits up to *timeout* seconds until it is registered, or denied for good.
        """
        self._ready()
        end = self.link.now() + timeout
        while True:
            told = registration(self._exchange)
            rest = end - self.link.now()
            if told in (*REGISTERED, "denied") or rest <= 0:
                return told
            self._exchange.pause(min(_BREATH, rest))


def _checked(tpdu: Submit) -> bytes:
    """Give the PDU of a message whose recipient the gate lets through."""
    gate.number(str(tpdu.recipient))
    return encode_pdu(tpdu)
