"""What is left on the card, from the answers of operators in all their wordings; their service centres."""

from datetime import date

import pytest

from modem import ModemError, gate, open_modem
from modem.balance import read
from modem.operators import OPERATORS, Operator, beside, of
from modem.simulator import Simulator, VirtualClock
from modem.simulator.operators import OPERATORS as SIMULATED
from tests.modem.peer import Peer

YEAR_END = date(2026, 12, 31)

SEEN = [
    # logs of a gateway and tests of a driver, 2016; advertisements shortened
    ("telkomsel", "Sisa pulsa Rp.24025.Aktif sd 28/08/2016.\nBBMan makin asik\n\n2.Info Kartu",
     24025, date(2016, 8, 28)),
    ("telkomsel", "Sisa pulsa Rp.0.Aktif sd 25/11/2016. Mau MP3? 1.YA 2.Info Kartu", 0, date(2016, 11, 25)),
    ("telkomsel", "Masa tenggang kartu Anda akan berakhir pada 26/08/2016. Silakan lakukan pengisian ulang.",
     None, None),
    ("xl", "Pulsa 80000 s.d 23Jan16. Pilih 1 utk GRATIS telp 15mnt + RBT Lucu 1 Mau 2 Plh Tarif",
     80000, date(2016, 1, 23)),
    ("indosat", "PulsaUTAMA Rp.58600. Aktif 27.02.16, Tenggang 28.03.16.Dptkn 10GB di 4G,konten",
     58600, date(2016, 2, 27)),
    # a blog, 2014; a database of SMS, 2011
    ("telkomsel", "Sisa pulsa Anda Rp43.000. Penggunaan pulsa di periode ini Rp1.000. Aktif s.d. 10/03/2014.",
     43000, date(2014, 3, 10)),
    ("axis", "Kamu telah isi ulang Rp 5000. Pulsa kamu Rp 7800, aktif s.d 01/04/2011. Dptkan Rp50jt.",
     7800, date(2011, 4, 1)),
    # a public balance meter for phones of 2013 has these as its examples
    ("telkomsel", "Sisa Pulsa Anda Rp.5600. Masa berlaku sampai dengan 05/11/2014.", 5600, date(2014, 11, 5)),
    ("xl", "Pulsa 19350 s/d 18Aug13.", 19350, date(2013, 8, 18)),
    ("tri", "Pulsa anda sisa Rp 1234 berlaku s/d 18-AUG-14.", 1234, date(2014, 8, 18)),
    ("smartfren", "Pulsa Anda Rp. 36,998 berlaku s/d 03/05/2014", 36998, date(2014, 5, 3)),
    ("indosat", "Balance Rp.8500. Active 08.16.13, GracePeriod 09.15.13. Daily SMS 0 SMS to ISAT.",
     8500, date(2013, 8, 16)),
    ("indosat", "Balance Rp.8500. Active 08.06.13, GracePeriod 09.05.13.", 8500, date(2013, 8, 6)),
]  # fmt: skip
LIKELY = [  # as operators write: no card was asked
    ("telkomsel", "Sisa pulsa Anda Rp 150.000. Aktif s/d 31-12-2026.\n1.Paket\n2.Info", 150000, YEAR_END),
    ("telkomsel", "Your balance is Rp12,500. Active until 31/12/2026.", 12500, YEAR_END),
    ("telkomsel", "Pulsa Anda Rp25.000, aktif s.d. 31-12-2026.", 25000, YEAR_END),
    ("indosat", "Pulsa: Rp 4.750,00 aktif s.d 31/12/2026. Masa tenggang 30/01/2027", 4750, YEAR_END),
    ("indosat", "Pulsa utama Rp.4750.Aktif s.d 31 Des 2026\n1 Paket\n2 Info", 4750, YEAR_END),
    ("indosat", "Your credit is IDR 4.750, active until 12/31/2026", 4750, YEAR_END),
    ("tri", "Hi! Pulsa utama kamu Rp 9.900 s/d 31 Des 2026", 9900, YEAR_END),
    ("tri", "Balance: Rp9,900 valid till 31 Dec 2026. Bonus: 20 SMS", 9900, YEAR_END),
    ("xl", "Pulsa: Rp12.345\nAktif sampai: 31-12-2026\nTerima kasih.", 12345, YEAR_END),
    ("xl", "Balance Rp 12,345 valid until Dec 31, 2026", 12345, YEAR_END),
    ("axis", "Sisa pulsa kamu Rp 1.250.000,00 berlaku s/d 31/12/26", 1250000, YEAR_END),
    ("axis", "Credit remaining: Rp 500. Expiry: 31 December 2026", 500, YEAR_END),
    ("smartfren", "Sisa pulsa kamu Rp7.500, berlaku hingga 31-12-2026", 7500, YEAR_END),
    ("smartfren", "Your balance is Rp 7,500, expires on 2026-12-31", 7500, YEAR_END),
    ("byu", "Pulsa kamu Rp30.000, aktif sampai 31 Desember 2026", 30000, YEAR_END),
    ("byu", "Your credit is Rp30.000, active until 31 December 2026", 30000, YEAR_END),
]


