"""The schema of the bank: what it takes, and each refusal with its place and its words."""

import json

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from quizzes.core.bank import Behaviour, TopicFile, digest, exchange_problems, read_bank, revision_body
from quizzes.core.kinds import Question
from quizzes.core.terms import Terms

from . import questions

REASON = "It says what speaks for or against this code in a whole sentence."


def question(**changes):
    return {
        "id": "access-phone",
        "title": "The phone that slept",
        "kind": "code",
        "agreement": "agreed",
        "difficulty": 1,
        "section": "who-are-you#unknown-caller",
        "scenario": "A phone wakes up after a week and syncs with a token that expired on Tuesday.",
        "options": [option(401, "best"), option(403), option(404)],
        "client": [{"code": 401, "does": "refreshes"}, {"code": 403, "does": "gives up"}],
        "decided_by": ["RFC 9110, 15.5.2"],
    } | changes


def option(code, verdict="wrong", why=REASON):
    return {"code": code, "verdict": verdict, "why": why}


def position(who, code=403):
    return {"who": who, "code": code, "does": "answers 403", "source": "its documentation"}


CONTESTED = {
    "agreement": "contested",
    "options": [option(401, "best"), option(403, "acceptable"), option(404)],
    "who_does_what": [position("DRF"), position("GitHub", 401)],
}


@pytest.fixture
def read(tmp_path):
    """Read a bank of one topic (and perhaps quizzes) and return its problems as text."""

    def read_one(*questions, quizzes=None, topic="access", quiz=(), **changes):
        document = {
            "topic": topic,
            "title": "Access",
            "language": "en",
            "quiz": list(quiz),
            "questions": list(questions),
        }
        (tmp_path / "access.yaml").write_text(yaml.safe_dump(document | changes), encoding="utf-8")
        if quizzes is not None:
            (tmp_path / "quizzes.yaml").write_text(yaml.safe_dump({"quizzes": quizzes}), encoding="utf-8")
        return [str(problem) for problem in read_bank(tmp_path)[1]]

    return read_one


FILE = "quizzes/bank/access.yaml"


@pytest.mark.parametrize(
    "changes", [{}, CONTESTED, {"pairs": ["401-403"]}, {"mistake": "401-403-confusion"}, {"replaces": ["access-old"]}]
)
def test_a_right_question_is_taken(read, changes):
    assert read(question(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"id": "Access_Phone"}, "id", "String should match pattern"),
        ({"title": ""}, "title", "at least 1 character"),
        ({"title": "x" * 71}, "title", "at most 70 characters"),
        ({"agreement": "maybe"}, "agreement", "Input should be 'agreed' or 'contested'"),
        ({"difficulty": 4}, "difficulty", "less than or equal to 3"),
        ({"difficulty": "1"}, "difficulty", "valid integer"),
        ({"section": "who-are-you"}, "section", "String should match pattern"),
        ({"scenario": "Too short."}, "scenario", "at least 40 characters"),
        ({"scenario": "x" * 1201}, "scenario", "at most 1200 characters"),
        ({"options": [option(401, "best"), option(403)]}, "options", "at least 3 items"),
        ({"client": [{"code": 401, "does": "refreshes"}]}, "client", "with at least one other is missing"),
        ({"client": []}, "client", "with at least one other is missing"),
        ({"section": ""}, "section", "the lesson section that teaches it is missing"),
        ({"decided_by": []}, "decided_by", "at least 1 item"),
        ({"hint": "none"}, "hint", "Extra inputs are not permitted"),
        (
            {"options": [option(401, "best"), option(403), option(404, why="No.")]},
            "options[2].why",
            "at least 40 characters",
        ),
        ({"options": [option(401, "best"), option(403), option(604)]}, "options[2].code", "less than or equal to 599"),
        (
            {"options": [option(401, "best"), option(403), option(404, "perhaps")]},
            "options[2].verdict",
            "'best', 'acceptable' or",
        ),
    ],
)
def test_a_wrong_field_is_refused_where_it_stands(read, changes, place, words):
    (problem,) = read(question(**changes))
    name = changes.get("id", "access-phone")
    assert problem.startswith(f"{FILE}:{name}.{place}: ")
    assert words in problem


