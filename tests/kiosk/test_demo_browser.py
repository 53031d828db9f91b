"""The demo as a newcomer meets it: a real `kiosk demo`, a real browser.

With LOKET_PICTURE=docs/demo.png the walk ends with the picture of the README (`make docs` does that).
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PICTURE = os.environ.get("LOKET_PICTURE")
ARIF, BUDI, CITRA, DEWI = "+6281211110001", "+6285711110002", "+6281311110003", "+6281911110004"
WRONG_NIK, NIK = "3674063002990001", "3674060503990001"  # there is no 30 February
pytestmark = [
    pytest.mark.browser,
    pytest.mark.process,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]
expect = playwright.expect
expect.set_options(timeout=20_000)  # real time, also on a busy machine


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A demo at work; it must end cleanly, too."""
    data = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-u", "-m", "kiosk", "demo", "--http", "127.0.0.1:0", "--data", str(data)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, "--no-browser", "--no-city"], stdout=pipe, stderr=subprocess.STDOUT, text=True
    ) as demo:
        try:
            said = ""
            while "Ctrl-C" not in said:  # the modem may have a word in between
                line = demo.stdout.readline()
                assert line, said
                said += line
            for door in ("MENU", "phone", "office", f"console --data {data}", "modem"):
                assert door in said
            yield re.search(r"ready: (http://\S+)", said)[1]
        finally:
            demo.terminate()
            rest = demo.communicate(timeout=20)[0]
    assert demo.returncode == 0
    assert "Traceback" not in rest


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, url):
    """Opens the page with some phones; every error that the browser finds in it fails the test."""
    faults = []
    with contextlib.ExitStack() as scope:

        def open_page(*numbers):
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
            scope.callback(context.close)
            context.add_init_script(f"localStorage.setItem('loket.phones', '{json.dumps(numbers)}')")
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda message: message.type == "error" and faults.append(message.text))
            page.goto(url)
            return page

        yield open_page
    assert faults == []


def phone_of(page, number):
    return page.locator(f'[data-number="{number}"]')


class Texting:
    """A conversation on one phone: `say` types, sends and gives the answer that comes."""

    def __init__(self, page, number):
        self.page, self.phone = page, phone_of(page, number)
        self.answers = self.phone.locator(".bubble.theirs .words")

    def say(self, text):
        count = self.answers.count()
        self.phone.get_by_label("Write a message").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.answers).to_have_count(count + 1)
        return self.answers.last.inner_text()


def test_a_newcomer_walks_from_menu_to_a_queue_number(opened):
    page = opened(ARIF, BUDI)
    expect(phone_of(page, ARIF)).to_contain_text("Type MENU, then press Send.")
    resident = Texting(page, ARIF)
    assert "4 Daftar RSU" in resident.say("MENU")
    assert "1 Rawat jalan (poli)" in resident.say("4")
    assert "1 Anak" in resident.say("1")
    assert resident.say("2").startswith("Poli Kandungan. Pilih hari.")
    assert resident.say("1").startswith("Berobat dengan BPJS atau umum?")
    assert resident.say("1").startswith("Ketik nomor BPJS")
    assert resident.say(WRONG_NIK).startswith("Maaf, NIK itu belum benar.")
    assert resident.say("0").startswith("Berobat dengan BPJS atau umum?")
    assert resident.say("2").startswith("Ketik nomor BPJS")
    review = resident.say(NIK)
    assert "2 Poli: Kandungan" in review
    assert "5 NIK/BPJS: ..0001" in review
    assert resident.say("2").startswith("Pilih poli.")
    assert resident.say("1").startswith("Poli Anak. Pilih hari.")
    assert "2 Poli: Anak" in resident.say("1")
    booked = resident.say("1")
    told = re.fullmatch(r"TERDAFTAR (38\d\d-\d{4})\. RSU, poli Anak, .+, antrean (\w-\d{3})\. .+", booked)
    assert told, booked
    handed_over = page.locator("#lines .pdu.submit q").filter(has_text=told[1])
    expect(handed_over).to_be_in_viewport()
    if PICTURE:
        take_picture(page)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Officer's desk").click()
    row = popup.value.get_by_role("row").filter(has_text=told[1])
    expect(row).to_contain_text(told[2])
    expect(row).to_contain_text("NIK ..0001")
    assert NIK not in popup.value.content()


def take_picture(page):
    """Keep what a newcomer sees: the answer by SMS on one phone, the menu by USSD on the other."""
    second = phone_of(page, BUDI)
    second.get_by_role("button", name="*123#").click()
    expect(second.locator(".ussd-text")).to_contain_text("Daftar RSU")
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURE)
    assert Path(PICTURE).stat().st_size < 300_000


def test_a_missed_call_costs_nothing_and_brings_the_menu(opened):
    page = opened(CITRA)
    phone = phone_of(page, CITRA)
    phone.get_by_role("button", name="Missed call").click()
    expect(phone.locator(".bubble.theirs .words")).to_contain_text("4 Daftar RSU")
    expect(phone.locator(".note")).to_contain_text("Missed call")
    trace = page.locator("#lines li")
    expect(trace.filter(has_text="+CLIP:").last).to_contain_text(CITRA)
    expect(trace.filter(has_text=re.compile(r"ATH|AT\+CHUP")).last).to_be_attached()  # rejected, not answered
    expect(page.locator("#lines code").filter(has_text=re.compile("^ATA$"))).to_have_count(0)


def test_the_service_code_walks_the_same_menu(opened):
    page = opened(DEWI)
    phone = phone_of(page, DEWI)
    phone.get_by_role("button", name="End, home screen").click()
    phone.focus()
    page.keyboard.type("*123#")
    page.keyboard.press("Enter")
    shown = phone.locator(".ussd-text")
    expect(shown).to_contain_text("4 Daftar RSU")
    for typed, answer in (
        ("4", "1 Rawat jalan (poli)"),
        ("1", "Pilih poli."),
        ("0", "RSU TANGSEL."),
        ("2", "Rawat inap perlu"),
    ):
        phone.get_by_label("Your answer").fill(typed)
        page.keyboard.press("Enter")
        expect(shown).to_contain_text(answer)
    expect(phone.get_by_label("Your answer")).to_have_count(0)  # the session is over


def test_what_the_modem_is_told_stands_beside_the_phone(opened):
    page = opened(DEWI)
    Texting(page, DEWI).say("BANTUAN")
    trace = page.locator("#lines")
    asked = trace.locator(".pdu.deliver").filter(has_text="BANTUAN")
    expect(asked.first).to_contain_text("from 0819-1111-0004")
    answered = trace.locator(".pdu.submit").filter(has_text="Darurat? 112")
    expect(answered.first).to_contain_text("GSM 7-bit")
    expect(trace.locator(".to-modem").filter(has_text="AT+CMGS=").first).to_be_visible()


def test_the_web_phone_is_the_same_service(opened):
    page = opened(DEWI)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Web phone").click()
    screen = popup.value.get_by_role("status")
    screen.get_by_role("button", name="4 Daftar RSU").click()
    expect(screen).to_contain_text("1 Rawat jalan (poli)")
    popup.value.get_by_role("button", name="0", exact=True).click()
    popup.value.get_by_role("button", name="Kirim").click()
    expect(screen).to_contain_text("6 English")


def test_the_control_api_is_there_too(url):
    with urllib.request.urlopen(f"{url}health", timeout=10) as answer:
        assert json.load(answer)["ok"] is True
