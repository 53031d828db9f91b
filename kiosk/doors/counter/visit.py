"""One visitor after another at the counter: keys in, a view out. No screen, no clock, no thread."""

import re
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from kiosk import ticket
from kiosk.core import Inbound
from kiosk.doors.counter import keypad
from kiosk.doors.counter.desk import CHANNEL, RATE, SURVEY, Asked, Desk
from kiosk.doors.counter.keypad import Idle, Typed
from kiosk.doors.counter.slides import Front, slides
from kiosk.doors.counter.words import Words, words
from kiosk.errors import StoreError

if TYPE_CHECKING:
    from kiosk.store.slips import Fate

SLIDE = 8.0  # seconds that a slide stands while nobody is here
ROOMY = 24  # rows from which there is room for large letters throughout
EIGHT = "8"  # writes large, as on the first screen of the kiosk's leaflets, where it is no choice
LONGER = 2.0  # times as long stands what a visitor has to write down
QUEUE = re.compile(r"\b[A-Z]{1,2}-\d{2,3}\b")  # a queue number, as clinics write it


class View(NamedTuple):
    """All that a screen shows: the `text` of the desk, or a `slide`; what is typed; how long it stays.

    What is `hidden` is typed as dots; `large` are the numbers to be written down, `slip` what became of the
    paper, `left` the seconds of the countdown (None: there is none), `over` that the visit has ended, `last`
    what the last question of ours is: it follows (`next`), or a digit answers it at once (`tap`);
    `large_type` whether all is written large (None: it cannot be), `rates` that RATE leads to the survey.
    """

    words: Words
    other: Words
    title: str
    name: str
    text: str = ""
    large: tuple[str, ...] = ()
    slip: str = ""
    typed: str = ""
    hidden: bool = False
    free: bool = False
    letters: bool = False
    over: bool = False
    last: str = ""
    left: int | None = None
    large_type: bool | None = None
    rates: bool = False
    slide: bool = False


