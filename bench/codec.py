"""Speed of the codec, beside its peers where they are installed: `make bench-peers` installs them.

Every message has another sender or recipient and another text, so that no cache helps. All codecs of a task
take turns, and a ratio is the median over the turns: so what else the machine does weighs on all alike.
"""

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime

from common import ROOT, cpu_of, median, report

PEERS = ROOT / ".venv-peers"
sys.path[:0] = [str(ROOT)]
sys.path += [str(path) for path in PEERS.glob(f"lib/python3.{sys.version_info.minor}/site-packages")]

from modem.parts import delivers, submits  # noqa: E402
from modem.tpdu import Address, decode_pdu, encode_pdu  # noqa: E402

TURNS, SECONDS, MESSAGES = 15, 0.1, 500

GSM = "Yth. Bapak/Ibu, antrean RSU Anda hari ini di Poli Anak, perkiraan jam 09.40. "
UCS2 = "Selamat pagi… antrean Anda di Poli Anak, perkiraan jam 09.40 ✓ "
TEXTS = {
    "160 GSM-7 characters": (GSM, 160),
    "70 UCS2 characters": (UCS2, 70),
    "1,000 characters": (GSM, 1000),
}
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
CENTRE = Address("6281100000")

GOALS = {
    ("decode 160 GSM-7 characters", "python-gammu"): 2,
    ("decode 160 GSM-7 characters", "python-gsmmodem-new"): 5,
    ("decode 70 UCS2 characters", "python-gsmmodem-new"): 4,
    ("encode 160 GSM-7 characters", "python-gsmmodem-new"): 10,
    ("encode 1,000 characters", "python-gsmmodem-new"): 15,
    ("encode 1,000 characters", "node-pdu"): 3,
}


class Loket:
    """Ours. Each codec has the same methods: *decode* gives the text, *encode* the parts in hex."""

    def decode(self, line):
        return decode_pdu(bytes.fromhex(line), network=True).tpdu.text

    def encode(self, number, text):
        return [(b"\0" + tpdu).hex() for tpdu in submits(number, text).encode()]


class Gsmmodem:
    def __init__(self):
        from gsmmodem import pdu

        self.pdu = pdu

    def decode(self, line):
        return self.pdu.decodeSmsPdu(line)["text"]

    def encode(self, number, text):
        return [str(part) for part in self.pdu.encodeSmsSubmitPdu(number, text)]


class Gammu:
    def __init__(self):
        import gammu

        self.gammu = gammu
        self.centre = {"Number": "+6281100000"}

    def decode(self, line):
        return self.gammu.DecodePDU(bytes.fromhex(line), True)["Text"]

    def encode(self, number, text):
        entries = [{"ID": "ConcatenatedTextLong", "Buffer": text}]
        parts = self.gammu.EncodeSMS({"Class": -1, "Unicode": not text.isascii(), "Entries": entries})
        return [self.gammu.EncodePDU({**part, "Number": number, "SMSC": self.centre}).hex() for part in parts]


class Smspdudecoder:
    """It cannot encode."""

    def __init__(self):
        from smspdudecoder.easy import read_incoming_sms

        self.read = read_incoming_sms

    def decode(self, line):
        return self.read(line)["content"]


class Timed:
    """A codec in Python: how often a second it does a task, by CPU time."""

    def __init__(self, codec):
        self.codec = codec

    def rate(self, task, items):
        method = getattr(self.codec, task, None)
        if method is None:
            return None
        done, start = 0, time.process_time()
        while (spent := time.process_time() - start) < SECONDS:
            for item in items:
                method(*item)
            done += len(items)
        return done / spent

    def close(self):
        pass


class Node:
    """node-pdu, by bench/node_pdu.cjs in a process of its own: the same, a line of JSON a question."""

    def __init__(self):
        node, module = shutil.which("node"), PEERS / "node_modules" / "node-pdu"
        if not node or not module.exists():
            raise ImportError("node-pdu")
        command = [node, ROOT / "bench" / "node_pdu.cjs", module]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def rate(self, task, items):
        question = {"task": task, "items": items, "seconds": SECONDS}
        print(json.dumps(question), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.communicate(timeout=10)


def installed():
    """The codecs that are here, ours first."""
    makers = {
        "loket": lambda: Timed(Loket()),
        "python-gsmmodem-new": lambda: Timed(Gsmmodem()),
        "python-gammu": lambda: Timed(Gammu()),
        "smspdudecoder": lambda: Timed(Smspdudecoder()),
        "node-pdu": Node,
    }
    for name, make in makers.items():
        try:
            yield name, make()
        except ImportError:
            print(f"{name} is not installed: left out")


def tasks():
    """Each task with its items: the lines to decode, or the numbers and texts to encode."""
    numbers = [f"+62812{n:08d}" for n in range(MESSAGES)]
    for what, (sentence, size) in TEXTS.items():
        messages = [(number, f"{n:03} {sentence * 20}"[:size]) for n, number in enumerate(numbers)]
        if size <= 160:
            parts = [delivers(*message, timestamp=AT) for message in messages]
            yield "decode", what, [(encode_pdu(part, CENTRE).hex().upper(),) for (part,) in parts]
        yield "encode", what, messages


def measured(codecs, task, items):
    """Let the codecs take turns; give each one's median rate and its median ratio to ours."""
    turns = [{name: codec.rate(task, items) for name, codec in codecs.items()} for _ in range(TURNS)]
    for name in codecs:
        if turns[0][name]:
            ratios = [turn["loket"] / turn[name] for turn in turns]
            yield name, median([turn[name] for turn in turns]), median(ratios)


def main():
    codecs = dict(installed())
    rows = []
    for task, what, items in tasks():
        title = f"{task} {what}"
        for name, rate, ratio in measured(codecs, task, items):
            rows.append((f"{title}, {name}", round(rate), "/s", None))
            if name != "loket":
                goal = GOALS.get((title, name))
                rows.append((f"{title}, to {name}", ratio, "x", goal and str(goal)))
    for codec in codecs.values():
        codec.close()
    bare = cpu_of([sys.executable, "-c", "pass"])
    ours = cpu_of([sys.executable, "-c", "import modem; modem.open_modem, modem.SmsReceived"])
    rows.append(("import modem, CPU above the bare interpreter", (ours - bare) * 1000, "ms", "60"))
    report("codec", rows)


if __name__ == "__main__":
    main()
