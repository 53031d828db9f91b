"""What a modem says unasked and what lies in its stores, as events in order."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable
from functools import partial

from modem import card, setup
from modem.calls import Calls, clip_number
from modem.dial import Dialler
from modem.errors import CmeError, CmsError, ModemError, Silent
from modem.events import (
    Event,
    PartReceived,
    RegistrationChanged,
    ReportReceived,
    SimChanged,
    SmsReceived,
    Stored,
    StoreFilling,
    TimeTold,
    ToneReceived,
    Undecodable,
    filling,
)
from modem.exchange import Exchange
from modem.health import clock, state
from modem.inbox import Inbox
from modem.results import Unsolicited
from modem.store import Stores

_SOON = 5.0
CALL_OVER = {  # what is said at the end of a call, with how its text begins, and what it means
    "NO CARRIER": ("", "hung up"),
    "BUSY": ("", "busy"),
    "NO ANSWER": ("", "no answer"),
    "^CEND": ("", "hung up"),
    "HANGUP": ("", "hung up"),
    "VOICE CALL": ("END", "hung up"),
}


class Watch:
    """Fills `events`.

    A `+CMTI` is only a hint: the stores are listed at connect, after hints, every *poll* seconds, on trouble.
    """

    def __init__(
        self, exchange: Exchange, dialler: Dialler, *, assemble: bool, patience: float, poll: float
    ) -> None:
        self.events: deque[Event] = deque()
        self.calls = Calls()
        self._exchange = exchange
        self._dialler = dialler
        self._new_inbox = partial(Inbox, assemble=assemble, patience=patience)
        self._inbox = self._new_inbox()
        self._poll = poll
        self._setting = setup.Setting()
        self._stores = Stores(exchange, ())
        self._memories: set[str] = set()  # all that were ever named
        self._hints: set[str] = set()  # those where something may have arrived
        self._owed: set[tuple[str, int]] = set()  # slots that were accepted, and not freed for sure
        self._troubled = False  # something may have been missed
        self._next_listing = 0.0
        self._registration = ""  # as it was told last
        self._card = card.READY
        self._time_told = False  # the network told the time: the modem's clock has it
        self._full = False  # whether the main memory was filling when it was listed last
        self._slots = 0  # of the main memory

    def begin(self, setting: setup.Setting, stores: Stores) -> None:
        """Take a modem that was set up, perhaps anew after a restart, perhaps with another SIM card."""
        if setting.iccid != self._setting.iccid:
            self._inbox = self._new_inbox()  # an index of the old card says nothing about the new one
            self._owed.clear()
        self._setting, self._stores = setting, stores
        self._memories.update(stores.memories or ("",))
        self._slots = stores.usage(stores.memory)[1]
        if self._card != card.READY:
            self._card = card.READY
            self.events.append(SimChanged(card.READY))
        self.missed()

    def missed(self) -> None:
        """Something may have been said that was not heard: look everywhere."""
        self._troubled, self._next_listing = True, 0.0

    def due(self, end: float) -> float:
        """Tell when there is something to do though nothing more is said; *end* at the latest."""
        return min(end, self._next_listing, end if self.calls.due is None else self.calls.due)

    def collect(self) -> None:
        """Turn what was said into events and do what is due; a silence is only noted."""
        self.heed()
        now = self._exchange.link.now()
        self.events.extend(self.calls.tick(now))
        self.events.extend(self._inbox.expired(now))
        try:
            if now >= self._next_listing:
                self._next_listing = now + self._poll
                if self._has_restarted():
                    return
                self._hints |= self._memories if self._troubled else {self._stores.memory}
                self._troubled = False
            self._ask()
            while self._hints:
                self._list(min(self._hints))  # in one order, so that the same seed gives the same trace
        except Silent:
            self._troubled = True
            self._next_listing = self._exchange.link.now() + min(_SOON, self._poll)

    def _has_restarted(self) -> bool:
        """Whether settings were lost without a word: then nothing is read before they are set anew."""
        kept = self._setting.kept
        now = setup.settings(self._exchange) if kept else ()
        if setup.unrouted(kept, now):
            setup.route(self._exchange)
            return False
        lost = now not in ((), kept)
        self._exchange.restarted |= lost
        return lost

    def heed(self) -> None:
        """Turn what the modem said unasked into events and hints."""
        urcs = self._exchange.urcs
        if urcs.lost:
            urcs.lost = False
            self.missed()
        while said := urcs.take():
            at, urc = said
            match urc.name:
                case "+CMTI" | "+CDSI":
                    self._hint(urc.text.partition(",")[0].strip('" '))
                case "+CMT" | "+CDS":
                    self._direct(urc, at)
                case "+CUSD":
                    self.events.extend(self._dialler.heard(urc.text))
                case "+CREG":
                    self._registered(state(urc.text, answer=False))
                case _:
                    self.events.extend(self._of_calls(urc, at))
                    self._modem_says(urc)

    def _of_calls(self, urc: Unsolicited, at: float) -> Iterable[Event]:
        match urc.name:
            case "RING" | "+CRING":
                return self.calls.ring(at)
            case "+CLIP":
                return self.calls.clip(clip_number(urc.text), at)
            case "+DTMF" | "+RXDTMF" | "^DTMF":
                return [ToneReceived(urc.text.strip('" '))]
            case name if name in CALL_OVER and urc.text.startswith(CALL_OVER[name][0]):
                return self.calls.ended(CALL_OVER[name][1])
        return ()

    def _modem_says(self, urc: Unsolicited) -> None:
        """Heed what is about modem, card and network."""
        if urc.name == "^SMMEMFULL":
            self.missed()
        self._time_told |= urc.name in self._exchange.profile.times
        self._card_is(self._exchange.profile.card(urc.name, urc.text))

    def accept(self, event: Event) -> None:
        """Free the slots that *event* came from, where they still hold it; what fails is done later."""
        self._inbox.accepted(event)
        doubtful = bool(self._owed)  # a slot may have been freed, and hold another message by now
        held = [entry for entry in _entries(event) if self._inbox.holds(entry)]
        self._owed.update((entry.memory, entry.index) for entry in held)
        try:
            if doubtful:
                for memory in sorted({memory for memory, _ in self._owed}):
                    self._list(memory)
            else:
                for entry in held:
                    self._free(entry.memory, entry.index)
        except ModemError:
            self._troubled = True
            self._next_listing = min(self._next_listing, self._exchange.link.now() + _SOON)
            raise

    def _free(self, memory: str, index: int) -> None:
        self._stores.delete(index, memory)
        self._inbox.forget(memory, index)
        self._owed.discard((memory, index))

    def _list(self, memory: str) -> None:
        self._hints.discard(memory)
        before = self._exchange.restarted
        owed = {place: self._inbox.told(*place) for place in sorted(self._owed) if place[0] == memory}
        try:
            entries = self._stores.listed(memory)
            if self._exchange.restarted != before:  # perhaps lines of text: they are listed again
                return
            self.events.extend(self._inbox.listed(memory, entries, self._exchange.link.now()))
            self._filled(memory, len(entries))
            for place, octets in owed.items():
                self._owed.discard(place)
                if octets is not None and self._inbox.told(*place) == octets:
                    self._owed.add(place)
                    self._free(*place)
            for ghost in self._inbox.take_ghosts():
                self._free(ghost.memory, ghost.index)
        except (CmsError, CmeError):  # a busy SIM card, none, or a store that is named but not there
            if card.state(self._exchange) == card.MISSING:
                self._card_is(card.MISSING)
            self._troubled |= memory in self._stores.memories  # it is there: look into it again
            self._next_listing = min(self._next_listing, self._exchange.link.now() + _SOON)

    def _ask(self) -> None:
        """Ask what a hint was about: the time, or the card that was missing."""
        if self._time_told:
            self._time_told = False
            if at := clock(self._exchange.run("+CCLK?").value("+CCLK") or ""):
                self.events.append(TimeTold(at))
        if self._card != card.READY and self._hints:
            self._card_is(card.state(self._exchange))

    def _card_is(self, told: str) -> None:
        """Tell a change of the SIM card; whatever is there now must be set up."""
        if told and told != self._card:
            self._card = told
            self._exchange.restarted |= told != card.MISSING
            self.events.append(SimChanged(told))

    def _filled(self, memory: str, used: int) -> None:
        full = filling(used, self._slots)
        if memory == self._stores.memory and full != self._full:
            self._full = full
            if full:
                self.events.append(StoreFilling(memory, used, self._slots))

    def _registered(self, told: str) -> None:
        before, self._registration = self._registration, told
        if before and told and told != before:  # the first one only tells how it was
            self.events.append(RegistrationChanged(told))

    def _hint(self, memory: str) -> None:
        """Note a store where something arrived: the only one where the modem lets nobody choose."""
        memory = memory if self._stores.memories else ""
        self._memories.add(memory)
        self._hints.add(memory)

    def _direct(self, urc: Unsolicited, at: float) -> None:
        """Keep a PDU that came directly; acknowledge it where the modem waits for that (27.005, 4.7)."""
        if not urc.data:
            self._hint(self._stores.memory)
            return
        self.events.extend(self._inbox.direct(urc.data, at))
        if self._setting.capabilities.acknowledges:
            with contextlib.suppress(Silent):
                if not self._exchange.attempt("+CNMA"):
                    setup.route(self._exchange)  # who missed an acknowledgement is told nothing more


def _entries(event: Event) -> tuple[Stored, ...]:
    if isinstance(event, SmsReceived):
        return event.entries
    if isinstance(event, PartReceived | Undecodable | ReportReceived):
        return (event.entry,)
    return ()
