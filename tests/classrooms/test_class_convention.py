"""/classes/<class>/convention/: what a class answers in the contested cases."""

from random import Random

import pytest

from quizzes.actions import hand_in, record_answer, start_attempt
from quizzes.core.terms import Terms
from quizzes.models import get_revision
from tests.classrooms.factories import make_class, make_member
from tests.factories import NOW, make_question, make_quiz
from tests.visitor import text_of

POSITIONS = [{"who": who, "code": code, "does": "so", "source": "its guide"} for who, code in (("A", 422), ("B", 400))]


def page(item):
    return f"/classes/{item.pk}/convention/"


def contested(case="validation"):
    question = make_question(
        best=422, acceptable=[400], wrong=[404, 409], agreement="contested", who_does_what=POSITIONS
    )
    question.tags = {"case": case}
    question.save()
    return question


def answered(learner, code, *, convention, mode="practice"):
    """An attempt at one contested question, answered with a code, in a class with this convention."""
    quiz = make_quiz(questions=[contested()])
    attempt = start_attempt(
        learner=learner, quiz=quiz, now=NOW, rng=Random(1), terms=Terms(mode=mode), convention=convention
    )
    response = {"kind": "code", "code": code}
    if mode == "exam":
        attempt.drafts.create(position=1, response=response, saved_at=NOW, save_key="k")
        return hand_in(attempt=attempt, now=NOW).answers.get()
    revision = get_revision(attempt.revision_ids[0])
    return record_answer(
        learner=learner, revision=revision, response=response, context="quiz", now=NOW, attempt=attempt, position=1
    ).answer


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_the_code_of_the_class_is_best(ada, mode):
    answer = answered(ada.learner, 400, convention={"validation": 400}, mode=mode)
    assert (answer.verdict, answer.mark, answer.best_code) == ("best", 1.0, 400)


@pytest.mark.parametrize("mode", ["practice", "exam"])
def test_what_other_guides_do_earns_half(ada, mode):
    answer = answered(ada.learner, 422, convention={"validation": 400}, mode=mode)
    assert (answer.verdict, answer.mark) == ("acceptable", 0.5)


def test_where_the_class_agrees_with_the_course_the_other_code_earns_half_too(ada):
    answer = answered(ada.learner, 400, convention={"validation": 422})
    assert (answer.verdict, answer.mark, answer.best_code) == ("acceptable", 0.5, 422)


def test_without_a_convention_what_a_serious_guide_does_earns_everything(ada):
    answer = answered(ada.learner, 400, convention={})
    assert (answer.verdict, answer.mark) == ("acceptable", 1.0)


def test_a_convention_for_another_case_changes_nothing(ada):
    assert answered(ada.learner, 400, convention={"hidden": 404}).mark == 1.0


def test_a_convention_makes_no_wrong_code_right(ada):
    answer = answered(ada.learner, 409, convention={"validation": 409})
    assert (answer.verdict, answer.house) == ("wrong", None)


def test_the_feedback_says_that_the_class_decided(ada):
    answer = answered(ada.learner, 422, convention={"validation": 400})
    said = text_of(ada.get(f"/quizzes/{answer.attempt.quiz_id}/attempts/{answer.attempt_id}/1/"))
    assert "422 is defensible. Your class answers 400." in said
    assert "your class has a convention: it answers 400" in said


def test_who_is_in_no_class_is_told_nothing_of_it(ada, sam):
    answered(ada.learner, 422, convention={"validation": 400})
    answer = answered(sam.learner, 422, convention={})
    said = text_of(sam.get(f"/quizzes/{answer.attempt.quiz_id}/attempts/{answer.attempt_id}/1/"))
    assert "your class" not in said.casefold()


def test_the_question_says_that_there_is_a_convention_and_not_which(ada):
    quiz = make_quiz(questions=[contested()])
    attempt = start_attempt(learner=ada.learner, quiz=quiz, now=NOW, rng=Random(1), convention={"validation": 400})
    assert "your class has a convention for it" in text_of(ada.get(f"/quizzes/{quiz.pk}/attempts/{attempt.pk}/1/"))


def test_a_later_change_of_the_convention_changes_no_attempt_that_has_begun(ada, ines):
    item = make_class(owner=ines.user, convention={"validation": 400})
    attempt = start_attempt(
        learner=ada.learner,
        quiz=make_quiz(questions=[contested()]),
        now=NOW,
        rng=Random(1),
        convention=item.convention,
    )
    ines.send(page(item), validation="422")
    attempt.refresh_from_db()
    assert attempt.house(1) == 400


def test_those_who_teach_choose_it(ines):
    item = make_class(owner=ines.user)
    assert ines.send(page(item), validation="400", hidden="404").status_code == 303
    item.refresh_from_db()
    assert item.convention == {"validation": 400, "hidden": 404}


def test_another_teacher_chooses_it_too(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    ivan.send(page(item), validation="400")
    item.refresh_from_db()
    assert item.convention == {"validation": 400}


def test_what_is_no_choice_is_refused_and_nothing_changes(ines):
    item = make_class(owner=ines.user, convention={"validation": 400})
    answer = ines.send(page(item), validation="418")
    assert answer.status_code == 422
    assert "not a code that a guide answers" in text_of(answer)
    item.refresh_from_db()
    assert item.convention == {"validation": 400}


def test_members_read_it(ada):
    item = make_class(convention={"validation": 400})
    make_member(classroom=item, learner=ada.learner)
    said = text_of(ada.get(page(item)))
    assert "A value that makes no sense" in said
    assert "400 Bad Request" in said


def test_members_do_not_change_it(ada):
    item = make_class(convention={"validation": 400})
    make_member(classroom=item, learner=ada.learner)
    answer = ada.post(page(item), {"validation": "422", "csrfmiddlewaretoken": ada.token()})
    assert (answer.status_code, item.convention) == (403, {"validation": 400})
    item.refresh_from_db()
    assert item.convention == {"validation": 400}


@pytest.mark.parametrize("who", ["anonymous", "sam", "ivan"])
def test_strangers_are_told_that_there_is_no_such_class(request, who):
    assert request.getfixturevalue(who).get(page(make_class())).status_code == 404


def test_an_archived_class_keeps_the_one_that_it_had(ines):
    item = make_class(owner=ines.user, convention={"validation": 400}, archived_at=NOW)
    answer = ines.send(page(item), validation="422")
    assert (answer.status_code, "The class is archived" in text_of(answer)) == (409, True)
    item.refresh_from_db()
    assert item.convention == {"validation": 400}


def test_each_case_says_who_answers_how_and_how_many_are_decided(ines):
    said = text_of(ines.get(page(make_class(owner=ines.user, convention={"validation": 400}))))
    assert "Decided: 1 of 10 cases" in said
    assert "422 Unprocessable Content GitHub, FastAPI" in said
