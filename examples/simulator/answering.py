"""A program that answers texts, and a whole day of its life in a second: `python answering.py`."""

from modem import Modem, SmsReceived, open_modem
from modem.simulator import Simulator, VirtualClock

ANSWERS = {"JAM": "Kantor buka pukul 08.00 sampai 15.00 WIB.", "SIAPA": "Kantor Kelurahan Pamulang Barat."}


def serve(gsm: Modem, seconds: float) -> None:
    """Answer what comes until nothing has come for so long."""
    while event := gsm.next_event(timeout=seconds):
        if isinstance(event, SmsReceived):
            answer = ANSWERS.get(event.text.strip().upper(), "Balas JAM atau SIAPA.")
            gsm.send(event.sender, answer)
        gsm.accept(event)  # only now it leaves the modem


def main() -> None:
    """Have three residents write at three hours; `open_modem("/dev/ttyUSB0")` serves real ones."""
    sim = Simulator(clock=VirtualClock())
    ani, budi, citra = (sim.network.handset(f"08121111000{n}") for n in (1, 2, 3))
    with open_modem(sim.modems[0].link()) as gsm:
        for phone, text in ((ani, "jam"), (budi, "siapa"), (citra, "?")):
            phone.text(text)
            serve(gsm, seconds=60)
            sim.advance(hours=6)
    for phone in (ani, budi, citra):
        for message in phone.inbox:
            print(f"{message.at:%H:%M} {phone.number}: {message.text}")


if __name__ == "__main__":
    main()
