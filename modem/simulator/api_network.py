"""The network by the control API: how it behaves, what its cards have, what it says unasked."""

from datetime import date

from modem.simulator import Simulator
from modem.simulator.accounts import MOST_CREDIT, Change
from modem.simulator.api_acts import Ask
from modem.simulator.api_fields import JSON, ApiError, Field
from modem.simulator.calls import WHEN, Diversion
from modem.simulator.delays import Delays, Timers
from modem.simulator.linkmodel import DIRECTIONS, LONGEST, OUTCOMES_OF, SERVICES, SHAPES, LinkModel
from modem.simulator.numbers import normalise
from modem.simulator.operators import OPERATORS

LONGEST_DELAY_S = 86_400
MOST = 100
"""Link models, accounts, tariffs in one request."""

_NUMBER = Field("number", "string", "a number such as 0812…, 62812… or +62812…", shortest=1, longest=40)
_OPERATOR = Field("operator", "string", "an operator", choices=tuple(OPERATORS))
_OUTCOMES = tuple(dict.fromkeys(name for names in OUTCOMES_OF.values() for name in names))


def _probability(name: str, about: str) -> Field:
    return Field(name, "number", f"{about}, from 0 to 1", minimum=0, maximum=1)


def _seconds(name: str, about: str, longest: float = LONGEST) -> Field:
    return Field(name, "number", f"{about}, in seconds", minimum=0, maximum=longest)


def _rupiah(name: str, about: str) -> Field:
    return Field(name, "integer", f"{about}, in rupiah", minimum=0, maximum=MOST_CREDIT)


LINK = (
    Field("service", "string", "what it is about; sms unless told", choices=SERVICES),
    Field("direction", "string", "from the subscriber (mo) or to it (mt)", choices=DIRECTIONS),
    _NUMBER._replace(about="one subscriber only"),
    _OPERATOR._replace(about="the subscribers of one operator only"),
    _seconds("begins", "how long from now it begins to hold"),
    _seconds("lasts", "how long it holds"),
    Field("hours", "string", "when it holds each day, such as 18:00-21:00", longest=11),
    Field("times", "integer", "for the next so many", minimum=1, maximum=1_000_000),
    _seconds("delay", "what it adds"),
    _seconds("spread", "how much the delay varies"),
    Field("shape", "string", "how the delay is distributed", choices=SHAPES),
    _probability("loss", "how likely one is lost"),
    _probability("duplicate", "how likely one comes twice"),
    _probability("disorder", "how likely one is overtaken"),
    _seconds("hold", "how much later a repeated or overtaken one comes; 10 unless told"),
    _probability("part_loss", "how likely a part of a long message is lost"),
    _probability("part_disorder", "how likely the parts come in disorder"),
    Field("outcome", "string", "what becomes of it instead", choices=_OUTCOMES),
    _probability("chance", "how likely the outcome is; 1 unless told"),
    Field("code", "integer", "for `refused`: +CMS ERROR, or TP-ST when it is mt", minimum=0, maximum=511),
    Field("early", "boolean", "for reports: they come before their +CMGS"),
    Field("trying", "boolean", "for reports: some tell that the service centre still tries"),
)
ACCOUNT = (
    _NUMBER._replace(required=True),
    _rupiah("credit", "what the card has"),
    Field("expires", "string", "the last day on which it is active, such as 2026-12-31", longest=10),
    _rupiah("top_up", "what is added"),
    Field("days", "integer", "by how many its date moves on", minimum=0, maximum=3_650),
)
TARIFF = (
    _OPERATOR._replace(required=True),
    _rupiah("sms", "the price of a part"),
    _rupiah("ussd", "the price of a USSD session; a balance is free"),
    _rupiah("call", "the price of a begun minute"),
    Field("refusal", "integer", "the +CMS ERROR for a card without credit", minimum=1, maximum=511),
)
FORWARDING = (
    _NUMBER._replace(required=True, about="whose calls: a handset's or a modem's number"),
    Field("when", "string", "which of its calls; always unless told", choices=WHEN),
    Field("to", "string", "where they go; left out, they are forwarded no more", shortest=1, longest=40),
)
WAITING = (
    _NUMBER._replace(required=True, about="a handset's or a modem's number"),
    Field("on", "boolean", "whether a second call may wait for it", required=True),
)
NETWORK = (
    *(_seconds(name, "how long it takes", LONGEST_DELAY_S) for name in Delays._fields),
    Field("charging", "boolean", "whether every card is charged, or none"),
    Field(
        "timers",
        "object",
        "how long the network waits",
        fields=tuple(
            Field(name, "number", "seconds, at least 1", minimum=1, maximum=LONGEST)
            for name in Timers._fields
        ),
    ),
    Field("tariffs", "array", f"prices of operators, at most {MOST}", maximum=MOST, fields=TARIFF),
    Field("accounts", "array", f"cards to set or top up, at most {MOST}", maximum=MOST, fields=ACCOUNT),
    Field("forwarding", "array", f"calls to forward, at most {MOST}", maximum=MOST, fields=FORWARDING),
    Field("waiting", "array", f"call waiting, for at most {MOST}", maximum=MOST, fields=WAITING),
    Field("links", "array", f"all link models from now on; [] or {MOST} at most", maximum=MOST, fields=LINK),
)
EXAMPLE = {
    "deliver": 2.5,
    "accounts": [{"number": "081211110001", "top_up": 10_000, "days": 30}],
    "forwarding": [{"number": "081211110001", "when": "busy", "to": "081211110002"}],
    "waiting": [{"number": "081211110002", "on": True}],
    "links": [
        {"operator": "tri", "loss": 0.05, "delay": 20, "shape": "exponential"},
        {"service": "report", "duplicate": 0.1, "hours": "18:00-21:00"},
        {"number": "081211110002", "outcome": "full", "lasts": 3_600},
    ],
}
"""A request that shows the forms."""
USSD = (
    Field("to", "string", "a handset or a modem", required=True, shortest=1, longest=40),
    Field("text", "string", "what it shows", shortest=1, longest=182),
    Field("more", "boolean", "whether it waits for an answer"),
    Field("release", "boolean", "true ends the session", only=True),
)


