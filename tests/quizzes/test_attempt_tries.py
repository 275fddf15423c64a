"""/quizzes/<slug>/attempts/<uuid>/<n>/ in practice with several tries: marks, conflicts, and what is told."""

import pytest

from quizzes.models import Answer
from tests.bodies import KINDS, PARTLY, RIGHT, WRONG, sent
from tests.rows import rows
from tests.visitor import text_of


def marks():
    return list(Answer.objects.order_by("number").values_list("mark", flat=True))


def standing():
    return Answer.objects.standing().get()


def standing_at(position):
    return Answer.objects.standing().get(position=position)


# Another try


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_wrong_try_another_one_is_open(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), follow=True, **sent(WRONG, kind))
    assert "2 more tries" in text_of(page)
    assert (Answer.objects.get().stands, ada.form(page).values["number"]) == (False, "2")


@pytest.mark.parametrize("kind", KINDS)
def test_htmx_gets_the_next_try_in_place(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), htmx=True, **sent(WRONG, kind))
    assert (page.status_code, b"<html" in page.content) == (200, False)
    assert (b'name="number" value="2"' in page.content, "2 more tries" in text_of(page)) == (True, True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_try_closes_the_place(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), follow=True, **sent(RIGHT, kind))
    assert (standing().verdict, b'name="revision"' in page.content) == ("best", False)


def test_an_acceptable_try_closes_the_place(ada, begin_practice):
    ada.send(begin_practice("type"), text="400")
    assert standing().mark == 0.5


@pytest.mark.parametrize("kind", PARTLY)
def test_a_try_that_holds_in_part_leaves_another_one(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), follow=True, **sent(PARTLY, kind))
    assert ("A part of it holds." in text_of(page), Answer.objects.get().stands) == (True, False)


def test_each_try_costs_its_part_of_the_mark(ada, begin_practice):
    place = begin_practice("one")
    for answer in ("luck", "date", "etag"):
        ada.send(place, answer=answer)
    assert (marks(), standing().verdict) == ([0, 0, 0.5], "best")


@pytest.mark.parametrize(("tries", "words"), [(1, "worth 0.75 of the mark now"), (2, "worth 0.50 of the mark now")])
def test_a_place_says_what_the_next_try_is_worth(ada, begin_practice, tries, words):
    place = begin_practice("one")
    for answer in ("luck", "date")[:tries]:
        page = ada.send(place, answer=answer, follow=True)
    assert words in text_of(page)


def test_of_all_tries_the_best_one_counts(ada, begin_practice):
    place = begin_practice("several")
    for answer in (["etag"], ["luck"], ["hope"]):
        ada.send(place, answer=answer)
    assert (standing().number, standing().mark, standing().verdict) == (3, 0.5, "partly")


def test_the_penalty_never_takes_more_than_everything(ada, begin_practice):
    place = begin_practice("one", tries=4, penalty=0.6)
    for answer in ("luck", "date", "luck", "etag"):
        ada.send(place, answer=answer)
    assert marks() == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_try_closes_the_place(ada, begin_practice, kind):
    place = begin_practice(kind, tries=2)
    ada.send(place, **sent(WRONG, kind))
    Answer.objects.update(response={"kind": kind})  # another wrong one than the next
    page = ada.send(place, follow=True, **sent(WRONG, kind))
    assert (standing().number, b'name="revision"' in page.content) == (2, False)


@pytest.mark.parametrize("kind", KINDS)
def test_leaving_it_closes_the_place_and_explains_it(ada, begin_practice, kind):
    place = begin_practice(kind)
    ada.send(place, **sent(WRONG, kind))
    page = ada.send(place, answer="unknown", follow=True)
    assert (standing().number, standing().verdict, standing().mark) == (2, "wrong", 0)
    assert right_reason(kind) in text_of(page)


def test_another_code_can_be_chosen_without_a_script(ada, begin_practice):
    """Typed digits win over a chosen option, so those of the last try do not stand in the form again."""
    place = begin_practice("code")
    ada.send(place, typed="400")
    ada.send(place, answer="404")
    assert list(Answer.objects.order_by("number").values_list("chosen_code", flat=True)) == [400, 404]


def test_a_typed_code_that_is_not_offered_stands_in_the_form_again(ada, begin_practice):
    page = ada.send(begin_practice("code"), typed="418")
    assert ada.form(page).values["typed"] == "418"


