"""What an import would do with each question of a file, and why."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange import planning
from quizzes.core.interchange.model import FileRefused, Found, Note
from quizzes.core.interchange.planning import Known, Step, Wishes

from ..questions import KINDS
from .sources import ANY, source


def planned(*sources, known=None, **wishes):
    found = [Found(number, f"question {number}", each) for number, each in enumerate(sources, start=1)]
    return planning.plan(found, known or {}, Wishes(**wishes), Random(1))


def one(entry, known=None, **wishes):
    [step] = planned(entry, known=known, **wishes)
    return step


def entry(**changes):
    made = source("one", id="access-a") | changes
    return {key: value for key, value in made.items() if value is not None}


def own(state="draft", version=3, **changes):
    return {"access-a": Known("own", entry(**changes), state, version)}


def test_a_question_that_is_not_here_is_created():
    step = one(entry())
    assert (step.does, step.id, step.publish, step.problems) == ("create", "access-a", False, ())


def test_what_is_complete_is_published_if_that_was_asked_for():
    assert one(entry(), publish=True).publish


def test_what_lacks_a_part_stays_a_draft_and_says_what():
    step = one(entry(title=""), publish=True)
    assert (step.does, step.publish, [place for place, _text in step.problems]) == ("create", False, ["title"])


def test_what_could_not_be_read_is_skipped_with_its_reason():
    [step] = planning.plan([Found(7, "an essay", None, (), "Nobody marks essays here.")], {}, Wishes(), Random(1))
    assert (step.does, step.line, step.name, step.reason) == ("skip", 7, "an essay", "Nobody marks essays here.")


def test_a_question_of_ones_own_changes_where_it_differs():
    step = one(entry(title="New"), known=own())
    assert (step.does, step.id, step.version, step.differs) == ("change", "access-a", 3, ("title",))


def test_a_question_of_ones_own_that_is_the_same_is_skipped():
    step = one(entry(), known=own())
    assert (step.does, step.reason) == ("skip", "Nothing differs.")


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_that_are_written_out_make_no_difference(kind):
    plain = source(kind)
    stored = planning.judged(plain)[0].model_dump() | {"topic": plain["topic"]}
    step = one(plain, known={plain["id"]: Known("own", stored, "published", 1)})
    assert step.reason == "Nothing differs."


def test_a_draft_that_is_the_same_is_published_if_that_was_asked_for():
    step = one(entry(), known=own(), publish=True)
    assert (step.does, step.publish, step.reason) == ("change", True, planning.ONLY_PUBLISHED)


def test_a_published_question_that_is_the_same_is_left_alone():
    assert one(entry(), known=own(state="published"), publish=True).does == "skip"


def test_a_format_that_says_all_takes_away_what_it_leaves_out():
    bare = {key: value for key, value in entry().items() if key != "hints"}
    step = one(bare, known=own(hints=["Think of who is asking first."]))
    assert (step.differs, "hints" in step.source) == (("hints",), False)


def test_a_format_that_cannot_say_all_leaves_the_rest_as_it_is():
    bare = entry(title="New")
    step = one(bare, known=own(hints=["Think of who is asking first."]), whole=False)
    assert (step.differs, step.source["hints"]) == (("title",), ["Think of who is asking first."])


def test_a_question_keeps_its_kind():
    step = one(source("several", id="access-a"), known=own())
    assert (step.does, "A question keeps its kind." in step.reason) == ("skip", True)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (Known("shipped"), planning.SHIPPED),
        (Known("seen"), planning.SEEN),
        (Known("own", entry(), "retired", 1), planning.RETIRED),
    ],
)
def test_what_may_not_be_changed_is_skipped_with_the_way_out(known, reason):
    step = one(entry(title="New"), known={"access-a": known})
    assert (step.does, step.reason) == ("skip", reason)


def test_an_id_that_somebody_else_has_is_only_said_not_to_be_free():
    step = one(entry(), known={"access-a": Known("hidden")})
    assert step.does == "create"
    assert step.id != "access-a"
    assert step.notes == (f"The id access-a is not free here. It gets {step.id}.",)


def test_an_id_that_stands_twice_is_taken_once():
    first, second = planned(entry(), entry(title="Other"))
    assert (first.does, second.does) == ("create", "skip")
    assert second.reason == "The id access-a stands in line 1 already."


@pytest.mark.parametrize("name", ["", None, "Nr. 7", "errors-a", "access-", "x" * 90])
def test_a_question_without_an_id_that_fits_gets_one(name):
    step = one(entry(id=name))
    assert step.id.startswith("access-")
    assert step.source["id"] == step.id != name
    assert bool(step.notes) == bool(name)


def test_ids_that_are_given_are_all_different():
    steps = planned(*[entry(id="", title="Same")] * 300)
    assert len({step.id for step in steps}) == 300


@pytest.mark.parametrize(
    ("changes", "wish", "topic"),
    [
        ({"topic": ""}, "week-3", "week-3"),
        ({"topic": "", "id": ""}, "", "own"),
        ({"topic": "Who may?"}, "week-3", "who-may"),
        ({"topic": "???"}, "week-3", "week-3"),
        ({"topic": ""}, "", "access"),
    ],
)
def test_a_question_has_a_topic(changes, wish, topic):
    step = one(entry(**changes), topic=wish)
    assert (step.source["topic"], step.id.startswith(f"{topic}-")) == (topic, True)


def test_nothing_at_all_is_refused():
    with pytest.raises(FileRefused, match="no question"):
        planned()


def test_more_than_ten_thousand_are_refused_with_the_line():
    with pytest.raises(FileRefused) as refused:
        planning.plan([Found(number, "x", None) for number in range(10_001)], {}, Wishes(), Random(1))
    assert refused.value.line == 10_000


def test_what_no_database_takes_is_taken_out():
    step = one(entry(title="a\0b\ud800c", scenario="\udfff"))
    assert (step.source["title"], step.source["scenario"]) == ("ab?c", "?")


def test_a_plan_is_made_anew_from_its_own_steps():
    steps = planned(entry(id="no id"), entry(title=""), publish=True)
    again = planning.plan(planning.found_again(steps), {}, Wishes(publish=True), Random(1))
    assert again == steps


@given(st.lists(ANY, min_size=1, max_size=4), st.booleans())
def test_any_entries_make_a_plan_that_is_stored_and_read_again(sources, publish):
    found = [Found(n, "x" * 400, each, (Note(n, "y" * 400),)) for n, each in enumerate(sources)]
    steps = planning.plan(found, {"access-a": Known("hidden")}, Wishes(publish=publish), Random(1))
    assert [Step.of(step.json()) for step in steps] == steps
    created = [step for step in steps if step.does == "create"]
    assert all(planning.is_id(step.id) and step.id.startswith(step.source["topic"]) for step in created)
    assert sum(planning.counts(step.json() for step in steps)[name] for name in ("create", "skip")) == len(steps)
