"""Pictures: every screen once, no box over another, and the colours of a funnel."""

import re
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

import menus
from kiosk.cli.menus import command
from menus.compiler import compile_book
from menus.graph import Count, counts, flows, mermaid, svg, tree
from menus.graph.flows import flow
from menus.graph.layout import WIDTH, place
from menus.graph.ways import Edge, edges, shown
from menus.nodes import PASSING
from menus.player import beside, framed
from menus.schema import define

SVG = "{http://www.w3.org/2000/svg}"


class Row(NamedTuple):
    service: str
    screen: str
    shown: int
    answered: int = 0
    dropped: int = 0
    timed_out: int = 0


FUNNEL = counts(
    [
        Row("kota", "utama", 60, 50, 1),
        Row("kota", "utama", 40, 40, 2),  # another variant
        Row("rsu", "jalan.poli", 50, 40, 5, 3),
        Row("rsu", "jalan.tanggal", 40, 20, 0, 12),
        Row("rsu", "jadwal", 0),
    ]
)


def test_the_variants_of_a_screen_are_counted_together():
    assert FUNNEL["kota.utama"] == Count(100, 90, 3)
    assert [FUNNEL[f"rsu.{name}"].health for name in ("jalan.poli", "jalan.tanggal", "jadwal")] == [
        "so_so",
        "ill",
        "unseen",
    ]
    assert str(FUNNEL["rsu.jalan.tanggal"]) == "40 shown · 50% answered · 30% stop"


def test_a_screen_that_asks_nothing_stops_nobody(city):
    rows = [Row("rsu", "jadwal", 27, 0, 0, 26), Row("rsu", "utama", 27, 1, 0, 26)]
    found = counts(rows, city)
    assert (str(found["rsu.jadwal"]), found["rsu.jadwal"].health) == ("27 shown", "well")
    assert found["rsu.utama"].health == "ill"


def test_mermaid_wears_the_colours(city):
    plain, coloured = mermaid(city), mermaid(city, FUNNEL)
    assert "classDef" not in plain
    assert "<br/>100 shown · 90% answered · 3% stop" in coloured
    number = next(line for line in coloured.split("\n") if "jalan.tanggal<br/>" in line).split("[")[0].strip()
    assert f"  class {number} ill\n" in coloured


def test_a_tree_wears_the_colours_of_the_terminal(city):
    plain, coloured = tree(city, FUNNEL), tree(city, FUNNEL, colour=True)
    assert "rsu.jalan.tanggal  40 shown · 50% answered · 30% stop\n" in plain
    assert "\x1b[31mrsu.jalan.tanggal  40 shown" in coloured
    assert "\x1b" not in plain


def boxes(drawn, style="box"):
    return [box for box in ET.fromstring(drawn).iter(f"{SVG}rect") if style in box.get("class", "").split()]


@pytest.mark.parametrize("funnel", [None, FUNNEL])
def test_an_svg_has_every_screen_once_and_no_box_over_another(city, funnel):
    drawn = svg(city, funnel)
    root = ET.fromstring(drawn)
    named = [group.get("id") for group in root.iter(f"{SVG}g")]
    states = [name for name, node in city.nodes.items() if node.kind not in PASSING and "._" not in name]
    assert sorted(named) == sorted(states)
    spots = [
        tuple(float(box.get(key)) for key in ("x", "y", "width", "height"))
        for style in ("box", "stub")
        for box in boxes(drawn, style)
    ]
    for (x, y, width, height), (other, under, _, high) in combinations(spots, 2):
        assert x + width <= other or other + width <= x or y + height <= under or under + high <= y
    inside = float(root.get("width")), float(root.get("height"))
    assert all(x + width <= inside[0] and y + height <= inside[1] for x, y, width, height in spots)


class Went(NamedTuple):
    start: str
    end: str
    times: int


WENT = flows(
    [
        Went("kota.utama", "rsu.utama", 40),
        Went("rsu.utama", "rsu.jalan.poli", 30),
        Went("rsu.jalan.poli", "rsu.jalan.tanggal", 20),
        Went("rsu.jalan.review", "rsu.jalan.done", 7),
        Went("rsu.jalan.review", "rsu.jalan.poli", 2),
        Went("rsu.gone", "rsu.utama", 5),
    ]
)


def test_each_way_is_counted_into_a_form_through_it_and_out(city):
    count = flow(city, WENT)
    drawn = {
        (edge.start.removeprefix("rsu."), edge.end.removeprefix("rsu.")): count(edge) for edge in edges(city)
    }
    assert drawn["kota.utama", "utama"] == 40
    assert drawn["utama", "jalan"] == drawn["jalan", "jalan.poli"] == 30
    assert drawn["jalan.poli", "jalan.tanggal"] == 20
    assert drawn["jalan.submit", "jalan.done"] == 7
    assert sum(times for (start, _), times in drawn.items() if start == "jalan.review") == 7, (
        "an edit is none"
    )
    assert drawn["utama", "jadwal"] == 0
    assert {flow(city, None)(edge) for edge in edges(city)} == {None}


