"""/accounts/my-data/export/: everything, as JSON, to take along."""

import json
from datetime import timedelta

import pytest

from lessons.models import Section
from quizzes.actions import hand_in
from quizzes.models import Draft
from tests.factories import NOW

PAGE = "/accounts/my-data/export/"


def test_an_export_is_a_file(ada):
    answer = ada.get(PAGE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statuscourse-my-data.json"'


def test_an_export_has_everything(ada, make_answer, make_attempt, make_reading):
    make_answer(attempt=make_attempt(learner=ada.learner))
    make_reading(learner=ada.learner)
    data = json.loads(ada.get(PAGE).content)
    assert {name: len(data[name]) for name in ("answers", "attempts", "sections_read")} == {
        "answers": 1,
        "attempts": 1,
        "sections_read": 1,
    }


def test_an_export_has_what_was_written_in_an_exam(ada, make_attempt, make_draft):
    attempt = make_attempt(learner=ada.learner, behaviour={"mode": "exam"})
    make_draft(attempt=attempt, position=2, response={"code": 410})
    (exported,) = json.loads(ada.get(PAGE).content)["attempts"]
    assert [(row["question"], row["response"]["code"]) for row in exported["drafts"]] == [(2, 410)]


def exported_answers(visitor):
    return json.loads(visitor.get(PAGE).content)["answers"]


GRADE = {"verdict", "mark", "best_code"}


def test_an_export_of_a_try_does_not_name_the_answer_that_is_still_open(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner, behaviour={"tries": 3, "penalty": 0.25})
    for number, code in ((1, 400), (2, 404)):
        make_answer(attempt=attempt, position=1, number=number, code=code)
    rows = exported_answers(ada)
    assert [(row["stands"], row.get("best_code")) for row in rows] == [(False, None), (True, 404)]
    assert ["best_code" in row for row in rows] == [False, True]


@pytest.fixture
def handed_in(ada, make_attempt, make_draft):
    """Hand an exam of Ada's in: the first place right, the second one open."""

    def make(**behaviour):
        attempt = make_attempt(learner=ada.learner, behaviour={"mode": "exam"} | behaviour)
        make_draft(attempt=attempt)
        hand_in(attempt=attempt, now=NOW)

    return make


@pytest.mark.parametrize("behaviour", [{"review": "never"}, {"review": "after-close", "closes": "2999-01-01T00:00Z"}])
def test_an_export_has_no_grade_of_an_exam_that_is_not_explained(ada, handed_in, behaviour):
    handed_in(**behaviour)
    rows = exported_answers(ada)
    assert [row["response"] for row in rows] == [{"kind": "code", "code": 404}, {"kind": "code", "code": None}]
    assert [GRADE & set(row) for row in rows] == [set(), set()]


@pytest.mark.parametrize("behaviour", [{}, {"review": "after-close", "closes": "2026-11-22T12:30Z"}])
def test_an_export_has_the_grades_of_an_exam_that_is_explained(ada, handed_in, behaviour, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1))
    handed_in(**behaviour)
    rows = exported_answers(ada)
    grades = [(row["verdict"], row["mark"], row["best_code"]) for row in rows]
    assert grades == [("best", 1.0, 404), ("wrong", 0.0, 404)]


def test_an_export_has_no_drafts_of_what_was_handed_in(ada, handed_in):
    handed_in()
    (exported,) = json.loads(ada.get(PAGE).content)["attempts"]
    assert (exported["drafts"], Draft.objects.count()) == ([], 1)


def test_an_export_names_the_account(ada):
    assert json.loads(ada.get(PAGE).content)["account"]["user_name"] == "ada"


def test_an_export_has_what_an_author_wrote(ines, make_question, make_quiz):
    question = make_question(id="tests-own", owner=ines.user)
    question.draft = question.source() | {"title": "Another title"}
    question.save()
    make_quiz(slug="tests-quiz", owner=ines.user, draft={"title": "Half a quiz"}, published_at=None)
    data = json.loads(ines.get(PAGE).content)
    (item,), (quiz,) = data["questions_written"], data["quizzes_written"]
    assert (item["id"], item["state"], item["published"]["id"]) == ("tests-own", "changed", "tests-own")
    assert item["published"]["scenario"] == question.current.body["scenario"]
    assert item["working_copy"]["title"] == "Another title"
    assert (quiz["id"], quiz["state"], quiz["working_copy"]) == ("tests-quiz", "draft", {"title": "Half a quiz"})


def test_an_export_has_the_rights_that_were_given_and_taken(ines, ivan, make_question, make_quiz):
    for mine, theirs in ((ines, ivan), (ivan, ines)):
        question, quiz = make_question(owner=mine.user), make_quiz(owner=mine.user)
        question.shares.create(user=theirs.user, right="view", given_by=mine.user, given_at=NOW)
        quiz.shares.create(user=theirs.user, right="edit", given_by=mine.user, given_at=NOW)
    rows = json.loads(ines.get(PAGE).content)["shares"]
    assert [(row["with"], row["right"]) for row in rows] == [
        ("ivan", "view"),
        ("ivan", "edit"),
        ("ines", "view"),
        ("ines", "edit"),
    ]


def test_an_export_has_no_question_of_somebody_else(ines, ivan, make_question, make_quiz):
    make_question(owner=ivan.user)
    make_quiz(owner=ivan.user)
    data = json.loads(ines.get(PAGE).content)
    assert (data["questions_written"], data["quizzes_written"], data["shares"]) == ([], [], [])


def test_an_export_takes_as_many_queries_for_twenty_questions_as_for_none(
    ines, ivan, make_question, make_quiz, django_assert_num_queries
):
    for _number in range(20):
        question = make_question(owner=ines.user)
        question.shares.create(user=ivan.user, right="view", given_by=ines.user, given_at=NOW)
        make_quiz(owner=ines.user)
    with django_assert_num_queries(17):  # as above, without drafts, which come with attempts
        ines.get(PAGE)


def test_an_export_has_nothing_of_others(ada, sam, make_answer):
    make_answer(learner=sam.learner)
    assert json.loads(ada.get(PAGE).content)["answers"] == []


def test_somebody_known_by_a_cookie_may_export(anonymous, make_question):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    data = json.loads(anonymous.get(PAGE).content)
    assert (data["account"], len(data["answers"])) == (None, 1)


def test_where_nothing_is_kept_there_is_nothing_to_export(anonymous, db):
    assert anonymous.get(PAGE).status_code == 404


def test_an_export_is_nobody_elses_to_keep(ada):
    assert ada.get(PAGE).headers["Cache-Control"] == "private, no-cache"


def test_an_export_takes_as_many_queries_at_one_row_as_at_twenty(
    ada, make_answer, make_attempt, make_draft, make_reading, django_assert_num_queries
):
    for section in Section.objects.all()[:20]:
        make_answer(attempt=make_attempt(learner=ada.learner, length=1))
        make_draft(attempt=make_attempt(learner=ada.learner, length=1, behaviour={"mode": "exam"}))
        make_reading(learner=ada.learner, section=section)
    # Session, user, learner, withheld exams, regrades, answers, attempts, drafts, reports, questions and quizzes of
    # one's own, shares, readings, personal code, devices, classes, those that one owns and those that one teaches.
    with django_assert_num_queries(18):
        ada.get(PAGE)
