"""The pages: the web phone, the officer's page, and who is turned away."""

import re
from datetime import date

import pytest
from starlette.applications import Starlette

from kiosk import mutes
from kiosk.core import Inbound
from kiosk.credit import Outlook
from kiosk.doors import officer, web
from kiosk.doors.http import application
from kiosk.health import ModemState
from kiosk.store import outbox

SESSION = "0123456789abcdef"
NIK = "3674060503990001"


@pytest.fixture
def client(kiosk, browse):
    return browse(Starlette(routes=[*web.routes(kiosk), *officer.routes(kiosk)]))


def say(client, text, seq, session=SESSION):
    return client.post("/phone", json={"session": session, "text": text, "seq": seq})


def book(kiosk, who="+6281211110001"):
    for place, text in enumerate(["MENU", "4", "1", "1", "1", "2", NIK, "1"]):
        reply = kiosk.receive(Inbound("sms", who, text, f"{who} {place}"))
    return reply


def test_the_page_is_one_accessible_form(client):
    page = client.get("/phone")
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="id">' in page.text
    assert 'aria-live="polite"' in page.text
    for name in re.findall(r'(?:src|href)="(/phone/[^"]+)"', page.text):
        assert client.get(name).status_code == 200
    assert "http" not in page.text  # nothing comes from elsewhere


def test_a_resident_walks_the_menu(client):
    home = say(client, "", 0).json()
    assert home["text"].startswith("Layanan Kota Tangsel")
    assert home["more"] is True
    assert say(client, "4", 1).json()["text"].startswith("RSU TANGSEL")


def test_the_same_number_gets_the_same_answer(client):
    say(client, "", 0)
    hospital = say(client, "4", 1).json()
    assert say(client, "4", 1).json() == hospital
    assert say(client, "1", 2).json()["text"].startswith("Pilih poli")