def test_whoever_passes_a_question_that_is_hidden_goes_by_both_of_its_ways():
    fields = "fields:\n" + "".join(
        f"  {name}: {{ask: {name}?, text: 1..9{', when: a == x' if name == 'b' else ''}}}\n" for name in "abc"
    )
    source = "menu: m\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
    source += "  isi: {form: [a, b, c], review: Periksa, submit: m.s, done: Oke}\n" + fields
    book = compile_book([define(source, "m.yaml")])
    went = [("utama", "isi.a", 9), ("isi.a", "isi.c", 5), ("isi.a", "isi.b", 2), ("isi.b", "isi.c", 1)]
    went += [("isi.c", "isi.review", 4), ("isi.a", "isi.review", 3)]  # the last ones came from the review
    count = flow(book, flows([Went(f"m.{one}", f"m.{other}", times) for one, other, times in went]))
    drawn = [count(edge) for edge in edges(book) if edge.start.startswith("m.isi")]
    assert drawn == [9, 10, 9, 4, 0, 0]


def test_pictures_say_how_many_went_each_way(city):
    assert "1 Rawat jalan (poli) · 30×: rsu.jalan" in tree(city, FUNNEL, WENT)
    assert '-->|"1 Rawat jalan (poli) · 30×"|' in mermaid(city, FUNNEL, WENT)
    assert re.search(r"linkStyle [0-9,]+ stroke:#cbd2da,stroke-dasharray:4 3\n", mermaid(city, FUNNEL, WENT))
    drawn = svg(city, FUNNEL, WENT)
    assert "1 Rawat jala… · 30×" in drawn
    broad = {float(found) for found in re.findall(r"stroke-width:([0-9.]+)\"", drawn)}
    assert max(broad) == 6.0
    assert 'class="way unused"' in drawn
    assert "· 30×" not in svg(city, FUNNEL)


def test_what_no_author_writes_is_in_no_picture(city):
    for drawn in (mermaid(city), svg(city), tree(city)):
        assert "_resume" not in drawn
        assert "_guess" not in drawn


def test_an_svg_says_the_words_of_choices_and_of_the_book(city):
    drawn = svg(city)
    for words in ("4 Daftar RSU", "1 Rawat jalan", "BATAL", "→ utama"):
        assert words in drawn


def test_an_svg_is_coloured_by_the_funnel_and_says_what_the_colours_mean(city):
    assert not boxes(svg(city), "ill")
    drawn = svg(city, FUNNEL)
    assert len(boxes(drawn, "ill")) == 2, "one screen and the legend"
    assert "100 shown · 90% answered · 3% stop" in drawn
    assert "under 10% stop here" in drawn


def test_what_leads_in_a_circle_ends_in_a_stub():
    following = {"a": [Edge("a", "b", "1 B")], "b": [Edge("b", "a", ""), Edge("b", "c", "")]}
    spots = place(["a", "b", "d"], following, 40)
    assert [(spot.state, spot.stub) for spot in spots] == [
        ("a", False),
        ("b", False),
        ("a", True),
        ("c", False),
        ("d", False),
    ]
    assert spots[1].x > spots[0].x + WIDTH
    assert spots[3].x < spots[1].x + WIDTH + 100, "a way without words is short"


def test_states_that_only_lead_on_are_not_drawn(city):
    following = shown(city)
    assert not {name for name in following if city.nodes[name].kind in PASSING}
    ends = {edge.end for found in following.values() for edge in found}
    assert not {end for end in ends if city.nodes[end].kind in PASSING}
    assert any(city.nodes[edge.end].kind in PASSING for edge in edges(city))


# The command line -----------------------------------------------------------------------------------------


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(command, [str(word) for word in words])


def test_graph_in_each_format(run, books):
    assert run("graph", books / "rsu.yaml").output.startswith("flowchart TD")
    assert run("graph", books / "rsu.yaml", "--format", "svg").output.startswith("<svg ")
    trees = [run("graph", books / "rsu.yaml", *asked).output for asked in (["--tree"], ["--format", "tree"])]
    assert trees[0] == trees[1]
    assert trees[0].startswith("rsu.utama\n")


def test_graph_by_the_journal_of_a_kiosk(run, tmp_path):
    from kiosk.core import Inbound, Kiosk
    from kiosk.services import HOME, desk

    kiosk = Kiosk.open(tmp_path, *desk(), demo=True, command="", threaded=False)
    try:
        for at, text in enumerate(("MENU", "RSU", "4")):
            kiosk.receive(Inbound("sms", "+6281211110001", text, str(at)))
    finally:
        kiosk.close()
    drawn = run("graph", HOME, "--tree", "--data", tmp_path).output
    assert drawn.startswith("kios.utama  1 shown"), drawn
    assert "4 Jadwal poli · 1×: rsu.jadwal  1 shown\n" in drawn
    assert "1 Rawat jalan (poli) · 0×: " in drawn
    assert "rsu.antrean\n" in drawn, "nobody came there"


def test_the_player_has_two_columns_in_a_wide_terminal(talk):
    step = talk("rsu", "1", "gigi").step
    drawn = beside(step, menus.SMS, 80)
    assert max(map(len, drawn.split("\n"))) <= 80
    rows = [line.partition(" │") for line in drawn.split("\n")[2:]]
    assert rows[0][2].strip() == "rsu.jalan.tanggal"
    assert rows[1][2].strip() == f"sms · id · {menus.SMS.left(step.text)} left"
    assert "poli = gigi (Gigi)" in [right.strip() for _, _, right in rows]
    said = " ".join(left.strip() for left, _, _ in rows).split()
    assert said == step.text.split(), "nothing of the screen is lost"
    assert "│" not in framed(step, menus.SMS)