def network(sim: Simulator, ask: Ask) -> JSON:
    """Change how the network behaves; without a field it only tells. All of a request holds, or nothing."""
    models = [_link(given).checked() for given in ask.get("links", ())]
    changes = [(normalise(given["number"]), _change(given)) for given in ask.get("accounts", ())]
    forwarding = [_diversion(given) for given in ask.get("forwarding", ())]
    waiting = [(normalise(given["number"]), given["on"]) for given in ask.get("waiting", ())]

    def change() -> JSON:
        air = sim.network
        for number, wanted in changes:
            air.accounts.changed(number, wanted)  # whether it can be, before anything is
        sim.delays = sim.delays._replace(
            **{name: value for name, value in ask.given.items() if name in Delays._fields}
        )
        air.timers = air.timers._replace(**ask.get("timers", {}))
        for given in ask.get("tariffs", ()):
            prices = {name: value for name, value in given.items() if name != "operator"}
            air.accounts.operators[given["operator"]] = air.accounts.operators[given["operator"]]._replace(
                **prices
            )
        if "charging" in ask.given:
            air.accounts.charge_everybody(ask.get("charging"))
        for number, wanted in changes:
            air.accounts.change(number, wanted)
        for number, when, diversion in forwarding:
            air.calls.forward(number, when, diversion)
        for number, on in waiting:
            air.calls.let_wait(number, on)
        if "links" in ask.given:
            air.links.set(models)
        return told(sim)

    return sim.do(change)


def told(sim: Simulator) -> JSON:
    """Give all that can be changed."""
    air = sim.network
    return {
        **sim.delays._asdict(),
        "seed": sim.seed,
        "charging": air.accounts.charging,
        "timers": air.timers._asdict(),
        "tariffs": [
            {
                "operator": each.key,
                "name": each.name,
                "code": each.code,
                "prefixes": list(each.prefixes),
                "balance": each.balance_code,
                "sms": each.sms,
                "ussd": each.ussd,
                "call": each.call,
                "refusal": each.refusal,
            }
            for each in air.accounts.operators.values()
        ],
        "accounts": [
            {"number": each.number, **air.accounts.json(each.number)} for each in air.accounts if each.charged
        ],
        "forwarding": [
            {"number": number, "when": when, "to": each.number, "active": each.active}
            for (number, when), each in air.calls.diversions.items()
        ],
        "waiting": [{"number": number, "on": True} for number in sorted(air.calls.waiters)],
        "links": air.links.json(),
    }


def ussd(sim: Simulator, ask: Ask) -> JSON:
    """Have the network begin a session (or only say something), or end one."""
    to = normalise(ask.get("to"))
    if ("text" in ask.given) == ("release" in ask.given):
        raise ApiError(
            400,
            "The body holds both or neither of text and release.",
            'Send one, such as {"to": "0812…", "text": "Halo"}.',
        )
    if "release" in ask.given:
        sim.network.release(to)
    else:
        sim.network.push(to, ask.get("text"), more=ask.get("more", False))
    return {"text": ask.get("text", ""), "more": ask.get("more", False)}


def _link(given: dict[str, JSON]) -> LinkModel:
    if "number" in given:
        given = {**given, "number": normalise(given["number"], names=True)}
    return LinkModel(**given)


def _diversion(given: dict[str, JSON]) -> tuple[str, str, Diversion | None]:
    to = given.get("to")
    diversion = None if to is None else Diversion(normalise(to))
    return normalise(given["number"]), given.get("when", "always"), diversion


def _change(given: dict[str, JSON]) -> Change:
    expires = given.get("expires")
    try:
        day = None if expires is None else date.fromisoformat(expires)
    except ValueError:
        raise ApiError(400, f"expires is no date: {expires!r}.", "Write it like 2026-12-31.") from None
    return Change(given.get("credit"), day, given.get("top_up"), given.get("days"))
