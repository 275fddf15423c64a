"""/classes/<class>/gradebook/: learners by assignments."""

from datetime import timedelta

import pytest

from quizzes.models import Attempt
from tests.classrooms.factories import make_assignment, make_change, make_class, make_extension, make_member, make_work
from tests.factories import NOW
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/gradebook/"


@pytest.fixture
def taught(ines):
    return make_class(owner=ines.user)


def names(answer):
    """The learners in the order of the page."""
    text = text_of(answer)
    return sorted((name for name in ("Ada", "Bo", "Cy") if name in text), key=text.index)


def label(answer, of):
    """What a cell is called for who hears the page."""
    html = answer.content.decode()
    return html.split(of)[1].split('aria-label="')[1].split('"')[0]


def test_a_cell_has_its_mark_and_its_state_in_words(ines, taught):
    ada, quiz = make_member(classroom=taught, name="Ada"), make_assignment(classroom=taught)
    make_work(assignment=quiz, member=ada, share=0.85)
    answer = ines.get(page(taught))
    assert "●\u00a085" in answer.content.decode()
    assert label(answer, f"{quiz.pk}/{ada.pk}/") == "handed in, 85 per cent"


def test_nothing_done_says_so(ines, taught):
    ada, quiz = make_member(classroom=taught), make_assignment(classroom=taught)
    assert label(ines.get(page(taught)), f"{quiz.pk}/{ada.pk}/") == "not started"


def test_what_was_begun_is_under_way(ines, taught):
    ada, quiz = make_member(classroom=taught), make_assignment(classroom=taught)
    make_work(assignment=quiz, member=ada, finished_at=None)
    assert label(ines.get(page(taught)), f"{quiz.pk}/{ada.pk}/") == "under way"


def test_what_came_late_says_so_with_what_is_left_of_it(ines, taught):
    ada = make_member(classroom=taught)
    quiz = make_assignment(classroom=taught, due_at=NOW - timedelta(hours=1), late="deduct", late_percent=10)
    make_work(assignment=quiz, member=ada, share=0.8)
    assert label(ines.get(page(taught)), f"{quiz.pk}/{ada.pk}/") == "late, 70 per cent"


def test_with_an_extension_it_is_in_time(ines, taught):
    ada = make_member(classroom=taught)
    quiz = make_assignment(classroom=taught, due_at=NOW - timedelta(hours=1), late="deduct")
    make_extension(assignment=quiz, member=ada, due_at=NOW + timedelta(days=1))
    make_work(assignment=quiz, member=ada, share=0.8)
    assert label(ines.get(page(taught)), f"{quiz.pk}/{ada.pk}/") == "handed in, 80 per cent"


def test_a_mark_that_a_teacher_decided_has_an_asterisk(ines, taught):
    ada, quiz = make_member(classroom=taught), make_assignment(classroom=taught)
    make_change(assignment=quiz, member=ada, percent=70)
    answer = ines.get(page(taught))
    assert label(answer, f"{quiz.pk}/{ada.pk}/") == "not started, 70 per cent, decided by a teacher"
    assert "70*" in answer.content.decode()


def test_who_is_excused_has_no_mark(ines, taught):
    ada, quiz = make_member(classroom=taught), make_assignment(classroom=taught)
    make_change(assignment=quiz, member=ada, decision="excused", percent=None)
    assert label(ines.get(page(taught)), f"{quiz.pk}/{ada.pk}/") == "excused, decided by a teacher"


def test_the_newest_decision_stands(ines, taught):
    ada, quiz = make_member(classroom=taught), make_assignment(classroom=taught)
    make_change(assignment=quiz, member=ada, percent=70)
    make_change(assignment=quiz, member=ada, decision="withdrawn", percent=None)
    assert label(ines.get(page(taught)), f"{quiz.pk}/{ada.pk}/") == "not started"


def test_the_total_weighs_and_leaves_out_what_does_not_count(ines, taught):
    ada = make_member(classroom=taught, name="Ada")
    for weight, share in ((1, 1.0), (3, 0.5), (0, 0.0)):
        make_work(assignment=make_assignment(classroom=taught, weight=weight), member=ada, share=share)
    html = ines.get(page(taught)).content.decode()
    assert "<td>62.5</td>" in html
    assert "does not count" in html
    assert "×3" in html


def test_the_foot_has_the_mean_of_each_assignment(ines, taught):
    quiz = make_assignment(classroom=taught)
    for share in (0.2, 0.6):
        make_work(assignment=quiz, member=make_member(classroom=taught), share=share)
    make_member(classroom=taught)
    assert "Mean</th><td>40</td><td>40</td>" in ines.get(page(taught)).content.decode()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Ada", "Bo", "Cy"]),
        ("-name", ["Cy", "Bo", "Ada"]),
        ("total", ["Cy", "Ada", "Bo"]),
        ("-total", ["Ada", "Cy", "Bo"]),
        ("nonsense", ["Ada", "Bo", "Cy"]),
    ],
)
def test_it_is_sorted_as_asked_and_who_has_no_total_is_last(ines, taught, sort, order):
    quiz = make_assignment(classroom=taught)
    make_member(classroom=taught, name="Bo")
    make_work(assignment=quiz, member=make_member(classroom=taught, name="Cy"), share=0.2)
    make_work(assignment=quiz, member=make_member(classroom=taught, name="Ada"), share=0.9)
    assert names(ines.get(page(taught) + f"?sort={sort}")) == order