def test_sessions_are_apart(client):
    say(client, "", 0)
    say(client, "4", 1)
    other = "fedcba9876543210"
    assert say(client, "", 0, other).json()["text"].startswith("Layanan Kota Tangsel")
    assert say(client, "1", 2).json()["text"].startswith("Pilih poli")


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "[" * 10_000,
        '{"session": "short", "text": "1", "seq": 0}',
        '{"session": "0123456789abcdef", "text": 1, "seq": 0}',
        '{"session": "0123456789abcdef", "text": "1", "seq": -1}',
        '{"session": "0123456789abcdef", "text": "1", "seq": true}',
        '{"session": "0123456789abcdef", "text": "1"}',
        '{"session": "0123456789abcdef", "text": "' + "1" * 1001 + '", "seq": 0}',
    ],
)
def test_a_bad_request_gets_a_sentence_and_a_remedy(client, body):
    answer = client.post("/phone", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert answer.json()["remedy"]


def test_only_json_is_taken(client):
    body = '{"session": "0123456789abcdef", "text": "", "seq": 0}'
    assert client.post("/phone", content=body, headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.post("/phone", data={"session": SESSION}).status_code == 415


@pytest.mark.parametrize("path", ["/phone", "/office", "/phone/phone.js"])
def test_a_foreign_name_is_turned_away(client, path):
    assert client.get(path, headers={"Host": "evil.example"}).status_code == 421
    assert client.get(path, headers={"Host": "localhost:8000"}).status_code == 200
    assert client.get(path, headers={"Host": "[::1]:8000"}).status_code == 200


def test_the_names_of_the_kiosk_are_its_own(kiosk, browse):
    named = browse(application(kiosk, ["kios.example.id"]))
    assert named.get("/phone", headers={"Host": "kios.example.id"}).status_code == 200
    assert named.get("/office", headers={"Host": "kios.example.id"}).status_code == 403
    assert named.get("/phone", headers={"Host": "evil.example.id"}).status_code == 421


def test_a_foreign_page_is_turned_away(client):
    body = {"session": SESSION, "text": "", "seq": 0}
    foreign, own = {"Origin": "http://evil.example"}, {"Origin": "http://localhost"}
    assert client.post("/phone", json=body, headers=foreign).status_code == 403
    assert client.post("/phone", json=body, headers=own).status_code == 200


@pytest.mark.parametrize("path", ["/phone", "/office", "/phone/pages.css", "/phone/nothing"])
def test_every_answer_forbids_what_the_page_does_not_need(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"


def test_no_file_beside_the_pages_is_given(client):
    for name in ("office.html", "..%2Fweb.py", "phone.html"):
        assert client.get(f"/phone/{name}").status_code == 404


def test_the_officer_sees_bookings_masked_and_calls_to_make(kiosk, client):
    assert book(kiosk).text.startswith("TERDAFTAR")
    kiosk.receive(Inbound("sms", "+6281211110002", "PETUGAS", "p"))
    page = client.get("/office").text
    assert "NIK ..0001" in page
    assert NIK not in page
    assert "A-001" in page
    assert "+6281211110002" in page
    assert "Minta ditelepon petugas" in page
    assert "menunggu" in page  # the outbox
    assert "Tidak ada modem" in page


def test_the_officer_sees_reports_by_their_due_day_and_not_who_reported(kiosk, client, clock):
    told = "LAPOR LAMPU RENGAS GG DELIMA PADAM"
    for count, text in enumerate((told, "1", "2")):
        kiosk.receive(Inbound("sms", "+6281211110007", text, f"l{count}"))
    clock.advance(days=4)
    page = client.get("/office").text
    assert "Kel. Rengas, GG DELIMA" in page or "Kel. Rengas, RENGAS GG DELIMA" in page
    assert "lampu jalan: PADAM" in page
    assert "TERLAMBAT" in page
    assert "diteruskan ke Dinas PU" in page
    assert "81211110007" not in page
    due = [page.index(day) for day in ("Kamis 26/11", "Jumat 27/11", "Selasa 01/12") if day in page]
    assert len(due) >= 2
    assert due == sorted(due)


def test_the_officer_page_is_for_this_machine_only(kiosk, browse):
    app = application(kiosk)
    assert browse(app, client="192.168.1.7").get("/office").status_code == 403
    here = browse(app)
    assert here.get("/office").status_code == 200
    assert here.get("/office", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert here.get("/office", headers={"Host": "192.168.1.2"}).status_code == 403


def test_who_names_no_page_is_led_to_theirs(kiosk, browse):
    app = application(kiosk)
    assert browse(app).get("/").headers["location"] == "/office"
    neighbour = browse(app, client="192.168.1.7")
    assert neighbour.get("/", headers={"Host": "192.168.1.2"}).headers["location"] == "/phone"
    assert neighbour.get("/", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ModemState("ready", 0, "", -71, "Telkomsel", True), "Modem siap"),
        (ModemState("ready", 0, "", -110, "Telkomsel", True), "sinyal lemah"),
        (ModemState("ready", 0, "", -71, "", False), "belum mendapat jaringan"),
        (ModemState("paused", 0, "Pulsa habis."), "Pulsa habis. SMS menunggu"),
        (ModemState("missing", 0, "Modem tidak terbaca."), "SMS tidak dilayani"),
    ],
)
def test_the_officer_reads_how_the_modem_is(kiosk, client, state, said):
    kiosk.modems["352949060000009"] = state
    page = client.get("/office").text
    assert said in page
    assert "352949060000009" not in page
    assert "None" not in page


def test_several_modems_are_told_apart_and_so_is_their_credit(kiosk, client, browse):
    poor = Outlook(0, 4250, None, 350, 12, 0.5, None)
    rich = Outlook(0, 48_000, date(2026, 12, 10), 350, 137, 30.4, 16)
    kiosk.modems["satu"] = ModemState("ready", 0, card=poor, number="+6281200000038")
    kiosk.modems["dua"] = ModemState("missing", 0, "Modem tidak terbaca.", card=rich)
    page = client.get("/office").text
    for said in (
        "Modem satu siap",
        "SMS tidak dilayani (dua)",
        "Pulsa satu Rp4.250",
        "cukup untuk sekitar 12 SMS, habis hari ini. Hanya balasan dan bukti",
        "Mohon isi pulsa nomor 081200000038.",
        "Pulsa dua Rp48.000",
        "Masa aktif kartu tinggal 16 hari, sampai Kamis 10/12.",
    ):
        assert said in page
    told = browse(application(kiosk)).get("/health").json()["modems"]["satu"]["card"]
    assert (told["amount"], told["level"], told["messages"]) == (4250, "broken", 12)


def test_what_did_not_go_out_and_who_was_silenced_is_shown(kiosk, client):
    def fail(tx):
        outbox.finish(tx, outbox.put(tx.about("+6281211110003"), "x", kind="receipt"), "failed", "CMS 1")
        outbox.finish(tx, outbox.put(tx.about("+6281211110004"), "x", kind="screen"), "expired")
        mutes.mute(tx, "+6281211110005", by="Ani", reason="<b>iseng</b>")

    kiosk.write(fail)
    for number in range(6):
        kiosk.receive(Inbound("sms", "+6281211110006", "HALO", f"h{number}"))
    page = client.get("/office").text
    assert "0812-1111-0003" in page
    assert "CMS 1" in page
    assert "0812-1111-0004" not in page, "a menu that came too late is nobody's loss"
    assert "dibisukan: &lt;b&gt;iseng&lt;/b&gt;" in page
    assert "petugas kedua belum memeriksa" in page
    assert "mengirim pesan yang sama berulang" in page


def test_an_empty_desk_says_what_to_do(client):
    page = client.get("/office").text
    for sentence in ("membalas PETUGAS", "mengirim SMS RSU", "Belum ada SMS keluar", "[modem] port"):
        assert sentence in page


def test_health_proves_that_something_can_be_kept(kiosk, browse):
    client = browse(application(kiosk))
    beside = kiosk.store.connect()
    before = beside.version()
    assert client.get("/health").json()["ok"] is True
    assert beside.version() != before  # a commit: what is only read goes well on a full disk, too
    beside.close()
    kiosk.write(lambda tx: tx._connection.execute("PRAGMA query_only = 1"))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
    assert answer.json()["remedy"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/outbox", 404), ("post", "/api/sms", 404), ("post", "/health", 405)],
)
def test_what_is_not_here_is_said_with_a_remedy(kiosk, browse, method, path, status):
    answer = getattr(browse(application(kiosk)), method)(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "remedy"}
