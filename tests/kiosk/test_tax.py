"""The property tax as residents live it: bills, answers that come later, reminders; Bapenda well or not."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from kiosk.agency import Nonsense
from kiosk.clock import WIB
from kiosk.core import Kiosk
from kiosk.services import counters
from kiosk.services.tax import bills, connector, reminders, wording
from kiosk.services.tax.bills import Account, Bill
from kiosk.services.tax.centre import LATE_OBJECT, Bapenda, row
from kiosk.services.tax.importing.job import Wish, bring
from kiosk.services.tax.schema import reminded, reminder
from kiosk.services.tax.seed import UNPAID
from kiosk.services.tax.terms import terms
from kiosk.store.schema import call_back, person, question

BUDI, SITI = "+6281211110001", "+6281211110002"
BILL = """\
PBB 2026 NOP ..002-0003.0
a.n. S*** R****
Rp1.254.000 BELUM LUNAS
Jatuh tempo 31/08, denda Rp37.620
Tunggakan 2025: Rp0
Data {data}
1 Cara bayar
0 Kembali"""


ALL = ("status", "follow", "question", "info")


def bring_to(town, tmp_path, *lines, kind="bills", at=None):
    """Import a file with these lines."""
    path = tmp_path / f"{kind}{next(town.count)}.csv"
    head = "nop,tahun,nama,jumlah,jatuh_tempo,status" if kind == "bills" else "lama,baru"
    path.write_text("\n".join([head, *lines, ""]))
    wish = Wish(kind, path, at or town.clock.now, fewer=True)
    return bring(town.kiosk.store, wish, town.clock, lambda source, taken: None)


@pytest.fixture
def town(kiosk, clock, at_agency):
    clock.now = datetime(2026, 11, 26, 8, 0, tzinfo=WIB)
    return at_agency(kiosk, clock, "pbb", Bapenda(clock), ALL)


@pytest.fixture
def empty(tmp_path, clock, shipped, at_agency):
    """A live kiosk that nobody has given anything."""
    clock.now = datetime(2026, 11, 26, 8, 0, tzinfo=WIB)
    opened = Kiosk.open(tmp_path / "live", *shipped, clock=clock, number="38", threaded=False)
    yield at_agency(opened, clock, "pbb", Bapenda(clock), ALL)
    opened.close()


# Bills ------------------------------------------------------------------------------------------------------


def test_p2_p3_p4(town):
    assert town.say("MENU", "3", "36.76.999.001.002-003.0") == (
        "NOP harus 18 angka, tetapi yang kami terima 17 angka: 36.76.999.001.002-003.0. "
        "Mohon periksa SPPT, lalu ketik lagi.\n0 Kembali"
    )
    assert town.say("36.76.999.001.002-0003.0") == BILL.format(data="24/11 08.00")
    assert town.say("1") == (
        "Bayar PBB di bank, Kantor Pos, Indomaret, Alfamart, atau lewat QRIS. Sebutkan NOP. "
        "Loket keliling Kel. Pamulang Barat: Selasa 01/12 pukul 09.00-12.00."
    )


@pytest.mark.parametrize(
    "text",
    [
        "PBB 367699900100200030",
        "pbb 36 76 999 001 002 0003 0",
        "PBB#36.76.999.001.002-0003.0",
        "PBB367699900100200030",
    ],
)
def test_all_in_one_message(town, text):
    assert town.say(text) == BILL.format(data="24/11 08.00")


def test_before_the_due_day_it_is_p3_to_the_letter(town):
    town.clock.now = datetime(2026, 8, 20, 8, 0, tzinfo=WIB)
    assert town.say("PBB 367699900100200030") == BILL.format(data="24/11 08.00").replace(
        ", denda Rp37.620", ""
    )


def test_the_counter_is_that_of_where_the_resident_lives(town):
    town.say("MENU")
    serua = "36.74.04.1005"
    town.kiosk.write(lambda tx: tx.run(sa.update(person).values(village=serua)))
    assert "Loket keliling Kel. Serua Indah: Rabu 16/12" in town.say("PBB 367699900100200030", "1")


def test_a_live_kiosk_names_no_counter_that_nobody_planned(empty, tmp_path):
    bring_to(empty, tmp_path, f"{UNPAID},2026,SITI RAHMA,1254000,2026-08-31,belum")
    assert empty.say(f"PBB {UNPAID}", "1").endswith("Loket keliling terdekat: balas LOKET")
    assert empty.say("LOKET", "Pondok Ranji") == (
        "Jadwal loket keliling PBB di Kel. Pondok Ranji belum ada. Perlu bantuan? Balas PETUGAS"
    )


def account(*years, name="S**** R****", amount=1_254_000):
    made = tuple(
        Bill(year, amount, date(year, 8, 31), paid, date(year, 7, 11) if paid else None)
        for year, paid in years
    )
    return Account(UNPAID, name, "", made, datetime(2026, 11, 26, 8, 0, tzinfo=WIB))


@pytest.mark.parametrize("language", ["id", "en", "su"])
@pytest.mark.parametrize(
    "found",
    [
        account((2026, False)),
        account((2026, True), (2025, True)),
        account((2026, False), (2025, True), amount=99_999_999),
        account((2026, False), (2025, False), (2024, False), amount=99_999_999),
        account((2026, True), (2025, False), amount=99_999_999),
        account((2026, False), amount=0),
    ],
)
def test_every_bill_is_one_sms(found, language):
    keys = {
        "id": "\n1 Cara bayar\n2 Rincian per tahun\n0 Kembali",
        "su": "\n1 Cara mayar\n2 Rincian per taun\n0 Mulang",
    }
    lines = keys.get(language, "\n1 How to pay\n2 Year by year\n0 Back")
    if not found.arrears:
        lines = (
            lines.replace("\n2 Rincian per tahun", "")
            .replace("\n2 Rincian per taun", "")
            .replace("\n2 Year by year", "")
        )
    text = wording.bill(found, date(2026, 11, 26), language)
    assert len(text + (lines if found.owed else lines[-10:])) <= 160, text
    assert "26/11 08.00" in text or "26 Nov, 08:00" in text
    assert len(wording.told(found, date(2026, 11, 26), language)) <= 160


def test_arrears_are_summed_and_told_by_year():
    found = account((2026, False), (2025, True), (2024, False))
    assert wording.bill(found, date(2026, 11, 26), "id").splitlines()[2:5] == [
        "BELUM LUNAS 2024-2026",
        "Pokok Rp2.508.000",
        "Denda Rp338.580",  # 37,620 + 24 months of 12,540
    ]
    assert wording.years(found, date(2026, 11, 26), "en").splitlines() == [
        "2026: Rp1,254,000 + late fee Rp37,620",
        "2024: Rp1,254,000 + late fee Rp300,960",
        "Data of 26 Nov, 08:00",
    ]


def test_p6_old_number(town):
    assert town.say("PBB 36.19.999.001.002-0003.0") == (
        "NOP lama Anda sudah diganti. NOP baru: 36.76.999.001.002-0003.0. Mohon dicatat. Lihat tagihannya?\n"
        "1 Ya\n00 Menu utama"
    )
    assert town.say("1") == BILL.format(data="24/11 08.00")


def test_an_old_number_without_a_new_one_is_told_apart_from_a_wrong_one(town):
    assert "adalah NOP lama dan penggantinya belum ada" in town.say("PBB 36.19.210.005.011-0066.0")
    assert "tidak ada di data Bapenda 24/11 08.00" in town.say("PBB 36.76.050.001.001-0001.0")


# Answers that come later ------------------------------------------------------------------------------------

P5 = (
    "Kami belum tersambung ke Bapenda. Permintaan Anda kami simpan (nomor permintaan {}) dan kami jawab "
    "lewat SMS paling lambat besok pukul 12.00."
)


def test_p5_without_data_and_the_import_answers(empty, tmp_path):
    assert empty.say(f"PBB {UNPAID}") == P5.format("3800-0012")
    assert empty.say(f"PBB {UNPAID}") == P5.format("3800-0012"), "the same question is one question"
    assert empty.say("38000012").startswith("Permintaan PBB 3800-0012: MENUNGGU jawaban Bapenda,")
    bring_to(empty, tmp_path, f"{UNPAID},2026,SITI RAHMA,1254000,2026-08-31,belum")
    empty.minute()
    told = [text for number, text in empty.news() if number == BUDI]
    assert len(told) == 1
    assert told[0].startswith("PBB 2026 NOP ..002-0003.0\na.n. S*** R****\nRp1.254.000 BELUM LUNAS")
    assert told[0].endswith("Bayar: balas PBB")
    empty.minute()
    assert len(empty.news()) == 1, "told once"
    assert empty.say("38000012").startswith("PBB 2026 NOP")
    assert (
        empty.say("38000012", who=SITI)
        == "Permintaan PBB 3800-0012 sudah DIJAWAB Bapenda. Tagihan: balas PBB"
    )


def test_bapenda_answers_at_once(town):
    town.connect()
    said = town.say(f"PBB {LATE_OBJECT}")
    assert said == (
        "NOP ..003-0001.0 kami tanyakan ke Bapenda (nomor permintaan 3800-0012). Jawabannya kami kirim "
        "lewat SMS paling lambat besok pukul 12.00."
    )
    town.minute()
    assert town.news()[0] == (
        BUDI,
        (
            "PBB 2026 NOP ..003-0001.0\na.n. R*** H****\nRp675.000 BELUM LUNAS\n"
            "Jatuh tempo 31/08, denda Rp20.250\n"
            "Tunggakan 2025: Rp0\nData 26/11 08.00\nBayar: balas PBB"
        ),
    )
    assert town.say(f"PBB {LATE_OBJECT}").startswith("PBB 2026 NOP ..003-0001.0"), "it is known from now on"


def test_bapenda_answers_later(town):
    town.connect("slow")
    town.say(f"PBB {LATE_OBJECT}")
    town.minute()
    assert town.news() == []
    town.clock.advance(minutes=2)
    town.minute()
    assert len(town.news()) == 1


def test_bapenda_knows_no_such_object(town):
    town.connect()
    town.say("PBB 36.76.050.001.001-0001.0")
    town.minute()
    assert town.news() == [
        (
            BUDI,
            (
                "Permintaan 3800-0012: Bapenda tidak menemukan NOP ..001-0001.0. Mohon periksa SPPT, "
                "lalu balas PBB. Perlu bantuan? Balas PETUGAS"
            ),
        )
    ]


def test_bapenda_has_given_it_another_number(town):
    town.connect()
    town.agency.replaced["361921000501100660"] = LATE_OBJECT
    town.say("PBB 361921000501100660")
    town.minute()
    assert town.news()[0][1].startswith("PBB 2026 NOP ..003-0001.0")
    assert town.say("PBB 361921000501100660").startswith("NOP lama Anda sudah diganti.")


@pytest.mark.parametrize("mood", ["absent", "wrong"])
def test_nobody_answers_in_time_so_a_person_calls(town, mood):
    town.connect(mood)
    town.say(f"PBB {LATE_OBJECT}")
    town.until(2026, 11, 27, 13)
    told = [text for number, text in town.news() if text.startswith("Maaf")]
    assert told == [
        (
            "Maaf, jawaban Bapenda untuk permintaan 3800-0012 terlambat. Petugas akan menelepon Anda. "
            "Kabar berikutnya paling lambat Rabu 02/12."
        )
    ]
    assert [row.reason for row in town.rows(sa.select(call_back.c.reason))] == ["pbb.belum_dijawab 3800-0012"]
    assert town.say(f"PBB {LATE_OBJECT}").startswith(
        "Kami belum tersambung ke Bapenda." if mood == "absent" else ""
    )


def test_a_visitor_without_a_phone_is_asked_for_one(town):
    town.connect()
    said = town.say("MENU", "3", LATE_OBJECT, who="screen 1", channel="console")
    assert said.startswith("Jawaban Bapenda kami kirim lewat SMS. Ketik nomor HP Anda.")
    assert "3800-0012" in town.say("0812-1111-0002", who="screen 1", channel="console")
    town.minute()
    assert [number for number, _ in town.news()] == [SITI]


NONSENSE = [
    {},
    {"nop": "367699900100200047"},
    {"nama": 7},
    {"tagihan": []},
    {"tagihan": [row(2026, 1), row(2026, 2)]},
    {"tagihan": [row(2026, -1)]},
    {"tagihan": [{**row(2026, 1), "jumlah": True}]},
    {"tagihan": [{**row(2026, 1), "jumlah": "1000"}]},
    {"tagihan": [{**row(2026, 1), "tahun": 1066}]},
    {"tagihan": [{**row(2026, 1), "jatuhtempo": "31/08/2026"}]},
    {"tagihan": [{**row(2026, 1), "tanggalbayar": "2026-07-11"}]},
    {"data": "besok"},
    {"data": "2027-01-01T08:00+07:00"},
    {"data": "2026-11-26T08:00"},
    {"nopbaru": UNPAID},
    {"nopbaru": "12"},
]


@pytest.mark.parametrize("changed", NONSENSE)
def test_nothing_that_cannot_be_is_believed(changed, clock):
    now = datetime(2026, 11, 26, 8, 0, tzinfo=WIB)
    good = {"nop": UNPAID, "nama": "Siti", "tagihan": [row(2026, 1000)], "data": now.isoformat()}
    assert connector.read({"nop": UNPAID}, good, terms(), now).latest.amount == 1000
    with pytest.raises(Nonsense):
        connector.read({"nop": UNPAID}, {**good, **changed} if changed else {}, terms(), now)


# Reminders --------------------------------------------------------------------------------------------------

P7 = (
    "Maukah Anda kami ingatkan 30 dan 7 hari sebelum jatuh tempo PBB?\n1 Ya\n2 Tidak\n"
    "Berhenti kapan saja: balas STOP"
)


def consent(town, answer="1"):
    town.say(f"PBB {UNPAID}")
    town.until(2026, 11, 26, 8, 40)
    asked = [text for _, text in town.news() if text.startswith("Maukah Anda kami ingatkan")]
    assert asked == [P7]
    town.post()
    return town.say(answer)


def reminders_of(town):
    return [text for number, text in town.news(("follow",)) if number == BUDI]


def test_p7_is_asked_once_when_the_resident_is_quiet(town):
    assert consent(town, "2") == "Baik, Anda tidak kami ingatkan. Tagihan PBB: balas PBB"
    town.say(f"PBB {UNPAID}")
    town.until(2026, 11, 26, 12)
    assert len([text for _, text in town.news() if text.startswith("Maukah Anda kami ingatkan")]) == 1
    assert town.rows(sa.select(reminder)) == []


def test_reminders_come_30_and_7_days_before_the_due_day_and_never_twice(town, tmp_path):
    assert consent(town).startswith("Baik, kami ingatkan 30 dan 7 hari sebelum jatuh tempo PBB.")
    bring_to(
        town,
        tmp_path,
        f"{UNPAID},2027,SITI RAHMA,1300000,2027-08-31,belum",
        f"{UNPAID},2026,SITI RAHMA,1254000,2026-08-31,lunas",
        at=datetime(2026, 11, 26, 8, 30, tzinfo=WIB),
    )
    town.clock.now = datetime(2027, 7, 31, 8, 30, tzinfo=WIB)
    town.minute()
    assert reminders_of(town) == []
    town.clock.now = datetime(2027, 8, 1, 7, 59, tzinfo=WIB)
    town.minute()
    assert reminders_of(town) == [], "not before the hours of the terms"
    for hour in (8, 9, 12, 16):
        town.clock.now = datetime(2027, 8, 1, hour, 1, tzinfo=WIB)
        town.minute()
    first = (
        "Pengingat: PBB 2027 NOP ..002-0003.0 Rp1.300.000 jatuh tempo Selasa 31/08. Data 26/11 08.30. "
        "Cara bayar: balas PBB. Berhenti: balas STOP"
    )
    assert reminders_of(town) == [first]
    for day in range(2, 32):
        town.clock.now = datetime(2027, 8, day, 9, 0, tzinfo=WIB)
        town.minute()
    assert reminders_of(town) == [first, first]
    said = town.rows(sa.select(reminded.c.year, reminded.c.days))
    assert sorted(tuple(each) for each in said) == [(2027, 7), (2027, 30)]


def test_no_reminder_of_what_is_paid_nor_after_stop(town, tmp_path):
    consent(town)
    bring_to(town, tmp_path, f"{UNPAID},2027,SITI RAHMA,1300000,2027-08-31,lunas")
    town.clock.now = datetime(2027, 8, 1, 9, 0, tzinfo=WIB)
    town.minute()
    assert reminders_of(town) == []
    bring_to(town, tmp_path, f"{UNPAID},2027,SITI RAHMA,1300000,2027-08-31,belum")
    town.say("STOP")
    for day in (24, 25, 31):
        town.clock.now = datetime(2027, 8, day, 9, 0, tzinfo=WIB)
        town.minute()
    assert reminders_of(town) == []


def test_stop_takes_back_what_waits_and_asks_no_more(town):
    town.say("MENU", "STOP")
    town.say(f"PBB {UNPAID}")
    town.until(2026, 11, 26, 12)
    assert [text for _, text in town.news() if text.startswith("Maukah Anda kami ingatkan")] == []


def test_without_a_bill_of_that_year_no_amount_is_named(town):
    consent(town)
    town.clock.now = datetime(2027, 8, 2, 9, 0, tzinfo=WIB)  # the kiosk was off on the day itself
    town.minute()
    assert reminders_of(town) == [
        (
            "Pengingat: PBB 2027 NOP ..002-0003.0 jatuh tempo Selasa 31/08. Jumlahnya: lihat SPPT, "
            "atau balas PBB. Berhenti: balas STOP"
        )
    ]


def test_what_lies_behind_when_they_ask_is_not_said(town, tmp_path):
    town.clock.now = datetime(2026, 8, 20, 8, 0, tzinfo=WIB)  # 11 days before
    town.kiosk.write(lambda tx: reminders.begin(about(tx), UNPAID, "id"))
    town.clock.now = datetime(2026, 8, 21, 9, 0, tzinfo=WIB)
    town.minute()
    assert reminders_of(town) == []
    town.clock.now = datetime(2026, 8, 24, 9, 0, tzinfo=WIB)
    town.minute()
    assert len(reminders_of(town)) == 1


def about(tx):
    from kiosk.store import people

    mine = tx.about(BUDI)
    people.meet(mine)
    return mine


def test_a_kill_between_reminders_doubles_none(town):
    """What is said and that it was said are one transaction."""
    town.kiosk.write(lambda tx: reminders.begin(about(tx), UNPAID, "id"))
    town.clock.now = datetime(2027, 8, 2, 9, 0, tzinfo=WIB)

    class Killed(BaseException):
        pass

    def die(tx):
        reminders.attend(tx)
        raise Killed

    with pytest.raises(Killed):
        town.kiosk.write(die)
    assert reminders_of(town) == []
    town.minute()
    town.minute()
    assert len(reminders_of(town)) == 1


def test_hapus_ends_reminders(town):
    consent(town)
    town.say("HAPUS", "1")
    assert town.rows(sa.select(reminder)) == []
    assert [each for each in town.rows(sa.select(question.c.state)) if each.state == "waiting"] == []


# Mobile counters --------------------------------------------------------------------------------------------

ROUNDS = """
loket:
  - { kelurahan: Pamulang Barat, hari: selasa, minggu: 1, jam: 09.00-12.00, layanan: pbb izin }
  - { kelurahan: Pamulang Barat, tanggal: 2026-11-28, jam: 08.00-10.00, layanan: izin }
  - { kelurahan: Setu, hari: kamis, minggu: 4, jam: 09.00-12.00, layanan: pbb }
