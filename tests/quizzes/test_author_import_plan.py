"""/author/import/<uuid>/: what would become of each question; then all of it, or nothing; and back."""

from random import Random

import pytest

from quizzes.actions import authoring
from quizzes.models import Import, Question, Share
from statuscourse.web.turns import turn
from tests.factories import NOW, make_answer, make_attempt, make_question, make_quiz, make_report
from tests.quizzes.transfer import GIFT, do, entry, imported, own, planned, written
from tests.visitor import text_of


def begin(visitor, **changes):
    """A question of somebody's own that is here before any import."""
    return authoring.create_question(owner=visitor.user, source=entry(**changes), now=NOW, rng=Random(1))


def publish(item, by, version=1):
    authoring.publish(question=item, version=version, by=by.user, now=NOW)
    return Question.objects.get(pk=item.pk)


def state(pk="tests-own"):
    item = Question.objects.get(pk=pk)
    return item.state, item.working_copy["title"]


def test_the_plan_says_first_how_many_of_what(ines):
    begin(ines)
    sources = [entry(title="Changed"), entry(id="tests-new"), entry(id="tests-new")]
    place, _item = planned(ines, written(*sources))
    words = text_of(ines.get(place))
    assert "new 1 changed 1 skipped 1" in words
    assert "Take 2 questions over" in words
    assert words.index("new 1") < words.index("Question by question")


def test_each_row_says_line_and_reason(ines):
    place, _item = planned(ines, written(entry(), entry(title="Again")))
    words = text_of(ines.get(place))
    assert "line 3 new" in words
    assert "The id tests-own stands in line 3 already." in words


def test_format_and_kind_are_called_by_their_names(ines):
    place, _item = planned(ines, written(entry()))
    words = text_of(ines.get(place))
    assert "Import / YAML of this course" in words
    assert "One of several tests-own" in words


def test_a_draft_says_what_is_to_be_put_right(ines):
    place, _item = planned(ines, written(entry(title="")), publish="on")
    words = text_of(ines.get(place))
    assert "A draft: 1 thing to put right" in words
    assert "title The question has no title." in words


def test_the_rows_can_be_filtered_by_what_happens(ines):
    place, _item = planned(ines, written(entry(title="First"), entry(title="Second"), entry(id="tests-new")))
    words = text_of(ines.get(f"{place}?show=skip"))
    assert "stands in line" in words
    assert "tests-new" not in words


@pytest.mark.parametrize("query", ["?show=nonsense", "?page=99", "?page=x", "?show=change"])
def test_any_part_and_any_page_is_a_page(ines, query):
    place, _item = planned(ines, written(entry()))
    assert ines.get(place + query).status_code == 200


def test_fifty_rows_are_a_page(ines, django_assert_num_queries):
    place, _item = planned(ines, written(*(entry(id=f"tests-own-{number}") for number in range(120))))
    with django_assert_num_queries(4):
        page = ines.get(place)
    assert page.content.decode().count("plan-what") == 50
    assert "page 1 of 3" in text_of(page)


def test_taking_over_makes_drafts_of_ones_own(ines):
    imported(ines, written(entry()))
    item = own(ines).get()
    assert (item.pk, item.state, item.is_linked, item.problems, item.draft_version) == (
        "tests-own",
        "draft",
        False,
        0,
        1,
    )
    assert item.working_copy == entry()


def test_what_is_complete_is_published_if_that_was_asked_for(ines):
    imported(ines, written(entry(), entry(id="tests-half", title="")), publish="on")
    assert {item.pk: (item.state, item.problems) for item in own(ines)} == {
        "tests-own": ("published", 0),
        "tests-half": ("draft", 1),
    }


def test_what_an_import_publishes_is_what_publishing_by_hand_would(ines, ivan):
    imported(ines, written(entry()), publish="on")
    by_hand = publish(begin(ivan, id="tests-hand"), ivan)
    item = own(ines).get()
    names = ("kind", "topic", "title", "section", "best_code", "agreement", "difficulty", "tags", "draft", "problems")
    assert {name: getattr(item, name) for name in names} == {name: getattr(by_hand, name) for name in names}
    assert (item.current.digest, item.current.author) == (by_hand.current.digest, ines.user)


