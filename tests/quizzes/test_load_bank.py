"""Loading the bank: new revisions where a question changed, retired where it left, and nothing is ever deleted."""

from datetime import timedelta

import pytest
from django.conf import settings

from quizzes.actions import load_bank
from quizzes.core.bank import Bank, read_bank
from quizzes.models import Answer, Question, Quiz
from tests.factories import NOW

ID = "six-one-brace"
TITLE = "One byte of JSON"


@pytest.fixture(scope="module")
def shipped():
    return read_bank(settings.COURSE_BANK)[0]


@pytest.fixture
def load(db, shipped):
    """Load the shipped bank with one question or one quiz changed; None takes it away."""

    def load_it(question=None, *, quiz=None, at=NOW, **changes):
        bank = Bank(
            [edited(topic, question, changes) for topic in shipped.topics], list(shipped.quizzes), shipped.kinds
        )
        if quiz:
            bank.quizzes = [item.model_copy(update=changes) if item.slug == quiz else item for item in bank.quizzes]
            bank.quizzes = [item for item in bank.quizzes if item.title]
        return load_bank(bank, now=at)

    return load_it


def edited(topic, wanted, changes):
    questions = [item.model_copy(update=changes) if item.id == wanted else item for item in topic.questions]
    return topic.model_copy(update={"questions": [item for item in questions if item.title]})


def brace():
    return Question.objects.select_related("current").get(pk=ID)


def test_loading_twice_changes_nothing(load):
    assert {what for what in load() if "unchanged" not in what} == set()


def test_a_changed_question_gets_a_new_revision(load):
    counts = load(ID, title="A single byte of JSON")
    assert (brace().title, brace().current.number, brace().revisions.count()) == ("A single byte of JSON", 2, 2)
    assert counts["questions changed"] == 1


def test_a_changed_question_leaves_past_answers_alone(load, make_answer):
    answer = make_answer(question=brace(), code=None)
    load(ID, title="A single byte of JSON")
    answer.refresh_from_db()
    assert answer.revision.body["title"] == TITLE


def test_a_change_taken_back_is_the_first_revision_again(load):
    first = brace().current_id
    load(ID, title="A single byte of JSON")
    load()
    assert (brace().current_id, brace().revisions.count()) == (first, 2)


@pytest.mark.parametrize("changes", [{"difficulty": 3}, {"section": "bad-requests#elsewhere"}, {"pairs": []}])
def test_a_change_of_a_tag_is_no_new_revision(load, changes):
    counts = load(ID, **changes)
    assert (counts["questions changed"], brace().revisions.count()) == (1, 1)


def test_a_new_question_is_created(load):
    Question.objects.filter(pk=ID).update(current=None)
    brace().revisions.all().delete()
    Question.objects.filter(pk=ID).delete()
    assert load()["questions created"] == 1


def test_a_question_that_left_is_retired_with_its_answers(load, make_answer):
    make_answer(question=brace(), code=None)
    counts = load(ID, title="")
    assert (brace().retired_at, Answer.objects.count(), counts["questions retired"]) == (NOW, 1, 1)


def test_a_question_that_comes_back_is_no_longer_retired(load):
    load(ID, title="")
    load()
    assert (brace().retired_at, brace().revisions.count()) == (None, 1)


def test_retiring_twice_keeps_the_first_date(load):
    load(ID, title="")
    load(ID, title="", at=NOW + timedelta(days=1))
    assert brace().retired_at == NOW


def test_a_quiz_that_left_is_retired_with_its_attempts(load, make_attempt):
    attempt = make_attempt(quiz=Quiz.objects.get(pk="final"), questions=[])
    load(quiz="final", title="")
    attempt.refresh_from_db()
    assert attempt.quiz.retired_at == NOW


def test_a_quiz_that_comes_back_is_no_longer_retired(load):
    load(quiz="final", title="")
    load()
    assert Quiz.objects.get(pk="final").retired_at is None


def test_a_replaced_question_leads_to_the_new_one(load, make_question):
    make_question(id="six-old")
    load(ID, replaces=["six-old"])
    assert Question.objects.get(pk="six-old").replaced_by_id == ID


def test_loading_a_replacement_twice_changes_nothing(load, make_question):
    make_question(id="six-old")
    load(ID, replaces=["six-old"])
    assert {what for what in load(ID, replaces=["six-old"]) if "unchanged" not in what} == set()


def test_loading_takes_few_queries_where_nothing_changed(load, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # questions, retired questions, quizzes, retired quizzes
        load()
