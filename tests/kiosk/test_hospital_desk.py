"""What residents are told by the hospital, to the character, also where places run out or are unknown."""

from datetime import date

import pytest
import sqlalchemy as sa

from kiosk.core import Inbound, Kiosk
from kiosk.services.hospital.clinics import TABLE, Clinics, clinics, use
from kiosk.services.hospital.schema import booking, place, session
from kiosk.store.schema import call_back, outbox

WHO, SISTER = "+6281211110001", "+6281211110002"
NIK, BPJS, REFERRAL = "3674060503990001", "0001234567890", "0301U0110926P000123"
TO_DAYS = ["RSU", "1", "1"]


class Residents:
    """People who text one kiosk."""

    def __init__(self, kiosk):
        self.kiosk = kiosk
        self.count = 0

    def say(self, *texts, who=WHO):
        """Send texts; gives the last reply."""
        reply = None
        for text in texts:
            self.count += 1
            reply = self.kiosk.receive(Inbound("sms", who, text, str(self.count)))
        return reply and reply.text

    def fill(self, places, clinic="anak", weekday=2):
        """Have so many places on a weekday, and none left in the hospital."""
        here = f"{weekday + 1}"

        def change(tx):
            of = place.c.clinic == clinic, sa.func.strftime("%w", place.c.day) == here
            tx.run(sa.delete(place).where(*of, place.c.number > places))
            there = session.c.clinic == clinic, sa.func.strftime("%w", session.c.day) == here
            tx.run(sa.update(session).where(*there).values(left=0))

        self.kiosk.write(change)


@pytest.fixture
def residents(kiosk):
    return Residents(kiosk)


@pytest.fixture
def live(tmp_path, clock, shipped):
    """A kiosk to which the hospital has not given a place yet."""
    kiosk = Kiosk.open(tmp_path / "live", *shipped, clock=clock, threaded=False)
    yield Residents(kiosk)
    kiosk.close()


@pytest.fixture
def closed(tmp_path):
    """Have the hospital's own table say that it is closed on Wednesday."""
    own = tmp_path / "poli.yaml"
    own.write_text(TABLE.read_text("utf-8").replace("closed: []", "closed: [2026-11-25]"), "utf-8")
    use(own)
    yield
    use(TABLE)


def test_an_answer_is_promised_for_a_day_on_which_office_and_hospital_work(closed, live):
    live.kiosk.days_off = frozenset({date(2026, 11, 24)})
    asked = live.say(*TO_DAYS)
    assert "Rabu 25/11" not in asked, "nobody is booked while the hospital is closed"
    assert "\n1 Kamis 26/11\n" in asked, "the hospital works whether or not the office does"
    assert "paling lambat Kamis 26/11 17.00" in live.say("2", "2", NIK, "1")
    assert "akan menelepon Anda Kamis 26/11 pukul 08.00-15.00" in live.say("RSU", "2")


def test_r7_with_bpjs(residents):
    assert residents.say(*TO_DAYS, "2", "1", BPJS, REFERRAL, "1") == (
        "TERDAFTAR 3800-0012. RSU, poli Anak, Kamis 26/11, antrean A-001. Datang pukul 08.00-08.30. "
        "Bawa KTP, kartu BPJS, rujukan. Batal: balas BATAL 38000012"
    )


def test_the_receipt_is_a_receipt(residents):
    residents.say(*TO_DAYS, "2", "1", BPJS, REFERRAL, "1")
    kinds = residents.kiosk.write(
        lambda tx: [row.kind for row in tx.run(sa.select(outbox).order_by(outbox.c.id))]
    )
    assert kinds == ["screen"] * 7 + ["receipt"]


def test_r8_where_the_places_are_unknown_no_number_is_invented(live):
    assert live.say(*TO_DAYS) == (
        "Poli Anak. Pilih hari. Balas angka:\n1 Rabu 25/11\n2 Kamis 26/11\n3 Jumat 27/11\n4 Senin 30/11\n"
        "5 Selasa 01/12\n6 Rabu 02/12\n7 Kamis 03/12\n0 Kembali"
    )
    assert live.say("2", "2", NIK, "1") == (
        "BELUM PASTI, baru dicatat (0000-0017): poli Anak, Kamis 26/11. Nomor antrean dikirim paling lambat "
        "hari ini pukul 17.00. Mohon jangan berangkat dulu."
    ).replace("0000-0017", live.kiosk.write(lambda tx: tx.run(sa.select(booking)).first().ticket))
    row = live.kiosk.write(lambda tx: tx.run(sa.select(call_back)).first())
    assert row.reason.startswith("rsu.belum_pasti ")  # an officer has to get the number
    again = live.say(*TO_DAYS, "2", "2", NIK, "1")
    assert again.startswith("Pasien ini sudah dicatat")


