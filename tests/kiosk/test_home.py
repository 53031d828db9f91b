"""The first screen, and the words that are heard anywhere."""

import pytest

from kiosk import guard
from kiosk.core import Inbound
from kiosk.services import emergency
from kiosk.store.schema import call_back, person

WHO = "+6281211110001"
HOME = """\
Layanan Kota Tangsel. Balas angka:
1 Lapor masalah
2 Izin
3 Pajak PBB
4 Daftar RSU
5 Lainnya
6 English
Kami tidak pernah meminta uang/PIN.
Berhenti: balas STOP"""


@pytest.fixture
def say(kiosk):
    count = iter(range(10_000))

    def send(text, who=WHO, channel="sms"):
        return kiosk.receive(Inbound(channel, who, text, str(next(count)))).text

    return send


def test_the_first_screen_offers_only_what_is_there(say):
    assert say("MENU") == HOME


def test_a_machine_that_talks_nonsense_gets_five_answers(kiosk):
    """Also where its second mistake in a row ended in a call back, and the next text opens the menu anew."""
    nonsense = (
        "wkwk zz",
        "plok zz",
        "bzzt zz",
        "grmbl",
        "fnord zz",
        "blarg zz",
        "snafu zz",
        "quux zz",
        "zot",
    )
    said = [kiosk.receive(Inbound("sms", WHO, text, text)) for text in nonsense]
    assert [reply is not None for reply in said] == [True] * guard.IDLE_LIMIT + [False] * 4
    assert kiosk.receive(Inbound("sms", WHO, "4", "4")).text.startswith("RSU TANGSEL."), (
        "who chooses is served"
    )


def test_english_behind_its_key_and_kept(say):
    say("MENU")
    english = say("6")
    assert english.startswith(
        "Tangsel City Services. Reply with a number:\n1 Report a problem\n2 Permits\n3 Property tax\n"
        "4 Hospital\n5 Other\n6 Bahasa"
    )
    assert say("menu") == english
    assert say("6") == HOME


def test_sundanese_by_its_word_and_every_language_by_a_list(say):
    sundanese = say("sunda")
    assert sundanese.startswith(
        "Layanan Kota Tangsel. Waler angka:\n1 Lapor masalah\n2 Idin\n3 Pajeg PBB\n4 Daptar RSU\n5 Sanésna\n"
        "6 English\n"
    )
    assert say("MENU") == sundanese
    assert say("6").startswith("Tangsel City Services.")
    assert (
        say("BASA") == "Choose a language. Reply with a number:\n1 Indonesia\n2 English\n3 Basa Sunda\n0 Back"
    )
    assert say("3") == sundanese
    assert say("SUNDA") == HOME


@pytest.mark.parametrize("word", ["RSU", "DAFTAR", "daftar rsu", "Daftar RSU", "hospital", "RSU."])
def test_words_lead_to_the_hospital(say, word):
    assert say(word).startswith("RSU TANGSEL.")


def test_daf_leads_to_the_clinics(say):
    assert say("DAF").startswith("Pilih poli")
    assert say("DAF ANAK").startswith("Poli Anak. Pilih hari")


def test_help_names_only_words_that_work(say):
    told = say("BANTUAN")
    assert told.startswith(
        "Balas MENU, LAPOR, IZIN, PBB, RSU, CEK nomor, PETUGAS, DATA, HAPUS, STOP. 0 kembali, 00 menu utama, "
    )
    for word in ("MENU", "LAPOR", "IZIN", "PBB", "RSU", "CEK", "PETUGAS", "DATA", "HAPUS", "STOP"):
        say("MENU")  # a question for a number takes words of services for its answer
        assert not say(word).startswith("Maaf")


def test_a_person_calls_back_today_or_on_the_next_working_day(say, kiosk, clock):
    assert say("PETUGAS") == (
        "Baik. Petugas Kel. Pamulang Barat akan menelepon Anda hari ini pukul 08.00-15.00 di nomor ini. "
        "Darurat? Telepon 112 (gratis, 24 jam)."
    )
    say("petugas")  # asked again, it is one request
    rows = kiosk.write(lambda tx: [(row.reason, tx.open(row.number)) for row in tx.run(call_back.select())])
    assert [(reason.partition(" ")[0], number) for reason, number in rows] == [("petugas", WHO)]
    clock.advance(seconds=8 * 3600)
    assert "menelepon Anda Rabu 25/11 pukul 08.00-15.00 di nomor ini" in say("STAFF", "+6281211110002")


def test_the_office_is_the_one_of_the_configuration():
    from kiosk import config
    from kiosk.services import home

    settings = config.parse('[kiosk]\nkelurahan = "Rempoa"\nhours = "07.30-14.00"').kiosk
    assert home.office_of(settings) == home.Office("Rempoa", home.Hours.parse("07.30-14.00"))


