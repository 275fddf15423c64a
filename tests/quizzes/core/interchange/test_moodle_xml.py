"""Moodle XML as Moodle and others write it: what becomes of each type, and what is said of the rest."""

import pytest

from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.moodle_xml import read, write

from .entries import entry

LONG = "A reason that says in a whole sentence why."


def moodle(*questions):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>'.encode()


def question(kind, inside, name="A name", text="Which one is it?"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>\n'
    )


def answer(fraction, text, feedback="", more=""):
    told = f'<feedback format="html"><text><![CDATA[{feedback}]]></text></feedback>' if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{told}{more}</answer>'


def found(*questions):
    [only] = read(moodle(*questions)).found
    return only


def source(kind, inside, **changes):
    return found(question(kind, inside, **changes)).source


def said(kind, inside, **changes):
    return " ".join(note.text for note in found(question(kind, inside, **changes)).notes)


def reason(kind, inside):
    return found(question(kind, inside)).reason


def verdicts(taken):
    return [(row.get("code") or row.get("text"), row["verdict"]) for row in taken["options"]]


# Choosing one

CODES = answer(0, "<p>404 Not Found</p>") + answer(50, "400") + answer(100, "422 Unprocessable Content", LONG)


def test_codes_to_choose_from_make_a_question_for_a_code_ascending():
    taken = source("multichoice", f"<single>true</single>{CODES}")
    assert taken["kind"] == "code"
    assert verdicts(taken) == [(400, "acceptable"), (404, "wrong"), (422, "best")]


def test_feedback_is_the_reason_of_its_option():
    assert [row["why"] for row in source("multichoice", CODES)["options"]] == ["", "", LONG]


def test_one_answer_that_is_no_code_makes_a_question_with_texts():
    taken = source("multichoice", CODES + answer(0, "404 people came"))
    assert taken["kind"] == "one"
    assert [row["id"] for row in taken["options"]] == ["a", "b", "c", "d"]


def test_an_unregistered_code_is_a_text():
    assert source("multichoice", answer(100, "404") + answer(0, "299"))["kind"] == "one"


def test_of_several_full_marks_the_first_is_best_and_it_is_said():
    inside = answer(100, "One") + answer(100, "Two") + answer(0, "Three")
    assert verdicts(source("multichoice", inside)) == [("One", "best"), ("Two", "acceptable"), ("Three", "wrong")]
    assert "Several answers earned the full mark" in said("multichoice", inside)


def test_a_best_answer_with_less_than_the_full_mark_is_said():
    assert "earned 90% of the mark" in said("multichoice", answer(90, "One") + answer(0, "Two"))


def test_without_a_right_answer_none_is_best_and_it_is_said():
    inside = answer(0, "One") + answer(0, "Two")
    assert {verdict for _text, verdict in verdicts(source("multichoice", inside))} == {"wrong"}
    assert "choose the best one" in said("multichoice", inside)


def test_true_or_false_makes_two_options_with_these_ids():
    taken = source("truefalse", answer(0, "false", "F") + answer(100, "true", "T"))
    assert [(row["id"], row["text"], row["verdict"], row["why"]) for row in taken["options"]] == [
        ("true", "True", "best", "T"),
        ("false", "False", "wrong", "F"),
    ]


def test_true_or_false_is_written_as_moodle_has_it():
    rows = [
        {"id": name, "text": name.capitalize(), "verdict": v, "why": LONG}
        for name, v in (("true", "best"), ("false", "wrong"))
    ]
    content = write([entry("one", options=rows)]).content
    assert b'<question type="truefalse">' in content
    assert read(content).found[0].source["options"] == rows


# Choosing several


def several(*fractions):
    return "<single>false</single>" + "".join(answer(fraction, f"Text {n}") for n, fraction in enumerate(fractions))


