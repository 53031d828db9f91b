"""What is left on the card, from the answers of operators in all their wordings."""

from datetime import date

import pytest

from modem import ModemError, open_modem
from modem.balance import code_for, read
from modem.simulator import Simulator, VirtualClock

YEAR_END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "amount", "expires"),
    [
        ("Pulsa Anda Rp25.000, aktif s.d. 31-12-2026.", 25000, YEAR_END),
        ("Sisa Pulsa Rp 12.345. Aktif sd 31/12/2026", 12345, YEAR_END),
        ("Pulsa Rp.4750.Aktif s.d 31 Des 2026\n1 Paket\n2 Info", 4750, YEAR_END),
        ("Pulsa kamu Rp 1.250.000,00 berlaku s/d 31/12/26", 1250000, YEAR_END),
        ("Saldo: IDR 500, masa aktif 2026-12-31", 500, YEAR_END),
        ("Pulsa utama: Rp0 berlaku hingga 31.12.2026. Bonus Rp5.000", 0, YEAR_END),
        ("Your balance is Rp 12,500. Valid until 31 Dec 2026", 12500, YEAR_END),
        ("Kartu aktif hingga 31 Desember 2026. Sisa pulsa Rp 9.900", 9900, YEAR_END),
        ("Sisa kuota 2,5 GB.", None, None),
        ("Maaf, sistem sedang sibuk. Coba lagi.", None, None),
        ("Pulsa Rp 10.000 aktif 99-99-2026", 10000, None),
        ("", None, None),
    ],
)
def test_answers(text, amount, expires):
    assert read(text)[1:] == (amount, expires)


@pytest.mark.parametrize("network", ["51010", "51001", "51021", "51089", "51011", "51008", "51009", "51028"])
def test_every_main_operator_has_a_code_that_may_be_dialled(network):
    from modem import gate

    assert gate.code(code_for(f"{network}1234567890"))


def test_a_card_is_asked_by_its_operator_code():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        balance = gsm.balance()
        assert (balance.amount, balance.expires) == (25000, YEAR_END)
        assert gsm.balance("*123#").amount is None  # a menu: it is left at once
        assert sim.network.ussd.session(sim.modems[0].number) is None


def test_a_foreign_card_needs_a_code():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        gsm._setting = gsm._setting._replace(imsi="262011234567890")
        with pytest.raises(ModemError, match="26201"):
            gsm.balance()


def test_an_endless_answer_costs_no_time():
    assert read("Rp" + " " * 50000 + "aktif" * 5000)[1:] == (None, None)
