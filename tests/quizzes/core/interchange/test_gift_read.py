from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.gift import read
from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.text import BINARY

PIECES = [
    *"{}=~#%:\\/[]*$n \n\t<&`_\x07TF4é",
    "::",
    "####",
    "->",
    "[html]",
    "```http\n",
    "\n\n",
    "%50%",
    "//",
    "[tag:a]",
]
SIGNS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def only(text):
    reading = read(text.encode())
    assert len(reading.found) == 1
    return reading.found[0]


def source(text):
    found = only(text)
    assert found.source is not None, found.reason
    return found.source


def reason(text):
    found = only(text)
    assert found.source is None
    return found.reason


def notes(text):
    return [(note.line, note.text) for note in only(text).notes]


def test_options_that_are_all_codes_make_a_which_code_question_in_ascending_order():
    read_as = source("Gone for good.{~404 Not Found#It was here. =`410`#It says so. ~HTTP 301#It moved not.}")
    assert read_as["kind"] == "code"
    assert read_as["options"] == [
        {"code": 301, "verdict": "wrong", "why": "It moved not."},
        {"code": 404, "verdict": "wrong", "why": "It was here."},
        {"code": 410, "verdict": "best", "why": "It says so."},
    ]


@pytest.mark.parametrize("strange", ["299", "404 Gone", "4040", "600", "tea"])
def test_one_option_that_is_no_registered_code_makes_it_a_choice_of_texts(strange):
    assert source(f"Which?{{=404 ~{strange}}}")["kind"] == "one"


def test_a_former_phrase_is_as_good_as_the_present_one():
    assert source("Which?{=422 Unprocessable Entity ~413 Payload Too Large}")["kind"] == "code"


def test_half_a_mark_makes_an_option_acceptable():
    options = source("Which?{=this ~%50%that ~those}")["options"]
    assert [row["verdict"] for row in options] == ["best", "acceptable", "wrong"]


def test_another_part_of_the_mark_is_acceptable_and_said():
    assert (2, "An answer worth 75 % became acceptable, which earns half.") in notes(
        "Which?{=this#a\n~%75%that#b ~c#d}"
    )


def test_of_two_full_marks_the_first_is_best():
    options = source("Which?{=this =that ~those}")["options"]
    assert [row["verdict"] for row in options] == ["best", "acceptable", "wrong"]


def test_missing_feedback_leaves_the_reason_open_and_is_noted():
    text = "Which?{\n=this#Because.\n~that\n}"
    assert [row["why"] for row in source(text)["options"]] == ["Because.", ""]
    assert notes(text) == [(3, "1 of 2 answers have no feedback, so no reason yet.")]


def test_shares_without_a_right_answer_make_several_with_a_number_to_choose():
    read_as = source("Which two?{~no ~%50%one ~%50%two ~none}")
    assert (read_as["kind"], read_as["credit"], read_as["choose"]) == ("several", "proportional", 2)
    assert [row["right"] for row in read_as["options"]] == [False, True, True, False]


def test_negative_shares_make_several_with_penalty():
    read_as = source("Which two?{~%-50%no ~%50%one ~%50%two}")
    assert read_as["credit"] == "proportional-with-penalty"
    assert "choose" not in read_as


def test_unequal_shares_are_noted():
    assert any("different weights" in text for _line, text in notes("Which?{~%70%a ~%30%b ~c}"))


@pytest.mark.parametrize(("word", "best"), [("T", "true"), ("TRUE", "true"), ("F", "false"), ("false", "false")])
def test_a_statement_is_true_or_false(word, best):
    options = source(f"It rains.{{{word}#Look up.#So it does.}}")["options"]
    assert [row["id"] for row in options] == ["true", "false"]
    assert {row["id"]: row["why"] for row in options}[best] == "So it does."
    assert next(row["id"] for row in options if row["verdict"] == "best") == best


def test_short_answers_are_typed_words():
    read_as = source("Who?{=no one#So it is. =%50%nobody =%0%Grant#Not he. =%0%*#Look again.}")
    assert (read_as["kind"], read_as["asks"]) == ("type", "words")
    assert [(row["text"], row["verdict"]) for row in read_as["accepted"]] == [
        ("no one", "best"),
        ("nobody", "acceptable"),
    ]
    assert read_as["near_misses"] == [{"text": "Grant", "why": "Not he."}]
    assert read_as["otherwise"] == "Look again."


def test_a_lone_answer_needs_no_sign():
    assert source("Which word?{One}")["accepted"][0]["text"] == "One"


def test_short_answers_of_three_digits_ask_for_a_code():
    assert source("Which?{=404 =410}")["asks"] == "code"