def test_fractions_below_nothing_are_a_penalty():
    taken = source("multichoice", several(50, 50, -50, -50))
    assert (taken["kind"], taken["credit"], "choose" in taken) == ("several", "proportional-with-penalty", False)
    assert [row["right"] for row in taken["options"]] == [True, True, False, False]


def test_without_a_penalty_it_is_told_how_many_to_choose():
    taken = source("multichoice", several("33.33333", "33.33333", "33.33333", 0))
    assert (taken["credit"], taken["choose"]) == ("proportional", 3)


def test_right_answers_of_different_worth_are_said():
    assert "different shares" in said("multichoice", several(75, 25, 0, 0))


def test_the_plugin_for_all_or_nothing_is_known():
    assert source("multichoiceset", several(100, 100, 0, 0))["credit"] == "all-or-nothing"


# Typing


def test_a_short_answer_that_is_a_code_asks_for_a_code():
    taken = source(
        "shortanswer", answer(100, "422") + answer(50, "400") + answer(0, "409", LONG) + answer(0, "*", "Else")
    )
    assert (taken["kind"], taken["asks"], taken["otherwise"]) == ("type", "code", "Else")
    assert [(row["text"], row["verdict"]) for row in taken["accepted"]] == [("422", "best"), ("400", "acceptable")]
    assert taken["near_misses"] == [{"text": "409", "why": LONG}]


def test_other_short_answers_ask_for_words():
    assert source("shortanswer", answer(100, "Retry-After"))["asks"] == "words"


def test_the_text_of_a_short_answer_is_no_html():
    assert source("shortanswer", answer(100, "a < b &amp; c"))["accepted"][0]["text"] == "a < b &amp; c"


def test_a_star_in_a_short_answer_is_said_and_an_escaped_one_is_a_star():
    assert "stands for any text" in said("shortanswer", answer(100, "text/*"))
    taken = source("shortanswer", answer(100, r"\*/\*"))
    assert taken["accepted"][0]["text"] == "*/*"


def test_a_star_that_is_written_is_not_any_text_for_moodle():
    row = {"text": "*", "verdict": "best", "why": LONG}
    content = write([entry("type", asks="field-value", accepted=[row])]).content
    assert rb"<text>\*</text>" in content
    assert read(content).found[0].source["accepted"] == [row]


def test_an_exact_number_is_typed():
    assert source("numerical", answer(100, "404", more="<tolerance>0</tolerance>"))["asks"] == "code"


def test_a_number_with_a_tolerance_is_skipped():
    assert "may be off a little" in reason("numerical", answer(100, "3.14", more="<tolerance>0.01</tolerance>"))


# Matching and ordering


def pair(text, code):
    return f'<subquestion format="html"><text>{text}</text><answer><text>{code}</text></answer></subquestion>'


def test_situations_and_codes_make_a_matching_with_distractors():
    taken = source("matching", pair("Nobody knows it", "404 Not Found") + pair("It is taken", "409") + pair("", "410"))
    assert [(row["text"], row["code"]) for row in taken["items"]] == [("Nobody knows it", 404), ("It is taken", 409)]
    assert taken["distractors"] == [{"code": 410, "why": ""}]


def test_a_matching_without_codes_is_skipped():
    assert "no status codes" in reason("matching", pair("France", "Paris"))


def test_an_ordering_is_read_in_the_order_of_its_places():
    taken = source("ordering", answer(2, "Second step") + answer(1, "First step") + answer(3, "Third step", LONG))
    assert [row["text"] for row in taken["steps"]] == ["First step", "Second step", "Third step"]
    assert (taken["accepted"][0]["order"], taken["steps"][2]["why"]) == (["a", "b", "c"], LONG)


def test_an_ordering_that_moodle_grades_as_a_whole_is_all_or_nothing():
    inside = "<gradingtype>ALL_OR_NOTHING</gradingtype>" + answer(1, "First") + answer(2, "Second")
    assert source("ordering", inside)["credit"] == "all-or-nothing"


