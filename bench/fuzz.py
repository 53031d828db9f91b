"""A million damaged PDUs, texts and AT streams: errors nobody declared, the slowest, memory.

Seeded: each run is the same. A figure other than 0 in the rows of errors is a bug; its octets are printed.
FUZZ is how many there are of each.
"""

import gc
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from common import ROOT, memory_of, report

sys.path[:0] = [str(ROOT)]

from modem.at import Dialogue, Result  # noqa: E402
from modem.parts import delivers, submits  # noqa: E402
from modem.tpdu import (  # noqa: E402
    Address,
    Command,
    DeliverReport,
    StatusReport,
    Submit,
    SubmitReport,
    TpduError,
    decode_pdu,
    encode_pdu,
)

COUNT = int(os.environ.get("FUZZ", "1000000"))
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
WHO = Address("6281234567890")
ALPHABETS = "abc xyz 019", "aé€[]{}@\n", "ığşçİ", "日本語", "a😀\U0010ffff", "ü한á"


def whole():
    """PDUs of every type, short and long, to be damaged."""
    texts = ["", "Halo", "a€[" * 40, "日本" * 40, "ğ" * 78]
    for text in texts:
        for part in (
            *delivers("TELKOMSEL", text, timestamp=AT),
            *submits("+62812", text, validity=timedelta(1)),
        ):
            yield encode_pdu(part, Address("6281100000"))
    for tpdu in (
        StatusReport(7, WHO, AT, AT, text="ok"),
        Command(WHO, data=b"\1\2"),
        DeliverReport(0xD3, text="a"),
    ):
        yield encode_pdu(tpdu)
    yield encode_pdu(SubmitReport(AT, 0xC4, pid=1, text="b"))


def damaged(chance, seeds):
    """Give a PDU with one to six changes: an octet set, cut out, put in, or the end cut off."""
    octets = bytearray(chance.choice(seeds))
    for _ in range(chance.randrange(1, 7)):
        at = chance.randrange(len(octets) + 1)
        match chance.randrange(5):
            case 0:
                del octets[at:]
            case 1:
                del octets[at : at + 1]
            case 2:
                octets.insert(at, chance.randrange(256))
            case _:
                octets[at : at + 1] = bytes((chance.randrange(256),))
    return bytes(octets)


def decoding(count):
    """Decode damaged PDUs; give undeclared errors, the slowest decode, all decodes' seconds."""
    chance, seeds = random.Random(4), list(whole())
    wrong, slowest, spent = 0, 0.0, 0.0
    for number in range(count):
        octets = damaged(chance, seeds)
        start = time.process_time()
        try:
            decode_pdu(octets, network=bool(number & 1))
        except TpduError:
            pass
        except Exception as error:
            wrong += 1
            print(f"{octets.hex()}: {error!r}")
        took = time.process_time() - start
        slowest, spent = max(slowest, took), spent + took
    return wrong, slowest, spent


def texts(count):
    """Encode and decode texts; give how many did not come back the same."""
    chance, lost = random.Random(5), 0
    for number in range(count):
        letters = ALPHABETS[number % len(ALPHABETS)]
        text = "".join(chance.choices(letters, k=chance.choice((0, 5, 40, 170))))
        parts = [Submit.decode(part.encode()) for part in submits("0812", text, reference=number & 0xFFFF)]
        if "".join([part.text for part in parts]) != text:
            lost += 1
            print(f"lost: {text!r}")
    return lost


SAID = (
    b"OK", b"ERROR", b"> ", b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b'+CUSD: 1,"', b'",15', b"+CMT: ,2",
    b"00AB", b"RING", b":", b"+CREG: 1", b'+CREG: 2,1,"1A2B"', b"+CME ERROR: 3", b"+CMS ERROR: 500",
    b"AT+CMGS=17\r", b"AT+CSQ\r", b"\0", b"\xff\xfe", b"+CMGS: 1", b'\r\n+CMTI: "SM",3\r\n', b"NO CARRIER",
    b"^BOOT:1,0", b"+CSQ: 1,0", b"\r\nOK\r\n", b"\r\nRDY\r\n", b"+CDS: 25\r\n", b"CONNECT 9600", b"\x1a",
    b"\x1b",
)  # fmt: skip
ASKED = "", "+CSQ", "+CMGS=17", "+CREG?", "+CMGL=4", '+CUSD=1,"*888#",15', "D0811;", "A", "E0"
MOST = 65_536


def stream(chance):
    """Give what a modem gone mad may say; now and then a line of 64 KiB."""
    said = b"".join(chance.choices(SAID, k=chance.randrange(12)))
    return said + bytes([chance.randrange(256)]) * MOST if chance.random() < 0.001 else said


def streams(count):
    """Say streams to one dialogue, a command each, cut anywhere; give wrong answers and errors, seconds."""
    chance, dialogue, wrong, spent = random.Random(6), Dialogue(("^BOOT", "RDY")), 0, 0.0
    for number in range(count):
        command, said = ASKED[number % len(ASKED)], stream(chance)
        cut = chance.randrange(len(said) + 1)
        start = time.process_time()
        try:
            dialogue.command(command)
            heard = [*dialogue.receive(said[:cut]), *dialogue.receive(said[cut:])]
            results = [event for event in heard if isinstance(event, Result)]
            held = len(dialogue._rest) + sum(map(len, dialogue._answer + dialogue._text))
            sound = [each.command for each in results] in ([], [command]) and held <= MOST
            sound = sound and dialogue.busy == (not results)
            dialogue.abandon()
        except Exception as error:
            sound, dialogue = False, Dialogue()
            print(f"{error!r}")
        if not sound:
            wrong += 1
            print(f"wrong: {command!r} {said[:200]!r} cut at {cut}")
        spent += time.process_time() - start
    return wrong, spent


def main():
    decoding(COUNT // 10)
    streams(COUNT // 10)
    gc.collect()
    before = memory_of(os.getpid())
    wrong, slowest, spent = decoding(COUNT)
    lost = texts(COUNT)
    astray, talked = streams(COUNT)
    gc.collect()
    report(
        "fuzz",
        [
            (f"{COUNT:,} damaged PDUs, errors that are no TpduError", wrong, "", "0"),
            ("slowest decode, CPU", slowest * 1000, "ms", "20"),
            ("damaged PDUs decoded", round(COUNT / spent), "/s", "20,000"),
            (f"{COUNT:,} texts, changed on the way", lost, "", "0"),
            (f"{COUNT:,} AT streams, errors and answers astray", astray, "", "0"),
            ("AT streams heard", round(COUNT / talked), "/s", ""),
            ("memory that grew", memory_of(os.getpid()) - before, "MB", "1"),
        ],
    )


if __name__ == "__main__":
    main()
