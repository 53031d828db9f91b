"""Slips of the counter: each on paper exactly once, or marked as a copy, whatever breaks and whenever."""

import pytest
import sqlalchemy as sa

from kiosk.core import Inbound
from kiosk.doors.printer import Printer, encoded
from kiosk.doors.printer_line import Gone, Port, gone
from kiosk.doors.slip_desk import SlipDesk
from kiosk.settings import PrinterSettings
from kiosk.slips import COLUMNS, Office, lines
from kiosk.store import schema, slips

OFFICE = Office("Pamulang Barat", "Layanan Kota Tangsel", "08.00-15.00", "+6281200000038")
BOOK = ("4", "1", "1", "1", "2", "3674065503990001", "1")
SMALL = ("1", "Siti")
STATES = sa.select(schema.slip.c.state, schema.slip.c.number, schema.slip.c.handed, schema.slip.c.why)


class Crash(BaseException):
    """The power went."""


class Counter:
    """A kiosk with a printer: visitors book, the power goes, the printer breaks."""

    def __init__(self, kiosk, paper, wire):
        kiosk.prints = True
        self.kiosk, self.paper, self.wire, self.visits = kiosk, paper, wire, 0
        self.lines = []

    def book(self, keys=SMALL):
        """Have a visitor register; gives the key of the last answer and its text."""
        self.visits += 1
        who = f"walkup:{self.visits}"
        for count, text in enumerate(("", *keys)):
            key = f"{who}:{count}"
            said = self.kiosk.receive(Inbound("console", who, text, key, first=not count))
        return self.kiosk.key("console", key), said.text

    def connect(self):
        self.lines.append(self.wire(self.paper))
        return Printer(self.lines[-1], answer=0.01, done=0.01)

    def desk(self, kiosk=None, connect=None):
        return SlipDesk(kiosk or self.kiosk, connect or self.connect, OFFICE, PrinterSettings("/dev/x"))

    def print_all(self, desk=None):
        mine = desk or self.desk()
        while mine.once():
            pass
        if desk is None:
            mine.release()
        return mine

    def states(self):
        connection = self.kiosk.store.connect()
        try:
            return [tuple(row)[:3] for row in connection.run(STATES)]
        finally:
            connection.close()


@pytest.fixture
def counter(open_kiosk, paper, wire):
    made = Counter(open_kiosk(), paper, wire)
    yield made
    assert all(line.closed for line in made.lines), "every connection is closed again"


def copies(paper):
    return [slip[0].strip() == "*** SALINAN ***" for slip in paper.all]


def test_a_booking_at_the_counter_is_printed_once(kiosk, paper, wire):
    counter = Counter(kiosk, paper, wire)
    key, text = counter.book(BOOK)
    assert counter.kiosk.write(lambda tx: slips.of(tx, key)).state == "waiting"
    counter.print_all()
    (slip,) = paper.slips
    shown = [line.strip() for line in slip]
    assert shown[:2] == ["KELURAHAN PAMULANG BARAT", "Layanan Kota Tangsel"]
    assert shown[3:6] == ["24/11/2026 08.00", "A-001", "3800-0012"]
    assert " ".join(text.split()) in " ".join(shown)
    assert shown[-5:] == [
        "-" * 32,
        "Cek lewat SMS: 38000012",
        "Nomor kios: 081200000038",
        "Misscall gratis, SMS tarif biasa",
        "Tanya petugas, pukul 08.00-15.00",
    ]
    assert all(len(line) <= COLUMNS for line in slip)
    assert counter.states() == [("printed", "3800-0012", 1)]
    counter.print_all()
    assert len(paper.slips) == 1


def test_only_the_counter_prints_and_only_receipts(counter):
    kiosk = counter.kiosk
    for channel, who in (("sms", "+6281211110001"), ("ussd", "+6281211110002"), ("web", "page")):
        for text in ("MENU", *SMALL):
            said = kiosk.receive(Inbound(channel, who, text, f"{who}{text}"))
        assert said.text.startswith("TERDAFTAR")
    counter.book(("2",))
    assert counter.states() == []
    kiosk.prints = False
    counter.book()
    assert counter.states() == []


def test_a_door_that_asks_again_gets_no_second_slip(counter):
    counter.book()
    last = Inbound("console", "walkup:1", SMALL[-1], "walkup:1:2")
    assert counter.kiosk.receive(last).text.startswith("TERDAFTAR")
    assert len(counter.states()) == 1


