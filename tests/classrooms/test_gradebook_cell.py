"""/classes/<class>/gradebook/<assignment>/<member>/: one learner in one assignment, and what a teacher decides."""

from datetime import timedelta

import pytest

from statuscourse.classrooms.models import GradeChange
from tests.classrooms.factories import make_assignment, make_change, make_class, make_member, make_work
from tests.factories import NOW, make_answer
from tests.visitor import text_of


@pytest.fixture
def taught(ines):
    return make_class(owner=ines.user)


@pytest.fixture
def member(taught):
    return make_member(classroom=taught, name="Ada L.")


@pytest.fixture
def quiz(taught):
    return make_assignment(classroom=taught)


def page(quiz, member):
    return f"/classes/{quiz.classroom_id}/gradebook/{quiz.pk}/{member.pk}/"


def decided():
    return list(GradeChange.objects.order_by("pk").values_list("decision", "percent", "reason"))


def test_each_try_says_when_what_and_whether_it_counts(ines, quiz, member):
    quiz.due_at, quiz.late = NOW - timedelta(hours=1), "deduct"
    quiz.save()
    make_work(assignment=quiz, member=member, share=0.4, finished_at=NOW - timedelta(hours=2))
    make_work(assignment=quiz, member=member, share=0.9)
    said = text_of(ines.get(page(quiz, member)))
    assert "Handed in 22 Nov 2026, 12:00 counts Earned 90 %, counted as 80 %. One day late." in said
    assert "Earned 40 %, counted as 40 %." in said


def test_times_are_those_of_the_class(ines, member, quiz, taught):
    taught.time_zone = "Europe/Berlin"
    taught.save()
    make_work(assignment=quiz, member=member)
    assert "Handed in 22 Nov 2026, 13:00" in text_of(ines.get(page(quiz, member)))


def test_the_answers_of_a_try_are_told(ines, quiz, member):
    attempt = make_work(assignment=quiz, member=member, share=0.0, finished_at=None)
    make_answer(attempt=attempt, code=400)
    attempt.finished_at, attempt.share = NOW, 0.0
    attempt.save()
    said = text_of(ines.get(page(quiz, member)))
    assert "The teapot that is not there 400 404 0 of 1" in said


def test_without_any_work_it_says_what_one_can_do(ines, quiz, member):
    assert "on paper or by word of mouth" in text_of(ines.get(page(quiz, member)))


def test_attempts_of_ones_own_accord_are_not_shown(ines, quiz, member):
    attempt = make_work(assignment=quiz, member=member)
    attempt.occasion = ""
    attempt.save()
    assert "Handed in" not in text_of(ines.get(page(quiz, member)))


def test_another_mark_is_decided(ines, quiz, member):
    answer = ines.send(page(quiz, member), decision="mark", percent="72,5 %", reason="Oral exam.")
    assert (answer.status_code, decided()) == (303, [("mark", 72.5, "Oral exam.")])
    assert GradeChange.objects.get().by == ines.user


def test_a_learner_is_excused(ines, quiz, member):
    ines.send(page(quiz, member), decision="excused", percent="50", reason="Ill.")
    assert decided() == [("excused", None, "Ill.")]


