"""A USSD code served by a function, dialled by a phone and by a modem: `python ussd_code.py`."""

from modem import open_modem
from modem.simulator import Simulator, UssdRequest, VirtualClock

SCREEN = "Kelurahan Pamulang Barat\n1 Jam buka\n2 Alamat"
LINES = {"1": "Buka pukul 08.00 sampai 15.00 WIB.", "2": "Jl. Siliwangi 1."}


def office(request: UssdRequest) -> tuple[str, bool]:
    """Give the text to show, and whether an answer is awaited."""
    if request.text is None:  # the code was dialled just now
        return SCREEN, True
    return LINES.get(request.text, "Pilihan tidak ada."), False


def main() -> None:
    """Dial from both ends of the network."""
    sim = Simulator(clock=VirtualClock())
    sim.network.host("*700#", office)
    sim.network.host("*700#", office, modems=True)

    phone = sim.network.handset("081211110001")
    print(phone.dial("*700#").text)
    print(phone.reply("1").text)

    with open_modem(sim.modems[0].link()) as gsm:
        print(gsm.ussd("*700#").text)
        print(gsm.ussd("2").text)


if __name__ == "__main__":
    main()