FAULTS = {  # what is wrong before the slip: the sentence, and what is on paper when it is mended
    "no paper": (lambda paper: setattr(paper, "room", 0), "Kertas printer habis."),
    "open": (lambda paper: setattr(paper, "cover", True), "Penutup printer terbuka."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_printer_that_is_not_ready_gets_nothing_and_it_is_no_copy_later(counter, paper, fault):
    breaks, sentence = FAULTS[fault]
    breaks(paper)
    counter.book()
    desk = counter.print_all(counter.desk())
    assert (paper.waiting, paper.all, counter.states()) == (b"", [], [("waiting", "3800-0012", 0)])
    assert desk.trouble.startswith(sentence)
    assert counter.kiosk.write(slips.trouble) == desk.trouble
    paper.room, paper.cover = None, False
    counter.print_all(desk)
    desk.release()
    assert (copies(paper), desk.trouble, counter.kiosk.write(slips.trouble)) == ([False], "", "")


@pytest.mark.parametrize("room", range(1, 12, 3))
def test_paper_that_ends_in_the_middle_gives_a_copy_afterwards(counter, paper, room):
    paper.room = room
    counter.book()
    desk = counter.print_all(counter.desk())
    assert counter.states() == [("waiting", "3800-0012", 1)]
    assert "Kertas printer habis" in desk.trouble
    paper.room, paper.waiting = None, b""  # a new roll; what was in its buffer is gone
    counter.print_all(desk)
    desk.release()
    assert counter.states() == [("printed", "3800-0012", 2)]
    assert [slip for slip in paper.slips if "*** SALINAN ***" in "".join(slip)]


@pytest.mark.parametrize("cut", range(0, 600, 120))
def test_a_printer_that_vanishes_in_the_middle_gives_one_copy(counter, paper, wire, cut):
    counter.book()
    whole = len(encoded(lines(counter.kiosk.write(_first), OFFICE)))
    asking = 6  # octets of the two questions
    cut = min(cut, whole - 1)
    desk = counter.desk(connect=lambda: Printer(wire(paper, cut + asking), answer=0.01, done=0.01))
    assert not desk.once()
    assert counter.states() == [("unknown", "3800-0012", 1)]
    desk.release()
    counter.print_all()
    assert counter.states() == [("printed", "3800-0012", 2)]
    assert "*** SALINAN ***" in [line.strip() for slip in paper.all for line in slip]
    assert copies(paper).count(False) <= 1


def _first(tx):
    return slips._read(tx, slips.standing(tx, 1)[0])


def test_a_printer_that_vanishes_again_leaves_it_to_the_officer(counter, paper, wire):
    counter.book()
    desk = counter.desk(connect=lambda: Printer(wire(paper, 100), answer=0.01, done=0.01))
    assert [desk.once() for _ in range(4)] == [False] * 4
    assert counter.states() == [("held", "3800-0012", 2)]
    assert counter.kiosk.write(lambda tx: slips.again(tx, "3800-0012"))
    desk.release()
    counter.print_all()
    assert "*** SALINAN ***" in [line.strip() for line in paper.slips[-1]]


def test_one_that_is_not_there_claims_nothing(counter, paper):
    counter.book()

    def connect():
        raise gone(Port("file", "/dev/usb/lp0"), FileNotFoundError(2, "tidak ada"))

    desk = counter.desk(connect=connect)
    assert not desk.once()
    assert "Printer /dev/usb/lp0 tidak tersambung" in desk.trouble
    assert counter.states() == [("waiting", "3800-0012", 0)]
    desk.release()


def test_a_printer_that_cannot_answer_is_taken_at_its_word(counter, paper):
    paper.mute = True
    counter.book()
    counter.print_all()
    assert counter.states() == [("printed", "3800-0012", 1)]
    assert copies(paper) == [False]


class Crashing:
    """A kiosk whose process dies at the commit with number *at*: before it, or right after."""

    def __init__(self, kiosk, at, after):
        self._kiosk, self._left, self._after = kiosk, at, after
        self.store = kiosk.store

    def write(self, work):
        self._left -= 1
        if self._left < 0 and not self._after:
            raise Crash
        done = self._kiosk.write(work)
        if self._left < 0:
            raise Crash
        return done


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(4))  # orphans, what waits, the claim, what became of it
def test_each_slip_comes_out_once_or_as_a_copy_whenever_the_power_goes(counter, paper, at, after):
    counter.book()
    counter.book()
    desk = counter.desk(Crashing(counter.kiosk, at, after))
    with pytest.raises(Crash):
        counter.print_all(desk)
    desk.release()
    counter.print_all()
    _law(counter, paper, 2)


@pytest.mark.parametrize("octets", range(0, 560, 140))
def test_each_slip_comes_out_once_or_as_a_copy_wherever_the_power_goes(counter, paper, wire, octets):
    counter.book()

    class Dying(wire):
        def write(self, sent):
            if len(sent) > 3:
                super().write(sent[:octets])
                raise Crash
            super().write(sent)

    desk = counter.desk(connect=lambda: Printer(Dying(paper), answer=0.01, done=0.01))
    with pytest.raises(Crash):
        desk.once()
    desk.release()
    counter.print_all()
    _law(counter, paper, 1)


def _law(counter, paper, many):
    """Hold the paper to the law: every number is there, the first at most without a mark, nothing is lost."""
    assert {state for state, *_ in counter.states()} == {"printed"}
    originals = [slip for slip, copy in zip(paper.all, copies(paper), strict=True) if not copy]
    numbers = {number for _, number, _ in counter.states()}
    for number in numbers:
        assert sum(any(line.strip() == number for line in slip) for slip in originals) <= 1
        assert any(any(line.strip() == number for line in slip) for slip in paper.slips)
    assert len(numbers) == many


def test_two_screens_of_one_counter_do_not_print_the_same(counter, paper):
    counter.book()
    first, second = counter.desk(), counter.desk()
    assert first.once()
    counter.book()
    assert not second.once(), "the first one prints"
    first.release()
    assert second.once()
    second.release()
    assert copies(paper) == [False, False]


def test_what_nobody_fetched_is_given_up_and_forgotten(counter, paper, clock):
    counter.book()
    clock.advance(hours=13)
    counter.print_all()
    assert counter.states() == [("expired", "3800-0012", 0)]
    assert paper.all == []
    from kiosk.privacy import retention

    clock.advance(hours=36)
    counter.kiosk.write(retention.tidy)
    assert counter.states() == []


def test_erasing_a_resident_takes_the_slip_of_their_visit_along(kiosk, paper, wire):
    counter = Counter(kiosk, paper, wire)
    keys = ("1", "1", "pamulang barat jl siliwangi", "lubang", "1", "081211110001", "1")
    _, text = counter.book(keys)
    assert text.startswith("Terima kasih. Nomor laporan Anda 3800-0012")
    assert len(counter.states()) == 1
    for count, said in enumerate(("HAPUS", "1")):
        counter.kiosk.receive(Inbound("sms", "+6281211110001", said, f"erase {count}"))
    assert counter.states() == []


def test_an_officer_has_a_slip_printed_again(counter, paper):
    from click.testing import CliRunner

    from kiosk.cli import cli

    counter.book()
    counter.print_all()
    typed = ["console", "--data", str(counter.kiosk.store.folder), "--reprint"]
    said = CliRunner().invoke(cli, [*typed, "38000012"])
    assert (said.exit_code, said.output.split(":")[0]) == (0, "Slip 3800-0012 menunggu")
    assert CliRunner().invoke(cli, [*typed, "3800-0012"]).exit_code == 1, "it waits already"
    counter.print_all()
    assert copies(paper) == [False, True]


def test_the_words_are_sealed_on_the_disk(counter):
    counter.book()
    database = b"".join(path.read_bytes() for path in counter.kiosk.store.folder.glob("loket.db*"))
    assert b"TERDAFTAR" not in database


@pytest.mark.parametrize("codepage", ["CP437", "CP850", "CP1252"])
def test_letters_are_those_of_the_code_page(codepage):
    said = slips.Slip(1, 0.0, "", "", "Cék: “poli” – ü 日", "su", False, 0)
    octets = encoded(lines(said, OFFICE), codepage=codepage)
    assert 'Cék: "poli" - ü ?'.encode(codepage) in octets


def test_an_unplugged_port_is_told_with_a_remedy():
    for port in ("tcp://10.0.0.5", "/dev/usb/lp0", "/dev/ttyUSB9", "usb://04b8:0e15"):
        error = gone(Port.parse(port), OSError(5, "Input/output error"))
        assert isinstance(error, Gone)
        assert error.remedy.startswith("Periksa kabel")


def test_a_receipt_is_whole_however_short_the_pages_of_the_screen_are(counter, paper):
    import menus

    counter.kiosk.console = menus.CONSOLE._replace(lines=2, columns=12)
    _, text = counter.book(("1", "Siti Rahmawati binti Haji Abdul Rahman"))
    assert text == "TERDAFTAR 3800-0012 Siti Rahmawati binti Haji Abdul Rahman."
    counter.print_all()
    assert "Rahman." in " ".join(paper.slips[0])


def test_a_slip_that_cannot_be_laid_out_does_not_hold_up_the_next(counter, paper, monkeypatch):
    counter.book()
    counter.book()
    broken = iter([True])

    def lay_out(slip, office, columns):
        if next(broken, False):
            raise ValueError("a fault of ours")
        return lines(slip, office, columns)

    monkeypatch.setattr("kiosk.doors.slip_desk.lines", lay_out)
    counter.print_all()
    assert [state for state, *_ in counter.states()] == ["held", "printed"]
    assert copies(paper) == [False]


def test_who_gave_a_number_asks_by_sms_and_who_did_not_at_the_counter(kiosk, paper, wire):
    """Scene (b): a slip with the number; the same number answers by SMS, or typed at the counter."""
    counter = Counter(kiosk, paper, wire)
    place = ("1", "1", "pamulang barat jl siliwangi", "lubang", "1")
    counter.book((*place, "081211110001", "1"))
    counter.book(("1", "2", "pondok ranji jl merpati", "menumpuk", "1", "1"))
    counter.print_all()
    first, second = (number for _, number, _ in counter.states())
    for number, slip in zip((first, second), paper.slips, strict=True):
        assert number in [line.strip() for line in slip]
    said = kiosk.receive(Inbound("sms", "+6281211110001", first.replace("-", ""), "ask"))
    assert f"Laporan {first} (jalan rusak, Pamulang Barat): DITERIMA" in said.text
    _, text = counter.book((second.replace("-", ""),))
    assert f"Laporan {second} (sampah, Pondok Ranji): DITERIMA" in text
    assert len(counter.states()) == 2, "asking prints nothing"
