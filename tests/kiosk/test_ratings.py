"""What the report and the officer's page say of the survey and of searches without a result."""

import csv
import io
import json
from decimal import Decimal

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli.report import command
from kiosk.core import Kiosk
from kiosk.doors import office, office_ratings
from kiosk.evaluation import ratings, reading, satisfaction
from kiosk.evaluation.period import Period
from kiosk.evaluation.satisfaction import ALL, Rated
from kiosk.evaluation.skm import KEYS, Tally
from kiosk.services.survey.counts import OFFICIAL, PULSE
from kiosk.services.survey.schema import answers

ADD = sa.insert(answers)


@pytest.fixture
def live(tmp_path, shipped, clock):
    kiosk = Kiosk.open(tmp_path / "live", *shipped, clock=clock, threaded=False, number="38")
    yield kiosk
    kiosk.close()


def fill(kiosk, service, kind=OFFICIAL, month="2026-11", **counts):
    """Put counts of 1, 2, 3, 4 under elements; `every` under all nine."""
    every = counts.pop("every", None)
    for about, tally in (dict.fromkeys(KEYS, every) if every else counts).items():
        for value, times in enumerate(tally, start=1):
            if times:
                row = {"month": month, "kind": kind, "service": service, "about": about}
                kiosk.write(lambda tx, row=row, v=value, t=times: tx.run(ADD, **row, answer=str(v), times=t))


def read(kiosk, month="2026-11"):
    return kiosk.write(lambda tx: satisfaction.read(tx, kiosk.book, Period.month(month)))


def test_an_index_is_told_with_its_grade_and_number(live):
    fill(live, "rsu", every=(0, 0, 30, 10))
    (rated,) = read(live).official
    assert (rated.name, rated.n, rated.ikm, rated.grade.letter) == ("Daftar RSU", 40, Decimal("81.25"), "B")
    assert ratings.official(rated).startswith("IKM 81,25 (B, baik), 40 kuesioner, 0 bernomor; terendah")


def test_few_have_no_grade_and_fewer_are_not_told(live):
    fill(live, "rsu", every=(0, 0, 29, 0))
    fill(live, "lapor", every=(0, 4, 0, 0))
    lapor, rsu = read(live).official
    assert (rsu.ikm, rsu.grade) == (Decimal("75.00"), None)
    assert (lapor.ikm, lapor.grade, lapor.shown) == (None, None, {})
    assert ratings.official(rsu).startswith("IKM 75,00 (belum dinilai: kurang dari 30 kuesioner)")
    assert ratings.official(lapor) == "kurang dari 5 kuesioner, tidak ditampilkan."


def test_what_all_say_together_does_not_betray_the_few(live):
    fill(live, "rsu", every=(0, 0, 40, 0))
    fill(live, "layanan", every=(0, 0, 0, 40))
    fill(live, "lapor", every=(4, 0, 0, 0))
    every = read(live).official[0]
    assert (every.key, every.n, every.ikm) == (ALL, 80, Decimal("87.50")), "without the four"
    fill(live, "posyandu", every=(3, 0, 0, 0))
    assert read(live).official[0].n == 87, "seven of two services are not told apart"


def test_the_two_numbers_are_never_mixed(live):
    fill(live, "rsu", every=(0, 0, 30, 0))
    fill(live, "rsu", kind=PULSE, U2=(0, 0, 0, 10), U3=(1, 0, 0, 3))
    found = read(live)
    assert found.official[0].tallies["U2"] == Tally((0, 0, 30, 0))
    assert found.pulse[0].shown == {"U2": Tally((0, 0, 0, 10))}, "four answers are not shown"
    assert ratings.pulse(found.pulse[0]) == "prosedur 4,00 (3,26-4,00, 10 jawaban)."


def test_a_month_has_its_own(live):
    fill(live, "rsu", month="2026-10", every=(0, 0, 30, 0))
    assert read(live).official == ()
    assert read(live, "2026-10").official[0].n == 30


@given(st.lists(st.tuples(*[st.integers(0, 12)] * 4), min_size=1, max_size=4))
def test_no_group_of_less_than_five_is_ever_told(groups):
    rated = [Rated(str(at), "x", dict.fromkeys(KEYS, Tally(counts))) for at, counts in enumerate(groups)]
    total = satisfaction._total(rated)
    told = sum(one.n for one in rated if one.told)
    for each in (*rated, *total):
        assert each.ikm is None or (each.n >= 5 and 25 <= each.ikm <= 100)
    if total:
        assert total[0].n - told == 0 or total[0].n - told >= 5, "the rest cannot be computed"


# As it is read ----------------------------------------------------------------------------------------------


