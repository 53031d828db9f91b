"""Speed of the codec, beside whichever of its peers are installed: `python bench/codec.py`.

Every message has another sender or recipient, so that no cache of addresses helps. Each figure is the best of
several rounds of CPU time; it is written to bench/results/codec.json too.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from modem.parts import delivers, submits
from modem.tpdu import Address, Submit, decode_pdu, encode_pdu

RESULTS = Path(__file__).parent / "results" / "codec.json"
ROUNDS, SECONDS, SENDERS = 5, 0.3, 1000

GSM = ("Yth. Bapak/Ibu, antrean RSU Anda hari ini A-012 di Poli Anak, perkiraan jam 09.40. " * 2)[:160]
UCS2 = ("Selamat pagi… antrean Anda A-012, perkiraan jam 09.40 di Poli Anak ✓ " * 2)[:70]
LONG = (GSM * 7)[:1000]
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
CENTRE = Address("6281100000")


def numbers():
    return [f"+62812{n:08d}" for n in range(SENDERS)]


def rate(function, items):
    """Calls a second: the best round."""
    best, done = 0.0, 0
    for _ in range(ROUNDS):
        start, done = time.process_time(), 0
        while (spent := time.process_time() - start) < SECONDS:
            for item in items:
                function(item)
            done += len(items)
        best = max(best, done / spent)
    return best


def hexed(text):
    return [encode_pdu(delivers(who, text, timestamp=AT)[0], CENTRE).hex().upper() for who in numbers()]


def loket():
    def decode(line):
        return decode_pdu(bytes.fromhex(line), network=True)

    def encode(text):
        def one(who):
            return [encode_pdu(part).hex() for part in submits(who, text)]

        return one

    return decode, encode


def gsmmodem():
    from gsmmodem import pdu

    def encode(text):
        return lambda who: [str(part) for part in pdu.encodeSmsSubmitPdu(who, text)]

    return pdu.decodeSmsPdu, encode


def gammu():
    import gammu as library

    def decode(line):
        return library.DecodePDU(bytes.fromhex(line), True)

    def encode(text):
        entries = [{"ID": "ConcatenatedTextLong", "Buffer": text}]
        info = {"Class": -1, "Unicode": not text.isascii(), "Entries": entries}
        centre = {"Number": "+6281100000"}

        def one(who):
            parts = library.EncodeSMS(info)
            return [library.EncodePDU({**part, "Number": who, "SMSC": centre}) for part in parts]

        return one

    return decode, encode


def measured(codec):
    decode, encode = codec()
    return {
        "decode 160 GSM7": rate(decode, hexed(GSM)),
        "decode 70 UCS2": rate(decode, hexed(UCS2)),
        "encode 160 GSM7": rate(encode(GSM), numbers()),
        "encode 70 UCS2": rate(encode(UCS2), numbers()),
        "encode 1,000 characters": rate(encode(LONG), numbers()),
    }


def main():
    assert len(hexed(UCS2)[0]) < 2 * 180
    assert Submit.decode(submits("0812", GSM)[0].encode()).text == GSM
    found = {}
    for name, codec in (("loket", loket), ("python-gsmmodem-new", gsmmodem), ("python-gammu", gammu)):
        try:
            found[name] = {task: round(figure) for task, figure in measured(codec).items()}
        except ImportError:
            print(f"{name} is not installed: left out")
    print(f"{'operations a second':<26}" + "".join(f"{name:>22}" for name in found))
    for task, ours in found["loket"].items():
        peers = [row[task] for name, row in found.items() if name != "loket"]
        cells = [f"{ours:,}", *(f"{theirs:,} ({ours / theirs:.1f}x)" for theirs in peers)]
        print(f"{task:<26}" + "".join(f"{cell:>22}" for cell in cells))
    RESULTS.parent.mkdir(exist_ok=True)
    report = {"python": sys.version.split()[0], "operations a second": found}
    RESULTS.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