@pytest.mark.parametrize(("name", "text", "amount", "expires"), SEEN + LIKELY)
def test_each_operators_answers(name, text, amount, expires):
    assert read(text, OPERATORS[name])[1:] == (amount, expires)


@pytest.mark.parametrize(
    ("text", "amount", "expires"),
    [
        ("Sisa Pulsa Rp 12.345. Aktif sd 31/12/2026", 12345, YEAR_END),
        ("Saldo: IDR 500, masa aktif 2026-12-31", 500, YEAR_END),
        ("Pulsa utama: Rp0 berlaku hingga 31.12.2026. Bonus Rp5.000", 0, YEAR_END),
        ("Kartu aktif hingga 31 Desember 2026. Sisa pulsa Rp 9.900", 9900, YEAR_END),
        ("Pulsa 2 GB s/d 31 Des 2026", None, YEAR_END),
        ("Sisa kuota 2,5 GB.", None, None),
        ("Maaf, sistem sedang sibuk. Coba lagi.", None, None),
        ("Pulsa Rp 10.000 aktif 99-99-2026", 10000, None),
        ("", None, None),
    ],
)
def test_answers_of_nobody_known(text, amount, expires):
    assert read(text)[1:] == (amount, expires)


def test_an_operators_own_patterns_come_first():
    own = Operator(amount=(r"Sisa: (\d+)",), expires=(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",))
    assert read("Bonus Rp500. Sisa: 900 20261231", own)[1:] == (900, YEAR_END)


def test_every_main_operator_is_known_and_may_be_asked():
    assert set(OPERATORS) == {"telkomsel", "indosat", "tri", "xl", "axis", "smartfren", "byu"}
    for operator in OPERATORS.values():
        assert gate.code(operator.code)
        assert not operator.smsc or gate.number(operator.smsc).startswith("+628")


@pytest.mark.parametrize("network", ["51010", "51001", "51021", "51089", "51011", "51008", "51009", "51028"])
def test_an_operator_is_known_by_its_network(network):
    assert of(f"{network}1234567890").code


@pytest.mark.parametrize("simulated", SIMULATED.values(), ids=SIMULATED)
def test_the_simulated_operators_answers_are_read(simulated):
    text = simulated.tell(25000, YEAR_END)
    assert read(text, of(f"{simulated.code}1234567890"))[1:] == (25000, YEAR_END)


def test_a_card_is_asked_by_its_operator_code():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        balance = gsm.balance()
        assert (balance.amount, balance.expires) == (25000, YEAR_END)
        assert gsm.balance("*123#").amount is None  # a menu: it is left at once
        assert sim.network.ussd.session(sim.modems[0].number) is None


def test_ones_own_table_goes_before_the_built_in_ones():
    sim = Simulator(clock=VirtualClock())
    own = beside({"telkomsel": {"code": "*123#", "amount": (r"(\d) Pulsa",)}})
    with open_modem(sim.modems[0].link(), operators=own) as gsm:
        assert gsm.balance().amount == 1
    assert own["telkomsel"].smsc == OPERATORS["telkomsel"].smsc
    assert of("510991234567890", beside({"baru": {"networks": ("51099",)}})) == Operator(("51099",))


def test_a_foreign_card_needs_a_code():
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:
        gsm._setting = gsm._setting._replace(imsi="262011234567890")
        with pytest.raises(ModemError, match="26201"):
            gsm.balance()


@pytest.mark.parametrize(
    ("present", "given", "set_to"),
    [
        (b'"",129', "", '+CSCA="+6281100000",145'),
        (b'"+6281100099",145', "", None),
        (b'"+6281100099",145', "+6281100000", '+CSCA="+6281100000",145'),
        (b'"+6281100000",145', "+6281100000", None),
        (b'"",129', "081100000", '+CSCA="081100000",129'),
    ],
)
def test_the_service_centre_is_set_where_the_card_has_none_or_another_is_wanted(present, given, set_to):
    peer = Peer()
    peer.answers["+CSCA?"] = b"\r\n+CSCA: %s\r\n\r\nOK\r\n" % present
    with open_modem(peer, smsc=given):
        assert [line for line in peer.said if line.startswith("+CSCA=")] == ([set_to] if set_to else [])


def test_an_endless_answer_costs_no_time():
    assert read("Rp" + " " * 50000 + "aktif" * 5000)[1:] == (None, None)
    assert read("pulsa " * 20000)[1:] == (None, None)