def run(kiosk, *arguments):
    kiosk.close()
    result = CliRunner().invoke(
        command, ["--data", str(kiosk.store.folder), "--month", "2026-11", *arguments]
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_the_report_says_it_as_text(kiosk):
    said = run(kiosk)
    assert "KEPUASAN WARGA (SKM), 2026-11" in said
    assert "Resmi, Daftar RSU: IKM 82,11 (B, baik), 34 kuesioner" in said
    assert "Denyut SMS, Lapor masalah: prosedur 3,16" in said
    assert "pasang wifi rumah (7)" in said


def test_the_report_says_it_as_json(kiosk):
    found = json.loads(run(kiosk, "--json"))
    (rsu,) = found["skm"]["official"]
    assert (rsu["service"], rsu["questionnaires"], rsu["ikm"], rsu["grade"]) == ("rsu", 34, 82.11, "B")
    assert rsu["elements"]["U3"] == {"nrr": 2.82}
    assert found["skm"]["pulse"][0]["elements"]["U2"] == {
        "answers": 19,
        "nrr": 3.16,
        "low": 2.69,
        "high": 3.5,
    }
    assert {"words": "daftar haji", "times": "<5"} in found["unmet"]


def test_the_report_says_it_as_tables(kiosk):
    folder = kiosk.store.folder
    rows = list(csv.DictReader(io.StringIO(run(kiosk, "--csv").lstrip("\ufeff")), delimiter=";"))
    assert [(row["layanan"], row["ikm"], row["ikm_mutu"]) for row in rows if row["layanan"] == "rsu"] == [
        ("rsu", "82,11", "B")
    ]
    result = CliRunner().invoke(command, ["--data", str(folder), "--month", "2026-11", "--skm"])
    table = list(csv.DictReader(io.StringIO(result.output.lstrip("\ufeff")), delimiter=";"))
    official = [row for row in table if row["bagian"] == "resmi"]
    assert [row["unsur"] for row in official] == [*KEYS, ""]
    assert official[0]["nrr"] == "3,235"
    assert (official[-1]["ikm"], official[-1]["mutu"], official[-1]["kinerja"]) == ("82,11", "B", "baik")


def test_the_form_tells_who_answered_but_no_small_group(live):
    fill(live, "rsu", every=(0, 0, 30, 10))
    for about, answer, times in (("kelamin", "p", 25), ("kelamin", "l", 12), ("kelamin", "lewati", 3)):
        row = {"month": "2026-11", "kind": OFFICIAL, "service": "rsu", "about": about}
        live.write(lambda tx, row=row, a=answer, t=times: tx.run(ADD, **row, answer=a, times=t))

    def look(tx):
        return reading.read(tx, live.book, reading.Office("38", "Setu"), Period.month("2026-11"), tx.now)

    table = csv.DictReader(io.StringIO(ratings.as_csv(live.write(look))), delimiter=";")
    assert [(row["unsur_nama"], row["jawaban"]) for row in table if row["bagian"] == "responden"] == [
        ("laki-laki", "<15"),
        ("tidak menjawab", "<5"),
        ("perempuan", "25"),
    ]


def test_the_sampling_table_says_how_many_are_wanted(kiosk, clock):
    def look(tx):
        return reading.read(tx, kiosk.book, reading.Office("38", "Setu"), Period.month("2026-11"), tx.now)

    report = kiosk.write(look)
    served = tuple(
        one._replace(figures=one.figures._replace(completed=1_000)) if one.key == "rsu" else one
        for one in report.services
    )
    said = " ".join(ratings.lines(report._replace(services=served), 200))
    assert "34 kuesioner, 29 bernomor; terendah waktu 2,82. Dianjurkan 278 kuesioner." in said


def test_one_service_has_its_own_ratings(kiosk):
    found = json.loads(run(kiosk, "--json", "--service", "lapor"))
    assert found["skm"]["official"] == []
    assert [one["service"] for one in found["skm"]["pulse"]] == ["lapor"]


def test_the_officer_reads_it_and_no_single_answer(kiosk, live):
    shown = office.page(kiosk)
    assert "IKM 82,11 (B, baik), 34 kuesioner" in shown
    assert "pasang wifi rumah (7)" in shown
    assert "Kata warga bulan ini" not in office.page(live), "nothing was said yet"
    fill(live, "rsu", every=(4, 0, 0, 0))
    (one,) = live.write(office_ratings.ratings)
    assert one.said == "kurang dari 5 kuesioner, tidak ditampilkan."


def test_a_report_of_a_time_without_ratings_is_silent_of_them(live):
    def look(tx):
        office = reading.Office("38", "Setu")
        return reading.read(tx, live.book, office, Period.month("2026-11"), tx.now)

    assert list(ratings.lines(live.write(look), 80)) == []
