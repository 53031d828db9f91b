"""What was said unasked is kept in order and within bounds."""

from hypothesis import given
from hypothesis import strategies as st

from modem.at import Unsolicited
from modem.unheeded import MOST, OCTETS, Unheeded

URCS = st.builds(Unsolicited, st.sampled_from(["RING", "+CMTI", "+CUSD"]), st.just(""), st.just(""))


def taken(unheeded, name=None):
    said = []
    while (one := unheeded.take(name)) is not None:
        said.append(one)
    return said


def test_octets_are_bounded_and_the_newest_stay():
    unheeded = Unheeded()
    for at in range(40):
        unheeded.add(at, Unsolicited("+CMT", "x" * 4000, "0" * 4000))
    assert unheeded.lost
    kept = taken(unheeded)
    assert [at for at, _ in kept] == list(range(40 - OCTETS // 8004, 40))


def test_short_ones_are_bounded_by_their_number():
    unheeded = Unheeded()
    for at in range(MOST):
        unheeded.add(at, Unsolicited("RING"))
    assert len(unheeded) == MOST
    assert not unheeded.lost
    unheeded.add(MOST, Unsolicited("RING"))
    assert unheeded.lost
    assert len(unheeded) == MOST


def test_what_was_taken_makes_room():
    unheeded = Unheeded()
    for at in range(100):
        unheeded.add(at, Unsolicited("+CUSD", "x" * 60_000))
        assert unheeded.take("+CUSD")
    assert not unheeded.lost


@given(st.lists(URCS, max_size=12), st.sampled_from(["RING", "+CMTI", "+CUSD"]))
def test_one_name_is_taken_in_order_and_the_others_stay_in_theirs(urcs, name):
    unheeded = Unheeded()
    for at, urc in enumerate(urcs):
        unheeded.add(at, urc)
    said = list(enumerate(urcs))
    assert taken(unheeded, name) == [one for one in said if one[1].name == name]
    assert taken(unheeded) == [one for one in said if one[1].name != name]
