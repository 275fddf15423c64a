"""The schema of the bank: what it takes, and each refusal with its place and its words."""

import pytest
import yaml

from quizzes.core.bank import Question, TopicFile, digest, exchange_problems, read_bank, revision_body

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
        ({"kind": "essay"}, "kind", "Input should be 'code'"),
        ({"agreement": "maybe"}, "agreement", "Input should be 'agreed' or 'contested'"),
        ({"difficulty": 4}, "difficulty", "less than or equal to 3"),
        ({"difficulty": "1"}, "difficulty", "valid integer"),
        ({"section": "who-are-you"}, "section", "String should match pattern"),
        ({"scenario": "Too short."}, "scenario", "at least 40 characters"),
        ({"scenario": "x" * 1201}, "scenario", "at most 1200 characters"),
        ({"options": [option(401, "best"), option(403)]}, "options", "at least 3 items"),
        ({"client": [{"code": 401, "does": "refreshes"}]}, "client", "at least 2 items"),
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


@pytest.mark.parametrize("name", ["scenario", "options", "client", "decided_by", "title", "section"])
def test_a_missing_field_is_refused_by_name(read, name):
    changed = question()
    del changed[name]
    assert read(changed) == [f"{FILE}:access-phone.{name}: Field required"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"options": [option(401), option(403), option(404)]}, "options: exactly one is best"),
        ({"options": [option(401, "best"), option(403, "best"), option(404)]}, "options: exactly one is best"),
        ({"options": [option(403), option(401, "best"), option(404)]}, "options: ascending by code, each code once"),
        ({"options": [option(401, "best"), option(403), option(403)]}, "options: ascending by code, each code once"),
        ({"options": [option(299), option(401, "best"), option(403)]}, "options: 299 is not registered"),
        ({"who_does_what": [position("DRF"), position("GitHub")]}, "who_does_what: only for contested questions"),
        (
            CONTESTED | {"who_does_what": [position("DRF")]},
            "a contested question has an acceptable option and at least two",
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
        ({"questions": [], "draw": {"number": 51}}, "mine.draw.number", "less than or equal to 50"),
        ({"marks": 3}, "mine.marks", "Extra inputs are not permitted"),
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
    return revision_body(Question.model_validate(question(**changes)))


def test_the_digest_is_64_hexadecimal_digits():
    assert len(digest(body_of())) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"difficulty": 3},
        {"section": "a#b"},
        {"pairs": ["401-403"]},
        {"mistake": "error-in-200"},
        {"replaces": ["access-x"]},
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
        {"reply": "HTTP/1.1 404 Not Found\nDate: Sun, 22 Nov 2026 09:00:00 GMT"},
        CONTESTED,
    ],
)
def test_what_a_learner_sees_changes_the_revision(changes):
    assert digest(body_of(**changes)) != digest(body_of())


def test_the_order_of_keys_does_not_change_the_digest():
    body = body_of()
    assert digest(dict(reversed(body.items()))) == digest(body)


def test_the_spelling_of_a_letter_does_not_change_the_digest():
    assert digest(body_of(title="Cafe\u0301")) == digest(body_of(title="Caf\u00e9"))


def test_a_digest_is_the_same_for_ever():
    # printf '%s' '{"a":null,"b":[1,"é"]}' | sha256sum
    assert digest({"b": [1, "é"], "a": None}) == "f8f17faab95c024891d173fa43442b0e52007736a1f36715ac721ab22deeefc5"


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
