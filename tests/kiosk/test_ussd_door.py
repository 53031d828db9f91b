"""USSD gateways: what is new in a request, what is a second try, and answers in each gateway's own form."""

import asyncio
import hashlib
import hmac
import json

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from kiosk.doors import dialects, ussd
from kiosk.doors.dialects import BadRequest
from kiosk.doors.gateway import Gateways
from kiosk.store import schema

WHO = "+6281211110001"
AT, JSON, PLAIN = "/ussd/africastalking", "/ussd/json", "/ussd/plain"


@pytest.fixture
def desk(kiosk, browse):
    return Desk(kiosk, browse(Starlette(routes=ussd.routes(kiosk))))


class Desk:
    """Three gateways in front of one kiosk."""

    def __init__(self, kiosk, client):
        self.kiosk, self.client = kiosk, client

    def africastalking(self, path, session="s1", who=WHO):
        form = {"sessionId": session, "serviceCode": "*123#", "phoneNumber": who, "text": path}
        return self.client.post(AT, data=form).text

    def json(self, kind, message="", session="s1", **more):
        body = {"SessionId": session, "Mobile": WHO, "ServiceCode": "*123#", "Type": kind, "Message": message}
        return self.client.post(JSON, json=body | more).json()

    def plain(self, text, who=WHO):
        return self.client.get(PLAIN, params={"msisdn": who, "text": text}).text


def test_a_path_gives_only_what_is_new(desk):
    assert desk.africastalking("").startswith("CON Layanan Kota Tangsel")
    assert desk.africastalking("4").startswith("CON RSU TANGSEL")
    assert desk.africastalking("4*1").startswith("CON Pilih poli")
    assert desk.africastalking("4*1*0").startswith("CON RSU TANGSEL")


def test_an_answer_may_hold_a_star(desk):
    desk.africastalking("4*1*1*1*2")
    wrong = desk.africastalking("4*1*1*1*2*1*2*3")
    assert "NIK" in wrong
    assert "Periksa data" in desk.africastalking("4*1*1*1*2*1*2*3*3674060503990001")


def test_a_second_try_of_a_path_changes_nothing(desk):
    first = [desk.africastalking(path) for path in ("", "4", "4*1")]
    again = [desk.africastalking(path) for path in ("", "4", "4*1")]
    assert again == first
    assert desk.africastalking("4*1*1").startswith("CON Poli Anak")


def test_a_second_try_of_a_path_that_was_dialled_changes_nothing(desk):
    first = desk.africastalking("4*1*1")
    assert desk.africastalking("4*1*1") == first
    assert desk.africastalking("4*1*1*1") != first
    assert desk.africastalking("4*1*1") == first
    assert desk.africastalking("4", "s2") == desk.africastalking("4", "s2")


@pytest.mark.parametrize("code", ["*123*4#", "4"])
def test_a_dial_string_jumps(desk, code):
    if code.startswith("*"):
        assert desk.json("Initiation", code)["Message"].startswith("RSU TANGSEL")
    else:
        assert desk.africastalking(code).startswith("CON RSU TANGSEL")


def test_a_dial_string_goes_deep(desk):
    assert desk.json("Initiation", "*123*4*1#")["Message"].startswith("Pilih poli")
    assert desk.plain("*123*4*1#").startswith("Pilih poli")


def test_an_ended_dialogue_says_so(desk):
    assert desk.africastalking("4*2").startswith("END Rawat inap perlu")
    desk.json("Initiation", "*123*4#", session="s2")
    assert desk.json("Response", "2", session="s2")["Type"] == "Release"


def test_json_with_a_sequence_number(desk):
    desk.json("Initiation", "*123#", Sequence=1)
    hospital = desk.json("Response", "4", Sequence=2)
    assert desk.json("Response", "4", Sequence=2) == hospital
    assert desk.json("Response", "1", Sequence=3)["Message"].startswith("Pilih poli")
    assert desk.json("Response", "1", Sequence=4)["Message"].startswith("Poli Anak")