def test_after_hours_the_answer_is_promised_for_the_next_working_day_but_not_after_the_last_call(live, clock):
    clock.advance(days=3, hours=10)  # Friday 18.00
    told = live.say(*TO_DAYS, "2", "2", NIK, "1")
    assert "poli Anak, Selasa 01/12. Nomor antrean dikirim paling lambat Senin 30/11 17.00." in told
    told = live.say(*TO_DAYS, "1", "2", "3674060503990002", "1")
    assert "poli Anak, Senin 30/11. Nomor antrean dikirim paling lambat Minggu 29/11 20.00." in told


def test_r9_a_full_day_leads_to_other_days(residents):
    residents.fill(1)
    residents.say(*TO_DAYS, "1", "2", NIK, "1", who=SISTER)
    assert "\n1 Rabu 25/11 (penuh)\n2 Kamis 26/11 (sisa 25)" in residents.say(*TO_DAYS)
    assert residents.say("1").startswith(
        "Maaf, poli Anak Rabu 25/11 penuh. Balas angka:\n"
        "1 Kamis 26/11 pukul 08.00\n2 Jumat 27/11 pukul 08.00\n"
    )
    assert residents.say("1").startswith("Berobat dengan BPJS")
    review = residents.say("2", "3674060503990002")
    assert "\n4 Ganti hari: Kamis 26/11\n" in review
    assert "poli Anak, Kamis 26/11, antrean A-001" in residents.say("1")


def test_a_day_that_fills_up_before_the_confirmation_is_told_and_nothing_is_lost(residents):
    residents.fill(1)
    residents.say(*TO_DAYS, "1", "2", "3674060503990002")
    residents.say(*TO_DAYS, "1", "2", NIK, "1", who=SISTER)
    told = residents.say("1")
    assert told.startswith(
        "Maaf, poli Anak Rabu 25/11 penuh. Balas angka:\n1 Rabu 25/11 (penuh)\n2 Kamis 26/11"
    )
    assert "\n3 Hari: Kamis 26/11\n" in residents.say("2")  # what was typed is still there
    assert "antrean A-001" in residents.say("1")


def test_when_all_days_are_full_the_waiting_list_is_left(residents):
    for weekday in range(5):
        residents.fill(0, weekday=weekday)
    asked = "Maaf, poli Anak Rabu 25/11 penuh. Balas angka:\n3 Daftar tunggu\n0 Kembali"
    assert residents.say(*TO_DAYS, "1") == asked
    assert residents.say("3", "2", NIK, "1") == (
        "BELUM PASTI, daftar tunggu (3800-0012): poli Anak, Rabu 25/11. Kami kabari jika ada tempat. "
        "Mohon jangan berangkat dulu. Batal: balas BATAL 38000012"
    )


def test_batal_frees_the_place_and_only_for_the_phone_that_booked(residents):
    residents.fill(1)
    residents.say(*TO_DAYS, "1", "2", NIK, "1")
    assert residents.say("BATAL 38000012", who=SISTER).startswith("Antrean 3800-0012 tidak ditemukan")
    assert "(penuh)" in residents.say(*TO_DAYS, who=SISTER)
    told = "Antrean 3800-0012 sudah dibatalkan: poli Anak, Rabu 25/11. Daftar lagi: balas RSU"
    assert residents.say("BATAL 38000012") == told
    assert residents.say("batal 3800-0012") == told  # a second time frees nothing more
    assert "\n1 Rabu 25/11 (sisa 1)" in residents.say(*TO_DAYS)
    assert "antrean A-001" in residents.say("1", "2", NIK, "1")  # a place is its number


def test_batal_without_a_booking_asks_for_no_number_of_a_list(residents):
    asked = residents.say("BATAL")
    assert asked.startswith("Ketik nomor antrean yang dibatalkan: 8 angka")
    assert "Balas angka" not in asked


def test_batal_in_the_middle_of_a_form(residents):
    residents.say(*TO_DAYS, "1", "2", NIK, "1")
    residents.say(*TO_DAYS, "2", "2")
    assert residents.say("BATAL 38000012").startswith("Antrean 3800-0012 sudah dibatalkan")


