"""The tax from a feature phone, through network and modem: at hand, with Bapenda away, after a power cut."""

from datetime import datetime

import pytest

from kiosk.agency import runner
from kiosk.chores import Chores
from kiosk.clock import WIB
from kiosk.services.tax.centre import LATE_OBJECT, Bapenda

ME = "+6281211110001"


@pytest.fixture
def town(city):
    city.start()
    bapenda = Bapenda(city.sim.clock.wall)
    bapenda.mood = "absent"
    city.kiosk.agencies["pbb"] = bapenda

    def minute():
        Chores(city.kiosk).attend()
        runner.attend(city.kiosk)
        city.pump()

    def until(*when):
        """Let time go by; gives what came meanwhile."""
        before, aim = len(city.phone(ME).inbox), datetime(*when, tzinfo=WIB)
        while city.sim.clock.wall() < aim:
            city.pump(min((aim - city.sim.clock.wall()).total_seconds(), 900.0))
            minute()
        return [message.text for message in list(city.phone(ME).inbox)[before:]]

    city.minute, city.until, city.bapenda = minute, until, bapenda
    minute()
    return city


def test_a8_from_the_menu_to_the_reminder(town):
    said = [town.say(text) for text in ("MENU", "3", "36 76 999 001 002 0003 0", "1")]
    assert all(len(each) == 1 and len(each[0]) <= 160 for each in said), "one message, one answer, one SMS"
    assert said[1][0].startswith("PBB. Ketik NOP (18 angka) yang tertulis di SPPT")
    assert said[2][0] == (
        "PBB 2026 NOP ..002-0003.0\na.n. S*** R****\nRp1.254.000 BELUM LUNAS\n"
        "Jatuh tempo 31/08, denda Rp37.620\n"
        "Tunggakan 2025: Rp0\nData 24/11 08.00\n1 Cara bayar\n0 Kembali"
    )
    assert said[3][0] == (
        "Bayar PBB di bank, Kantor Pos, Indomaret, Alfamart, atau lewat QRIS. Sebutkan NOP. "
        "Loket keliling Kel. Pamulang Barat: Selasa 01/12 pukul 09.00-12.00."
    )
    came = town.until(2026, 11, 24, 9, 0)
    assert came == [
        (
            "Maukah Anda kami ingatkan 30 dan 7 hari sebelum jatuh tempo PBB?\n1 Ya\n2 Tidak\n"
            "Berhenti kapan saja: balas STOP"
        )
    ]
    assert town.say("1") == [
        "Baik, kami ingatkan 30 dan 7 hari sebelum jatuh tempo PBB. Berhenti kapan saja: balas STOP"
    ]


def test_p5_offline_and_answered_when_bapenda_is_back(town):
    town.minute()
    first = town.say(f"PBB {LATE_OBJECT}")[0]
    assert first.startswith("NOP ..003-0001.0 kami tanyakan ke Bapenda (nomor permintaan 3800-")
    town.minute()
    again = town.say(f"PBB {LATE_OBJECT}")[0]
    assert again == (
        "Kami belum tersambung ke Bapenda. Permintaan Anda kami simpan (nomor permintaan 3800-0012) "
        "dan kami jawab lewat SMS paling lambat besok pukul 12.00."
    )
    town.bapenda.mood = "well"
    came = town.until(2026, 11, 24, 8, 30)
    assert len(came) == 1
    assert came[0].startswith("PBB 2026 NOP ..003-0001.0\na.n. R*** H****\nRp675.000 BELUM LUNAS")


def test_a_power_cut_between_question_and_answer_loses_and_doubles_nothing(town):
    town.say(f"PBB {LATE_OBJECT}")
    town.die()
    town.start()
    town.bapenda.mood = "well"
    town.kiosk.agencies["pbb"] = town.bapenda
    came = town.until(2026, 11, 24, 9, 30)
    assert len([text for text in came if text.startswith("PBB 2026 NOP ..003-0001.0")]) == 1
