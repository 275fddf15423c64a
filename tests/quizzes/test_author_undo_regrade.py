"""Undoing a regrade: every answer counts again what it counted before."""

import pytest

from quizzes.models import Answer, Attempt, QuizSums, Regrade
from tests.factories import NOW, body, make_answer, make_attempt, make_question, revise
from tests.visitor import text_of

REASON = "The other one is best."


@pytest.fixture
def question(ines):
    return make_question(owner=ines.user)


@pytest.fixture
def page(question):
    return f"/author/questions/{question.pk}/regrade/"


def regrade(ines, question, best, reason=REASON):
    """Publish a revision by which this code is best, and grade by it; the address that undoes it."""
    wrong = tuple({400, 404, 410} - {best})
    revise(question, options=body(best=best, wrong=wrong)["options"], title=f"It is {best}")
    page = f"/author/questions/{question.pk}/regrade/"
    assert ines.send(page, reason=reason).status_code == 303
    return f"{page}{Regrade.objects.latest('pk').pk}/undo/"


def columns():
    return list(Answer.objects.order_by("pk").values())


def test_undoing_restores_every_column(ines, question, page):
    attempt = make_attempt(questions=[question], behaviour={"tries": 3, "penalty": 1 / 3})
    for number, code in enumerate((400, 410, 404), start=1):
        make_answer(attempt=attempt, position=1, number=number, code=code)
    make_answer(question=question, response={"kind": "code", "code": None})
    before = columns()
    undo = regrade(ines, question, 410)
    assert columns() != before
    assert ines.send(page, undo).status_code == 303
    assert columns() == before


def test_undoing_the_second_goes_back_to_the_first(ines, question, page):
    make_answer(question=question)
    regrade(ines, question, 410)
    first = columns()
    undo = regrade(ines, question, 400)
    ines.send(page, undo)
    assert columns() == first


def test_it_is_told_when_it_was_undone_and_offered_no_more(ines, question, page):
    make_answer(question=question)
    ines.send(page, regrade(ines, question, 410))
    words = text_of(ines.get(page))
    assert "1 answer by revision 2, undone" in words
    assert "Undo it" not in words


def test_undone_twice_it_is_undone_once(ines, question, page):
    make_answer(question=question)
    undo = regrade(ines, question, 410)
    form = ines.form(page, undo)
    ines.post(undo, form.values)
    regrade(ines, question, 400)
    before = columns()
    assert ines.post(undo, form.values).status_code == 303
    assert columns() == before


def test_with_a_later_one_on_top_it_is_refused(ines, question, page):
    make_answer(question=question)
    undo = regrade(ines, question, 410)
    form = ines.form(page, undo)
    regrade(ines, question, 400)
    before = columns()
    answer = ines.post(undo, form.values)
    assert answer.status_code == 409
    assert "A later regrade stands on top of this one." in text_of(answer)
    assert columns() == before


def test_only_the_one_on_top_is_offered(ines, question, page):
    make_answer(question=question)
    first, second = regrade(ines, question, 410), regrade(ines, question, 400)
    html = ines.get(page).content.decode()
    assert (first in html, second in html) == (False, True)


def test_after_undoing_it_can_be_graded_again(ines, question, page):
    make_answer(question=question)
    ines.send(page, regrade(ines, question, 410))
    assert ines.send(page, reason=REASON).status_code == 303
    assert Answer.objects.get().verdict == "wrong"
    assert Regrade.objects.filter(undone_at=None).count() == 1


def test_the_sums_are_forgotten_again(ines, question, page):
    attempt = make_attempt(questions=[question], finished_at=NOW)
    make_answer(attempt=attempt)
    undo = regrade(ines, question, 410)
    QuizSums.objects.create(quiz=attempt.quiz, first_only=True, updated_at=NOW)
    Attempt.objects.update(counted_at=NOW)
    ines.send(page, undo)
    assert not QuizSums.objects.exists()
    assert Attempt.objects.get().counted_at is None


def test_the_learner_is_told_of_it_no_more(ada, ines, question, page):
    attempt = make_attempt(learner=ada.learner, questions=[question])
    make_answer(attempt=attempt)
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    before = text_of(ada.get(place))
    undo = regrade(ines, question, 410)
    assert "Graded anew." in text_of(ada.get(place))
    ines.send(page, undo)
    assert text_of(ada.get(place)) == before


@pytest.mark.parametrize("number", ["999999", "9" * 30])
def test_a_regrade_that_is_not_there_is_404(ines, page, number):
    assert ines.post(f"{page}{number}/undo/", {"csrfmiddlewaretoken": ines.token()}).status_code == 404


def test_a_regrade_of_another_question_is_not_there(ines, question):
    make_answer(question=question)
    undo = regrade(ines, question, 410)
    other = make_question(owner=ines.user)
    elsewhere = undo.replace(question.pk, other.pk)
    assert ines.post(elsewhere, {"csrfmiddlewaretoken": ines.token()}).status_code == 404
    assert Regrade.objects.get().undone_at is None


def test_a_stranger_cannot_undo(ines, ivan, question):
    make_answer(question=question)
    undo = regrade(ines, question, 410)
    assert ivan.post(undo, {"csrfmiddlewaretoken": ivan.token()}).status_code == 404
    assert Regrade.objects.get().undone_at is None
