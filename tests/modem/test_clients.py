"""Programs of others, unmodified, on ports of `kiosk sim`: a whole life of each, all at the same time.

Each is asserted twice: on the network's side by the control API, and on its own by what it says. A program
that is not installed is skipped; `.ci/run` installs them all. Some live on every make of modem, and are told
of it what its owner would tell them.
"""

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modem.simulator.profile import names, profile
from modem.ussd import encode

pytestmark = pytest.mark.process

SHORT, UNICODE, LONG = "Halo @kiosk_1 {é}", "Halo 你好", ("panjang " * 40).strip()
BALANCE = "Pulsa Anda Rp"
ASK = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


LIVES = {}


def life(*programs, package, makes=("generic",)):
    """Note a program's life: a function of the world and of a folder for its files."""

    def noted(function):
        missing = f"not installed: {package}" if not all(map(installed, programs)) else ""
        LIVES.update({f"{function.__name__}-{make}": (function, make, missing) for make in makes})
        return function

    return noted


def installed(program):
    return found(program) or importlib.util.find_spec(program)


@pytest.fixture(scope="module")
def lives(request, tmp_path_factory):
    """The lives that are asked for, running, each on a modem of its own."""
    asked = [item.callspec.params["name"] for item in request.session.items if item.path == request.path]
    able = [name for name in asked if not LIVES[name][2]]
    if not able:
        yield {}
        return
    with simulated([LIVES[name][1] for name in able]) as worlds, ThreadPoolExecutor(len(able)) as pool:
        yield {
            name: pool.submit(live, LIVES[name][0], world, tmp_path_factory.mktemp(name))
            for name, world in zip(able, worlds, strict=True)
        }


def live(life, world, folder):
    life(world, folder)
    assert world.complaints == []


class World:
    """A modem of `kiosk sim`: its port, its make, two phones, and what the network saw."""

    def __init__(self, folder, base, index, make):
        self.link, self.make, self._base, self._index = folder / f"m{index}", profile(make), base, index
        self.friend, self.asker = f"+62812345{index:05}", f"+62812999{index:04}"
        self.number, self.imei = self.modem["number"], self.modem["imei"]

    def ask(self, path, **body):
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        with ASK(urllib.request.Request(self._base + path, data, headers), timeout=30) as answer:
            return json.loads(answer.read())

    def text(self, text):
        self.ask("/sms", **{"from": self.asker, "to": self.number, "text": text})

    def call(self):
        self.ask(f"/handsets/{urllib.parse.quote(self.asker)}/call", to=self.number, seconds=20)

    @property
    def handset(self):
        return self.ask(f"/handsets/{urllib.parse.quote(self.asker)}")

    @property
    def modem(self):
        return self.ask("/modems")[self._index]

    @property
    def outbox(self):
        sent = [sent for sent in self.ask("/outbox") if sent["from"] == self.number]
        return [(message["to"], message["text"], message["parts"]) for message in sent]

    @property
    def all_sent(self):
        return [(self.friend, SHORT, 1), (self.friend, UNICODE, 1), (self.friend, LONG, 3)]

    @property
    def waiting(self):
        """How many messages lie in the modem's memories."""
        return sum(used for used, _ in self.modem["memories"].values())

    @property
    def complaints(self):
        """What the simulator itself had to say: nothing, if nothing failed."""
        lines = self.ask(f"/trace?modem={self._index}")
        return [line["text"] for line in lines if line["direction"] == "!"]


@contextlib.contextmanager
def simulated(makes):
    """Run `kiosk sim` with a modem of each of these makes, and one that nobody uses."""
    folder = Path(tempfile.mkdtemp(prefix="m", dir="/tmp"))  # gnokii cuts a path after 31 characters
    command = [sys.executable, "-m", "kiosk", "sim", "--link", str(folder / "m"), "--http", "127.0.0.1:0"]
    for make in (*makes, "generic"):
        command += ["--profile", make]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            base = next(line.split()[1] for line in process.stdout if line.startswith("Phones"))
            yield [World(folder, f"{base}api", index, make) for index, make in enumerate(makes)]
        finally:
            process.terminate()
            process.communicate(timeout=20)
    assert process.returncode == 0
    folder.rmdir()


