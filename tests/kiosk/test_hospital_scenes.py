"""The hospital as residents live it: phones, network, modem and days, with a hospital at the other end."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from kiosk.agency import errands, runner
from kiosk.agency.schema import errand
from kiosk.chores import Chores
from kiosk.clock import WIB
from kiosk.core import Kiosk
from kiosk.services.hospital.centre import Centre
from kiosk.services.hospital.schema import booking
from kiosk.store.schema import call_back, journal, person
from modem.simulator import VirtualClock

BUDI, SITI, DEWI = "+6281211110001", "+6281211110002", "+6281211110003"
BPJS, REFERRAL = "0001234567890", "0301U0110926P000123"
NIK = "3674060503990001"
TO_DAYS = ("RSU", "1", "1")  # the children's clinic
THURSDAY = datetime(2026, 11, 26).date()  # noqa: DTZ001 - a day


class Scene:
    """A kiosk behind its modem, a hospital, phones, on one clock that the test moves."""

    def __init__(self, world, centre):
        self.world, self.centre, self.kiosk = world, centre, world.kiosk
        self.minute()

    def say(self, *texts, who=BUDI):
        """Text from a phone; gives the last reply."""
        said = [self.world.say(text, who) for text in texts]
        assert all(len(each) == 1 for each in said), said
        return said[-1][0]

    def minute(self):
        """Do what a kiosk does by itself every minute, and what its threads do meanwhile."""
        Chores(self.kiosk).attend()
        runner.attend(self.kiosk)
        self.world.pump()

    def until(self, *when):
        """Let time go by to the hour and minute of a day; gives what came meanwhile, by phone."""
        aim = datetime(2026, 11, *when, tzinfo=WIB)
        before = {who: len(self.world.phone(who).inbox) for who in (BUDI, SITI, DEWI)}
        while (left := (aim - self.world.sim.clock.wall()).total_seconds()) > 0:
            self.world.pump(min(left, 1800.0))
            self.minute()
        return {who: self.heard(who)[count:] for who, count in before.items()}

    def heard(self, who):
        return [message.text for message in self.world.phone(who).inbox]

    def fill(self, but=0):
        """Let the counter sell all of Thursday but what the kiosk has, and so many."""
        while sum(not who for who in self.centre.holders("anak", THURSDAY).values()) > but:
            self.centre.counter("anak", THURSDAY)

    def states(self):
        return [row.state for row in self.world.rows(sa.select(booking).order_by(booking.c.made_at))]


@pytest.fixture
def scene(new_world, shipped, tmp_path):
    def begin(*, lease=True):
        world = new_world(clock=VirtualClock(datetime(2026, 11, 24, 8, tzinfo=WIB)))
        world.kiosk = kiosk = Kiosk.open(
            tmp_path / "kiosk", *shipped, clock=world.sim.clock.wall, threaded=False, number="38"
        )
        opened.append(kiosk)
        world._open_kiosk = lambda **_: kiosk
        world.start()
        centre = Centre(world.sim.clock.wall)
        centre.mood = "well" if lease else "absent"
        kiosk.agencies["rsu"] = centre
        return Scene(world, centre)

    opened = []
    yield begin
    for kiosk in opened:
        kiosk.close()


def register(scene, day="2", who=BUDI, number=NIK):
    return scene.say(*TO_DAYS, day, "2", number, "1", who=who)


def test_a7_from_the_missed_call_to_the_day_before(scene):
    it = scene()
    it.world.phone(BUDI).call(it.world.sim.modems[0].number)
    it.world.pump(10)
    assert it.heard(BUDI)[-1].startswith("Layanan Kota Tangsel. Balas angka:")
    assert it.say("4").startswith(
        "RSU TANGSEL. Darurat? Langsung ke IGD atau telepon 112.\nBalas angka:\n1 Rawat jalan"
    )
    assert it.say("1").startswith("Pilih poli. Balas angka:\n1 Anak")
    assert "\n2 Kamis 26/11 (sisa 25)\n" in it.say("1")
    assert it.say("2").startswith("Berobat dengan BPJS atau umum?")
    assert it.say("1").startswith("Ketik nomor BPJS (13 angka)")
    assert it.say(BPJS).startswith("Ketik nomor rujukan")
    assert it.say(REFERRAL).startswith("Periksa data.")
    assert it.say("1") == (
        "TERDAFTAR 3800-0012. RSU, poli Anak, Kamis 26/11, antrean A-001. Datang pukul 08.00-08.30. "
        "Bawa KTP, kartu BPJS, rujukan. Batal: balas BATAL 38000012"
    )
    it.minute()
    told = it.centre.taken["38000012"]
    assert (told["kodepoli"], told["tanggalperiksa"], told["angkaantrean"]) == ("ANA", "2026-11-26", 1)
    assert (told["jenispasien"], told["nomorkartu"], told["jeniskunjungan"]) == ("JKN", BPJS, 1)
    assert (told["nomorreferensi"], told["nohp"]) == (REFERRAL, BUDI)
    (told,) = it.until(24, 9, 0)[BUDI]
    assert told.startswith("Satu pertanyaan: dari mana Anda tahu nomor ini?\n1 RT/RW\n2 Kelurahan\n3 Poster")
    assert it.say("3").startswith("Anda tinggal di kelurahan mana? Ketik namanya.")
    it.say("pamulang barat")
    assert [row.source for row in it.world.rows(sa.select(person))] == ["poster"]
    (told,) = it.until(25, 17, 0)[BUDI]
    assert told == (
        "Besok, Kamis 26/11: poli Anak RSU Tangsel, antrean A-001. Datang pukul 08.00-08.30. Jadi datang?\n"
        "1 Ya\n2 Batal\n3 Ganti hari"
    )
    assert it.say("1") == (
        "Terima kasih. Sampai besok: poli Anak, antrean A-001, pukul 08.00-08.30. "
        "Bawa KTP, kartu BPJS, rujukan."
    )
    it.until(27, 1, 0)
    assert it.states() == ["closed"]


def test_the_day_before_2_frees_the_place_and_the_first_of_the_waiting_list_gets_it(scene):
    it = scene()
    register(it)
    it.fill()
    it.until(24, 8, 30)
    for number in range(4):  # the rest of what was lent is taken from here, too
        register(it, who=f"+628121112000{number}", number=f"367406050399010{number}")
    assert register_waiting(it, SITI, "3674064503150001") == (
        "BELUM PASTI, daftar tunggu (3800-0061): poli Anak, Kamis 26/11. Kami kabari jika ada tempat. "
        "Mohon jangan berangkat dulu. Batal: balas BATAL 38000061"
    )
    register_waiting(it, DEWI, "3674064503150002")
    assert it.until(25, 17, 0)[BUDI][-1].startswith("Besok, Kamis 26/11")
    before = len(it.heard(DEWI))
    assert it.say("2") == "Antrean 3800-0012 sudah dibatalkan: poli Anak, Kamis 26/11. Daftar lagi: balas RSU"
    it.minute()
    assert it.heard(SITI)[-1] == (
        "TERDAFTAR 3800-0061. RSU, poli Anak, Kamis 26/11, antrean A-001. Datang pukul 08.00-08.30. "
        "Bawa KTP. Batal: balas BATAL 38000061"
    )
    assert len(it.heard(DEWI)) == before
    assert "38000012" not in it.centre.taken
    assert it.centre.taken["38000061"]["angkaantrean"] == 1
    assert it.until(25, 21, 0)[DEWI][-1].startswith("Maaf, tidak ada tempat untuk")


def register_waiting(it, who, nik):
    assert "\n2 Kamis 26/11 (penuh)\n" in it.say(*TO_DAYS, who=who)
    asked = it.say("2", who=who)
    assert asked.startswith(
        "Maaf, poli Anak Kamis 26/11 penuh. Balas angka:\n1 Rabu 25/11 pukul 08.00\n2 Jumat 27/11"
    )
    assert asked.endswith("\n3 Daftar tunggu\n0 Kembali")
    return it.say("3", "2", nik, "1", who=who)


def test_the_day_before_3_changes_the_day(scene):
    it = scene()
    register(it)
    it.until(25, 17, 0)
    assert it.say("3").startswith("Pindah ke hari apa? Balas angka:\n1 Jumat 27/11 pukul 08.00\n")
    assert it.say("1").startswith("TERDAFTAR 3800-0012. RSU, poli Anak, Jumat 27/11, antrean A-001.")
    it.minute()
    assert set(it.centre.taken) == {"38000012-1"}
    assert it.until(26, 17, 0)[BUDI][-1].startswith("Besok, Jumat 27/11: poli Anak")


def test_a_question_that_nobody_answers_does_not_hold_up_that_of_the_day_before(scene):
    """A7 is left unanswered in the afternoon of the day before the day before; R10 comes all the same."""
    it = scene()
    it.until(24, 19, 0)
    register(it)
    assert it.until(25, 7, 45)[BUDI][-1].startswith("Satu pertanyaan"), "not in the evening"
    assert it.until(25, 16, 5)[BUDI][-1].startswith("Besok, Kamis 26/11")
    assert it.say("1").startswith("Terima kasih. Sampai besok")


def test_no_answer_means_that_the_place_stays(scene):
    it = scene()
    register(it)
    it.until(26, 7, 0)
    assert it.states() == ["booked"]


def test_a_change_from_the_list_of_bookings(scene):
    it = scene()
    register(it)
    it.say("RSU", "3")
    assert it.say("1").endswith("\n1 Batalkan antrean ini\n2 Ganti hari\n0 Kembali")
    it.say("2")
    assert "Jumat 27/11, antrean A-001" in it.say("2")


def test_offline_nothing_is_shown_as_certain_that_is_not(scene):
    """No lease and no link: recorded, no number; the line comes back, and the number comes by SMS."""
    it = scene(lease=False)
    assert "\n2 Kamis 26/11\n" in it.say(*TO_DAYS), "no figure is invented"
    assert it.say("2", "2", NIK, "1") == (
        "BELUM PASTI, baru dicatat (3800-0012): poli Anak, Kamis 26/11. Nomor antrean dikirim paling lambat "
        "hari ini pukul 17.00. Mohon jangan berangkat dulu."
    )
    it.until(24, 10, 0)
    assert it.states() == ["pending"]
    it.centre.mood = "well"
    (told,) = it.until(24, 10, 31)[BUDI]
    assert told == (
        "TERDAFTAR 3800-0012. RSU, poli Anak, Kamis 26/11, antrean A-001. Datang pukul 08.00-08.30. "
        "Bawa KTP. Batal: balas BATAL 38000012"
    )
    assert [row.done_at is not None for row in it.world.rows(sa.select(call_back))] == [True]


def test_leases_count_down_while_the_line_is_away_and_then_it_is_uncertain(scene):
    it = scene()
    it.centre.mood = "absent"
    it.until(24, 11, 0)
    asked = it.say(*TO_DAYS)
    assert asked.startswith("Poli Anak. Data 24/11 08.00. Pilih hari. Balas angka:\n1 Rabu 25/11 (sisa 5)")
    for number in range(5):
        assert "TERDAFTAR" in register(it, who=f"+628121112000{number}", number=f"367406050399010{number}")
    assert "BELUM PASTI" in register(it)
    line = it.kiosk.write(lambda tx: errands.line(tx, "rsu"))
    assert line.failing_since is not None
    assert line.problem.startswith("Pusat antrean RSU tidak menjawab.")
    it.centre.mood = "well"
    it.until(24, 11, 31)
    assert it.heard(BUDI)[-1].startswith("TERDAFTAR")
    assert len(it.centre.taken) == 6, "the hospital has heard of all"


@pytest.mark.parametrize("mood", ["slow", "wrong"])
def test_a_hospital_that_is_slow_or_talks_nonsense_loses_nothing(scene, mood):
    it = scene(lease=False)
    it.centre.mood = mood
    assert "BELUM PASTI" in register(it)
    it.until(24, 8, 40)
    assert (it.heard(BUDI)[-1].startswith("TERDAFTAR")) == (mood == "slow")
    line = it.kiosk.write(lambda tx: errands.line(tx, "rsu"))
    assert bool(line.problem) == (mood == "wrong")
    it.centre.mood = "well"
    came = it.until(24, 9, 11)[BUDI]
    assert came[-1].startswith("TERDAFTAR" if mood == "wrong" else "Satu pertanyaan")
    assert sum(text.startswith("TERDAFTAR") for text in it.heard(BUDI)) == 1
    assert it.world.rows(sa.select(errand).where(errand.c.state == "waiting")) == []


def test_what_does_not_come_in_time_is_told(scene):
    it = scene(lease=False)
    register(it)
    (told,) = it.until(24, 17, 31)[BUDI]
    assert told == (
        "Maaf, RSU belum memberi nomor antrean 3800-0012: poli Anak, Kamis 26/11. "
        "Petugas akan menelepon Anda. Mohon jangan berangkat dulu."
    )
    (row,) = it.world.rows(sa.select(call_back))
    assert (row.reason, row.done_at) == ("rsu.belum_pasti 3800-0012", None)


def test_a_full_day_is_told_to_those_who_were_promised_an_answer(scene):
    it = scene(lease=False)
    register(it)
    it.fill()
    it.centre.mood = "well"
    assert it.until(24, 8, 40)[BUDI][-1].startswith(
        "Maaf, poli Anak Kamis 26/11 penuh. Anda masuk daftar tunggu"
    )
    it.centre.give_up("anak", THURSDAY)
    assert it.until(24, 9, 40)[BUDI][-1].startswith("TERDAFTAR 3800-0012.")


def test_what_the_hospital_does_not_find_is_told_before_anybody_comes(scene):
    it = scene()
    it.centre.refuse[REFERRAL] = "Nomor rujukan tidak ditemukan."
    it.say(*TO_DAYS, "2", "1", BPJS, REFERRAL, "1")
    it.minute()
    assert it.heard(BUDI)[-1] == (
        "Antrean 3800-0012, poli Anak, Kamis 26/11 tetap ada, tetapi RSU tidak menemukan nomor rujukan. "
        "Petugas akan menelepon Anda."
    )
    assert [row.reason for row in it.world.rows(sa.select(call_back))] == ["rsu.periksa 3800-0012"]
    assert it.states() == ["booked"]


def test_an_emergency_is_answered_first_and_a_bed_by_a_call(scene):
    it = scene(lease=False)
    it.say(*TO_DAYS)
    assert it.say("anak saya kejang").startswith("Darurat? Langsung ke IGD terdekat atau telepon 112")
    assert it.say("RSU", "2") == (
        "Rawat inap perlu surat pengantar dari dokter atau IGD. Petugas RSU akan menelepon Anda hari ini "
        "pukul 08.00-15.00 di nomor ini. Nomor permintaan 3800-0012."
    )


def test_the_same_by_ussd_and_what_comes_later_comes_by_sms(scene):
    from kiosk.doors.ussd import ussd_host

    it = scene(lease=False)
    it.world.sim.network.host("*123#", ussd_host(it.kiosk))
    phone = it.world.phone(BUDI)
    assert "4 Daftar RSU" in phone.dial("*123#").text
    for text in ("4", "1", "1", "2", "2", NIK):
        phone.reply(text)
    assert phone.reply("1").text.startswith("BELUM PASTI, baru dicatat (3800-0012)")
    it.centre.mood = "well"
    assert it.until(24, 8, 40)[BUDI][-1].startswith("TERDAFTAR 3800-0012.")
    assert it.until(25, 17, 0)[BUDI][-1].startswith("Besok, Kamis 26/11: poli Anak")
    assert it.say("2").startswith("Antrean 3800-0012 sudah dibatalkan")


def test_who_hangs_up_in_the_middle_is_noted_at_once_and_goes_on_by_sms(scene):
    from kiosk.doors.ussd import ussd_host, ussd_over

    it = scene()
    it.world.sim.network.host("*123#", ussd_host(it.kiosk), over=ussd_over(it.kiosk))
    phone = it.world.phone(BUDI)
    phone.dial("*123#")
    for text in ("4", "1", "1", "2"):
        phone.reply(text)
    phone.cancel()
    left = sa.select(journal.c.service, journal.c.screen).where(journal.c.outcome == "dropped")
    assert it.world.rows(left) == [("rsu", "jalan.bayar")]
    assert phone.dial("*123#").text.startswith("Tadi belum selesai: pendaftaran rawat jalan.")
    phone.cancel()
    assert it.say("1").startswith("Tadi belum selesai: pendaftaran rawat jalan."), "no answer to the screen"
    assert it.say("1").startswith("Berobat dengan BPJS atau umum?")


def test_at_the_counter_a_number_is_asked_for_only_where_something_comes_later(scene):
    from kiosk.doors.console import Visit

    it = scene(lease=False)
    visit = Visit(it.kiosk.receive)
    visit.begin()
    for text in ("4", "1", "1", "2", "2", NIK):
        visit.say(text)
    assert visit.say("1").startswith("Nomor antrean kami kirim lewat SMS. Ketik nomor HP Anda.")
    assert visit.say("0812-1111-0002").startswith("BELUM PASTI, baru dicatat (3800-0012)")
    it.centre.mood = "well"
    assert it.until(24, 8, 40)[SITI][-1].startswith("TERDAFTAR 3800-0012.")
    asked = it.until(25, 17, 0)[SITI][-1]
    assert asked.startswith("Besok, Kamis 26/11: poli Anak RSU Tangsel, antrean A-001.")
    assert it.say("2", who=SITI).startswith("Antrean 3800-0012 sudah dibatalkan")
