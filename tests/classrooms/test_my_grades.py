"""/classes/<class>/grades/: a learner's own marks, and how they came about."""

from datetime import UTC, datetime, timedelta

import pytest

from statuscourse.accounts.models import Learner, new_token, token_digest
from tests.classrooms.factories import make_assignment, make_change, make_class, make_extension, make_member, make_work
from tests.factories import NOW
from tests.visitor import Visitor, text_of

FAR = datetime(2126, 1, 1, tzinfo=UTC)


@pytest.fixture
def item(db):
    return make_class()


@pytest.fixture
def member(item, ada):
    return make_member(classroom=item, learner=ada.learner)


def page(item):
    return f"/classes/{item.pk}/grades/"


def said(ada, item):
    """The words of the page, without its address in the foot, where any digits may stand."""
    return text_of(ada.get(page(item))).split("Only you and those who teach")[0]


def exam(item, member, share=0.9, **terms):
    quiz = make_assignment(classroom=item)
    make_work(assignment=quiz, member=member, share=share, behaviour={"mode": "exam", **terms})
    return quiz


def test_a_mark_is_told_in_points(ada, item, member):
    make_work(assignment=make_assignment(classroom=item), member=member, share=0.8, length=10)
    assert "80 % handed in 8 of 10." in said(ada, item)


@pytest.mark.parametrize(
    ("late", "words"),
    [
        ("deduct", "70 % late · due 22 Nov 2026, 11:00 8 of 10, one day late: minus 10 %."),
        ("accept", "80 % late · due 22 Nov 2026, 11:00 8 of 10, one day late, which takes nothing off."),
        ("refuse", "0 % late · due 22 Nov 2026, 11:00 8 of 10, one day late, which counts nothing here."),
    ],
)
def test_lateness_is_told_with_what_it_takes(ada, item, member, late, words):
    quiz = make_assignment(classroom=item, due_at=NOW - timedelta(hours=1), late=late)
    make_work(assignment=quiz, member=member, share=0.8, length=10)
    assert words in said(ada, item)


def test_several_days_are_counted(ada, item, member):
    quiz = make_assignment(classroom=item, due_at=NOW - timedelta(days=2, hours=1), late="deduct")
    make_work(assignment=quiz, member=member, share=0.8, length=10)
    assert "8 of 10, 3 days late: minus 30 %." in said(ada, item)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("best", "9 of 10; the best of 2 attempts."),
        ("first", "9 of 10; the first of 2 attempts."),
        ("last", "3 of 10; the last of 2 attempts."),
        ("mean", "The mean of 2 attempts: 90 %, 30 %."),
    ],
)
def test_which_attempt_counts_is_told(ada, item, member, counts, words):
    quiz = make_assignment(classroom=item, counts=counts)
    for share, hours in ((0.9, 2), (0.3, 1)):
        attempt = make_work(assignment=quiz, member=member, share=share, length=10)
        attempt.started_at = NOW - timedelta(hours=hours)
        attempt.save()
    assert words in said(ada, item)


def test_ones_own_extension_holds(ada, item, member):
    quiz = make_assignment(classroom=item, due_at=NOW - timedelta(hours=1), late="deduct")
    make_extension(assignment=quiz, member=member, due_at=NOW + timedelta(days=1))
    make_work(assignment=quiz, member=member, share=0.8, length=10)
    assert "due 23 Nov 2026, 12:00 8 of 10." in said(ada, item)


def test_what_was_never_handed_in_counts_nothing_and_says_why(ada, item, member):
    make_assignment(classroom=item, due_at=NOW - timedelta(days=1), late="refuse")
    assert "Nothing was handed in while it was open, so it counts 0 %." in said(ada, item)


def test_a_decision_is_told_with_who_and_why(ada, ines, item, member):
    quiz = make_assignment(classroom=item)
    make_work(assignment=quiz, member=member, share=0.5, length=10)
    make_change(assignment=quiz, member=member, percent=70, reason="A good answer in class.", by=ines.user)
    words = said(ada, item)
    assert "70 %*" in words
    assert "Without a decision: 5 of 10." in words
    assert "* ines decided on 22 Nov 2026: 70 %. A good answer in class." in words


def test_a_decision_that_was_taken_back_is_not_told(ada, item, member):
    quiz = make_assignment(classroom=item)
    make_change(assignment=quiz, member=member, percent=70)
    make_change(assignment=quiz, member=member, decision="withdrawn", percent=None)
    assert "decided on" not in said(ada, item)


