"""The control API to the letter of its contract: what it gives, what it refuses and how; waiting is free."""

import json
import threading

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from modem.simulator import LinkModel, RealClock, Simulator, VirtualClock
from modem.simulator.api import OPERATIONS
from modem.simulator.api_schema import openapi
from modem.simulator.bell import Bell
from modem.simulator.fault_kinds import KINDS
from modem.simulator.http import PAGE, control_app
from tests.modem.http_client import OTHER, PHONE, Client, handed_over, menu, refused


@pytest.fixture
def sim():
    sim = Simulator(modems=2, clock=VirtualClock())
    sim.network.host("*123#", menu)
    return sim


@pytest.fixture
def client(sim):
    with Client(control_app(sim)) as client:
        yield client


# messages


def test_a_conversation_by_sms_can_be_kept_as_a_test(client, sim):
    assert client.get(f"/api/handsets/{PHONE}/chat").json() == {"chat": ""}
    client.post("/api/sms", json={"from": "0812-1111-0001", "text": "MENU"})
    written = client.get(f"/api/handsets/{PHONE}/chat").json()["chat"]
    assert written.startswith("channel: sms\nclock: ")
    assert written.endswith("\nnumber: +6281211110001\n\n> MENU\n")


def test_a_handset_sends(client, sim):
    answer = client.post("/api/sms", json={"from": "0812-1111-0001", "text": "MENU"})
    assert answer.status_code == 202
    assert isinstance(answer.json()["id"], str)
    (sent,) = client.get(f"/api/handsets/{PHONE}/sent").json()
    assert (sent["id"], sent["to"], sent["text"]) == (answer.json()["id"], sim.modems[0].number, "MENU")


def test_null_is_left_out(client):
    assert client.post("/api/sms", json={"from": PHONE, "to": None, "text": "MENU"}).status_code == 202


def test_one_handset_however_its_number_is_written(client):
    client.post("/api/sms", json={"from": PHONE, "to": "081222220002", "text": "Halo é 你"})
    for path in ("+6281222220002", "%2B6281222220002", "6281222220002", "081222220002"):
        (received,) = client.get(f"/api/handsets/{path}/inbox").json()
        assert (received["from"], received["text"], received["flash"]) == (PHONE, "Halo é 你", False)
        assert received["at"].endswith("+07:00")
        assert set(received) == {"id", "from", "text", "flash", "at"}


def test_a_sender_without_a_number_is_a_name(client):
    assert client.post("/api/sms", json={"from": "PEMKOT", "to": PHONE, "text": "Halo"}).status_code == 202
    assert client.get(f"/api/handsets/{PHONE}/inbox").json()[0]["from"] == "PEMKOT"


def test_the_outbox_joins_and_decodes(client, sim):
    handed_over(sim, PHONE, "Halo")
    handed_over(sim, PHONE, "x" * 200)
    short, long = client.get("/api/outbox").json()
    assert (short["text"], short["to"], short["parts"], short["alphabet"]) == ("Halo", PHONE, 1, "gsm7")
    assert (long["text"], long["parts"]) == ("x" * 200, 2)
    assert client.get("/api/outbox", params={"after": short["id"]}).json() == [long]
    assert client.get("/api/outbox", params={"after": long["id"]}).json() == []


FEEDS = ["outbox", f"handsets/{PHONE}/inbox", f"handsets/{PHONE}/sent", "trace"]


@pytest.mark.parametrize("feed", FEEDS)
def test_an_unknown_after_is_gone(client, feed):
    refused(client.get(f"/api/{feed}", params={"after": "never"}), 410)


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("wait", ["61", "-1", "nan", "inf", "soon", "1e9"])
def test_a_wait_is_0_to_60_seconds(client, feed, wait):
    refused(client.get(f"/api/{feed}", params={"wait": wait}), 400)


def test_ids_differ_from_run_to_run():
    ids = set()
    for _ in range(2):
        with Client(control_app(Simulator(clock=RealClock()))) as client:
            ids.add(client.post("/api/sms", json={"from": PHONE, "text": "MENU"}).json()["id"])
    assert len(ids) == 2


# waiting