def test_every_kind_can_be_taken_over_and_published(ines):
    sources = [
        entry(kind, id=f"tests-{kind}") for kind in ("code", "several", "match", "order", "fault", "type", "write")
    ]
    imported(ines, written(*sources), publish="on")
    assert {item.state for item in own(ines)} == {"published"}
    assert own(ines).count() == 7


def test_a_change_becomes_a_working_copy(ines):
    publish(begin(ines, title="Before"), ines)
    imported(ines, written(entry(title="After")))
    item = Question.objects.get(pk="tests-own")
    assert (state(), item.title, item.draft_version) == (("changed", "After"), "Before", 3)


def test_a_change_that_is_published_is_a_new_revision(ines):
    publish(begin(ines, title="Before"), ines)
    imported(ines, written(entry(title="After")), publish="on")
    item = Question.objects.get(pk="tests-own")
    assert (state(), item.title, item.current.number) == (("published", "After"), "After", 2)


def test_taking_over_twice_is_taking_over_once(ines):
    place = imported(ines, written(entry()))
    item = own(ines).get()
    assert do(ines, place, "apply").status_code == 303
    assert own(ines).get().edited_at == item.edited_at


def test_a_plan_that_no_longer_holds_is_made_anew(ines):
    item = begin(ines)
    place, _plan = planned(ines, written(entry(title="From the file"), entry(id="tests-new")))
    authoring.save_working_copy(question=item, source=entry(title="By hand"), version=1, by=ines.user, now=NOW)
    answer = do(ines, place, "apply")
    assert (answer.status_code, "nothing was done" in text_of(answer)) == (409, True)
    assert state() == ("draft", "By hand")
    assert not Question.objects.filter(pk="tests-new").exists()
    assert do(ines, place, "apply").status_code == 303
    assert state() == ("draft", "From the file")


def test_an_id_that_was_taken_meanwhile_is_told(ines, ivan):
    place, _plan = planned(ines, written(entry()))
    begin(ivan)
    answer = do(ines, place, "apply")
    assert (answer.status_code, "The id tests-own is not free here." in text_of(answer)) == (409, True)
    assert not own(ines).exists()


def test_a_share_that_was_taken_back_meanwhile_is_told(ines, ivan):
    item = begin(ivan)
    share = Share.objects.create(question=item, user=ines.user, right="edit", given_at=NOW)
    place, _plan = planned(ines, written(entry(title="From the file")))
    share.delete()
    assert do(ines, place, "apply").status_code == 409
    assert state() == ("draft", entry()["title"])


def test_what_somebody_else_has_cannot_be_told_from_a_free_id_by_its_content(ines, ivan):
    begin(ivan, title="A secret of Ivan's")
    place, _plan = planned(ines, written(entry()))
    words = text_of(ines.get(place))
    assert "The id tests-own is not free here. It gets tests-" in words
    assert "secret" not in words
    assert "ivan" not in words


def test_a_question_of_the_course_is_left_alone(ines):
    shipped = Question.objects.shipped().filter(kind="one", retired_at=None).first()
    place, _plan = planned(ines, written(entry(id=shipped.pk, topic=shipped.topic)))
    assert "It comes with the course" in text_of(ines.get(place))


def test_what_was_shared_to_be_looked_at_is_left_alone(ines, ivan):
    Share.objects.create(question=begin(ivan), user=ines.user, right="view", given_at=NOW)
    place, _plan = planned(ines, written(entry(title="Mine now")))
    assert "It was shared with you to look at." in text_of(ines.get(place))


def test_undoing_takes_away_what_was_new(ines):
    place = imported(ines, written(entry(), entry(id="tests-draft", title="")), publish="on")
    assert do(ines, place, "undo").status_code == 303
    assert not own(ines).exists()
    assert "Undone on" in text_of(ines.get(place))


def test_undoing_brings_back_what_was_changed(ines):
    before = publish(begin(ines, title="Before"), ines)
    place = imported(ines, written(entry(title="After", difficulty=3)), publish="on")
    assert do(ines, place, "undo").status_code == 303
    item = Question.objects.get(pk="tests-own")
    assert (state(), item.current, item.search_text) == (("published", "Before"), before.current, before.search_text)
    assert item.source() == before.source()
    assert item.draft_version > before.draft_version


def test_undoing_twice_is_undoing_once(ines):
    begin(ines)
    place = imported(ines, written(entry(title="After")))
    do(ines, place, "undo")
    version = Question.objects.get(pk="tests-own").draft_version
    assert do(ines, place, "undo").status_code == 303
    assert Question.objects.get(pk="tests-own").draft_version == version


