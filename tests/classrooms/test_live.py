"""/classes/<class>/live/: beginning a live session; the screen and its steps."""

from datetime import timedelta

import pytest
import time_machine

from quizzes.models import Answer, Attempt
from statuscourse.classrooms.models import Assignment, LiveSession
from tests.classrooms.factories import make_class, make_live_answer, make_member, make_player, make_session
from tests.factories import NOW, make_question, make_quiz
from tests.visitor import text_of

POSITIONS = [{"who": who, "code": code, "does": "so", "source": "its guide"} for who, code in (("A", 422), ("B", 400))]


def page(item):
    return f"/classes/{item.pk}/live/"


def screen(session):
    return f"/live/{session.pk}/screen/"


def step(visitor, session, **more):
    """Press the screen's first button."""
    return visitor.send(screen(session), f"/live/{session.pk}/step/", **more)


def asked(*, seconds=None, owner, position=1, phase="asking", **more):
    """A session at a question."""
    ends_at = NOW + timedelta(seconds=seconds) if seconds else None
    return make_session(
        classroom=make_class(owner=owner), phase=phase, position=position, seconds=seconds, ends_at=ends_at, **more
    )


def again(row):
    row.refresh_from_db()
    return row


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_teacher_begins_one_from_a_published_quiz(ines):
    item, question = make_class(owner=ines.user), make_question()
    answer = ines.send(page(item), quiz=make_quiz(questions=[question]).pk, seconds="30")
    session = LiveSession.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, screen(session))
    assert (session.revision_ids, session.seconds, session.phase) == ([question.current_id], 30, "lobby")
    assert len(session.join_code) == 6


def test_the_same_form_sent_twice_begins_one(ines):
    item, quiz = make_class(owner=ines.user), make_quiz(questions=[make_question()])
    for _click in range(2):
        ines.send(page(item), quiz=quiz.pk)
    assert LiveSession.objects.count() == 1


def test_another_one_ends_the_one_that_is_open(ines):
    first = asked(owner=ines.user)
    ines.send(page(first.classroom), quiz=make_quiz(questions=[make_question()]).pk)
    assert again(first).phase == "over"
    assert LiveSession.objects.filter(ended_at=None).count() == 1


def test_a_draft_is_no_quiz_to_begin_with(ines):
    item = make_class(owner=ines.user)
    quiz = make_quiz(owner=ines.user, published_at=None)
    answer = ines.send(page(item), quiz=quiz.pk)
    assert answer.status_code == 422
    assert "not published" in text_of(answer)
    assert not LiveSession.objects.exists()


def test_a_strangers_quiz_is_none_to_begin_with(ines, ivan):
    quiz = make_quiz(owner=ivan.user, picks=[{"question": make_question(owner=ivan.user).pk, "mark": 1.0}])
    assert ines.send(page(make_class(owner=ines.user)), quiz=quiz.pk).status_code == 422


def test_a_quiz_whose_questions_are_retired_asks_nothing(ines):
    quiz = make_quiz(questions=[make_question(retired_at=NOW)])
    answer = ines.send(page(make_class(owner=ines.user)), quiz=quiz.pk)
    assert (answer.status_code, LiveSession.objects.count()) == (422, 0)
    assert "All questions of this quiz are retired." in text_of(answer)


def test_an_archived_class_begins_none(ines):
    item = make_class(owner=ines.user, archived_at=NOW)
    answer = ines.send(page(item), quiz=make_quiz(questions=[make_question()]).pk)
    assert (answer.status_code, LiveSession.objects.count()) == (409, 0)


def test_the_convention_is_settled_when_it_begins(ines):
    item = make_class(owner=ines.user, convention={"validation": 400})
    question = make_question(best=422, acceptable=[400], wrong=[404], agreement="contested", who_does_what=POSITIONS)
    question.tags = {"case": "validation"}
    question.save()
    ines.send(page(item), quiz=make_quiz(questions=[make_question(), question]).pk)
    assert LiveSession.objects.get().convention == {"2": 400}


def test_one_that_was_forgotten_is_over_when_somebody_looks(ines):
    session = asked(owner=ines.user)
    LiveSession.objects.update(started_at=NOW - timedelta(hours=13))
    ines.get(page(session.classroom))
    assert again(session).ended_at is not None


def test_the_lobby_shows_the_code_and_how_many_are_here(ines):
    session = make_session(classroom=make_class(owner=ines.user), join_code="KTM47R")
    make_player(session=session)
    said = text_of(ines.get(screen(session)))
    assert "KTM 47R" in said
    assert "1 is here" in said