def test_a_hundred_clients_wait_and_no_thread_is_held(client, sim):
    answers = []
    waiters = [
        threading.Thread(target=lambda: answers.append(client.get("/api/outbox", params={"wait": 60}).json()))
        for _ in range(100)
    ]
    for waiter in waiters:
        waiter.start()
    assert client.post("/api/clock", json={"advance": 0}).status_code == 200  # the pool is free
    handed_over(sim, PHONE, "Halo")
    for waiter in waiters:
        waiter.join(30)
    assert [[entry["text"] for entry in answer] for answer in answers] == [["Halo"]] * 100


def test_who_waits_for_the_trace_hears_of_the_next_line(client, sim, monkeypatch):
    waits, wait = threading.Event(), Bell.wait
    monkeypatch.setattr(Bell, "wait", lambda *about: waits.set() or wait(*about))
    link = sim.modems[0].link()
    link.write(b"AT\r")
    last = client.get("/api/trace").json()[-1]["id"]
    answers = []
    waiter = threading.Thread(
        target=lambda: answers.append(client.get(f"/api/trace?after={last}&wait=60").json())
    )
    waiter.start()
    assert waits.wait(30)
    link.write(b"AT\r")
    waiter.join(30)
    assert "AT" in answers[0][0]["text"]


def test_a_wait_that_is_over_gives_nothing(client):
    assert client.get("/api/outbox", params={"wait": 0.01}).json() == []


def test_the_end_of_the_server_ends_waits_and_streams(sim):
    app = control_app(sim)
    with Client(app) as client:
        answers = []
        waiter = threading.Thread(
            target=lambda: answers.append(client.get("/api/outbox", params={"wait": 60}).json())
        )
        waiter.start()
        app.state.close()
        waiter.join(30)
        assert answers == [[]]
        assert client.get("/api/events").text.startswith("event: hello\n")


def test_the_end_of_the_server_ends_a_screen_that_is_waited_for(sim):
    sim = Simulator(clock=VirtualClock(jumps=False))
    sim.network.link_models(LinkModel("ussd", delay=20))
    app = control_app(sim)
    with Client(app) as client:
        answers = []
        path = f"/api/handsets/{PHONE}/ussd"
        waiter = threading.Thread(target=lambda: answers.append(client.post(path, json={"dial": "*123#"})))
        waiter.start()
        while not sim.network.ussd.session(PHONE):
            sim.wait_change(sim.version, 0.01)
        app.state.close()
        waiter.join(30)
        assert answers[0].json() == {"text": "Connection problem or invalid MMI code.", "more": False}


# USSD


def test_ussd_from_dialling_to_the_end(client):
    path = f"/api/handsets/{PHONE}/ussd"
    assert client.post(path, json={"dial": "*123#"}).json() == {"text": "1 Daftar\n2 Bantuan", "more": True}
    assert client.get(f"/api/handsets/{PHONE}").json()["ussd"]["more"] is True
    assert client.post(path, json={"reply": "2"}).json() == {"text": "Anda memilih 2.", "more": False}
    refused(client.post(path, json={"reply": "1"}), 409)


def test_an_empty_reply_is_a_reply(client):
    path = f"/api/handsets/{PHONE}/ussd"
    client.post(path, json={"dial": "*123#"})
    assert client.post(path, json={"reply": ""}).json()["text"] == "Anda memilih ."


def test_a_cancelled_session_is_over(client):
    path = f"/api/handsets/{PHONE}/ussd"
    client.post(path, json={"dial": "*123#"})
    assert client.post(path, json={"cancel": True}).json() == {"text": "", "more": False}
    assert client.get(f"/api/handsets/{PHONE}").json()["ussd"] is None
    refused(client.post(path, json={"reply": "1"}), 409)


@pytest.mark.parametrize(
    "body",
    [{}, {"dial": "*123#", "reply": "1"}, {"cancel": False}, {"cancel": 1}, {"dial": None}, {"dial": ""}],
)
def test_ussd_is_one_of_three(client, body):
    refused(client.post(f"/api/handsets/{PHONE}/ussd", json=body), 400)


