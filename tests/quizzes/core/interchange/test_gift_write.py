import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizzes.core.interchange.gift import read, write
from quizzes.core.interchange.markup import harmless, inert
from tests.hostile import ADDRESS, PAYLOADS
from tests.quizzes.core.questions import CONTESTED, REASON, choice, code_option, near, text_option

from . import as_moodle
from .carried import comparable, lost_of, shipped_sources, source

CARRIED = ("code", "situation", "one", "several", "match", "type")
PIECES = [
    "\\", "{", "}", "=", "~", "#", ":", "::", "####", "//", "%50%", "[html]", "[markdown]", "*", "_", "`", "é", "->",
    "n", "\n", " ", "<b>", "&", "TRUE", "$CATEGORY:", "\t", "!",
]  # fmt: skip
WILD = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(lambda pieces: "x".join(pieces).strip()).filter(bool)
)


def written(*sources):
    return write(sources).content.decode()


def back(entry):
    return read(write([entry]).content).found[0].source


@pytest.mark.parametrize("kind", ["order", "fault", "write"])
def test_a_kind_that_gift_has_not_is_left_out_and_named(kind):
    result = write([source(kind)])
    assert result.content == b""
    assert lost_of(result) == [f"{kind}: GIFT has no such kind, so this question is left out."]


def test_what_gift_has_no_place_for_is_named_by_its_field():
    result = write([source("code", hints=["Think of it again, and twice."], reply="HTTP/1.1 200 OK\n")])
    assert lost_of(result) == ["client", "hints", "reply"]


def test_the_facts_of_a_question_stand_in_a_comment_that_moodle_reads():
    text = written(source("code", pairs=["401-403"]))
    assert "// [id:access-code] [tag:difficulty:1] [tag:section:who-are-you#unknown-caller] [tag:pairs:401-403]" in text


def test_a_fact_too_long_for_a_tag_is_named():
    assert "decided_by" in lost_of(write([source("code", decided_by=["A guide with a very long name, " * 3])]))


def test_a_topic_is_a_category_of_its_own_block():
    assert written(source("code"), source("one")).count("$CATEGORY: $course$/top/access\n\n") == 1