def test_a_star_among_letters_is_taken_out_and_noted():
    text = "Which?{=col*r}"
    assert source(text)["accepted"][0]["text"] == "col r"
    assert any("stood for anything" in note for _line, note in notes(text))


def test_a_star_behind_a_backslash_is_a_star():
    assert source("Which?{=\\\\*/\\\\*}")["accepted"][0]["text"] == "*/*"


def test_an_exact_number_is_typed():
    read_as = source("How many?{#\n=4:0#Right.\n~#Count again.}")
    assert (read_as["accepted"][0]["text"], read_as["otherwise"]) == ("4", "Count again.")
    assert source("Which?{#404}")["asks"] == "code"


@pytest.mark.parametrize("answer", ["#1822:5", "#1..5", "#=3:2~#no"])
def test_a_range_is_left_out_with_its_reason(answer):
    assert "exact" in reason(f"When?{{{answer}}}")


def test_situations_are_matched_to_codes_and_a_lone_code_distracts():
    read_as = source("Which?{=It is gone -> 410 Gone =It was never -> 404 = -> 500}")
    assert [(row["text"], row["code"]) for row in read_as["items"]] == [("It is gone", 410), ("It was never", 404)]
    assert read_as["distractors"] == [{"code": 500, "why": ""}]


def test_a_matching_to_anything_else_is_left_out_and_says_to_what():
    assert "“Ottawa”" in reason("Capitals?{=Canada->Ottawa =Italy->Rome}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tell me.{}", "essay"),
        ("Read this first.", "“Read this first.”"),
        ("Broken } here {", "closing brace"),
        ("Never closed {=a ~b", "never closed"),
        ("Two {=a ~b} of {=c ~d}", "after the answers"),
        ("One {~a}", "nothing to choose"),
        ("None {=%0%a}", "No answer is right"),
        ("Many {" + "~a" * 101 + "}", "more than 100"),
        ("Long " * 20_001 + "{T}", "100008 characters"),
    ],
)
def test_what_cannot_be_taken_over_says_why(text, words):
    assert words in reason(text)


def test_a_question_that_cannot_be_read_does_not_take_the_next_one_with_it():
    found = read(b"Never closed {=a ~b\n\nNext {T}\n").found
    assert [(row.line, row.source is None) for row in found] == [(1, True), (3, False)]


def test_a_gap_within_a_sentence_becomes_a_line():
    assert source("Grant is {~buried =entombed} in a tomb.")["scenario"] == "Grant is _____ in a tomb."
    assert source("[html]<p>Is it so? {T}</p>")["scenario"] == "Is it so?"


def test_an_empty_line_within_the_braces_is_forgiven_and_noted():
    text = "Which?{\n=this#a\n\n~that#b\n}"
    assert len(source(text)["options"]) == 2
    assert notes(text)[0][0] == 3


def test_the_title_is_the_name_or_the_first_words():
    assert source("::Its name::Which?{T}")["title"] == "Its name"
    assert source("Which *one*, and " + "why " * 40 + "{T}")["title"].endswith("why")
    assert len(source("Which one, and " + "why " * 40 + "{T}")["title"]) <= 70


def test_a_long_name_is_cut_at_a_word_and_noted():
    text = f"::{'word ' * 20}::Which?{{T}}"
    assert len(source(text)["title"]) <= 70
    assert any("cut" in note for _line, note in notes(text))


def test_escaped_signs_lose_their_meaning():
    read_as = source("::a\\:\\:b::\\{x\\} \\= \\~ \\# \\:{~\\=1\\#2#\\~ =\\\\n}")
    assert read_as["title"] == "a::b"
    assert read_as["scenario"] == "{x} = ~ # :"
    assert read_as["options"][0]["text"] == "=1#2"
    assert read_as["options"][1]["text"] == "\\n"


@pytest.mark.parametrize("text", ["\\a", "\\frac", "\\-", "\\*", "\\]"])
def test_a_backslash_before_any_other_sign_is_a_backslash(text):
    assert source(f"[markdown]x{text}y{{T}}")["scenario"] == f"x{text}y"


def test_a_written_new_line_is_one():
    assert source("[markdown]one\\ntwo\\n\\nthree{T}")["scenario"] == "one\ntwo\n\nthree"
    assert source("one\\ntwo\\n\\nthree{T}")["scenario"] == "one\\\ntwo\n\nthree"


def test_the_format_of_a_text_holds_for_its_answers_until_they_say_otherwise():
    read_as = source("[html]<b>Which?</b>{=<i>this</i>#[plain]<i> ~[markdown]*that*}")
    assert read_as["scenario"] == "**Which?**"
    assert [row["text"] for row in read_as["options"]] == ["*this*", "*that*"]
    assert read_as["options"][0]["why"] == "&lt;i>"


