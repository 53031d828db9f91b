"""The control API at every speed: whatever is asked in whatever order, it answers as it says it does."""

import json
import threading
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modem.simulator import Simulator, clock_for
from modem.simulator.api import OPERATIONS
from modem.simulator.http import control_app
from tests.modem.http_client import PHONE, Client, handed_over, menu, refused

SPEEDS = ["real", "60", "step", "instant"]


@pytest.fixture(params=SPEEDS)
def sim(request):
    sim = Simulator(modems=2, clock=clock_for(request.param, served=True))
    sim.network.host("*123#", menu)
    return sim


@pytest.fixture
def client(sim):
    app = control_app(sim)
    with Client(app) as client:
        yield client
        app.state.close()


def test_the_clock_goes_on_by_what_is_asked(client, sim):
    before = datetime.fromisoformat(client.post("/api/clock", json={"advance": 0}).json()["now"])
    after = datetime.fromisoformat(client.post("/api/clock", json={"advance": 86_400}).json()["now"])
    passed = (after - before).total_seconds()
    assert passed == 86_400 if hasattr(sim.clock, "actor") else 86_400 <= passed < 90_000


def test_a_clock_that_runs_by_itself_goes_faster_on_request(client, sim):
    answer = client.post("/api/clock", json={"speed": 120})
    if hasattr(sim.clock, "actor"):
        refused(answer, 409)
    else:
        assert answer.json()["speed"] == 120
        assert sim.clock.pace == (120, 120)
    for body in ({"advance": 1, "speed": 2}, {"speed": 0}):
        refused(client.post("/api/clock", json=body), 400)


def test_what_is_due_on_the_way_happens_on_the_way(client, sim):
    client.post("/api/network", json={"deliver": 3600})
    client.post("/api/sms", json={"from": PHONE, "to": "081222220002", "text": "Halo"})
    assert client.get("/api/handsets/081222220002/inbox").json() == []
    now = client.post("/api/clock", json={"advance": 7200}).json()["now"]
    (got,) = client.get("/api/handsets/081222220002/inbox").json()
    late = datetime.fromisoformat(now) - datetime.fromisoformat(got["at"])
    assert 3500 < late.total_seconds() < 3700


def test_a_wait_ends_with_the_first_that_comes(client, sim):
    handed_over(sim, PHONE, "satu")
    (first,) = client.get("/api/outbox?wait=60").json()
    later = threading.Thread(target=handed_over, args=(sim, PHONE, "dua"))
    later.start()
    got = client.get("/api/outbox", params={"after": first["id"], "wait": 60}).json()
    later.join()
    assert [each["text"] for each in got] == ["dua"]
    assert client.get("/api/outbox", params={"after": got[0]["id"], "wait": 0.02}).json() == []


def test_a_guest_waits_for_nothing_where_the_network_takes_no_time():
    sim = Simulator(clock=clock_for("instant", served=True))
    with Client(control_app(sim)) as client:
        client.post("/api/sms", json={"from": PHONE, "to": "081222220002", "text": "Halo"})
        assert len(client.get("/api/handsets/081222220002/inbox").json()) == 1


WITH_NUMBER = [operation for operation in OPERATIONS if "{number}" in operation.path]


@pytest.mark.parametrize("operation", WITH_NUMBER, ids=lambda each: f"{each.method} {each.path}")
@pytest.mark.parametrize("clock", ["step"])
def test_every_way_to_write_a_number_is_one_path(operation, clock):
    sim = Simulator(clock=clock_for(clock))
    with Client(control_app(sim)) as client:
        for number in (PHONE, PHONE.replace("+", "%2B"), PHONE[1:], "081211110001", "0812-1111-0001"):
            path = operation.path.replace("{number}", number)
            body = {} if operation.method == "GET" else {"json": operation.example or {}}
            assert client.request(operation.method, path, **body).status_code < 300
        phones = client.get("/api/handsets").json()
        assert {phone["number"] for phone in phones} <= {PHONE}  # what was sent is read without one


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_no_operation_is_for_strangers_or_takes_what_is_no_json(operation):
    sim = Simulator(clock=clock_for("step"))
    path = operation.path.replace("{number}", PHONE).replace("{index}", "0")
    with Client(control_app(sim)) as client:
        body = {} if operation.method == "GET" else {"json": operation.example or {}}
        strange = {"Host": "example.org:8090"}
        refused(client.request(operation.method, path, headers=strange, **body), 403)
        if operation.method != "GET":
            text = json.dumps(operation.example or {"kind": "silent"})
            plain = {"Content-Type": "text/plain"}
            refused(client.request(operation.method, path, content=text, headers=plain), 415)
            refused(client.request(operation.method, path, json=[operation.example]), 400)