def test_a_kind_that_there_is_not_is_refused_with_all_that_there_are(read):
    (problem,) = read(question(kind="essay"))
    assert problem.startswith(f"{FILE}:access-phone: Input tag 'essay' found using 'kind' does not match any")
    assert problem.endswith(", ".join(f"'{kind}'" for kind in questions.KINDS))


def test_a_question_without_a_kind_is_refused(read):
    changed = question()
    del changed["kind"]
    (problem,) = read(changed)
    assert problem == f"{FILE}:access-phone: Unable to extract tag using discriminator 'kind'"


@pytest.mark.parametrize("name", ["scenario", "options", "decided_by", "title"])
def test_a_missing_field_is_refused_by_name(read, name):
    changed = question()
    del changed[name]
    assert read(changed) == [f"{FILE}:access-phone.{name}: Field required"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"options": [option(401), option(403), option(404)]}, "options: exactly one is best"),
        ({"options": [option(401, "best"), option(403, "best"), option(404)]}, "options: exactly one is best"),
        ({"options": [option(401, "best"), option(403), option(403)]}, "options: each code once"),
        ({"options": [option(299), option(401, "best"), option(403)]}, "options: 299 is not registered"),
        ({"who_does_what": [position("DRF"), position("GitHub")]}, "who_does_what: only for contested questions"),
        (
            CONTESTED | {"who_does_what": [position("DRF")]},
            "a contested question has an acceptable option and at least two",
        ),
        (
            CONTESTED | {"who_does_what": [position("DRF", None), position("GitHub", 401)]},
            "who_does_what: which code does DRF answer?",
        ),
        (
            CONTESTED | {"options": question()["options"]},
            "a contested question has an acceptable option and at least two",
        ),
        (
            {"client": [{"code": 401, "does": "a"}, {"code": 500, "does": "b"}]},
            "client: each row names an offered code, each once",
        ),
        (
            {"client": [{"code": 401, "does": "a"}, {"code": 401, "does": "b"}]},
            "client: each row names an offered code, each once",
        ),
        (
            {"client": [{"code": 403, "does": "a"}, {"code": 404, "does": "b"}]},
            "client: says nothing of the best code 401",
        ),
        ({"pairs": ["200-500"]}, "pairs: 200-500 is not one of 401-403"),
        ({"pairs": ["400-422"]}, "pairs: 400-422 needs two of its codes offered and one of them best"),
        ({"pairs": ["403-404"]}, "pairs: 403-404 needs two of its codes offered and one of them best"),
        ({"mistake": "typo"}, "mistake: typo is not one of error-in-200"),
        ({"exchange": "hello"}, "exchange, line 1: begin with a request line"),
        ({"exchange": "GET / HTTP/1.1\nAccept: */*"}, "exchange, line 1: a request carries Host"),
        (
            {"reply": "HTTP/1.1 401 Unauthorized\nDate: Sun, 22 Nov 2026 09:00:00 GMT"},
            "reply, line 1: a 401 must carry",
        ),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(read, changes, words):
    problems = read(question(**changes))
    assert any(problem.startswith(f"{FILE}:access-phone: {words}") for problem in problems), problems


def test_every_problem_of_a_question_is_told_at_once(read):
    problems = read(question(options=[option(299), option(401), option(403)], pairs=["200-500"]))
    assert len(problems) == 3


def test_an_unregistered_code_may_be_offered_where_codes_are_invented(read):
    options = [option(299), option(401, "best"), option(403)]
    assert read(question(options=options, mistake="invented-code")) == []


def test_an_unregistered_code_is_never_right(read):
    options = [option(299, "acceptable"), option(401, "best"), option(403)]
    problems = read(question(options=options, mistake="invented-code"))
    assert problems == [f"{FILE}:access-phone: options: 299 is not registered, so it is wrong"]


def test_an_id_begins_with_its_topic(read):
    assert read(question(id="state-phone")) == [f"{FILE}:state-phone: the id begins with the topic: access-"]


def test_an_id_is_used_once(read):
    assert read(question(), question()) == [f"{FILE}:access-phone: the id is used in {FILE} too"]