def test_a_service_that_fails_is_told(client, sim):
    def broken(request):
        raise RuntimeError("the database is gone")

    sim.network.host("*124#", broken)
    error = refused(client.post(f"/api/handsets/{PHONE}/ussd", json={"dial": "*124#"}), 502)
    assert "the database is gone" in error["error"]


# calls


def test_a_call_rings_until_the_caller_hangs_up(client, sim):
    assert client.post(f"/api/handsets/{PHONE}/call", json={}).status_code == 202
    call = client.get(f"/api/handsets/{PHONE}").json()["call"]
    assert (call["with"], call["state"]) == (sim.modems[0].number, "ringing")
    assert client.post(f"/api/handsets/{PHONE}/hangup").json()["call"] is None
    assert client.post(f"/api/handsets/{PHONE}/hangup", json={}).status_code == 200


def test_a_call_rings_for_twenty_seconds_unless_told(client):
    client.post(f"/api/handsets/{PHONE}/call", content=b"")
    client.post(f"/api/handsets/{OTHER}/call", json={"to": "081233330003", "seconds": 5})
    client.post("/api/clock", json={"advance": 6})
    assert client.get(f"/api/handsets/{OTHER}").json()["call"] is None
    assert client.get(f"/api/handsets/{PHONE}").json()["call"] is not None
    client.post("/api/clock", json={"advance": 15})
    assert client.get(f"/api/handsets/{PHONE}").json()["call"] is None


# modems, clock, network, trace


def test_modems_are_counted_from_0(client):
    assert [modem["index"] for modem in client.get("/api/modems").json()] == [0, 1]
    refused(client.post("/api/modems/2/fault", json={"kind": "duplicate"}), 404)
    refused(client.post("/api/modems/-1/fault", json={"kind": "duplicate"}), 404)


def test_a_fault_starts_and_ends(client):
    path = "/api/modems/1/fault"
    for how in ({}, {"params": {"kind": "silent"}}, {"json": {"kind": "silent"}}):
        assert client.post(path, json={"kind": "silent", "count": 3}).json()["faults"][0]["kind"] == "silent"
        assert client.request("DELETE", path, **how).json()["faults"] == []
    assert "duplicate" in refused(client.post(path, json={"kind": "flood"}), 400)["remedy"]


def test_the_clock_moves_on(client):
    before, after = (client.post("/api/clock", json={"advance": s}).json()["now"] for s in (0, 86_400))
    assert (before[:10], after[:10]) == ("2026-01-05", "2026-01-06")


def test_the_network_gets_slower(client, sim):
    assert client.post("/api/network", json={"deliver": 2.5}).json()["deliver"] == 2.5
    assert sim.delays.deliver == 2.5
    assert client.get("/api/network").json()["deliver"] == 2.5


