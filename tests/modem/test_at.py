"""The AT dialogue: every cut gives the same events; a URC is neither lost nor mixed into an answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modem.at import HELD, LINE, Dialogue, Prompt, Result, Unsolicited
from modem.errors import Refused

PDU = "0791261800000000040C9126188100000000422111800000820448616C6F"
CMTI = Unsolicited("+CMTI", '"SM",3')
URC = b'\r\n+CMTI: "SM",3\r\n'


def heard(command, stream, urcs=()):
    dialogue = Dialogue(urcs)
    if command is not None:
        dialogue.command(command)
    return list(dialogue.receive(stream))


CONVERSATIONS = {  # command, what the modem says, what is heard
    "attention": ("", b"AT\r\r\nOK\r\n", [Result("", (), "OK")]),
    "value": (
        "+CSQ",
        b"AT+CSQ\r\r\n+CSQ: 18,99\r\n\r\nOK\r\n",
        [Result("+CSQ", ("+CSQ: 18,99",), "OK")],
    ),
    "no echo": ("+CSQ", b"\r\n+CSQ: 18,99\r\n\r\nOK\r\n", [Result("+CSQ", ("+CSQ: 18,99",), "OK")]),
    "bare line feeds": ("+CSQ", b"+CSQ: 18,99\nOK\n", [Result("+CSQ", ("+CSQ: 18,99",), "OK")]),
    "bare value": (
        "+CGSN",
        b"\r\n356938035643809\r\n\r\nOK\r\n",
        [Result("+CGSN", ("356938035643809",), "OK")],
    ),
    "error": ("+X", b"\r\nERROR\r\n", [Result("+X", (), "ERROR")]),
    "CME": ("+CPIN?", b"\r\n+CME ERROR: 10\r\n", [Result("+CPIN?", (), "+CME ERROR: 10")]),
    "CMS in words": (
        "+CMGL=4",
        b"\r\n+CMS ERROR: SIM busy\r\n",
        [Result("+CMGL=4", (), "+CMS ERROR: SIM busy")],
    ),
    "several commands": (
        "+CMEE=1;+CREG?",
        b"\r\n+CREG: 0,1\r\n\r\nOK\r\n",
        [Result("+CMEE=1;+CREG?", ("+CREG: 0,1",), "OK")],
    ),
    "store": (
        "+CMGL=4",
        f'\r\n+CMGL: 1,0,,23\r\n{PDU}\r\n+CMGL: 2,1,"",23\r\n{PDU}\r\n\r\nOK\r\n'.encode(),
        [Result("+CMGL=4", ("+CMGL: 1,0,,23", PDU, '+CMGL: 2,1,"",23', PDU), "OK")],
    ),
    "status read with the URC of the same name": (
        "+CREG?",
        b'\r\n+CREG: 1,"1A2B","0C3D"\r\n\r\n+CREG: 2,1,"1A2B","0C3D"\r\n\r\nOK\r\n',
        [
            Unsolicited("+CREG", '1,"1A2B","0C3D"'),
            Result("+CREG?", ('+CREG: 2,1,"1A2B","0C3D"',), "OK"),
        ],
    ),
    "status set, then told": (
        "+CREG=1",
        b"\r\n+CREG: 5\r\n\r\nOK\r\n",
        [Unsolicited("+CREG", "5"), Result("+CREG=1", (), "OK")],
    ),
    "caller while CLIP is read": (
        "+CLIP?",
        b'\r\nRING\r\n\r\n+CLIP: "+62811",145\r\n\r\n+CLIP: 1,1\r\n\r\nOK\r\n',
        [
            Unsolicited("RING"),
            Unsolicited("+CLIP", '"+62811",145'),
            Result("+CLIP?", ("+CLIP: 1,1",), "OK"),
        ],
    ),
    "caller hangs up inside an answer": (
        "+CMGL=4",
        f"\r\n+CMGL: 1,0,,23\r\n\r\nNO CARRIER\r\n\r\n{PDU}\r\n\r\nOK\r\n".encode(),
        [Unsolicited("NO CARRIER"), Result("+CMGL=4", ("+CMGL: 1,0,,23", PDU), "OK")],
    ),
    "dialled call ends": ("D0811;", b"\r\nNO CARRIER\r\n", [Result("D0811;", (), "NO CARRIER")]),
    "USSD answer before OK": (
        '+CUSD=1,"*888#",15',
        b'\r\n+CUSD: 0,"Pulsa Rp5.000",15\r\n\r\nOK\r\n',
        [Unsolicited("+CUSD", '0,"Pulsa Rp5.000",15'), Result('+CUSD=1,"*888#",15', (), "OK")],
    ),
    "USSD setting read": ("+CUSD?", b"\r\n+CUSD: 1\r\n\r\nOK\r\n", [Result("+CUSD?", ("+CUSD: 1",), "OK")]),
    "USSD without text": (None, b"\r\n+CUSD: 4\r\n", [Unsolicited("+CUSD", "4")]),
    "USSD of several lines": (
        None,
        b'\r\n+CUSD: 1,"Menu:\r\n\r\n1 Saldo\nOK\r\n2 "Info"\n",15\r\n',
        [Unsolicited("+CUSD", '1,"Menu:\n\n1 Saldo\nOK\n2 "Info"\n",15')],
    ),
    "USSD without a coding scheme": (
        None,
        b'\r\n+CUSD: 0,"Habis"\r\n\r\nRING\r\n',
        [Unsolicited("+CUSD", '0,"Habis"'), Unsolicited("RING")],
    ),
    "direct message": (None, f"\r\n+CMT: ,23\r\n{PDU}\r\n".encode(), [Unsolicited("+CMT", ",23", PDU)]),
    "direct report inside an answer": (
        "+CSQ",
        f"\r\n+CDS: 25\r\n{PDU}\r\n\r\n+CSQ: 1,0\r\n\r\nOK\r\n".encode(),
        [Unsolicited("+CDS", "25", PDU), Result("+CSQ", ("+CSQ: 1,0",), "OK")],
    ),
    "report that lost its PDU": (
        "+CSQ",
        b"\r\n+CDS: 25\r\n\r\nOK\r\n",
        [Unsolicited("+CDS", "25"), Result("+CSQ", (), "OK")],
    ),
    "maker's own": (
        "+CSQ",
        b"\r\n^RSSI: 17\r\n\r\n+CSQ: 1,0\r\n\r\nOK\r\n",
        [Unsolicited("^RSSI", "17"), Result("+CSQ", ("+CSQ: 1,0",), "OK")],
    ),
    "maker's own, asked": (
        "^ICCID?",
        b"\r\n^ICCID: 8962\r\n\r\nOK\r\n",
        [Result("^ICCID?", ("^ICCID: 8962",), "OK")],
    ),
    "reset": ("+CSQ", b"\r\nRDY\r\n\r\n+CFUN: 1\r\n", [Unsolicited("RDY"), Unsolicited("+CFUN", "1")]),
    "late answer": (None, b"\r\n+CMGS: 7\r\n\r\nOK\r\n", [Unsolicited("+CMGS", "7"), Unsolicited("OK")]),
    "NULs": ("+CSQ", b"\0\r\n+CS\0Q: 18,99\r\n\r\nO\0K\r\n", [Result("+CSQ", ("+CSQ: 18,99",), "OK")]),
    "prompt": ("+CMGS=17", b"AT+CMGS=17\r\r\n> ", [Prompt()]),
    "prompt with a URC before": ("+CMGS=17", b"AT+CMGS=17\r" + URC + b"\r\n> ", [CMTI, Prompt()]),
    "prompt with a URC behind": ("+CMGS=17", b"\r\n> " + URC, [Prompt(), CMTI]),
    "refused before the prompt": (
        "+CMGS=17",
        b"\r\n+CMS ERROR: 330\r\n",
        [Result("+CMGS=17", (), "+CMS ERROR: 330")],
    ),
}
by_name = pytest.mark.parametrize(("command", "stream", "events"), CONVERSATIONS.values(), ids=CONVERSATIONS)


@by_name
def test_what_is_said_is_heard(command, stream, events):
    assert heard(command, stream) == events


@by_name
def test_every_cut_gives_the_same(command, stream, events):
    for cut in range(len(stream)):
        dialogue = Dialogue()
        if command is not None:
            dialogue.command(command)
        assert [*dialogue.receive(stream[:cut]), *dialogue.receive(stream[cut:])] == events, stream[:cut]


@by_name
def test_one_octet_at_a_time_gives_the_same(command, stream, events):
    dialogue = Dialogue()
    if command is not None:
        dialogue.command(command)
    assert [event for octet in stream for event in dialogue.receive(bytes([octet]))] == events


WHOLE = ("direct", "report", "USSD of several", "bare line feeds")  # what a modem says in one go
APART = [case for name, case in CONVERSATIONS.items() if not name.startswith(WHOLE)]


@pytest.mark.parametrize(("command", "stream", "events"), APART)
def test_a_urc_between_any_two_lines_is_kept_apart(command, stream, events):
    lines = stream.split(b"\r\n")
    for at in range(len(lines)):
        if lines[at].startswith(b">"):
            continue
        mixed = b"\r\n".join([*lines[:at], URC[2:-2], *lines[at:]])
        found = heard(command, mixed)
        assert found.count(CMTI) == events.count(CMTI) + 1, mixed
        found.remove(CMTI)
        events_without = list(events)
        if CMTI in events:
            found.remove(CMTI)
            events_without.remove(CMTI)
        assert found == events_without, mixed


def test_a_message_is_sent_with_echo_of_everything():
    dialogue = Dialogue()
    assert dialogue.command("+CMGS=17") == b"AT+CMGS=17\r"
    assert list(dialogue.receive(b"AT+CMGS=17\r\r\n> ")) == [Prompt()]
    assert dialogue.body(b"\0\xab") == b"00AB\x1a"
    assert list(dialogue.receive(b"00AB\x1a" + URC + b"\r\n+CMGS: 5\r\n\r\nOK\r\n")) == [
        CMTI,
        Result("+CMGS=17", ("+CMGS: 5",), "OK"),
    ]


@pytest.mark.parametrize("sign", [b"> ", b">", b" >  "])
def test_a_urc_right_behind_the_prompt_is_kept(sign):
    dialogue = Dialogue()
    dialogue.command("+CMGS=17")
    assert dialogue.receive(b"\r\n" + sign + URC.strip() + b"\r\n") == [Prompt(), CMTI]
    dialogue.body(b"\0")
    assert dialogue.receive(b"\r\n+CMGS: 5\r\n\r\nOK\r\n") == [Result("+CMGS=17", ("+CMGS: 5",), "OK")]


@pytest.mark.parametrize(
    ("before", "events"),
    [
        (b"x" * 5000, [Prompt()]),
        (b"RING", [Unsolicited("RING"), Prompt()]),
        (b"+CMT: ,20\r\n", [Unsolicited("+CMT", ",20"), Prompt()]),
        (b'+CUSD: 0,"a\r\nb",15\r\n', [Unsolicited("+CUSD", '0,"a\nb",15'), Prompt()]),
    ],
    ids=["a line without end", "a line without its end", "a code without its PDU", "a text"],
)
def test_a_prompt_after_what_was_broken_off(before, events):
    dialogue = Dialogue()
    dialogue.command("+CMGS=17")
    assert [*dialogue.receive(before), *dialogue.receive(b"\r\n> ")] == events
    dialogue.body(b"\0")
    assert dialogue.receive(b"+CMGS: 5\r\n\r\nOK\r\n") == [Result("+CMGS=17", ("+CMGS: 5",), "OK")]


def test_a_prompt_inside_a_text_is_none():
    dialogue = Dialogue()
    dialogue.command("+CMGS=17")
    assert not [*dialogue.receive(b'+CUSD: 0,"a\r\n'), *dialogue.receive(b"\r\n> ")]
    assert dialogue.receive(b'b",15\r\n') == [Unsolicited("+CUSD", '0,"a\n\n> b",15')]


def test_after_a_command_is_given_up_its_answer_belongs_to_nobody():
    dialogue = Dialogue()
    dialogue.command("+CUSD=1")
    dialogue.abandon()
    dialogue.command("+CSQ")
    assert not [*dialogue.receive(b"+CSQ: 1,0\r\n")]
    assert dialogue.busy
    with pytest.raises(RuntimeError):
        dialogue.command("+CREG?")


@pytest.mark.parametrize(
    "line", ['+CUSD=1,"*1#\r+CMGD=1,4",15', "+CPIN=\x1a", "D\x1b", "+CUSD=é", "+X=\n", "\x7f"]
)
def test_the_gate_lets_no_control_character_out(line):
    dialogue = Dialogue()
    with pytest.raises(Refused):
        dialogue.command(line)
    assert not dialogue.busy
    assert dialogue.body(line.encode())[:-1].isalnum()  # whatever a PDU holds, it goes out in hex


def test_a_line_without_end_is_dropped_and_held_in_bounds():
    dialogue = Dialogue()
    dialogue.command("+CSQ")
    for _ in range(64):
        assert not [*dialogue.receive(b"x" * 1024)]
        assert len(dialogue._rest) <= LINE
    assert [*dialogue.receive(b"x\r\n+CSQ: 1,0\r\nOK\r\n")] == [Result("+CSQ", ("+CSQ: 1,0",), "OK")]


def test_a_text_that_never_closes_ends():
    dialogue = Dialogue()
    events = [*dialogue.receive(b'+CUSD: 1,"Menu\n' + b"baris\n" * 50)]
    assert [event.name for event in events].count("+CUSD") == 1


SAID = st.sampled_from(
    [
        *(
            b"OK",
            b"ERROR",
            b"> ",
            b"\r\n",
            b"\n",
            b"\r",
            b'+CUSD: 1,"',
            b'",15',
            b"+CMT: ,2",
            b"00",
            b"RING",
            b":",
        ),
        *(b"+CREG: 1", b"+CME ERROR: 3", b"AT+CMGS=1", b"\0", b"\xff", b"+CMGS: 1", URC),
    ]
)


@settings(max_examples=300)
@given(st.lists(SAID | st.binary(max_size=8), max_size=30), st.data())
def test_any_stream_is_heard_the_same_in_any_pieces(said, data):
    stream = b"".join(said)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    whole, pieces = Dialogue(), Dialogue()
    whole.command("+CMGS=1")
    pieces.command("+CMGS=1")
    heard_in_pieces = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        heard_in_pieces += pieces.receive(stream[start:end])
    assert heard_in_pieces == [*whole.receive(stream)]


def test_an_answer_without_end_is_held_in_bounds_and_told():
    dialogue = Dialogue()
    dialogue.command("+CMGL=4")
    for _ in range(1000):
        assert not [*dialogue.receive(b"y" * 500 + b"\r\n")]
        assert sum(map(len, dialogue._answer)) <= HELD
    (result,) = dialogue.receive(b"\r\nOK\r\n")
    assert (result.ok, result.whole) == (True, False)
    assert len(result.lines) == HELD // 500
    dialogue.command("")
    assert [*dialogue.receive(b"\r\nOK\r\n")] == [Result("", (), "OK")]


COMMANDS = st.sampled_from(["+CSQ", "+CMGS=17", "+CREG?", "+CMGL=4", '+CUSD=1,"*888#",15', "D0811;", ""])
LONG = st.sampled_from([b"x" * 65_536, b"\r\n" + b"9" * 65_536 + b"\r\n", b'+CUSD: 1,"' + b"m\n" * 100])
TURNS = st.lists(st.tuples(COMMANDS, st.lists(SAID | LONG | st.binary(max_size=8), max_size=8)), max_size=4)


@settings(max_examples=100)
@given(TURNS, st.randoms(use_true_random=False))
def test_no_stream_hangs_it_or_gives_a_command_anothers_answer_or_fills_it(turns, chance):
    dialogue = Dialogue()
    for command, said in turns:
        if dialogue.busy:
            dialogue.abandon()
        dialogue.command(command)
        stream, results = b"".join(said), []
        while stream:
            size = max(chance.choice((1, 7, 4096, 65_536)), len(stream) // 20)
            results += [heard for heard in dialogue.receive(stream[:size]) if isinstance(heard, Result)]
            stream = stream[size:]
            held = [dialogue._rest, *dialogue._answer, *dialogue._text, *dialogue._echoes]
            assert sum(map(len, held)) <= 65_536
        assert [result.command for result in results] in ([], [command])
        assert dialogue.busy == (not results)
    dialogue.abandon()
    dialogue.receive(b"\r\n" * 50)  # whatever was begun is over by now
    dialogue.command("+CSQ")
    assert [*dialogue.receive(b"\r\n+CSQ: 1,0\r\n\r\nOK\r\n")][-1] == Result("+CSQ", ("+CSQ: 1,0",), "OK")
