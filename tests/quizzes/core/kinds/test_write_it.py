"""A written response, graded by the audit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import ResponseRefused, grade, read_response
from quizzes.core.kinds.write_it import LIMIT, SENT_LIMIT, also_noticed
from statuscourse.audit.core.rules import RULES
from statuscourse.audit.core.rules.rule import Finding
from statuscourse.audit.core.written import print_response
from statuscourse.audit.core.written import read_response as read_written

from .. import questions
from ..questions import CONTESTED, REPLY, REQUEST, WITHOUT_ALLOW, code_option, content_check, field_check, rule

DATE = "Date: Sun, 22 Nov 2026 09:00:00 GMT"
CHECKS = {
    "fields": [field_check("names-get", "Allow", includes=["get", "HEAD"])],
    "content": [content_check("is-empty", absent=True)],
    "samples": [{"text": WITHOUT_ALLOW, "mark": 0.5}],
}


def graded(text, **changes):
    return grade(questions.body("write", **changes), {"kind": "write", "text": text})


def verdicts(text, **changes):
    return {part.key: part.verdict for part in graded(text, **changes).parts}


def checked(text, **check):
    """The verdict of one field check on a response."""
    whole = field_check("x", "X", **{"includes": [], "equals": "", "matches": "", "absent": False} | check)
    return grade(questions.body("write") | {"fields": [whole]}, {"text": text}).parts[-1].verdict


# The schema


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rules": [rule("allow-with-404")]}, "rules: the audit has no rule allow-with-404"),
        ({"reply": None}, "reply: the model answer is missing"),
        ({"exchange": f"{REQUEST}\n\n{REPLY}"}, "exchange: the request to answer, and nothing else"),
        ({"exchange": REPLY}, "exchange: the request to answer, and nothing else"),
        ({"exchange": f"{REQUEST}\n\n{REQUEST}"}, "exchange: the request to answer, and nothing else"),
        ({"exchange": None}, "exchange, line 1: begin with a request line"),
        ({"exchange": "DELETE /a HTTP/1.1\nno colon"}, "exchange, line 2: not a header field: 'no colon'"),
        (
            {"samples": [{"text": WITHOUT_ALLOW, "mark": 0.75}]},
            "samples[0]: gets 0.50, not 0.75 (not right: rule-allow-with-405)",
        ),
        ({"samples": [{"text": REPLY, "mark": 1.0}]}, "samples: at least one loses a part of the mark"),
        ({"samples": []}, ".samples: List should have at least 1 item after validation, not 0"),
        (
            {"fields": [field_check("a", "Allow", equals="GET", matches="G.*")]},
            "fields: a says more than one of includes, equals, matches and absent",
        ),
        (
            {"fields": [field_check("a", "Allow", includes=["GET"], absent=True)]},
            "fields: a says more than one of includes, equals, matches and absent",
        ),
        ({"fields": [field_check("a", "Allow", matches="(")]}, "fields: a: missing )"),
        ({"content": [content_check("c")]}, "content: c is either absent or contains something"),
        ({"content": [content_check("c", absent=True, contains=["a"])]}, "content: c is either absent or contains"),
        ({"pairs": ["404-410"]}, "pairs: 404-410 needs two of its codes offered and one of them best"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(problems_of, changes, words):
    (problem,) = problems_of("write", **changes)
    assert problem.startswith(words)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([("405", "acceptable"), ("404", "wrong")], "status: exactly one code is best"),
        ([("405", "best"), ("404", "best")], "status: exactly one code is best"),
        ([("405", "best"), ("404", "wrong"), ("404", "wrong")], "status: 404 stands there twice"),
        ([("405", "best"), ("299", "acceptable")], "status: 299 is not registered"),
    ],
)
def test_the_codes_of_a_status_are_refused(problems_of, codes, words):
    status = questions.OWN["write"]["status"] | {"codes": [code_option(int(code), verdict) for code, verdict in codes]}
    assert problems_of("write", status=status) == [words]


def test_an_unregistered_code_may_be_a_wrong_one(problems_of):
    codes = [code_option(405, "best"), code_option(299)]
    assert problems_of("write", status=questions.OWN["write"]["status"] | {"codes": codes}) == []


@pytest.mark.parametrize("name", ["rule-allow-with-405", "names-get", "is-empty", "status-405", "status-otherwise"])
def test_no_two_parts_have_one_name(problems_of, name):
    fields = [*CHECKS["fields"], field_check(name, "Date")]
    problems = problems_of("write", **CHECKS | {"fields": fields, "samples": [{"text": "", "mark": 0.0}]})
    assert problems == [f"rules, fields and content: {name} stands there twice"]


def test_a_model_answer_that_loses_marks_is_refused_with_what_it_lost(problems_of):
    problems = problems_of("write", reply=WITHOUT_ALLOW)
    assert problems == [
        "reply: gets 0.50, not 1.00 (not right: rule-allow-with-405)",
        "reply, line 1: a 405 must carry Allow (RFC 9110, 15.5.6)",
    ]


def test_where_a_rule_is_unknown_no_sample_is_graded(problems_of):
    samples = [{"text": WITHOUT_ALLOW, "mark": 0.99}]
    assert problems_of("write", rules=[rule("nonsense")], samples=samples) == ["rules: the audit has no rule nonsense"]


def test_the_status_line_is_worth_at_least_a_point(problems_of):
    (problem,) = problems_of("write", status=questions.OWN["write"]["status"] | {"points": 0})
    assert problem == ".status.points: Input should be greater than or equal to 1"


# Reading


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_made_lf(end):
    response = read_response(questions.body("write"), {"text": REPLY.replace("\n", end)})
    assert response == {"kind": "write", "text": REPLY}


def test_white_space_is_kept():
    assert (
        read_response(questions.body("write"), {"text": " HTTP/1.1 405 \n\n {} \n"})["text"]
        == " HTTP/1.1 405 \n\n {} \n"
    )


@pytest.mark.parametrize("raw", [{}, {"text": ""}, {"text": " \r\n\t "}])
def test_nothing_written_is_refused(raw):
    with pytest.raises(ResponseRefused, match="Nothing is written yet"):
        read_response(questions.body("write"), raw)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ResponseRefused, match="That is 8001 bytes; 8000 are the most that a response here may have"):
        read_response(questions.body("write"), {"text": "x" * (LIMIT + 1)})


@pytest.mark.parametrize(("character", "size"), [("é", 2), ("…", 3), ("🫖", 4)])
def test_a_text_is_measured_in_bytes_and_not_in_characters(character, size):
    whole = character * (LIMIT // size) + "x" * (LIMIT % size)
    asked = questions.body("write")
    assert read_response(asked, {"text": whole})["text"] == whole
    with pytest.raises(ResponseRefused, match="That is 8001 bytes"):
        read_response(asked, {"text": whole + "x"})


def test_a_text_that_is_far_too_long_is_refused_as_it_comes():
    with pytest.raises(ResponseRefused, match="That is 65537 characters; 65536 are the most"):
        read_response(questions.body("write"), {"text": "x" * (SENT_LIMIT + 1)})


def test_a_line_end_counts_once_however_it_was_sent():
    text = "x\r\n" * (LIMIT // 2)
    assert len(read_response(questions.body("write"), {"text": text})["text"]) == LIMIT


def test_a_zero_byte_is_refused():
    with pytest.raises(ResponseRefused, match="An answer cannot hold a zero byte"):
        read_response(questions.body("write"), {"text": REPLY + "\x00"}, complete=False)


@pytest.mark.parametrize("text", [None, 405, [REPLY], REPLY.encode()])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ResponseRefused, match="An answer is text here"):
        read_response(questions.body("write"), {"text": text})


# The status


def test_the_model_answer_is_best():
    result = graded(REPLY)
    assert (result.verdict, result.mark, result.chosen, result.best) == ("best", 1, 405, 405)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_line_ends_change_no_grade(end):
    asked = questions.body("write", **CHECKS)
    response = read_response(asked, {"text": REPLY.replace("\n", end)})
    assert grade(asked, response) == graded(REPLY, **CHECKS)


@pytest.mark.parametrize(("code", "key"), [(404, "status-404"), (410, "status-otherwise"), (299, "status-otherwise")])
def test_without_a_right_status_nothing_else_earns_anything(code, key):
    result = graded(REPLY.replace("405", str(code)))
    assert (result.verdict, result.mark, result.chosen) == ("wrong", 0, code)
    assert (result.parts[0].key, result.parts[0].verdict) == (key, "wrong")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("", None), ("hello", None), ("HTTP/1.1 ???", None), ("HTTP/1.1 000", None), ("HTTP/1.1 999 X", None)],
)
def test_what_has_no_status_is_wrong_and_names_no_code(text, chosen):
    result = graded(text)
    assert (result.verdict, result.mark, result.chosen) == ("wrong", 0, chosen)


@pytest.mark.parametrize(("agreement", "mark"), [({}, 0.75), (CONTESTED, 1)])
def test_an_acceptable_status_earns_its_share_of_its_points(agreement, mark):
    """403 with an Allow that nobody asked for: two points for the rule would need it to be in play."""
    result = graded(
        "HTTP/1.1 403 Forbidden\nX: y\n",
        rules=[],
        fields=[field_check("x", "X", 2)],
        reply=REPLY + "X: y\n",
        **agreement,
    )
    assert (result.verdict, result.mark, result.parts[0].verdict) == ("acceptable", mark, "acceptable")


def test_an_acceptable_status_with_something_missed_is_right_in_part():
    result = graded("HTTP/1.1 403 Forbidden\n", **CONTESTED)
    assert (result.verdict, result.mark) == ("partly", 0.5)


# Rules


def test_a_405_without_allow_is_half_right():
    result = graded(WITHOUT_ALLOW)
    assert (result.verdict, result.mark, result.chosen) == ("partly", 0.5, 405)


def test_a_broken_rule_is_wrong_and_told_with_what_the_audit_found():
    part = graded(WITHOUT_ALLOW).parts[1]
    assert (part.key, part.verdict, part.note) == ("rule-allow-with-405", "wrong", "a 405 must carry Allow")


@pytest.fixture
def found_by_allow(monkeypatch):
    """Let the rule on Allow find so many things, each said at such a length; a question that grades it."""

    def let(number, length):
        asked = questions.body("write")
        findings = [Finding("allow-with-405", f"{n}{'z' * (length - 1)}") for n in range(1, number + 1)]
        monkeypatch.setitem(RULES, "allow-with-405", replace(RULES["allow-with-405"], check=lambda _: findings))
        return asked

    return let


@pytest.mark.parametrize(
    ("number", "note"), [(1, "1z"), (3, "1z; 2z; 3z"), (4, "1z; 2z; 3z; and 1 more"), (9, "1z; 2z; 3z; and 6 more")]
)
def test_of_what_breaks_a_rule_three_are_told_and_the_others_counted(found_by_allow, number, note):
    assert grade(found_by_allow(number, 2), {"text": REPLY}).parts[1].note == note


def test_a_finding_is_told_in_two_hundred_characters_at_most(found_by_allow):
    told = grade(found_by_allow(2, 5000), {"text": REPLY}).parts[1].note
    assert [len(text) for text in told.split("; ")] == [200, 200]


def test_what_is_noticed_beside_it_is_as_short(found_by_allow):
    asked = found_by_allow(9, 5000) | {"rules": []}
    assert [len(text) for _rule, text in also_noticed(asked, REPLY)] == [200, 200, 200]


def test_a_rule_that_is_not_in_play_is_missed():
    found = verdicts("HTTP/1.1 403 Forbidden\n")
    assert found == {"status-403": "acceptable", "rule-allow-with-405": "missed"}


def test_a_rule_that_looks_at_the_request_sees_it():
    """DELETE was refused, and Allow lists it."""
    text = REPLY.replace("GET, HEAD", "GET, DELETE")
    rules = {"rules": [rule("allow-agrees-with-405", 2)], "samples": [{"text": text, "mark": 0.5}]}
    assert verdicts(text, **rules)["rule-allow-agrees-with-405"] == "wrong"


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_of_the_audit_may_be_graded(name):
    asked = questions.body("write") | {"rules": [rule(name)]}
    assert {part.verdict for part in grade(asked, {"text": REPLY}).parts} <= {"right", "wrong", "missed"}


# Fields


@pytest.mark.parametrize(
    ("check", "fields", "verdict"),
    [
        ({}, "X: anything", "right"),
        ({}, "x: anything", "right"),
        ({}, "X:", "right"),
        ({}, "Y: anything", "missed"),
        ({"includes": ["a", "B"]}, "X: b, c, A", "right"),
        ({"includes": ["a", "B"]}, "X: a\nX: b", "right"),
        ({"includes": ["a", "B"]}, "X: a", "wrong"),
        ({"includes": ["a"]}, "X: ab", "wrong"),
        ({"includes": ["a"]}, "Y: a", "missed"),
        ({"equals": "One Two"}, "X: one two", "right"),
        ({"equals": "One Two"}, "X: one two three", "wrong"),
        ({"equals": "One Two"}, "X: one\nX: two", "wrong"),
        ({"matches": r"/reports/\d+"}, "X: /reports/2025", "right"),
        ({"matches": r"/reports/\d+"}, "X: /reports/2025/", "wrong"),
        ({"matches": r"a+"}, "X: " + "a" * 400, "right"),
        ({"matches": r"a+"}, "X: " + "a" * 400 + "!", "wrong"),
        ({"matches": r"(?:a|aa)+!"}, "X: " + "a" * 390, "wrong"),  # would take longer than anybody lives
        ({"absent": True}, "Y: a", "right"),
        ({"absent": True}, "X: a", "wrong"),
        ({"absent": True}, "X:", "wrong"),
    ],
)
def test_a_field_is_right_wrong_or_missed(check, fields, verdict):
    assert checked(f"HTTP/1.1 405 Method Not Allowed\n{fields}\n", **check) == verdict


# Content


@pytest.mark.parametrize(
    ("check", "content", "verdict"),
    [
        ({"contains": ["Title", "405"]}, '{"title": "no", "status": 405}', "right"),
        ({"contains": ["title", "405"]}, '{"title": "no"}', "wrong"),
        ({"contains": ["title"]}, "", "missed"),
        ({"contains": ["title"]}, " \n\n", "missed"),
        ({"absent": True}, "", "right"),
        ({"absent": True}, " \n", "right"),
        ({"absent": True}, "x", "wrong"),
    ],
)
def test_content_is_right_wrong_or_missed(check, content, verdict):
    checks = [content_check("c", **{"contains": [], "absent": False} | check)]
    asked = questions.body("write") | {"content": checks}
    parts = grade(asked, {"text": f"{REPLY}\n{content}"}).parts
    assert (parts[-1].key, parts[-1].verdict) == ("c", verdict)


def test_the_mark_is_the_points_earned_by_all_points():
    text = f"{WITHOUT_ALLOW}\nnot empty"
    assert graded(f"{REPLY}\nnot empty", **CHECKS).mark == pytest.approx(5 / 6)
    assert verdicts(text, **CHECKS) == {
        "status-405": "right",
        "rule-allow-with-405": "wrong",
        "names-get": "missed",
        "is-empty": "wrong",
    }


# What else the audit saw


def test_what_the_question_does_not_grade_is_noticed():
    found = also_noticed(questions.body("write"), "HTTP/1.1 405 Method Not Allowed\nAllow: GET\n")
    assert [rule_id for rule_id, _text in found] == ["date-present"]


def test_what_the_question_grades_is_not_noticed_once_more():
    assert also_noticed(questions.body("write"), WITHOUT_ALLOW) == []


def test_nothing_is_noticed_in_the_model_answer():
    assert also_noticed(questions.body("write"), REPLY) == []


# Whatever is written

LINES = st.sampled_from(
    f"""HTTP/1.1 405 Method Not Allowed|405|HTTP/9|{DATE}|Allow: GET|allow:|Allow : a| folded|\tx|{{|\x07|\ufeff|…
{{"a": 1}}||Content-Length: -1|Retry-After: soon|ETag: x|Content-Type: application/json
Content-Length: {"9" * 30}|Date: {"1" * 50}
""".replace("\n", "|").split("|")
)
texts = st.lists(LINES | st.text(max_size=20), max_size=12).map("\n".join) | st.text(max_size=200)


@given(texts)
def test_any_text_is_graded_and_looked_through(text):
    asked = questions.body("write", **CHECKS)
    result = grade(asked, {"kind": "write", "text": text})
    assert 0 <= result.mark <= 1
    assert all(name in RULES for name, _ in also_noticed(asked, text))


@given(texts)
def test_a_text_is_graded_as_it_is_printed(text):
    """Reading, printing and reading again keeps what is graded, but for the problems of the writing itself."""
    written = read_written(text)
    assert verdicts(print_response(written), **CHECKS) == verdicts(text, **CHECKS)


@given(texts)
def test_a_right_status_never_earns_nothing_and_any_other_always(text):
    result = graded(text, **CHECKS)
    assert (result.mark > 0) == (read_written(text).status in {403, 405})
