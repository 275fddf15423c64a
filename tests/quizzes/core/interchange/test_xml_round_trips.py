"""What is written as Moodle XML or QTI comes back, up to what the writer has named as lost."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.core.interchange import moodle_xml, qti
from quizzes.core.interchange.model import FileRefused

from .entries import CARRIED, carried, entry, published, read_as, shipped, texts, words_of

BOTH = pytest.mark.parametrize("form", [moodle_xml, qti], ids=["moodle", "qti"])
forms = st.sampled_from([moodle_xml, qti])


def back(form, *sources):
    reading = form.read(form.write(sources).content)
    assert all(found.source is not None for found in reading.found), reading.found
    return [found.source for found in reading.found]


@BOTH
def test_every_question_that_the_course_ships_comes_back_as_it_was(form):
    read = {source["id"]: source for source in back(form, *carried())}
    for source in carried():
        assert read_as(read[source["id"]]) == read_as(source)


@BOTH
def test_every_question_that_comes_back_can_be_published(form):
    for source in back(form, *carried()):
        assert published(source).id == source["id"]


@BOTH
def test_questions_come_back_in_their_order_and_without_notes(form):
    reading = form.read(form.write(carried()).content)
    assert [found.source["id"] for found in reading.found] == [source["id"] for source in carried()]
    assert {note.text for found in reading.found for note in found.notes} == set()
    assert reading.notes == ()


@BOTH
@pytest.mark.parametrize("kind", CARRIED)
def test_each_kind_comes_back(form, kind):
    source = entry(kind, pairs=None, hints=["Ask who has to change something."], replaces=["access-old"])
    assert read_as(back(form, source)) == read_as([source])


@BOTH
@pytest.mark.parametrize("kind", ["fault", "write"])
def test_a_kind_that_has_no_place_is_named_and_left_out(form, kind):
    written = form.write([entry(kind), entry("one")])
    assert [(loss.question, loss.text.partition(":")[0]) for loss in written.losses] == [(f"access-{kind}", "kind")]
    assert len(form.read(written.content).found) == 1


@BOTH
def test_every_loss_of_the_shipped_bank_names_a_field(form):
    named = {loss.text.partition(":")[0] for loss in form.write(shipped()).losses}
    assert named <= {"kind", "credit", "choose", "accepted"}


@BOTH
def test_a_field_that_is_in_no_format_is_named(form):
    losses = form.write([entry("one", starter="x", mood="good")]).losses
    assert [loss.text for loss in losses] == [
        "starter: it belongs to no question of this kind",
        "mood: it belongs to no question of this kind",
    ]


@BOTH
def test_control_characters_are_named(form):
    written = form.write([entry("one", scenario="A bell \x07 rang while the phone was asleep in its drawer.")])
    assert [loss.text for loss in written.losses] == ["scenario: control characters, which XML does not have"]
    assert "A bell rang" in form.read(written.content).found[0].source["scenario"]


@BOTH
@pytest.mark.parametrize("kind", CARRIED)
def test_a_draft_without_its_parts_is_written_or_named(form, kind):
    written = form.write([{"kind": kind, "topic": "access", "title": "Half"}])
    assert written.losses or form.read(written.content).found


@BOTH
@pytest.mark.parametrize("ends", ["", "\n"])
def test_a_scenario_comes_back_with_its_last_line_break(form, ends):
    source = entry("one", scenario=f"A phone wakes up after a week and syncs its orders.{ends}")
    assert form.write([source]).losses == ()
    assert back(form, source)[0]["scenario"] == source["scenario"]


@BOTH
def test_other_white_space_around_a_text_is_named(form):
    losses = form.write(
        [entry("one", scenario="  A phone wakes up, and it syncs.\n\n", consequence="So be it.\n")]
    ).losses
    assert [loss.text for loss in losses] == [
        "scenario: white space around a text",
        "consequence: white space around a text",
    ]


@BOTH
def test_the_same_questions_make_the_same_bytes(form):
    assert form.write(carried()[:9]).content == form.write(carried()[:9]).content


@BOTH
def test_nothing_to_write_makes_an_empty_file(form):
    reading = form.read(form.write([]).content)
    assert (reading.found, len(reading.notes)) == ((), 1)


@BOTH
def test_an_id_that_is_there_twice_is_taken_away_and_said(form):
    reading = form.read(form.write([entry("one"), entry("one")]).content)
    assert [found.source.get("id") for found in reading.found] == ["access-one", None]


@BOTH
def test_an_id_that_begins_with_a_digit_comes_back(form):
    rows = [
        {"id": name, "text": f"Text {name}", "verdict": verdict, "why": "w" * 40}
        for name, verdict in (("404-a", "best"), ("9", "wrong"))
    ]
    source = entry("one", id="404-or-410", options=rows)
    assert back(form, source) == [source]


HOSTILE = entry(
    "one",
    scenario="<script>alert(1)</script> [go](javascript:alert(1)) <img src=x onerror=alert(1)> and more of it",
    title="<b>T</b>",
    exchange="<script>",
    decided_by=["<i>x</i>"],
)


def test_scripts_and_hostile_links_are_inert_in_moodle():
    html = "".join(ElementTree.fromstring(moodle_xml.write([HOSTILE]).content).itertext())
    assert not [sign for sign in ("<script", "<img", "<b>", "<i>", 'href="javascript') if sign in html]
    assert "&lt;script" in html


def test_scripts_and_hostile_links_are_inert_in_an_item():
    with zipfile.ZipFile(io.BytesIO(qti.write([HOSTILE]).content)) as package:
        root = ElementTree.fromstring(package.read("items/access-one.xml"))
    names = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert not {"script", "img", "b", "i"} & names
    assert not [node for node in root.iter() if "javascript" in node.get("href", "")]


@given(forms, st.sampled_from(CARRIED), texts, texts, texts)
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_by_its_words(form, kind, scenario, why, title):
    source = entry(kind, scenario=scenario, hints=[why], consequence=None if kind == "code" else why)
    [read] = back(form, source)
    cleaned = source | {
        name: moodle_clean(source[name]) for name in ("scenario", "hints", "consequence") if source.get(name)
    }
    assert words_of(read) == words_of(cleaned)


@given(forms, texts, texts, texts)
@settings(max_examples=100, deadline=None)
def test_texts_that_are_no_markdown_come_back_letter_by_letter(form, exchange, typed, title):
    source = entry("type", exchange=moodle_clean(exchange), title=" ".join(moodle_clean(title).split()))
    source["accepted"] = [source["accepted"][0] | {"text": " ".join(moodle_clean(typed).split())}]
    [read] = back(form, source)
    assert (read["exchange"], read["title"]) == (source["exchange"], source["title"])
    assert read["accepted"][0]["text"] == source["accepted"][0]["text"]


def moodle_clean(value):
    if isinstance(value, list):
        return [moodle_clean(part) for part in value]
    return "".join(sign for sign in value if sign in "\n\t" or (sign >= " " and sign != "\ufffe"))


def items():
    """Whole files that hold one question of each kind, in both formats."""
    yield from ((moodle_xml, moodle_xml.write([entry(kind)]).content) for kind in CARRIED)
    for kind in CARRIED:
        with zipfile.ZipFile(io.BytesIO(qti.write([entry(kind)]).content)) as package:
            yield qti, package.read(f"items/access-{kind}.xml")


files = st.sampled_from(list(items()))
noise = st.binary(max_size=9) | st.sampled_from([b"<p>", b"</text>", b"", b"&#0;", b"\xff", b"100", b"NaN", b"-1e999"])


def read_or_refused(form, content):
    try:
        reading = form.read(content)
    except FileRefused:
        return
    assert all((found.source is None) == bool(found.reason) for found in reading.found)


@given(forms, st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(form, content):
    read_or_refused(form, content)


@given(files, st.data(), noise)
@settings(max_examples=200, deadline=None)
def test_a_file_with_a_broken_place_is_read_or_refused(file, data, broken):
    form, content = file
    start = data.draw(st.integers(0, len(content)))
    read_or_refused(form, content[:start] + broken + content[start + data.draw(st.integers(0, 60)) :])


values = st.sampled_from(
    ["", "404", "A", "A B", "true", "*", "nan", "-1e999", "markdown", "plain_text", "code.404", "1"]
)


@given(files, st.lists(st.tuples(st.integers(0, 999), st.sampled_from("rdta"), values), min_size=1, max_size=9))
@settings(max_examples=300, deadline=None)
def test_a_file_whose_elements_are_in_disorder_is_read(file, changes):
    form, content = file
    root = ElementTree.fromstring(content)
    for number, action, value in changes:
        parents = [node for node in root.iter() if len(node)]
        parent = parents[number % len(parents)]
        child = parent[number % len(parent)]
        if action == "r":
            parent.remove(child)
        elif action == "d":
            parents[-number % len(parents)].append(ElementTree.fromstring(ElementTree.tostring(child)))
        elif action == "t":
            child.text = value
        elif child.attrib:
            child.set(sorted(child.attrib)[number % len(child.attrib)], value)
        if not len(root):
            break
    read_or_refused(form, ElementTree.tostring(root))