def test_the_total_weighs(ada, item, member):
    for weight, share in ((1, 1.0), (3, 0.5), (0, 0.0)):
        make_work(assignment=make_assignment(classroom=item, weight=weight), member=member, share=share)
    words = said(ada, item)
    assert "total 62.5 %" in words
    assert "weight 3" in words
    assert "does not count" in words


def test_nothing_of_others_is_told(ada, item, member):
    other = make_member(classroom=item, name="Somebody else")
    quiz = make_assignment(classroom=item)
    make_work(assignment=quiz, member=other, share=0.375)
    make_change(assignment=quiz, member=other, percent=42.5, reason="Private matter.")
    words = said(ada, item)
    assert not any(secret in words for secret in ("Somebody else", "37.5", "42.5", "Private matter"))


@pytest.mark.parametrize("terms", [{"review": "never"}, {"review": "after-close", "closes": FAR.isoformat()}])
def test_an_exam_that_is_not_to_be_known_yet_says_nothing_of_its_mark(ada, item, member, terms):
    make_work(assignment=make_assignment(classroom=item), member=member, share=0.5)
    exam(item, member, share=0.937, **terms)
    words = said(ada, item)
    assert "The mark of this exam is not told yet." in words
    assert "93.7" not in words
    assert "total 50 %" in words
    assert "An exam whose mark is not told yet is not in it." in words


def test_a_teachers_mark_for_it_waits_too(ada, item, member):
    quiz = exam(item, member, review="never")
    make_change(assignment=quiz, member=member, percent=42.5, reason="The third question was unfair.")
    words = said(ada, item)
    assert "42.5" not in words
    assert "unfair" not in words
    assert "No mark counts yet." in words


def test_who_is_excused_from_it_is_told(ada, item, member):
    quiz = exam(item, member, review="never")
    make_change(assignment=quiz, member=member, decision="excused", percent=None, reason="Ill.")
    assert "excused" in said(ada, item)
    assert "Ill." in said(ada, item)


def test_once_it_is_closed_the_mark_is_told(ada, item, member):
    exam(item, member, share=0.937, review="after-close", closes=NOW.isoformat())
    assert "93.7 %" in said(ada, item)


def test_those_who_teach_see_it_before(ines, ada):
    item = make_class(owner=ines.user)
    exam(item, make_member(classroom=item, learner=ada.learner), share=0.937, review="never")
    assert "●\u00a093.7" in ines.get(f"/classes/{item.pk}/gradebook/").content.decode()


def test_without_assignments_it_says_what_comes(ada, item, member):
    assert "Nothing was assigned yet" in said(ada, item)


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(("who", "status"), [("anonymous", 404), ("sam", 404), ("ivan", 404), ("olga", 403)])
def test_it_is_for_the_learners_of_the_class(request, item, who, status):
    assert request.getfixturevalue(who).get(page(item)).status_code == status


def test_who_teaches_it_is_told_that_it_is_for_learners(ines):
    answer = ines.get(page(make_class(owner=ines.user)))
    assert answer.status_code == 403
    assert "for the learners of the class" in text_of(answer)


def test_a_learner_without_an_account_sees_their_own(item):
    token = new_token()
    make_member(classroom=item, learner=Learner.objects.create(token_digest=token_digest(token)))
    visitor = Visitor()
    visitor.cookies["learner"] = token
    assert visitor.get(page(item)).status_code == 200


def test_who_left_does_not_see_it_any_more(ada, item, member):
    member.left_at = NOW
    member.save()
    assert ada.get(page(item)).status_code == 404


@pytest.mark.parametrize("number", [3, 30])
def test_it_takes_as_many_queries_for_many_assignments_as_for_few(ada, item, member, number, django_assert_num_queries):
    for _ in range(number):
        quiz = make_assignment(classroom=item)
        make_work(assignment=quiz, member=member)
        make_change(assignment=quiz, member=member)
    # session, user, class, taught, learner, membership; assignments, withheld, attempts, extensions, trail, points
    with django_assert_num_queries(12):
        ada.get(page(item))


def test_a_live_session_says_when_it_was(ada, item, member):
    make_assignment(classroom=item, target_type="live", title="Warm-up")
    assert "live 22 Nov 2026" in said(ada, item)