def test_a_question_that_was_undone_is_not_taken_over_again(ines):
    place = imported(ines, written(entry()))
    do(ines, place, "undo")
    assert do(ines, place, "apply").status_code == 303
    assert not own(ines).exists()


def change(ines, item):
    authoring.save_working_copy(question=item, source=entry(title="Mine"), version=1, by=ines.user, now=NOW)


def retire(ines, item):
    authoring.retire(question=item, replaced_by=None, version=item.draft_version, by=ines.user, now=NOW)


WAYS = {
    "tests-own was changed": change,
    "was changed, retired or deleted": retire,
    "tests-own was answered": lambda ines, item: make_answer(
        question=item, response={"kind": "one", "chosen": "token"}
    ),
    "or is being answered": lambda ines, item: make_attempt(questions=[item], quiz=make_quiz()),
    "stands in a quiz": lambda ines, item: make_quiz(owner=ines.user, questions=[item]),
    "was reported by a learner": lambda ines, item: make_report(question=item),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_happened_since_stands_in_the_way_of_undoing(ines, way, time_machine):
    time_machine.move_to(NOW, tick=False)
    place = imported(ines, written(entry(), entry(id="tests-other")), publish="on")
    WAYS[way](ines, Question.objects.get(pk="tests-own"))
    answer = do(ines, place, "undo")
    assert (answer.status_code, way in text_of(answer)) == (409, True)
    assert own(ines).count() == 2


def test_what_its_author_has_given_up_already_is_no_hindrance(ines):
    place = imported(ines, written(entry(), entry(id="tests-other")))
    authoring.discard_working_copy(question=own(ines).first(), version=1, by=ines.user, now=NOW)
    assert do(ines, place, "undo").status_code == 303
    assert not own(ines).exists()


def test_a_plan_is_nobody_elses(ines, ivan, ada, anonymous):
    place, _item = planned(ines, written(entry()))
    assert [visitor.get(place).status_code for visitor in (ivan, ada, anonymous)] == [404, 403, 302]
    assert do(ivan, place, "apply").status_code == 404
    assert not Question.objects.filter(pk="tests-own").exists()


def test_an_administrator_undoes_and_does_not_take_over(ines, olga):
    place, _item = planned(ines, written(entry()))
    assert do(olga, place, "apply").status_code == 403
    do(ines, place, "apply")
    assert do(olga, place, "undo").status_code == 303
    assert not own(ines).exists()


def test_a_form_that_says_nothing_does_nothing(ines):
    place, _item = planned(ines, written(entry()))
    assert do(ines, place, "dance").status_code == 422
    assert not own(ines).exists()


def test_hostile_markdown_is_shown_as_text(ines):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) and so on, for forty characters."
    place = imported(ines, written(entry(title="<img src=x onerror=alert(1)>", scenario=hostile)))
    page = ines.get(place).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_plan_and_its_application_ask_little_of_the_database(ines, django_assert_max_num_queries):
    place, _item = planned(ines, written(*(entry(id=f"tests-own-{number}") for number in range(300))), publish="on")
    token = ines.token("/author/import/")
    with django_assert_max_num_queries(60):
        assert ines.post(place, {"csrfmiddlewaretoken": token, "do": "apply"}).status_code == 303
    assert own(ines).count() == 300
    assert Import.objects.get().before["changed"] == {}


def test_nothing_is_left_of_an_application_that_fails(ines, monkeypatch):
    place, _item = planned(ines, written(entry(), entry(id="tests-other")), publish="on")

    def broken(rows):
        raise RuntimeError("the power went")

    monkeypatch.setattr("quizzes.actions.transfer.store", broken)
    with pytest.raises(RuntimeError):
        do(ines, place, "apply")
    assert not own(ines).exists()
    assert Import.objects.get().applied_at is None
    assert make_question().pk  # the database is still there


@pytest.mark.parametrize("what", ["apply", "undo"])
def test_a_long_plan_waits_for_another_one(ines, what):
    place, _item = planned(ines, (GIFT + b"\n") * 201, name="a.gift")
    with turn():
        answer = do(ines, place, what)
    assert (answer.status_code, answer["Retry-After"], Question.objects.filter(owner=ines.user).count()) == (
        429,
        "20",
        0,
    )
    assert "somebody else's file is being taken over" in text_of(answer)