def until(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.05)
    return found


def found(program):
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")


def said(command, text="", seconds=60):
    """Run a program to its end and give what it said; it must end well."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, input=text, env=environment, timeout=seconds, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextlib.contextmanager
def running(command, **options):
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **options}
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def talking(command):
    """Run a program that is told what to do, and tells, line by line."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


@life("gammu", "stdbuf", package="apt install gammu", makes=names())
def gammu(world, folder):
    """One process, which takes its commands as they come: it greets a modem for three seconds."""
    (folder / "rc").write_text(f"[gammu]\nport = {world.link}\nconnection = at\nsynchronizetime = no\n")
    with talking(["stdbuf", "-oL", "gammu", "-c", str(folder / "rc"), "batch"]) as program:

        def give(*commands):
            program.stdin.write("".join(f"{command}\n" for command in commands))
            program.stdin.flush()

        give(
            "identify",
            "networkinfo",
            f'sendsms TEXT {world.friend} -text "{SHORT}"',
            f'sendsms TEXT {world.friend} -unicode -text "{UNICODE}"',
            f'sendsms TEXT {world.friend} -len 400 -text "{LONG}" -report',
        )
        for text in (SHORT, UNICODE, LONG):
            world.text(text)
        until(lambda: world.waiting == 8)  # with the reports of the three parts
        assert world.outbox == world.all_sent
        folders = ("1", "3") if "ME" in world.make.storage.memories else ("1",)
        emptied = (f"deleteallsms {folder}" for folder in folders)
        give("geteachsms", *emptied, "getallsms", 'getussd "*888#"')
        program.stdin.close()
        told = ""
        for line in program.stdout:
            told += line
            if BALANCE in line:  # it waits ten seconds for more, and says: Press Ctrl+C to break
                program.send_signal(signal.SIGINT)
    maker = world.make.identity.manufacturer.split()[0]
    assert f"manufacturer         : {maker}".lower() in told.lower()
    assert "Telkomsel, Indonesia" in told
    assert told.count("OK, message reference=") == 5
    in_sr = 3 if world.make.storage.reports else 0  # reports in a memory that gammu does not know
    assert told.count("Delivery status      : Delivered") == 3 - in_sr
    assert all(text in told for text in (SHORT, UNICODE, LONG))
    assert "0 SMS parts in 0 SMS sequences" in told
    assert told.count(BALANCE) == 1
    assert world.waiting == in_sr


SMSD = """
    devices = GSM1
    outgoing = {0}/outgoing
    checked = {0}/checked
    incoming = {0}/incoming
    report = {0}/report
    sent = {0}/sent
    failed = {0}/failed
    phonecalls = {0}/phonecalls
    logfile = {0}/log
    infofile = {0}/running
    pidfile = {0}/pid
    loglevel = 7
    delaytime = 1
    receive_before_send = no
    [GSM1]
    device = {1}
    incoming = yes
    report = yes
    phonecalls = clip
    regular_run_cmd = AT+CUSD=1,"{2}",15
    regular_run_interval = 600
    regular_run_statfile = {0}/ussd
    {3}
"""


