"""/quizzes/<slug>/attempts/<uuid>/<n>/ in practice: hints, confidence, shuffled options, what changed, drafts."""

from datetime import timedelta

import pytest

from quizzes.models import Answer, Question
from tests.bodies import KINDS, REPLY, RIGHT, WRONG, sent, stored
from tests.factories import NOW, revise
from tests.rows import rows
from tests.visitor import text_of


def standing():
    return Answer.objects.standing().get()


# Hints


HINT = "Think of who has to change something."


def test_a_quiz_that_has_hints_shows_them(ada, begin_practice):
    assert HINT in text_of(ada.get(begin_practice("one", hints=True, question={"hints": [HINT]})))


def test_a_quiz_without_hints_shows_none(ada, begin_practice):
    assert HINT not in text_of(ada.get(begin_practice("one", hints=False, question={"hints": [HINT]})))


def test_hints_stay_for_the_next_try(ada, begin_practice):
    page = ada.send(begin_practice("one", hints=True, question={"hints": [HINT]}), answer="luck", follow=True)
    assert HINT in text_of(page)


def test_a_question_by_itself_has_its_hints(ada, make_question):
    make_question(id="tests-hint", kind="one", hints=[HINT])
    assert HINT in text_of(ada.get("/questions/tests-hint/"))


# Confidence


def test_a_quiz_that_asks_how_sure_one_is_keeps_it(ada, begin_practice):
    ada.send(begin_practice("one", confidence=True), answer="etag", confidence="think")
    assert standing().confidence == "think"


def test_how_sure_one_is_may_be_left_open(ada, begin_practice):
    ada.send(begin_practice("one", confidence=True), answer="etag")
    assert standing().confidence == ""


def test_a_quiz_that_does_not_ask_shows_no_question_of_it(ada, begin_practice):
    assert b'name="confidence"' not in ada.get(begin_practice("one")).content


def test_made_up_confidence_is_refused(ada, begin_practice):
    place = begin_practice("one", confidence=True)
    before = rows()
    answer = ada.send(place, answer="etag", confidence="cocky")
    assert (answer.status_code, rows()) == (422, before)


def test_a_refusal_keeps_how_sure_one_was(ada, begin_practice):
    page = ada.send(begin_practice("match", confidence=True), confidence="sure", **{"pair-lost": "404"})
    assert ada.form(page).values["confidence"] == "sure"


def test_the_result_says_where_one_was_sure_and_wrong(ada, begin_practice):
    place = begin_practice("one", tries=1, penalty=0.0, confidence=True)
    ada.send(place, answer="luck", confidence="sure")
    ada.send(place.replace("/1/", "/2/"), answer="404", confidence="sure")
    words = text_of(ada.get(place.replace("/1/", "/result/")))
    assert ("1 of 2 right" in words, "Sure, and wrong" in words) == (True, True)


# Shuffled options


def order_of(page, *names):
    """The names in the order in which a page has them as values."""
    html = page.content.decode()
    return sorted(names, key=lambda name: html.index(f'value="{name}"'))


@pytest.mark.parametrize("layout", [["luck", "etag", "date"], ["date", "luck", "etag"]])
def test_options_stand_in_the_order_of_the_attempt(ada, begin_practice, layout):
    place = begin_practice("one", layout=[layout, ["400", "404", "410"]], shuffle=True)
    assert [order_of(ada.get(place), *layout) for _ in range(2)] == [layout, layout]


def test_codes_stand_in_the_order_of_the_attempt(ada, begin_practice):
    place = begin_practice("code", layout=[["410", "400", "404"], ["400", "404", "410"]], shuffle=True)
    assert order_of(ada.get(place), "400", "404", "410") == ["410", "400", "404"]


def test_a_new_try_keeps_the_order(ada, begin_practice):
    layout = ["luck", "etag", "date"]
    page = ada.send(begin_practice("one", layout=[layout, []], shuffle=True), answer="date", follow=True)
    assert order_of(page, *layout) == layout


@pytest.mark.parametrize("kind", KINDS)
def test_an_attempt_at_a_quiz_that_shuffles_remembers_every_option(ada, make_quiz, make_question, kind):
    quiz = make_quiz(questions=[make_question(kind=kind)], behaviour={"shuffle": True})
    ada.send(f"/quizzes/{quiz.pk}/")
    (layout,) = quiz.attempts.get().layout
    assert (len(layout), len(set(layout))) == (SHUFFLED[kind], SHUFFLED[kind])


