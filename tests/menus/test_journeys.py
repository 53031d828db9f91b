"""The four services of a city, from the first screen to the last, on every medium."""

import importlib.util
from pathlib import Path

import pytest

import menus
from menus.chat import parse
from menus.talk import Talk, run

CITY = Path(__file__).parent / "books" / "city"
CHATS = sorted(CITY.glob("*.chat"))
BOOKS = sorted(CITY.glob("*/menu.yaml"))
EVERYWHERE = pytest.mark.parametrize("medium", menus.MEDIA.values(), ids=list(menus.MEDIA))


def registry_of(folder):
    spec = importlib.util.spec_from_file_location(f"city_{folder.name}", folder / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.registry


@pytest.fixture(scope="module")
def services(registry):
    made = [registry_of(folder) for folder in (CITY, CITY / "reports", CITY / "permits", CITY / "tax")]
    return menus.Registry().include(registry, *made)


@pytest.fixture(scope="module")
def kota(books):
    return menus.load(CITY / "home.yaml", [*BOOKS, books / "rsu.yaml"])


@pytest.fixture
def begin(kota, services, now):
    """Begin at a door; gives what says texts there: the last reply, each one fitting the medium."""

    def make(medium=menus.SMS, user="+62811", language="id"):
        talk = Talk(kota, medium=medium, services=services.bind(user=user), now=now, language=language)

        def say(*texts):
            for text in texts:
                step = talk.say(text)
                assert medium.fits(step.text), step.text
            return step.text

        return say

    return make


@EVERYWHERE
def test_a_report_from_its_place_to_its_number(begin, medium):
    say = begin(medium)
    assert say("", "1", "1", "pamulang jl siliwangi dpn sdn1").startswith(
        "Pamulang yang mana?\n1 Pamulang Barat"
    )
    assert say("1", "lubang besar", "ada motor jatuh", "1").startswith(
        "Lubang di Jl. Siliwangi sudah dilaporkan 3"
    )
    assert say("2", "2").startswith(
        "Terima kasih. Nomor laporan Anda 3800-1273: jalan rusak, Pamulang Barat."
    )
    assert say("38001273").startswith("Laporan 3800-1273 (jalan rusak, Pamulang Barat): DIKERJAKAN Dinas PU")


@EVERYWHERE
def test_a_permit_from_its_number_to_what_is_missing(begin, medium):
    say = begin(medium)
    assert say("", "2").startswith("IZIN (DPMPTSP). Balas angka:\n1 Cek izin saya\n2 Syarat izin")
    assert say("1", "503 1234").startswith("Maaf, nomor pendaftaran itu belum benar.")
    assert "KURANG: fotokopi bukti lunas PBB. Lengkapi paling lambat Jumat 04/12." in say("503 1234 2026")
    assert say("IZIN", "2", "1").startswith("Reklame: KTP, gambar lokasi, bukti lunas PBB. Gratis.")


@EVERYWHERE
def test_a_tax_bill_from_its_number_to_the_counter(begin, medium):
    say = begin(medium)
    assert say("", "3", "36.76.999.001.002-003.0").startswith(
        "NOP harus 18 angka, tetapi yang kami terima 17 angka:"
    )
    assert say("367699900100200030").startswith(
        "PBB 2026 NOP ..002-0003.0\na.n. S*** R****\nRp1.254.000 BELUM LUNAS"
    )
    assert say("1").startswith("Bayar PBB di bank, Kantor Pos, Indomaret, Alfamart, atau lewat QRIS.")
    assert say("PBB 327401000100100010").startswith(
        "NOP lama Anda sudah diganti. NOP baru: 36.76.999.001.002-0003.0"
    )


@EVERYWHERE
def test_a_booking_from_the_clinic_to_the_queue_number(begin, medium):
    say = begin(medium)
    assert say("", "4", "1", "anak", "1").startswith("Berobat dengan BPJS atau umum?\n1 BPJS/JKN")
    assert say("1", "0001234567890").startswith("Ketik nomor rujukan dari puskesmas/klinik.")
    assert "5 NIK/BPJS: ..7890" in say("1") or "NIK/BPJS: ..7890" in say("98")
    assert say("1").startswith("TERDAFTAR 3800-1299. RSU, poli Anak, Kamis 26/11, antrean A-014.")


@EVERYWHERE
@pytest.mark.parametrize("file", CHATS, ids=lambda file: file.stem)
def test_a_whole_conversation(services, file, medium):
    chat = parse(file.read_text(encoding="utf-8"), file.name)
    if chat.channel == "sms":  # one that begins elsewhere tells of that medium
        chat = chat._replace(channel=medium.name)
    book, bound = menus.load(CITY / "home.yaml", BOOKS), services.bind(user=chat.number)
    talk = Talk(book, medium=menus.MEDIA[chat.channel], services=bound, now=chat.clock)
    assert [str(failure) for failure in run(chat, talk).failures] == []
    assert chat.channel == "sms" or all(exchange.expected for exchange in chat.exchanges)


REPORT, PUD = {"nomor": "3800-1273", "kode": "38001273"}, {"dinas": "Dinas PU"}
NOTICES = {  # what the kiosk says by itself, with what it knows
    "lapor.diteruskan": (
        {**REPORT, **PUD, "kapan": "Jumat 04/12"},
        """\
Laporan 3800-1273 sudah kami teruskan ke Dinas PU. Jawaban paling lambat Jumat 04/12. Ada tambahan? \
Balas 38001273 spasi pesan Anda""",
    ),
    "lapor.beres": (
        {**REPORT, **PUD, "kabar": "lubang sudah ditambal pada 02/12"},
        """\
Laporan 3800-1273: menurut Dinas PU, lubang sudah ditambal pada 02/12. Benar sudah beres?
1 Ya, sudah
2 Belum, buka lagi laporannya""",
    ),
    "lapor.terlambat": (
        {**REPORT, **PUD, "kapan": "Rabu 09/12"},
        """\
Maaf, jawaban laporan 3800-1273 terlambat. Sudah kami sampaikan kepada Kepala Dinas PU. \
Kabar berikutnya paling lambat Rabu 09/12.""",
    ),
    "lapor.bukan_wewenang": (
        {**REPORT, "lembaga": "PLN", "telepon": "123"},
        """\
Laporan 3800-1273 ditangani PLN, bukan Pemkot Tangsel. Sudah kami teruskan lewat LAPOR! 1708. \
Anda juga dapat menelepon PLN di 123.""",
    ),
    "lapor.kurang_jelas": (
        {**REPORT, "kapan": "Senin 07/12"},
        """\
Laporan 3800-1273 belum bisa diproses karena tempatnya kurang jelas. Mohon ketik patokan terdekat \
(sekolah, masjid, toko) paling lambat Senin 07/12.""",
    ),
    "pbb.ingatkan": (
        {},
        """\
Maukah Anda kami ingatkan 30 dan 7 hari sebelum jatuh tempo PBB?
1 Ya
2 Tidak
Berhenti kapan saja: balas STOP""",
    ),
}
IN_ENGLISH = {
    "lapor.diteruskan": (
        {**REPORT, **PUD, "kapan": "Fri 4 Dec"},
        """\
We passed report 3800-1273 to Dinas PU. Answer by Fri 4 Dec. Anything to add? \
Reply 38001273, a space and your message""",
    ),
    "lapor.beres": (
        {**REPORT, **PUD, "kabar": "the pothole was filled on 2 Dec"},
        """\
Report 3800-1273: Dinas PU says the pothole was filled on 2 Dec. Is it really fixed?
1 Yes, fixed
2 No, reopen the report""",
    ),
    "lapor.terlambat": (
        {**REPORT, **PUD, "kapan": "Wed 9 Dec"},
        """\
Sorry, the answer to report 3800-1273 is late. We have told the head of Dinas PU. \
Next update by Wed 9 Dec.""",
    ),
    "lapor.bukan_wewenang": (
        {**REPORT, **PUD, "lembaga": "PLN", "telepon": "123"},
        """\
Report 3800-1273 is a matter for PLN, not the city. We passed it on through LAPOR! 1708. \
You can also call PLN on 123.""",
    ),
    "lapor.kurang_jelas": (
        {**REPORT, **PUD, "kapan": "Mon 7 Dec"},
        """\
We cannot handle report 3800-1273 yet: the place is not clear. Please type the nearest landmark \
(school, mosque, shop) by Mon 7 Dec.""",
    ),
    "pbb.ingatkan": (
        {
            **REPORT,
            **PUD,
        },
        """\
Shall we remind you 30 and 7 days before the property tax is due?
1 Yes
2 No
Stop at any time: reply STOP""",
    ),
}
ANSWERS = [
    ("lapor.beres", "1", "Terima kasih. Laporan 3800-1273 kami tutup."),
    ("lapor.beres", "2", "Baik, laporan 3800-1273 kami buka lagi."),
    ("lapor.kurang_jelas", "depan masjid Al-Ikhlas", "Terima kasih. Laporan 3800-1273 kami proses."),
    ("pbb.ingatkan", "1", "Baik, kami ingatkan 30 dan 7 hari sebelum"),
    ("pbb.ingatkan", "2", "Baik, Anda tidak kami ingatkan."),
]


def asked(book, services, now, screen, known, *texts, language="id"):
    """Open what the kiosk says by itself, and answer it."""
    answers = {name: (value, value) for name, value in known.items()}
    session = menus.push(book, None, screen, answers, now=now, language=language)
    for text in ("", *texts):
        step = menus.step(book, session, text, medium=menus.SMS, services=services, now=now)
        assert menus.SMS.fits(step.text)
        session = step.session
    return step.text


@pytest.mark.parametrize(("language", "notices"), [("id", NOTICES), ("en", IN_ENGLISH)])
@pytest.mark.parametrize("screen", NOTICES)
def test_what_the_kiosk_says_by_itself(kota, services, now, screen, language, notices):
    known, said = notices[screen]
    assert asked(kota, services, now, screen, known, language=language) == said


@pytest.mark.parametrize(("screen", "typed", "said"), ANSWERS)
def test_what_is_answered_to_it(kota, services, now, screen, typed, said):
    assert asked(kota, services, now, screen, NOTICES[screen][0], typed).startswith(said)


@pytest.mark.parametrize(
    ("word", "number", "office"),
    [("PBB", "367699900100200030", "Bapenda"), ("IZIN", "503-1234-2026", "DPMPTSP")],
)
def test_without_a_line_to_the_office_the_question_is_kept(begin, word, number, office):
    texts = (word, number) if word == "PBB" else (word, "1", number)
    assert begin(user="offline")(*texts) == (
        f"Kami belum tersambung ke {office}. Permintaan Anda kami simpan (nomor permintaan 3800-1285) "
        "dan kami jawab lewat SMS paling lambat besok pukul 12.00."
    )


def test_one_neighbour_is_a_resident_and_three_are_residents(kota, services, now):
    """The word goes with the number, by the rules of the language."""
    other = menus.Registry().include(services)
    facts = {"apa": "A pothole", "jalan": "Jl. Siliwangi", "nomor": "3800-0411"}
    for jumlah, said in (("1", "by 1 resident ("), ("3", "by 3 residents (")):
        other.infos["lapor.yang_sama"] = lambda call, jumlah=jumlah: {**facts, "jumlah": jumlah}
        talk = Talk(kota, services=other, now=now, language="en")
        for text in ("report", "1", "Pamulang Barat, Jl. Siliwangi", "a hole", "1"):
            step = talk.say(text)
        assert said in step.text