@life("smsd", package="apt install smstools", makes=names())
def smstools(world, folder):
    for name in ("outgoing", "checked", "incoming", "report", "sent", "failed", "phonecalls"):
        (folder / name).mkdir()

    def files(name):
        """What the program wrote so far: it renames a file when it has written it."""
        found = []
        for path in (folder / name).iterdir():
            with contextlib.suppress(FileNotFoundError):
                found.append(path.read_bytes().partition(b"\n\n"))
        return found

    def texts():
        """The bodies that came in; Unicode as it was on the air."""
        return {
            body.strip().decode("utf-16-be" if b"Alphabet: UCS2" in head else "latin-1")
            for head, _, body in files("incoming")
        }

    packed = world.make.ussd.form == "packed"
    code = encode("*888#", "packed") if packed else "*888#"
    own = {"packed": "ussd_convert = 2", "ucs2": "ussd_convert = 1"}.get(world.make.ussd.form, "")
    if world.make.storage.reports:
        own += "\nprimary_memory = SM\nsecondary_memory = SR"
    (folder / "conf").write_text(textwrap.dedent(SMSD).format(folder, world.link, code, own))
    for number, text in enumerate((SHORT, UNICODE, LONG)):
        order = f"To: {world.friend[1:]}\nReport: yes\nAlphabet: UTF-8\n\n{text}"
        (folder / "outgoing" / f"m{number}").write_text(order, encoding="utf-8")
    with running([found("smsd"), f"-c{folder / 'conf'}", "-t"]):
        until(lambda: len(files("sent")) == 3 and len(files("report")) == 5)
        assert sorted(world.outbox) == sorted(world.all_sent)
        assert all(b"short message received by the SME" in body for _, _, body in files("report"))
        assert BALANCE in (folder / "ussd").read_text()
        world.call()
        until(lambda: files("phonecalls"))
        for text in (SHORT, UNICODE, LONG):
            world.text(text)
        until(lambda: texts() == {SHORT, UNICODE, LONG} and world.waiting == 0)
    assert world.asker[1:].encode() in files("phonecalls")[0][0]
    assert world.handset["last_call"]["reason"] == "rejected"
    assert files("failed") == []


GSMMODEM = """
    import json, os, sys, time
    from gsmmodem.modem import GsmModem
    texts, calls, reports = [], [], []
    def received(sms):
        texts.append(sms.text)
    def rung(call):
        if call.ringing:
            calls.append(call.number)
            call.hangup()
    def tell(*what):
        print(json.dumps(what), flush=True)
    modem = GsmModem(
        sys.argv[1], 115200, incomingCallCallbackFunc=rung, smsReceivedCallbackFunc=received,
        smsStatusReportCallback=reports.append,
    )
    modem.connect()
    tell(modem.manufacturer, modem.imei, modem.networkName, modem.signalStrength, modem.ownNumber)
    *one_part, long = sys.argv[3:]
    for text in one_part:
        sent = modem.sendSms(sys.argv[2], text, waitForDeliveryReport=True)
        tell(sent.status, sent.report.deliveryStatus)
    modem.sendSms(sys.argv[2], long)  # it cannot wait for the report of more than one part
    menu = modem.sendUssd("*123#")
    answer = menu.reply("1")
    tell(menu.sessionActive, answer.message)
    answer.cancel()
    tell(modem.sendUssd("*888#").message)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and (len(texts) < 5 or len(reports) < 3 or not calls):
        time.sleep(0.05)
    tell(texts, calls, [report.deliveryStatus for report in reports])
    call = modem.dial(sys.argv[2])
    call.hangup()
    tell(len(modem.listStoredSms(memory="SM")))
    modem.smsTextMode = True
    modem.sendSms(sys.argv[2], "in text mode")
    modem.close()
    os._exit(0)  # a thread of its own asks the closed port for the call, ten seconds long
"""


@life("gsmmodem", package="pip install python-gsmmodem-new", makes=names())
def python_gsmmodem(world, folder):
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(GSMMODEM),
        str(world.link),
        world.friend,
        SHORT,
        UNICODE,
        LONG,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        told = [program.stdout.readline() for _ in range(5)]
        world.call()
        for text in (SHORT, UNICODE, LONG):
            world.text(text)
        rest, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    told = [json.loads(line) for line in (*told, *rest.splitlines())]
    assert told[0] == [world.make.identity.manufacturer, world.imei, "TELKOMSEL", 20, world.number]
    assert told[1:3] == [[1, 0]] * 2  # delivered
    assert told[3][0] is True
    screens = [told[3][1], told[4][0]]
    if world.make.ussd.form == "ucs2":  # it leaves hex to its caller
        screens = [bytes.fromhex(screen).decode("utf-16-be") for screen in screens]
    assert screens[0].startswith("Pulsa\n1 Sisa pulsa")
    assert screens[1].startswith(BALANCE)
    texts, calls, reports = told[5]
    assert {SHORT, UNICODE} <= set(texts)
    assert sorted("".join(texts)) == sorted(
        SHORT + UNICODE + LONG
    )  # a thread of its own reads each: any order
    assert calls == [world.asker]
    assert reports == [0] * 3  # of the long one
    assert told[6] == [0]  # it deletes what it has read
    assert world.outbox == [*world.all_sent, (world.friend, "in text mode", 1)]
    assert world.handset["last_call"]["reason"] == "rejected"