def test_an_order_is_graded_in_moodle_as_it_is_here():
    assert b"<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>" in write([entry("order")]).content


def test_steps_come_back_in_the_order_in_which_the_bank_lists_them():
    mixed = entry("order")
    mixed["steps"] = mixed["steps"][::-1]
    assert read(write([mixed]).content).found[0].source["steps"] == mixed["steps"]


# The rest of a question


@pytest.mark.parametrize(
    "kind", ["essay", "description", "cloze", "ddwtos", "calculatedmulti", "gapselect", "newtype", ""]
)
def test_a_type_without_a_place_is_skipped_with_its_name_line_and_reason(kind):
    reading = read(moodle("\n", question(kind, "", name="Left")))
    assert [(one.line, one.name, one.source) for one in reading.found] == [(4, "Left", None)]
    assert reading.found[0].reason


def test_a_category_is_the_topic_of_what_follows():
    category = '<question type="category"><category><text>$course$/top/HTTP/Access control</text></category></question>'
    reading = read(moodle(question("multichoice", CODES), category, question("multichoice", CODES)))
    assert [one.source["topic"] for one in reading.found] == ["", "access-control"]


def test_a_category_keeps_the_letters_under_its_accents():
    category = '<question type="category"><category><text>top/Übung für Anfänger</text></category></question>'
    reading = read(moodle(category, question("multichoice", CODES)))
    assert reading.found[0].source["topic"] == "ubung-fur-anfanger"


def test_names_feedback_hints_tags_and_numbers_have_their_places():
    inside = (
        CODES
        + "<idnumber>access-lost</idnumber>"
        + "<generalfeedback><text>In the end &lt;b&gt;all&lt;/b&gt;.</text></generalfeedback>"
        + "<hint><text>Think of it.</text></hint>"
        + "<tags><tag><text>difficulty:2</text></tag>"
        + "<tag><text>pairs:400-422</text></tag><tag><text>fun</text></tag></tags>"
    )
    taken = source("multichoice", inside, name="Tom &amp;amp; &lt;b&gt;Ada&lt;/b&gt;")
    assert (taken["id"], taken["title"], taken["difficulty"], taken["pairs"]) == (
        "access-lost",
        "Tom & Ada",
        2,
        ["400-422"],
    )
    assert (taken["consequence"], taken["hints"]) == ("In the end **all**.", ["Think of it."])
    assert taken["labels"] == ["fun"]


def test_an_id_number_that_is_no_id_is_left_out_and_said():
    inside = CODES + "<idnumber>Q 1</idnumber>"
    assert "id" not in source("multichoice", inside)
    assert "The ID number Q 1 is no id here" in said("multichoice", inside)


def test_what_a_tag_may_not_say_is_not_taken():
    tags = "".join(
        f"<tag><text>{text}</text></tag>" for text in ("difficulty:9", "section:&lt;b&gt;", "kind:fault", "pairs:1-2")
    )
    taken = source("multichoice", f"{CODES}<tags>{tags}</tags>")
    assert not {"difficulty", "section", "pairs"} & set(taken)
    assert taken["kind"] == "code"


def test_what_is_missing_before_publishing_is_said():
    assert said("multichoice", CODES) == (
        "Missing before it can be published: id, difficulty, section, decided_by, client, the reasons of 2 of 3 rows."
    )


@pytest.mark.parametrize(
    ("form", "text", "read_as"),
    [
        ("html", "<p>One <em>two</em></p>", "One *two*"),
        ("markdown", "One *two* `<b>`", "One *two* `<b>`"),
        ("markdown", "One <script>x</script>", "One &lt;script>x&lt;/script>"),
        ("plain_text", "One *two* <b>", "One \\*two\\* &lt;b>"),
        ("moodle_auto_format", "One <b>two</b>\n\nthree", "One **two**\n\nthree"),
    ],
)
def test_a_text_is_read_in_its_format(form, text, read_as):
    inside = question("multichoice", CODES, text=text).replace(
        'questiontext format="html"', f'questiontext format="{form}"'
    )
    assert found(inside).source["scenario"] == read_as