@pytest.mark.parametrize("gateway", ["json", "plain"])
def test_without_numbers_time_and_screen_tell_a_second_try_from_a_second_answer(desk, clock, gateway):
    def say(text):
        if gateway == "plain":
            return desk.plain(text)
        return desk.json("Response", text)["Message"]

    desk.plain("*123*4#") if gateway == "plain" else desk.json("Initiation", "*123*4#")
    clock.advance(seconds=3)
    clinics = say("1")
    clock.advance(seconds=ussd.RETRY - 1)
    assert say("1") == clinics  # the gateway was impatient
    clock.advance(seconds=3)
    days = say("1")  # the resident has read and chooses the first clinic
    assert days.startswith("Poli Anak")
    clock.advance(seconds=1)
    assert say("0") == clinics  # another text is no second try, however soon
    clock.advance(seconds=1)
    assert say("1") == days  # nor is the same text once the screen is another one


def test_a_dialled_code_is_tried_again_without_harm(desk, clock):
    first = desk.plain("*123*4#")
    clock.advance(seconds=1)
    assert desk.plain("*123*4#") == first
    clock.advance(seconds=60)
    assert desk.plain("*123*4#") == first


def test_two_tries_at_once_are_one_step(kiosk, clock):
    door = ussd.UssdDoor(kiosk)
    dialect = dialects.DIALECTS["plain"]

    async def both():
        await door.serve(dialect, {"msisdn": WHO, "text": "*123*4#"})
        clock.advance(seconds=10)
        asked = {"msisdn": WHO, "text": "1"}
        return await asyncio.gather(door.serve(dialect, asked), door.serve(dialect, asked))

    one, two = asyncio.run(both())
    assert one == two
    assert one.body.startswith("Pilih poli")


def test_every_screen_fits(desk):
    path, seen = "", []
    for typed in ("4", "1", "98", "0", "1", "1", "1", "3674060503990001", "2", "1"):
        path = f"{path}*{typed}" if path else typed
        seen.append(desk.africastalking(path))
    assert seen[-1].startswith("END TERDAFTAR")
    assert all(len(screen) - 4 <= 182 for screen in seen)


@pytest.mark.parametrize(
    ("path", "fields", "start"),
    [
        (AT, {"phoneNumber": WHO}, "END Maaf"),
        (AT, {"sessionId": "s", "phoneNumber": "TELKOMSEL", "text": ""}, "END Maaf"),
        (AT, {"sessionId": "s", "phoneNumber": WHO, "text": "1*" * 2000}, "END Maaf"),
        (PLAIN, {"text": "1"}, "Maaf"),
        (PLAIN, {"msisdn": "12", "text": "1"}, "Maaf"),
        (JSON, {"SessionId": "s", "Mobile": WHO, "Type": "Nonsense"}, None),
    ],
)
def test_a_bad_request_gets_a_polite_answer_in_its_own_form(desk, path, fields, start):
    answer = desk.client.post(path, data=fields)
    assert answer.status_code == 400
    if start is None:
        assert answer.json()["Type"] == "Release"
    else:
        assert answer.text.startswith(start)


