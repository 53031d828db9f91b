"""How reports are read: whole sentences, streets, what is the same; and that every text fits one SMS."""

from datetime import date

import pytest

from kiosk import places
from kiosk.cases import actions, records
from kiosk.core import Inbound
from kiosk.services.reports import sentence, similar, wording
from kiosk.services.reports.kinds import kinds
from kiosk.store import schema
from modem import gsm7

ME = "+6281211110001"
LONGEST = "36.74.01.1007"  # Lengkong Gudang Timur


@pytest.mark.parametrize(
    ("text", "kind", "place", "story"),
    [
        ("JALAN PAMULANG BARAT JL SILIWANGI LUBANG", "jalan", "PAMULANG BARAT JL SILIWANGI", "LUBANG"),
        ("jalan#pamulang barat#lubang besar", "jalan", "pamulang barat", "lubang besar"),
        (
            "jalan * rengas, jl delima * lubang * dalam sekali",
            "jalan",
            "rengas, jl delima",
            "lubang, dalam sekali",
        ),
        ("1 rengas jl delima lubang", "jalan", "rengas jl delima", "lubang"),
        ("4#rempoa gg kenanga#padam", "lampu", "rempoa gg kenanga", "padam"),
        ("jalan rusak di rengas jl delima", "jalan", "di rengas jl delima", ""),
        ("lampu jalan pondok ranji gg mawar mati", "lampu", "pondok ranji gg mawar", "mati"),
        ("lampu mati di gg mawar pondok ranji", "lampu", "gg mawar pondok ranji", "lampu mati"),
        ("ada lubang di jl siliwangi pamulang barat", "jalan", "jl siliwangi pamulang barat", "ada lubang"),
        ("sampah menumpuk", "sampah", "", "sampah menumpuk"),
        ("pothole on jl siliwangi, pamulang barat", "jalan", "on jl siliwangi, pamulang barat", ""),
        ("kebisingan di rengas", "", "kebisingan di rengas", ""),
        ("jalan", "", "", ""),
        ("5", "", "", ""),
        ("9 rengas", "", "9 rengas", ""),
        ("# ;*", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_sentence(text, kind, place, story):
    assert sentence.read(text, kinds()) == sentence.Said(kind, place, story)


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("jl siliwangi dpn sdn1", "Jl. Siliwangi"),
        ("Jln. Raya Serpong KM 7", "Jl. Raya Serpong"),
        ("gang haji naim no 5", "Gg. Haji Naim"),
        ("jalan WR supratman", "Jl. WR Supratman"),
        ("perum griya asri, blok b", "Perum Griya Asri"),
        ("jalan rusak di jl delima 12", "Jl. Delima 12"),
        ("jl. siliwangi lubang besar", "Jl. Siliwangi"),
        ("jalan besar dekat pasar", ""),
        ("dekat masjid", ""),
        ("", ""),
    ],
)
def test_a_street(text, street):
    assert similar.place(text, kinds().signs).street == street


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("jl siliwangi dpn sdn1", "Jln. Siliwangi no 12", True),
        ("jl siliwangi", "jl silliwangi", True),
        ("jl siliwangi rt 02", "jl siliwangi rt 2/rw 5", True),
        ("jl siliwangi rt 02", "jl siliwangi rt 03", False),
        ("jl siliwangi", "jl surya kencana", False),
        ("depan masjid nurul huda", "masjid nurul huda sebelah kiri", True),
        ("depan masjid nurul iman", "masjid nurul huda", False),
        ("jl siliwangi", "dekat pasar", False),
        ("", "", False),
    ],
)
def test_the_same_place(one, other, same):
    pair = [similar.place(text, kinds().signs) for text in (one, other)]
    assert bool(similar.alike(*pair)) is same
    assert bool(similar.alike(*reversed(pair))) is same


@pytest.mark.parametrize(
    ("story", "called"),
    [("lubang dalam", "Lubang"), ("aspal retak", "Jalan rusak"), ("bergelombang", "Jalan rusak")],
)
def test_a_report_is_called_by_what_it_tells(story, called):
    assert kinds().all["jalan"].about(story, "id") == called
    assert kinds().all["jalan"].about("lubang", "en") == "A pothole"


