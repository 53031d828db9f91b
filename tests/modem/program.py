"""A program as anybody would write it, and what it does while things go wrong."""

import contextlib

from modem import (
    CmeError,
    CmsError,
    Gone,
    OutcomeUnknown,
    PinRequired,
    Silent,
    SmsReceived,
    open_modem,
)

ANI, BUDI = "+6281211110001", "+6281211110002"
SHORT, LONG = "Halo", "Pendaftaran rawat jalan untuk Ibu Ani dicatat, mohon datang pukul 08.00 WIB. " * 4
PATIENCE = 40
"""Tries, five seconds apart, until a program gives up."""


class Program:
    """What anybody would write: try again, open again what is gone, send again only what did not go."""

    def __init__(self, sim):
        self.sim, self.gsm = sim, None
        self.taken, self.again = {}, 0
        self.sent, self.was_gone = None, False

    def do(self, job):
        for _ in range(PATIENCE):
            try:
                if self.gsm is None:
                    self.gsm = open_modem(self.sim.modems[0].link(), pin="1234", patience=600)
                return job(self.gsm)
            except OutcomeUnknown:
                raise
            except Gone:
                self.was_gone = True
                self.close()
            except (Silent, PinRequired, CmeError, CmsError):
                pass
            self.sim.advance(5)
        raise AssertionError("It never recovered.")

    def take(self, wanted):
        """Take messages until so many were taken: note each by its key, then accept it."""
        while len(self.taken) < wanted:
            event = self.do(lambda gsm: gsm.next_event(timeout=1000))
            assert event is not None, f"only {len(self.taken)} messages came"
            if isinstance(event, SmsReceived):
                self.taken.setdefault(event.key, (event.sender, event.text))
            with contextlib.suppress(Gone, Silent, CmeError, CmsError):  # then it is told again
                self.gsm.accept(event)

    def rest(self):
        """Look until all is as it should be."""
        for _ in range(PATIENCE):
            event = self.do(lambda gsm: gsm.next_event(timeout=100))
            if isinstance(event, SmsReceived) and event.complete:
                assert event.key in self.taken
                self.again += 1
            elif isinstance(event, SmsReceived):  # the rest of a message that was being deleted
                assert self.was_gone
                assert event.text.strip("… ") in LONG
            if event is not None:
                self.do(lambda gsm, event=event: gsm.accept(event))
            elif self.do(lambda gsm: gsm.health()).registered and not self.do(lambda gsm: gsm.stored()):
                return
        raise AssertionError("It never came to rest.")

    def send(self, text):
        try:
            self.sent = self.do(lambda gsm: gsm.send(ANI, text)).parts
        except OutcomeUnknown:
            self.sent = None

    def close(self):
        if self.gsm is not None:
            self.gsm.close()
            self.gsm = None


def scenario(sim):
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    program = Program(sim)
    ani.text(SHORT)
    try:
        program.take(1)
        budi.text(LONG)
        program.take(2)
        program.send("Baik")
        ani.text("Sudah")
        program.take(3)
        program.rest()
        assert list(program.taken.values()) == [(ANI, SHORT), (BUDI, LONG), (ANI, "Sudah")]
        got = [message.text for message in ani.inbox]
        assert got == ["Baik"] if program.sent else got in ([], ["Baik"])
        assert program.again <= 1
    finally:
        program.close()
    return program