def test_a_file_is_named_like_its_topic(read):
    assert f"{FILE}:topic: the file is named access" in read(question(id="state-phone"), topic="state")


def test_a_topic_has_questions(read):
    assert read() == [f"{FILE}:questions: List should have at least 1 item after validation, not 0"]


def test_the_list_of_a_topic_names_questions_that_there_are(read):
    assert read(question(), quiz=["access-nobody"]) == [f"{FILE}:quiz: there is no question access-nobody"]


def test_the_list_of_a_topic_names_a_question_once(read):
    problems = read(question(), quiz=["access-phone", "access-phone"])
    assert set(problems) == {f"{FILE}:quiz: access-phone stands here twice"}


def test_a_question_that_was_replaced_is_not_there_any_more(read):
    problems = read(question(), question(id="access-new", replaces=["access-phone"]))
    assert problems == [f"{FILE}:access-new.replaces: access-phone is here"]


@pytest.mark.parametrize("mark", "⟦⟧")
def test_the_marks_of_a_pages_gaps_are_refused(read, tmp_path, mark):
    read(question())
    path = tmp_path / "access.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}# {mark}\n", encoding="utf-8")
    (problem,) = read_bank(tmp_path)[1]
    assert str(problem) == f"{FILE}: ⟦ and ⟧ are the marks of a page's gaps"


def test_an_unknown_key_of_a_topic_is_refused(read):
    assert read(question(), author="me") == [f"{FILE}:author: Extra inputs are not permitted"]


@pytest.mark.parametrize("text", ["topic: [", "a: b: c", "\tx: 1"])
def test_what_is_not_yaml_is_refused_with_its_line(tmp_path, text):
    (tmp_path / "access.yaml").write_text(f"# a comment\n{text}", encoding="utf-8")
    (problem,) = read_bank(tmp_path)[1]
    assert (problem.place in {"2", "3"}, problem.text.startswith("not YAML: ")) == (True, True)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "access.yaml").write_bytes(b"topic: \xff\xfe")
    (problem,) = read_bank(tmp_path)[1]
    assert problem.text.startswith("not YAML")


@pytest.mark.parametrize("text", ["", "- one\n- two", "just words"])
def test_a_file_of_another_shape_is_refused(tmp_path, text):
    (tmp_path / "access.yaml").write_text(text, encoding="utf-8")
    assert [problem.file for problem in read_bank(tmp_path)[1]] == [FILE]


def test_a_yaml_file_makes_no_objects(tmp_path):
    (tmp_path / "access.yaml").write_text("topic: !!python/object/apply:os.system ['true']", encoding="utf-8")
    (problem,) = read_bank(tmp_path)[1]
    assert problem.text.startswith("not YAML: could not determine a constructor")


def test_one_bad_file_does_not_hide_another(tmp_path):
    (tmp_path / "access.yaml").write_text("topic: [", encoding="utf-8")
    (tmp_path / "state.yaml").write_text("topic: [", encoding="utf-8")
    assert {problem.file for problem in read_bank(tmp_path)[1]} == {FILE, "quizzes/bank/state.yaml"}


QUIZZES = "quizzes/bank/quizzes.yaml"
LISTED = {"slug": "mine", "title": "Mine", "summary": "Of one question.", "questions": ["access-phone"]}


