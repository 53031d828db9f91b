"""One conversation a resident, whatever the door: offered again where it was left, told when it ended."""

import pytest
import sqlalchemy as sa

from kiosk import dialogues
from kiosk.core import Inbound
from kiosk.services import home
from kiosk.store import Store, engine, key, schema
from menus.compiler import compile_book
from menus.schema import define

RESIDENT = "+6281211110001"
MENU = "Layanan. Balas angka:\n1 Daftar\n2 Jadwal\n3 English\n4 Rusak"
OFFER = "Tadi belum selesai: Daftar.\n1 Lanjutkan\n2 Mulai dari awal\n00 Menu utama"
SESSIONS = sa.select(schema.session)
JOURNAL = sa.select(schema.journal).order_by(schema.journal.c.id)


def outcomes(desk, *which):
    rows = desk.rows(JOURNAL)
    return [(row.channel, row.screen, row.outcome) for row in rows if row.outcome in which]


def test_a_dialogue_dropped_on_ussd_goes_on_by_sms(desk):
    desk.ask("ussd", RESIDENT, "", first=True)
    assert desk.ask("ussd", RESIDENT, "1").text == "Ketik nama.\n0 Kembali"
    assert desk.sms("Siti") == OFFER
    assert desk.sms("1") == "Ketik nama.\n0 Kembali"
    assert desk.sms("Siti").startswith("TERDAFTAR")
    assert len(desk.rows(SESSIONS)) == 1
    assert desk.ask("ussd", RESIDENT, "", first=True).text == MENU


@pytest.mark.parametrize("channel", ["ussd", "call", "console", "web"])
def test_every_door_offers_what_was_left(desk, channel):
    desk.sms("MENU")
    desk.sms("1")
    assert desk.ask(channel, RESIDENT, "", first=True).text == OFFER
    assert outcomes(desk, "dropped") == [("sms", "daftar.nama", "dropped")]


def test_a_number_at_the_desk_is_the_same_resident(desk):
    desk.ask("console", RESIDENT, "", first=True)
    desk.ask("console", RESIDENT, "1")
    assert desk.sms("halo") == OFFER


LONGER = """
menu: kios
screens:
  utama: {text: "Balas:", choices: [{Lapor: lapor}]}
  lapor: {form: [telepon, tempat], submit: x.lapor, done: "Dicatat."}
fields:
  telepon: {ask: "Nomor HP?", check: kios.telepon}
  tempat: {ask: "Di mana?", text: 2..40}
"""


@pytest.fixture
def walk_up(desk):
    """A desk whose form asks for a number first; says what a visitor types."""
    registry = home.registry(home.Office())
    registry.action("x.lapor")(lambda call: None)
    desk.kiosk.serve(compile_book([define(LONGER, "x.yaml")]), registry)

    def say(*texts, who="walkup:a"):
        for text in texts:
            said = desk.ask("console", who, text, first=not text).text
        return said

    return say


def test_a_visitor_who_gives_a_number_and_walks_away_goes_on_by_sms(desk, walk_up):
    assert walk_up("", "1", "081211110001").startswith("Di mana?")
    assert desk.sms("halo").startswith("Tadi belum selesai: Lapor.")
    assert desk.sms("1").startswith("Di mana?")
    assert desk.sms("depan SDN 1") == "Dicatat."


def test_at_the_desk_it_goes_on_as_before(desk, walk_up):
    assert walk_up("", "1", "081211110001", "depan SDN 1") == "Dicatat."
    assert "belum selesai" not in desk.sms("halo")


def test_nobody_sees_at_the_desk_what_the_number_had_begun(desk, walk_up):
    desk.sms("MENU")
    desk.sms("1")
    assert desk.sms("081299990000").startswith("Di mana?")
    assert walk_up("", "1", "081211110001").startswith("Di mana?"), "their own form"
    assert walk_up("pasar") == "Dicatat."
    assert desk.sms("depan SDN 1") == "Dicatat.", "nor is it disturbed"


def test_who_went_on_by_sms_is_not_followed_at_the_desk(desk, walk_up):
    walk_up("", "1", "081211110001")
    desk.sms("halo")
    desk.sms("1")
    assert "Balas:" in walk_up("pasar")
    assert desk.sms("depan SDN 1") == "Dicatat."


def test_visitors_without_a_number_do_not_know_each_other(desk):
    desk.ask("console", "walkup:a", "", first=True)
    desk.ask("console", "walkup:a", "1")
    assert desk.ask("console", "walkup:b", "", first=True).text == MENU


