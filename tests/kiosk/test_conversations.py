"""One conversation through every door: the same screens, the same rows.

A door is a function that takes a kiosk and gives `say(text) -> what the resident reads`; DOORS lists them.
"""

import asyncio
import contextlib
import itertools
import time
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from kiosk import services
from kiosk.core import Inbound
from kiosk.doors import ussd, web
from kiosk.doors.console import Visit, run_lines
from kiosk.doors.sms import SmsDoor
from kiosk.services.hospital.schema import booking, place
from kiosk.store.schema import journal
from menus import chat, talk
from modem import open_modem

WHO = "+6281211110001"
FOLDER = services.FOLDER / "hospital"
FIRST = FOLDER / "daftar.chat"
OTHERS = [services.FOLDER / "tax" / "pbb.chat", services.FOLDER / "permits" / "izin.chat"]
CHATS = sorted(
    file
    for name in ("hospital", "permits", "tax")
    for file in (services.FOLDER / name).glob("*.chat")
    if "\n! " not in file.read_text("utf-8")  # `kiosk menus test` speaks those in which something happens
)
PATIENCE = 10.0  # real seconds for an answer over a pty


def by_itself(kiosk, browse, scope, tmp_path, channel="sms"):
    """Hand in directly, as a test or a tool would."""
    keys = itertools.count()

    def say(text):
        reply = kiosk.receive(Inbound(channel, WHO, text, f"{channel} {next(keys)}"))
        return reply and reply.text

    return say


def by_console(kiosk, browse, scope, tmp_path):
    """Press keys at the walk-up screen: MENU is what a visitor is greeted with."""
    visit = Visit(kiosk.receive)
    return lambda text: visit.begin() if text == "MENU" else visit.say(text)


def by_simulator(kiosk, browse, scope, tmp_path):
    """Text from a simulated phone, through the AT dialogue, in virtual time."""
    from modem.simulator import Simulator, VirtualClock

    sim = Simulator(clock=VirtualClock())
    door = _connected(kiosk, scope, lambda: open_modem(sim.modems[0].link(), assemble=False))
    phone = sim.network.handset(WHO)

    def say(text):
        count = len(phone.inbox)
        phone.text(text)
        while door.turn(5.0):
            pass
        return "\n--\n".join(message.text for message in list(phone.inbox)[count:]) or None

    return say


def by_pty(kiosk, browse, scope, tmp_path):
    """The same modem behind a serial port that pyserial opens, in real time."""
    from modem.simulator import Delays, RealClock, Simulator, serve

    sim = Simulator(clock=RealClock(), delays=Delays(*(0.0 for _ in Delays._fields)))
    served = scope.enter_context(serve(sim, ptys={0: tmp_path / "modem"}))
    door = _connected(kiosk, scope, lambda: open_modem(str(served.links[0]), assemble=False))
    phone = sim.network.handset(WHO)

    def say(text):
        count, until = len(phone.inbox), time.monotonic() + PATIENCE
        phone.text(text)
        while len(phone.inbox) == count and time.monotonic() < until:
            door.turn(0.05)
        return "\n--\n".join(message.text for message in list(phone.inbox)[count:]) or None

    return say


def by_gateway(kiosk, browse, scope, tmp_path):
    """Dial a USSD code behind an aggregator that sends the whole path."""
    gateway = browse(Starlette(routes=ussd.routes(kiosk)))
    state = SimpleNamespace(session=0, path=None)

    def ask(path):
        state.path = path
        form = {"sessionId": f"s{state.session}", "phoneNumber": WHO, "serviceCode": "*123#", "text": path}
        more, _, text = gateway.post("/ussd/africastalking", data=form).text.partition(" ")
        if more == "END":
            state.session, state.path = state.session + 1, None
        return text

    def say(text):
        if state.path is None:
            home = ask("")
            if text == "MENU":
                return home
        return ask(f"{state.path}*{text}" if state.path else text)

    return say


def by_handset(kiosk, browse, scope, tmp_path):
    """Dial the code that the simulated network hosts."""
    from modem.simulator import Simulator, VirtualClock

    sim = Simulator(clock=VirtualClock())
    sim.network.host("*123#", ussd.ussd_host(kiosk))
    phone = sim.network.handset(WHO)
    state = SimpleNamespace(more=False)

    def say(text):
        if not state.more:
            screen = phone.dial("*123#")
            if text == "MENU":
                state.more = screen.more
                return screen.text
        screen = phone.reply(text)
        state.more = screen.more
        return screen.text

    return say


def by_web(kiosk, browse, scope, tmp_path):
    """Use the phone in the browser."""
    page = browse(Starlette(routes=web.routes(kiosk)))
    seq = itertools.count()

    def say(text):
        asked = {"session": "0123456789abcdef", "text": text, "seq": next(seq)}
        return page.post("/phone", json=asked).json()["text"]

    return say


CHANNELS = {by_console: "console", by_gateway: "ussd", by_handset: "ussd", by_web: "web"}
DOORS = [by_itself, by_console, by_simulator, by_pty, by_gateway, by_handset, by_web]


def _connected(kiosk, scope, open_one):
    door = SmsDoor(kiosk, open_one, look_every=None)
    scope.callback(door.close)
    assert door.connect()
    return door


