"""What a `kiosk.toml` may say, as frozen values with their defaults: a class a section, a field a key."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from kiosk.sampling import Sampling
from kiosk.serving import Address


class Identity(NamedTuple):
    """[kiosk]: its two digits in ticket numbers, its name, its kelurahan and hours, where its data are.

    `officer` is the phone to which the kiosk writes when something needs a person, `closed` are days off
    beside weekends and national holidays, `residents` how many the kelurahan has (0: nobody said).
    """

    number: str = "00"
    name: str = "Layanan Kota Tangsel"
    kelurahan: str = "Pamulang Barat"
    hours: str = "08.00-15.00"
    data: Path | None = None
    officer: str = ""
    closed: frozenset[date] = frozenset()
    residents: int = 0


class ModemSettings(NamedTuple):
    """[modem], each [modem.NAME]: the port (device, `tcp://…`, `sim://…`), SIM PIN, who is never answered.

    `smsc` is the service centre where the card has a wrong one, `operator` the name of the card's operator
    where its network does not tell, `number` the card's own number, to be topped up.
    """

    port: str = ""
    pin: str = ""
    own_numbers: tuple[str, ...] = ()
    smsc: str = ""
    operator: str = ""
    number: str = ""


class SmsSettings(NamedTuple):
    """[sms]: whether menus come as flash messages, shown at once and not kept."""

    flash: bool = False


class Http(NamedTuple):
    """[http]: where the pages and gateways are served (None: nowhere), the names it may be called by."""

    address: Address | None = Address("127.0.0.1", 8000)
    names: tuple[str, ...] = ()


class UssdSettings(NamedTuple):
    """[ussd]: what a USSD gateway has to show, see `kiosk.doors.gateway`."""

    secret: str = ""
    hmac_key: str = ""
    hmac_header: str = "X-Signature"


class Privacy(NamedTuple):
    """[privacy]: the key file; None keeps it in the data folder."""

    key_file: Path | None = None


class HospitalSettings(NamedTuple):
    """[services.hospital]: the office's own table of clinics; where the hospital's queue service is.

    `centre` is its base address ("": none), `centre_user` and `centre_password` what the kiosk shows there.
    """

    clinics: Path | None = None
    centre: str = ""
    centre_user: str = ""
    centre_password: str = ""


class ConsoleSettings(NamedTuple):
    """[console]: the walk-up screen and the kelurahan's own texts on it.

    After `idle` seconds without a key it is cleared, the last `warning` of them counted down. `language` is
    the first, `second` the one behind the key; `greeting` and `announcement` may be ("" for none) the
    office's own, `announcement_second` the same in the second language. `sound` is how much is heard: `off`,
    `notices` or `keys`; `lcd` the device of a character display of 20 columns and 4 rows ("": none).
    """

    idle: int = 30
    warning: int = 10
    language: str = "id"
    second: str = "en"
    greeting: str = ""
    announcement: str = ""
    announcement_second: str = ""
    sound: str = "notices"
    lcd: str = ""


class PrinterSettings(NamedTuple):
    """[printer]: where the slip printer is ("": there is none), its paper and its code page."""

    port: str = ""
    baud: int = 9600
    columns: int = 32
    codepage: str = "CP437"
    cut: bool = True


class SurveySettings(NamedTuple):
    """[services.survey]: how many are asked (0 to 1), and the seed of the draw.

    `share` of the residents who got something done rate it by SMS; `visitors` of the walk-up counter are
    asked whether they knew of a service.
    """

    share: Fraction = Fraction(1, 3)
    seed: str = "skm"
    visitors: Fraction = Fraction(1, 4)


class OfficeSettings(NamedTuple):
    """[services.tax], [services.permits]: the office's own table; where the agency's system is.

    `centre` is its base address ("": none), `centre_user` and `centre_password` what the kiosk shows there.
    """

    table: Path | None = None
    centre: str = ""
    centre_user: str = ""
    centre_password: str = ""


class ServicesSettings(NamedTuple):
    """[services]: the folder of the office's own services, and what the built-in ones are connected to.

    `counters` is the office's table of mobile counters.
    """

    path: Path | None = None
    counters: Path | None = None
    hospital: HospitalSettings = HospitalSettings()
    survey: SurveySettings = SurveySettings()
    tax: OfficeSettings = OfficeSettings()
    permits: OfficeSettings = OfficeSettings()


class Config(NamedTuple):
    """A whole `kiosk.toml`; its sections are the fields."""

    file: Path = Path("kiosk.toml")
    kiosk: Identity = Identity()
    modem: ModemSettings = ModemSettings()
    more: Mapping[str, ModemSettings] = MappingProxyType({})  # [modem.NAME]
    sms: SmsSettings = SmsSettings()
    http: Http = Http()
    ussd: UssdSettings = UssdSettings()
    privacy: Privacy = Privacy()
    console: ConsoleSettings = ConsoleSettings()
    printer: PrinterSettings = PrinterSettings()
    services: ServicesSettings = ServicesSettings()
    operators: Mapping[str, Mapping[str, Any]] = MappingProxyType({})

    @property
    def sampling(self) -> Sampling:
        """Of whom the survey asks its questions."""
        return Sampling(*self.services.survey, self.kiosk.officer)

    @property
    def modems(self) -> Mapping[str, ModemSettings]:
        """Every modem that has a port, by its name: that of [modem] is "modem"."""
        first = {"modem": self.modem} if self.modem.port else {}
        return {**first, **self.more}

    @property
    def own_numbers(self) -> tuple[str, ...]:
        """The numbers that are never answered: those of the cards, and the other ones of every modem."""
        every = (self.modem, *self.more.values())
        return tuple(dict.fromkeys(each for one in every for each in (*one.own_numbers, one.number) if each))

    @property
    def data(self) -> Path:
        """The data folder: as configured, else the user's own."""
        if self.kiosk.data is not None:
            return self.kiosk.data
        import platformdirs

        return platformdirs.user_data_path("loket") / "kios"
