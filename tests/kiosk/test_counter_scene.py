"""Scene (b): walking in for tax and permits, with nothing but a numeric keypad, a screen and a slip."""

import pytest

from kiosk.agency import runner
from kiosk.chores import Chores
from kiosk.doors.counter.desk import KioskDesk
from kiosk.doors.counter.keypad import Idle
from kiosk.doors.counter.slides import Front
from kiosk.doors.counter.visit import Counter
from kiosk.doors.counter.words import words
from kiosk.doors.printer import Printer
from kiosk.doors.slip_desk import SlipDesk
from kiosk.services.permits.centre import LACKING, LATE, Dpmptsp
from kiosk.services.tax.centre import LATE_OBJECT, Bapenda
from kiosk.settings import PrinterSettings
from kiosk.slips import COLUMNS, Office

OFFICE = Office("Pamulang Barat", "Layanan Kota Tangsel", "08.00-15.00", "+6281200000038")
UNPAID = "367699900100200030"
ID = words("id")


class Room:
    """A counter with its printer, and the agencies behind it."""

    def __init__(self, kiosk, clock, paper, wire):
        kiosk.prints = True
        self.kiosk, self.clock, self.paper, self.wire = kiosk, clock, paper, wire
        self.counter = Counter(KioskDesk(kiosk), Front("Pamulang Barat", "Layanan"), Idle(30, 10))
        self.bapenda, self.dpmptsp, self.now = Bapenda(clock), Dpmptsp(clock), 0.0

    def connect(self, mood="well"):
        self.bapenda.mood = self.dpmptsp.mood = mood
        self.kiosk.agencies |= {"pbb": self.bapenda, "izin": self.dpmptsp}
        self.minute()

    def minute(self, **time):
        self.clock.advance(**time)
        for _ in range(2):
            Chores(self.kiosk).attend()
            runner.attend(self.kiosk)

    def keys(self, *lines):
        """Type lines of digits, each with ENTER; gives what the screen shows."""
        for line in lines:
            assert line.isdigit(), "there are no other keys"
            for key in line:
                self.counter.press(key, self.now)
            self.counter.press("enter", self.now)
        return self.view

    @property
    def view(self):
        self.counter.tick(self.now)
        return self.counter.view(self.now)

    def leave(self):
        self.counter.press("#", self.now)
        assert self.view.slide

    def print_all(self):
        desk = SlipDesk(
            self.kiosk,
            lambda: Printer(self.wire(self.paper), answer=0.01, done=0.01),
            OFFICE,
            PrinterSettings("/dev/x"),
        )
        while desk.once():
            pass
        desk.release()
        return [" ".join(" ".join(slip).split()) for slip in self.paper.slips]


@pytest.fixture
def room(kiosk, clock, paper, wire):
    return Room(kiosk, clock, paper, wire)


def test_a_bill_and_where_to_pay_it_go_home_on_paper(room):
    assert room.keys("3", UNPAID).text.startswith("PBB 2026 NOP ..002-0003.0\na.n. S*** R****\nRp1.254.000")
    view = room.keys("1")
    assert view.text.startswith("Bayar PBB di bank")
    assert (view.over, view.large, view.slip) == (True, (), ID.printing)
    (slip,) = room.print_all()
    for said in (
        "24/11/2026 08.00",
        "..002-0003.0",
        "S*** R****",
        "Rp1.254.000 BELUM LUNAS",
        "Bayar PBB di",
    ):
        assert said in slip
    assert UNPAID not in slip
    assert "Cek lewat SMS" not in slip, "there is no number to ask with"
    assert "Nomor kios: 081200000038" in slip
    assert all(len(line) <= COLUMNS for slip in room.paper.slips for line in slip)
    assert room.view.slip == ID.take_slip


