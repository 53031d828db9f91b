"""A client of the control API in this process, and what the tests of the API ask of it.

Whatever any test asks: each answer is checked against the description that the API gives of itself.
"""

import re
from functools import cache, partial
from urllib.parse import urlsplit

import httpx
import jsonschema
from anyio.from_thread import start_blocking_portal

from modem.parts import submits
from modem.simulator import UssdScreen
from modem.simulator.api_schema import openapi

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
        answer = self._portal.call(partial(self._http.request, method, path, **what))
        if path.startswith("/api/") and answer.headers["Content-Type"] == "application/json":
            as_described(method, path, answer)
        return answer

    def __getattr__(self, method):
        return partial(self.request, method.upper())


def closed(schema):
    """Allow nothing in an object that is not described."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {word: closed(value) for word, value in schema.items()}
    return {"additionalProperties": False, **schema} if "properties" in schema else schema


@cache
def validator(template, method, status):
    """What the description says of an answer; a refusal where there is no such operation."""
    whole = openapi()
    answers = whole["paths"].get(template, {}).get(method, {}).get("responses", {})
    told = answers.get(status) or answers.get(f"{status[0]}XX", {})
    content = told.get("content", {}).get("application/json", {})
    if not answers or template == "/api/schema":  # no such operation; a description of the description
        content = {"schema": {"$ref": "#/components/schemas/Error"} if status[0] == "4" else {}}
    assert content, (template, method, status)
    components = {"schemas": {name: closed(each) for name, each in whole["components"]["schemas"].items()}}
    return jsonschema.Draft202012Validator({**content.get("schema", {}), "components": components})


def as_described(method, path, answer):
    """Check an answer against the description: its status, its fields, no others."""
    path = urlsplit(path).path
    fits = (each for each in openapi()["paths"] if re.fullmatch(re.sub("{.*?}", "[^/]+", each), path))
    validator(next(fits, ""), method.lower(), str(answer.status_code)).validate(answer.json())


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
