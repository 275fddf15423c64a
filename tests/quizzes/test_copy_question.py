"""/author/questions/<id>/copy/: a draft of one's own of whatever one may look at."""

import pytest

from quizzes.models import Question, Share
from tests.factories import NOW


def copy(visitor, item):
    return visitor.post(f"/author/questions/{item.pk}/copy/", {"csrfmiddlewaretoken": visitor.token()})


def copies(item):
    return Question.objects.filter(copied_from=item)


def test_a_copy_opens_in_the_editor_and_is_ones_own(ines, make_question):
    item = make_question()
    answer = copy(ines, item)
    made = copies(item).get()
    assert (answer.status_code, answer["Location"]) == (303, f"/author/questions/{made.pk}/")
    assert (made.owner, made.state, made.working_copy["scenario"]) == (
        ines.user,
        "draft",
        item.current.body["scenario"],
    )


def test_a_shared_question_may_be_copied_by_who_may_only_look(ines, ivan, make_question):
    item = make_question(owner=ivan.user)
    Share.objects.create(question=item, user=ines.user, right="view", given_at=NOW)
    assert copy(ines, item).status_code == 303
    assert copies(item).get().owner == ines.user


def test_a_double_click_makes_one_copy(ines, make_question):
    item = make_question()
    assert copy(ines, item)["Location"] == copy(ines, item)["Location"]
    assert copies(item).count() == 1


def test_a_copy_that_was_worked_on_is_left_alone(ines, make_question):
    item = make_question()
    copy(ines, item)
    copies(item).update(draft_version=2)
    copy(ines, item)
    assert copies(item).count() == 2


@pytest.mark.parametrize(("who", "status"), [("ada", 403), ("ivan", 404), ("anonymous", 403)])
def test_nobody_else_copies_it(request, ines, make_question, who, status):
    item = make_question(owner=ines.user)
    assert copy(request.getfixturevalue(who), item).status_code == status
    assert copies(item).count() == 0
