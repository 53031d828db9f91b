"""`kiosk menus check --data`: what residents stand at decides, too, whether a screen may go."""

from click.testing import CliRunner

from kiosk.cli.menus import command
from kiosk.clock import wall
from kiosk.core import Inbound


def test_conversations_at_a_screen_that_is_gone_are_an_error(open_kiosk, tmp_path):
    kiosk = open_kiosk(data=tmp_path / "data", clock=wall, demo=True)
    kiosk.receive(Inbound("sms", "+6281211110001", "daftar", "1"))
    kiosk.close()
    book = tmp_path / "menu.yaml"
    book.write_text(
        "menu: kecil\nscreens:\n  utama: {text: Halo, choices: [{Jadwal: jadwal}]}\n  jadwal: {text: X}\n"
    )

    def check(*more):
        return CliRunner().invoke(command, ["check", *more, "--data", str(tmp_path / "data")])

    result = check(str(book))
    assert result.exit_code == 3
    assert "1 conversation stands at the screen `kecil.daftar.nama`, which is gone." in result.output
    assert "[live-screen-gone]" in result.output
    assert "live-screen-gone" in check().output, "without a path: the kiosk's own book"
    book.write_text(
        "menu: kecil\nmoves: {daftar: isi}\nscreens:\n  utama: {text: Halo, choices: [{Isi: isi}]}\n"
        "  isi: {form: [nama], submit: a.b, done: Oke}\nfields:\n  nama: {ask: Nama, text: 1..9}\n"
    )
    assert check(str(book)).exit_code == 0