def test_stop_and_start_are_kept(say, kiosk):
    def news():
        return kiosk.write(lambda tx: tx.run(person.select()).first().news)

    assert say("STOP") == (
        "Baik, kami tidak akan mengirim info lagi. Kabar laporan dan antrean Anda tetap kami kirim. "
        "Ikut lagi: balas MULAI"
    )
    assert news() == 0
    assert say("MULAI").startswith("Baik, Anda akan menerima info")
    assert news() == 1


def test_stop_inside_a_form_stops_and_the_form_goes_on(say):
    for text in ("RSU", "1", "1", "1", "2"):
        say(text)
    assert say("STOP").startswith("Baik, kami tidak akan mengirim info lagi.")


def test_two_misses_offer_a_person_and_the_third_has_one_call(say):
    say("RSU")
    assert say("gajah").startswith("RSU TANGSEL")  # where there is room, with a sentence before it
    assert say("gajah") == (
        "Maaf, pesan Anda belum kami pahami. Balas angka:\n"
        "1 Minta ditelepon PETUGAS kelurahan pada jam kerja\n0 Kembali\n00 Menu utama"
    )
    assert say("gajah").startswith("Baik. Petugas Kel. Pamulang Barat akan menelepon Anda hari ini")


@pytest.mark.parametrize("plea", ["anak saya sesak napas", "PENDARAHAN", "tolong, kejang!", "Darurat"])
@pytest.mark.parametrize("before", [[], ["RSU"], ["RSU", "1", "1", "1", "2"]])
def test_a_plea_is_answered_first_wherever_it_comes(say, before, plea):
    for text in before:
        say(text)
    assert say(plea).startswith("Darurat? Langsung ke IGD terdekat atau telepon 112")


PLEAS = """anak saya sesek
ga bisa nafas tolong
tdk bisa bernapas
susah nafas
ibu pingsan
bapak gak sadar
anak kejang2
motor ketabrak truk
adik kesetrum
rumah terbakar
mau melahirkan
ketuban pecah
saya mau bunuh diri
korban KDRT
saya dibegal
she can't breathe
""".splitlines()


@pytest.mark.parametrize("text", PLEAS)
def test_what_is_a_plea(text):
    assert emergency.pleads(text)


@pytest.mark.parametrize(
    "text",
    ["1", "Poli jantung", "napas", "kejangan", "", "0", "nafas lega", "kamar bersalin", "setrum listrik"],
)
def test_what_is_no_plea(text):
    assert not emergency.pleads(text)


def test_a_story_that_may_be_a_plea_is_both(say):
    for text in ("LAPOR", "1", "Pamulang Barat, jl siliwangi"):
        say(text)
    assert say("sering ada kecelakaan di sini") == (
        "Darurat? IGD atau telepon 112.\nSudah dicatat. Ketik lagi, atau balas angka:\n1 Selesai\n0 Kembali"
    )
    assert say("1").startswith("Bolehkah dinas melihat nomor HP Anda")
    receipt = say("1")
    number = receipt.split(": ")[0].removeprefix("Terima kasih. Nomor laporan Anda ")
    added = say(f"{number} tadi ada kecelakaan lagi")
    assert added.startswith("Darurat? IGD atau telepon 112.\nTerima kasih. Pesan Anda sudah kami tambahkan")
    assert len(added) <= 160


def test_a_report_in_one_message_that_may_be_a_plea_waits_behind_112(say):
    say("MENU")
    told = say("LAPOR PARKIR JURANGMANGU BARAT JL RAYA CEGER DEPAN APOTEK PARKIR LIAR BIKIN KECELAKAAN")
    assert told.startswith("Darurat? Langsung ke IGD terdekat atau telepon 112")
    assert say("0").startswith("Laporan Anda: parkir liar, Jurangmangu Barat")


def test_tidak_jadi_leads_back_to_what_hapus_interrupted(say):
    asked = [say(text) for text in ("LAPOR", "1")][-1]
    assert say("HAPUS").startswith("Hapus data Anda?")
    assert say("gak jadi").startswith("Tadi belum selesai: laporan jalan rusak.\n1 Lanjutkan")
    assert say("1") == asked
    say("00"), say("2"), say("0")
    assert say("MENU") == HOME


def test_without_a_number_one_is_asked_for(say, kiosk):
    assert say("PETUGAS", "session-0123456789", "web").startswith("Ketik nomor HP yang dapat kami telepon")
    assert say("12", "session-0123456789", "web").startswith("Maaf, nomor HP itu belum benar")
    told = say("0812-1111-0009", "session-0123456789", "web")
    assert "hari ini pukul 08.00-15.00 di nomor +6281211110009" in told
    rows = kiosk.write(lambda tx: [tx.open(row.number) for row in tx.run(call_back.select())])
    assert rows == ["+6281211110009"]
