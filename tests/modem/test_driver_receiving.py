"""The driver against a scripted modem: what arrives, in whatever order and state."""

import pytest

from modem import (
    CmsError,
    PartReceived,
    ReportReceived,
    SmsReceived,
    Undecodable,
    open_modem,
)
from modem.parts import submits
from modem.tpdu import encode_pdu
from tests.modem.peer import ANI, NOON, Peer, all_of, report, sms

# Receiving


def test_what_lay_there_is_told_at_once():
    peer = Peer()
    peer.put(3, *sms("dua", seconds=2))
    peer.put(5, *sms("satu", seconds=1))
    peer.put(1, encode_pdu(submits(ANI, "keluar")[0]).hex(), status=3, memory="ME")
    peer.put(2, *sms("tiga", seconds=3), memory="ME")
    with open_modem(peer) as modem:
        events = all_of(modem)
        assert sorted(event.text for event in events) == ["dua", "satu", "tiga"]
        assert [event.text for event in events if event.entries[0].memory == "SM"] == ["satu", "dua"]
        for event in events:
            modem.accept(event)
        assert list(peer.store) == [("ME", 1)]
        assert [(entry.index, entry.status) for entry in modem.stored()] == [(1, 3)]


def test_a_message_stays_until_it_is_accepted_and_is_told_once(gsm, peer):
    peer.arrive(*sms("Halo"), after=5)
    event = gsm.next_event(60)
    assert (event.sender, event.text, event.sent_at, event.flash, event.complete) == (
        ANI,
        "Halo",
        NOON,
        False,
        True,
    )
    assert peer.time == 5
    assert all_of(gsm, 200) == []
    assert peer.store
    gsm.accept(event)
    gsm.accept(event)
    assert not peer.store
    assert peer.said.count("+CMGD=1") == 1


def test_a_lost_hint_costs_a_minute_at_most(gsm, peer):
    peer.put(4, *sms("Halo"))
    assert gsm.next_event(90).text == "Halo"
    assert peer.time <= 60


def test_a_slot_that_is_free_already_is_no_error(gsm, peer):
    peer.arrive(*sms("Halo"))
    event = gsm.next_event(1)
    peer.answers["+CMGD"] = b"\r\n+CMS ERROR: 500\r\n"
    with pytest.raises(CmsError):
        gsm.accept(event)
    peer.answers["+CMGD"] = b"\r\n+CMS ERROR: 321\r\n"
    gsm.accept(event)
    gsm.delete(7)


def test_a_slot_that_was_filled_anew_is_not_deleted(gsm, peer):
    peer.arrive(*sms("satu"))
    first = gsm.next_event(1)
    peer.put(1, *sms("dua", seconds=9))
    second = gsm.next_event(61)
    gsm.accept(first)
    assert peer.store
    gsm.accept(second)
    assert not peer.store


def test_the_same_message_twice_has_one_key(gsm, peer):
    peer.arrive(*sms("Halo"), *sms("Halo"))
    one, two = all_of(gsm)
    assert one.key == two.key
    assert one.key != gsm_key(sms("Halo", seconds=1), gsm, peer)


def gsm_key(message, gsm, peer):
    peer.arrive(*message)
    return gsm.next_event(1).key


def test_a_long_message_is_one_event_in_any_order(gsm, peer):
    text = "Pendaftaran " * 40
    parts = sms(text, reference=7)
    assert len(parts) > 2
    peer.arrive(*parts[1:])
    assert gsm.next_event(5) is None
    peer.arrive(parts[1], parts[0])
    event = gsm.next_event(5)
    assert event.text == text
    assert len(event.parts) == len(parts)
    gsm.accept(event)
    assert not peer.store


def test_a_part_that_comes_again_is_swept_up(gsm, peer):
    parts = sms("x" * 200, reference=7)
    peer.arrive(*parts)
    gsm.accept(gsm.next_event(5))
    peer.arrive(parts[1])
    assert gsm.next_event(5) is None
    assert not peer.store


def test_missing_parts_are_given_up_in_the_end(peer):
    with open_modem(peer, patience=3600) as gsm:
        parts = sms("x" * 200, reference=7)
        peer.arrive(parts[1])
        event = gsm.next_event(2 * 3600)
        assert not event.complete
        assert parts[1].text in event.text
        gsm.accept(event)
        assert not peer.store


def test_parts_one_by_one_where_the_caller_joins_them(peer):
    with open_modem(peer, assemble=False) as gsm:
        peer.arrive(*sms("x" * 200, reference=7), *sms("Halo", seconds=1))
        one, two, three = all_of(gsm)
        assert isinstance(one, PartReceived)
        assert (one.part.concat.part, two.part.concat.part, three.text) == (1, 2, "Halo")
        gsm.accept(one)
        assert sorted(peer.store) == [("SM", 2), ("SM", 3)]