@pytest.mark.parametrize(
    "source", [{}, {"questions": [], "topic": "access"}, {"questions": [], "draw": {"number": 1, "topics": ["access"]}}]
)
def test_a_quiz_has_one_source(read, source):
    assert read(question(), quiz=["access-phone"], quizzes=[LISTED | source]) == []


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"questions": []}, "mine", "a quiz has questions, a topic or a draw"),
        ({"topic": "access"}, "mine", "a quiz has questions, a topic or a draw"),
        ({"questions": ["access-nobody"]}, "mine", "there is no access-nobody"),
        ({"questions": [], "topic": "nothing"}, "mine", "there is no nothing"),
        ({"questions": [], "draw": {"number": 5, "topics": ["nothing"]}}, "mine", "there is no nothing"),
        ({"questions": [], "draw": {"number": 0}}, "mine.draw.number", "greater than or equal to 1"),
        ({"questions": [], "draw": {"number": 61}}, "mine.draw.number", "less than or equal to 60"),
        ({"questions": [], "draw": {"number": 5, "kinds": ["essay"]}}, "mine", "there is no kind essay"),
        ({"questions": [], "draw": {"number": 5, "spread": "luck"}}, "mine.draw.spread", "'topics' or 'kinds'"),
        ({"marks": 3}, "mine.marks", "Extra inputs are not permitted"),
        ({"behaviour": {"tries": 6}}, "mine.behaviour.tries", "less than or equal to 5"),
        ({"behaviour": {"mode": "test"}}, "mine.behaviour.mode", "'practice' or 'exam'"),
        ({"behaviour": {"penalty": 0.25}}, "mine.behaviour", "penalty: only where there is more than one try"),
        ({"questions": [], "topic": "access"}, "mine", "the topic access lists no questions under quiz"),
    ],
)
def test_a_wrong_quiz_is_refused_where_it_stands(read, changes, place, words):
    (problem,) = read(question(), quizzes=[LISTED | changes])
    assert problem.startswith(f"{QUIZZES}:{place}: ")
    assert words in problem


def test_a_slug_of_a_quiz_is_used_once(read):
    assert read(question(), quizzes=[LISTED, LISTED]) == [f"{QUIZZES}:mine: another quiz has this slug"]


def test_a_topic_is_defined_once(read, tmp_path):
    read(question())
    (tmp_path / "access.yaml").rename(tmp_path / "other.yaml")
    assert any("the file is named other" in problem for problem in read(question()))


# What a revision pins


def body_of(**changes):
    return revision_body(TypeAdapter(Question).validate_python(question(**changes)))


def test_the_digest_is_64_hexadecimal_digits():
    assert len(digest(body_of())) == 64


def test_options_stand_by_their_codes_in_whatever_order_they_were_written():
    shuffled = [option(404), option(401, "best"), option(403)]
    assert [row["code"] for row in body_of(options=shuffled)["options"]] == [401, 403, 404]


@pytest.mark.parametrize(
    "changes",
    [
        {"difficulty": 3},
        {"section": "a#b"},
        {"pairs": ["401-403"]},
        {"mistake": "error-in-200"},
        {"replaces": ["access-x"]},
        {"hints": []},
    ],
)
def test_tags_do_not_change_a_revision(changes):
    assert digest(body_of(**changes)) == digest(body_of())


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another"},
        {"scenario": "Another phone wakes up after another week and syncs with an old token."},
        {"options": [option(401, "best"), option(403, "acceptable"), option(404)]},
        {"options": [option(401, "best"), option(403), option(404, why=REASON + " More.")]},
        {"client": [{"code": 401, "does": "asks"}, {"code": 403, "does": "gives up"}]},
        {"decided_by": ["RFC 9110, 11.4"]},
        {"hints": ["Ask first who is at the other end."]},
        {"reply": "HTTP/1.1 404 Not Found\nDate: Sun, 22 Nov 2026 09:00:00 GMT"},
        CONTESTED,
    ],
)
def test_what_a_learner_sees_changes_the_revision(changes):
    assert digest(body_of(**changes)) != digest(body_of())


@pytest.mark.parametrize("kind", questions.KINDS)
def test_a_revision_of_any_kind_comes_back_from_json_as_it_was(kind):
    assert json.loads(json.dumps(questions.body(kind))) == questions.body(kind)


def test_the_samples_of_a_written_response_are_tests_and_no_part_of_the_revision():
    other = [{"text": questions.WITHOUT_ALLOW + "\n", "mark": 0.5}]
    assert questions.body("write", samples=other) == questions.body("write")


def test_the_order_of_keys_does_not_change_the_digest():
    body = body_of()
    assert digest(dict(reversed(body.items()))) == digest(body)


def test_the_spelling_of_a_letter_does_not_change_the_digest():
    assert digest(body_of(title="Cafe\u0301")) == digest(body_of(title="Caf\u00e9"))