def test_an_sms_answers_within_half_an_hour_and_is_asked_after_it(desk):
    desk.sms("MENU")
    desk.sms("1")
    desk.clock.advance(minutes=29)
    assert desk.sms("Siti").startswith("TERDAFTAR")
    desk.sms("MENU")
    desk.sms("1")
    desk.clock.advance(hours=23)
    assert desk.sms("Siti") == OFFER
    desk.clock.advance(hours=25)
    assert desk.sms("1") == MENU, "after a day it is forgotten"


def test_a_dialled_path_goes_where_it_says(desk):
    desk.sms("MENU")
    desk.sms("1")
    assert desk.ask("ussd", RESIDENT, "2", first=True).text.startswith("Buka")
    assert desk.ask("ussd", RESIDENT, "", first=True).text == OFFER


def test_the_hospitals_longest_form_fits_half_a_kilobyte(kiosk, clock):
    """Measured at its review, with every question answered, and with a parked one inside it."""
    sizes, said = [], None
    way = ("MENU", "4", "1", "5", "2", "1", "0001234567890", "0301u0110926p000123", "STOP", "halo")
    for number, text in enumerate(way):
        said = kiosk.receive(Inbound("sms", RESIDENT, text, f"{number}"))
        sizes.append(kiosk.write(lambda tx: dialogues.stored(tx.about(RESIDENT), kiosk.book)[0].size()))
    assert said.text.startswith("Tadi belum selesai: pendaftaran rawat jalan.")
    assert max(sizes[:8]) < 500, sizes
    assert max(sizes) < 800, sizes


# What nobody answers --------------------------------------------------------------------------------------


def sweep(desk):
    desk.kiosk.write(lambda tx: dialogues.sweep(tx, desk.kiosk.book))


def test_a_ussd_screen_without_an_answer_has_timed_out(desk):
    desk.ask("ussd", RESIDENT, "", first=True)
    desk.ask("ussd", RESIDENT, "1")
    desk.clock.advance(seconds=100)
    sweep(desk)
    assert outcomes(desk, "timed out") == []
    desk.clock.advance(seconds=100)
    sweep(desk)
    sweep(desk)
    assert outcomes(desk, "timed out") == [("ussd", "daftar.nama", "timed out")]
    assert desk.ask("ussd", RESIDENT, "", first=True).text == OFFER, "it is offered all the same"
    assert outcomes(desk, "dropped") == [], "one end for one dialogue"


def test_an_sms_has_as_long_as_it_is_offered(desk):
    desk.sms("MENU")
    desk.clock.advance(hours=23)
    sweep(desk)
    assert outcomes(desk, "timed out") == []
    desk.clock.advance(hours=2)
    sweep(desk)
    assert outcomes(desk, "timed out") == [("sms", "utama", "timed out")]


def test_what_is_done_has_no_end_to_tell(desk):
    for text in ("MENU", "1", "Siti"):
        desk.sms(text)
    desk.clock.advance(days=2)
    sweep(desk)
    assert outcomes(desk, "timed out", "dropped") == []


# Data of before -------------------------------------------------------------------------------------------


def old_database(folder, sealer_of):
    """A database as version 0002 left it, with conversations on two media."""
    from alembic import command

    folder.mkdir()
    upgrade = command.upgrade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0002"))
        store = Store.open(folder)
    sealer = key.sealer_of(store, folder / "loket.key")
    connection = store.connect()
    who = sealer.blind(RESIDENT)
    old = sa.table("session", *map(sa.column, ("person", "medium", "state", "at")))
    for medium, screen, at in sealer_of:
        connection.run(
            sa.insert(old), person=who, medium=medium, at=at, state=sealer.seal(f'{{"screen":"{screen}"}}')
        )
    connection.close()
    store.close()


def test_live_conversations_of_an_older_version_go_on_the_newest_wins(open_kiosk, clock, tmp_path):
    at = clock().timestamp()
    old_database(
        tmp_path / "old",
        [
            ("sms", "kecil.daftar.nama", at - 60),
            ("ussd", "kecil.jadwal", at - 4000),
            ("web", "kecil.utama", at - 60.5),
        ],
    )
    kiosk = open_kiosk(data=tmp_path / "old")
    with engine.engine_of(tmp_path / "old" / "loket.db").connect() as connection:
        (row,) = connection.execute(SESSIONS).all()
    assert (row.medium, row.at, row.open) == ("sms", at - 60, 1)
    reply = kiosk.receive(menus_inbound("Siti"))
    assert reply.text.startswith("TERDAFTAR")


def menus_inbound(text):
    return Inbound("sms", RESIDENT, text, "new")
