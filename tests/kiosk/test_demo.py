"""`kiosk demo` from outside: it answers by every channel, ends cleanly, loses nothing, tells what fails."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.process
PATIENCE_S = 20
SISKA, BUDI, DEWI = "+6281211110001", "+6281211110002", "+6281211110003"
NIK = "3674060503990001"
REGISTRATION = (
    "4",
    "1",
    "5",
    "1",
    "2",
    NIK,
    "1",
)  # hospital, outpatient, dentist, first day, no BPJS, NIK, correct
AT_ONCE = dict.fromkeys(("quiet", "between", "parts", "submit", "deliver", "ussd", "call"), 0)
HOME = r"^Layanan Kota"
ROOT = Path(__file__).parents[2]
HERE = {**os.environ, "PYTHONPATH": str(ROOT)}
AS_ROOT = os.name == "posix" and os.geteuid() == 0
AS_ANYBODY = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all") if AS_ROOT else ()
)


class Demo:
    """A running demo, its phones and its modem."""

    def __init__(self, folder, *options, **how):
        command = ("demo", "--no-browser", "--http", "127.0.0.1:0", "--data", "data", *options)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *command],
            cwd=folder,
            env=HERE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **how,
        )
        self.text = ""
        for line in self.process.stdout:
            self.text += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.text)
        assert found, self.text
        self.url = found.group()
        self.api("network", AT_ONCE)
        self.heard = {}  # number: id of the last message that was looked at

    def api(self, path, body=None):
        return self.get(f"api/{path}", body)

    def get(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE_S + 10) as answer:
            return json.load(answer)

    def wait(self, number, wait=PATIENCE_S):
        """Give the texts that a handset got since it was last looked at; waits for the first."""
        query = {"wait": wait, **({"after": self.heard[number]} if number in self.heard else {})}
        got = self.api(f"handsets/{urllib.parse.quote(number)}/inbox?{urllib.parse.urlencode(query)}")
        if got:
            self.heard[number] = got[-1]["id"]
        return [message["text"] for message in got]

    def say(self, number, text):
        self.api("sms", {"from": number, "text": text})
        got = self.wait(number)
        assert len(got) == 1, f"{text!r} was answered by {got}\n{self.seen()}"
        return got[0]

    def seen(self):
        """Tell what passed lately, for a failure that cannot be had again."""
        lines = [f"{line['at']} {line['text']}" for line in self.api("trace")[-60:]]
        return "\n".join((*lines, json.dumps(self.get("health"))))

    def ussd(self, number, **what):
        return self.api(f"handsets/{number}/ussd", what)

    def until_trace(self, text):
        """Wait until *text* passed on the modem's line."""
        lines = self.api("trace")
        while not any(text in line["text"] for line in lines):
            lines = self.api(f"trace?wait={PATIENCE_S}&after={lines[-1]['id'] if lines else ''}")
            assert lines, text

    def modem_state(self):
        (modem,) = self.get("health")["modems"].values()
        return modem["state"]

    def crash(self):
        self.process.kill()
        self.process.communicate()

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=PATIENCE_S)
        self.text += rest
        return self.process.returncode


@pytest.fixture
def start(tmp_path):
    running = []

    def start(*options, **how):
        running.append(Demo(tmp_path, *options, **how))
        return running[-1]

    yield start
    for demo in running:
        if demo.process.poll() is None:
            demo.crash()


