"""The line: echo, cuts, prompts, what is said unasked and when; and that no octets end the device."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modem.simulator import Delays, RealClock, Simulator, VirtualClock

PDU = b"0001000D91261832547698F000000AC8B09B0C9AABC3E933"
OK = b"\r\nOK\r\n"
CALLER = "+6281211110001"


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock())


@pytest.fixture
def link(sim):
    link = sim.modems[0].link()
    yield link
    link.close()


def said(link, octets, wait=0.0):
    link.write(octets)
    return link.read(wait)


def test_echo_is_on_at_first_and_after_a_reset(link):
    assert said(link, b"AT\r") == b"AT\r" + OK
    assert said(link, b"ATE0\r") == b"ATE0\r" + OK
    assert said(link, b"AT\r") == OK
    assert said(link, b"ATZ\r") == OK
    assert said(link, b"AT\r") == b"AT\r" + OK


def test_the_echo_comes_as_it_is_typed(link):
    assert [said(link, bytes([octet])) for octet in b"AT+C"] == [b"A", b"T", b"+", b"C"]
    assert said(link, b"SQ\r") == b"SQ\r\r\n+CSQ: 20,0\r\n" + OK


def test_the_pdu_is_echoed_too(link):
    assert said(link, b"AT+CMGS=23\r") == b"AT+CMGS=23\r\r\n> "
    assert said(link, PDU[:10]) == PDU[:10]
    assert said(link, PDU[10:] + b"\x1a") == PDU[10:] + b"\r\n+CMGS: 0\r\n" + OK


SESSION = b"ATE0\rAT+CSQ;+CREG?\r\nAT+CMGS=23\r" + PDU + b"\x1aAT+NOSUCH\r\x1b\rAT\r"
ANSWER = (
    b"ATE0\r" + OK + b"\r\n+CSQ: 20,0\r\n\r\n+CREG: 0,1\r\n" + OK + b"\r\n> \r\n+CMGS: 0\r\n" + OK
    + b"\r\nERROR\r\n" + OK
)  # fmt: skip


@pytest.mark.parametrize("cut", range(len(SESSION)))
def test_a_session_is_the_same_at_any_cut(link, cut):
    answer = said(link, SESSION[:cut], 0.1) + said(link, SESSION[cut:], 0.1)
    assert answer + link.read(1) == ANSWER


def test_octet_by_octet(link):
    assert b"".join(said(link, bytes([octet])) for octet in SESSION) == ANSWER


def test_the_prompt_skips_line_ends_before_the_data(link):
    said(link, b"ATE0\r")
    assert said(link, b"AT+CMGS=23\r\n") == b"\r\n> "
    assert b"+CMGS: 0" in said(link, b"\r\n" + PDU + b"\x1a")


@pytest.mark.parametrize(
    "before", [b"\x1b", b"\x1b\r", b"\x1b\x1b\r\n", b"\n", b"\r\n\r\n", b"\x1a", b"\x00"]
)
def test_what_comes_before_a_line_does_not_matter(link, before):
    said(link, b"ATE0\r")
    link.write(before)
    assert said(link, b"AT+CSQ\r").endswith(b"\r\n+CSQ: 20,0\r\n" + OK)


@pytest.mark.parametrize("line", [b"\r", b"hello\r", b"\n\r", b"+CSQ\r", b"OK\r"])
def test_what_is_no_command_gets_no_answer(link, line):
    said(link, b"ATE0\r")
    assert said(link, line) == b""


def test_backspace_edits(link):
    said(link, b"ATE0\r")
    assert said(link, b"AT+CSX\x08Q\r") == b"\r\n+CSQ: 20,0\r\n" + OK


def test_a_slash_repeats_the_last_line(link):
    said(link, b"ATE0\r")
    said(link, b"AT+CSQ\r")
    assert said(link, b"A/") == b"\r\n+CSQ: 20,0\r\n" + OK


def test_a_line_without_end_is_an_error_and_no_burden(sim, link):
    said(link, b"ATE0\r")
    for _ in range(100):
        link.write(b"AT" + b"x" * 1000)
    link.read(0)
    assert said(link, b"\r").endswith(b"ERROR\r\n")
    assert said(link, b"AT\r") == OK


def test_what_is_typed_ahead_waits_for_the_result():
    sim = Simulator(clock=VirtualClock(), delays=Delays())
    link = sim.modems[0].link()
    link.write(b"ATE0\rAT+CMGS=23\r" + PDU + b"\x1aAT+CSQ\r")
    assert link.read(0) == b"ATE0\r" + OK + b"\r\n> "
    assert link.read(1) == b"\r\n+CMGS: 0\r\n" + OK + b"\r\n+CSQ: 20,0\r\n" + OK


# what is said unasked


@pytest.fixture
def slow():
    """A world that takes its time, and a line that has been told to say everything."""
    sim = Simulator(clock=VirtualClock(), delays=Delays())
    link = sim.modems[0].link()
    said(link, b"ATE0;+CNMI=2,1;+CLIP=1;+CUSD=1\r")
    return sim, link


def test_a_quiet_line_first(slow):
    sim, link = slow
    sim.network.handset(CALLER).text("a")
    sim.advance(0.29)  # the message is through at 0.3
    link.write(b"AT\r")
    assert link.read(0) == OK
    start = sim.clock.now()
    assert link.read(5) == b'\r\n+CMTI: "SM",1\r\n'
    assert sim.clock.now() - start == pytest.approx(0.15)


def test_a_pause_between_two(slow):
    sim, link = slow
    for _ in range(3):
        sim.network.handset(CALLER).text("a")
    times = []
    for _ in range(3):
        assert link.read(5).count(b"+CMTI") == 1
        times.append(sim.clock.now())
    assert [b - a for a, b in pairwise(times)] == pytest.approx([0.05, 0.05])


def test_parts_come_half_a_second_apart(slow):
    sim, link = slow
    sim.network.handset(CALLER).text("x" * 400)
    times = [sim.clock.now() for _ in range(3) if link.read(5)]
    assert [b - a for a, b in pairwise(times)] == pytest.approx([0.5, 0.5])


def test_not_while_a_line_is_begun_or_a_prompt_open(slow):
    sim, link = slow
    link.write(b"AT+CS")
    sim.network.handset(CALLER).text("a")
    assert link.read(3) == b""
    assert said(link, b"Q\r") == b"\r\n+CSQ: 20,0\r\n" + OK
    assert link.read(1) == b'\r\n+CMTI: "SM",1\r\n'
    assert said(link, b"AT+CMGS=23\r") == b"\r\n> "
    sim.network.handset(CALLER).text("a")
    assert link.read(60) == b""
    assert said(link, b"\x1b") == OK
    assert link.read(1) == b'\r\n+CMTI: "SM",2\r\n'


def test_a_line_left_half_typed_holds_nothing_up_for_ever(slow):
    sim, link = slow
    link.write(b"AT+CS")
    sim.network.handset(CALLER).text("a")
    assert link.read(60) == b'\r\n+CMTI: "SM",1\r\n'
    assert sim.clock.now() == pytest.approx(5.0)


def test_ring_and_number_leave_in_one_write(slow):
    sim, link = slow
    sim.network.handset(CALLER).call(seconds=6)
    ring = b'\r\nRING\r\n\r\n+CLIP: "+6281211110001",145,"",,"",0\r\n'
    assert link.read(5) == ring
    assert link.read(5) == ring
    assert link.read(5) == b"\r\nNO CARRIER\r\n"
    assert link.read(60) == b""


def test_nobody_needs_to_listen(sim):
    link = sim.modems[0].link()
    said(link, b"AT+CNMI=2,1\r")
    link.close()
    for _ in range(40):
        sim.network.handset(CALLER).text("x" * 500)
    sim.advance(hours=1)
    again = sim.modems[0].link()
    assert said(again, b"ATE0\r").endswith(OK)


def test_a_reader_who_does_not_read_costs_no_memory(sim, link):
    for _ in range(3000):
        link.write(b"AT+CLAC\r")
    assert link.waiting <= 65_536


# nothing ends the device

HEADS = [b"+CMGS=", b"+CMGL=", b"+CPMS=", b"+CSCS=", b"+CUSD=", b"D", b"S", b"+CPBW=", b"+CNMI=", b"+CSMP="]
WORDS = """
+CMGF +CSQ +CMGS +CMGW +CMGL +CMGR +CMGD +CSCS +CUSD +CPBW +CPBR +CNMI +CSMP +CCLK +COPS +CGDCONT +CLCK +CPWD
+CPIN +CMSS +CNMA +CPMS +CFUN E X S0 S3 Z &F D A H ; = ? =? , " 0 1 4 99 -1 SM ALL GSM UCS2 HEX +62812 *123#
99999999999999
"""
LINES = st.one_of(
    st.binary(max_size=40),
    st.tuples(st.sampled_from(HEADS), st.binary(max_size=20)).map(b"".join),
    st.lists(st.sampled_from([*WORDS.split(), "\x1b"]), max_size=8).map(
        lambda words: "".join(words).encode("latin-1")
    ),
)


def ends(answer):
    return answer.endswith((b"OK\r\n", b"ERROR\r\n", b"> ", b"NO CARRIER\r\n", b"BUSY\r\n")) or (
        b"ERROR: " in answer.rpartition(b"\r\n+CM")[2]
        or b"+CME ERROR: " in answer
        or b"+CMS ERROR: " in answer
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_every_command_line_ends_in_a_result(lines):
    sim = Simulator(clock=VirtualClock())
    link = sim.modems[0].link()
    for line in lines:
        line = line.replace(b"\r", b"").replace(b"\x08", b"")  # these would make another line of it
        link.write(b"\x1bATE0V1Q0\r")
        link.read(0)
        link.write(b"AT" + line + b"\r")
        answer = link.read(60)
        if not {b"V", b"Q"} & {bytes([octet]) for octet in line.upper()}:  # these change what a result is
            assert ends(answer), (line, answer)
    link.write(b"\x1bAT&FE0\r")
    assert link.read(1).endswith(OK)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=80), max_size=8))
def test_random_octets_never_end_the_device(pieces):
    sim = Simulator(clock=VirtualClock())
    link = sim.modems[0].link()
    for piece in pieces:
        link.write(piece)
    link.write(b"\x1b\rATZ\rATE0\r")
    link.read(0)
    sim.advance(60)
    link.write(b"AT\r")
    assert OK in link.read(1)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([0, 1]), st.binary(max_size=200), st.integers(1, 200))
def test_any_octets_at_the_prompt_end_in_a_result(mode, typed, length):
    sim = Simulator(clock=VirtualClock())
    link = sim.modems[0].link()
    target = b'"+62812"' if mode else str(length).encode()
    for command in (b"+CMGS", b"+CMGW"):
        link.write(b"ATE0;+CMGF=%d\r" % mode)
        link.read(0)
        link.write(b"AT" + command + b"=" + target + b"\r")
        assert link.read(0) == b"\r\n> "
        link.write(typed.replace(b"\x1a", b"").replace(b"\x1b", b"") + b"\x1a")
        assert ends(link.read(1))
        link.write(b'AT+CMGL=4;+CMGF=1;+CMGL="ALL"\r')
        assert ends(link.read(1))


def test_a_day_of_polls_passes_in_a_moment(sim, link):
    import time

    said(link, b"ATE0;+CNMI=2,1\r")
    phone = sim.network.handset(CALLER)
    start = time.process_time()
    for poll in range(17_280):
        assert said(link, b"AT+CSQ\r")
        if poll % 20 == 0:
            phone.text("MENU")
            said(link, b"AT+CMGL=4\r")
            said(link, b"AT+CMGD=1,4\r")
        while link.read(5 * (poll + 1) - sim.clock.now()):
            pass
    assert sim.clock.now() == 86_400
    assert time.process_time() - start < 20  # far more than it takes: this is about hanging, not about speed


def test_the_same_script_leaves_the_same_trace():
    def run(seed):
        sim = Simulator(2, seed=seed, clock=VirtualClock())
        link = sim.modems[0].link()
        said(link, b"AT+CNMI=2,1;+CLIP=1\r")
        phone = sim.network.handset(CALLER)
        phone.text("x" * 300)
        phone.call()
        link.read(1)
        said(link, b"AT+CMGL=4\r")
        said(link, b"AT+CMGS=23\r" + PDU + b"\x1a")
        sim.advance(minutes=10)
        return sim.trace.text(), [item.json() for item in sim.events_after()]

    assert run(1) == run(1)
    assert run(1)[0].count("\n") > 5


def test_real_time_answers_a_reader_who_waits():
    sim = Simulator(clock=RealClock(speed=100))
    link = sim.modems[0].link()
    said(link, b"AT+CNMI=2,1\r")
    sim.network.handset(CALLER).text("a")
    got = b""
    while b"+CMTI" not in got:
        got += link.read(30) or b"+CMTI never came"
    assert b'+CMTI: "SM",1' in got
