"""Figures out of visits, and the verdict on each cause."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.evaluation import verdict
from kiosk.evaluation.figures import Fall, Figures, Kept, measure
from kiosk.evaluation.period import Period
from kiosk.evaluation.verdict import Case, judge
from kiosk.evaluation.visits import RESUME, Visit

NOW = 100 * RESUME
LATER = {"form_at": 60.0, "last_at": 60.0}


def came(person, *, at=0.0, channel="sms", screen="jalan.nik", outcome="shown", **more):
    return Visit(person, "rsu", channel, at, **{"last_at": at, "screen": screen, "outcome": outcome, **more})


def test_people_are_counted_not_tries():
    budi = [came(b"b", **LATER), came(b"b", at=9.0, form_at=60.0, done_at=189.0, last_at=189.0)]
    sister = [came(b"s", **LATER, outcome="dropped"), came(b"s", at=8.0, **LATER, screen="jalan.hari")]
    looked = [came(b"l", screen="jadwal", channel="ussd")]
    assert measure([*budi, *sister, *looked], NOW) == Figures(
        people=3,
        started=2,
        completed=1,
        falls=(Fall("jalan.hari", silent=1),),
        minutes=3.0,
        channels={"sms": 2, "ussd": 1},
    )


def test_each_way_to_fall_is_told():
    ways = ["dropped", "timed out", "shown", "back", "home", "word"]
    visits = [came(b"%d" % n, **LATER, outcome=way) for n, way in enumerate(ways)]
    visits.append(came(b"x", **LATER, screen="jalan.poli"))
    assert measure(visits, NOW).falls == (
        Fall("jalan.nik", dropped=1, silent=2, back=1, left=2),
        Fall("jalan.poli", silent=1),
    )


def test_who_may_still_go_on_has_not_fallen():
    found = measure([came(b"b", **LATER)], 60.0 + RESUME - 1)
    assert (found.going, found.falls, found.share) == (1, (), None)
    assert found.stands == (Fall("jalan.nik", silent=1),)


def test_a_service_without_forms_is_done_once_something_was_chosen():
    visits = [came(b"a", answered=1), came(b"b")]
    found = measure(visits, NOW, forms=False)
    assert (found.started, found.completed, found.minutes) == (2, 1, None)
    assert measure(visits, NOW, forms=False, asks=False).completed == 2


VISITS = st.lists(
    st.builds(
        came,
        st.sampled_from([b"a", b"b", b"c"]),
        at=st.integers(0, 3).map(lambda day: (97 + day) * RESUME),
        form_at=st.sampled_from([None, 1.0]),
        done_at=st.sampled_from([None, 98 * RESUME]),
        channel=st.sampled_from(["sms", "ussd"]),
        outcome=st.sampled_from(["dropped", "back", "shown"]),
    ),
    max_size=9,
)


@given(VISITS)
def test_the_figures_add_up(visits):
    found = measure(visits, NOW)
    assert found.started == found.completed + found.going + sum(fall.people for fall in found.falls)
    assert found.going == sum(fall.people for fall in found.stands)
    assert found.people == sum(found.channels.values()) >= found.started


def said(found, days=30, name="RSU", **more):
    return judge(Case(name, found, days, **more))


FELL = (Fall("jalan.rujukan", silent=20, back=11),)


@pytest.mark.parametrize(
    ("figures", "more", "kind", "sentence"),
    [
        (Figures(15, 12, 10), {}, "good", "RSU: 12 orang mencoba, 10 selesai (83%); berjalan baik."),
        (
            Figures(44, 40, 9, 0, FELL),
            {"fall": "Nomor rujukan"},
            "broken",
            ('RSU: 40 orang mencoba, hanya 9 selesai (22%), paling banyak jatuh di "Nomor rujukan" '
            "→ masalahnya layanan, bukan sosialisasi."),
        ),
        (
            Figures(4, 3, 2),
            {"residents": 27100},
            "untried",
            ("RSU: Belum dipakai: hanya 3 orang mencoba dari 27.100 penduduk → masalahnya sosialisasi, "
            "atau warga belum perlu; tanyakan di loket apakah mereka tahu."),
        ),
        (
            Figures(),
            {},
            "untried",
            ("RSU: Belum dipakai: belum ada yang mencoba → masalahnya sosialisasi, "
            "atau warga belum perlu; tanyakan di loket apakah mereka tahu."),
        ),
        (
            Figures(4, 3, 2),
            {"aware": 0.39, "residents": 27100},
            "unknown",
            ("RSU: hanya 3 orang mencoba dari 27.100 penduduk; 61% belum pernah dengar "
            "→ masalahnya sosialisasi, bukan layanan."),
        ),
        (
            Figures(4, 3, 2),
            {"aware": 0.8},
            "untried",
            ("RSU: Belum dipakai: hanya 3 orang mencoba → 80% sudah tahu, jadi masalahnya bukan sosialisasi: "
            "tanyakan mengapa tidak dicoba."),
        ),
        (
            Figures(40, 38, 34, promises=Kept(59, 100)),
            {},
            "slow",
            ("RSU: 38 orang mencoba, 34 selesai (89%); jawaban lambat: 41% janji terlambat "
            "→ masalahnya jawaban kantor, bukan menunya."),
        ),
        (
            Figures(44, 40, 9, promises=Kept(1, 5)),
            {},
            "broken",
            ("RSU: 40 orang mencoba, hanya 9 selesai (22%) → masalahnya layanan, bukan sosialisasi. "
            "Jawaban juga lambat: 80% janji terlambat."),
        ),
        (
            Figures(44, 40, 25, 0, FELL),
            {"fall": "NIK"},
            "weak",
            ('RSU: 40 orang mencoba, 25 selesai (62%), paling banyak jatuh di "NIK" '
            "→ dipakai, tetapi perlu diperbaiki."),
        ),
        (
            Figures(4, 3, 2),
            {"days": 5},
            "too little",
            "RSU: baru 3 orang mencoba dalam 5 hari: belum cukup data untuk menilai.",
        ),
        (
            Figures(20, 14, 2, 9),
            {},
            "too little",
            "RSU: baru 14 orang mencoba dalam 30 hari, 9 masih berjalan: belum cukup data untuk menilai.",
        ),
        (
            Figures(60, 5, 5),
            {},
            "turned away",
            ("RSU: 60 orang membuka, hanya 5 mulai → masalahnya menu pertama layanan ini: "
            "kata-katanya tidak mengajak mulai."),
        ),
    ],
)  # fmt: skip
def test_each_cause_has_its_verdict(figures, more, kind, sentence):
    assert said(figures, **more) == (kind, sentence)


def test_the_bounds_are_those_that_are_written():
    def kind(started=40, completed=40, people=40, kept=None, days=30):
        return said(Figures(people, started, completed, promises=kept), days).kind

    assert (kind(completed=30), kind(completed=29)) == ("good", "weak")
    assert (kind(completed=20), kind(completed=19)) == ("weak", "broken")
    assert (kind(started=10, completed=10), kind(started=9, people=9)) == ("good", "untried")
    assert (kind(started=9, people=9, days=13), kind(started=9, people=9, days=14)) == (
        "too little",
        "untried",
    )
    assert (kind(kept=Kept(8, 10)), kind(kept=Kept(7, 10)), kind(kept=Kept(0, 4))) == ("good", "slow", "good")
    assert (kind(started=9, people=20), kind(started=9, people=18)) == ("turned away", "untried")
    table = verdict.__doc__
    assert all(f"| `{one}` |" in table for one in ("untried", "broken", "slow", "weak", "good", "unknown"))


def test_where_others_read_it_small_numbers_are_not_told():
    assert said(Figures(4, 3, 2), exact=False).sentence.startswith("RSU: Belum dipakai: hanya <5 orang")
    assert "hanya <5 selesai, paling" in said(Figures(40, 40, 4, 0, FELL), exact=False, fall="NIK").sentence


@given(*itertools.repeat(st.integers(0, 60), 4), st.integers(0, 40), st.booleans())
def test_there_is_a_verdict_on_whatever_happened(people, started, completed, going, days, exact):
    started = min(started, people)
    completed = min(completed, started)
    found = Figures(people, started, completed, min(going, started - completed))
    assert said(found, days, exact=exact).sentence.endswith(".")


def test_the_days_of_a_period_on_which_the_kiosk_was_there():
    november = Period.month("2026-11")
    assert november.elapsed(date(2026, 5, 1), date(2027, 1, 1)) == 30
    assert november.elapsed(date(2026, 12, 1), date(2026, 12, 9)) == 0
    assert november.elapsed(date.max, date(2026, 11, 24)) == 0
    assert (november.ends - november.begins) / 86_400 == 30


@pytest.mark.parametrize(
    "text", ["2026", "2026-13", "26-11", "november", "2026-00", "0000-01", "9999-12", "2026-11-01"]
)
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match=r"."):
        Period.month(text)