def kiosk(folder, *command, before=(), env=HERE, **how):
    """Run a command that ends; gives its exit code and what it said."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "kiosk", *command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        **how,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    return done.returncode, said


def second(folder, *options, data="data", **how):
    address = () if "--http" in options else ("--http", "127.0.0.1:0")
    return kiosk(folder, "demo", "--no-browser", "--data", data, *address, *options, **how)


def test_by_text_call_and_ussd_over_a_restart_and_a_crash(start):
    demo = start("--seed", "7")
    assert re.match(HOME, demo.say(SISKA, "MENU"))
    said = [demo.say(SISKA, answer) for answer in REGISTRATION]
    assert "antrean G-001" in said[-1]

    assert demo.api(f"handsets/{BUDI}/call", {})["call"]
    assert re.match(HOME, demo.wait(BUDI)[0])
    assert demo.api(f"handsets/{BUDI}")["last_call"]["reason"] == "rejected"

    assert demo.ussd(DEWI, dial="*123#")["more"]
    for answer in (*REGISTRATION[:-2], "3674065512990002"):
        assert demo.ussd(DEWI, reply=answer)["more"]
    screen = demo.ussd(DEWI, reply="1")
    assert "antrean G-002" in screen["text"]
    assert not screen["more"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        demo.ussd(DEWI, reply="1")
    refused.value.close()
    assert refused.value.code == 409

    assert demo.say(BUDI, "4").startswith("RSU TANGSEL")
    assert demo.end() == 0
    assert "Traceback" not in demo.text
    assert demo.text.endswith("its data are kept.\n")

    demo = start()
    assert demo.say(BUDI, "1").startswith("Pilih poli")  # where the conversation was
    demo.crash()

    demo = start()
    for answer in REGISTRATION[2:-2]:
        demo.say(BUDI, answer)
    assert demo.say(BUDI, NIK).startswith("Periksa data")
    assert "sudah didaftarkan dari nomor lain" in demo.say(BUDI, "1")
    *_, days = [demo.say(SISKA, answer) for answer in ("MENU", *REGISTRATION[:3])]
    left = re.search(r"\(sisa (\d+)\)", days.splitlines()[1])
    assert int(left[1]) <= 18  # 20 a day: two are taken here, others at the counter; nothing was seeded again
    assert demo.end(signal.SIGTERM) == 0


def test_time_put_forward_takes_the_kiosk_along_also_over_a_restart(start):
    demo = start()
    day = (*REGISTRATION[:3], "2", *REGISTRATION[4:])
    told = [demo.say(SISKA, answer) for answer in ("MENU", *day)][-1]
    when, month = re.search(r"TERDAFTAR \S+\. RSU, poli Gigi, \w+ (\d+)/(\d+)", told).groups()
    now = datetime.fromisoformat(demo.api("clock", {"advance": 0})["now"])
    visit = datetime(now.year + (int(month) < now.month), int(month), int(when), tzinfo=now.tzinfo)
    before = (visit - timedelta(hours=7) - now).total_seconds()  # 17.00 on the day before
    demo.api("clock", {"advance": before})
    said = "\n".join(demo.wait(SISKA))
    assert said.startswith("Satu pertanyaan: dari mana Anda tahu nomor ini?")
    assert re.search(rf"Besok, \w+ {when}/{month}: poli Gigi RSU Tangsel, .* Jadi datang\?", said)
    assert demo.end() == 0
    demo = start()
    assert demo.api("clock", {"advance": 0})["now"][:10] == f"{visit - timedelta(days=1):%Y-%m-%d}"
    assert "sudah dibatalkan" in demo.say(SISKA, "2")
    assert demo.end() == 0


def test_residents_who_write_at_once_and_a_message_that_comes_twice(start):
    demo = start()
    demo.api("modems/0/fault", {"kind": "duplicate", "count": 2})
    people = [f"+62812111200{number:02}" for number in range(8)]
    for text, reply in (("MENU", HOME), ("4", "^RSU TANGSEL"), ("4", "^Anak: ")):
        for number in people:
            demo.api("sms", {"from": number, "text": text})
        for number in people:
            (got,) = demo.wait(number)  # one answer, not two
            assert re.search(reply, got), got
    sent = demo.api("outbox")
    assert sorted(message["to"] for message in sent) == sorted(people * 3)


def test_an_answer_that_waits_is_sent_after_a_crash(start):
    demo = start()
    demo.api("modems/0/fault", {"kind": "cms", "code": 331})  # no network
    demo.api("sms", {"from": SISKA, "text": "MENU"})
    demo.until_trace("+CMS ERROR: 331")
    deadline = time.monotonic() + PATIENCE_S
    while demo.modem_state() != "paused":  # the refusal is committed
        assert time.monotonic() < deadline
    demo.crash()
    (reply,) = start().wait(SISKA)
    assert re.match(HOME, reply)


def test_what_is_said_again_after_a_crash_is_no_repetition_of_the_network(start):
    demo = start()
    for _ in range(4):  # quicker than a second each: the network's time stamps run ahead
        assert re.match(HOME, demo.say(SISKA, "MENU"))
    demo.crash()
    assert re.match(HOME, start().say(SISKA, "MENU"))


def test_a_screen_whose_sending_was_cut_off_is_counted_not_repeated(start):
    demo = start()
    demo.api("network", {"submit": 3600})  # the modem waits for the network
    demo.api("sms", {"from": SISKA, "text": "MENU"})
    demo.until_trace("\x1a")
    demo.crash()
    demo = start()
    assert re.match(HOME, demo.say(BUDI, "MENU"))
    assert demo.get("health")["outbox"]["unknown"] == 1
    assert demo.wait(SISKA, 0) == []


def test_the_second_one_is_told_who_is_there(start, tmp_path):
    demo = start()
    code, said = second(tmp_path)
    assert code == 5
    assert f"`kiosk demo` (proses {demo.process.pid})" in said
    code, said = second(tmp_path, "--http", demo.url.split("/")[2], data="other")
    assert code == 6
    assert demo.url.split("/")[2] in said
    assert not (tmp_path / "other").exists()
    assert demo.end() == 0


def test_demo_data_are_not_for_the_real_kiosk_nor_live_data_for_the_demo(start, tmp_path):
    assert start().end() == 0
    (tmp_path / "kiosk.toml").write_text('[kiosk]\ndata = "data"\n[http]\naddress = "off"\n')
    code, said = kiosk(tmp_path, "run")
    assert code == 5
    assert "data demo" in said
    assert kiosk(tmp_path, "console", "--data", "live")[0] == 0  # makes a live database
    code, said = second(tmp_path, data="live")
    assert code == 5
    assert "kios sungguhan" in said


def test_it_ends_when_its_terminal_is_closed(start):
    assert start().end(signal.SIGHUP) == 0


def test_started_in_the_background_it_ends_on_an_interrupt(start):
    demo = start(preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    assert demo.end() == 0


def test_an_interrupt_while_it_starts_ends_it_cleanly_too(tmp_path):
    script = (  # the signal comes as early as the command's own first line
        "import os, signal; from kiosk import serving; enter = serving.Stop.__enter__\n"
        "def hurry(stop):\n"
        "    enter(stop); os.kill(os.getpid(), signal.SIGINT); return stop\n"
        "serving.Stop.__enter__ = hurry\n"
        "import sys; assert 'kiosk.demo' not in sys.modules\n"
        "sys.argv = ['kiosk', 'demo', '--no-browser', '--http', '127.0.0.1:0', '--data', 'data']\n"
        "from kiosk.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=HERE,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(AS_ROOT and not shutil.which("setpriv"), reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "data").mkdir(mode=0o500)
    code, said = second(tmp_path, before=AS_ANYBODY)
    assert code == 5
    assert re.search(r"data.*--data", said)


def test_a_full_disk_is_told_and_nothing_is_half_made(start, tmp_path):
    import resource

    full = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # noqa: E731
    code, said = second(tmp_path, preexec_fn=full)
    assert code == 5
    assert re.search(r"[Dd]isk", said)
    assert re.match(HOME, start().say(SISKA, "MENU"))


def test_the_real_kiosk_says_what_is_wrong_with_its_files(tmp_path):
    code, said = kiosk(tmp_path, "run")
    assert code == 3
    assert "kiosk.toml" in said
    (tmp_path / "kiosk.toml").write_text("port = [broken\n")
    code, said = kiosk(tmp_path, "run")
    assert code == 3
    assert "kiosk.toml:1:" in said


@pytest.mark.skipif(AS_ROOT and not shutil.which("setpriv"), reason="root may read anything")
@pytest.mark.parametrize("command", ["run", "console", "doctor"])
def test_a_configuration_that_may_not_be_read_is_told(tmp_path, command):
    (tmp_path / "kiosk.toml").touch(0o000)
    code, said = kiosk(tmp_path, command, before=AS_ANYBODY)
    assert code == 3
    assert "kiosk.toml" in said


def test_a_broken_menu_ends_in_its_place_and_a_remedy(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "kiosk", copy / "kiosk", ignore=shutil.ignore_patterns("__pycache__"))
    menu = copy / "kiosk" / "services" / "hospital" / "menu.yaml"
    menu.write_text(menu.read_text(encoding="utf-8").replace("choices:", "choises:", 1), encoding="utf-8")
    code, said = second(tmp_path, env={**HERE, "PYTHONPATH": f"{copy}{os.pathsep}{ROOT}"})
    assert code == 3
    assert re.search(r"menu\.yaml:\d+:\d+: .*choises", said)


def test_without_a_modem_the_real_kiosk_works_on(tmp_path):
    (tmp_path / "kiosk.toml").write_text(
        '[kiosk]\ndata = "data"\n[modem]\nport = "./none"\n[http]\naddress = "127.0.0.1:0"\n'
    )
    command = [sys.executable, "-u", "-m", "kiosk", "run"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        said = ""
        while "Ctrl-C" not in said or "tidak terbaca" not in said:
            line = run.stdout.readline()
            assert line, said
            said += line
        url = re.search(r"http://\S+", said).group()
        with urllib.request.urlopen(f"{url}health", timeout=PATIENCE_S) as answer:
            (modem,) = json.load(answer)["modems"].values()
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=PATIENCE_S)
    assert modem["state"] == "missing"
    assert run.returncode == 0
