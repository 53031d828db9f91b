"""The subjects in which makes of modems differ; what a profile leaves out is as the standards have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Identity(NamedTuple):
    """Who it says it is; `about` are the lines of ATI, `named` puts `+CGMI: ` before an answer."""

    manufacturer: str = "Loket"
    model: str = "Simulated modem"
    revision: str = "1.0"
    about: tuple[str, ...] = ("{manufacturer}", "{model}", "Revision: {revision}")
    named: bool = False


class Boot(NamedTuple):
    """What it says after power on: `[seconds, line]`; `ready` counts from when the SIM card is open.

    For `busy` seconds after that, commands that need the card answer `busy_cme` or `busy_cms`.
    """

    banner: tuple[tuple[float, str], ...] = ()
    ready: tuple[tuple[float, str], ...] = ()
    busy: float = 0.0
    busy_cme: int = 14  # SIM busy (TS 27.007 clause 9.2.1)
    busy_cms: int = 314  # SIM busy (TS 27.005 clause 3.2.5)


class Errors(NamedTuple):
    """How it refuses: the whole line for an unknown command ("" as AT+CMEE says, by `unknown_cme`).

    `texts` are its own words for numbers (AT+CMEE=2); `sms_texts` says that it has words for +CMS, too.
    """

    unknown: str = ""
    unknown_cme: int = 4
    texts: Mapping[str, str] = {}
    sms_texts: Mapping[str, str] = {}


class Characters(NamedTuple):
    """The sets of AT+CSCS, and which is in use after power on."""

    sets: tuple[str, ...] = ("GSM", "IRA", "UCS2", "HEX", "8859-1")
    default: str = "IRA"


class Storage(NamedTuple):
    """Its message memories and their slots; `aliases` are second names of one of them.

    `chosen` are in use after power on, as many as AT+CPMS knows; `first` is the index of the first slot;
    `offer` is the answer to AT+CPMS=? where it has a form of its own; `reports` is where status reports lie
    ("" where messages do); `full` is said when a message finds no room.
    """

    memories: Mapping[str, int] = {"SM": 30, "ME": 30}
    aliases: Mapping[str, str] = {}
    chosen: tuple[str, ...] = ("SM", "SM", "SM")
    first: int = 1
    offer: str = ""
    reports: str = ""
    full: str = ""


class Messages(NamedTuple):
    """The ranges of AT+CNMI and what it is at first, whether AT+CMSS marks an entry as sent.

    `unnamed` stands for the name of a sender who has none in the phone book (<alpha>). `looks`: with a second
    parameter 1, AT+CMGR and AT+CMGL leave unread what they show. `empty_is_ok`: so is to read an empty slot.
    `refused` is the number for whatever the network refuses; 0 passes the network's own on.
    `forgets_centre`: AT+CSMP takes the service centre with it.
    """

    cnmi: tuple[str, ...] = ("0-3", "0-3", "0-3", "0-2", "0,1")
    cnmi_default: str = "0,0,0,0,0"
    unnamed: str = ""
    looks: bool = False
    empty_is_ok: bool = False
    refused: int = 0
    marks_sent: bool = True
    forgets_centre: bool = False


class Ussd(NamedTuple):
    """The form of +CUSD: its string, its coding (-1: left out), and what the terminal must write.

    `early`: it comes before the OK. `ends`: a `+CUSD: 2` stands "before" or "after" the last screen, with
    the words of `release` if there are any. `unserved` is the status
    for a code that nobody serves. `mode` names a command (^USSDMODE) by which 0 makes all of it text.
    """

    form: str = "charset"
    coding: int = 15
    ucs2_coding: int = 72
    typed: str = "charset"
    early: bool = False
    ends: str = ""
    release: str = ""
    unserved: int = 4
    mode: str = ""


class Calls(NamedTuple):
    """What it says of calls: the end of +CLIP after number and type, and lines of its own."""

    clip: str = ',"",,"",0'
    dialled: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    ended: tuple[str, ...] = ("NO CARRIER",)
    missed: tuple[str, ...] = ("NO CARRIER",)


class Air(NamedTuple):
    """Registration and signal: quotes around area and cell, what follows them (`,7`), LTE, bit error rate."""

    quotes: bool = True
    access: str = ""
    lte: bool = False
    error_rate: int = 0
    rates: str = "0-7,99"


class Noise(NamedTuple):
    """What it says again and again, every so many seconds, until a command (`until`) is seen."""

    every: float = 0.0
    lines: tuple[str, ...] = ()
    until: str = ""


class Commands(NamedTuple):
    """Commands that it lacks, that it takes without effect, that always answer the same.

    `settings` are the numbers that it starts with, as in `"+CMEE" = [2]`. `line_feed`: that ends a command
    line, too.
    """

    missing: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    answers: Mapping[str, str] = {}
    settings: Mapping[str, tuple[int, ...]] = {}
    line_feed: bool = False


class Timing(NamedTuple):
    """Seconds of a quiet line before an unsolicited result code, and between two."""

    quiet: float = 0.15
    between: float = 0.05


class Phonebook(NamedTuple):
    """Entries of the SIM card's book; the figures of AT+CBC."""

    entries: int = 250
    battery: str = "0,87"


class Profile(NamedTuple):
    """One make of modem; `about` says in a line what it stands for."""

    name: str
    about: str = ""
    identity: Identity = Identity()
    boot: Boot = Boot()
    errors: Errors = Errors()
    characters: Characters = Characters()
    storage: Storage = Storage()
    messages: Messages = Messages()
    ussd: Ussd = Ussd()
    calls: Calls = Calls()
    air: Air = Air()
    noise: Noise = Noise()
    commands: Commands = Commands()
    timing: Timing = Timing()
    phonebook: Phonebook = Phonebook()
    sources: Mapping[str, tuple[str, ...]] = {}
