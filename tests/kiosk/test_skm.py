"""The satisfaction index, against vectors that were computed by hand, and its laws."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.evaluation import skm
from kiosk.evaluation.skm import KEYS, NotSkm, Tally

ROWS = st.lists(st.tuples(*[st.integers(1, 4)] * 9), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("rows", "index", "letter"),
    [
        ([(4,) * 9], "100.00", "A"),  # a weight of 0.11 would give 99.00, 0.111 gives 99.90
        ([(3,) * 9], "75.00", "C"),  # everybody says "baik", and the grade is "kurang baik"
        ([(2,) * 9], "50.00", "D"),
        ([(1,) * 9], "25.00", "D"),
        ([(4,) * 9, (1,) * 9], "62.50", "D"),
        ([(3, 3, 3, 4, 3, 3, 4, 3, 3)], "80.56", "B"),  # 25 * 29/9 = 80.5555…
        ([(3, 3, 3, 3, 3, 3, 3, 3, 4)], "77.78", "B"),  # 25 * 28/9 = 77.7777…
        ([(3, 3, 3, 3, 3, 3, 3, 3, 4), (3,) * 9], "76.39", "C"),  # 25 * 55/18 = 76.3888…
        ([(4, 4, 4, 4, 4, 4, 4, 3, 3), (3,) * 9, (4,) * 9], "89.81", "A"),  # 25 * 97/27 = 89.8148…
        ([(2, 3, 2, 3, 2, 3, 2, 3, 3), (3,) * 9], "69.44", "C"),  # 25 * 50/18 = 69.4444…
        ([(1, 2, 3, 4, 1, 2, 3, 4, 1), (4, 3, 2, 1, 4, 3, 2, 1, 4)], "62.50", "D"),
        ([(4, 4, 4, 4, 4, 4, 4, 2, 2), (3, 3, 3, 4, 3, 3, 3, 3, 3)], "83.33", "B"),  # 25 * 60/18
    ],
)
def test_the_index_of_a_few_questionnaires(rows, index, letter):
    assert skm.ikm(rows) == Decimal(index)
    assert str(skm.ikm(rows)) == index
    assert skm.grade(skm.ikm(rows)).letter == letter


@pytest.mark.parametrize(
    ("value", "letter", "said"),
    [
        ("100", "A", "sangat baik"),
        ("88.31", "A", "sangat baik"),
        ("88.305", "A", "sangat baik"),  # rounded half up, then graded
        ("88.3049", "B", "baik"),
        ("88.30", "B", "baik"),
        ("76.61", "B", "baik"),
        ("76.605", "B", "baik"),
        ("76.604", "C", "kurang baik"),
        ("76.60", "C", "kurang baik"),
        ("65.00", "C", "kurang baik"),
        ("64.995", "C", "kurang baik"),
        ("64.994", "D", "tidak baik"),
        ("25", "D", "tidak baik"),
    ],
)
def test_grades_at_their_edges(value, letter, said):
    assert skm.grade(value)[:2] == (letter, said)
    assert skm.grade(Fraction(value)).letter == letter
    assert skm.grade(float(value)).letter == letter


@pytest.mark.parametrize("value", ["24.99", "100.01", 0, -1])
def test_what_is_no_index_has_no_grade(value):
    with pytest.raises(NotSkm, match="25"):
        skm.grade(value)


@pytest.mark.parametrize(
    "rows", [[], [(4,) * 8], [(4,) * 10], [(0, *(4,) * 8)], [(5, *(4,) * 8)], [(3.5, *(4,) * 8)]]
)
def test_what_is_no_questionnaire_is_refused(rows):
    with pytest.raises(NotSkm):
        skm.ikm(rows)


def test_an_element_that_fewer_answered_gives_no_index():
    tallies = dict.fromkeys(KEYS, Tally((0, 0, 0, 2))) | {"U4": Tally((0, 0, 0, 1))}
    with pytest.raises(NotSkm, match="lengkap"):
        skm.index(tallies)


def test_a_mean_is_exact():
    assert skm.nrr([3, 3, 4]) == Fraction(10, 3)
    assert Tally.of([1, 2, 2, 4]) == Tally((1, 2, 0, 1))


@given(ROWS)
def test_the_index_lies_between_25_and_100(rows):
    assert 25 <= skm.ikm(rows) <= 100
    assert skm.grade(skm.ikm(rows)).letter in "ABCD"


@given(ROWS)
def test_the_index_is_the_mean_of_all_answers_in_any_order(rows):
    exact = Fraction(25 * sum(map(sum, rows)), 9 * len(rows))
    assert skm.ikm(rows) == skm.ikm(rows[::-1]) == skm.rounded(exact)
    assert abs(Fraction(skm.ikm(rows)) - exact) <= Fraction(1, 200)


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(any))
def test_the_mean_lies_in_its_interval(counts):
    low, high = skm.interval(Tally(counts))
    assert 1 <= low <= skm.rounded(Tally(counts).nrr) <= high <= 4
