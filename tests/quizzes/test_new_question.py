"""/author/questions/new/: a kind, a topic and a title make a draft that the editor opens."""

import pytest

from quizzes.core.kinds import KINDS
from quizzes.core.skeletons import skeleton
from quizzes.core.sketching import sketch
from quizzes.models import Question
from tests.visitor import text_of

ADDRESS = "/author/questions/new/"
WANTED = {"kind": "code", "topic": "week-3", "title": "The lost parcel"}


def begin(visitor, **changes):
    return visitor.send(ADDRESS, **{**WANTED, **changes})


def begun():
    return Question.objects.filter(is_shipped=False)


def test_every_kind_is_offered_with_what_it_asks(ines):
    page = ines.get(ADDRESS).content.decode()
    assert [name for name in KINDS if f'name="kind" value="{name}"' not in page] == []
    assert "The learner fills in the status line" in page


def test_the_topics_of_the_course_are_suggested(ines):
    assert '<option value="caching">' in ines.get(ADDRESS).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_beginning_opens_the_editor_on_a_draft_with_empty_rows(ines, kind):
    answer = begin(ines, kind=kind)
    item = begun().get()
    assert (answer.status_code, answer["Location"]) == (303, f"/author/questions/{item.pk}/")
    assert (item.state, item.owner, item.kind, item.topic, item.title) == (
        "draft",
        ines.user,
        kind,
        "week-3",
        "The lost parcel",
    )
    assert item.pk.startswith("week-3-the-lost-parcel-")
    assert item.problems > 0
    assert not item.is_linked


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_has_all_its_keys_and_can_be_drawn(kind):
    entry = skeleton(kind, topic="tests", title="Nothing yet")
    assert sketch(entry)["kind"] == kind
    assert any(isinstance(value, list) and len(value) > 1 for value in entry.values()) or kind == "write"


def test_a_double_click_begins_one_question(ines):
    assert begin(ines)["Location"] == begin(ines)["Location"]
    assert begun().count() == 1


def test_another_title_is_another_question(ines):
    begin(ines)
    begin(ines, title="The found parcel")
    assert begun().count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": None}, "Choose what it asks."),
        ({"kind": "riddle"}, "There is no such kind."),
        ({"topic": ""}, "A question belongs to a topic"),
        ({"topic": "日本"}, "letters from a to z, digits and hyphens"),
        ({"topic": "w" * 25}, "at most 24 characters, and this one 25"),
        ({"title": ""}, "Give it a title"),
        ({"title": "x" * 71}, "at most 70 characters, and this one 71"),
    ],
)
def test_what_cannot_begin_a_question_is_refused_and_kept(ines, changes, said):
    answer = begin(ines, **changes)
    assert answer.status_code == 422
    assert said in text_of(answer)
    kept = {**WANTED, **changes}
    assert [
        name for name in ("topic", "title") if kept[name] and f'value="{kept[name]}"' not in answer.content.decode()
    ] == []
    assert begun().count() == 0


@pytest.mark.parametrize("written", ["Week 3", " week 3 ", "WEEK-3"])
def test_a_topic_is_taken_as_a_phone_writes_it(ines, written):
    begin(ines, topic=written)
    assert begun().get().topic == "week-3"


def test_the_first_kind_and_the_topic_that_was_written_for_last_stand_there(ines):
    begin(ines)
    page = ines.get(ADDRESS).content.decode()
    assert 'name="kind" value="code" checked' in page
    assert 'name="topic" value="week-3"' in page


def test_what_was_refused_has_the_focus(ines):
    page = begin(ines, title="").content.decode()
    assert "autofocus" in page.partition('name="title"')[2].partition(">")[0]


def test_the_longest_topic_and_title_make_an_id_that_fits(ines):
    begin(ines, topic="w" * 24, title="x" * 70)
    assert len(begun().get().pk) <= 80


def test_worked_examples_can_be_copied(ines):
    page = ines.get(ADDRESS)
    assert len(page.context["examples"]) == 3
    name = page.context["examples"][0].question.pk
    ines.send(page, f"/author/questions/{name}/copy/")
    assert begun().get().copied_from_id == name


def test_a_learner_begins_nothing(ada):
    assert ada.post(ADDRESS, {**WANTED, "csrfmiddlewaretoken": ada.token()}).status_code == 403
    assert begun().count() == 0