@pytest.mark.parametrize("kind", ["several", "match", "write"])
def test_who_gives_up_is_told_of_the_best_try_with_the_mark_that_stands(ada, begin_practice, kind):
    """The first try was wrong, the second one held in part and cost a quarter of its mark."""
    place = begin_practice(kind, tries=4)
    ada.send(place.replace("/1/", "/2/"), answer="404")
    for answers in (WRONG, PARTLY):
        ada.send(place, **sent(answers, kind))
    page = ada.send(place, answer="unknown", follow=True)
    stands = PARTLY[kind][2] * 0.75
    assert standing_at(1).mark == pytest.approx(stands)
    words = text_of(page)
    assert ("holds." in words, f"Marks: {stands:.2g} of 1" in words, "You did not know." in words) == (
        True,
        True,
        False,
    )
    result = text_of(ada.get(place.replace("/1/", "/result/")))
    assert (f"in part, {stands:.2g} of 1" in result, "not known" in result) == (True, False)


def test_who_gives_up_at_once_did_not_know(ada, begin_practice):
    assert "You did not know." in text_of(ada.send(begin_practice("match"), answer="unknown", follow=True))


def test_leaving_it_keeps_what_was_earned_before(ada, begin_practice):
    place = begin_practice("fault")
    ada.send(place, **sent(PARTLY, "fault"))
    ada.send(place, answer="unknown")
    assert (standing().mark, standing().verdict) == (0.5, "partly")


def test_a_quiz_with_one_try_offers_no_other(ada, begin_practice):
    page = ada.send(begin_practice("one", tries=1, penalty=0.0), answer="luck", follow=True)
    assert ("more tr" in text_of(page), standing().number) == (False, 1)


def test_only_a_closed_place_counts_towards_the_end(ada, begin_practice):
    place = begin_practice("one")
    ada.send(place.replace("/1/", "/2/"), answer="404")
    ada.send(place, answer="luck")
    assert Answer.objects.first().attempt.finished_at is None
    ada.send(place, answer="etag")
    assert Answer.objects.first().attempt.finished_at is not None


def test_a_place_that_was_tried_says_so_in_the_row(ada, begin_practice):
    page = ada.send(begin_practice("one"), answer="luck", follow=True)
    assert "1 , tried 2 , open" in text_of(page)


def test_an_attempt_goes_on_at_a_place_that_was_tried(ada, begin_practice):
    place = begin_practice("one")
    ada.send(place, answer="luck")
    assert ada.get(place.removesuffix("1/")).headers["Location"] == place


# The same twice, and something stale


def test_a_double_click_of_a_try_counts_once(ada, begin_practice):
    place = begin_practice("one")
    form = ada.form(place)
    answers = [ada.post(place, form.values | {"answer": "luck"}).status_code for _ in range(2)]
    assert (answers, Answer.objects.count()) == ([303, 303], 1)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_last_try_was_takes_no_try_as_the_next(ada, begin_practice, kind, htmx):
    place = begin_practice(kind)
    ada.send(place, **sent(WRONG, kind))
    before = rows()
    page = ada.send(place, htmx=htmx, **sent(WRONG, kind))
    assert (page.status_code, rows()) == (409, before)
    assert "That is what you sent before. It took no try." in text_of(page)
    assert ada.form(page, place).values["number"] == "2"


def test_what_an_earlier_try_was_is_a_try_after_another_one(ada, begin_practice):
    place = begin_practice("one", tries=4)
    for answer in ("luck", "date", "luck"):
        ada.send(place, answer=answer)
    assert [row.response["chosen"] for row in Answer.objects.order_by("number")] == ["luck", "date", "luck"]


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_a_stale_try_is_a_conflict_that_loses_nothing(ada, begin_practice, htmx):
    place = begin_practice("one")
    stale = ada.form(place).values
    ada.send(place, answer="luck")
    before = rows()
    page = ada.post(place, stale | {"answer": "date"}, headers=htmx)
    assert (page.status_code, rows()) == (409, before)
    assert "Nothing was recorded; below is what you sent." in text_of(page)
    assert (ada.form(page).values["answer"], ada.form(page).values["number"]) == ("date", "2")


def test_a_stale_try_at_a_closed_place_is_a_conflict_that_shows_what_stands(ada, begin_practice):
    place = begin_practice("one")
    stale = ada.form(place).values
    for answer in ("luck", "etag"):
        ada.send(place, answer=answer)
    before = rows()
    page = ada.post(place, stale | {"answer": "date"})
    assert (page.status_code, rows(), "That is the one." in text_of(page)) == (409, before, True)


@pytest.mark.parametrize("number", ["2", "99"])
def test_a_try_before_its_turn_is_a_conflict(ada, begin_practice, number):
    place = begin_practice("one")
    before = rows()
    page = ada.send(place, answer="etag", number=number)
    assert (page.status_code, rows(), "another try than the one that is open" in text_of(page)) == (409, before, True)