@pytest.fixture
def say(kiosk):
    count = iter(range(1000))

    def send(*texts, who=ME, channel="sms"):
        for text in texts:
            reply = kiosk.receive(Inbound(channel, who, text, str(next(count))))
        return reply.text

    return send


@pytest.mark.parametrize(("word", "language"), [("MENU", "id"), ("SUNDA", "su")])
@pytest.mark.parametrize("kind", [str(at) for at in range(1, 8)])
def test_every_text_fits_one_sms_with_the_longest_names(say, kiosk, word, language, kind):
    name = places.kelurahan(LONGEST).name
    assert len(name) == max(len(one.name) for one in places.table._gazetteer().by_code.values())
    said = [say(word), say("LAPOR", kind, name, "masalahnya begini", "1", "1")]
    ticket = "3800-0012"

    def do(action, *more):
        kiosk.write(lambda tx: action(tx, ticket, *more))
        said.append(say("38000012"))

    said += [say("38000012"), say("38000012 halo")]
    do(actions.forward, "sari", "D" * wording.AGENCY)
    do(actions.escalate)
    do(actions.ask, "sari", "q" * wording.QUESTION)
    do(actions.forward, "sari", "D" * wording.AGENCY)
    do(actions.answer, "sari", "a" * wording.NOTE)
    do(actions.confirm)
    do(actions.reopen)
    do(actions.refuse, "sari", "D" * wording.AGENCY)
    told = kiosk.write(lambda tx: [tx.open(row.text) for row in tx.run(schema.outbox.select())])
    assert len(told) > len(said)
    for text in (*said, *told):
        assert gsm7.encodable(text), text
        assert sum(map(gsm7.width, text)) <= 160, text
        assert "\n98 " not in text


def test_the_promise_keeps_clear_of_the_offices_own_days_off(say, kiosk):
    kiosk.days_off = frozenset((date(2026, 11, 25),))
    assert "paling lambat Senin 30/11." in say("LAPOR", "1", "rengas jl delima", "lubang", "1", "1")


def test_by_a_gateway_and_at_the_desk_it_is_the_same_report(say, kiosk):
    from kiosk.doors.console import run_lines

    assert say("", "1", "4", "rempoa gg kenanga", "lampu padam", "1", "2", channel="ussd").startswith(
        "Terima kasih. Nomor laporan Anda 3800-0012: lampu jalan, Rempoa."
    )
    said = []
    keys = ["1", "4", "rempoa gg kenanga", "lampu mati", "1", "1", "1"]
    run_lines(kiosk.receive, keys, said.append)
    assert said[-1].startswith("Terima kasih. Anda ikut laporan 3800-0012")


def test_by_a_handset_that_dials_and_goes_on_by_sms(kiosk):
    from kiosk.doors.ussd import ussd_host
    from modem.simulator import Simulator, VirtualClock

    sim = Simulator(clock=VirtualClock())
    sim.network.host("*123#", ussd_host(kiosk))
    phone = sim.network.handset(ME)
    assert phone.dial("*123*1*1#").text.startswith("Di mana tempatnya?")
    for typed in ("pamulang jl siliwangi", "1", "lubang besar", "1"):
        screen = phone.reply(typed)
        assert sum(map(gsm7.width, screen.text)) <= 182
    assert screen.text.startswith("Bolehkah dinas melihat nomor HP Anda")
    screen = phone.reply("2")
    assert screen.text.startswith("Terima kasih. Nomor laporan Anda 3800-0012")
    assert not screen.more
    reply = kiosk.receive(Inbound("sms", ME, "38000012 depan SDN 1", "s1"))
    assert reply.text.startswith("Terima kasih. Pesan Anda sudah kami tambahkan ke laporan 3800-0012.")
    assert kiosk.write(lambda tx: records.find(tx, "3800-0012")).secret
