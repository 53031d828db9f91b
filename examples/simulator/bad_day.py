"""Does a program survive it? The fault at every single exchange with the modem: `python bad_day.py`."""

from modem import Gone, ModemError, OutcomeUnknown, open_modem
from modem.simulator import Simulator
from modem.simulator.sweep import sweep

TRIES = 20


def send_once(sim: Simulator) -> None:
    """Try to send a text until it is known to be out, or may be: never twice."""
    phone = sim.network.handset("081211110001")
    for _ in range(TRIES):
        try:
            with open_modem(sim.modems[0].link()) as gsm:
                gsm.send(phone.number, "Antrean Anda A-017.")
            break
        except OutcomeUnknown:
            break  # it went dark between Ctrl-Z and +CMGS
        except (Gone, ModemError):
            sim.advance(5)  # unplugged, silent, starting: later
    else:
        raise AssertionError("it never recovered")
    sim.advance(minutes=1)
    assert len(phone.inbox) <= 1, "the resident has it twice"


def main() -> None:
    """Sweep with five kinds of trouble; a failure would tell the exchange and the seed."""
    for kind in ("unplug", "brown-out", "answer-lost", "late", "urc-inside"):
        print(f"{kind}: survived at all {sweep(send_once, kind)} exchanges")


if __name__ == "__main__":
    main()