def test_bodies_of_nonsense(desk):
    for body in (b"{", b"[1]", b"\xff\xfe", b'{"SessionId": {"a": 1}}', b"[" * 10_000):
        answer = desk.client.post(JSON, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
        assert json.loads(answer.text)["Message"].startswith("Maaf")
    assert desk.client.post(AT, content=b"x" * 20_000).status_code == 413
    assert desk.client.get("/ussd/nonsense").status_code == 404


@pytest.mark.parametrize(("kind", "outcome"), [("Release", "dropped"), ("Timeout", "timed out")])
def test_a_gateway_that_tells_the_end_is_acknowledged_and_the_screen_noted(desk, kiosk, kind, outcome):
    desk.json("Initiation", "*123*4#")
    assert desk.json(kind)["Type"] == "Release"
    desk.json(kind)
    lines = sa.select(schema.journal).where(schema.journal.c.outcome == outcome)
    found = kiosk.write(lambda tx: tx.run(lines))
    assert [(row.channel, row.service, row.screen) for row in found] == [("ussd", "rsu", "utama")]


def test_one_dialogue_does_not_see_another(desk):
    desk.africastalking("4", session="a", who="+6281211110001")
    desk.africastalking("", session="b", who="+6281211110002")
    assert desk.africastalking("4*4", session="a", who="+6281211110001").startswith("CON Anak:")
    assert desk.africastalking("6", session="b", who="+6281211110002").startswith("CON Tangsel City Services")


@pytest.mark.parametrize("text", ["", "12", "+", "+0812345678", "tel:+6281", "0812" * 9])
def test_what_is_no_number(text):
    with pytest.raises(BadRequest):
        dialects.number(text)


SECRET, KEY = "9f2c41d07b3e8a56", "a key that both sides know"


def signed(octets, key=KEY):
    return hmac.new(key.encode(), octets, hashlib.sha256).hexdigest()


def test_a_stranger_may_not_speak_for_everybody(kiosk, browse):
    """Without an agreement a request from elsewhere could name any number as its own."""
    app = Starlette(routes=ussd.routes(kiosk))
    assert browse(app).get(PLAIN, params={"msisdn": WHO}).status_code == 200
    refused = browse(app, client="192.0.2.7").get(PLAIN, params={"msisdn": WHO})
    assert refused.status_code == 403
    assert "[ussd] secret" in refused.json()["remedy"]


def test_a_secret_is_the_end_of_the_address(kiosk, browse):
    app = Starlette(routes=ussd.routes(kiosk, gateways=Gateways(secret=SECRET)))
    gateway = browse(app, client="192.0.2.7")
    assert gateway.get(f"{PLAIN}/{SECRET}", params={"msisdn": WHO}).text.startswith("Layanan Kota")
    for path in (PLAIN, f"{PLAIN}/{SECRET[:-1]}", f"{PLAIN}/{SECRET}x"):
        refused = gateway.get(path, params={"msisdn": WHO})
        assert refused.status_code == 404
        assert SECRET not in refused.text
    assert browse(app).get(PLAIN, params={"msisdn": WHO}).status_code == 404  # from this machine, too


@pytest.mark.parametrize("header", ["X-Signature", "X-Hub-Signature-256"])
def test_a_signature_is_of_the_body_or_the_query(kiosk, browse, header):
    gateways = Gateways(hmac_key=KEY, hmac_header=header)
    gateway = browse(Starlette(routes=ussd.routes(kiosk, gateways=gateways)), client="192.0.2.7")
    body = json.dumps({"SessionId": "s", "Mobile": WHO, "Type": "Initiation"}).encode()
    form = b"sessionId=t&phoneNumber=%2B6281211110001&text="
    kinds = {"json": "application/json", "africastalking": "application/x-www-form-urlencoded"}
    for (dialect, kind), octets in zip(kinds.items(), (body, form), strict=True):
        for key, status in ((KEY, 200), ("another key", 403)):
            headers = {"content-type": kind, header: f"sha256={signed(octets, key)}"}
            assert gateway.post(f"/ussd/{dialect}", content=octets, headers=headers).status_code == status
    query = f"msisdn={WHO[1:]}"
    assert gateway.get(f"{PLAIN}?{query}", headers={header: signed(query.encode())}).status_code == 200
    assert gateway.get(f"{PLAIN}?{query}&text=1", headers={header: signed(query.encode())}).status_code == 403
    assert gateway.get(f"{PLAIN}?{query}").status_code == 403


def test_a_fault_behind_a_dial_string_is_told_and_told_again(open_kiosk, browse):
    kiosk = open_kiosk()
    desk = Desk(kiosk, browse(Starlette(routes=ussd.routes(kiosk))))
    first = [desk.africastalking("4"), desk.json("Initiation", "*123*4#"), desk.plain("*123*4#")]
    assert all("sedang terganggu" in str(said) for said in first)
    again = [desk.africastalking("4"), desk.json("Initiation", "*123*4#"), desk.plain("*123*4#")]
    assert again == first
    assert kiosk.write(lambda tx: tx.run(sa.select(sa.func.count()).select_from(schema.counter)).value()) == 0
    assert desk.africastalking("", session="s2").startswith("CON Layanan")
