"""The page in a real browser: a newcomer texts, calls and dials; a developer reads the trace."""

import os
import shutil

import pytest

from kiosk.serving import Address, Serving, listen
from modem.parts import plan, submits
from modem.simulator import RealClock, Simulator, UssdScreen
from modem.simulator.http import control_app
from modem.tpdu import encode_pdu

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PHONE = "+6281211110001"
MENU = "Loket Tangsel\n1 Daftar RSU\n2 Lapor"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]
expect = playwright.expect


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


def menu(request):
    if request.text is None:
        return UssdScreen(MENU, more=True)
    return UssdScreen(f"Anda memilih {request.text}.", more=False)


@pytest.fixture
def sim():
    sim = Simulator(clock=RealClock(speed=50))
    sim.network.host("*123#", menu)
    return sim


@pytest.fixture
def unhurried(sim):
    """A phone rings for seconds, and a USSD screen waits for minutes, as long as a busy browser needs."""
    sim.clock.run_at(1)


@pytest.fixture
def server(sim):
    with Serving(control_app(sim, link="./modem"), listen(Address("127.0.0.1", 0))) as server:
        yield server


@pytest.fixture
def opened(browser, server):
    """Opens the page; every error that the browser finds in it fails the test."""
    contexts, faults = [], []

    def open_page(width=1280, height=800, locale="id-ID"):
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto(server.url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(opened):
    return opened()


def phone_of(page, number=PHONE):
    return page.locator(f'[data-number="{number}"]')


def answer(sim, text):
    sim.do(lambda: sim.network.handset(PHONE).receive(sim.modems[0].number, text, False))


# the phone


def test_a_newcomer_is_told_what_to_do_and_texts(page, sim):
    phone = phone_of(page)
    expect(phone).to_contain_text("Ketik MENU lalu Kirim.")
    phone.get_by_label("Tulis pesan").fill("MENU")
    page.keyboard.press("Enter")
    expect(phone.locator(".bubble.mine .words")).to_have_text("MENU")
    assert [event.what["text"] for event in sim.events if event.kind == "text"] == ["MENU"]
    answer(sim, MENU)
    expect(phone.locator(".bubble.theirs .words")).to_have_text(MENU)
    expect(page.locator("#announce")).to_contain_text("Daftar RSU")
    expect(phone.get_by_label("Tulis pesan")).to_be_focused()


def test_one_click_sends_menu(page, sim):
    phone_of(page).get_by_role("button", name="Kirim MENU").click()
    expect(phone_of(page).locator(".bubble.mine .words")).to_have_text("MENU")


def test_keys_type_and_erase(page):
    phone = phone_of(page)
    for key in "12#":
        phone.get_by_role("button", name=key, exact=True).click()
    expect(phone.get_by_label("Tulis pesan")).to_have_value("12#")
    phone.get_by_role("button", name="Hapus").click()
    expect(phone.get_by_label("Tulis pesan")).to_have_value("12")


def test_the_keyboard_dials_from_the_home_screen(page):
    phone = phone_of(page)
    phone.get_by_role("button", name="Tutup, layar utama").click()
    phone.focus()
    page.keyboard.type("*123#")
    expect(phone.get_by_label("Nomor")).to_have_value("*123#")
    page.keyboard.press("Enter")
    expect(phone.locator(".ussd-text")).to_have_text(MENU)


@pytest.mark.usefixtures("unhurried")
def test_ussd_from_dialling_to_the_end(page):
    phone = phone_of(page)
    phone.get_by_role("button", name="*123#").click()
    expect(phone.locator(".ussd-text")).to_have_text(MENU)
    expect(phone.locator(".counter")).to_have_text(f"{len(MENU)}/182")
    phone.get_by_label("Jawaban Anda").fill("2")
    phone.get_by_role("button", name="Kirim", exact=True).click()
    expect(phone.locator(".ussd-text")).to_have_text("Anda memilih 2.")
    expect(phone).to_contain_text("Sesi selesai")


@pytest.mark.usefixtures("unhurried")
def test_a_cancelled_session_is_over(page, sim):
    phone = phone_of(page)
    phone.get_by_role("button", name="*123#").click()
    expect(phone.locator(".ussd-text")).to_have_text(MENU)
    phone.get_by_role("button", name="Batal").click()
    expect(phone.get_by_label("Tulis pesan")).to_be_visible()
    assert sim.network.handset(PHONE).screen is None


@pytest.mark.usefixtures("unhurried")
def test_a_missed_call_is_rejected_and_the_phone_comes_back(page, sim):
    phone = phone_of(page)
    phone.get_by_role("button", name="Misscall").click()
    expect(phone).to_contain_text("Memanggil…")
    handset = sim.network.handset(PHONE)
    assert sim.clock.watch(lambda: handset.on_call is not None, 30)  # the page shows it a moment earlier
    sim.do(lambda: sim.network.calls.end(handset.on_call, "rejected"))
    expect(phone).to_contain_text("Ditolak")
    expect(phone.locator(".note")).to_contain_text("Misscall")


def test_a_refusal_is_told_with_its_remedy(page):
    phone = phone_of(page)
    phone.get_by_role("button", name="Tutup, layar utama").click()
    phone.focus()
    page.keyboard.type("*124#")
    page.keyboard.press("Enter")
    expect(phone.locator(".ussd-text")).to_contain_text("invalid MMI code")


def test_what_comes_over_the_air_is_never_markup(page, sim):
    answer(sim, "<img src=x onerror=alert(1)><script>alert(2)</script>")
    expect(phone_of(page).locator(".bubble.theirs .words")).to_contain_text("<img src=x")
    assert page.locator("img[src=x]").count() == 0


def test_a_message_waits_unread_in_the_inbox(page, sim):
    phone = phone_of(page)
    phone.get_by_role("button", name="Tutup, layar utama").click()
    answer(sim, "Halo")
    expect(phone.locator(".home-unread")).to_contain_text("1 belum dibaca")
    phone.get_by_role("button", name="Pesan").click()
    expect(phone.locator(".row")).to_contain_text("Halo")
    phone.get_by_role("button", name="Buka").click()
    expect(phone.locator(".bubble.theirs")).to_contain_text("Halo")
    expect(phone.locator(".mail")).to_have_count(0)


def test_the_conversation_is_there_again_after_a_reload(page, sim):
    phone_of(page).get_by_role("button", name="Kirim MENU").click()
    expect(phone_of(page).locator(".bubble.mine")).to_be_visible()
    answer(sim, "Halo")
    page.reload()
    expect(phone_of(page).locator(".bubble .words")).to_have_text(["MENU", "Halo"])


def test_the_newest_message_is_read_from_its_first_line(page, sim):
    menu = "\n".join(f"{number} pilihan" for number in range(1, 10))
    for text in ("MENU", menu, menu):
        answer(sim, text)
    bubbles = phone_of(page).locator(".bubble.theirs")
    expect(bubbles).to_have_count(3)
    script = """() => {
        const list = document.querySelector(".bubbles").getBoundingClientRect();
        const last = document.querySelector(".bubble:last-child").getBoundingClientRect();
        return last.top >= list.top && last.bottom <= list.bottom;
    }"""
    page.wait_for_function(script)
    expect(phone_of(page).get_by_label("Tulis pesan")).to_have_attribute("placeholder", "Tulis pesan")


# the wall


def test_phones_are_added_by_number_and_stay(page):
    page.get_by_label("Telepon lain").fill("0812 3333 0003")
    page.keyboard.press("Enter")
    third = phone_of(page, "+6281233330003")
    expect(third).to_be_visible()
    page.reload()
    expect(third).to_be_visible()
    third.get_by_role("button", name="Simpan telepon").click()
    expect(third).to_have_count(0)
    page.get_by_label("Telepon lain").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("8 sampai 15 angka")).to_be_visible()