def test_the_network_is_told_and_changed(client, sim):
    before = client.get("/api/network").json()
    assert {each["operator"] for each in before["tariffs"]} == {
        "telkomsel", "indosat", "xl", "axis", "tri", "smartfren",
    }  # fmt: skip
    assert (before["links"], before["accounts"], before["seed"]) == ([], [], 0)
    after = client.post(
        "/api/network",
        json={
            "timers": {"ussd_reply": 60},
            "tariffs": [{"operator": "telkomsel", "sms": 500}],
            "accounts": [{"number": "081211110001", "credit": 600, "days": 30}],
            "links": [{"number": "081222220002", "outcome": "full", "lasts": 60}],
        },
    ).json()
    assert after["timers"]["ussd_reply"] == 60
    assert [(each["number"], each["credit"]) for each in after["accounts"]] == [(PHONE, 600)]
    assert after["links"] == [{"service": "sms", "number": OTHER, "outcome": "full", "lasts": 60}]
    assert after == client.get("/api/network").json()
    assert client.post("/api/sms", json={"from": PHONE, "to": OTHER, "text": "a"}).status_code == 202
    refused(client.post("/api/sms", json={"from": PHONE, "to": OTHER, "text": "b"}), 409)
    assert client.get(f"/api/handsets/{PHONE}").json()["credit"] == 100
    assert client.get(f"/api/handsets/{OTHER}/inbox").json() == []
    client.post("/api/clock", json={"advance": 120})
    assert [each["text"] for each in client.get(f"/api/handsets/{OTHER}/inbox").json()] == ["a"]
    assert client.post("/api/network", json={"links": []}).json()["links"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"links": {}}, "links"), ({"links": [1]}, "entry 0"), ({"links": [{"loss": 2}]}, "loss"),
        ({"links": [{"outcome": "fire"}]}, "outcome"), ({"links": [{"number": "x y"}]}, "x y"),
        ({"links": [{"colour": "red"}]}, "links[0]"), ({"links": [{"hours": "noon"}]}, "hours"),
        ({"links": [{"outcome": "busy"}]}, "outcome"), ({"links": [{}] * 101}, "100"),
        ({"accounts": [{"credit": 5}]}, "number"),
        ({"accounts": [{"number": PHONE, "credit": -5}]}, "credit"),
        ({"accounts": [{"number": PHONE, "expires": "soon"}]}, "expires"),
        ({"accounts": [{"number": PHONE, "credit": 10**9, "top_up": 1}]}, "rupiah"),
        ({"tariffs": [{"operator": "esia"}]}, "operator"), ({"timers": {"ussd_reply": 0}}, "ussd_reply"),
        ({"timers": []}, "timers"), ({"charging": 1}, "charging"), ({"smoke": 1}, "smoke"),
    ],
)  # fmt: skip
def test_a_network_cannot_be_anything(client, change, said):
    before = client.get("/api/network").json()
    answer = refused(client.post("/api/network", json={"deliver": 9, "charging": True, **change}), 400)
    assert said in answer["error"]
    assert client.get("/api/network").json() == before


def test_the_network_speaks_first(client, sim):
    assert client.post("/api/ussd", json={"to": PHONE, "text": "1 Ya", "more": True}).json()["more"]
    assert client.get(f"/api/handsets/{PHONE}").json()["ussd"] == {"text": "1 Ya", "more": True}
    refused(client.post("/api/ussd", json={"to": PHONE, "text": "Promo"}), 409)
    assert client.post("/api/ussd", json={"to": PHONE, "release": True}).status_code == 200
    refused(client.post("/api/ussd", json={"to": PHONE, "release": True}), 409)
    refused(client.post("/api/ussd", json={"to": PHONE}), 400)
    refused(client.post("/api/ussd", json={"to": PHONE, "text": "x", "release": True}), 400)


def test_a_phone_is_off_answers_and_hides(client, sim):
    path = f"/api/handsets/{PHONE}"
    assert client.post(f"{path}/answer").json()["call"] is None
    client.post(f"/api/handsets/{OTHER}/call", json={"to": PHONE, "hidden": True})
    assert client.get(path).json()["call"]["with"] == ""
    assert client.post(f"{path}/answer").json()["call"]["state"] == "talking"
    assert not client.post(f"{path}/power", json={"on": False}).json()["on"]
    client.post("/api/sms", json={"from": OTHER, "to": PHONE, "text": "nanti"})
    assert client.get(f"{path}/inbox").json() == []
    client.post(f"{path}/power", json={"on": True})
    assert len(client.get(f"{path}/inbox").json()) == 1


def test_the_trace_has_what_passed(client, sim):
    sim.modems[0].link().write(b"AT+CSQ\r")
    first, *rest = client.get("/api/trace").json()
    assert (first["modem"], first["direction"], first["text"]) == (0, ">", "AT+CSQ\r")
    assert client.get("/api/trace", params={"after": first["id"]}).json() == rest
    assert client.get("/api/trace", params={"modem": 1}).json() == []


# the stream


def test_the_stream_says_hello_with_what_a_page_needs(sim):
    pages = {"/office": {"id": "Meja petugas", "en": "Officer's desk"}}
    app = control_app(sim, title="demo", service_code="*99#", kiosk_number="+628119000002", pages=pages)
    with Client(app) as client:
        sim.modems[0].link().write(b"AT\r")
        app.state.close()  # the stream ends after its hello
        hello = json.loads(client.get("/api/events").text.splitlines()[1].removeprefix("data: "))
    assert (hello["title"], hello["service_code"], hello["kiosk_number"]) == ("demo", "*99#", "+628119000002")
    assert hello["pages"] == pages
    assert [modem["index"] for modem in hello["modems"]] == [0, 1]
    assert hello["trace"][0]["text"] == "AT"


