"""What is taken for what, over all learners of the server."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import keeping
from tests.factories import make_answer, make_attempt, make_learner, make_question
from tests.visitor import text_of

PLACE = "/author/confusion/"


def given(*codes, learner=None, **question):
    item = make_question(**question)
    for code in codes:
        make_answer(question=item, code=code, learner=learner)
    return item


def test_answers_of_all_learners_are_counted(ines):
    given(404, 404, 410)
    page = text_of(ines.get(PLACE))
    assert "410 was chosen where 404 was best, 1 of 3 times." in page


def test_a_topic_has_its_own_matrix(ines):
    given(410, topic="tests")
    given(400, topic="others")
    page = text_of(ines.get(f"{PLACE}?topic=others"))
    assert "400 was chosen where 404 was best, 1 of 1 times." in page
    assert "410 was chosen" not in page


def test_answers_in_attempts_are_among_them(ines):
    attempt = make_attempt(length=1)
    make_answer(attempt=attempt, code=410)
    assert "410 was chosen where 404 was best, 1 of 1 times." in text_of(ines.get(PLACE))


def test_of_several_tries_the_last_one_counts(ines):
    attempt = make_attempt(length=1, behaviour={"tries": 2, "penalty": 0.5})
    make_answer(attempt=attempt, position=1, code=410)
    make_answer(attempt=attempt, position=1, code=404, number=2)
    assert "410 was chosen" not in text_of(ines.get(PLACE))


def test_not_knowing_is_told(ines):
    make_answer(question=make_question(), response={"kind": "code", "unknown": True})
    assert "Where 404 was best, “I don't know” was the answer 1 of 1 times." in text_of(ines.get(PLACE))


def test_what_was_written_and_is_no_code_is_not_not_knowing(ines):
    question = make_question(kind="type")
    make_answer(question=question, response={"kind": "type", "text": "teapot"})
    assert "No answers yet" in text_of(ines.get(PLACE))


def test_before_any_answer_it_says_what_to_do(ines):
    page = text_of(ines.get(PLACE))
    assert "No answers yet" in page
    assert "share a quiz" in page


def test_an_own_topic_can_be_chosen(ines):
    make_question(owner=ines.user, topic="my-own-topic")
    assert '<option value="my-own-topic">my own topic (1)</option>' in ines.get(PLACE).content.decode()


@pytest.mark.parametrize("topic", ["nonsense", "%00", "x" * 500])
def test_a_topic_that_is_not_there_is_404_with_a_way_out(ines, topic):
    response = ines.get(f"{PLACE}?topic={topic}")
    assert response.status_code == 404
    assert "No question that you may see has this topic." in text_of(response)


def test_a_strangers_questions_are_not_counted(ines, ivan):
    given(410, owner=ivan.user, topic="secret-topic")
    assert ines.get(f"{PLACE}?topic=secret-topic").status_code == 404
    assert "No answers yet" in text_of(ines.get(PLACE))


def test_fewer_than_five_learners_are_told(ines):
    given(404, 410, 410, 410, 410, 410, learner=make_learner())
    assert "Fewer than 5 learners" in text_of(ines.get(PLACE))


def test_five_learners_are_no_small_group(ines):
    given(404, 410, 410, 410, 410)
    assert "Fewer than 5" not in text_of(ines.get(PLACE))


@pytest.mark.parametrize("number", [1, 6])
def test_the_page_takes_a_fixed_number_of_queries(ines, number, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(keeping, "LITTLE", 0)
    for _ in range(number):
        given(404, 410)
    ines.get(PLACE)
    # session, user, reports that wait; topics, up to where it is counted, the last answer, sums, what came, learners
    with django_assert_num_queries(9):
        ines.get(PLACE)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is told by SQLite")
def test_the_index_holds_all_that_is_counted_anew(ines, monkeypatch):
    given(404, 410)
    monkeypatch.setattr(keeping, "LITTLE", 0)
    monkeypatch.setattr(keeping, "ANEW", 1)
    with CaptureQueriesContext(connection) as caught:
        ines.get(PLACE)
    (count,) = [query["sql"] for query in caught if "COUNT" in query["sql"] and "chosen_code" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {count}")
        plan = " ".join(row[3] for row in cursor)
    assert "USING COVERING INDEX quizzes_answer_confusion" in plan
    assert "TEMP B-TREE" not in plan


def test_a_learner_is_told_who_may(ada):
    response = ada.get(PLACE)
    assert response.status_code == 403
    assert "written by instructors" in text_of(response)


def test_somebody_unknown_is_sent_to_sign_in(anonymous):
    assert anonymous.get(PLACE).headers["Location"].startswith("/accounts/sign-in/")
