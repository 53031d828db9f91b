"""The way to an agency: errands that are carried once, wait, end; and the connector over HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from kiosk.agency import Nonsense, NotYet, Refused, Unreachable, errands, runner
from kiosk.agency.errands import Errands
from kiosk.agency.schema import errand
from kiosk.agency.web import WebAgency

STATES = sa.select(errand.c.state).order_by(errand.c.id)


class Line:
    """An agency that does what it is told: an answer, or an error that it raises."""

    def __init__(self):
        self.heard, self.says = [], []

    def ask(self, verb, request, key):
        self.heard.append((verb, dict(request), key))
        said = self.says.pop(0) if self.says else {}
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture
def office(desk, monkeypatch):
    monkeypatch.setattr(errands, "SERVICES", {})
    monkeypatch.setattr(runner, "SERVICES", errands.SERVICES)
    service, told, line = Errands("uji", "Dinas Uji"), [], Line()
    desk.kiosk.agencies["uji"] = line

    @service.done("tanya")
    def done(tx, request, answer):
        if answer.get("jumlah") == "banyak":
            tx.count("half done")
            raise Nonsense("Jumlah bukan angka.", "Hubungi dinas.")
        told.append(("done", request["nomor"], answer))

    service.refused("tanya")(lambda tx, request, why: told.append(("refused", request["nomor"], why)))
    service.missed("tanya")(lambda tx, request, why: told.append(("missed", request["nomor"])))

    def send(number, once="", hours=1):
        until = desk.clock().timestamp() + 3600 * hours
        return desk.kiosk.write(
            lambda tx: service.send(tx, "tanya", {"nomor": number}, once=once, until=until)
        )

    def look(**time):
        desk.clock.advance(**time)
        runner.attend(desk.kiosk)
        return [row.state for row in desk.rows(STATES)]

    return SimpleNamespace(send=send, look=look, told=told, line=line, desk=desk)


def test_an_errand_is_carried_once_and_its_request_is_forgotten(office):
    office.send("1")
    assert office.look() == ["done"]
    assert office.look() == ["done"]
    assert office.line.heard == [("tanya", {"nomor": "1"}, "uji-1")]
    assert office.told == [("done", "1", {})]
    assert office.desk.rows(sa.select(errand.c.request))[0].request is None


def test_the_same_waits_once(office):
    assert office.send("1", once="x")
    assert not office.send("1", once="x")
    assert office.look() == ["done"]
    assert office.send("1", once="x")


def test_without_an_answer_all_wait_in_their_order_under_the_same_key(office):
    office.line.says = [Unreachable("Mati.", "Nyalakan.")] * 2
    office.send("1")
    office.send("2")
    assert office.look() == ["waiting", "waiting"]
    assert office.look(seconds=5) == ["waiting", "waiting"]
    assert len(office.line.heard) == 1, "it is left in peace for a while"
    office.look(seconds=15)
    assert office.look(seconds=31) == ["done", "done"]
    assert [key for _, _, key in office.line.heard] == ["uji-1"] * 3 + ["uji-2"]
    (line,) = office.desk.kiosk.write(errands.lines)
    assert (line.failing_since, line.problem, line.waiting) == (None, "", 0)


@pytest.mark.parametrize("said", [{"jumlah": "banyak"}, Nonsense("Apa?", "Tanya."), ZeroDivisionError()])
def test_nonsense_is_not_taken_and_holds_up_nobody(office, said):
    office.line.says = [said]
    office.send("1")
    office.send("2")
    assert office.look() == ["waiting", "done"]
    assert office.look(seconds=16) == ["done", "done"]
    assert [number for _, number, _ in office.told] == ["2", "1"]
    assert office.desk.kiosk.write(lambda tx: tx.count("half done")) == 1, "nothing of it was kept"


def test_an_answer_may_come_later_and_a_no_is_final(office):
    office.line.says = [NotYet(60), Refused("Tidak dikenal.", "Periksa.")]
    office.send("1")
    assert office.look(seconds=30) == ["waiting"]
    assert office.look(seconds=20) == ["waiting"]
    assert office.look(seconds=41) == ["refused"]
    assert office.told == [("refused", "1", "Tidak dikenal.")]


def test_what_never_comes_is_told(office):
    office.line.says = [Unreachable("Mati.", "Nyalakan.")] * 99
    office.send("1")
    office.look()
    assert office.look(hours=1) == ["expired"]
    assert office.told == [("missed", "1")]


@pytest.fixture
def server():
    """A queue service on this machine: `answers` is what it says in turn, `heard` what it was asked."""
    state = SimpleNamespace(answers=[], heard=[])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.heard.append((self.path, dict(self.headers), None))
            self._say(200, {"response": {"token": "t0k3n"}, "metadata": {"code": 200, "message": "Ok"}})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.heard.append((self.path, dict(self.headers), body))
            self._say(*state.answers.pop(0))

        def _say(self, status, body, **headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{listening.server_port}/ws/"
        yield state
        listening.shutdown()
        thread.join()


def said(code, response=None, message="Ok"):
    return 200, {"response": response, "metadata": {"code": code, "message": message}}


def test_over_http_in_the_envelope_of_the_queue_service(server):
    agency = WebAgency(server.url, "kios38", "sandi")
    server.answers = [said(200, {"angkaantrean": 1}), said(401), said(200, {})]
    assert agency.ask("ambilantrean", {"nik": "1"}, "rsu-7") == {"angkaantrean": 1}
    assert agency.ask("batalantrean", {}, "rsu-8") == {}, "a token that ran out is asked for anew"
    paths = [path for path, _, _ in server.heard]
    assert paths == [
        "/ws/auth", "/ws/ambilantrean", "/ws/batalantrean", "/ws/auth", "/ws/batalantrean",
    ]  # fmt: skip
    headers = {name.lower(): value for name, value in server.heard[1][1].items()}
    assert (headers["x-username"], headers["x-token"], headers["idempotency-key"]) == (
        "kios38", "t0k3n", "rsu-7",
    )  # fmt: skip
    assert "x-password" not in headers


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(201, message="Nomor rujukan tidak ditemukan"), Refused),
        (said(202), NotYet),
        (said(299, {}), Nonsense),
        (said(200, [1]), Nonsense),
        ((200, b"<html>"), Nonsense),
        ((200, b"[" * 100_000), Nonsense),
        ((200, {"metadata": {"code": "besar"}}), Nonsense),
        ((200, b" " * ((1 << 20) + 1)), Nonsense),
        ((302, {}), Unreachable),
        ((500, {}), Unreachable),
    ],
)
def test_what_else_may_come_over_http(server, answer, error):
    server.answers = [answer]
    with pytest.raises(error):
        WebAgency(server.url).ask("ambilantrean", {}, "rsu-1")


def test_nobody_at_the_other_end(server):
    with pytest.raises(Unreachable, match="tidak menjawab"):
        WebAgency("http://127.0.0.1:1/ws", timeout=1.0).ask("ambilantrean", {}, "rsu-1")


def test_the_hospital_of_a_demo_is_made_unwell(browse, clock):
    from starlette.applications import Starlette

    from kiosk.doors import centre as door
    from kiosk.services.hospital.centre import Centre

    centre = Centre(clock)
    page = browse(Starlette(routes=door.routes(centre)))
    assert page.post("/centre", json={"mood": "absent"}).json() == {
        "mood": "absent",
        "bookings": 0,
        "agencies": {"rsu": "absent"},
    }
    assert page.get("/centre").json()["mood"] == centre.mood == "absent"
    assert page.post("/centre", json={"mood": "angry"}).status_code == 400
    far = browse(Starlette(routes=door.routes(centre)), client="10.0.0.9")
    assert far.post("/centre", json={"mood": "well"}).status_code == 403


def test_a_greeting_asks_for_nothing_but_whether_it_may_come_in(server):
    WebAgency(server.url, "kios38", "rahasia").greet()
    WebAgency(server.url).greet()
    assert [path for path, _, _ in server.heard] == ["/ws/auth", "/ws"]
    with pytest.raises(Unreachable, match="tidak menjawab"):
        WebAgency("http://127.0.0.1:1/").greet()