# refusals


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:8090", None, 200),
        ("localhost:8090", "http://localhost:8090", 200),
        ("[::1]:8090", None, 200),
        ("LOCALHOST:8090", None, 200),
        ("127.0.0.1", None, 403),
        ("127.0.0.1:80", None, 403),
        ("evil.example:8090", None, 403),
        ("localhost.evil.example:8090", None, 403),
        ("127.0.0.1:8090", "http://evil.example", 403),
        ("127.0.0.1:8090", "null", 403),
        ("127.0.0.1:8090", "http://127.0.0.1:8091", 403),
        ("127.0.0.1:8090", "https://127.0.0.1:8090", 403),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/modems", "/more"])
def test_only_this_machine_is_served(sim, host, origin, status, path):
    app = control_app(sim, extra_routes=[Route("/more", lambda request: PlainTextResponse("ok"))])
    headers = {"Host": host} | ({"Origin": origin} if origin else {})
    with Client(app) as client:
        answer = client.get(path, headers=headers)
    if status == 403:
        refused(answer, 403)
    assert answer.status_code == status


def test_another_address_of_this_machine_may_be_served_from(sim):
    with Client(control_app(sim), "http://127.0.0.2:8090") as client:
        assert client.get("/api/modems").status_code == 200


SMS = '{"from":"081211110001","text":"MENU"%s}'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"from":', 400),
        ("[]", 400),
        ("null", 400),
        ("NaN", 400),
        (SMS % ',"flash":NaN', 400),
        (b"\xff\xfe", 400),
        ("[" * 100_000, 400),
        ("1" * 5000, 400),
        ("", 400),
        ('{"from":"081211110001"}', 400),
        ('{"text":"MENU"}', 400),
        ('{"from":"081211110001","text":""}', 400),
        ('{"from":"081211110001","text":5}', 400),
        (SMS % ',"flash":1', 400),
        (SMS % ',"colour":"red"', 400),
        (SMS % ',"to":"nobody"', 400),
        ('{"from":"081211110001","text":"\\ud800"}', 400),
        ('{"from":"abc","text":"MENU"}', 400),
        ('{"from":"12","text":"MENU"}', 400),
        ('{"from":"+1234567890123456","text":"MENU"}', 400),
        ('{"from":"081211110001","text":"' + "x" * 300_000 + '"}', 413),
    ],
)
def test_a_bad_message_is_refused(client, body, status):
    refused(client.post("/api/sms", content=body, headers={"Content-Type": "application/json"}), status)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 202),
        ("application/json; charset=utf-8", 202),
        ("Application/JSON", 202),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ],
)
def test_a_body_is_declared_as_json(client, kind, status):
    answer = client.post("/api/sms", content=SMS % "", headers={"Content-Type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["abc", "12", "+", "0812x", "9" * 16, "０８１２１１１１０００１"])
def test_a_bad_number_in_a_path_is_refused(client, path):
    refused(client.get(f"/api/handsets/{path}/inbox"), 400)


@pytest.mark.parametrize(
    "body", [{"advance": -1}, {"advance": 1e12}, {"advance": True}, {"advance": "1"}, {}]
)
def test_the_clock_takes_seconds(client, body):
    refused(client.post("/api/clock", json=body), 400)


def test_unknown_paths_and_methods_are_json_too(client):
    for path in ("/api/nothing", "/page/%2e%2e", "/page/nothing.js", "/nothing"):
        refused(client.get(path), 404)
    answer = client.put("/api/sms", json={})
    refused(answer, 405)
    assert answer.headers["Allow"] == "POST"
    refused(client.get("/api/outbox", params={"afer": "x"}), 400)


# any JSON at all

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = sorted({field.name for operation in OPERATIONS for field in operation.fields} - {"wait"})
USUAL = st.sampled_from([PHONE, "*123#", "duplicate", 1, 0.5, True])
BODIES = VALUES | st.dictionaries(st.sampled_from(NAMES), VALUES | USUAL, max_size=4)
NUMBERS = st.sampled_from([PHONE, "0812", "+", "1708", "x", "%00", "-1"])
INDICES = st.sampled_from(["0", "1", "2", "x", "-1", "٣", "9" * 30])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(OPERATIONS), BODIES, NUMBERS, INDICES)
def test_no_json_breaks_it(client, operation, body, number, index):
    path = operation.path.replace("{number}", number).replace("{index}", index)
    if operation.method == "GET":
        query = body if isinstance(body, dict) else {"after": body}
        answer = client.get(
            path, params={name: json.dumps(value) for name, value in query.items() if name.isascii()}
        )
    else:
        headers = {"Content-Type": "application/json"}
        answer = client.request(operation.method, path, content=json.dumps(body), headers=headers)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        refused(answer, answer.status_code)


def test_half_a_character_from_the_air_does_not_end_an_answer(client, sim):
    sim.do(lambda: sim.network.handset(OTHER).receive("+628111", "\ud83d", False))
    assert client.get(f"/api/handsets/{OTHER}/inbox").json()[0]["text"] == "?"


# the schema


def test_every_route_is_in_the_schema(client, sim):
    described = client.get("/api/schema").json()
    assert described == openapi()
    for route in control_app(sim).routes:
        if route.path.startswith("/api/"):
            methods = {method.lower() for method in route.methods if method != "HEAD"}
            assert set(described["paths"][route.path]) == methods


def references(value):
    if isinstance(value, dict):
        yield from [value["$ref"]] if "$ref" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_schema_is_whole():
    described = openapi()
    schemas = described["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert {reference.rpartition("/")[2] for reference in references(described)} == set(schemas)


def test_answers_are_as_described(client, sim):
    client.post("/api/sms", json={"from": PHONE, "to": OTHER, "text": "Halo"})
    handed_over(sim, PHONE, "Halo")
    sim.modems[0].link().write(b"AT\r")
    described = openapi()
    for operation in OPERATIONS:
        if operation.method == "GET":
            answer = client.get(operation.path.replace("{number}", PHONE)).json()
            content = described["paths"][operation.path]["get"]["responses"]["200"]["content"]
            schema = content["application/json"]["schema"]
            jsonschema.validate(answer, {**schema, "components": described["components"]})


DESCRIBED = [(path, method) for path, methods in openapi()["paths"].items() for method in methods]


@pytest.mark.parametrize(("path", "method"), DESCRIBED, ids=lambda part: part)
def test_every_example_runs(client, path, method):
    operation = openapi()["paths"][path][method]
    if "text/event-stream" in operation["responses"].get("200", {}).get("content", {}):
        return  # it never ends
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        assert not (parameter["in"] == "query" and parameter["required"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        jsonschema.validate(body["example"], body["schema"])
    answer = client.request(method.upper(), path, **({"json": body["example"]} if body else {}))
    assert str(answer.status_code) in operation["responses"]
    assert answer.status_code < 300


def test_the_faults_of_the_schema_are_those_of_the_table(client):
    body = openapi()["paths"]["/api/modems/{index}/fault"]["post"]["requestBody"]
    fields = body["content"]["application/json"]["schema"]["properties"]
    for kind, row in KINDS.items():
        assert kind in fields["kind"]["description"]
        assert {field.name for field in row.fields} <= set(fields)
        assert client.post("/api/modems/0/fault", json={"kind": kind, "seconds": 1}).status_code == 200
    wrong = client.post("/api/modems/0/fault", json={"kind": "unplgu"})
    refused(wrong, 400)
    assert "Did you mean unplug?" in wrong.json()["remedy"]


# the page


def test_the_page_and_its_files_are_served(client):
    page = client.get("/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for path in PAGE.iterdir():
        answer = client.get(f"/page/{path.name}")
        assert answer.content == path.read_bytes()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_writes_text_never_markup_and_asks_nobody_else():
    for script in PAGE.glob("*.js"):
        source = script.read_text(encoding="utf-8")
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "://"):
            assert door not in source, script.name
    assert "://" not in (PAGE / "index.html").read_text(encoding="utf-8")
    assert "://" not in (PAGE / "style.css").read_text(encoding="utf-8")