def spoken(file, door, kiosk, browse, tmp_path, *, abroad=False):
    conversation = chat.parse(file.read_text("utf-8"), file.name)
    channel = CHANNELS.get(door, "sms")
    conversation = conversation.on(channel) if abroad else conversation._replace(channel=channel)
    with contextlib.ExitStack() as scope:
        say = door(kiosk, browse, scope, tmp_path)
        heard = []

        def listen(text):
            heard.append(say(text))
            return heard[-1] and SimpleNamespace(text=heard[-1])

        failures = talk.run(conversation, talk.Saying(listen)).failures
    assert not failures, "\n\n".join(map(str, failures))
    return heard


def rows(kiosk):
    """What a conversation left: bookings opened, places, the screens that were seen."""

    def read(tx):
        made = [
            (
                row.ticket,
                row.clinic,
                row.day,
                row.number,
                row.state,
                row.payer,
                row.visit,
                tx.open(row.identity),
            )
            for row in tx.run(sa.select(booking))
        ]
        held = sa.select(place.c.clinic, place.c.day, place.c.number).where(place.c.ticket.is_not(None))
        places = [tuple(row) for row in tx.run(held)]
        seen = [(row.service, row.screen, row.outcome) for row in tx.run(sa.select(journal))]
        return made, places, seen

    return kiosk.write(read)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_the_same_screens_and_rows_through_every_door(door, kiosk, browse, tmp_path):
    spoken(FIRST, door, kiosk, browse, tmp_path)
    made, places, _ = rows(kiosk)
    assert made == [("3800-0012", "anak", "2026-11-27", 1, "cancelled", "umum", "umum", "3674060503990001")]
    assert places == []


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_bills_and_permits_are_told_alike_through_every_door(door, file, kiosk, clock, browse, tmp_path):
    clock.now = chat.parse(file.read_text("utf-8")).clock.replace(tzinfo=clock.now.tzinfo)
    spoken(file, door, kiosk, browse, tmp_path)


ELSEWHERE = [
    services.FOLDER / f"{name}.chat"
    for name in ("directory/cari", "directory/jelajah", "directory/nihil", "survey/sms", "survey/loket")
]
MEANT = [
    pytest.param(door, file, id=f"{door.__name__}-{file.stem}")
    for file in ELSEWHERE
    for door in DOORS
    if CHANNELS.get(door, "sms") in chat.parse(file.read_text("utf-8")).media
]


@pytest.mark.parametrize(("door", "file"), MEANT)
def test_the_catalogue_and_the_survey_through_every_door_that_they_are_meant_for(
    door, file, kiosk, clock, browse, tmp_path
):
    """Pages differ with the medium, the way does not."""
    clock.now = chat.parse(file.read_text("utf-8")).clock.replace(tzinfo=clock.now.tzinfo)
    assert spoken(file, door, kiosk, browse, tmp_path, abroad=True)


@pytest.mark.parametrize("door", [by_simulator, by_pty], ids=lambda door: door.__name__)
def test_by_sms_not_a_character_differs(door, kiosk, browse, tmp_path, shipped, clock):
    from kiosk.core import Kiosk

    heard = spoken(FIRST, door, kiosk, browse, tmp_path)
    other = Kiosk.open(tmp_path / "other", *shipped, clock=clock, demo=True, threaded=False)
    try:
        other.write(services.seed)
        assert spoken(FIRST, by_itself, other, browse, tmp_path) == heard
        assert rows(other) == rows(kiosk)
    finally:
        other.close()


@pytest.mark.parametrize("file", CHATS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_conversations_of_the_service(file, kiosk, browse, tmp_path, clock):
    conversation = chat.parse(file.read_text("utf-8"))
    clock.now = conversation.clock.replace(tzinfo=clock.now.tzinfo)
    door = by_itself if "sms" in conversation.media else by_web
    assert spoken(file, door, kiosk, browse, tmp_path, abroad=True)


KEYS = ["4", "1", "98", "5", "2", "1", "3674063002990001", "0", "2", "3674060503990001", "2", "1", "3", "1"]


def test_digits_alone_register_on_plain_lines(kiosk):
    said = []
    run_lines(kiosk.receive, KEYS, said.append)
    assert said[-1].startswith("TERDAFTAR 3800-0012. RSU, poli Anak, Jumat 27/11, antrean A-001.")


def test_digits_alone_register_on_the_full_screen(kiosk):
    from kiosk.doors.counter.desk import KioskDesk
    from kiosk.doors.counter.keypad import Idle
    from kiosk.doors.counter.screen import ConsoleApp
    from kiosk.doors.counter.slides import Front
    from kiosk.doors.counter.visit import Counter

    async def walk():
        counter = Counter(KioskDesk(kiosk), Front("Pamulang Barat", "Layanan"), Idle(30, 10))
        app = ConsoleApp(counter)
        async with app.run_test(size=(80, 24)) as keypad:
            await keypad.press("enter")
            for typed in KEYS:
                await keypad.press(*typed, "enter")
            return counter.view(0.0).text

    shown = asyncio.run(walk())
    assert shown.startswith("TERDAFTAR 3800-0012. RSU, poli Anak, Jumat 27/11, antrean A-001.")
    assert rows(kiosk)[0][0][:5] == ("3800-0012", "anak", "2026-11-27", 1, "booked")
