"""A verdict on a service, by rule: is it the service, its answers, or that nobody knows of it? PURE.

The rules in their order; the first that fits is the verdict:

| kind | when |
|---|---|
| `unknown` | fewer than 10 people started, and of those who were asked fewer than half know of it |
| `turned away` | at least 20 came, fewer than half of them and fewer than 10 started |
| `too little` | fewer than 10 people started, in fewer than 14 days; or fewer than 10 have come to an end |
| `untried` | fewer than 10 people started, in 14 days or more |
| `broken` | fewer than half of those who started managed |
| `slow` | of 5 promises or more, more than a fifth were broken |
| `weak` | fewer than three quarters managed |
| `good` | all others |
"""

from typing import NamedTuple

from kiosk.evaluation.figures import Figures

ENOUGH = 10  # people: below, a share says nothing
CROWD = 20
DAYS = 14
HALF, MOST = 0.5, 0.75
PROMISES = 5
LATE = 0.2
FEW = 5  # a count below is not told where others read it
FEWER = f"<{FEW}"


class Verdict(NamedTuple):
    """What is the matter, as a word for programs and a sentence for people."""

    kind: str
    sentence: str


class Case(NamedTuple):
    """What is judged: a service, its figures, and what is known around it.

    *fall* names the screen where most fell, *residents* is 0 where nobody said how many there are; *aware*
    is the share of those asked at the counter who know of the service (None: nobody was asked). *exact*:
    counts below 5 are told, too.
    """

    name: str
    figures: Figures
    days: int
    fall: str = ""
    residents: int = 0
    aware: float | None = None
    exact: bool = True

    def shown(self, people: int) -> str:
        """Write a number of people."""
        return number(people) if self.tells(people) else FEWER

    def tells(self, people: int) -> bool:
        """Whether a count may be told, and what could be computed from it."""
        return self.exact or not 0 < people < FEW


def judge(case: Case) -> Verdict:
    """Give the verdict on a service."""
    found, f = kind(case), case.figures
    tried = f"{case.shown(f.started)} orang mencoba"
    share = f" ({percent(f.share)})" if f.share is not None and case.tells(f.completed) else ""
    only = "hanya " if found == "broken" else ""
    result = f"{tried}, {only}{case.shown(f.completed)} selesai{share}"
    late = _late(case)
    fell = f', paling banyak jatuh di "{case.fall}"' if case.fall else ""
    sentence = {
        "unknown": lambda: f"{_tried_of(case)}; {_heard(case)} → masalahnya sosialisasi, bukan layanan.",
        "turned away": lambda: (
            f"{case.shown(f.people)} orang membuka, hanya {case.shown(f.started)} mulai "
            "→ masalahnya menu pertama layanan ini: kata-katanya tidak mengajak mulai."
        ),
        "too little": lambda: f"{_so_far(case)}: belum cukup data untuk menilai.",
        "untried": lambda: f"Belum dipakai: {_tried_of(case)} → {_why_untried(case)}",
        "broken": lambda: f"{result}{fell} → masalahnya layanan, bukan sosialisasi.",
        "slow": lambda: f"{result}; jawaban lambat: {late} → masalahnya jawaban kantor, bukan menunya.",
        "weak": lambda: f"{result}{fell} → dipakai, tetapi perlu diperbaiki.",
        "good": lambda: f"{result}; berjalan baik.",
    }[found]()
    besides = f" Jawaban juga lambat: {late}." if late and found != "slow" else ""
    return Verdict(found, f"{case.name}: {sentence}{besides}")


def kind(case: Case) -> str:
    """Give the word for what is the matter."""
    f = case.figures
    if f.started < ENOUGH:
        if case.aware is not None and case.aware < HALF:
            return "unknown"
        if f.people >= CROWD and f.started < HALF * f.people:
            return "turned away"
        return "untried" if case.days >= DAYS else "too little"
    if f.share is None or f.decided < ENOUGH:
        return "too little"
    if f.share < HALF:
        return "broken"
    if _late(case):
        return "slow"
    return "weak" if f.share < MOST else "good"


def number(value: int) -> str:
    """Write a count.

    >>> number(27100)
    '27.100'
    """
    return f"{value:,}".replace(",", ".")


def percent(share: float) -> str:
    """Write a share, and never a whole where something is missing.

    >>> percent(10 / 12), percent(0.999), percent(0.001)
    ('83%', '99%', '1%')
    """
    whole = round(100 * share)
    if whole == 100 and share < 1:
        whole = 99
    return f"{1 if whole == 0 and share > 0 else whole}%"


def _late(case: Case) -> str:
    promises = case.figures.promises
    if promises is None or promises.all < PROMISES:
        return ""
    late = 1 - promises.kept / promises.all
    return f"{percent(late)} janji terlambat" if late > LATE else ""


def _tried_of(case: Case) -> str:
    f = case.figures
    tried = f"hanya {case.shown(f.started)} orang mencoba" if f.started else "belum ada yang mencoba"
    return f"{tried} dari {number(case.residents)} penduduk" if case.residents else tried


def _why_untried(case: Case) -> str:
    if case.aware is None:
        return "masalahnya sosialisasi, atau warga belum perlu; tanyakan di loket apakah mereka tahu."
    return f"{_heard(case)}, jadi masalahnya bukan sosialisasi: tanyakan mengapa tidak dicoba."


def _heard(case: Case) -> str:
    assert case.aware is not None
    if case.aware < HALF:
        return f"{percent(1 - case.aware)} belum pernah dengar"
    return f"{percent(case.aware)} sudah tahu"


def _so_far(case: Case) -> str:
    f = case.figures
    tried = f"baru {case.shown(f.started)} orang mencoba" if f.started else "belum ada yang mencoba"
    going = f", {case.shown(f.going)} masih berjalan" if f.going else ""
    return f"{tried} dalam {case.days} hari{going}"