# whatever is asked

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
WORDS = st.sampled_from(
    [PHONE, "0812 2222 0002", "+628119000001", "*123#", "1", "x" * 500, "😀" * 100, "9999-12-31", "silent",
     "unplug", "off", "brown-out", "pin", "cms", "\x00", "\x1a", '"', "\r\nOK\r\n", ""]
)  # fmt: skip


def fitting(field):
    """What a field may hold, as far as its type and bounds say."""
    if field.only is not None:
        return st.just(field.only)
    if field.choices:
        return st.sampled_from(field.choices)
    most = {"advance": 100_000, "wait": 0.01}.get(field.name, field.maximum or 1000)
    kinds = {
        "string": WORDS | st.text(max_size=30),
        "boolean": st.booleans(),
        "integer": st.integers(int(field.minimum or 0), int(most)),
        "number": st.floats(field.minimum or 0, most),
    }
    if field.type == "array":
        return st.lists(filled(field.fields), max_size=2)
    return filled(field.fields) if field.type == "object" else kinds[field.type]


def filled(fields):
    required = {field.name: fitting(field) for field in fields if field.required}
    return st.fixed_dictionaries(
        required, optional={field.name: fitting(field) for field in fields if not field.required}
    )


NUMBERS = st.sampled_from([PHONE, "081222220002", "%2B6281222220002", "628119000001", "1708", "x", "%00"])
ASKED = st.lists(
    st.sampled_from(OPERATIONS).flatmap(
        lambda operation: st.tuples(
            st.just(operation), NUMBERS, st.sampled_from("012x"), filled(operation.fields) | JUNK
        )
    ),
    min_size=1,
    max_size=8,
)


def asked(client, operation, number, index, body):
    path = operation.path.replace("{number}", number).replace("{index}", index)
    if operation.method == "GET":
        query = body if isinstance(body, dict) else {"after": body}
        texts = {name: json.dumps(value) for name, value in query.items() if name.isascii()}
        return client.get(path, params=texts)
    headers = {"Content-Type": "application/json"}
    return client.request(operation.method, path, content=json.dumps(body), headers=headers)


def without_slow_ussd(body):
    """Where the clock stands, who dials over a slow link waits for whoever moves it: nobody, in a test."""
    if isinstance(body, dict) and isinstance(links := body.get("links"), list):
        kept = [link for link in links if not (isinstance(link, dict) and link.get("service") == "ussd")]
        return {**body, "links": kept}
    return body


@pytest.mark.parametrize("speed", SPEEDS)
@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(asks=ASKED)
def test_nothing_that_is_asked_in_any_order_breaks_it(speed, asks):
    sim = Simulator(modems=2, clock=clock_for(speed, served=True))
    sim.network.host("*123#", menu)
    app = control_app(sim)
    with Client(app) as client:
        for operation, number, index, body in asks:
            answer = asked(client, operation, number, index, without_slow_ussd(body))
            assert answer.status_code < 500
            if answer.status_code >= 400:
                refused(answer, answer.status_code)
        assert [modem["index"] for modem in client.get("/api/modems").json()] == [0, 1]
        app.state.close()


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        ({"accounts": 1}, "accounts must be an array."),
        ({"accounts": [{"number": PHONE, "credit": "a"}]}, "credit must be an integer."),
        ({"charging": 1}, "charging must be a boolean."),
        ({"timers": {"user": 1}}, "'user' is no field of the timers."),
        ({"links": [{"hours": "25:00-26:00"}]}, "A link model cannot have such hours."),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(client, body, fact):
    answer = client.post("/api/network", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"] == fact
