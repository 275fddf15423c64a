"""/author/questions/<id>/draft/: what stands in the editor is saved as it is written, for the page's script."""

from random import Random

import pytest

from quizzes.actions import authoring
from quizzes.core.kinds import KINDS
from quizzes.models import Question, Share
from tests.conforming import wrong_with
from tests.factories import NOW
from tests.quizzes.core.questions import question as entry


@pytest.fixture
def item(ines):
    source = {**entry("code", id="tests-code"), "topic": "tests"}
    return authoring.create_question(owner=ines.user, source=source, now=NOW, rng=Random(1))


def place(item):
    return f"/author/questions/{item.pk}/"


def filled(visitor, item, **values):
    """What the page's script sends: the whole form, and a key for this save."""
    sent = visitor.form(place(item)).values | {"save_key": "first"} | values
    return {name: value for name, value in sent.items() if value is not None}


def save(visitor, item, **values):
    return visitor.post(f"{place(item)}draft/", filled(visitor, item, **values))


def fresh(item):
    return Question.objects.get(pk=item.pk)


def test_a_change_is_saved_and_acknowledged_with_its_key(ines, item):
    answer = save(ines, item, title="As it is typed")
    assert (answer.status_code, answer.json()) == (200, {"version": 2, "save_key": "first"})
    assert (fresh(item).draft["title"], fresh(item).edited_by) == ("As it is typed", ines.user)
    assert (answer.headers["Cache-Control"], wrong_with("POST", answer)) == ("no-store", [])


def test_a_save_without_a_change_stores_nothing(ines, item):
    assert save(ines, item).json()["version"] == 1
    assert fresh(item).edited_at == NOW


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_each_kind_may_be_half_written(ines, kind):
    begun = authoring.create_question(owner=ines.user, source={"kind": kind, "topic": "tests"}, now=NOW, rng=Random(1))
    assert save(ines, begun, title="Half").json()["version"] == 2
    assert (fresh(begun).draft["title"], fresh(begun).problems > 3) == ("Half", True)


def test_a_save_whose_answer_got_lost_counts_once(ines, item):
    values = filled(ines, item, title="Sent twice")
    assert [ines.post(f"{place(item)}draft/", values).json()["version"] for _again in range(2)] == [2, 2]
    assert fresh(item).draft_version == 2


def test_a_save_upon_an_older_version_is_a_conflict_and_changes_nothing(ines, item):
    stale = filled(ines, item, title="Mine", save_key="mine")
    save(ines, item, title="Theirs")
    answer = ines.post(f"{place(item)}draft/", stale)
    told = answer.json()
    assert (answer.status_code, told["reason"], told["version"]) == (409, "elsewhere", 2)
    assert (answer.headers["Content-Type"], fresh(item).draft["title"]) == ("application/problem+json", "Theirs")


@pytest.mark.parametrize("values", [{"version": "x"}, {"version": None}, {"version": "-1"}, {"version": "9" * 30}])
def test_a_save_that_names_no_version_is_refused(ines, item, values):
    answer = save(ines, item, title="Lost", **values)
    assert (answer.status_code, answer.json()["reason"], fresh(item).draft) == (422, "form", item.draft)


@pytest.mark.parametrize("key", [None, "", "k" * 65, "a\x00b"])
def test_a_save_without_a_key_is_refused(ines, item, key):
    answer = save(ines, item, title="Lost", save_key=key)
    assert (answer.status_code, fresh(item).draft) == (422, item.draft)


def test_too_many_rows_are_refused(ines, item):
    answer = save(ines, item, **{f"options-{number}-code": "1" for number in range(60)})
    assert (answer.status_code, answer.json()["title"], fresh(item).draft) == (422, "Not saved", item.draft)


def test_a_megabyte_is_413(ines, item):
    assert (save(ines, item, scenario="x" * 1_000_000).status_code, fresh(item).draft) == (413, item.draft)


def test_learners_see_nothing_of_it(ines, item, anonymous):
    authoring.publish(question=item, version=1, by=ines.user, now=NOW)
    Question.objects.update(is_linked=True)
    save(ines, item, title="Not for learners yet")
    assert "Not for learners yet" not in anonymous.get(f"/questions/{item.pk}/").content.decode()


def test_who_may_only_look_is_refused(ines, ivan, item):
    values = filled(ines, item, title="Of Ivan", csrfmiddlewaretoken=ivan.token())
    assert ivan.post(f"{place(item)}draft/", values).status_code == 404
    Share.objects.create(question=item, user=ivan.user, right="view", given_at=NOW)
    assert (ivan.post(f"{place(item)}draft/", values).status_code, fresh(item).draft) == (403, item.draft)


def test_without_a_token_nothing_is_saved(ines, item):
    assert (save(ines, item, csrfmiddlewaretoken=None, title="x").status_code, fresh(item).draft) == (403, item.draft)


def test_a_save_takes_few_queries(ines, item, django_assert_max_num_queries):
    values = filled(ines, item, title="Few")
    with django_assert_max_num_queries(6):  # session, user, the question, the right to change it, the save
        ines.post(f"{place(item)}draft/", values)
