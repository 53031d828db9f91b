"""Indonesia's operators as data: who a number belongs to, what things cost there, how a balance is told.

Prefixes are those of the national numbering plan; tariffs are list prices of prepaid cards in rupiah,
rounded and meant to be changed (`Accounts.operators`). The words of the balances have the form that each
operator's texts have; they are this project's own.
"""

from datetime import date
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


class Operator(NamedTuple):
    """One operator. Tariffs: rupiah a part, a USSD session, a begun minute of a call.

    `refusal` is the number of the +CMS ERROR for a card without credit (TS 24.011 annex E.2): 38 at most
    operators, others say 21 or 50.
    """

    key: str
    name: str
    short_name: str
    code: str  # MCC and MNC, as AT+COPS gives them
    prefixes: tuple[str, ...]  # national, with the 0
    balance_code: str
    balance: str  # {credit} and {expires}
    poor: str  # a USSD service that costs more than there is
    sms: int = 350
    ussd: int = 0
    call: int = 1_200
    refusal: int = 38
    numeric_dates: bool = True

    def tell(self, credit: int, expires: date) -> str:
        """Tell credit and expiry in the operator's words.

        >>> operator("+6281211110001").tell(25000, date(2026, 12, 31))
        'Pulsa Anda Rp25.000, aktif s.d. 31-12-2026.'
        """
        day = f"{expires:%d-%m-%Y}" if self.numeric_dates else _written(expires)
        return self.balance.format(credit=rupiah(credit), expires=day)


def rupiah(amount: int) -> str:
    """Write an amount as people do: `Rp25.000`.

    >>> rupiah(1254000)
    'Rp1.254.000'
    """
    return f"Rp{amount:,}".replace(",", ".")


def _written(day: date) -> str:
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"


TELKOMSEL = Operator(
    "telkomsel",
    "TELKOMSEL",
    "TSEL",
    "51010",
    ("0811", "0812", "0813", "0821", "0822", "0823", "0851", "0852", "0853"),
    "*888#",
    "Pulsa Anda {credit}, aktif s.d. {expires}.",
    "Maaf, pulsa Anda tidak mencukupi. Silakan isi ulang.",
)
INDOSAT = Operator(
    "indosat",
    "INDOSATOOREDOO",
    "ISAT",
    "51001",
    ("0814", "0815", "0816", "0855", "0856", "0857", "0858"),
    "*555#",
    "Sisa pulsa {credit}. Masa aktif s/d {expires}.",
    "Pulsa tidak cukup. Isi pulsa dulu ya.",
    refusal=21,
    numeric_dates=False,
)
XL = Operator(
    "xl",
    "XL Axiata",
    "XL",
    "51011",
    ("0817", "0818", "0819", "0859", "0877", "0878", "0879"),
    "*808#",
    "Pulsa: {credit}\nAktif sampai: {expires}\nTerima kasih.",
    "Pulsamu belum cukup. Yuk isi pulsa.",
    refusal=50,
)
AXIS = XL._replace(
    key="axis",
    name="AXIS",
    short_name="AXIS",
    code="51008",
    prefixes=("0831", "0832", "0833", "0838"),
)
TRI = Operator(
    "tri",
    "3",
    "3",
    "51089",
    ("0895", "0896", "0897", "0898", "0899"),
    "*111#",
    "Hi! Pulsa utama kamu {credit} s/d {expires}",
    "Pulsa kamu kurang nih, isi dulu ya.",
    numeric_dates=False,
)
SMARTFREN = Operator(
    "smartfren",
    "smartfren",
    "SF",
    "51009",
    ("0881", "0882", "0883", "0884", "0885", "0886", "0887", "0888", "0889"),
    "*999#",
    "Sisa pulsa kamu {credit}, berlaku hingga {expires}",
    "Pulsa kamu tidak mencukupi.",
)
OPERATORS = {each.key: each for each in (TELKOMSEL, INDOSAT, XL, AXIS, TRI, SMARTFREN)}
DEFAULT = TELKOMSEL
"""Whose a number is that has no operator's prefix: a short code, a name, another country's."""

_BY_PREFIX = {prefix: each.key for each in OPERATORS.values() for prefix in each.prefixes}


def key_of(number: str) -> str:
    """Give the key of the operator that a number in E.164 belongs to.

    >>> key_of("+6289512345678"), key_of("+6281712345678"), key_of("1708")
    ('tri', 'xl', 'telkomsel')
    """
    if not number.startswith("+62"):
        return DEFAULT.key
    return _BY_PREFIX.get(f"0{number[3:6]}", DEFAULT.key)


def operator(number: str) -> Operator:
    """Give the operator of a number, with its list prices."""
    return OPERATORS[key_of(number)]
