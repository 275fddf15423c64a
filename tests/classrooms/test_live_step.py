"""/live/<session>/step/: what the host does next, and what becomes of a session in the end."""

import pytest
import time_machine

from quizzes.models import Answer, Attempt
from statuscourse.classrooms.models import Assignment, LiveSession
from tests.classrooms.factories import make_class, make_live_answer, make_member, make_player, make_session
from tests.classrooms.live import again, asked, screen, step, steps
from tests.factories import NOW, make_question
from tests.visitor import text_of


@pytest.fixture(autouse=True)
def at_noon(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_the_steps_lead_through_a_question(ines):
    session = make_session(classroom=make_class(owner=ines.user), questions=[make_question()])
    phases = [step(ines, session) and again(session).phase for _press in range(4)]
    assert phases == ["asking", "closed", "revealed", "over"]


def test_a_double_click_is_one_step(ines):
    session = make_session(classroom=make_class(owner=ines.user), questions=[make_question(), make_question()])
    form = ines.form(screen(session), steps(session))
    statuses = [ines.post(form.action, form.values).status_code for _click in range(2)]
    assert (statuses, again(session).phase, session.position) == ([303, 303], "asking", 1)


def test_a_step_of_an_older_page_is_not_taken(ines):
    session = asked(owner=ines.user)
    form = ines.form(screen(session), steps(session))
    LiveSession.objects.filter(pk=session.pk).update(version=5, phase="revealed")
    answer = ines.post(form.action, form.values)
    assert (answer.status_code, again(session).phase) == (409, "revealed")
    assert "had moved on before this step came" in text_of(answer)


def test_the_bars_are_no_step_that_another_one_could_miss(ines):
    session = asked(owner=ines.user)
    form = ines.form(screen(session), steps(session))
    step(ines, session, step="bars")
    assert (ines.post(form.action, form.values).status_code, again(session).phase) == (303, "closed")


def test_a_step_that_is_none_is_refused(ines):
    session = asked(owner=ines.user)
    answer = step(ines, session, step="jump")
    assert (answer.status_code, again(session).phase) == (422, "asking")


def test_members_do_not_lead(ada, ines):
    session = asked(owner=ines.user)
    make_member(classroom=session.classroom, learner=ada.learner)
    form = {"step": "close", "version": "1", "position": "1", "csrfmiddlewaretoken": ada.token()}
    assert ada.post(steps(session), form).status_code == 403
    assert again(session).phase == "asking"


def test_who_teaches_it_too_leads_it_too(ines, ivan):
    session = make_session(classroom=make_class(owner=ines.user, teachers=[ivan.user]))
    step(ivan, session)
    assert again(session).phase == "asking"


# What becomes of it


def ended(ines, *, marks=(404, 400), absent=False):
    """A session of one question, answered by so many, and ended."""
    session = asked(owner=ines.user, phase="revealed")
    for code in marks:
        make_live_answer(session=session, code=code)
    if absent:
        make_player(session=session)
    step(ines, session, step="end")
    return session


def test_the_end_makes_an_assignment_with_work_of_each_player(ines):
    session = ended(ines)
    made = Assignment.objects.get(target_type="live", target=str(session.pk))
    work = Attempt.objects.filter(occasion=str(made.pk))
    assert (made.title, made.classroom_id) == (session.title, session.classroom_id)
    assert sorted(work.values_list("share", flat=True)) == [0.0, 1.0]
    assert all(each.finished_at == NOW for each in work)


def test_what_was_answered_is_in_the_attempt_as_it_was_given(ines):
    ended(ines, marks=[400])
    row = Answer.objects.get()
    assert (row.response, row.chosen_code, row.best_code, row.context) == (
        {"kind": "code", "code": 400},
        400,
        404,
        "quiz",
    )


def test_who_was_there_and_did_not_answer_did_not_know(ines):
    ended(ines, marks=[], absent=True)
    assert Answer.objects.get().response == {"kind": "code", "code": None}


def test_ending_it_twice_hands_in_once(ines):
    session = ended(ines)
    form = {"step": "end", "version": "1", "position": "1", "csrfmiddlewaretoken": ines.token()}
    assert ines.post(steps(session), form).status_code == 303
    assert (Assignment.objects.count(), Attempt.objects.count()) == (1, 2)


def test_where_nobody_was_nothing_is_made(ines):
    ended(ines, marks=[])
    assert not Assignment.objects.exists()


def test_what_was_never_asked_counts_for_nobody(ines):
    session = asked(owner=ines.user, phase="closed", questions=[make_question(), make_question()])
    make_live_answer(session=session)
    step(ines, session, step="end")
    assert (Attempt.objects.get().length, Attempt.objects.get().share) == (1, 1.0)


def test_the_end_is_a_fixed_number_of_queries(ines, django_assert_max_num_queries):
    session = asked(owner=ines.user, phase="revealed")
    for _member in range(30):
        make_live_answer(session=session)
    form = ines.form(screen(session), steps(session))
    with django_assert_max_num_queries(35):
        ines.post(form.action, form.values)
    assert Attempt.objects.count() == 30


def test_the_code_lets_nobody_in_once_it_is_over(ines):
    assert again(ended(ines)).join_code is None