def as_moodle_shows(text):
    """The tokens of a Markdown text of a file, where HTML and every kind of link is let through."""
    parser = MarkdownIt("commonmark", {"html": True})
    parser.validateLink = lambda url: True
    plain = re.sub(r"\\([\\~=#{}:n])", lambda match: "\n" if match[1] == "n" else match[1], text)
    return [token for block in parser.parse(plain) for token in [block, *(block.children or [])]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs_where_html_and_every_link_is_let_through(payload):
    text = written(
        source("one", scenario=f"So: {payload}", options=[text_option("a", "best", why=payload), text_option("b")])
    )
    shown = as_moodle_shows(text.split("[markdown]", 1)[1])
    links = [str(token.attrs[name]) for token in shown for name in ("href", "src") if name in token.attrs]
    assert [token.content for token in shown if token.type in {"html_block", "html_inline"}] == []
    assert [link for link in links if not ADDRESS.match(link) and not link.startswith("lesson:")] == []


def test_every_sign_is_escaped_as_moodle_wants_it():
    assert "::a\\:b::[markdown]\\{x\\} \\= \\~ \\# \\\\ \\n!{" in written(
        source("one", title="a:b", scenario="{x} = ~ # \\ \n!")
    )


def test_a_text_that_looks_like_a_weight_or_a_format_is_guarded():
    options = [text_option("a", "best", text="%50% of all"), text_option("b", text="[html] is a word")]
    text = written(source("one", options=options))
    assert "=[markdown]%50% of all" in text
    assert "~[markdown][html] is a word" in text


def test_an_acceptable_option_earns_half_or_all_where_guides_differ():
    assert "~%50%The one called b." in written(source("one"))
    assert "~%100%The one called b." in written(source("one", **CONTESTED))
    assert back(source("one", **CONTESTED))["agreement"] == "contested"


def test_an_arrow_would_make_a_matching_so_it_is_drawn():
    result = write([source("type", near_misses=[near("a -> b"), near("c")])])
    assert "->" not in result.content.decode()
    assert "“->” became “→”, as GIFT has no escape for it" in lost_of(result)


def test_true_and_false_are_written_as_such():
    options = [
        text_option("true", "wrong", text="True", why="Not so."),
        text_option("false", "best", text="False", why="So it is."),
    ]
    assert "{\n\tFALSE#Not so.#So it is.\n" in written(source("one", options=options))
    assert back(source("one", options=options))["options"] == options


@pytest.mark.parametrize(
    "changes",
    [
        {"options": []},
        {"options": [text_option("a", "best")]},
        {"options": [text_option("a"), text_option("b")]},
        {"options": [text_option("a", "best", text=None), text_option("b")]},
    ],
)
def test_a_draft_that_moodle_would_refuse_is_left_out_and_named(changes):
    result = write([source("one", **changes)])
    assert result.content == b""
    assert lost_of(result)[0].startswith("options: ")


def test_a_code_that_is_not_registered_is_kept_as_a_code_only_where_it_is_known_to_be_invented():
    options = [code_option(200, "best"), code_option(299), code_option(404)]
    assert back(source("code", options=options, mistake="invented-code"))["kind"] == "code"
    assert back(source("code", options=options))["kind"] == "one"
    assert "kind: it becomes a choice of texts" in lost_of(write([source("code", options=options)]))


def test_shares_are_those_that_moodle_knows():
    options = [choice("a", True), choice("b", True), choice("c", True), choice("d", False)]
    text = written(source("several", options=options))
    assert "~%33.33333%" in text
    assert "~%-33.33333%" in text


@pytest.mark.parametrize(
    "entry", [row for row in shipped_sources() if row["kind"] in CARRIED], ids=lambda row: row["id"]
)
def test_a_question_of_the_course_comes_back_but_for_what_was_named(entry):
    result = write([entry])
    assert comparable(back(entry), lost_of(result)) == comparable(entry, lost_of(result))


def test_a_file_that_was_read_is_written_the_same_again():
    once = write([entry for entry in shipped_sources() if entry["kind"] in CARRIED]).content
    again = write([row.source for row in read(once).found]).content
    assert write([row.source for row in read(again).found]).content == again


def test_moodle_sees_every_question_of_the_course_as_it_is():
    entries = [entry for entry in shipped_sources() if entry["kind"] in ("code", "one", "situation", "several")]
    for entry, text in zip(entries, as_moodle.questions(write(entries).content), strict=True):
        name, _stem, kind, answers, general = as_moodle.parsed(text)
        assert (name, kind) == (entry["title"], "choice")
        assert [row[2] for row in answers] == [row["why"].strip() for row in entry["options"]]
        assert general == entry.get("consequence", "").strip()


@given(st.lists(WILD, min_size=2, max_size=4, unique=True), WILD, WILD, WILD)
def test_a_choice_of_any_texts_comes_back_and_moodle_sees_the_same(texts, title, scenario, why):
    options = [text_option(f"o{n}", "wrong" if n else "best", text=text, why=why) for n, text in enumerate(texts)]
    entry = source("one", title=title, scenario=scenario, options=options, consequence=why)
    _name, stem, kind, answers, general = as_moodle.parsed(next(as_moodle.questions(write([entry]).content)))
    assert (kind, stem, general) == ("choice", harmless(scenario), harmless(why))
    assert [(text, feedback) for _weight, text, feedback in answers] == [
        (harmless(text), harmless(why)) for text in texts
    ]
    assert [weight for weight, _text, _feedback in answers] == [100.0] + [0.0] * (len(texts) - 1)
    found = back(entry)
    assert [row["text"] for row in found["options"]] == [inert(text) for text in texts]
    assert (found["scenario"], found["consequence"]) == (inert(scenario), inert(why))


@given(st.lists(WILD, min_size=1, max_size=4, unique_by=lambda text: " ".join(text.split())), WILD)
def test_typed_answers_of_any_texts_come_back_and_moodle_takes_them_for_such(texts, why):
    accepted = [{"text": text, "verdict": "acceptable" if n else "best", "why": why} for n, text in enumerate(texts)]
    entry = source("type", asks="words", accepted=accepted, otherwise=REASON)
    assert as_moodle.parsed(next(as_moodle.questions(write([entry]).content)))[2] == "short"
    assert [row["text"] for row in back(entry)["accepted"]] == [
        " ".join(text.replace("->", "→").split()) for text in texts
    ]


@given(st.lists(WILD, min_size=3, max_size=6, unique_by=lambda text: text.replace("->", "→")))
def test_situations_of_any_texts_come_back_with_their_codes(texts):
    items = [{"id": f"i{n}", "text": text, "code": 400 + n, "why": REASON} for n, text in enumerate(texts)]
    entry = source("match", items=items)
    assert as_moodle.parsed(next(as_moodle.questions(write([entry]).content)))[2] == "match"
    found = back(entry)
    assert [(row["text"], row["code"]) for row in found["items"]] == [
        (inert(text.replace("->", "→")), 400 + n) for n, text in enumerate(texts)
    ]
    assert [row["code"] for row in found["distractors"]] == [422]


@given(
    st.lists(WILD, min_size=4, max_size=8, unique=True),
    st.sampled_from(["all-or-nothing", "proportional-with-penalty"]),
)
def test_several_of_any_texts_come_back_with_their_credit(texts, credit):
    entry = source(
        "several", credit=credit, options=[choice(f"o{n}", n < 3, text=text) for n, text in enumerate(texts)]
    )
    found = back(entry)
    assert found["credit"] == credit
    assert [(row["text"], row["right"]) for row in found["options"]] == [
        (inert(text), n < 3) for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize("kind", CARRIED)
def test_a_draft_with_nothing_but_its_kind_is_written_or_left_out(kind):
    result = write([{"kind": kind, "title": None, "scenario": None, "options": None, "items": [], "accepted": None}])
    assert (result.content, len(result.losses)) == (b"", 1)