def test_both_languages(opened):
    page = opened(locale="en-GB")
    expect(phone_of(page)).to_contain_text("Type MENU, then press Send.")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(phone_of(page)).to_contain_text("Ketik MENU lalu Kirim.")
    assert page.evaluate("document.documentElement.lang") == "id"
    page.reload()
    expect(phone_of(page)).to_contain_text("Ketik MENU lalu Kirim.")


def test_both_languages_have_the_same_words(page):
    script = """async () => {
        const source = await (await fetch("page/words.js")).text();
        const words = new Function(source.match(/const WORDS = ({[^]*?\\n});/)[0] + "return WORDS")();
        return [Object.keys(words.en), Object.keys(words.id)];
    }"""
    context = page.context.browser.new_context(bypass_csp=True)
    free = context.new_page()
    free.goto(page.url)
    english, indonesian = free.evaluate(script)
    context.close()
    assert english == indonesian


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows(opened, width):
    page = opened(width=width, height=800)
    expect(phone_of(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name(page):
    expect(phone_of(page)).to_be_visible()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea")]
            .filter((e) => !(e.getAttribute("aria-label") || e.labels?.length || e.textContent.trim()))
            .map((e) => e.outerHTML)"""
    )
    assert nameless == []


SIZES = ["", "MENU", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "é" * 160, "\n" * 160, "€" * 80, "€" * 81]
SIZES += ["a" * 152 + "€€" + "a" * 10, "你" * 70, "你" * 71, "😀" * 35, "😀" * 67, "ç", "`"]


def test_the_counter_counts_as_the_codec_does(page):
    measured = page.evaluate(
        """async (texts) => {
            const { measure } = await import("./page/septets.js");
            return texts.map(measure).map(({ alphabet, parts, left }) => [alphabet, parts, left]);
        }""",
        SIZES,
    )
    assert [tuple(size) for size in measured] == [plan(text, national=False) for text in SIZES]


# the trace


def talk(sim, *lines):
    link = sim.modems[0].link()
    for line in lines:
        link.write(line)
    link.close()


def test_the_trace_is_live_and_reads_pdus(page, sim):
    trace = page.locator("#lines")
    expect(page.locator("#trace-empty")).to_contain_text("./modem")
    pdu = encode_pdu(submits(PHONE, "MENU")[0])
    talk(sim, b"ATE0\r", b"AT+CMGS=%d\r" % (len(pdu) - 1), pdu.hex().encode() + b"\x1a")
    expect(trace).to_contain_text("AT+CMGS=")
    expect(trace.locator(".pdu.submit")).to_contain_text("0812-1111-0001")
    expect(trace.locator(".pdu.submit q")).to_have_text("MENU")


def test_the_newest_line_stays_in_sight_until_somebody_scrolls_up(opened, sim):
    talk(sim, b"ATE0\r", *[b"AT+CGMM\r"] * 60)
    page = opened()
    lines = page.locator("#lines li")
    expect(lines.last).to_be_in_viewport()
    page.evaluate(  # the list shrinks in the moment between a scroll and its event
        """() => {
            const list = document.getElementById("lines");
            list.style.height = "200px";
            list.dispatchEvent(new Event("scroll"));
        }"""
    )
    talk(sim, *[b"AT+CGMI\r"] * 60)
    expect(lines.filter(has_text="AT+CGMI")).to_have_count(60)
    expect(lines.last).to_be_in_viewport()
    page.locator("#lines").hover()
    page.mouse.wheel(0, -400)
    expect(lines.last).not_to_be_in_viewport()
    talk(sim, b"AT+CGSN\r")
    expect(lines.filter(has_text="AT+CGSN")).to_have_count(1)
    expect(lines.last).not_to_be_in_viewport()


def test_the_trace_is_filtered_paused_and_cleared(page, sim):
    trace = page.locator("#lines li")
    talk(sim, b"ATE0\r", b"AT+CGMI\r", b"ATI\r")
    expect(trace.filter(has_text="AT+CGMI")).to_have_count(1)
    page.get_by_label("Saring").fill("cgmi")
    expect(trace.filter(has_text="ATI")).to_have_count(0)
    page.get_by_label("Saring").fill("")
    page.get_by_role("button", name="Jeda").click()
    talk(sim, b"AT+CGMM\r")
    expect(page.locator("#trace-foot")).to_contain_text("baris baru menunggu")
    expect(trace.filter(has_text="AT+CGMM")).to_have_count(0)
    page.get_by_role("button", name="Lanjut").click()
    expect(trace.filter(has_text="AT+CGMM")).to_have_count(1)
    page.get_by_role("button", name="Bersihkan").click()
    expect(trace).to_have_count(0)


def test_polling_is_hidden_until_asked_for(page, sim):
    trace = page.locator("#lines li")
    talk(sim, b"ATE0\r", b"AT+CSQ\r", b"ATI\r")
    expect(trace.filter(has_text="ATI")).to_have_count(1)
    expect(trace.filter(has_text="AT+CSQ")).to_have_count(0)
    page.get_by_label("tanpa polling").uncheck()
    expect(trace.filter(has_text="AT+CSQ")).to_have_count(1)


def test_a_look_that_finds_something_is_shown(page, sim):
    trace = page.locator("#lines li")
    sim.network.handset(PHONE).text("MENU")
    sim.advance(60)
    talk(sim, b"ATE0\r", b"AT+CMGF=0\r", b"AT+CMGL=4\r")
    expect(trace.filter(has_text="AT+CMGL=4")).to_have_count(1)
    expect(page.locator(".pdu.deliver q")).to_have_text("MENU")


def test_a_message_that_comes_while_the_inbox_is_asked_for_stays(page, sim):
    held = []
    page.route("**/inbox", lambda route: held.append((route, route.fetch())))
    page.reload()
    bubble = phone_of(page).locator(".bubble.theirs .words")
    expect(phone_of(page)).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-number]')")
    answer(sim, "Halo")
    expect(bubble).to_have_text("Halo")
    for route, response in held:  # what was true before
        route.fulfill(response=response)
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    expect(bubble).to_have_text("Halo")


# beside the trace: what is on the air, time and trouble

OTHER = "+6285711110009"


@pytest.fixture
def air(page):
    page.get_by_role("tab", name="Di udara").click()
    return page.locator("#air-lines")


@pytest.fixture
def world(page):
    page.get_by_role("tab", name="Waktu dan gangguan").click()
    return page.locator("#panel-world")


def test_everybodys_messages_are_on_the_air(air, sim):
    handset = sim.network.handset(OTHER)
    handset.text("<b>MENU</b>")
    sim.do(lambda: handset.receive("+628119000001", "Layanan.\n1 Lapor", False))
    handset.dial("*123#")
    expect(air.locator("li q")).to_have_text(["<b>MENU</b>", "Layanan.\n1 Lapor", MENU])
    expect(air.locator("b")).to_have_count(0)


def test_what_was_on_the_air_before_the_page_came_is_there(opened, sim):
    sim.network.handset(OTHER).text("MENU")
    page = opened()
    page.get_by_role("tab", name="Di udara").click()
    expect(page.locator("#air-lines li q")).to_have_text(["MENU"])


def test_the_newest_on_the_air_is_in_sight_when_the_panel_is_opened(page, sim):
    for count in range(40):
        sim.do(lambda count=count: sim.happened("counter", text=f"Layar {count}"))
    expect(page.locator("#air-lines li")).to_have_count(40)
    page.get_by_role("tab", name="Di udara").click()
    expect(page.locator("#air-lines li").last).to_be_in_viewport()


def test_a_number_on_the_air_puts_its_phone_on_the_wall(page, air, sim):
    sim.network.handset(OTHER).text("MENU")
    air.get_by_role("button", name="0857-1111-0009").click()
    expect(page.locator(f'[data-number="{OTHER}"]')).to_be_visible()


def test_a_fault_is_put_in_and_taken_out(world, sim):
    button = world.get_by_role("button", name="Modem dicabut")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert not sim.modems[0].plugged
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert sim.modems[0].plugged


def test_a_card_is_emptied_and_filled(world, sim):
    button = world.get_by_role("button", name="Pulsa habis")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert sim.modems[0].json()["credit"] == 0
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert sim.modems[0].json()["credit"] == 25_000


def test_the_clock_is_put_forward(page, world, sim):
    before = sim.do(sim.clock.wall)
    with page.expect_response("**/api/clock"):
        world.get_by_role("button", name="+ 1 hari").click()
    assert (sim.do(sim.clock.wall) - before).days == 1
    expect(world.locator("#world-told")).to_be_empty()


def test_time_goes_faster_and_every_page_says_so(page, world, sim, opened):
    button = world.get_by_role("button", name="×10")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#clock")).to_contain_text("×10")
    assert sim.clock.pace == (10, 10)
    expect(opened().locator("#clock")).to_contain_text("×10")
    world.get_by_role("button", name="Waktu nyata").click()
    expect(page.locator("#clock")).not_to_contain_text("×")


def test_arrow_keys_go_from_tab_to_tab_and_the_last_one_is_shown_again(page):
    page.get_by_role("tab", name="Perintah AT").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Waktu dan gangguan")).to_be_focused()
    page.reload()
    expect(page.locator("#panel-world")).to_be_visible()
    expect(page.locator("#panel-at")).to_be_hidden()
