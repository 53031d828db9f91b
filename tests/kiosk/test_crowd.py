"""500 residents at once, in any order and by two doors: each one hears of nobody else."""

import asyncio
import random

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from kiosk.core import Inbound, Kiosk
from kiosk.doors import ussd

RESIDENTS = 500


def number(resident):
    return f"+62812{resident:08d}"


def name(resident):
    return f"Warga {resident:04d} {'abcdefghij'[resident % 10] * 3}"


def ways():
    return {resident: ["MENU", "1", name(resident)] for resident in range(RESIDENTS)}


def turns(seed):
    """Whose turn it is, for three inputs of everybody."""
    order = [resident for resident in range(RESIDENTS) for _ in range(3)]
    random.Random(seed).shuffle(order)
    return order


def check(said):
    """Each one went their way, was told their own name, and has a number that is theirs alone."""
    tickets = set()
    for resident, texts in said.items():
        assert [text.splitlines()[0] for text in texts[:2]] == ["Layanan. Balas angka:", "Ketik nama."]
        assert texts[2].startswith("TERDAFTAR 3800-")
        assert texts[2].endswith(f" {name(resident)}.")
        tickets.add(texts[2].split()[1])
    assert len(tickets) == RESIDENTS


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_500_residents_by_sms_hear_of_nobody_else(tmp_path_factory, small_book, small_registry, seed):
    kiosk = Kiosk.open(tmp_path_factory.mktemp("crowd"), small_book, small_registry)
    left, asked = ways(), {resident: [] for resident in range(RESIDENTS)}
    for resident in turns(seed):
        text = left[resident].pop(0)
        inbound = Inbound("sms", number(resident), text, f"{resident} {text}")
        asked[resident].append(kiosk.submit(inbound))  # nobody waits for anybody: they share commits
    check({resident: [future.result().text for future in futures] for resident, futures in asked.items()})
    kiosk.close()


@pytest.mark.parametrize("dialect", ["json", "africastalking"])
def test_500_residents_by_ussd_hear_of_nobody_else(open_kiosk, dialect):
    kiosk = open_kiosk(threaded=True)
    app = Starlette(routes=ussd.routes(kiosk))

    async def dialogue(client, resident, said):
        path = []
        for turn, text in enumerate(["", "1", name(resident)], start=1):
            path += [text] if text else []
            if dialect == "json":
                body = {"SessionId": f"s{resident}", "Mobile": number(resident), "Sequence": turn}
                kind = {"Type": "Response" if text else "Initiation", "Message": text}
                answer = (await client.post("/ussd/json", json=body | kind)).json()["Message"]
            else:
                form = {"sessionId": f"s{resident}", "phoneNumber": number(resident), "text": "*".join(path)}
                answer = (await client.post("/ussd/africastalking", data=form)).text[4:]
            said[resident].append(answer)

    async def everybody():
        said = {resident: [] for resident in range(RESIDENTS)}
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await asyncio.gather(*[dialogue(client, resident, said) for resident in said])
        return {resident: [text.removeprefix(" ") for text in texts] for resident, texts in said.items()}

    check(asyncio.run(everybody()))
