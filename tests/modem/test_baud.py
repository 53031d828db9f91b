"""A modem on a serial port is found at whatever pace it speaks; one that follows any is fixed at ours."""

import os
import pty
import termios

import pytest

from modem import Gone, open_link, open_modem
from modem.link import SpyLink
from tests.modem.peer import Paced


@pytest.mark.parametrize("own", [115200, 9600, 57600, 19200, 38400, 460800])
def test_a_modem_is_found_at_its_pace(own):
    peer = Paced(own)
    with open_modem(peer) as modem:
        assert modem.imei
        assert peer.baud == own
        assert "+IPR=115200" not in peer.said
    assert peer.time < 15


def test_one_that_follows_any_pace_is_fixed_at_the_one_wanted():
    peer = Paced(9600, follows=True)
    with open_modem(peer) as modem:
        assert modem.imei
    assert (peer.baud, peer.own) == (115200, 115200)
    assert "+IPR=115200" in peer.said


def test_where_nobody_answers_the_end_comes_in_bounds_and_the_pace_stays():
    peer = Paced(1200)
    with pytest.raises(Gone):
        open_modem(peer)
    assert peer.time <= 21
    assert peer.baud == 115200


def test_one_that_boots_is_waited_for_at_its_pace():
    peer = Paced(115200)
    real = peer.write

    def write(octets):
        if peer.time > 12:
            real(octets)

    peer.write = write
    with open_modem(peer) as modem:
        assert modem.imei
    assert peer.baud == 115200


def test_an_unplugged_port_is_no_matter_of_pace():
    peer = Paced(9600)

    def gone(octets):
        raise Gone("The modem is unplugged.")

    peer.write = gone
    with pytest.raises(Gone, match="unplugged"):
        open_modem(peer)
    assert peer.time < 1


def test_a_port_is_tuned(tmp_path):
    master, slave = pty.openpty()
    link = SpyLink(open_link(os.ttyname(slave)), (tmp_path / "trace").open("w"))
    try:
        assert link.baud == 115200
        link.baud = 9600
        assert termios.tcgetattr(slave)[4] == termios.B9600
    finally:
        link.close()
        os.close(master)
        os.close(slave)
