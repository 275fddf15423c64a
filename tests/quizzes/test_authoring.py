"""What instructors do to a question, without a page: begin, save, publish, retire, copy."""

from random import Random

import pytest

from quizzes.actions import authoring
from quizzes.core.interchange.checking import SourceRefused
from quizzes.models import Question
from tests.factories import NOW, make_question, make_user
from tests.quizzes.core.questions import question as entry


@pytest.fixture
def owner(db):
    return make_user(username="ines", role="instructor")


@pytest.fixture
def begun(owner):
    source = {**entry("code", id="access-own"), "topic": "access"}
    return authoring.create_question(owner=owner, source=source, now=NOW, rng=Random(1))


def save(item, owner, version=1, **changes):
    source = item.working_copy | changes
    return authoring.save_working_copy(question=item, source=source, version=version, by=owner, now=NOW)


def publish(item, owner, version=1):
    return authoring.publish(question=item, version=version, by=owner, now=NOW)


def test_an_id_is_made_of_topic_and_title(owner):
    source = {"kind": "one", "topic": "access", "title": "Who may?"}
    made = authoring.create_question(owner=owner, source=source, now=NOW, rng=Random(1))
    assert made.pk.startswith("access-who-may-")
    assert len(made.pk) == len("access-who-may-") + 5


def test_what_was_begun_is_a_draft(begun):
    assert Question.objects.get(pk=begun.pk).state == "draft"


def test_a_draft_counts_what_publishing_would_refuse(begun, owner):
    assert save(begun, owner, title="", scenario="short").problems == 2


def test_publishing_makes_a_revision(begun, owner):
    assert publish(begun, owner).number == 1
    assert Question.objects.get(pk=begun.pk).state == "published"


def test_publishing_what_lacks_a_part_is_refused_with_its_place(begun, owner):
    save(begun, owner, title="")
    with pytest.raises(SourceRefused) as refused:
        publish(begun, owner, version=2)
    assert [problem.place for problem in refused.value.problems] == ["title"]
    assert Question.objects.get(pk=begun.pk).current is None


def test_a_save_upon_an_older_version_is_refused_and_changes_nothing(begun, owner):
    save(begun, owner, title="First")
    with pytest.raises(authoring.EditConflict) as conflict:
        save(begun, owner, title="Second")
    assert conflict.value.question.working_copy["title"] == "First"
    assert Question.objects.get(pk=begun.pk).draft["title"] == "First"


def test_publishing_upon_an_older_version_is_refused(begun, owner):
    save(begun, owner, title="First")
    with pytest.raises(authoring.EditConflict):
        publish(begun, owner)


def test_learners_see_nothing_of_a_working_copy(begun, owner):
    publish(begun, owner)
    item = Question.objects.get(pk=begun.pk)
    save(item, owner, version=2, title="Another title")
    fresh = Question.objects.get(pk=begun.pk)
    assert (fresh.state, fresh.title) == ("changed", begun.title)
    assert fresh.current.body["title"] == begun.title


def test_a_change_of_what_learners_see_is_a_new_revision(begun, owner):
    first = publish(begun, owner)
    save(Question.objects.get(pk=begun.pk), owner, version=2, title="Another title")
    assert publish(begun, owner, version=3).number == first.number + 1


def test_a_change_of_tags_is_no_new_revision(begun, owner):
    first = publish(begun, owner)
    save(Question.objects.get(pk=begun.pk), owner, version=2, difficulty=3, labels=["week 2"])
    assert publish(begun, owner, version=3) == first
    assert Question.objects.get(pk=begun.pk).difficulty == 3


def test_a_published_question_says_its_whole_source(begun, owner):
    before = begun.working_copy
    publish(begun, owner)
    after = Question.objects.get(pk=begun.pk).working_copy
    assert {name: after[name] for name in before} == before


def test_giving_up_what_was_never_published_deletes_it(begun, owner):
    authoring.discard_working_copy(question=begun, version=1, by=owner, now=NOW)
    assert not Question.objects.filter(pk=begun.pk).exists()


def test_giving_up_changes_goes_back_to_what_is_published(begun, owner):
    publish(begun, owner)
    item = save(Question.objects.get(pk=begun.pk), owner, version=2, title="Another title")
    authoring.discard_working_copy(question=item, version=3, by=owner, now=NOW)
    assert Question.objects.get(pk=begun.pk).state == "published"


def test_a_copy_is_a_draft_of_ones_own(owner):
    shipped = Question.objects.shipped().filter(retired_at=None).first()
    made = authoring.copy_question(question=shipped, owner=owner, now=NOW, rng=Random(2))
    assert (made.state, made.owner, made.copied_from, made.problems) == ("draft", owner, shipped, 0)
    assert made.pk != shipped.pk


def test_every_shipped_question_can_be_copied_and_published(owner):
    for shipped in Question.objects.shipped().filter(retired_at=None)[::12]:
        made = authoring.copy_question(question=shipped, owner=owner, now=NOW, rng=Random(2))
        revision = authoring.publish(question=made, version=1, by=owner, now=NOW)
        assert revision.digest == shipped.current.digest


def test_a_retired_question_can_be_brought_back(begun, owner):
    publish(begun, owner)
    version = Question.objects.get(pk=begun.pk).draft_version
    authoring.retire(question=begun, replaced_by=make_question(), version=version, by=owner, now=NOW)
    assert Question.objects.get(pk=begun.pk).state == "retired"
    authoring.bring_back(question=begun, version=version + 1, by=owner, now=NOW)
    assert Question.objects.get(pk=begun.pk).state == "published"
