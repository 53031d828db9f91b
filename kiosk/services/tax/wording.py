"""Sentences of the tax that depend on figures, in the languages of the book; menu.yaml has the rest."""

from datetime import date

from kiosk import dates
from kiosk.services.tax import nop
from kiosk.services.tax.bills import Account, Bill
from kiosk.services.tax.fee import rupiah
from kiosk.services.tax.nop import Fault

SENTENCES = {
    "id": {
        "title": "PBB {year} NOP {nop}",
        "title_all": "PBB NOP {nop}",
        "name": "a.n. {name}",
        "unpaid": "{amount} BELUM LUNAS",
        "unpaid_years": "BELUM LUNAS {years}",
        "paid": "LUNAS",
        "paid_on": "LUNAS {day}",
        "nothing": "Tidak ada tagihan",
        "due": "Jatuh tempo {day}",
        "due_fee": "Jatuh tempo {day}, denda {fee}",
        "arrears": "Tunggakan {year}: {amount}",
        "principal": "Pokok {amount}",
        "fee": "Denda {fee}",
        "data": "Data {at}",
        "line": "{year}: {amount}",
        "line_fee": "{year}: {amount} + denda {fee}",
        "length": "NOP harus 18 angka, tetapi yang kami terima {digits} angka: {typed}. "
        "Mohon periksa SPPT, lalu ketik lagi.",
        "region": "NOP {typed} bukan dari Tangsel: NOP Tangsel dimulai dengan 36.76. "
        "Mohon periksa SPPT, lalu ketik lagi.",
        "how": "Bayar: balas PBB",
    },
    "su": {
        "title": "PBB {year} NOP {nop}",
        "title_all": "PBB NOP {nop}",
        "name": "a.n. {name}",
        "unpaid": "{amount} ACAN LUNAS",
        "unpaid_years": "ACAN LUNAS {years}",
        "paid": "LUNAS",
        "paid_on": "LUNAS {day}",
        "nothing": "Teu aya tagihan",
        "due": "Jatuh tempo {day}",
        "due_fee": "Jatuh tempo {day}, denda {fee}",
        "arrears": "Tunggakan {year}: {amount}",
        "principal": "Pokok {amount}",
        "fee": "Denda {fee}",
        "data": "Data {at}",
        "line": "{year}: {amount}",
        "line_fee": "{year}: {amount} + denda {fee}",
        "length": "NOP kedah 18 angka, nu katampi {digits} angka: {typed}. Mangga tingali SPPT, ketik deui.",
        "region": "NOP {typed} sanés ti Tangsel: NOP Tangsel dimimitian ku 36.76. "
        "Mangga tingali SPPT, ketik deui.",
        "how": "Mayar: waler PBB",
    },
    "en": {
        "title": "Property tax {year} NOP {nop}",
        "title_all": "Property tax NOP {nop}",
        "name": "{name}",
        "unpaid": "{amount} UNPAID",
        "unpaid_years": "UNPAID {years}",
        "paid": "PAID",
        "paid_on": "PAID {day}",
        "nothing": "Nothing to pay",
        "due": "Due {day}",
        "due_fee": "Due {day}, late fee {fee}",
        "arrears": "Arrears {year}: {amount}",
        "principal": "Tax {amount}",
        "fee": "Late fee {fee}",
        "data": "Data of {at}",
        "line": "{year}: {amount}",
        "line_fee": "{year}: {amount} + late fee {fee}",
        "length": "A NOP has 18 digits, but we got {digits}: {typed}. "
        "Please check your SPPT and type it again.",
        "region": "NOP {typed} is not of Tangsel: its NOPs begin with 36.76. "
        "Please check your SPPT and type it again.",
        "how": "Pay: reply TAX",
    },
}
ROOM = 136  # characters of a bill on an SMS that also shows what can be done
SHOWN = 25  # characters of what was typed: as many as a NOP has with its punctuation


def fault(found: Fault, text: str, language: str) -> str:
    """Say what is wrong with a NOP; "" leaves the words to the book."""
    words = SENTENCES[language]
    if found.problem not in ("length", "region"):
        return ""
    return words[found.problem].format(digits=found.digits, typed=" ".join(text.split())[:SHOWN])


def bill(account: Account, today: date, language: str) -> str:
    """Tell how an object stands: what is owed, since when, and of when that is known. One SMS.

    Without arrears it is the bill of the year; with them the sum of all years, one by one in `years`.
    """
    words = SENTENCES[language]
    lines = _sum(account, today, language) if account.arrears else _year(account, today, language)
    lines.append(words["data"].format(at=dates.stamp(account.data_at, language)))
    if len("\n".join(lines)) > ROOM and not account.arrears and len(account.bills) > 1:
        del lines[-2]  # of great amounts: that nothing is left of the year before
    return "\n".join(lines)


def _year(account: Account, today: date, language: str) -> list[str]:
    words, latest = SENTENCES[language], account.latest
    lines = [
        words["title"].format(year=latest.year, nop=nop.masked(account.nop)),
        words["name"].format(name=account.name),
    ]
    if latest.paid or not latest.amount:
        lines.append(_settled(latest, language))
    else:
        fee = latest.fee(today)
        lines.append(words["unpaid"].format(amount=rupiah(latest.amount, language)))
        due = words["due_fee" if fee else "due"]
        lines.append(due.format(day=dates.short(latest.due, language), fee=rupiah(fee, language)))
    if len(account.bills) > 1:  # of a year that nobody told us of nothing is said
        before = account.bills[1].year
        lines.append(words["arrears"].format(year=before, amount=rupiah(0, language)))
    return lines


def _settled(latest: Bill, language: str) -> str:
    words = SENTENCES[language]
    if not latest.paid:
        return words["nothing"]
    if latest.paid_on is None:
        return words["paid"]
    return words["paid_on"].format(day=dates.short(latest.paid_on, language))


def _sum(account: Account, today: date, language: str) -> list[str]:
    words, owed = SENTENCES[language], account.owed
    first, last = owed[-1].year, owed[0].year
    years = str(last) if first == last else f"{first}-{last}"
    fee = sum(each.fee(today) for each in owed)
    lines = [
        words["title_all"].format(nop=nop.masked(account.nop)),
        words["name"].format(name=account.name),
        words["unpaid_years"].format(years=years),
        words["principal"].format(amount=rupiah(sum(each.amount for each in owed), language)),
    ]
    return [*lines, words["fee"].format(fee=rupiah(fee, language))] if fee else lines


def years(account: Account, today: date, language: str) -> str:
    """List what is owed of each year with its late fee, the newest first."""
    words, lines = SENTENCES[language], []
    for each in account.owed:
        fee = each.fee(today)
        line = words["line_fee" if fee else "line"]
        lines.append(
            line.format(year=each.year, amount=rupiah(each.amount, language), fee=rupiah(fee, language))
        )
    return "\n".join([*lines, words["data"].format(at=dates.stamp(account.data_at, language))])


def told(account: Account, today: date, language: str) -> str:
    """Tell how an object stands in a message of our own, which ends with what can be done."""
    said = bill(account, today, language)
    return f"{said}\n{SENTENCES[language]['how']}" if account.owed else said
