"""What peers fail at in the field, by their own issue numbers: each once, against this driver."""

import time

import pytest

from modem import (
    CmsError,
    Gone,
    ModemError,
    Recovered,
    ReportReceived,
    SmsReceived,
    Undecodable,
    UssdReceived,
    finding,
    open_modem,
)
from modem.parts import submits
from modem.simulator import Simulator, VirtualClock, share
from modem.simulator.sweep import commands
from modem.tpdu import Submit, encode_pdu
from tests.modem.peer import ANI, BUDI, all_of, report, sms

LONG = "Mohon datang pukul 08.00 WIB dengan KTP dan kartu BPJS. " * 8


def texts(events):
    return [event.text for event in events if isinstance(event, SmsReceived)]


# The reader dies or hangs


@pytest.mark.parametrize("noise", [b"\xff", b"\x80\xfe\0", b"\r\n\xc3\x28\r\n"])
def test_python_gsmmodem_dies_of_one_octet_that_is_no_utf8(gsm, peer, noise):
    """Babca/python-gsmmodem PR #121, #67, #84, #105: the reader thread is dead, `alive` stays True."""
    peer.say(noise)
    peer.arrive(*sms("Halo"), after=1)
    assert texts(all_of(gsm, 5)) == ["Halo"]
    assert gsm.health().registered


def test_python_gsmmodem_times_out_when_seven_messages_come_at_once(gsm, peer):
    """Babca/python-gsmmodem #59: a thread a notification, each of which reads."""
    for number in range(7):
        peer.arrive(*sms(f"pesan {number}", seconds=number))
    events = all_of(gsm, 5)
    assert texts(events) == [f"pesan {number}" for number in range(7)]
    for event in events:
        gsm.accept(event)
    assert peer.store == {}


def test_gammu_hangs_for_ever_when_the_modem_hangs_at_cmgl(sim, ani):
    """Gammu #4 (a bounty), #266, #286, #323: the modem stalls while messages are listed."""
    with open_modem(sim.modems[0].link()) as gsm:
        gsm.next_event(0)
        sim.fault(kind="silent", count=1)
        ani.text("Halo")
        events = all_of(gsm, 600)
        assert texts(events) == ["Halo"]
        assert any(isinstance(event, Recovered) for event in events)


def test_gammu_loses_a_modem_whose_port_has_another_name_after_a_reset():
    """Gammu #351, #83, #138: ttyUSB0 becomes ttyUSB1; the neighbour has the old name."""
    sim = Simulator(2, clock=VirtualClock())
    share(sim, "field")
    one, other = "sim://field/0", "sim://field/1"
    assert finding.whereabouts(sim.modems[1].imei, one, [one, other]) == other
    sim.fault(kind="unplug")
    assert finding.whereabouts(sim.modems[1].imei, one, [one, other]) == other
    assert finding.whereabouts(sim.modems[0].imei, one, [one, other]) == one, "it may come back"
    share(None, "field")


def test_warthog_cannot_close_a_port_after_a_deadline(gsm, peer):
    """warthog618/modem #21: what waits for ever keeps the port."""
    peer.mute = True
    with pytest.raises(ModemError):
        gsm.health()
    gsm.close()
    assert peer.dead
    with pytest.raises(Gone):
        gsm.health()


# Unsolicited lines


@pytest.mark.parametrize("line", ['+CMTI: "SM",1', "RING", "+CREG: 5", "^BOOT:1,2", '+CUSD: 0,"Hai",15'])
def test_a_line_unasked_inside_an_answer_is_taken_for_the_answer(gsm, peer, line):
    """serialport-gsm #35, atat #183 and #223, ATtila #7, RIOT #20062: python-gsmmodem raises CommandError."""
    peer.answers["+CSQ"] = f"\r\n{line}\r\n\r\n+CSQ: 18,99\r\n\r\n{line}\r\n\r\nOK\r\n".encode()
    peer.put(1, *sms("Halo"))
    assert gsm.health().signal == -77
    events = all_of(gsm, 5)
    assert ("Halo" in texts(events)) == line.startswith("+CMTI")
    assert any(isinstance(event, UssdReceived) for event in events) == line.startswith("+CUSD")


# Long messages


def test_python_gsmmodem_tells_the_parts_of_a_message_apart(gsm, peer):
    """Babca #73 and #55, faucamp #28 and #93, gammu #522: parts, each a message, in disorder."""
    parts = sms(LONG, reference=9)
    peer.arrive(*reversed(parts))
    (event,) = all_of(gsm, 5)
    assert (event.text, event.complete, len(event.entries)) == (LONG, True, len(parts))