class Counter:
    """The counter: takes keys (`press`) and the passing of time (`tick`), shows a `view`.

    Times are seconds of a clock that only goes forward.
    """

    def __init__(
        self, desk: Desk, front: Front, idle: Idle, languages: tuple[str, str] = ("id", "en")
    ) -> None:
        """Compose; *languages* are the first and the one behind the key."""
        self._desk, self._front, self._idle, self._languages = desk, front, idle, languages
        self._second = False  # whether the other language is spoken
        self._who = ""  # "" while nobody is here
        self._count = 0
        self._since = 0.0  # when the last key was pressed
        self._alone: float | None = None  # since when nobody is here
        self._chosen: float | None = None  # when a language was chosen while nobody was here
        self._text, self._over, self._key = "", False, ""  # key: of the inbound that has a slip
        self._fate: Fate | None = None  # what became of it
        self._asked, self._typed = Asked(), Typed()
        self._drawn = ""  # the service about which this visitor is asked before they go
        self._tapping = False  # whether that question stands on the screen
        self._size, self._may_grow, self._grown = (80, 24), False, False
        self._slides: dict[str, list[str]] = {}

    def fit(self, width: int, height: int, *, halves: bool) -> None:
        """Learn how large the screen is, and whether it has half blocks, of which large letters are made."""
        self._size, self._may_grow = (width, height), halves and height >= ROOMY
        self._desk.fit(width, height, self._grown and self._may_grow)

    # Keys ---------------------------------------------------------------------------------------------------

    def press(self, key: str, now: float) -> None:
        """Take a key: a character, or a name of `keypad.KEYS`; what means nothing counts as presence only."""
        was_here, self._since = bool(self._who), now
        does = keypad.KEYS.get(key, "")
        if does == keypad.LANGUAGE:
            self._switch(now)
        elif was_here and does == keypad.LARGE and not self._has_words():
            self._grow()  # what is to be written down is large already
        elif not was_here:
            self._welcome(key, does, now)
        elif self._over and self._drawn and does in (keypad.SEND, keypad.MODE):
            self._wonder()
        elif self._over:
            self._leave()
            if does != keypad.MODE:
                self._welcome(key, does, now)
        elif self._tapping and f"\n{key} " in self._text:
            self._hand(key)
        elif self._asked.free and self._has_words() and len(key) == 1 and key != "=":
            self._typed = self._typed.write(key, now)  # a full keyboard: its signs belong to the words
        elif does:
            self._do(does)
        else:
            self._type(key, now)

    def _has_words(self) -> bool:
        return not self._typed.letters and any(each.isalpha() for each in self._typed.text)

    def _do(self, does: str) -> None:
        match does:
            case keypad.SEND:
                self._send()
            case keypad.ERASE:
                self._typed = self._typed.erase()
            case keypad.MODE if self._asked.free and not self._asked.private:
                self._typed = self._typed.turn()
            case keypad.MODE if self._drawn and self._count > 1:
                self._wonder()
            case keypad.MODE:
                self._leave()

    def _type(self, key: str, now: float) -> None:
        if self._tapping:
            return
        if key in keypad.LETTERS:
            self._typed = self._typed.press(key, now)
        elif len(key) == 1:
            self._typed = self._typed.write(key, now)

    def _welcome(self, key: str, does: str, now: float) -> None:
        """Begin a visit; a digit that was pressed stands in the line already."""
        self._who = f"walkup:{uuid.uuid4().hex}"
        self._count = 0
        self._drawn = self._desk.draw(self._who)
        self._hand("", first=True)
        if self._language != self._asked.language and not self._over:
            self._speak()
        if not does:
            self._type(key, now)

    def _send(self) -> None:
        text = self._typed.text.strip()
        if text == EIGHT and not self._asked.free and f"\n{EIGHT} " not in self._text and self._may_grow:
            self._typed = Typed()
            self._grow()
        elif text:
            self._hand(SURVEY if text == RATE and self._asked.rates else text)

    def _switch(self, now: float) -> None:
        self._second = self._language == self._languages[0]
        if self._who:
            self._speak()
        else:
            self._chosen = now

    def _speak(self) -> None:
        """Say the screen anew in the language that is wanted; what is typed stays."""
        with suppress(StoreError):
            self._desk.speak(self._who, self._language)
            self._anew()

    def _anew(self) -> None:
        """Have the desk say the same screen again; the end of a visit is never cut into pages."""
        typed, over, key, fate = self._typed, self._over, self._key, self._fate
        if over and self._grown:
            self._desk.fit(*self._size)
        self._hand("")
        self._typed, self._over, self._key, self._fate = typed, over or self._over, key, fate

    def _grow(self) -> None:
        """Write large, or not any more: the desk cuts shorter pages, which are drawn as large as can be."""
        if self._may_grow and not self._over:
            self._grown = not self._grown
            self._desk.fit(*self._size, self._grown)
            self._anew()

    def _hand(self, text: str, *, first: bool = False) -> None:
        """Hand a line to the desk and show what it says."""
        self._count += 1
        key, self._typed = f"{self._who}:{self._count}", Typed()
        try:
            reply = self._desk.receive(Inbound(CHANNEL, self._who, text, key, first=first))
            self._asked = self._desk.asked(self._who)
            self._fate = self._desk.fate(key)
            self._key = key if self._fate else ""
        except StoreError:  # nothing was kept; the officer's page and the log say why
            self._text, self._over, self._key = words(self._language).fault, True, ""
            return
        self._text = reply.text if reply else ""
        self._over = reply is None or not reply.more
        self._tapping = self._tapping and not self._over
        if not first and self._asked.language in self._languages:
            self._second = self._asked.language == self._languages[1]

    def _wonder(self) -> None:
        """Ask the one question of ours in place of what was shown; whoever walks off is not held up by it."""
        service, self._drawn = self._drawn, ""
        try:
            reply = self._desk.wonder(self._who, service, self._language)
        except StoreError:
            self._leave()
            return
        self._asked, self._typed = Asked(self._language), Typed()
        self._text, self._over, self._key, self._fate = reply.text, not reply.more, "", None
        self._tapping = reply.more

    # Time ---------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Let time pass: a screen that nobody looks at any more is cleared."""
        if not self._who:
            if self._chosen is not None and now - self._chosen > self._idle.limit:
                self._chosen, self._second = None, False
        elif self._patience.left(self._since, now) == 0:
            self._leave()
        elif self._key:
            self._look_at_slip()

    @property
    def _patience(self) -> Idle:
        limit, warning = self._idle
        noted = self._large() or self._key  # it is to be written down, or waits for paper
        return Idle(limit * LONGER, warning) if self._over and noted else self._idle

    def _leave(self) -> None:
        """Forget the visitor: what was typed, what was shown, who it was."""
        who, self._who, self._alone = self._who, "", None
        self._typed, self._asked = Typed(), Asked()
        self._text, self._key, self._fate, self._over = "", "", None, False
        self._drawn, self._tapping = "", False
        self._second, self._chosen = False, None
        self._slides.clear()  # the books may be others by now
        if self._grown:
            self._grown = False
            self._desk.fit(*self._size)
        with suppress(StoreError):  # the desk forgets by itself, a day later
            self._desk.leave(who)

    def leave(self) -> None:
        """End the visit that is open, if there is one: the counter closes."""
        if self._who:
            self._leave()

    def _look_at_slip(self) -> None:
        with suppress(StoreError):
            self._fate = self._desk.fate(self._key) or self._fate

    # What is shown ------------------------------------------------------------------------------------------

    @property
    def _language(self) -> str:
        return self._languages[self._second]

    def _large(self) -> tuple[str, ...]:
        """Give the numbers that a receipt tells: of the queue, of the ticket."""
        number = ticket.first(self._text) if self._over else ""
        return (*dict.fromkeys(QUEUE.findall(self._text)), number) if number else ()

    def view(self, now: float) -> View:
        """Give what is shown at *now*."""
        if not self._who:
            return self._attract(now)
        spoken, other = words(self._language), words(self._languages[not self._second])
        asked = self._asked
        return View(
            spoken,
            other,
            *self._head(),
            text=self._text,
            large=self._large(),
            slip=self._told(spoken),
            typed=self._typed.shown(private=asked.private, now=now),
            hidden=asked.private,
            free=asked.free and not asked.private,
            letters=self._typed.letters,
            over=self._over,
            last="tap" if self._tapping else "next" if self._over and self._drawn else "",
            left=self._patience.left(self._since, now),
            large_type=self._grown if self._may_grow else None,
            rates=self._asked.rates and not self._over,
        )

    def _head(self) -> tuple[str, str]:
        return f"Kelurahan {self._front.kelurahan}", self._front.name

    def _told(self, spoken: Words) -> str:
        if not self._key:
            return spoken.note_it if self._large() else ""
        if self._fate is None or (self._fate.state in ("waiting", "printing") and not self._fate.why):
            return spoken.printing
        if self._fate.state == "printed":
            return spoken.take_slip
        return spoken.slip_later if self._large() else spoken.ask_staff

    def _attract(self, now: float) -> View:
        """Give one of the slides that tell what the kiosk is for; both languages take turns."""
        if self._alone is None:
            self._alone = now
        turn = int((now - self._alone) // SLIDE)
        many = len(self._told_in(self._languages[0]))
        second = self._second if self._chosen is not None else bool(turn // many % 2)
        language, other = self._languages[second], self._languages[not second]
        slides = self._told_in(language)
        return View(words(language), words(other), *self._head(), text=slides[turn % len(slides)], slide=True)

    def _told_in(self, language: str) -> list[str]:
        if language not in self._slides:
            try:
                services = self._desk.services(language)
            except StoreError:
                services = []
            second = language == self._languages[1]
            self._slides[language] = slides(self._front, services, language, second, rates=self._desk.rates())
        return self._slides[language]