@pytest.mark.parametrize(("hides", "shown"), [(True, False), (False, True)])
def test_names_are_shown_where_they_are_not_hidden(ines, hides, shown):
    session = make_session(classroom=make_class(owner=ines.user), hides_names=hides)
    make_player(session=session, member=make_member(classroom=session.classroom, name="Berta"))
    assert ("Berta" in text_of(ines.get(screen(session)))) is shown


def test_the_steps_lead_through_a_question(ines):
    session = make_session(classroom=make_class(owner=ines.user), questions=[make_question()])
    phases = [step(ines, session) and again(session).phase for _press in range(4)]
    assert phases == ["asking", "closed", "revealed", "over"]


def test_the_screen_tells_nothing_of_the_answers_while_they_come_in(ines):
    session = asked(owner=ines.user)
    make_live_answer(session=session)
    said = text_of(ines.get(screen(session)))
    assert "1 of 0 answered" in said
    assert "Chosen by" not in said
    assert "What speaks for" not in said


def test_bars_grow_where_the_host_wants_it_and_tell_not_which_is_right(ines):
    session = asked(owner=ines.user)
    make_live_answer(session=session, code=400)
    ines.send(screen(session), f"/live/{session.pk}/step/", step="bars")
    said = text_of(ines.get(screen(session)))
    assert "400 Bad Request 1 100 %" in said
    assert "(right)" not in said


def test_the_answer_is_framed_and_explained_once_it_is_shown(ines):
    session = asked(owner=ines.user, phase="revealed")
    said = text_of(ines.get(screen(session)))
    assert "404 Not Found (right)" in said
    assert "What speaks for and against 404 here" in said


def test_the_server_closes_a_question_whose_time_is_over(ines):
    session = asked(owner=ines.user, seconds=30)
    with time_machine.travel(NOW + timedelta(seconds=31), tick=False):
        assert "Show the answer" in text_of(ines.get(screen(session)))


def test_a_double_click_is_one_step(ines):
    session = make_session(classroom=make_class(owner=ines.user), questions=[make_question(), make_question()])
    form = ines.form(screen(session), f"/live/{session.pk}/step/")
    statuses = [ines.post(form.action, form.values).status_code for _click in range(2)]
    assert (statuses, again(session).phase, session.position) == ([303, 303], "asking", 1)


def test_a_step_of_an_older_page_is_not_taken(ines):
    session = asked(owner=ines.user)
    form = ines.form(screen(session), f"/live/{session.pk}/step/")
    LiveSession.objects.filter(pk=session.pk).update(version=5, phase="revealed")
    answer = ines.post(form.action, form.values)
    assert (answer.status_code, again(session).phase) == (409, "revealed")
    assert "had moved on before this step came" in text_of(answer)


def test_a_step_that_is_none_is_refused(ines):
    session = asked(owner=ines.user)
    answer = step(ines, session, step="jump")
    assert (answer.status_code, again(session).phase) == (422, "asking")


def test_members_do_not_lead(ada, ines):
    session = asked(owner=ines.user)
    make_member(classroom=session.classroom, learner=ada.learner)
    form = {"step": "close", "version": "1", "position": "1", "csrfmiddlewaretoken": ada.token()}
    assert ada.post(f"/live/{session.pk}/step/", form).status_code == 403
    assert again(session).phase == "asking"


def test_who_teaches_it_too_leads_it_too(ines, ivan):
    session = make_session(classroom=make_class(owner=ines.user, teachers=[ivan.user]))
    step(ivan, session)
    assert again(session).phase == "asking"


WHO = {"anonymous": 302, "sam": 403, "ivan": 404, "olga": 200}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", ["list", "screen"])
def test_others_are_told_what_everybody_is_told(request, ines, who, name):
    session = asked(owner=ines.user)
    address = screen(session) if name == "screen" else page(session.classroom)
    assert request.getfixturevalue(who).get(address).status_code == WHO[who]


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
    assert ines.post(f"/live/{session.pk}/step/", form).status_code == 303
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
    form = ines.form(screen(session), f"/live/{session.pk}/step/")
    with django_assert_max_num_queries(35):
        ines.post(form.action, form.values)
    assert Attempt.objects.count() == 30


def test_the_code_lets_nobody_in_once_it_is_over(ines):
    assert again(ended(ines)).join_code is None