def test_markup_that_somebody_forgot_to_escape_is_read():
    inside = question("multichoice", CODES).replace("<![CDATA[Which one is it?]]>", "<p>Which <b>one</b>?</p>")
    assert found(inside).source["scenario"] == "Which **one**?"


def test_no_script_survives():
    hostile = (
        '<script>alert(1)</script><p onclick="x()">Hi <a href="javascript:x()">there</a><iframe src="x"></iframe></p>'
    )
    taken = source(
        "multichoice",
        answer(100, hostile, hostile) + answer(0, "B"),
        text=hostile,
        name="<![CDATA[<script>x</script>]]>",
    )
    assert not [word for word in ("script", "onclick", "iframe", "alert") if word in str(taken)]


def test_files_and_pictures_are_left_out_and_said():
    inside = question("multichoice", CODES, text='See <img src="@@PLUGINFILE@@/a.png">.').replace(
        "</questiontext>", '<file name="a.png" encoding="base64">iVBORw0KGgo=</file></questiontext>'
    )
    one = found(inside)
    assert "iVBOR" not in str(one.source)
    assert "an attached file" in one.notes[0].text
    assert "img" in one.notes[0].text


def test_a_picture_inside_its_own_address_is_no_long_text():
    taken = source("multichoice", CODES, text=f'Look: <img src="data:image/png;base64,{"A" * 300_000}"> well')
    assert taken["scenario"].startswith("Look:")


def test_feedback_for_right_and_wrong_is_said_unless_it_is_moodles_own():
    def told(text):
        return said("multichoice", f"{CODES}<correctfeedback><text>{text}</text></correctfeedback>")

    assert "correctfeedback" in told("Read chapter 3.")
    assert "correctfeedback" not in told("Your answer is correct.")


def test_a_question_without_anything_is_no_question():
    assert reason("multichoice", "") == "It has no answers to choose from."
    assert "The question has no text." in said("multichoice", CODES, text="")


def test_a_question_with_very_many_answers_is_skipped():
    assert reason("multichoice", answer(0, "x") * 61) == "It has 61 answers; 60 are the most that are read."


def test_comments_and_instructions_do_not_matter():
    assert len(read(moodle("<!-- question: 1 -->", question("multichoice", CODES), "<?php x ?>")).found) == 1


# Files


def test_a_file_without_questions_says_so():
    reading = read(moodle())
    assert (reading.found, [note.text for note in reading.notes]) == ((), ["There is no question in this file."])


def test_other_xml_is_refused():
    with pytest.raises(FileRefused, match="begins with <html>, not with <quiz>"):
        read(b"<html/>")


def test_a_truncated_file_is_refused_with_its_line():
    with pytest.raises(FileRefused) as caught:
        read(moodle(question("multichoice", CODES))[:-20])
    assert caught.value.line == 3


def test_windows_1252_is_repaired_and_said():
    content = moodle(question("multichoice", CODES, name="Café “noir”")).decode().encode("windows-1252")
    reading = read(content)
    assert reading.found[0].name == "Café “noir”"
    assert "not in the encoding that it declares" in reading.notes[0].text


def test_a_mark_of_ours_that_somebody_left_open_does_no_harm():
    taken = source(
        "multichoice", CODES, text='<div class="sc-exchange"><p>Which one</p> <pre class="sc-exchange">GET /</pre>'
    )
    assert (taken["scenario"], taken["exchange"]) == ("Which one", "GET /")


def test_many_marks_that_are_left_open_take_no_time_that_grows_with_their_square():
    assert source("multichoice", CODES, text='<div class="sc-why">' * 4000 + "Which one")["scenario"] == "Which one"