def test_a_decision_is_taken_back_and_stays_in_the_trail(ines, quiz, member):
    make_work(assignment=quiz, member=member, share=0.5)
    make_change(assignment=quiz, member=member, percent=70)
    ines.send(page(quiz, member), decision="withdrawn", reason="A mix-up.")
    said = text_of(ines.get(page(quiz, member)))
    assert [row[0] for row in decided()] == ["mark", "withdrawn"]
    assert "From as earned to 70 %: Oral work." in said
    assert "From 70 % to as earned: A mix-up. ines," in said


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"decision": "mark", "percent": "70", "reason": ""}, "Say why"),
        ({"decision": "mark", "percent": "101", "reason": "Oral."}, "A mark is a number from 0 to 100."),
        ({"decision": "mark", "percent": "", "reason": "Oral."}, "A mark is a number from 0 to 100."),
        ({"decision": "mark", "percent": "excused", "reason": "Oral."}, "A mark is a number from 0 to 100."),
        ({"decision": "better", "percent": "70", "reason": "Oral."}, "not one of the available choices"),
        ({"decision": "mark", "percent": "70", "reason": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_changes(ines, quiz, member, sent, words):
    answer = ines.send(page(quiz, member), **sent)
    assert (answer.status_code, decided()) == (422, [])
    assert words in text_of(answer)


def test_what_was_typed_is_kept_when_the_reason_is_missing(ines, quiz, member):
    answer = ines.send(page(quiz, member), decision="mark", percent="71", reason="")
    assert ines.form(answer).values["percent"] == "71"


def test_of_two_teachers_the_second_is_told_and_nothing_changes(ines, olga, quiz, member):
    form = ines.form(page(quiz, member))
    olga.send(page(quiz, member), decision="mark", percent="60", reason="The first one.")
    answer = ines.post(page(quiz, member), form.values | {"percent": "80", "reason": "The second one."})
    said = text_of(answer)
    assert (answer.status_code, decided()) == (409, [("mark", 60.0, "The first one.")])
    assert "60 % , olga" in said
    assert "The first one." in said
    assert ines.form(answer).values["reason"] == "The second one."


def test_after_the_conflict_the_second_may_decide_all_the_same(ines, olga, quiz, member):
    form = ines.form(page(quiz, member))
    olga.send(page(quiz, member), decision="mark", percent="60", reason="The first one.")
    answer = ines.post(page(quiz, member), form.values | {"percent": "80", "reason": "The second one."})
    again = ines.post(page(quiz, member), ines.form(answer).values)
    assert (again.status_code, decided()[-1]) == (303, ("mark", 80.0, "The second one."))


def test_the_same_form_sent_twice_decides_once(ines, quiz, member):
    sent = ines.form(page(quiz, member)).values | {"percent": "80", "reason": "Oral."}
    assert [ines.post(page(quiz, member), sent).status_code for _ in range(2)] == [303, 303]
    assert len(decided()) == 1


@pytest.mark.parametrize("known", ["", "x", "-1", "9" * 40])
def test_a_form_that_knows_nothing_is_a_conflict(ines, quiz, member, known):
    answer = ines.send(page(quiz, member), percent="80", reason="Oral.", known=known)
    assert (answer.status_code, decided()) == (409, [])


def test_an_assignment_or_a_member_of_another_class_does_not_exist_here(ines, quiz, member):
    other = make_assignment()
    assert ines.get(f"/classes/{quiz.classroom_id}/gradebook/{other.pk}/{member.pk}/").status_code == 404
    assert ines.get(page(quiz, make_member())).status_code == 404


def test_who_left_does_not_exist_here(ines, quiz, member):
    member.left_at = NOW
    member.save()
    assert ines.get(page(quiz, member)).status_code == 404


@pytest.mark.parametrize(
    ("who", "seen", "sent"),
    [("anonymous", 302, 403), ("sam", 403, 403), ("ada", 403, 403), ("ivan", 404, 404), ("olga", 200, 303)],
)
def test_others_decide_nothing_and_administrators_may(request, ada, ivan, quiz, member, who, seen, sent):
    make_member(classroom=quiz.classroom, learner=ada.learner)
    visitor = request.getfixturevalue(who)
    assert visitor.get(page(quiz, member)).status_code == seen
    values = {"known": "0", "decision": "mark", "percent": "9", "reason": "So.", "csrfmiddlewaretoken": visitor.token()}
    assert visitor.post(page(quiz, member), values).status_code == sent
    assert len(decided()) == (1 if who == "olga" else 0)


def test_who_teaches_with_the_owner_decides(ivan):
    quiz = make_assignment(classroom=make_class(teachers=[ivan.user]))
    member = make_member(classroom=quiz.classroom)
    assert ivan.send(page(quiz, member), percent="80", reason="Oral.").status_code == 303


def test_a_teacher_is_told_that_the_learner_does_not_see_the_mark_yet(ines, quiz, member):
    make_work(assignment=quiz, member=member, behaviour={"mode": "exam", "review": "never"})
    answer = ines.send(page(quiz, member), percent="80", reason="Oral.", follow=True)
    said = text_of(answer)
    assert "The learner is not told the mark of this exam yet" in said
    assert "The learner sees it with the reason." not in said


def test_otherwise_the_learner_sees_it(ines, quiz, member):
    answer = ines.send(page(quiz, member), percent="80", reason="Oral.", follow=True)
    assert "Decided. The learner sees it with the reason." in text_of(answer)