@life("gnokii", package="apt install gnokii-cli")
def gnokii(world, folder):
    (folder / "rc").write_text(
        f"[global]\nport = {world.link}\nmodel = AT\nconnection = serial\nuse_locking = no\n"
    )

    def run(*words, text=""):
        return said(["gnokii", "--config", str(folder / "rc"), *words], text)

    told = run("--identify")
    assert world.imei in told
    for text in (SHORT, UNICODE, LONG):
        run("--sendsms", world.friend, text=text)
    assert world.outbox == world.all_sent
    run("--sendsms", world.friend, "-r", text=SHORT)
    until(lambda: world.waiting == 1)
    for text in (SHORT, UNICODE, LONG):
        world.text(text)
    until(lambda: world.waiting == 6)
    told = run("--getsms", "SM", "1", "end")
    assert "Delivered" in told
    assert all(text in told for text in (SHORT, UNICODE, LONG[:153]))
    run("--deletesms", "SM", "1", "6")
    assert world.waiting == 0


KANNEL = """
    group = core
    admin-port = {2}
    admin-password = x
    smsbox-port = {3}
    box-allow-ip = 127.0.0.1

    group = smsbox
    bearerbox-host = 127.0.0.1
    sendsms-port = {4}

    group = sendsms-user
    username = u
    password = p
    max-messages = 10
    concatenation = true

    group = sms-service
    keyword = default
    text = "Kannel hears %a"

    group = smsc
    smsc = at
    modemtype = standard
    device = {1}
    my-number = "{5}"

    group = modems
    id = standard
    name = "any"
    speed = 115200
    enable-mms = true
    init-string = "AT+CNMI=1,2,0,1,0"
"""


def free_ports(count):
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [port.getsockname()[1] for port in taken]


@life("bearerbox", "smsbox", package="apt install kannel")
def kannel(world, folder):
    """A gateway that has messages and reports come straight over the line (+CMT, +CDS).

    It rests two seconds after each part.
    """
    ports = free_ports(3)
    (folder / "conf").write_text(textwrap.dedent(KANNEL.format("", world.link, *ports, world.number)))

    def send(text):
        fields = {"username": "u", "password": "p", "from": "1", "to": world.friend, "text": text}
        if text == UNICODE:
            fields |= {"coding": 2, "charset": "UTF-8"}
        address = f"http://127.0.0.1:{ports[2]}/cgi-bin/sendsms?{urllib.parse.urlencode(fields)}"
        with contextlib.suppress(OSError), ASK(address, timeout=5) as answer:
            return answer.status == 202
        return False

    def listens():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", ports[1])):
            return True
        return False

    with contextlib.ExitStack() as stack:
        stack.enter_context(running([found("bearerbox"), str(folder / "conf")]))
        until(listens)
        stack.enter_context(running([found("smsbox"), str(folder / "conf")]))
        until(lambda: send("Halo Kannel"))
        for text in (UNICODE, LONG[:200]):
            assert send(text)
        until(lambda: len(world.outbox) == 3)
        sent = [(world.friend, "Halo Kannel", 1), (world.friend, UNICODE, 1), (world.friend, LONG[:200], 2)]
        assert sorted(world.outbox) == sorted(sent)
        world.text("INFO")
        until(lambda: len(world.outbox) == 4)
        assert world.outbox[3] == (world.asker, "Kannel hears INFO", 1)


@life("picocom", package="apt install picocom")
def picocom(world, folder):
    told = said(["picocom", "--quiet", "--initstring", "AT+CGSN\r", "--exit-after", "1000", str(world.link)])
    assert world.imei in told


@pytest.mark.parametrize("name", LIVES)
def test_a_program_lives_on_a_simulated_modem(name, lives):
    if LIVES[name][2]:
        pytest.skip(LIVES[name][2])
    lives[name].result()