@pytest.mark.parametrize("named", ["html", "markdown", "plain", "moodle"])
def test_no_html_survives_in_any_format(named):
    read_as = source(f"[{named}]Hi <script>alert(1)</script><img src\\=x onerror\\=y>{{=<b>a</b>#<i>b ~c#d}}")
    assert not [text for text in [read_as["scenario"], *map(str, read_as["options"])] if "<" in text]


def test_what_was_dropped_is_noted():
    assert (1, "Left out of the text: script.") in notes("Hi <script>x</script>{T}")


def test_a_category_is_the_topic_of_what_follows():
    reading = read(b"$CATEGORY: $course$/top/access\n\nA{T}\n\n$CATEGORY: Caf\xc3\xa9 & Tea\n\nB{T}\n")
    assert [row.source["topic"] for row in reading.found] == ["access", "cafe-tea"]
    assert [note.line for note in reading.notes] == [5]


def test_an_id_and_tags_stand_in_the_comment_before():
    read_as = source("// [id:access-a] [tag:difficulty:2] [tag:pairs:401-403] [tag:section:who#unknown]\nA{T}")
    assert (read_as["id"], read_as["difficulty"], read_as["pairs"]) == ("access-a", 2, ["401-403"])
    assert read_as["section"] == "who#unknown"


def test_an_id_that_is_no_slug_and_a_tag_that_is_too_long_are_noted():
    text = f"// [id:Nr. 7] [tag:{'x' * 41}]\nA{{T#a#b}}"
    assert "id" not in source(text)
    assert len(notes(text)) == 2


def test_a_tag_that_says_nothing_of_the_question_is_a_label():
    assert source("// [tag:summer term] [tag:difficulty:2]\nA{T#a#b}")["labels"] == ["summer term"]


def test_general_feedback_is_the_consequence():
    assert source("A{T####So it goes.}")["consequence"] == "So it goes."


def test_general_feedback_of_a_which_code_question_goes_to_its_best_code():
    read_as = source("A{=404#Never. ~410#Once.####So it goes.}")
    assert "consequence" not in read_as
    assert read_as["options"][0]["why"] == "Never.\n\nSo it goes."


def test_a_fenced_exchange_at_the_end_is_the_exchange():
    read_as = source("[markdown]Which?\\n\\n```http\\nGET / HTTP/1.1\\n\\nHTTP/1.1 ???\\n```{=404 ~410}")
    assert read_as["scenario"] == "Which?"
    assert read_as["exchange"] == "GET / HTTP/1.1\n\nHTTP/1.1 ???\n"


def test_lines_are_counted_through_comments_and_carriage_returns():
    found = read(b"// first\r\n\r\n// second\r\nA{T}\r\n\r\n\r\nB{\r\n  =a#x\r\n  ~%75%b#y\r\n}\r\n").found
    assert [row.line for row in found] == [4, 7]
    assert [note.line for note in found[1].notes] == [9]


def test_ten_thousand_questions_are_ten_thousand():
    assert len(read(b"::n::Which?{=404#a ~410#b}\n\n" * 10_000).found) == 10_000


def test_a_great_question_of_many_categories_and_tags_is_bounded_in_what_it_says():
    reading = read(b"$CATEGORY: \xc3\xa9\n" * 5_000 + b"A{T}\n// " + b"[tag:x]" * 5_000)
    assert len(reading.notes) <= 1_000
    assert reading.found[0].line == 5_001


def test_more_than_a_file_may_hold_are_refused_with_the_line():
    with pytest.raises(FileRefused) as refused:
        read(b"A{T}\n\n" * 20_001)
    assert refused.value.line == 40_001


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "}",
        "{}",
        "{\n",
        "=",
        "~%50%",
        "####",
        "\\",
        "::",
        "//[tag:",
        "//[tag:pairs:a]",
        "$CATEGORY: x\n",
        "[html]<b>",
        "```http\n",
        "->",
    ],
)
def test_a_megabyte_of_one_sign_is_one_question_or_none(unit):
    reading = read((unit * (1_000_000 // len(unit))).encode())
    assert all(row.source is None for row in reading.found)


@given(SIGNS)
def test_any_text_is_read(text):
    plain = text.translate(dict.fromkeys(map(ord, BINARY)))  # a file with these is refused before it is read
    for row in read(plain.encode("utf-8", errors="replace")).found:
        assert row.source is not None or row.reason
        assert row.line >= 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    with suppress(FileRefused):
        assert all(row.source is not None or row.reason for row in read(content).found)