def test_what_a_permit_lacks_goes_home_on_paper(room):
    room.connect()
    view = room.keys("2", "1", LACKING.replace("-", ""))
    assert "KURANG: fotokopi bukti lunas PBB" in view.text
    assert view.slip == ID.printing
    assert "KURANG: fotokopi bukti lunas PBB" in room.print_all()[0]


def test_a_list_that_has_no_room_in_a_line_is_whole_on_paper(room):
    room.connect()
    room.dpmptsp.put(LACKING, "praktik", "kurang", 2, ("ijazah", "str", "foto"))
    room.keys("2", "1", LACKING.replace("-", ""))
    room.minute(minutes=1)
    room.leave()
    view = room.keys("2", "1", LACKING.replace("-", ""))
    assert not view.over
    (*_, slip) = room.print_all()
    assert "98 Lanjut" not in slip
    assert "0 Kembali" not in slip


@pytest.mark.parametrize(
    ("keys", "agency", "answered"),
    [
        (("3", LATE_OBJECT), "Bapenda", "PBB 2026 NOP ..003-0001.0"),
        (("2", "1", LATE.replace("-", "")), "DPMPTSP", f"Izin {LATE}"),
    ],
)
def test_whoever_has_no_phone_gets_a_number_and_looks_again(room, keys, agency, answered):
    room.connect("absent")
    view = room.keys(*keys)
    assert view.text.endswith("1 Tanpa nomor HP\n0 Kembali")
    view = room.keys("1")
    begins = f"Permintaan 3800-0012 sudah kami simpan. Jawaban {agency} paling lambat besok"
    assert view.text.startswith(begins)
    assert (view.large, view.slip) == (("3800-0012",), ID.printing)
    slip = room.print_all()[0]
    assert "3800-0012" in slip
    assert "ketik nomor itu di layar loket" in slip
    room.leave()
    view = room.keys("38000012")
    assert f"MENUNGGU jawaban {agency}" in view.text
    assert "SMS" not in view.text, "nothing is promised that cannot come"
    room.leave()
    room.bapenda.mood = room.dpmptsp.mood = "well"
    room.minute(minutes=30)
    assert f"DIJAWAB {agency}" in room.keys("38000012").text
    room.leave()
    assert answered in room.keys(*keys).text


def test_a_question_of_nobody_who_can_be_called_waits_on_when_it_is_late(room):
    room.connect("absent")
    room.keys("3", LATE_OBJECT, "1")
    for _ in range(4):
        room.minute(days=1)
    room.leave()
    assert "MENUNGGU" in room.keys("38000012").text, "late, and not said to be answered"
    room.leave()
    room.bapenda.mood = "well"
    room.minute(hours=2)
    assert "DIJAWAB" in room.keys("38000012").text


def test_with_a_phone_the_answer_comes_by_sms_and_the_slip_says_so(room):
    room.connect()
    room.keys("3", LATE_OBJECT)
    view = room.keys("081211110009")
    assert view.large == ("3800-0012",)
    slip = room.print_all()[0]
    assert "Jawabannya kami kirim lewat SMS" in slip
    assert "Cek lewat SMS: 38000012" in slip


def test_paper_that_ends_in_the_middle_of_a_bill_loses_and_doubles_nothing(room):
    room.keys("3", UNPAID)
    room.paper.room = 4
    room.keys("1")
    room.print_all()
    assert room.view.slip == ID.ask_staff
    assert room.view.text.startswith("Bayar PBB"), "it stands on the screen meanwhile"
    room.paper.room = None
    slips = room.print_all()
    assert sum("Bayar PBB di" in slip and "Rp1.254.000" in slip for slip in slips) >= 1
    whole = [slip for slip in slips if "Rp1.254.000" in slip]
    assert all("SALINAN" in slip for slip in whole[1:]), "what came twice says so"


def test_without_a_printer_nothing_is_said_of_paper(room):
    room.kiosk.prints = False
    room.keys("3", UNPAID)
    assert room.keys("1").slip == ""