"""


@pytest.mark.parametrize(
    ("village", "service", "now", "day"),
    [
        ("36.74.06.1001", "pbb", "2026-11-26 08:00", "2026-12-01"),
        ("36.74.06.1001", "izin", "2026-11-26 08:00", "2026-11-28"),  # a Saturday, but it was said so
        ("36.74.06.1001", "izin", "2026-11-28 09:59", "2026-11-28"),
        ("36.74.06.1001", "izin", "2026-11-28 10:00", "2026-12-01"),
        ("36.74.06.1001", "pbb", "2026-12-01 12:00", "2027-02-02"),  # 5 January is Isra Mikraj
        ("36.74.07.1002", "pbb", "2026-11-26 08:00", "2026-11-26"),
        ("36.74.07.1002", "pbb", "2026-12-01 08:00", "2027-01-28"),  # Thursday 24 December is joint leave
        ("36.74.07.1002", "izin", "2026-12-01 08:00", None),
        ("36.74.01.1001", "pbb", "2026-12-01 08:00", None),
    ],
)
def test_the_next_counter(tmp_path, village, service, now, day):
    path = tmp_path / "keliling.yaml"
    path.write_text(ROUNDS)
    found = counters.following(counters.read(path), village, service, datetime.fromisoformat(now))
    assert (found and found.day.isoformat()) == day


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("Pamulang Barat", "Pamulang"),
        ("minggu: 1", "minggu: 5"),
        ("hari: selasa", "hari: tuesday"),
        ("jam: 08.00-10.00", "jam: 10.00-08.00"),
        ("2026-11-28", "2026-11-31"),
        ("layanan: izin", "untuk: izin"),
        ("loket:", "daftar:"),
    ],
)
def test_a_table_of_counters_that_makes_no_sense_is_told(tmp_path, line, instead):
    from kiosk.errors import ConfigError

    path = tmp_path / "keliling.yaml"
    path.write_text(ROUNDS.replace(line, instead, 1))
    with pytest.raises(ConfigError, match=r"keliling\.yaml") as told:
        counters.use(path)
    assert "keliling.yaml" in told.value.remedy


def test_what_bapenda_told_is_forgotten_after_a_month(town):
    town.connect()
    town.say(f"PBB {LATE_OBJECT}")
    town.minute()
    town.clock.advance(days=31)
    town.kiosk.write(bills.forget_told)
    assert town.kiosk.write(lambda tx: bills.find(tx, LATE_OBJECT)) is None
