"""What an officer does on their pages: calls made, numbers looked at, reports dealt with, and who may."""

import re

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from kiosk import mutes
from kiosk.agency.runner import attend
from kiosk.cases import records
from kiosk.chores import Chores
from kiosk.city.agencies import agencies
from kiosk.core import Inbound
from kiosk.doors import officer
from kiosk.store import flags
from kiosk.store.schema import call_back, outbox

ME = "+6281211110001"


class Office:
    """A browser at the office's machine, which keeps its cookie."""

    def __init__(self, client):
        self.client, self.cookie = client, ""

    def see(self, path="/office"):
        return self.client.get(path, headers={"Cookie": self.cookie}).text

    def do(self, act, path="/office", **given):
        """Press a button; gives what is shown then."""
        answer = self.client.post(path, data={"act": act, **given}, headers={"Cookie": self.cookie})
        if answer.status_code != 303:
            assert answer.status_code == 409
            return answer.text
        self.cookie = answer.headers.get("set-cookie", self.cookie).partition(";")[0]
        assert answer.headers["location"] == path
        return self.see(path)

    def sits(self, name):
        return self.do("name", name=name)


@pytest.fixture
def office(kiosk, browse):
    return Office(browse(Starlette(routes=officer.routes(kiosk))))


@pytest.fixture
def say(kiosk, clock):
    count = iter(range(10_000))

    def send(*texts, who=ME):
        for text in texts:
            clock.advance(seconds=20)
            reply = kiosk.receive(Inbound("sms", who, text, str(next(count))))
        return reply and reply.text

    return send


def rows(kiosk, statement):
    return kiosk.write(lambda tx: list(tx.run(statement)))


def section(page, title):
    """Give the part of the page under a heading."""
    return re.search(rf"<h[23]>{title}.*?(?=<h[23]>|</section>)", page, re.DOTALL)[0]


def test_a_call_is_noted_with_its_time_and_can_be_taken_back(kiosk, office, say, clock):
    say("PETUGAS")
    assert "0812-1111-0001" in section(office.see(), "Telepon warga ini")
    (row,) = rows(kiosk, sa.select(call_back))
    assert "Nama petugas belum diisi. Isi nama Anda" in office.do("called", which=row.id)
    office.sits("Sari")
    clock.advance(minutes=5)
    page = office.do("called", which=row.id)
    assert "Belum ada yang minta ditelepon" in section(page, "Telepon warga ini")
    assert "24/11 08.05" in section(page, "Sudah ditelepon dalam 24 jam")
    assert rows(kiosk, sa.select(call_back.c.done_at)) == [(kiosk.clock().timestamp(),)]
    assert "sudah tidak ada" in office.do("called", which=row.id), "somebody else was quicker"
    assert "0812-1111-0001" in section(office.do("call again", which=row.id), "Telepon warga ini")
    office.do("called", which=row.id)
    clock.advance(hours=25)
    assert "Sudah ditelepon" not in re.sub("<button>.*?</button>", "", office.see())
    assert "sudah tidak ada" in office.do("call again", which=row.id)


def test_who_was_called_may_ask_again(kiosk, office, say):
    say("PETUGAS")
    office.sits("Sari")
    office.do("called", which=1)
    say("PETUGAS")
    assert len(rows(kiosk, sa.select(call_back).where(call_back.c.done_at.is_(None)))) == 1


def test_a_number_that_loops_is_looked_at_or_muted_and_a_second_officer_decides(kiosk, office):
    for who, why in ((ME, "loop"), ("+6281211110002", "same")):
        kiosk.write(lambda tx, who=who, why=why: flags.fly(tx.about(who), why))
    office.sits("Sari")
    shown = section(office.do("look", which=1), "Nomor yang didiamkan")
    assert "0812-1111-0001" not in shown
    shown = section(
        office.do("mute", which=2, note="mengirim pesan yang sama berulang"), "Nomor yang didiamkan"
    )
    assert "dibisukan: mengirim pesan yang sama berulang" in shown
    assert "belum diperiksa" not in shown
    assert kiosk.write(lambda tx: mutes.muted(tx.about("+6281211110002")))
    assert "Yang memeriksa harus petugas lain" in office.do("end mute", which=1)
    office.sits("Budi")
    assert "0812-1111-0002" not in office.do("end mute", which=1)
    assert not kiosk.write(lambda tx: mutes.muted(tx.about("+6281211110002")))


