"""USSD codes that the network itself answers: a menu of two levels, the balance."""

from typing import TYPE_CHECKING, NamedTuple

from modem.simulator.operators import rupiah
from modem.simulator.values import UssdScreen

if TYPE_CHECKING:
    from modem.simulator.accounts import Accounts

MENU_CODE, BALANCE_CODE = "*123#", "*888#"
INVALID = UssdScreen("Connection problem or invalid MMI code.", more=False)
THANKS = UssdScreen("Terima kasih.", more=False)
MENU = {
    "": ("Menu simulasi\n1 Pulsa\n2 Paket data\n0 Keluar", True),
    "1": ("Pulsa\n1 Sisa pulsa\n2 Masa aktif\n0 Keluar", True),
    "2": ("Paket data\n1 Sisa kuota\n2 Daftar paket\n0 Keluar", True),
    "11": ("Sisa pulsa {credit}.", False),
    "12": ("Masa aktif s.d. {expires:%d-%m-%Y}.", False),
    "21": ("Sisa kuota 2,5 GB.", False),
    "22": ("Paket harian 1 GB Rp5.000, paket bulanan 12 GB Rp45.000.", False),
}


class Page(NamedTuple):
    """A screen, and where in the menu it stands."""

    screen: UssdScreen
    path: str


def is_balance(accounts: "Accounts", number: str, code: str) -> bool:
    """Whether a code tells the balance: everywhere *888#, and the operator's own."""
    return code in (BALANCE_CODE, accounts.operator(number).balance_code)


def dialled(accounts: "Accounts", number: str, code: str) -> Page | None:
    """Answer a code; None: the network has no such code."""
    if is_balance(accounts, number, code):
        return Page(UssdScreen(accounts.balance(number), more=False), "")
    return Page(_screen(accounts, number, ""), "") if code == MENU_CODE else None


def replied(accounts: "Accounts", number: str, path: str, text: str) -> Page:
    """Answer a choice in the menu."""
    if text == "0":
        return Page(THANKS, path)
    if path + text in MENU:
        return Page(_screen(accounts, number, path + text), path + text)
    again = _screen(accounts, number, path)
    return Page(again._replace(text=f"Pilihan tidak ada.\n{again.text}"), path)


def _screen(accounts: "Accounts", number: str, path: str) -> UssdScreen:
    text, more = MENU[path]
    account = accounts.of(number)
    return UssdScreen(text.format(credit=rupiah(account.credit), expires=account.expires), more)