def test_gammu_crashes_of_fifty_four_parts(gsm, peer):
    """Gammu #442."""
    text = "x" * 153 * 54
    parts = sms(text, reference=9)
    assert len(parts) == 54
    peer.arrive(*parts)
    assert texts(all_of(gsm, 5)) == [text]


def test_gammu_takes_a_message_twice_that_comes_directly_and_lies_in_the_store(gsm, peer):
    """Gammu PR #1162, #527: the same key tells that it is one."""
    (pdu,) = sms("Halo")
    hexed = encode_pdu(pdu).hex().upper()
    peer.urc(f"+CMT: ,{len(hexed) // 2 - 1}\r\n{hexed}")
    peer.arrive(pdu)
    assert len({event.key for event in all_of(gsm, 5)}) == 1


def test_sms2mqtt_waits_for_ever_for_the_rest_of_one_of_twelve(peer):
    """sms2mqtt #24, mdd-sim-gateway #84: a ghost part is read again and again."""
    peer.put(1, sms("y" * 153 * 12, reference=3)[0])
    with open_modem(peer, patience=3600) as gsm:
        assert all_of(gsm, 60) == []
        event = gsm.next_event(7200)
        assert (event.text.strip("… "), event.complete) == ("y" * 153, False)
        gsm.accept(event)
        assert peer.store == {}
        assert all_of(gsm, 7200) == []


def test_home_assistant_deletes_a_part_before_the_rest_came(gsm, peer):
    """HA gammu add-on #46: nothing is deleted before the whole was accepted."""
    first, *rest = sms(LONG, reference=4)
    peer.arrive(first)
    assert all_of(gsm, 600) == []
    assert len(peer.store) == 1
    peer.arrive(*rest)
    assert texts(all_of(gsm, 5)) == [LONG]


def test_vocat_joins_parts_of_two_messages_with_the_same_reference(gsm, peer):
    """VoCat #104: references are used again; the time belongs to the key."""
    one, two = sms("a" * 200, reference=7), sms("b" * 200, reference=7, seconds=50_000)
    peer.arrive(one[0])
    assert all_of(gsm, 5) == []
    peer.arrive(*two)
    assert texts(all_of(gsm, 5)) == ["b" * 200]
    peer.arrive(one[1])
    assert texts(all_of(gsm, 5)) == ["a" * 200]


# The store


def test_gammu_reads_an_empty_slot_for_ever(gsm, peer):
    """Gammu #590: a hint at a slot that is empty by now."""
    peer.urc('+CMTI: "SM",7')
    assert all_of(gsm, 30) == []
    assert len(peer.said) < 10


def test_gammu_stops_at_an_entry_that_it_cannot_decode(gsm, peer):
    """Gammu core.c, #544; seen with 45 of 50 poison entries: the good ones behind it are never read."""
    peer.put(1, "FFFF00")
    peer.put(2, *sms("Halo"))
    events = all_of(gsm, 100)
    assert texts(events) == ["Halo"]
    (damaged,) = [event for event in events if isinstance(event, Undecodable)]
    gsm.accept(damaged)
    assert ("SM", 1) not in peer.store


def test_a_store_that_is_full_stays_full(sim, ani):
    """mdd-sim-gateway #85, HA add-on #24: nothing new comes until somebody empties it by hand."""
    with open_modem(sim.modems[0].link()) as gsm:
        for number in range(40):
            ani.text(f"nomor {number}")
        got = set()
        while (event := gsm.next_event(600)) is not None:
            got |= set(texts([event]))
            gsm.accept(event)
        assert len(got) == 40
        assert not gsm.health().nearly_full


# Reports


def test_python_gsmmodem_keeps_the_report_of_the_last_part_only(sim, ani):
    """Babca #84, gammu #408, #759, #242, #452, #156, faucamp #9: reports that are never matched."""
    with open_modem(sim.modems[0].link()) as gsm:
        sent = gsm.send("081211110001", LONG, report=True)
        reports = [event for event in all_of(gsm, 60) if isinstance(event, ReportReceived)]
        assert sorted(sent.part_of(event, "081211110001") for event in reports) == [*range(1, sent.parts + 1)]


def test_python_gsmmodem_fails_at_a_time_zone_that_is_not_bcd(gsm, peer):
    """Babca #15: as service centres of Jakarta write it."""
    hexed = bytearray(encode_pdu(report(1)))
    hexed[-2] = 0xC2
    peer.urc(f"+CDS: {len(hexed) - 1}\r\n{hexed.hex().upper()}")
    assert isinstance(gsm.next_event(5), ReportReceived)


# USSD


