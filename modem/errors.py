"""What can go wrong with a modem: each error is one sentence of fact and one of remedy.

`ModemError` is the root; a program that catches it has caught everything this package raises on purpose.
"""

from typing import ClassVar, Self

from modem.causes import CME, CME_REMEDIES, CMS, CMS_REMEDIES, REMEDIES, Causes, Kind

MOST_DIGITS = 5  # of a result code; int() of an endless one would be refused, and slow


class ModemError(Exception):
    """A failure a person can act on: `fact` says what is so, `remedy` what to do.

    >>> print(ModemError("The port is taken.", "Close the other program."))
    The port is taken. Close the other program.
    """

    advice: ClassVar[str] = "Run `kiosk doctor`."

    def __init__(self, fact: str, remedy: str = "") -> None:
        super().__init__(fact, remedy)
        self.fact = fact
        self.remedy = remedy or self.advice

    def __str__(self) -> str:
        return f"{self.fact} {self.remedy}"


class Silent(ModemError):
    """The modem does not answer in time."""

    advice = "Check its power and its cable; if it stays silent, unplug it for ten seconds."


class Gone(ModemError):
    """The port has vanished or cannot be opened."""

    advice = "Plug the modem in again; `kiosk doctor` lists the ports that are there."


class OutcomeUnknown(ModemError):
    """The message was handed to the modem and the answer never came: it may have been sent or not."""

    advice = "Do not send it again blindly: a delivery report or the modem's own store may still tell."


class PinRequired(ModemError):
    """The SIM card waits for a PIN, a PUK, or refused the PIN it was given."""

    advice = "Write the right PIN into the configuration, or switch the SIM card's PIN off in a phone."


class Refused(ModemError):
    """The last gate before the wire lets this through to no modem."""

    advice = "Correct the number, the code or the text."


class TpduError(ModemError):
    """Octets that are no TPDU, or a value that fits none: the field, the octet where it starts, and why.

    >>> print(TpduError("TP-UDL", 19, "11 octets wanted, 10 left"))
    TP-UDL at octet 19: 11 octets wanted, 10 left. Keep the octets; `kiosk pdu decode` shows what can be read.
    """

    advice = "Keep the octets; `kiosk pdu decode` shows what can be read."

    def __init__(self, field: str, octet: int, message: str, remedy: str = "") -> None:
        super().__init__(f"{field} at octet {octet}: {message}.", remedy)
        self.args = (field, octet, message, remedy)
        self.field = field
        self.octet = octet
        self.message = message


class ResultError(ModemError):
    """A final result code that says no: its number (None for a bare ERROR), meaning, kind.

    `kind` is `temporary` (wait, try again), `credit` (money or barring: pause this modem), `permanent` (never
    with this message), `full` (make room), `unknown` (the modem gives no reason: it may even have been sent).
    """

    label: ClassVar[str]
    causes: ClassVar[Causes]
    remedies: ClassVar[dict[int, str]]

    def __init__(self, code: int | None) -> None:
        meaning, kind = self.causes.get(
            -1 if code is None else code, ("the modem does not say why", "unknown")
        )
        remedy = self.remedies.get(-1 if code is None else code, REMEDIES[kind])
        super().__init__(f"{self.label} {'ERROR' if code is None else code}: {meaning}.", remedy)
        self.args = (code,)
        self.code = code
        self.meaning = meaning
        self.kind: Kind = kind

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what follows `+CMS ERROR:` or `+CME ERROR:`, a number or (AT+CMEE=2) words; never fails.

        >>> CmsError.parse(" 331").meaning, CmsError.parse("no network service").code
        ('no network service', 331)
        """
        said = text.strip().casefold()
        if said.isdecimal() and len(said) <= MOST_DIGITS:
            return cls(int(said))
        codes = (code for code, (meaning, _) in cls.causes.items() if meaning.casefold() == said)
        return cls(next(codes, None))


class CmsError(ResultError):
    """`+CMS ERROR: n` (TS 27.005 clause 3.2.5): a message was refused.

    >>> print(CmsError(331))
    CMS 331: no network service. Move the antenna to a window; `kiosk doctor` shows the signal.
    """

    label = "CMS"
    causes = CMS
    remedies = CMS_REMEDIES


class CmeError(ResultError):
    """`+CME ERROR: n` (TS 27.007 clause 9.2): a command was refused."""

    label = "CME"
    causes = CME
    remedies = CME_REMEDIES
