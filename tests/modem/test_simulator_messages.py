"""Messages through a modem's AT side: sent, stored, received, reported; PDUs and texts."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from modem import parts
from modem.simulator import Delays, RealClock, Simulator, VirtualClock
from modem.simulator.delays import NONE
from modem.tpdu import Address, Deliver, StatusReport, decode_pdu, encode_pdu

RESIDENT = "+6281211110001"
OK = "\r\nOK\r\n"


class Terminal:
    """What sits at the serial line, for tests: writes a line, gives the answer as text."""

    def __init__(self, sim, modem=0):
        self.link = sim.modems[modem].link()
        self("ATE0")

    def __call__(self, line, wait=0.0):
        self.link.write(line.encode("latin-1") + b"\r")
        return self.link.read(wait).decode("latin-1")

    def typed(self, text):
        self.link.write(text.encode("latin-1") + b"\x1a")
        return self.link.read(0).decode("latin-1")

    def heard(self, wait=60.0):
        return self.link.read(wait).decode("latin-1")

    def send(self, submit, command="+CMGS"):
        octets = encode_pdu(submit)
        assert self(f"AT{command}={len(octets) - 1}") == "\r\n> "
        return self.typed(octets.hex())

    def listed(self):
        """The messages of AT+CMGL=4: index, status, TPDU."""
        lines = self("AT+CMGL=4").split("\r\n")
        found = []
        for head, pdu in pairwise(lines):
            if head.startswith("+CMGL: "):
                index, status, _, length = head.removeprefix("+CMGL: ").split(",")
                octets = bytes.fromhex(pdu)
                assert len(octets) - 1 - octets[0] == int(length)
                found.append((int(index), int(status), decode_pdu(octets, network=int(status) < 2).tpdu))
        return found


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock())


@pytest.fixture
def terminal(sim):
    terminal = Terminal(sim)
    yield terminal
    terminal.link.close()


@pytest.fixture
def phone(sim):
    return sim.network.handset(RESIDENT)


# out


@pytest.mark.parametrize(
    ("text", "count", "alphabet"),
    [
        ("Halo", 1, "gsm7"),
        ("Antrean {A-012} [€]", 1, "gsm7"),
        ("é 你好", 1, "ucs2"),
        ("x" * 161, 2, "gsm7"),
        ("你好 🌅 " * 40, 4, "ucs2"),
        ("x" * 153 * 20, 20, "gsm7"),
    ],
)
def test_a_message_goes_out_whole(sim, terminal, phone, text, count, alphabet):
    for number, submit in enumerate(parts.submits(RESIDENT, text, reference=7)):
        assert terminal.send(submit) == f"\r\n+CMGS: {number}\r\n{OK}"
    (sent,) = sim.network.outbox
    assert (sent.sender, sent.to, sent.text) == (sim.modems[0].number, RESIDENT, text)
    assert (sent.parts, sent.alphabet, sent.flash) == (count, alphabet, False)
    assert [message.text for message in phone.inbox] == [text]


def test_the_outbox_has_it_before_the_modem_answers():
    sim = Simulator(clock=VirtualClock(), delays=Delays())
    terminal = Terminal(sim)
    (submit,) = parts.submits(RESIDENT, "Halo")
    terminal.send(submit)
    assert len(sim.network.outbox) == 1
    assert len(sim.network.handset(RESIDENT).inbox) == 0
    assert terminal.heard(0.19) == ""
    assert terminal.heard(0.02).startswith("\r\n+CMGS: 0")
    assert sim.network.handset(RESIDENT).wait_for_sms().text == "Halo"


def test_parts_in_disorder_and_twice_are_one_message(sim, terminal, phone):
    first, second, third = parts.submits(RESIDENT, "x" * 400, reference=3)
    for submit in (third, first, first, second):
        terminal.send(submit)
    assert [sent.text for sent in sim.network.outbox] == ["x" * 400]


def test_a_flash_message_is_told_apart(sim, terminal, phone):
    (submit,) = parts.submits(RESIDENT, "Banjir!", message_class=0)
    terminal.send(submit)
    assert sim.network.outbox[0].flash
    assert phone.inbox[0].flash


@pytest.mark.parametrize(
    ("length", "typed", "answer"),
    [
        (9, "00", "304"),
        (14, "0001000D91261832547698F00000", "304"),  # one octet short
        (23, "zz", "304"),
        (5, "000102030405", "304"),
        (1, "00ff", "304"),
    ],
)
def test_a_wrong_pdu_is_refused(sim, terminal, length, typed, answer):
    assert terminal(f"AT+CMGS={length}") == "\r\n> "
    assert terminal.typed(typed) == f"\r\n+CMS ERROR: {answer}\r\n"
    assert len(sim.network.outbox) == 0


def test_escape_leaves_the_prompt(sim, terminal):
    assert terminal("AT+CMGS=23") == "\r\n> "
    terminal.link.write(b"0001\x1b")
    assert terminal.heard(0) == OK
    assert terminal("AT") == OK
    assert len(sim.network.outbox) == 0


def test_the_references_count_up_and_survive_a_reset(terminal):
    (submit,) = parts.submits(RESIDENT, "Halo")
    assert "+CMGS: 0" in terminal.send(submit)
    terminal("ATZE0")
    assert "+CMGS: 1" in terminal.send(submit)


def test_text_mode_sends(sim, terminal, phone):
    terminal("AT+CMGF=1")
    assert terminal(f'AT+CMGS="{RESIDENT}"') == "\r\n> "
    assert terminal.typed("Satu\rDua") == f"\r\n> \r\n+CMGS: 0\r\n{OK}"
    assert phone.inbox[0].text == "Satu\nDua"


@pytest.mark.parametrize(
    ("setup", "typed", "text"),
    [
        ('+CSCS="IRA"', "Harga @5_", "Harga @5_"),
        ('+CSCS="GSM"', "A@", "A¡"),
        ('+CSCS="8859-1"', "é", "é"),
        ('+CSCS="UCS2"', "00480061", "Ha"),
        ('+CSCS="HEX"', "4861", "Ha"),
        ('+CSCS="UCS2";+CSMP=17,167,0,8', "4F60597D", "你好"),
        ('+CSCS="IRA";+CSMP=17,167,0,8', "4F60597D", "你好"),
        ("+CSMP=17,167,0,0", "x" * 160, "x" * 160),
        ("+CSMP=1,167,0,0", "Halo", "Halo"),
        ('+CSMP=25,"26/01/06,08:00:00+28",0,0', "Halo", "Halo"),
    ],
)
def test_text_mode_by_character_set_and_coding(sim, terminal, setup, typed, text):
    assert terminal(f"AT+CMGF=1;{setup}") == OK
    terminal(f'AT+CMGS="{RESIDENT}"')
    assert "+CMGS: 0" in terminal.typed(typed)
    assert sim.network.outbox[0].text == text


@pytest.mark.parametrize(
    ("setup", "typed"),
    [
        ('+CSCS="UCS2"', "xyz"),
        ("+CSMP=17,167,0,8", "Halo"),
        ("+CSMP=17,167,0,0", "x" * 161),
        ('+CSCS="8859-1"', "þ"),
        ('+CSMP=25,"tomorrow",0,0', "Halo"),
    ],
)
def test_text_that_does_not_go_is_refused(sim, terminal, setup, typed):
    assert terminal(f"AT+CMGF=1;{setup}") == OK
    terminal(f'AT+CMGS="{RESIDENT}"')
    assert terminal.typed(typed) == "\r\n+CMS ERROR: 305\r\n"
    assert len(sim.network.outbox) == 0


def test_the_address_in_text_mode(sim, terminal):
    terminal('AT+CMGF=1;+CSCS="UCS2"')
    number = RESIDENT.encode("utf-16-be").hex()
    terminal(f'AT+CMGS="{number}"')
    terminal.typed("0041")
    terminal('AT+CSCS="IRA"')
    terminal(f'AT+CMGS="{RESIDENT[1:]}",145')
    terminal.typed("B")
    terminal('AT+CMGS="081211110001"')
    terminal.typed("C")
    assert [(sent.to, sent.text) for sent in sim.network.outbox] == [(RESIDENT, c) for c in "ABC"]


# stored and sent


def test_store_then_send_leaves_a_flag(sim, terminal):
    (submit,) = parts.submits(RESIDENT, "Halo")
    assert terminal.send(submit, "+CMGW") == f"\r\n+CMGW: 1\r\n{OK}"
    assert [(index, status) for index, status, _ in terminal.listed()] == [(1, 2)]
    assert terminal("AT+CMSS=1") == f"\r\n+CMSS: 0\r\n{OK}"
    assert [(index, status) for index, status, _ in terminal.listed()] == [(1, 3)]
    assert [sent.text for sent in sim.network.outbox] == ["Halo"]
    assert terminal("AT+CMSS=2") == "\r\n+CMS ERROR: 321\r\n"


def test_a_refused_stored_message_stays_unsent(sim, terminal):
    (submit,) = parts.submits(RESIDENT, "Halo")
    terminal.send(submit, "+CMGW")
    sim.fault(0, "cms", count=1, code=38)
    assert terminal("AT+CMSS=1") == "\r\n+CMS ERROR: 38\r\n"
    assert [status for _, status, _ in terminal.listed()] == [2]
    assert "+CMSS: 0" in terminal('AT+CMSS=1,"+62812999"')
    assert sim.network.outbox[0].to == "+62812999"


def test_what_was_written_is_read_back_octet_for_octet(terminal):
    (submit,) = parts.submits(RESIDENT, "Halo")
    octets = encode_pdu(submit, Address("6281100000")).hex().upper()
    terminal(f"AT+CMGW={len(octets) // 2 - 1 - int(octets[:2], 16)}")
    terminal.typed(octets)
    assert octets in terminal("AT+CMGR=1")


def test_text_mode_writes_and_shows(terminal):
    terminal("AT+CMGF=1")
    terminal(f'AT+CMGW="{RESIDENT}",145,"STO SENT"')
    assert terminal.typed("Halo") == f"\r\n+CMGW: 1\r\n{OK}"
    assert terminal("AT+CMGR=1") == f'\r\n+CMGR: "STO SENT","{RESIDENT}",\r\nHalo\r\n{OK}'
    terminal("AT+CSDH=1")
    assert f'"{RESIDENT}",,145,17,0,0,167,"+6281100000",145,4' in terminal("AT+CMGR=1")
    assert terminal('AT+CMGL="STO UNSENT"') == OK


def test_a_full_memory_takes_no_more(terminal):
    (submit,) = parts.submits(RESIDENT, "Halo")
    for index in range(1, 31):
        assert f"+CMGW: {index}\r" in terminal.send(submit, "+CMGW")
    assert terminal.send(submit, "+CMGW") == "\r\n+CMS ERROR: 322\r\n"
    terminal("AT+CMGD=7")
    assert "+CMGW: 7\r" in terminal.send(submit, "+CMGW")


# in


def test_a_message_comes_to_the_memory(terminal, phone):
    terminal("AT+CNMI=2,1,0,0,0")
    phone.text("INFO é 你好")
    assert terminal.heard() == '\r\n+CMTI: "SM",1\r\n'
    ((index, status, deliver),) = terminal.listed()
    assert (index, status, str(deliver.sender), deliver.text) == (1, 0, RESIDENT, "INFO é 你好")
    ((_, status, _),) = terminal.listed()
    assert status == 1  # listing made it read
    assert terminal("AT+CMGD=1") == OK
    assert terminal.listed() == []


def test_without_cnmi_nothing_is_said(terminal, phone):
    phone.text("INFO")
    assert terminal.heard() == ""
    assert len(terminal.listed()) == 1


def test_a_long_message_comes_in_parts(terminal, phone):
    terminal('AT+CNMI=2,1;+CPMS="SM","SM","ME"')
    phone.text("Warga " * 60)
    assert terminal.heard().count("+CMTI") == 3
    terminal('AT+CPMS="ME"')
    delivers = [deliver for _, _, deliver in terminal.listed()]
    assert parts.join(delivers).text == "Warga " * 60
    assert [deliver.more_to_send for deliver in delivers] == [True, True, False]


def test_no_two_messages_of_a_sender_bear_the_same_second(terminal, phone):
    for _ in range(5):
        phone.text("MENU")
    stamps = [deliver.timestamp for _, _, deliver in terminal.listed()]
    assert len(set(stamps)) == 5


def test_a_message_goes_straight_to_the_terminal(terminal, phone):
    terminal("AT+CNMI=2,2")
    phone.text("INFO")
    head, pdu = terminal.heard().strip().split("\r\n")
    deliver = decode_pdu(bytes.fromhex(pdu), network=True).tpdu
    assert head == f"+CMT: ,{len(deliver.encode())}"
    assert deliver.text == "INFO"
    assert terminal.listed() == []
    terminal("AT+CMGF=1")
    phone.text("DUA")
    assert terminal.heard() == f'\r\n+CMT: "{RESIDENT}",,"26/01/05,08:00:01+28"\r\nDUA\r\n'


def test_phase_2_plus_waits_for_the_acknowledgement(terminal, phone):
    terminal("AT+CSMS=1;+CNMI=2,2")
    phone.text("satu")
    phone.text("dua")
    assert terminal.heard(1).count("+CMT: ") == 1
    answer = terminal("AT+CNMA")
    assert answer.startswith(OK)
    assert answer.count("+CMT: ") == 1
    assert terminal("AT+CNMA=1,2") == "\r\n> "
    assert terminal.typed("0000") == OK
    assert terminal("AT+CNMA") == "\r\n+CMS ERROR: 340\r\n"


def test_unacknowledged_messages_go_to_memory_in_the_end(terminal, phone):
    terminal("AT+CSMS=1;+CNMI=2,2")
    phone.text("satu")
    assert "+CMT" in terminal.heard(1)
    terminal.heard(60)
    assert terminal("AT+CNMI?") == f"\r\n+CNMI: 2,0,0,0,0\r\n{OK}"
    assert [deliver.text for _, _, deliver in terminal.listed()] == ["satu"]


def test_a_refused_message_comes_again(terminal, phone):
    terminal("AT+CSMS=1;+CNMI=2,2")
    phone.text("satu")
    assert "+CMT" in terminal.heard(1)
    assert terminal("AT+CNMA=2") == OK
    assert "+CMT" in terminal.heard(60)


def test_mode_0_holds_back_until_the_mode_changes(terminal, phone):
    terminal("AT+CNMI=0,1")
    phone.text("INFO")
    assert terminal.heard(5) == ""
    assert terminal("AT+CNMI=2,1") == OK + '\r\n+CMTI: "SM",1\r\n'


def test_messages_as_text(terminal, phone):
    phone.text("Halo")
    phone.text("你好")
    terminal("AT+CMGF=1")
    assert terminal('AT+CMGL="REC UNREAD"') == (
        f'\r\n+CMGL: 1,"REC UNREAD","{RESIDENT}",,"26/01/05,08:00:00+28"\r\nHalo'
        f'\r\n+CMGL: 2,"REC UNREAD","{RESIDENT}",,"26/01/05,08:00:01+28"\r\n4F60597D\r\n{OK}'
    )
    terminal("AT+CSDH=1")
    assert terminal("AT+CMGR=1") == (
        f'\r\n+CMGR: "REC READ","{RESIDENT}",,"26/01/05,08:00:00+28",145,4,0,0,"+6281100000",145,4'
        f"\r\nHalo\r\n{OK}"
    )


def test_a_full_card_keeps_messages_in_the_network(sim, terminal, phone):
    terminal("AT+CNMI=2,1")
    for number in range(32):
        phone.text(f"nomor {number}")
    assert terminal.heard().count("+CMTI") == 30
    assert sim.network.smsc.waiting(sim.modems[0]) == 2
    assert terminal("AT+CMGD=1") == OK + '\r\n+CMTI: "SM",1\r\n'
    assert terminal("AT+CMGD=1,4").count("+CMTI") == 1
    assert [deliver.text for _, _, deliver in terminal.listed()] == ["nomor 31"]


def test_the_fault_of_a_full_memory(sim, terminal, phone):
    terminal("AT+CNMI=2,1")
    sim.fault(0, "storage-full")
    phone.text("INFO")
    (submit,) = parts.submits(RESIDENT, "Halo")
    assert terminal.send(submit, "+CMGW") == "\r\n+CMS ERROR: 322\r\n"
    assert terminal.heard(5) == ""
    sim.clear_fault(0, "storage-full")
    assert terminal.heard() == '\r\n+CMTI: "SM",1\r\n'


def test_a_modem_that_is_off_gets_its_messages_later(terminal, phone):
    terminal("AT+CNMI=2,1")
    terminal("AT+CFUN=4")
    phone.text("INFO")
    assert terminal.heard(3600) == ""
    assert "+CMTI" in terminal("AT+CFUN=1") + terminal.heard(5)


@pytest.mark.parametrize("text", ["Ya", "Sangat panjang " * 20])
def test_the_network_delivers_twice(sim, terminal, phone, text):
    sim.fault(0, "duplicate")
    phone.text(text)
    phone.text("sekali")
    delivers = [deliver.encode() for _, _, deliver in terminal.listed()]
    half = (len(delivers) - 1) // 2
    assert delivers[:half] == delivers[half : 2 * half]
    assert len(delivers) == 2 * half + 1


# reports


@pytest.mark.parametrize("text", ["Halo", "x" * 200])
def test_a_report_comes_for_each_part(terminal, text):
    terminal("AT+CNMI=2,1,0,1,0")
    submits = parts.submits(RESIDENT, text, report=True)
    said = "".join(terminal.send(submit) for submit in submits) + terminal.heard(10)
    pdus = [line for line in said.split("\r\n") if line.startswith("06912618010000")]
    reports = [decode_pdu(bytes.fromhex(pdu), network=True).tpdu for pdu in pdus]
    assert [type(report) for report in reports] == [StatusReport] * len(submits)
    assert [(report.reference, report.delivered) for report in reports] == [
        (n, True) for n in range(len(submits))
    ]
    assert said.count("+CDS: ") == len(submits)


def test_reports_lie_in_the_memory_by_default(terminal):
    (submit,) = parts.submits(RESIDENT, "Halo", report=True)
    terminal.send(submit)
    ((_, status, report),) = terminal.listed()
    assert (status, report.reference, str(report.recipient)) == (0, 0, RESIDENT)
    terminal("AT+CMGF=1")
    stamps = '"26/01/05,08:00:00+28","26/01/05,08:00:00+28"'
    assert terminal("AT+CMGR=1") == f'\r\n+CMGR: "REC READ",6,0,"{RESIDENT}",145,{stamps},0\r\n{OK}'


def test_a_report_waits_until_the_handset_has_the_message(terminal, phone):
    terminal("AT+CNMI=2,1,0,1,0")
    phone.power(False)
    (submit,) = parts.submits(RESIDENT, "Halo", report=True)
    terminal.send(submit)
    assert terminal.heard(3600) == ""
    phone.power(True)
    assert "+CDS: " in terminal.heard()
    assert phone.inbox[0].text == "Halo"


def test_modems_text_each_other():
    sim = Simulator(2, clock=VirtualClock())
    here, there = Terminal(sim, 0), Terminal(sim, 1)
    there("AT+CNMI=2,1")
    for submit in parts.submits(sim.modems[1].number, "Sesama modem " * 20):
        here.send(submit)
    assert there.heard().count("+CMTI") == 2
    delivers = [deliver for _, _, deliver in there.listed()]
    joined = parts.join(delivers)
    assert (joined.sender, joined.text) == (sim.modems[0].number, "Sesama modem " * 20)


def test_odd_messages_can_be_delivered_as_they_are(sim, terminal):
    sim.network.smsc.deliver(sim.modems[0], Deliver(Address.of("PEMKOT"), "Promo", sim.clock.wall()))
    assert [str(deliver.sender) for _, _, deliver in terminal.listed()] == ["PEMKOT"]


def test_in_real_time_no_message_of_one_run_is_taken_for_one_of_another():
    epoch, listed = datetime(2026, 11, 24, 8, 0, tzinfo=UTC), set()
    for _ in range(2):
        sim = Simulator(clock=RealClock(speed=1e-6, epoch=epoch), delays=NONE)  # the second never ends
        terminal = Terminal(sim)
        sim.network.handset(RESIDENT).text("MENU")
        listed.add(terminal("AT+CMGL=4", wait=30))
        terminal.link.close()
    assert len(listed) == 2
    assert all("+CMGL: 1,0," in answer for answer in listed)