@pytest.mark.parametrize("number", ["0", "100", "-1", "x", "9" * 30])
def test_a_try_that_is_no_number_is_refused(ada, begin_practice, number):
    place = begin_practice("one")
    before = rows()
    assert (ada.send(place, answer="etag", number=number).status_code, rows()) == (422, before)


def test_a_try_after_the_last_is_a_conflict(ada, begin_practice):
    place = begin_practice("one", tries=2)
    form = ada.form(place)
    for _ in range(2):
        ada.send(place, answer="luck")
    before = rows()
    answer = ada.post(place, form.values | {"answer": "etag", "number": "3"})
    assert (answer.status_code, rows()) == (409, before)


def test_a_refused_try_uses_none_up(ada, begin_practice):
    place = begin_practice("match")
    page = ada.send(place, **{"pair-lost": "404"})
    assert (page.status_code, ada.form(page).values["number"], Answer.objects.count()) == (422, "1", 0)
    assert ada.form(page).values["pair-lost"] == "404"


# What is told while a try is open


def right_reason(kind):
    return "What speaks for and against 404 here" if kind == "code" else "Holds here"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_no_reason_of_what_holds_is_told_while_a_try_is_left(ada, begin_practice, kind, htmx):
    page = ada.send(begin_practice(kind), htmx=htmx, follow=not htmx, **sent(WRONG, kind))
    assert right_reason(kind) not in text_of(page)
    assert "A client that is told so stops asking" not in text_of(page)


@pytest.mark.parametrize("kind", PARTLY)
def test_an_answer_in_part_is_not_told_the_rest(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), follow=True, **sent(PARTLY, kind))
    assert (right_reason(kind) in text_of(page), b'class="codes-given"' in page.content) == (False, False)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("code", "What speaks for and against 400 here"),
        ("situation", "Does not hold: gone"),
        ("one", "Does not hold: luck"),
        ("several", "Does not hold: luck"),
        ("fault", "Does not hold: HTTP/1.1 200 OK"),
    ],
)
def test_a_wrong_choice_is_told_its_own_reason(ada, begin_practice, kind, words):
    assert words in text_of(ada.send(begin_practice(kind), follow=True, **sent(WRONG, kind)))


@pytest.mark.parametrize("kind", ["match", "order"])
def test_what_does_not_hold_is_named_without_the_answer(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), follow=True, **sent(PARTLY, kind)).content.decode()
    again = page[page.index('class="again') : page.index('class="scenario"')]
    named = {"match": "A request that is called gone.", "order": "First check it"}[kind]
    assert (named in again, "410" in again) == (True, False)


def test_misplaced_steps_are_named_in_the_order_of_the_learner(ada, begin_practice):
    """In the accepted order they would be the answer."""
    page = ada.send(begin_practice("order"), follow=True, **sent(WRONG, "order")).content.decode()
    again = page.partition('class="again')[2].partition("</div>")[0]
    named = [f"First {step} it" for step in ("act", "check", "parse", "look")]  # as they were sent
    assert sorted(named, key=again.index) == named


def test_a_text_that_was_not_foreseen_is_not_told_the_best_one(ada, begin_practice):
    page = ada.send(begin_practice("type"), text="teapot", follow=True)
    assert "422" not in page.content.decode()


def test_a_written_response_is_not_told_what_it_lacks(ada, begin_practice):
    page = ada.send(begin_practice("write"), text="HTTP/1.1 404 Not Found", follow=True).content.decode()
    assert ("405" in page, "Allow: GET" in page) == (False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_place_tells_all_reasons(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind, tries=1, penalty=0.0), follow=True, **sent(WRONG, kind))
    assert right_reason(kind) in text_of(page)


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_try_stands_in_the_form(ada, begin_practice, kind):
    page = ada.send(begin_practice(kind), follow=True, **sent(WRONG, kind))
    again = ada.form(page).values
    shown = {name: again[name] for name in sent(WRONG, kind) if name in again}
    wanted = {name: value[0] if isinstance(value, list) else value for name, value in sent(WRONG, kind).items()}
    assert shown == {name: value.replace("\n", "\r\n") for name, value in wanted.items()}


# Queries


@pytest.mark.parametrize("tries", [0, 1, 4])
def test_a_place_takes_as_many_queries_after_no_try_as_after_four(
    ada, begin_practice, tries, django_assert_num_queries
):
    place = begin_practice("one", tries=5, penalty=0.2)
    for answer in ("luck", "date", "luck", "date")[:tries]:
        ada.send(place, answer=answer)
    ada.get(place)  # revisions never change, and each process reads one once
    with django_assert_num_queries(6):  # session, user, learner, attempt, answers, draft
        ada.get(place)
