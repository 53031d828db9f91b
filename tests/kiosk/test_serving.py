"""Ports and signals: taken at once, refused with a remedy, ended cleanly."""

import contextlib
import gc
import os
import signal
import socket
import sys
import threading
import urllib.request

import click
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from kiosk.cli.address import anywhere, loopback, loopback_or_off
from kiosk.errors import NETWORK, PortTaken
from kiosk.serving import Address, Serving, Stop, listen

LOOPBACK = Address("127.0.0.1", 0)


def get(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        return answer.read()


def hello(request):
    return PlainTextResponse("hello")


def test_an_app_is_served_and_ends():
    with Serving(Starlette(routes=[Route("/", hello)]), listen(LOOPBACK)) as server:
        assert get(server.url) == b"hello"
        port = server.address.port
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


def test_what_was_made_before_is_not_looked_through_while_serving():
    with Serving(Starlette(), listen(LOOPBACK)):
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_ending_twice_or_before_the_start_is_harmless():
    server = Serving(Starlette(), listen(LOOPBACK))
    server.stop()
    server.stop()


def test_an_open_stream_is_told_of_the_end():
    import asyncio

    ended = asyncio.Event()

    async def stream(request):
        async def body():
            yield b"first\n"
            await ended.wait()
            yield b"last\n"

        return StreamingResponse(body())

    app = Starlette(routes=[Route("/", stream)])
    app.state.close = ended.set
    with Serving(app, listen(LOOPBACK)) as server:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answer = opener.open(server.url, timeout=10)
        assert answer.readline() == b"first\n"
    with answer:
        assert answer.read() == b"last\n"


def test_who_comes_in_the_instant_of_the_end_is_let_go(monkeypatch):
    """A page connects anew as soon as its stream ends: what is accepted then, asyncio alone leaves open."""
    left, callers = [], []
    monkeypatch.setattr(sys, "unraisablehook", lambda one: left.append(str(one.exc_value)))

    def knock(address):
        with contextlib.suppress(OSError):
            while True:
                callers.append(socket.create_connection(address, timeout=10))

    for _ in range(3):
        with Serving(Starlette(routes=[Route("/", hello)]), listen(LOOPBACK)) as server:
            knocking = threading.Thread(target=knock, args=[("127.0.0.1", server.address.port)])
            knocking.start()
            get(server.url)
        knocking.join(20)
        for caller in callers:
            caller.close()
        gc.collect()
    assert callers
    assert left == []


def test_a_port_in_use_is_a_fact_and_a_remedy():
    with listen(LOOPBACK) as holder:
        taken = Address("127.0.0.1", holder.getsockname()[1])
        with pytest.raises(PortTaken) as caught:
            listen(taken, "--tcp")
    assert caught.value.exit_code == NETWORK
    assert str(taken) in caught.value.fact
    assert "--tcp 127.0.0.1:0" in caught.value.remedy


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(PortTaken, match="not an address of this machine"):
        listen(Address("192.0.2.1", 0))  # TEST-NET-1, RFC 5737


@pytest.mark.parametrize("text", ["", ":", "host:", "host:http", "127.0.0.1:65536", "::1:80", "a:-1", "²:²"])
def test_what_is_no_address_is_said(text):
    with pytest.raises(click.BadParameter):
        anywhere(text)


@pytest.mark.parametrize(
    ("read", "text", "address"),
    [
        (loopback, "127.0.0.1:0", Address("127.0.0.1", 0)),
        (loopback, "[::1]:8090", Address("::1", 8090)),
        (loopback_or_off, "localhost:8090", Address("localhost", 8090)),
        (loopback_or_off, "off", None),
    ],
)
def test_loopback_addresses(read, text, address):
    assert read(text) == address


@pytest.mark.parametrize("text", ["0.0.0.0:80", "192.168.1.5:80", "example.org:80", "off"])
def test_only_loopback_where_it_controls(text):
    with pytest.raises(click.BadParameter):
        loopback(text)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_even_if_it_was_ignored(number):
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with Stop() as stop:
            assert not stop.wait(0)
            os.kill(os.getpid(), number)
            assert stop.wait(10)
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_a_signal_that_another_thread_gets_ends_the_wait_all_the_same():
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    with Stop() as stop:
        other.start()
        later = threading.Timer(0.05, signal.pthread_kill, (other.ident, signal.SIGTERM))
        later.start()
        ended = stop.wait(5)
        over.set()
        later.join()
        other.join()
    assert ended


def test_a_thread_ends_the_wait():
    with Stop() as stop:
        thread = threading.Thread(target=stop.set)
        thread.start()
        assert stop.wait(10)
        thread.join()