def test_a_digest_is_the_same_for_ever():
    # printf '%s' '{"a":null,"b":[1,"é"]}' | sha256sum
    assert digest({"b": [1, "é"], "a": None}) == "f8f17faab95c024891d173fa43442b0e52007736a1f36715ac721ab22deeefc5"


# Files of one kind

KIND_FILE = "quizzes/bank/kinds/several.yaml"


@pytest.mark.parametrize("kind", questions.KINDS)
def test_a_right_question_of_each_kind_is_taken(read_kind, kind):
    assert read_kind(kind, questions.question(kind)) == []


def test_a_file_of_a_kind_is_named_like_it(read_kind):
    assert f"{KIND_FILE}:kind: the file is named several" in read_kind("several", some_several(), kind="order")


def test_a_file_of_a_kind_holds_no_other(read_kind):
    problems = read_kind("several", questions.question("one"))
    assert problems == [f"{KIND_FILE}:access-one.kind: this file holds questions of the kind several"]


def test_an_id_in_a_file_of_a_kind_begins_with_one_of_the_topics(read_kind):
    problems = read_kind("several", some_several(id="nowhere-several"))
    assert problems == [f"{KIND_FILE}:nowhere-several: the id begins with the topic: one of them, and a hyphen"]


def test_an_id_is_used_once_in_all_files(read_kind):
    assert read_kind("several", some_several(id="access-first")) == [
        f"{KIND_FILE}:access-first: the id is used in {FILE} too"
    ]


def test_a_wrong_field_in_a_file_of_a_kind_is_refused_where_it_stands(read_kind):
    (problem,) = read_kind("several", some_several(credit="generous"))
    assert problem.startswith(f"{KIND_FILE}:access-several.credit: Input should be 'all-or-nothing'")


def test_a_question_of_a_kind_has_a_consequence(read_kind):
    assert read_kind("several", some_several(consequence=None)) == [
        f"{KIND_FILE}:access-several.consequence: Field required"
    ]


def test_every_problem_of_a_question_of_a_kind_is_told_at_once(read_kind):
    problems = read_kind("several", some_several(credit="proportional", choose=3))
    assert problems == [f"{KIND_FILE}:access-several: choose: 2 options are right"]
    problems = read_kind("several", some_several(credit="proportional", mistake="typo"))
    assert [problem.split(": ")[1] for problem in problems] == ["credit", "mistake"]


def some_several(**changes):
    return questions.question("several", **changes)


@pytest.mark.parametrize(
    ("kind", "changes", "place"),
    [
        ("situation", {"code": None}, "code"),
        ("order", {"accepted": [{"who": "RFC 9110", "why": REASON}]}, "accepted[0].order"),
        ("match", {"items": [{"id": "lost", "text": "A lost request.", "why": REASON}] * 3}, "items[0].code"),
    ],
)
def test_a_missing_field_that_is_called_like_a_kind_is_refused_by_name(read_kind, kind, changes, place):
    problems = read_kind(kind, questions.question(kind, **changes))
    assert problems[0] == f"quizzes/bank/kinds/{kind}.yaml:access-{kind}.{place}: Field required"


def test_a_wrong_option_with_an_id_is_refused_by_the_question_that_it_belongs_to(read_kind):
    options = [questions.choice("a", True, why="No."), *some_several()["options"][1:]]
    (problem,) = read_kind("several", some_several(options=options))
    assert problem.startswith(f"{KIND_FILE}:access-several.options[0].why: String should have at least 40")


# How a quiz behaves


def behaviour(**said):
    return Behaviour.model_validate(said)


EARLY, LATE = "2026-11-30T08:00:00+01:00", "2026-11-30T09:30:00+01:00"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"tries": 3, "penalty": 0.25, "hints": True, "shuffle": True, "confidence": True},
        {"mode": "exam", "minutes": 45, "opens": EARLY, "closes": LATE, "attempts": 1, "review": "after-close"},
        {"mode": "exam", "review": "never", "shuffle": True},
    ],
)
def test_a_behaviour_is_taken_as_it_is_said(said):
    assert {name: getattr(behaviour(**said).terms(), name) for name in said} == said