@pytest.mark.parametrize("said", ["+CUSD: 4", "+CUSD: 2", "+CUSD: 5"])
def test_python_gsmmodem_fails_at_a_cusd_without_a_text(gsm, peer, said):
    """Babca #12 and #25: AttributeError; sms_tool #4."""
    peer.answers["+CUSD=1"] = f"\r\nOK\r\n\r\n{said}\r\n".encode()
    with pytest.raises(ModemError):
        gsm.ussd("*888#")
    assert gsm.health().registered


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ('+CUSD: 2\r\n\r\n+CUSD: 0,"Pulsa Rp5.000",15', "Pulsa Rp5.000"),  # faucamp #14: two of them
        ('+CUSD: 0,"Pulsa\r\nRp5.000\r\nOK",15', "Pulsa\nRp5.000\nOK"),  # faucamp #20: CRLF inside
        ('+CUSD: 0,"00500075006C00730061",15', "Pulsa"),  # gammu #513, #358, #179: UCS2 under another scheme
        ('+CUSD: 0,"D03A7B1E06",72', "Pulsa"),  # and packed septets
        ('+CUSD: 0,"Pulsa",', "Pulsa"),  # and a coding scheme that is left out
    ],
)
def test_peers_lose_the_text_of_a_cusd(gsm, peer, said, text):
    """Faucamp #14, #20, #26, #59; gammu #292, #358, #179, #150, #513, #367; sms_tool #4, #13."""
    peer.answers["+CUSD=1"] = f"\r\nOK\r\n\r\n{said}\r\n".encode()
    assert gsm.ussd("*888#").text == text


def test_python_gsmmodem_throws_away_what_the_network_says_by_itself(gsm, peer):
    """Babca #67, faucamp #26: only while a sendUssd waits does anybody listen."""
    peer.urc('+CUSD: 1,"Setuju?",15')
    assert gsm.next_event(5) == UssdReceived("Setuju?", more=True)


# Start


@pytest.mark.parametrize("error", [b"+CME ERROR: 14", b"+CMS ERROR: 314", b"+CME ERROR: 515"])
def test_python_gsmmodem_gives_up_while_the_card_is_still_busy(gsm, peer, error):
    """Faucamp #10 and #11, gammu #93: CME 14, CMS 330 in the first seconds after the start."""
    busy = b"\r\n" + error + b"\r\n"
    peer.answers |= {"+CPMS?": [busy, busy], "+CPIN?": [b"\r\n+CME ERROR: 14\r\n"] * 3}
    gsm.connect()
    assert gsm.iccid


def test_a_service_centre_that_is_not_known_says_so(gsm, peer):
    """Faucamp #10: CMS 330."""
    peer.answers["+CMGS"] = b"\r\n+CMS ERROR: 330\r\n"
    with pytest.raises(CmsError) as caught:
        gsm.send(ANI, "Halo")
    assert caught.value.code == 330
    assert caught.value.remedy


# Letters


@pytest.mark.parametrize("text", ["👋", "a" * 69 + "👋", "😀" * 100, "ě š ž", "日本"])
def test_peers_corrupt_an_emoji_or_refuse_it(gsm, peer, text):
    """Babca #120: ValueError; pmarti #45: half an octet; python-gammu #37, #43; gammu: š becomes s."""
    gsm.send(BUDI, text)
    sent = [Submit.decode(bytes.fromhex(pdu)[1:]) for pdu in peer.sent]
    assert "".join(part.text for part in sent) == text
    assert [part.text.encode("utf-16") for part in sent], "no half of a pair in any part"


def test_gammu_takes_half_a_character_for_one(gsm, peer):
    """Gammu #37: a lone surrogate."""
    with pytest.raises((ModemError, UnicodeError)):
        gsm.send(ANI, "a\ud83d")
    assert peer.sent == []


# Pace


def test_gammu_takes_eleven_seconds_for_a_long_text(sim, ani):
    """Gammu #419: 2 to 3 seconds of sleep a part; here no time at all but the modem's, the link kept."""
    with open_modem(sim.modems[0].link()) as gsm:
        start, began = gsm.link.now(), time.process_time()
        assert gsm.send(ANI, LONG).parts == len(submits(ANI, LONG))
        assert gsm.link.now() == start
        assert time.process_time() - began < 1
        assert "AT+CMMS=1\r" in commands(sim)


def test_serialport_gsm_never_calls_back_when_there_is_no_credit(sim):
    """serialport-gsm #119: refused, with the class that pauses a modem."""
    with open_modem(sim.modems[0].link()) as gsm:
        sim.fault(kind="cms", code=38, count=1)
        with pytest.raises(CmsError) as caught:
            gsm.send(ANI, "Halo")
        assert caught.value.kind == "temporary"
        assert gsm.send(ANI, "Halo").parts == 1