def test_a_mute_that_is_upheld_stays(kiosk, office):
    kiosk.write(lambda tx: mutes.mute(tx, ME, by="Sari", reason="iseng"))
    office.sits("Budi")
    assert "Sari, diperiksa Budi" in office.do("uphold", which=1)


def test_a_report_is_dealt_with_on_its_own_page_and_the_resident_is_told(kiosk, office, say):
    told = say("LAPOR", "1", "pondok ranji gg mawar", "lubang di depan rumah saya", "1", "1")
    number = re.search(r"\d{4}-\d{4}", told)[0]
    path = f"/office/{number}"
    assert f'href="{path}"' in office.see()
    office.sits("Sari")
    page = office.see(path)
    assert "<b>dilaporkan</b> (warga)" in page
    assert "lubang di depan rumah saya" in page
    assert "Kel. Pondok Ranji, pondok ranji gg mawar" in page
    assert ME[3:] not in page, "who reported is not shown"
    assert re.findall(r'name="act" value="(\w+)"', page)[1:] == ["take", "forward", "ask", "answer", "refuse"]
    office.do("take", path, ticket=number)
    assert '<datalist id="forward-offers"><option value="Dinas PU">' in page, (
        "who is in charge of roads first"
    )
    assert '<option value="ditambal">' in page
    page = office.do("forward", path, ticket=number, note="Dinas PU")
    assert "diteruskan ke Dinas PU" in page
    assert "<b>diteruskan</b> (Sari): Dinas PU" in page
    texts = [kiosk.sealer.open(row.text) for row in rows(kiosk, sa.select(outbox).order_by(outbox.c.id))]
    assert texts[-1].startswith(f"Laporan {number}")
    assert "Dinas PU" in texts[-1]
    long = office.do("answer", path, ticket=number, note="x" * 120)
    assert "Pesan untuk warga 120 huruf." in long
    assert f'maxlength="48" value="{"x" * 120}"' in long, "what was typed is not lost"
    assert "Keterangannya belum diisi." in office.do("answer", path, ticket=number)
    office.do("answer", path, ticket=number, note="lubang ditambal")
    assert kiosk.write(lambda tx: records.find(tx, number)).state == "solved"
    late = office.do("take", path, ticket=number)
    assert f"Nomor {number} kini beres, menunggu kata warga: tidak bisa mengerjakan. Yang bisa:" in late
    office.do("close", path, ticket=number)
    page = office.do("reopen", path, ticket=number)
    assert "<b>dibuka lagi</b> (Sari)" in page


@pytest.mark.parametrize(
    "given",
    [
        {"act": "called", "which": "x"},
        {"act": "called", "which": "9" * 30},
        {"act": "called"},
        {"act": "look", "which": "99"},
        {"act": "mute", "which": "99"},
        {"act": "uphold", "which": "99"},
        {"act": "take", "ticket": "nonsense"},
        {"act": "forward", "ticket": "3800-0012", "note": "PU"},
        {"act": "drop tables"},
        {},
    ],
)
def test_what_cannot_be_done_is_told_on_the_page(office, given):
    office.sits("Sari")
    assert re.search(
        r'<p class="problem" role="alert">[A-Z].+\. [A-Z].+\.</p>', office.do(given.pop("act", ""), **given)
    )


def test_only_the_officer_at_this_machine_may_do_anything(kiosk, office, browse, say):
    say("PETUGAS")
    did = {"act": "called", "which": "1"}
    far = browse(Starlette(routes=officer.routes(kiosk)), client="192.168.1.7")
    assert far.post("/office", data=did).status_code == 403
    assert far.get("/office/3800-0012").status_code == 403
    foreign = {"Origin": "https://evil.example", "Cookie": "petugas=Sari"}
    assert office.client.post("/office", data=did, headers=foreign).status_code == 403
    sandboxed = {"Origin": "null", "Cookie": "petugas=Sari"}
    assert office.client.post("/office", data=did, headers=sandboxed).status_code == 403
    assert rows(kiosk, sa.select(call_back.c.done_at)) == [(None,)]
    assert office.client.get("/office/3800-0099").status_code == 404