SHUFFLED = {
    "code": 3, "situation": 3, "one": 3, "several": 4, "match": 3, "order": 4, "fault": 4, "type": 0, "write": 0,
}  # fmt: skip


def test_an_attempt_at_a_quiz_that_does_not_shuffle_remembers_no_order(ada, make_quiz, make_question):
    quiz = make_quiz(questions=[make_question()])
    ada.send(f"/quizzes/{quiz.pk}/")
    assert quiz.attempts.get().layout == []


def test_the_order_changes_no_mark(ada, begin_practice):
    place = begin_practice("order", layout=[["act", "check", "look", "parse"], []], shuffle=True)
    ada.send(place, **sent(RIGHT, "order"))
    assert standing().mark == 1


# What changed meanwhile


@pytest.mark.parametrize("kind", ["one", "several"])
def test_a_question_that_was_revised_is_tried_again_as_it_was(ada, begin_practice, kind):
    place = begin_practice(kind)
    ada.send(place, **sent(WRONG, kind))
    question = Answer.objects.get().revision.question
    revise(question, title="Another title", options=question.current.body["options"][1:])
    page = ada.send(place, follow=True, **sent(RIGHT, kind))
    assert ("Another title" in text_of(page), standing().revision.number, standing().mark) == (False, 1, 0.75)


def test_a_question_that_was_retired_can_be_tried_again(ada, begin_practice):
    place = begin_practice("one")
    ada.send(place, answer="luck")
    Question.objects.update(retired_at=NOW)
    ada.send(place, answer="etag")
    assert standing().mark == 0.75


# Drafts


def test_what_was_left_in_a_form_stands_there_again(ada, begin_practice, make_draft):
    place = begin_practice("match")
    make_draft(attempt=ada.learner.attempts.get(), response={"pairs": {"lost": 404, "taken": 422}})
    again = ada.form(place).values
    assert (again["pair-lost"], again["pair-gone"], again["pair-taken"], again["version"]) == ("404", "", "422", "1")


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_each_kind_stands_there_again(ada, begin_practice, make_draft, kind):
    place = begin_practice(kind)
    make_draft(attempt=ada.learner.attempts.get())
    ada.send(place)
    assert standing().response == stored(RIGHT, kind)


def test_a_draft_is_no_try(ada, begin_practice, make_draft):
    place = begin_practice("one")
    make_draft(attempt=ada.learner.attempts.get())
    assert (ada.form(place).values["number"], Answer.objects.count()) == ("1", 0)


@pytest.mark.parametrize(("minutes", "shown"), [(-1, "luck"), (1, "etag")])
def test_of_a_draft_and_a_try_the_newer_one_is_shown(ada, begin_practice, make_draft, make_answer, minutes, shown):
    place = begin_practice("one")
    attempt = ada.learner.attempts.get()
    make_answer(attempt=attempt, response=stored(WRONG, "one"))
    make_draft(attempt=attempt, saved_at=NOW + timedelta(minutes=minutes))
    assert ada.form(place).values["answer"] == shown


def test_a_draft_of_a_text_comes_back_line_by_line(ada, begin_practice, make_draft):
    place = begin_practice("write")
    make_draft(attempt=ada.learner.attempts.get(), response={"text": "HTTP/1.1 405 Method Not Allowed\n\n\n<b>"})
    assert ada.form(place).values["text"] == "HTTP/1.1 405 Method Not Allowed\r\n\r\n\r\n<b>"


def test_a_text_that_begins_with_an_empty_line_keeps_it(ada, begin_practice, make_draft):
    place = begin_practice("write")
    make_draft(attempt=ada.learner.attempts.get(), response={"text": "\nHTTP/1.1 200 OK"})
    assert ada.form(place).values["text"] == "\r\nHTTP/1.1 200 OK"


def test_what_was_taken_away_shows_the_starter(ada, begin_practice, make_draft):
    place = begin_practice("write", question={"starter": REPLY})
    make_draft(attempt=ada.learner.attempts.get(), response={})
    assert ada.form(place).values["text"] == REPLY.replace("\n", "\r\n")


def test_a_draft_of_a_finished_attempt_is_not_asked_for_any_more(ada, begin_practice, make_draft):
    place = begin_practice("one")
    attempt = ada.learner.attempts.get()
    make_draft(attempt=attempt)
    ada.send(place, answer="etag")
    ada.send(place.replace("/1/", "/2/"), answer="404")
    assert "That is the one." in text_of(ada.get(place))
