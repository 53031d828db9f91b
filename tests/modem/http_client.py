"""A client of the control API in this process, and what the tests of the API ask of it."""

from functools import partial

import httpx
from anyio.from_thread import start_blocking_portal

from modem.parts import submits
from modem.simulator import UssdScreen

PHONE, OTHER = "+6281211110001", "+6281222220002"
BASE = "http://127.0.0.1:8090"


class Client:
    """Asks an app from any thread, without a socket; the app runs in one loop, as in a server."""

    def __init__(self, app, base=BASE):
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base, timeout=90)

    def __enter__(self):
        self._context = start_blocking_portal()
        self._portal = self._context.__enter__()
        return self

    def __exit__(self, *error):
        self._portal.call(self._http.aclose)
        self._context.__exit__(*error)

    def request(self, method, path, **what):
        return self._portal.call(partial(self._http.request, method, path, **what))

    def __getattr__(self, method):
        return partial(self.request, method.upper())


def menu(request):
    if request.text is None:
        return UssdScreen("1 Daftar\n2 Bantuan", more=True)
    return UssdScreen(f"Anda memilih {request.text}.", more=False)


def refused(answer, status):
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error", "remedy"}
    assert answer.json()["error"]
    assert answer.json()["remedy"]
    return answer.json()


def handed_over(sim, to, text):
    """A modem hands a text to the network."""
    for submit in submits(to, text):
        sim.do(lambda submit=submit: sim.modems[0].submit(submit))