def test_a_name_is_forgotten_on_request_and_is_never_markup(office):
    assert "&lt;b&gt;Sari" in office.sits("<b>Sari")
    assert 'id="name"' in office.sits("")


def test_slips_that_are_not_on_paper_are_listed_and_printed_again(office, kiosk):
    from kiosk.store import slips

    assert "Slip layar loket" not in office.see()
    kiosk.prints = True
    for count, text in enumerate(("", "PETUGAS", "081211110001")):
        kiosk.receive(Inbound("console", "walkup:1", text, f"w{count}", first=not count))
    kiosk.write(lambda tx: slips.tell(tx, "Kertas printer habis. Pasang gulungan."))
    page = office.see()
    assert "Slip layar loket yang belum keluar" in page
    assert "menunggu printer" in page
    assert page.count("Kertas printer habis. Pasang gulungan.") == 1
    for _ in range(2):
        kiosk.write(lambda tx: slips.settle(tx, slips.claim(tx), "unknown", "Kabel lepas."))
    page = office.see()
    assert "ditahan: periksa printer" in page
    assert "Kabel lepas." in page
    office.sits("Rini")
    assert "menunggu printer" in office.do("reprint", which="1")
    assert "Baris itu sudah tidak ada." in office.do("reprint", which="1")
    assert kiosk.write(slips.claim).copy


HOUSE = "36.76.999.001.003-0001.0"  # only Bapenda knows it


@pytest.fixture
def city_hall(kiosk, clock):
    """The city's agencies, of which none answers; gives them."""
    known = agencies(clock, 0).by_service
    for one in known.values():
        one.mood = "absent"
    kiosk.agencies |= known
    Chores(kiosk).attend()
    return known


def test_questions_that_wait_for_an_agency_are_listed_and_ended_by_who_has_told_the_answer(
    kiosk, office, say, clock, city_hall
):
    assert "menunggu dinas" not in office.see()
    asked = [say(f"PBB {HOUSE}"), say("IZIN", "1", "503-7777-2026", who="+6281211110002")]
    tickets = [re.search(r"\d{4}-\d{4}", text)[0] for text in asked]
    shown = section(office.see(), "Pertanyaan yang menunggu dinas")
    assert f"Tagihan PBB, NOP {HOUSE}" in shown, "whole, as it is asked for at Bapenda"
    assert "Izin nomor 503-7777-2026" in shown
    assert 'href="tel:+6281211110001"' in shown
    assert "Rabu 25/11 pukul 12.00" in shown
    assert "menunggu Bapenda" in shown
    assert "TERLAMBAT" not in shown
    clock.advance(days=2)
    assert "TERLAMBAT" in section(office.see(), "Pertanyaan yang menunggu dinas")
    office.sits("Sari")
    shown = section(office.do("told", ticket=tickets[0]), "Pertanyaan yang menunggu dinas")
    assert HOUSE not in shown
    assert "503-7777-2026" in shown
    (end,) = kiosk.write(lambda tx: records.history(tx, tickets[0]))[-1:]
    assert (end.by, end.event) == ("Sari", "close")
    assert "sudah tidak ada" in office.do("told", ticket=tickets[0])
    assert "sudah tidak ada" in office.do("told", ticket="")


def test_a_question_is_answered_once_by_the_officer_or_by_the_agency(kiosk, office, say, clock, city_hall):
    """What the officer has told is not told again by the agency, and nobody is asked to call."""
    say(f"PBB {HOUSE}")
    office.sits("Sari")
    ticket = re.search(r'name="ticket" value="([^"]+)"', office.see())[1]
    office.do("told", ticket=ticket)
    sent = len(rows(kiosk, sa.select(outbox)))
    city_hall["pbb"].mood = "well"
    attend(kiosk)
    clock.advance(days=2)
    attend(kiosk)
    assert len(rows(kiosk, sa.select(outbox))) == sent
    assert rows(kiosk, sa.select(call_back)) == []
