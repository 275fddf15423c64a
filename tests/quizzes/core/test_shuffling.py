"""The order in which options are shown: another one, with nothing lost, and no answer given away."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import grade, read_response
from quizzes.core.kinds import KINDS
from quizzes.core.shuffling import lay_out, standing

from . import questions

randoms = st.integers(0, 10_000).map(Random)
MADE = [questions.body(kind) for kind in questions.KINDS]
BY_KIND = {
    kind: [body for body in [*questions.shipped().values(), *MADE] if body["kind"] == kind] for kind in questions.KINDS
}
bodies = st.sampled_from(questions.KINDS).flatmap(lambda kind: st.sampled_from(BY_KIND[kind]))


def keys(asked):
    return KINDS[asked["kind"]].keys(asked)


def accepted(asked):
    return [row["order"] for row in asked.get("accepted", []) if "order" in row]


@given(bodies, randoms)
def test_a_layout_has_every_key_once(asked, rng):
    assert sorted(lay_out(asked, rng)) == sorted(keys(asked))


@given(bodies, st.text(max_size=64))
def test_a_question_that_stands_alone_has_every_key_once(asked, digest):
    assert sorted(standing(asked, digest)) == sorted(keys(asked))


@given(bodies, st.integers())
def test_the_same_seed_lays_out_the_same(asked, seed):
    assert lay_out(asked, Random(seed)) == lay_out(asked, Random(seed))


@given(bodies, st.text(max_size=64))
def test_a_question_that_stands_alone_is_the_same_for_everybody(asked, digest):
    assert standing(asked, digest) == standing(asked, digest)


@given(bodies, randoms)
def test_laying_out_changes_nothing_that_it_was_given(asked, rng):
    before = keys(asked)
    lay_out(asked, rng)
    assert keys(asked) == before


@given(st.sampled_from(BY_KIND["order"]), randoms, st.text(max_size=64))
def test_steps_never_begin_in_an_accepted_order(asked, rng, digest):
    assert lay_out(asked, rng) not in accepted(asked)
    assert standing(asked, digest) not in accepted(asked)


@pytest.mark.parametrize("seed", range(20))
def test_three_steps_with_four_accepted_orders_are_laid_out_in_one_of_the_other_two(seed):
    names = ["wash", "rinse", "dry"]
    orders = list(permutations(names))
    asked = questions.body(
        "order",
        steps=[questions.step(name) for name in names],
        accepted=[questions.order(*order, who=f"Guide {number}") for number, order in enumerate(orders[:4])],
        **questions.CONTESTED,
    )
    assert tuple(lay_out(asked, Random(seed))) in orders[4:]


@given(bodies, randoms)
def test_a_layout_never_changes_a_mark(asked, rng):
    """The right answer, sent in the order of the file and in that of a layout, as a browser does."""
    raw = questions.best_answer(asked)
    shown = {key: n for n, key in enumerate(lay_out(asked, rng))}
    turned = {name: in_order(value, shown) for name, value in raw.items()}
    assert grade(asked, read_response(asked, turned)) == grade(asked, read_response(asked, raw))


@given(st.sampled_from([("several", "chosen"), ("fault", "lines")]), randoms, st.data())
def test_what_was_chosen_is_kept_in_the_order_of_the_file(kind_and_name, rng, data):
    kind, name = kind_and_name
    asked = questions.body(kind)
    chosen = data.draw(st.lists(st.sampled_from(keys(asked)), unique=True))
    shown = {key: n for n, key in enumerate(lay_out(asked, rng))}
    kept = read_response(asked, {name: in_order(chosen, shown)})[name]
    assert kept == [key for key in keys(asked) if key in chosen]


def in_order(value, shown):
    if isinstance(value, str):
        return value
    turned = sorted(value, key=shown.get)
    return turned if isinstance(value, list) else {key: value[key] for key in turned}


def test_the_lines_of_an_exchange_keep_their_places():
    asked = questions.body("fault")
    assert lay_out(asked, Random(1)) == standing(asked, "digest") == ["1", "2", "3", "4"]


def test_codes_ascend_where_a_question_stands_alone():
    assert standing(questions.body("code"), "digest") == ["401", "403", "404"]


def test_codes_are_shuffled_in_an_attempt():
    asked = questions.body("code")
    assert len({tuple(lay_out(asked, Random(seed))) for seed in range(60)}) == 6


def test_texts_stand_in_another_order_for_another_revision():
    asked = questions.body("one")
    assert len({tuple(standing(asked, f"digest {number}")) for number in range(60)}) == 6


@pytest.mark.parametrize("kind", ["type", "write"])
def test_where_nothing_is_offered_nothing_is_laid_out(kind):
    assert lay_out(questions.body(kind), Random(1)) == []