def test_a_visit_of_yesterday_is_not_cancelled(residents, clock):
    residents.say(*TO_DAYS, "1", "2", NIK, "1")
    clock.advance(days=2)
    assert residents.say("BATAL 38000012").startswith("Antrean 3800-0012 tidak ditemukan")


def test_a_wrong_ticket_number_is_noticed(residents):
    assert residents.say("BATAL 38000013").startswith("Maaf, nomor itu belum benar.")


def test_a_patient_booked_by_another_phone(residents):
    residents.say(*TO_DAYS, "1", "2", NIK, "1")
    told = residents.say(*TO_DAYS, "1", "2", NIK, "1", who=SISTER)
    assert told == (
        "Pasien ini sudah didaftarkan dari nomor lain: poli Anak, Rabu 25/11. Perlu bantuan? Balas PETUGAS"
    )
    assert "3800-0012" not in told


def test_several_patients_of_one_phone(residents):
    for nik in (NIK, "3674064503150001"):
        assert "TERDAFTAR" in residents.say(*TO_DAYS, "1", "2", nik, "1")
    listed = residents.say("RSU", "3")
    assert "\n1 poli Anak, Rabu 25/11, A-001\n2 poli Anak, Rabu 25/11, A-002\n" in listed


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "3674063002990001",
            "Maaf, NIK itu belum benar. NIK berisi 16 angka, termasuk tanggal lahir. Mohon periksa",
        ),
        (
            "3674060503990000",
            "Maaf, NIK itu belum benar. NIK berisi 16 angka, termasuk tanggal lahir. Mohon periksa",
        ),
        (
            "367406050399001",
            "Maaf, NIK itu belum benar. NIK berisi 16 angka, yang kami terima 15 angka. Mohon",
        ),
        (
            "36740605039900012",
            "Maaf, NIK itu belum benar. NIK berisi 16 angka, yang kami terima 17 angka. Mohon",
        ),
        (
            "000123456789",
            "Maaf, nomor itu belum benar. Nomor BPJS berisi 13 angka, NIK 16, yang kami terima 12 ",
        ),
        (
            "Siti Aminah",
            "Maaf, nomor itu belum benar. Nomor BPJS berisi 13 angka, NIK 16, yang kami terima 0 ",
        ),
    ],
)
def test_a_wrong_identity_is_told_kindly_and_exactly(residents, typed, told):
    assert residents.say(*TO_DAYS, "1", "2", typed).startswith(told)


def test_nothing_of_the_patient_is_readable_on_the_disk(residents, tmp_path):
    residents.say(*TO_DAYS, "1", "1", NIK, REFERRAL)
    residents.say("1")
    residents.kiosk.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (NIK, REFERRAL, "81211110001"):
        assert secret.encode() not in stored


def test_the_timetable_lists_every_clinic(residents):
    pages = residents.say("RSU", "4") + residents.say("98") + residents.say("98")
    assert all(clinic.label("id") in pages for clinic in clinics().all.values())


def test_only_days_of_the_clinic_are_offered(residents):
    """Jantung works from Tuesday to Friday."""
    pages = residents.say("RSU", "1", "7") + residents.say("98")
    assert "Senin" not in pages
    assert "Rabu 25/11" in pages


@pytest.mark.parametrize(
    ("number", "window"),
    [(1, "08:00"), (3, "08:00"), (5, "08:30"), (14, "10:00"), (25, "11:30"), (31, "11:30")],
)
def test_the_hours_are_shared_out_over_the_places(number, window):
    assert f"{clinics().comes('anak', number, 25).opens:%H:%M}" == window


def test_a_broken_table_is_told_with_its_name(tmp_path):
    from kiosk.errors import ConfigError

    path = tmp_path / "clinics.yaml"
    for text in ("clinics: [", "book_ahead: many", "", "book_ahead: 7"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=r"clinics\.yaml"):
            Clinics(path)


def test_no_text_is_longer_than_one_sms(residents):
    """The longest clinic on the longest day, and what its cancellation says."""
    told = residents.say("RSU", "1", "3", "1", "98", "6", "1", BPJS, REFERRAL, "1")
    assert "poli Penyakit dalam, Rabu 02/12" in told
    assert len(told) <= 160


def test_the_demo_is_seeded_once(kiosk):
    from kiosk import services

    before = kiosk.write(lambda tx: list(tx.run(sa.select(place))))
    kiosk.write(services.seed)
    assert kiosk.write(lambda tx: list(tx.run(sa.select(place)))) == before
    assert len(before) == 5 * len({row[:3] for row in before})