def test_a_quiz_that_says_nothing_has_the_terms_by_default():
    assert behaviour().terms() == Terms()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mode": "exam", "opens": "tomorrow"}, "opens: not a time like 2026-11-30T08:00:00+01:00"),
        ({"mode": "exam", "closes": "31.11.2026"}, "closes: not a time like 2026-11-30T08:00:00+01:00"),
        ({"mode": "exam", "opens": "2026-11-30T08:00:00"}, "opens: a time with its offset, like"),
        ({"mode": "exam", "closes": "2026-11-30"}, "closes: a time with its offset, like"),
        ({"mode": "exam", "opens": LATE, "closes": EARLY}, "closes: before it opens"),
        ({"mode": "exam", "opens": EARLY, "closes": EARLY}, "closes: before it opens"),
        ({"mode": "exam", "tries": 2}, "mode: an exam has one try and no hints"),
        ({"mode": "exam", "hints": True}, "mode: an exam has one try and no hints"),
        ({"minutes": 5}, "mode: minutes, opens, closes, attempts and review are for exams"),
        ({"opens": EARLY}, "mode: minutes, opens, closes, attempts and review are for exams"),
        ({"closes": LATE}, "mode: minutes, opens, closes, attempts and review are for exams"),
        ({"attempts": 2}, "mode: minutes, opens, closes, attempts and review are for exams"),
        ({"review": "never"}, "mode: minutes, opens, closes, attempts and review are for exams"),
        ({"mode": "exam", "review": "after-close"}, "review: after-close needs closes"),
        ({"penalty": 0.25}, "penalty: only where there is more than one try"),
        ({"tries": 0}, "greater than or equal to 1"),
        ({"tries": 2, "penalty": 1.5}, "less than or equal to 1"),
        ({"mode": "exam", "minutes": 601}, "less than or equal to 600"),
        ({"mode": "exam", "attempts": 51}, "less than or equal to 50"),
        ({"feedback": "immediate"}, "Extra inputs are not permitted"),
    ],
)
def test_a_behaviour_that_contradicts_itself_is_refused(said, words):
    with pytest.raises(ValidationError) as refused:
        behaviour(**said)
    assert words in refused.value.errors()[0]["msg"]


def test_the_same_moment_in_two_offsets_is_not_before_itself():
    assert behaviour(mode="exam", opens=EARLY, closes="2026-11-30T07:00:01+00:00").mode == "exam"


# Exchanges that the course shows as right

GOOD = """GET /a HTTP/1.1
Host: a.example

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

hi"""


def test_a_right_exchange_has_no_problems():
    assert list(exchange_problems(GOOD)) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("200 OK", "200 Fine", [(4, "the registered phrase of 200 is 'OK'")]),
        ("Host: a.example", "Accept: */*", [(1, "a request carries Host (RFC 9112, 3.2)")]),
        ("Date: ", "Dote: ", [(4, "an origin server with a clock must send Date (RFC 9110, 6.6.1)")]),
        ("Content-Type: text/plain", "X: y", [(4, "content without a Content-Type (RFC 9110, 8.3)")]),
        ("GET /a", "get /a", [(1, "begin with a request line such as `GET /path HTTP/1.1` or a status line")]),
    ],
)
def test_a_wrong_exchange_is_told_with_its_line(before, after, expected):
    assert list(exchange_problems(GOOD.replace(before, after))) == expected


def test_content_of_a_request_has_a_type():
    text = GOOD.replace("Host: a.example", "Host: a.example\n\n{}")
    assert list(exchange_problems(text)) == [(1, "content without a Content-Type (RFC 9110, 8.3)")]


def test_the_length_of_a_request_is_counted_in_bytes():
    text = GOOD.replace("Host: a.example", "Host: a.example\nContent-Type: text/plain\nContent-Length: 1\n\né")
    assert list(exchange_problems(text)) == [(1, "Content-Length says 1, the content has 2 bytes")]


def test_http_2_needs_no_phrase():
    assert list(exchange_problems(GOOD.replace("HTTP/1.1 200 OK", "HTTP/2 200"))) == []


def test_a_topic_file_says_its_language():
    assert (
        TopicFile.model_validate(
            {"topic": "access", "title": "A", "language": "en", "questions": [question()]}
        ).language
        == "en"
    )