def test_who_left_is_not_in_it(ines, taught):
    make_assignment(classroom=taught)
    make_member(classroom=taught, name="Ada", left_at=NOW)
    make_member(classroom=taught, name="Bo")
    assert names(ines.get(page(taught))) == ["Bo"]


def test_nothing_of_another_class_is_in_it(ines, taught):
    ada = make_member(classroom=taught, name="Ada")
    make_assignment(classroom=taught)
    elsewhere = make_assignment(title="Elsewhere")
    make_work(assignment=elsewhere, member=make_member(classroom=elsewhere.classroom, learner=ada.learner))
    answer = ines.get(page(taught))
    assert "Elsewhere" not in text_of(answer)
    assert "●\u00a0" not in answer.content.decode()


def test_a_name_is_text_and_no_markup(ines, taught):
    make_assignment(classroom=taught, title="<b>quiz</b>")
    make_member(classroom=taught, name="<script>1</script>", number="<i>")
    html = ines.get(page(taught)).content.decode()
    assert "<script>1" not in html
    assert "<b>quiz" not in html
    assert "<i>" not in html


def test_without_learners_it_says_where_they_come_from(ines, taught):
    make_assignment(classroom=taught)
    assert "Nobody is in this class yet" in text_of(ines.get(page(taught)))


def test_without_assignments_it_says_what_to_do(ines, taught):
    make_member(classroom=taught)
    assert "Nothing was assigned yet" in text_of(ines.get(page(taught)))


@pytest.mark.parametrize("number", [3, 30])
def test_it_takes_as_many_queries_for_many_learners_as_for_few(ines, taught, number, django_assert_num_queries):
    quizzes = [make_assignment(classroom=taught) for _ in range(3)]
    make_assignment(classroom=taught, lesson="who-are-you")
    for _ in range(number):
        member = make_member(classroom=taught)
        make_work(assignment=quizzes[0], member=member)
        make_change(assignment=quizzes[1], member=member)
        make_extension(assignment=quizzes[2], member=member)
    # session, user, class, taught, learner, membership; assignments, members, decisions, attempts, two of lessons,
    # extensions
    with django_assert_num_queries(15):
        assert ines.get(page(taught)).status_code == 200


ADDRESSES = ("gradebook/", "gradebook.csv", "gradebook/import/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 302), ("sam", 403), ("ada", 403), ("ivan", 404), ("olga", 200), ("ines", 200)]
)
def test_it_is_for_those_who_teach_the_class(request, taught, address, who, status, ada):
    make_member(classroom=taught, learner=ada.learner)
    make_assignment(classroom=taught)
    assert request.getfixturevalue(who).get(f"/classes/{taught.pk}/{address}").status_code == status


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_for_who_teaches_with_the_owner_too(ivan, address):
    item = make_class(teachers=[ivan.user])
    assert ivan.get(f"/classes/{item.pk}/{address}").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_instructor_who_is_a_learner_in_the_class_is_refused(ivan, taught, address):
    make_member(classroom=taught, learner=ivan.learner)
    assert ivan.get(f"/classes/{taught.pk}/{address}").status_code == 403


def test_due_dates_are_days_of_the_classes_zone(ines):
    item = make_class(owner=ines.user, time_zone="Pacific/Auckland")
    make_member(classroom=item)
    make_assignment(classroom=item, due_at=NOW.replace(month=11, day=30, hour=20))
    assert "1 Dec" in text_of(ines.get(page(item)))


def test_more_columns_than_a_sheet_of_paper_takes_come_in_parts_with_the_whole_total(ines, taught):
    member = make_member(classroom=taught)
    quizzes = [
        make_assignment(classroom=taught, lesson="who-are-you", due_at=NOW + timedelta(days=n)) for n in range(23)
    ]
    make_change(assignment=quizzes[0], member=member, percent=40)
    html = ines.get(page(taught) + "?part=2&sort=-name").content.decode()
    assert (html.count("<td>40</td>"), f"{quizzes[0].pk}/{member.pk}/" in html) == (2, False)  # the total and its mean
    assert f"{quizzes[22].pk}/{member.pk}/" in html
    assert '?sort=name&amp;part=2"' in html


@pytest.mark.parametrize("part", ["0", "3", "-1", "x", "٢"])
def test_a_part_that_is_not_there_is_all_of_it(ines, taught, part):
    make_member(classroom=taught)
    quizzes = [make_assignment(classroom=taught, lesson="who-are-you") for _ in range(23)]
    html = ines.get(page(taught) + f"?part={part}").content.decode()
    assert sum(f"{quiz.pk}/" in html for quiz in quizzes) == 23


def test_an_exam_that_was_left_behind_is_handed_in_and_not_under_way(ines):
    item = make_class(owner=ines.user)
    member, assignment = make_member(classroom=item), make_assignment(classroom=item)
    attempt = make_work(
        assignment=assignment, member=member, finished_at=None, behaviour={"mode": "exam", "minutes": 5}
    )
    Attempt.objects.filter(pk=attempt.pk).update(deadline=NOW)
    ines.get(f"/classes/{item.pk}/gradebook/")
    attempt.refresh_from_db()
    assert (attempt.finished_at, attempt.share) == (NOW, 0.0)


def test_the_column_of_a_live_session_says_when_it_was(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item)
    make_assignment(classroom=item, target_type="live", title="Warm-up")
    assert "Warm-up live 22 Nov" in text_of(ines.get(page(item)))
