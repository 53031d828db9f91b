"""A line typed on a numeric keypad: digits, letters by pressing a key again, and what is hidden. PURE.

`*` speaks the other language, `#` or `/` changes between digits and letters where words are asked for and
ends the visit elsewhere, `-`, `.` and the backspace take the last one away, `+` writes large.
"""

from typing import NamedTuple

LONGEST = 160  # one SMS
AGAIN = 1.2  # seconds in which the same key goes on to its next letter
SHOWN = 1.0  # seconds that the last digit of a hidden line is readable
HIDDEN = "•"
LETTERS = {  # as on the keys of a phone (ITU-T E.161)
    "1": ".,-/?1",
    "2": "abc2",
    "3": "def3",
    "4": "ghi4",
    "5": "jkl5",
    "6": "mno6",
    "7": "pqrs7",
    "8": "tuv8",
    "9": "wxyz9",
    "0": " 0",
}
SEND, LANGUAGE, MODE, ERASE, LARGE = "send", "language", "mode", "erase", "large"
KEYS = {  # the names that Textual gives to what is no character, and the keys of a numeric block
    "enter": SEND,
    "=": SEND,
    "*": LANGUAGE,
    "#": MODE,
    "/": MODE,
    "backspace": ERASE,
    "delete": ERASE,
    "-": ERASE,
    ".": ERASE,
    "ctrl+h": ERASE,
    "+": LARGE,
}


class Typed(NamedTuple):
    """What stands in the line: `letters` whether keys give letters, `key` and `at` of the last press."""

    text: str = ""
    letters: bool = False
    key: str = ""
    at: float = 0.0

    def press(self, digit: str, now: float) -> "Typed":
        """Press a key of the pad at *now* (seconds).

        >>> Typed().press("4", 0).press("4", 0.1).text
        '44'
        >>> typed = Typed(letters=True)
        >>> for key, at in (("5", 0), ("5", 0.2), ("2", 0.4), ("2", 2.0)): typed = typed.press(key, at)
        >>> typed.text
        'kaa'
        """
        if not self.letters:
            return self.write(digit, now)
        turn = LETTERS[digit]
        again = digit == self.key and now - self.at < AGAIN and self.text
        last = self.text[-1:] if again and self.text[-1:] in turn else ""
        if not last:
            return self.write(turn[0], now)._replace(key=digit)
        following = turn[(turn.index(last) + 1) % len(turn)]
        return self._replace(text=self.text[:-1] + following, at=now)

    def write(self, character: str, now: float) -> "Typed":
        """Take a character as it is; a line that is full takes no more."""
        if len(self.text) >= LONGEST or not (character.isprintable() and len(character) == 1):
            return self
        return self._replace(text=self.text + character, key="", at=now)

    def erase(self) -> "Typed":
        """Take the last character away.

        >>> Typed("12").erase().text, Typed().erase().text
        ('1', '')
        """
        return self._replace(text=self.text[:-1], key="", at=0.0)

    def turn(self) -> "Typed":
        """Change between digits and letters; what stands there stays."""
        return self._replace(letters=not self.letters, key="")

    def shown(self, *, private: bool, now: float) -> str:
        """Give what the screen shows of it: of a hidden line only the last character, and only for a moment.

        >>> typed = Typed("3674", at=5.0)
        >>> typed.shown(private=True, now=5.5), typed.shown(private=True, now=6.5)
        ('•••4', '••••')
        >>> Typed("38001273").shown(private=False, now=0)
        '38001273'
        """
        if not private or not self.text:
            return self.text
        fresh = self.at and now - self.at < SHOWN
        return HIDDEN * (len(self.text) - 1) + (self.text[-1] if fresh else HIDDEN)


class Idle(NamedTuple):
    """Nobody at the keys: the screen is cleared after `limit` seconds, the last `warning` counted down."""

    limit: float
    warning: float

    def left(self, since: float, now: float) -> int | None:
        """Give the seconds left of the countdown, 0 when it is over; None while there is no need of one.

        >>> idle = Idle(30, 10)
        >>> [idle.left(0, now) for now in (19.9, 20, 29.5, 30, 99)]
        [None, 10, 1, 0, 0]
        """
        remains = self.limit - (now - since)
        if remains > min(self.warning, self.limit):
            return None
        return max(0, -int(-remains // 1))
