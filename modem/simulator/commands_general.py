"""Who the modem is, how it speaks, how it feels: V.250 clause 6, TS 27.007 clauses 5 and 8."""

from datetime import datetime, timedelta, timezone
from typing import ClassVar

from modem.simulator.commands import Group, at
from modem.simulator.syntax import INCORRECT, NOT_SUPPORTED, Cme, arguments, number

S_PARAMETERS = {0: 0, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15}  # V.250 clauses 6.2 and 6.3
FIXED = (3, 4, 5)  # the characters that end a line, begin an answer and edit: a modem on a kiosk keeps them


class GeneralCommands(Group):
    """Identity, V.250 settings, character set, power, clock, signal."""

    answers: ClassVar = {
        "+GCAP": "+GCAP: +CGSM",
        **dict.fromkeys(("+CGMI=?", "+GMI=?", "+CGMM=?", "+GMM=?", "+CGMR=?", "+GMR=?", "+GSN=?")),
        **dict.fromkeys(("+CLAC=?", "+GCAP=?", "+CCLK=?")),
        "+CGSN=?": "+CGSN: (0-3)",
        "+CPAS=?": "+CPAS: (0,3,4)",
        "+CBC=?": "+CBC: (0-3),(0-100)",
        "+CFUN=?": "+CFUN: (0,1,4),(0,1)",
        "+CESQ=?": "+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-34,255),(0-34,255),(0-97,255)",
        "+IPR=?": "+IPR: (0,9600,19200,38400,57600,115200)",
        "+WS46=?": "(12,22,25,28,29)",
        "&W": None,
    }  # fmt: skip

    radio = 1  # AT+CFUN; a reset of the settings switches no radio on

    def reset(self) -> None:
        """Bring back the make's own characters, and no automatic answer."""
        self.charset = self.modem.profile.characters.default
        self.s_parameters = dict(S_PARAMETERS)
        if self.modem.radio:
            self.radio = 1
        self._speed, self._network_type = 115200, 12
        self.clock_ahead = timedelta(0)

    # V.250

    @at("E")
    def echo(self, args: str) -> None:
        """Repeat what the terminal sends."""
        self.device.echo = _flag(args)

    @at("V")
    def verbose(self, args: str) -> None:
        """Results as words or as numbers."""
        self.device.verbose = _flag(args)

    @at("Q")
    def quiet(self, args: str) -> None:
        """No results at all."""
        self.device.suppressed = _flag(args)

    @at("X", "&C", "&D", "&K", "&S", "L", "M", "T", "P")
    def accept(self, args: str) -> None:
        """Take what has no meaning without a telephone line or its wires."""
        if args and int(args[:4]) > 6:
            raise Cme(NOT_SUPPORTED)

    @at("I")
    def identify(self, args: str) -> str:
        """Say who this is."""
        if args and int(args[:4]) > 9:
            raise Cme(NOT_SUPPORTED)
        return "\r\n".join(self.modem.words(line) for line in self.modem.profile.identity.about)

    @at("Z", "&F")
    def restore(self, args: str) -> None:
        """All settings at their defaults."""
        if args and int(args[:4]) > 1:
            raise Cme(NOT_SUPPORTED)
        self.device.reset()

    @at("&V")
    def view(self, _: str) -> str:
        """Show the settings."""
        device = self.device
        first = f"E{device.echo:d} V{device.verbose:d} Q{device.suppressed:d}"
        return "\r\n".join([first, " ".join(f"S{n}:{value:03}" for n, value in self.s_parameters.items())])

    @at("S?")
    def read_parameter(self, args: str) -> str:
        """Show an S-parameter, three digits."""
        return f"{self._parameter(args):03}"

    @at("S=")
    def set_parameter(self, args: str) -> None:
        """Set an S-parameter."""
        name, _, text = args.partition(",")
        old = self._parameter(name)
        value = number((text,), 0, 0)
        if int(name) in FIXED and value != old:
            raise Cme(NOT_SUPPORTED)
        self.s_parameters[int(name)] = value

    def _parameter(self, name: str) -> int:
        try:
            return self.s_parameters[int(name[:9])]
        except KeyError:
            raise Cme(NOT_SUPPORTED) from None

    @at("+IPR=")
    def set_speed(self, args: str) -> None:
        """Take a speed; the simulated line has none."""
        speed = number(arguments(args), 0, high=999_999_999)
        if speed not in (0, 9600, 19200, 38400, 57600, 115200):
            raise Cme(INCORRECT)
        self._speed = speed

    @at("+IPR?")
    def read_speed(self, _: str) -> str:
        """Give the speed that was taken."""
        return f"+IPR: {self._speed}"

    @at("+WS46=")
    def set_network_type(self, args: str) -> None:
        """Choose a radio technology; the simulated one has all."""
        wanted = number(arguments(args), 0)
        if wanted not in (12, 22, 25, 28, 29):
            raise Cme(INCORRECT)
        self._network_type = wanted

    @at("+WS46?")
    def read_network_type(self, _: str) -> str:
        """Give the radio technology, without a name as clause 5.9 has it."""
        return str(self._network_type)

    # identity

    @at("+CGMI", "+GMI")
    def manufacturer(self, _: str) -> str:
        """Give the manufacturer."""
        return self._named("+CGMI", self.modem.profile.identity.manufacturer)

    @at("+CGMM", "+GMM")
    def model(self, _: str) -> str:
        """Give the model."""
        return self._named("+CGMM", self.modem.profile.identity.model)

    @at("+CGMR", "+GMR")
    def revision(self, _: str) -> str:
        """Give the firmware's revision."""
        return self._named("+CGMR", self.modem.profile.identity.revision)

    @at("+CGSN", "+GSN")
    def serial_number(self, _: str) -> str:
        """Give the IMEI."""
        return self.modem.imei

    @at("+CGSN=")
    def identity(self, args: str) -> str:
        """Give the serial number (0), the IMEI (1), it with the software's version (2), or that alone (3)."""
        imei, version = self.modem.imei, "01"
        kinds = (imei, f'+CGSN: "{imei}"', f'+CGSN: "{imei[:14]}{version}"', f'+CGSN: "{version}"')
        return kinds[number(arguments(args), 0, 0, high=3)]

    def _named(self, name: str, text: str) -> str:
        return f"{name}: {text}" if self.modem.profile.identity.named else text

    @at("+CLAC")
    def all_commands(self, _: str) -> str:
        """Every command there is."""
        return "\r\n".join(f"AT{name}" for name in self.device.commands)

    # character set, power, state

    @at("+CSCS=?")
    def offer_charsets(self, _: str) -> str:
        """Which character sets there are."""
        names = ",".join(f'"{name}"' for name in self.modem.profile.characters.sets)
        return f"+CSCS: ({names})"

    @at("+CSCS?")
    def read_charset(self, _: str) -> str:
        """Give the character set on the line."""
        return f'+CSCS: "{self.charset}"'

    @at("+CSCS=")
    def set_charset(self, args: str) -> None:
        """Choose the character set on the line."""
        name = (arguments(args) or ("",))[0].upper()
        if name not in self.modem.profile.characters.sets:
            raise Cme(INCORRECT)
        self.charset = name

    @at("+CFUN?")
    def read_power(self, _: str) -> str:
        """How much of the modem is on."""
        return f"+CFUN: {self.radio}"

    @at("+CFUN=")
    def set_power(self, args: str) -> None:
        """1 all, 0 little, 4 no radio; `1,1` starts the modem anew."""
        values = arguments(args)
        level, restart = number(values, 0), number(values, 1, 0, high=1)
        if level not in (0, 1, 4):
            raise Cme(INCORRECT)
        if restart:
            self.world.clock.after(0.0, self.modem.restart)
            return
        if level != self.radio:
            self.radio = level
            self.modem.power(level == 1)

    @at("+CPAS")
    def activity(self, _: str) -> str:
        """0 ready, 3 ringing, 4 a call."""
        call = self.device.calls.on_call
        state = (
            0 if call is None else 3 if call.state == "ringing" and call.callee is self.device.calls else 4
        )
        return f"+CPAS: {state}"

    @at("+CBC")
    def battery(self, _: str) -> str:
        """Battery: connected, per cent."""
        return f"+CBC: {self.modem.profile.phonebook.battery}"

    @at("+CSQ=?")
    def offer_signal(self, _: str) -> str:
        """Give the ranges of the two."""
        return f"+CSQ: (0-31,99),({self.modem.profile.air.rates})"

    @at("+CSQ")
    def signal(self, _: str) -> str:
        """Signal strength and bit error rate."""
        rate = 99 if self.modem.signal == 99 else self.modem.profile.air.error_rate
        return f"+CSQ: {self.modem.signal},{rate}"

    @at("+CESQ")
    def extended_signal(self, _: str) -> str:
        """Signal quality of a GSM cell; the others are not known."""
        level = 99 if self.modem.signal == 99 else min(63, self.modem.signal * 2)
        return f"+CESQ: {level},0,255,255,255,255"

    # the modem's clock

    @at("+CCLK?")
    def read_clock(self, _: str) -> str:
        """Date, time and zone in quarters of an hour."""
        return f'+CCLK: "{stamp(self.world.clock.wall() + self.clock_ahead)}"'

    @at("+CCLK=")
    def set_clock(self, args: str) -> None:
        """Set the modem's own clock."""
        text = (arguments(args) or ("",))[0]
        try:
            local = datetime.strptime(text[:17], "%y/%m/%d,%H:%M:%S")  # noqa: DTZ007 - the zone follows
            zone = timezone(timedelta(minutes=15 * int(text[17:] or "28")))
            self.clock_ahead = local.replace(tzinfo=zone) - self.world.clock.wall()
        except (ValueError, OverflowError):
            raise Cme(INCORRECT) from None


def stamp(moment: datetime) -> str:
    """Give a time stamp as result codes write it (TS 27.005 clause 3.1).

    >>> stamp(datetime(2026, 1, 5, 8, 0, tzinfo=timezone(timedelta(hours=7))))
    '26/01/05,08:00:00+28'
    """
    quarters = int((moment.utcoffset() or timedelta(0)).total_seconds() // 900)
    return f"{moment:%y/%m/%d,%H:%M:%S}{quarters:+03d}"


def _flag(args: str) -> bool:
    if args not in ("", "0", "1"):
        raise Cme(NOT_SUPPORTED)
    return args == "1"