@pytest.mark.parametrize("poison", ["", "zz", "0", "07", "0001", "FF" * 200, "00" * 20, "0891" + "F" * 320])
def test_poison_holds_nobody_up(gsm, peer, poison):
    peer.arrive(*sms("satu"))
    peer.put(2, poison)
    peer.arrive(*sms("dua", seconds=1))
    events = all_of(gsm)
    assert sorted(event.text for event in events if isinstance(event, SmsReceived)) == ["dua", "satu"]
    (bad,) = [event for event in events if isinstance(event, Undecodable)]
    assert bad.reason
    for event in events:
        gsm.accept(event)
    assert not peer.store


def test_a_store_that_cannot_be_listed_is_read_slot_by_slot(gsm, peer):
    peer.answers["+CMGL"] = b"\r\n+CMS ERROR: 500\r\n"
    (message,) = sms("Halo")
    peer.answers |= {
        "+CMGR=2": f"\r\n+CMGR: 0,,23\r\n{encode_pdu(message).hex()}\r\n\r\nOK\r\n".encode(),
        "+CMGR": b"\r\n+CMS ERROR: 321\r\n",
    }
    peer.urc('+CMTI: "SM",2')
    assert gsm.next_event(5).text == "Halo"


def test_reports_come_directly_or_by_the_store(gsm, peer):
    peer.urc("+CDS: 25\r\n" + encode_pdu(report(7)).hex())
    event = gsm.next_event(1)
    assert isinstance(event, ReportReceived)
    assert (event.reference, event.recipient, event.delivered, event.at) == (7, ANI, True, NOON)
    assert peer.said == ["+CNMA"]
    gsm.accept(event)
    peer.put(9, report(8, 0x46), memory="SR")
    peer.urc('+CDSI: "SR",9')
    event = gsm.next_event(1)
    assert (event.reference, event.delivered, event.status) == (8, False, 0x46)
    gsm.accept(event)
    assert not peer.store


def test_a_direct_message_is_kept_and_acknowledged(gsm, peer):
    (message,) = sms("Halo")
    peer.urc("+CMT: ,23\r\n" + encode_pdu(message).hex())
    event = gsm.next_event(1)
    assert event.text == "Halo"
    assert peer.said == ["+CNMA"]
    gsm.accept(event)
    assert peer.said == ["+CNMA"]
    peer.arrive(message)
    assert gsm.next_event(1).key == event.key


def test_where_the_modem_wants_no_acknowledgement_it_gets_none(peer):
    peer.answers["+CSMS=1"] = b"\r\nERROR\r\n"
    with open_modem(peer) as gsm:
        peer.urc("+CDS: 25\r\n" + encode_pdu(report(7)).hex())
        assert gsm.next_event(1).reference == 7
        assert "+CNMA" not in peer.said


def test_a_refused_acknowledgement_switches_the_reports_on_again(gsm, peer):
    peer.answers["+CNMA"] = b"\r\n+CMS ERROR: 340\r\n"
    peer.urc("+CDS: 25\r\n" + encode_pdu(report(7)).hex())
    assert gsm.next_event(1).reference == 7
    assert peer.said == ["+CNMA", "+CNMI=2,1,0,1,0"]


def test_a_listing_beyond_all_bounds_is_read_one_by_one(gsm, peer):
    (pdu,) = sms("Halo")
    peer.put(27, pdu)
    octets = encode_pdu(pdu)
    entry = f"+CMGR: 0,,{len(octets) - 1}\r\n{octets.hex().upper()}"
    peer.answers["+CMGL"] = b"\r\n" + b"+CMGL: 1,0,,20\r\nFF\r\n" * 5000 + b"\r\nOK\r\n"
    peer.answers["+CMGR=27"] = f"\r\n{entry}\r\n\r\nOK\r\n".encode()
    assert [(stored.index, stored.octets) for stored in gsm.stored() if stored.memory == "SM"] == [
        (27, octets)
    ]
    peer.answers["+CPMS?"] = b"\r\nERROR\r\n"
    peer.answers["+CMGL"] = (
        f"\r\n+CMGL: 27,0,,{len(octets) - 1}\r\n{octets.hex()}\r\n".encode() * 500 + b"OK\r\n"
    )
    assert {stored.octets for stored in gsm.stored()} == {octets}


def test_another_store_that_could_not_be_listed_is_listed_again(peer):
    peer.put(1, *sms("Halo"), memory="ME")
    peer.answers['+CPMS="ME"'] = [b"\r\n+CMS ERROR: 314\r\n", b"\r\n+CMS ERROR: 314\r\n"]
    with open_modem(peer) as modem:
        assert [event.text for event in all_of(modem, 30)] == ["Halo"]


def test_a_listing_whose_first_header_is_damaged_is_read_again(peer):
    (pdu,) = sms("Halo")
    peer.put(1, pdu)
    hexed = encode_pdu(pdu).hex().upper()
    noise = f"\r\n+CM\x80GL: 1,0,,{len(hexed) // 2 - 1}\r\n{hexed}\r\n\r\nOK\r\n".encode("latin-1")
    peer.answers["+CMGL"] = [noise, None]
    with open_modem(peer) as modem:
        assert [event.text for event in all_of(modem, 30)] == ["Halo"]
