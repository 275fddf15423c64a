"""/author/quizzes/<slug>/: the editor of a quiz."""

import re

import pytest

from quizzes.models import Question, Quiz, QuizSums, Share
from tests.factories import NOW, make_user
from tests.visitor import Visitor, text_of

RULE = {"topics": [], "kinds": [], "difficulties": [], "labels": [], "from": "both"}


@pytest.fixture
def make_own(ines, make_quiz):
    """A quiz of Ines's that was never published, with these picks."""

    def make(*picks, **changes):
        draft = {"title": "Week 2", "summary": "Who may?", "picks": list(picks), "behaviour": {}, "is_listed": False}
        values = {"published_at": None, "draft": draft, "draft_version": 1} | changes
        return make_quiz(owner=ines.user, **values)

    return make


@pytest.fixture
def ask(ines, make_question):
    """A question of Ines's and the pick that names it."""

    def make(mark=1.0, **changes):
        return {"question": make_question(owner=ines.user, **changes).pk, "mark": mark}

    return make


def page_of(quiz):
    return f"/author/quizzes/{quiz.pk}/"


def fresh(quiz):
    return Quiz.objects.get(pk=quiz.pk)


def picks(quiz):
    return [(pick.get("question", "rule"), pick["mark"]) for pick in fresh(quiz).working_copy["picks"]]


# Saving


def test_what_stands_in_the_form_is_saved_as_a_working_copy(ines, make_own, ask):
    quiz = make_own(ask())
    answer = ines.send(
        page_of(quiz), do="save", title="Week 3", tries="2", shuffle="on", listed="yes", **{"mark-0": "2,5"}
    )
    saved = fresh(quiz).draft
    assert answer.status_code == 303
    assert (saved["title"], saved["behaviour"]["tries"], saved["behaviour"]["shuffle"]) == ("Week 3", 2, True)
    assert (saved["is_listed"], saved["picks"][0]["mark"]) == (True, 2.5)
    assert fresh(quiz).published_at is None


def test_a_form_that_was_not_touched_saves_what_was_there(ines, make_own, ask):
    quiz = make_own(ask(0.5), {"rule": RULE | {"topics": ["access"], "difficulties": [1]}, "number": 3, "mark": 2.0})
    before = fresh(quiz).draft
    ines.send(page_of(quiz), do="save")
    after = fresh(quiz).draft
    assert (after["title"], after["summary"], after["picks"]) == (before["title"], before["summary"], before["picks"])


def test_what_was_mistyped_is_kept_and_shown_again(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="save", minutes="soon", **{"mark-0": "a lot"})
    form = ines.form(page_of(quiz)).values
    assert (form["mark-0"], form["minutes"]) == ("a lot", "soon")
    assert "The mark is a number, and not “a lot”." in text_of(ines.get(page_of(quiz)))


def test_a_time_is_stored_with_its_offset_and_shown_in_the_zone_of_the_site(ines, make_own, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    quiz = make_own()
    assert "Time zone: Europe/Berlin." in text_of(ines.get(page_of(quiz)))
    ines.send(page_of(quiz), do="save", opens="2026-07-01T08:00", closes="2026-12-01T08:00")
    assert fresh(quiz).draft["behaviour"]["opens"] == "2026-07-01T08:00:00+02:00"
    assert fresh(quiz).draft["behaviour"]["closes"] == "2026-12-01T08:00:00+01:00"
    assert ines.form(page_of(quiz)).values["opens"] == "2026-07-01T08:00"


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T08:00", "tomorrow"])
def test_a_time_that_is_none_is_a_problem_and_no_fault_of_ours(ines, make_own, ask, text):
    quiz = make_own(ask())
    page = ines.send(page_of(quiz), do="publish", mode="exam", opens=text)
    assert (page.status_code, "This is no date and time." in text_of(page)) == (422, True)
    assert ines.get(page_of(quiz)).status_code == 200


def test_a_change_that_is_taken_back_is_no_working_copy(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    ines.send(page_of(quiz), do="save", title="Week 3")
    assert fresh(quiz).state == "changed"
    ines.send(page_of(quiz), do="save", title="Week 2")
    assert fresh(quiz).state == "published"


def test_a_form_without_its_version_saves_nothing(ines, make_own):
    quiz = make_own()
    page = ines.send(page_of(quiz), do="save", title="Week 3", version=None)
    assert (page.status_code, "without its version" in text_of(page)) == (422, True)
    assert fresh(quiz).draft["title"] == "Week 2"


@pytest.mark.parametrize("do", ["up:9", "remove:", "down:x", "add:", "take:0", "🦄"])
def test_a_button_that_is_not_there_only_saves(ines, make_own, ask, do):
    quiz = make_own(ask())
    before = picks(quiz)
    assert ines.send(page_of(quiz), do=do).status_code == 303
    assert picks(quiz) == before


@pytest.mark.parametrize(("preset", "told"), [("practice", ("practice", 2, None)), ("exam", ("exam", 1, 45))])
def test_a_preset_sets_the_behaviour_and_keeps_the_rest(ines, make_own, preset, told):
    quiz = make_own()
    ines.send(page_of(quiz), do=f"preset:{preset}", title="Week 3", tries="5")
    saved = fresh(quiz).draft
    assert (saved["behaviour"]["mode"], saved["behaviour"]["tries"], saved["behaviour"]["minutes"]) == told
    assert saved["title"] == "Week 3"


def test_the_address_to_hand_out_is_shown_whole(ines, make_own, settings):
    quiz = make_own()
    assert f"{settings.SITE_URL}/quizzes/{quiz.pk}/" in text_of(ines.get(page_of(quiz)))


# Picking


def test_a_question_is_added_at_the_end(ines, make_own, ask, make_question):
    quiz, added = make_own(ask(2.0)), make_question()
    answer = ines.send(page_of(quiz), do=f"add:{added.pk}")
    assert answer.headers["Location"].startswith(page_of(quiz))
    assert picks(quiz)[1] == (added.pk, 1.0)


def test_after_adding_the_search_goes_on(ines, make_own, make_question):
    quiz, added = make_own(), make_question()
    page = ines.get(f"{page_of(quiz)}?find=1&q=teapot&kind=code")
    answer = ines.send(page, do=f"add:{added.pk}", search="find=1&q=teapot&kind=code")
    assert answer.headers["Location"] == f"{page_of(quiz)}?find=1&q=teapot&kind=code#found-{added.pk}"


@pytest.mark.parametrize(
    ("do", "order"), [("up:1", "bac"), ("down:0", "bac"), ("up:0", "abc"), ("down:2", "abc"), ("remove:1", "ac")]
)
def test_picks_are_moved_and_taken_out_without_a_script(ines, make_own, ask, do, order):
    rows = dict(zip("abc", (ask(), ask(), ask()), strict=True))
    quiz = make_own(*rows.values())
    ines.send(page_of(quiz), do=do)
    assert [name for name, _mark in picks(quiz)] == [rows[letter]["question"] for letter in order]


def test_the_order_is_that_of_the_fields_as_dragging_leaves_them(ines, make_own, ask):
    one, two = ask(), ask()
    quiz = make_own(one, two)
    ines.send(page_of(quiz), do="save", pick=["1", "0"])
    assert [name for name, _mark in picks(quiz)] == [two["question"], one["question"]]


def test_a_rule_is_added_and_says_what_it_finds(ines, make_own, ask):
    ask(), ask()
    quiz = make_own()
    ines.send(page_of(quiz), do="add-rule")
    ines.send(page_of(quiz), do="save", **{"from-0": "mine", "number-0": "5"})
    assert "finds 2 of 5" in text_of(ines.get(page_of(quiz)))


def test_what_is_picked_by_hand_is_not_counted_for_a_rule(ines, make_own, ask):
    first = ask()
    ask()
    quiz = make_own(first, {"rule": RULE | {"from": "mine"}, "number": 2, "mark": 1.0})
    assert "finds 1 of 2" in text_of(ines.get(page_of(quiz)))


def test_rules_that_compete_say_what_is_left(ines, make_own, ask):
    ask(), ask(), ask()
    rule = {"rule": RULE | {"from": "mine"}, "number": 2, "mark": 1.0}
    assert "other rules leave 1 of 2" in text_of(ines.get(page_of(make_own(rule, rule))))


def test_a_rule_is_counted_while_it_is_written(ines, make_own, ask):
    ask(), ask()
    quiz = make_own()
    address = f"{page_of(quiz)}?count=3&from-3=mine&number-3=5&kinds-3=code"
    piece = ines.get(address, headers={"HX-Request": "true"})
    assert piece.content.decode().strip() == "finds 2 of 5"
    assert "HX-Request" in piece.headers["Vary"]


def test_questions_are_found_by_text_kind_topic_and_owner(ines, make_own, make_question):
    quiz = make_own()
    wanted = make_question(owner=ines.user, topic="access", kind="match", title="A heron in the mist")
    page = ines.get(f"{page_of(quiz)}?find=1&q=HERON&kind=match&topic=access&owner=mine")
    assert f"add:{wanted.pk}".encode() in page.content
    for other in ("q=egret", "q=heron&kind=code", "q=heron&topic=state", "q=heron&owner=course"):
        assert f"add:{wanted.pk}".encode() not in ines.get(f"{page_of(quiz)}?find=1&{other}").content


def test_questions_are_found_by_state_difficulty_and_label(ines, make_own, make_question):
    quiz, wanted, other = make_own(), make_question(owner=ines.user), make_question(owner=ines.user)
    tags = {"labels": ["Week 2"]}
    Question.objects.filter(pk=wanted.pk).update(difficulty=1, tags=tags, draft={}, search_text="a teapot week 2")
    for asked in ("state=changed", "difficulty=1", "label=week+2"):
        content = ines.get(f"{page_of(quiz)}?find=1&owner=mine&{asked}").content
        assert (f"add:{wanted.pk}".encode() in content, f"add:{other.pk}".encode() in content) == (True, False)


def test_a_search_by_htmx_is_answered_with_what_was_found(ines, make_own, make_question):
    quiz, wanted = make_own(), make_question(owner=ines.user)
    piece = ines.get(f"{page_of(quiz)}?find=1&owner=mine", headers={"HX-Request": "true"})
    assert f"add:{wanted.pk}".encode() in piece.content
    assert b"<html" not in piece.content


def test_a_retired_question_is_not_offered(ines, make_own, make_question):
    gone = make_question(owner=ines.user, retired_at=NOW)
    assert gone.pk.encode() not in ines.get(f"{page_of(make_own())}?find=1&owner=mine").content


def test_the_sum_of_marks_and_the_time_are_shown(ines, make_own, ask):
    page = text_of(ines.get(page_of(make_own(ask(2.5), ask(kind="write")))))
    assert "questions 2 marks 3.5 about 5 min" in page


# Strangers' questions


def test_a_strangers_question_is_not_there(ines, ivan, make_own, make_question):
    quiz, theirs = make_own(), make_question(owner=ivan.user, title="A secret of Ivan's")
    answers = [ines.send(page_of(quiz), do=f"add:{name}") for name in (theirs.pk, "access-nobody")]
    assert [answer.status_code for answer in answers] == [422, 422]
    words = [text_of(answer).replace(theirs.pk, "?").replace("access-nobody", "?") for answer in answers]
    assert words[0] == words[1]
    assert "There is no such question." in words[0]
    assert "A secret" not in words[0]
    assert picks(quiz) == []


def test_a_strangers_question_in_a_field_is_not_there_either(ines, ivan, make_own, ask, make_question):
    quiz, theirs = make_own(ask()), make_question(owner=ivan.user)
    assert ines.send(page_of(quiz), do="save", **{"question-0": theirs.pk}).status_code == 422
    assert theirs.pk not in dict(picks(quiz))


def test_a_question_that_was_shared_may_be_picked(ines, ivan, make_own, make_question):
    quiz, theirs = make_own(), make_question(owner=ivan.user)
    Share.objects.create(question=theirs, user=ines.user, right="view", given_at=NOW)
    assert ines.send(page_of(quiz), do=f"add:{theirs.pk}").status_code == 303


def test_a_colleague_who_may_change_the_quiz_keeps_what_its_owner_picked(ivan, make_own, ask):
    quiz = make_own(ask())
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_at=NOW)
    before = picks(quiz)
    assert ivan.send(page_of(quiz), do="save", title="Ours").status_code == 303
    assert (fresh(quiz).draft["title"], picks(quiz)) == ("Ours", before)


# Publishing


def test_publishing_other_picks_counts_the_statistics_anew(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    QuizSums.objects.create(quiz=quiz, first_only=True, updated_at=NOW)
    ines.send(page_of(quiz), do="publish", title="Week 3")
    assert QuizSums.objects.filter(quiz=quiz).exists()
    Quiz.objects.filter(pk=quiz.pk).update(draft={**fresh(quiz).working_copy, "picks": [ask()]})
    ines.send(page_of(quiz), do="publish")
    assert not QuizSums.objects.filter(quiz=quiz).exists()


def test_a_whole_quiz_is_published(ines, make_own, ask):
    quiz = make_own(ask(2.0), {"rule": RULE | {"from": "mine"}, "number": 2, "mark": 0.5})
    answer = ines.send(page_of(quiz), do="publish", listed="yes")
    done = fresh(quiz)
    assert answer.headers["Location"] == f"{page_of(quiz)}?done=published"
    assert (done.state, done.title, done.is_listed, done.length, done.possible) == ("published", "Week 2", True, 3, 3.0)
    assert "It stands in the list" in text_of(ines.get(answer.headers["Location"]))


def test_what_is_not_consistent_is_saved_and_not_published(ines, make_own, ask):
    quiz = make_own(ask())
    page = ines.send(page_of(quiz), do="publish", summary="", penalty="0.5", **{"mark-0": "0"})
    words = text_of(page)
    assert page.status_code == 422
    assert "Saved, and not published: 3 things to put right" in words
    assert "There is no summary yet." in words
    assert b'href="#id_penalty"' in page.content
    assert b'href="#pick-0"' in page.content
    assert b"data-first" in page.content
    assert (fresh(quiz).published_at, fresh(quiz).draft["picks"][0]["mark"]) == (None, 0)


def test_a_question_that_is_only_a_draft_is_named_with_a_link(ines, make_own, ask):
    pick = ask(title="The new badge")
    Question.objects.filter(pk=pick["question"]).update(current=None)
    page = ines.send(page_of(make_own(pick)), do="publish")
    assert (page.status_code, "“The new badge” is only a draft." in text_of(page)) == (422, True)
    assert f'href="/author/questions/{pick["question"]}/"'.encode() in page.content


def test_a_draft_counts_what_publishing_would_refuse(ines, make_own):
    quiz = make_own()
    ines.send(page_of(quiz), do="save", summary="")
    assert fresh(quiz).problems == 2
    assert "2 things to put right" in text_of(ines.get("/author/quizzes/?owner=mine"))


def test_publishing_anew_keeps_the_day_of_the_first_time(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    first = fresh(quiz).published_at
    ines.send(page_of(quiz), do="publish", title="Week 3")
    assert (fresh(quiz).published_at, fresh(quiz).title) == (first, "Week 3")


# Two editors


@pytest.fixture
def two(ines, make_own, ask):
    """A form of Ines's that she opened before another window saved the quiz as ``Theirs`` with three tries."""
    quiz = make_own(ask())
    mine = ines.get(page_of(quiz))
    ines.send(page_of(quiz), do="save", title="Theirs", tries="3")
    return quiz, mine


def test_a_save_upon_an_older_version_is_refused_with_both(ines, two):
    quiz, mine = two
    page = ines.send(mine, do="save", title="Mine")
    assert page.status_code == 409
    assert "Take theirs: title Theirs" in text_of(page)
    assert "Take theirs: tries 3" in text_of(page)
    assert ines.form(page).values["title"] == "Mine"
    assert fresh(quiz).draft["title"] == "Theirs"


def test_saved_again_mine_takes_the_place_of_theirs(ines, two):
    quiz, mine = two
    ines.send(ines.send(mine, do="save", title="Mine"), do="save")
    assert (fresh(quiz).draft["title"], fresh(quiz).draft["behaviour"]["tries"]) == ("Mine", 1)


def test_what_is_ticked_is_taken_from_theirs(ines, two):
    quiz, mine = two
    ines.send(ines.send(mine, do="save", title="Mine"), do="save", theirs=["behaviour.tries"])
    assert (fresh(quiz).draft["title"], fresh(quiz).draft["behaviour"]["tries"]) == ("Mine", 3)


def test_publishing_upon_an_older_version_is_refused(ines, two):
    quiz, mine = two
    assert ines.send(mine, do="publish", title="Mine").status_code == 409
    assert fresh(quiz).published_at is None


def test_giving_up_upon_an_older_version_is_refused(ines, two):
    quiz, mine = two
    page = ines.post(page_of(quiz), {**ines.form(mine).values, "do": "discard"})
    assert page.status_code == 409
    assert fresh(quiz).draft["title"] == "Theirs"


# Copying, giving up, retiring


def test_a_copy_is_a_draft_of_ones_own_without_what_its_author_may_not_see(ivan, olga, make_own, make_question):
    hidden = {"question": make_question(owner=olga.user).pk, "mark": 1.0}
    quiz = make_own(hidden, {"question": make_question().pk, "mark": 2.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="view", given_at=NOW)
    answer = ivan.send(page_of(quiz), do="copy")
    made = Quiz.objects.get(owner=ivan.user)
    assert answer.headers["Location"] == f"{page_of(made)}?done=copied-in-part"
    assert (made.state, made.draft["title"], [mark for _name, mark in picks(made)]) == (
        "draft",
        "Week 2, a copy",
        [2.0],
    )


def test_a_quiz_of_the_course_can_be_copied_and_published(ines):
    for slug in ("six-requests", "mixed"):
        shipped = Quiz.objects.get(pk=slug)
        ines.send(page_of(shipped), do="copy")
        made = Quiz.objects.filter(owner=ines.user).latest("edited_at")
        assert ines.send(page_of(made), do="publish").status_code == 303
        assert fresh(made).length == shipped.length


def test_giving_up_what_was_never_published_deletes_it(ines, make_own):
    quiz = make_own()
    ines.post(page_of(quiz), {**ines.form(page_of(quiz)).values, "do": "discard"})
    assert not Quiz.objects.filter(pk=quiz.pk).exists()


def test_giving_up_changes_goes_back_to_what_is_published(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    ines.send(page_of(quiz), do="save", title="Week 3")
    ines.post(page_of(quiz), {**ines.form(page_of(quiz)).values, "do": "discard"})
    assert (fresh(quiz).state, fresh(quiz).title) == ("published", "Week 2")


def test_a_quiz_is_retired_and_brought_back(ines, ada, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    ines.send(page_of(quiz), do="retire")
    assert (fresh(quiz).state, ada.get(f"/quizzes/{quiz.pk}/").status_code) == ("retired", 410)
    ines.send(page_of(quiz), do="bring-back")
    assert (fresh(quiz).state, ada.get(f"/quizzes/{quiz.pk}/").status_code) == ("published", 200)


def test_what_was_never_published_cannot_be_retired(ines, make_own):
    quiz = make_own()
    page = ines.send(page_of(quiz), do="retire")
    assert (page.status_code, "never published" in text_of(page)) == (409, True)
    assert fresh(quiz).retired_at is None


def test_a_quiz_that_somebody_changed_meanwhile_is_not_retired(ines, olga, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    form = ines.form(page_of(quiz)).values
    olga.send(page_of(quiz), do="save", title="Better by far")
    answer = ines.post(page_of(quiz), {**form, "do": "retire"})
    assert (answer.status_code, "It was not retired: look at it first." in text_of(answer)) == (409, True)
    assert (fresh(quiz).retired_at, fresh(quiz).draft["title"]) == (None, "Better by far")


def test_a_quiz_that_was_retired_again_meanwhile_is_not_brought_back(ines, olga, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    ines.send(page_of(quiz), do="retire")
    form = ines.form(page_of(quiz)).values
    for do in ("bring-back", "retire"):
        olga.send(page_of(quiz), do=do)
    answer = ines.post(page_of(quiz), {**form, "do": "bring-back"})
    assert (answer.status_code, "It is still retired: look at it first." in text_of(answer)) == (409, True)
    assert fresh(quiz).state == "retired"


def test_a_page_that_was_read_before_does_not_publish_a_retired_quiz(ines, olga, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    form = ines.form(page_of(quiz)).values
    olga.send(page_of(quiz), do="retire")
    answer = ines.post(page_of(quiz), {**form, "do": "publish"})
    assert (answer.status_code, "It is retired now" in text_of(answer)) == (409, True)
    assert fresh(quiz).state == "retired"


def test_retiring_a_quiz_twice_is_once(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish")
    form = ines.form(page_of(quiz)).values
    assert {ines.post(page_of(quiz), {**form, "do": "retire"}).status_code for _ in range(2)} == {303}


# Rights


def test_a_stranger_gets_404_whatever_they_do(ivan, ines, make_own):
    quiz = make_own()
    values = {**ines.form(page_of(quiz)).values, "csrfmiddlewaretoken": ivan.token()}
    sent = [ivan.post(page_of(quiz), {**values, "do": do}).status_code for do in ("save", "copy", "retire", "discard")]
    assert (ivan.get(page_of(quiz)).status_code, sent) == (404, [404] * 4)
    assert fresh(quiz).draft["title"] == "Week 2"


@pytest.mark.parametrize("do", ["save", "publish", "retire", "bring-back", "discard", "add-rule"])
def test_who_may_only_look_changes_nothing(ivan, make_own, do):
    quiz = make_own()
    Share.objects.create(quiz=quiz, user=ivan.user, right="view", given_at=NOW)
    page = ivan.post(page_of(quiz), {"do": do, "version": "1", "csrfmiddlewaretoken": ivan.token()})
    assert (page.status_code, "Make a copy" in text_of(page)) == (403, True)
    assert (fresh(quiz).draft["title"], fresh(quiz).draft_version, fresh(quiz).retired_at) == ("Week 2", 1, None)


def test_who_may_only_look_sees_no_fields(ivan, make_own, ask):
    quiz = make_own(ask(title="A heron"))
    Share.objects.create(quiz=quiz, user=ivan.user, right="view", given_at=NOW)
    page = ivan.get(page_of(quiz))
    assert "A heron" in text_of(page)
    assert b'name="title"' not in page.content


def test_who_may_only_look_reads_what_a_rule_narrows(ivan, make_own):
    quiz = make_own({"rule": RULE | {"labels": ["week-2"]}, "number": 2, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="view", given_at=NOW)
    words = text_of(ivan.get(page_of(quiz)))
    assert ("week-2" in words, "any question" in words) == (True, False)


def test_a_quiz_of_the_course_is_changed_by_nobody(olga):
    page = olga.post(page_of(Quiz.objects.get(pk="mixed")), {"do": "save", "csrfmiddlewaretoken": olga.token()})
    assert (page.status_code, "changed in its files only" in text_of(page)) == (403, True)


def test_a_learner_is_refused(ada, make_own):
    assert ada.get(page_of(make_own())).status_code == 403


# Bad input and budgets


def test_mark_up_in_a_quiz_is_text(ines, make_own, ask):
    quiz = make_own(ask())
    ines.send(page_of(quiz), do="publish", title="<script>alert(1)</script>", summary="<img src=x onerror=a>")
    for page in (ines.get(page_of(quiz)), ines.get("/author/quizzes/"), ines.get(f"/quizzes/{quiz.pk}/")):
        assert b"<script>alert" not in page.content
        assert b"<img" not in page.content


def test_a_zero_byte_is_not_stored(ines, make_own):
    quiz = make_own()
    ines.send(page_of(quiz), do="save", title="We\x00ek")
    assert fresh(quiz).draft["title"] == "Week"


@pytest.mark.parametrize("number", [1, 20])
def test_the_editor_takes_as_many_queries_at_one_pick_as_at_twenty(
    ines, make_own, ask, django_assert_num_queries, number
):
    rows = [ask() for _ in range(number)]
    rows += [{"rule": RULE | {"kinds": ["code"]}, "number": 1, "mark": 1.0} for _ in range(number)]
    quiz = make_own(*rows)
    # Session, user, the quiz, the right, questions for problems, questions, candidates, topics of rules, topics, found.
    with django_assert_num_queries(11):
        ines.get(page_of(quiz))


def test_a_quiz_of_sixty_picks_can_be_saved(ines, make_own, ask):
    everything = {"topics": ["access", "own"], "kinds": ["code", "match"], "difficulties": [1, 2, 3], "labels": ["a"]}
    rows = [{"rule": RULE | everything, "number": 1, "mark": 1.0} for _ in range(60)]
    quiz = make_own(*rows)
    assert ines.send(page_of(quiz), do="save").status_code == 303
    assert fresh(quiz).draft["picks"] == rows


def test_the_address_of_a_quiz_given_up_meanwhile_is_404(ines, make_own):
    quiz = make_own()
    form = ines.form(page_of(quiz)).values
    Quiz.objects.filter(pk=quiz.pk).delete()
    assert ines.post(page_of(quiz), {**form, "do": "save"}).status_code == 404


def test_an_editor_of_a_colleague_names_its_owner(make_own):
    other = Visitor.signed_in(make_user(username="olaf", role="administrator"))
    assert "by ines" in text_of(other.get(page_of(make_own())))


def test_a_colleague_lets_no_rule_draw_from_the_owners_questions(ines, ivan, make_own):
    quiz = make_own()
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    ivan.send(page_of(quiz), do="add-rule")
    assert [pick["rule"]["from"] for pick in fresh(quiz).draft["picks"]] == ["course"]
    answer = ivan.send(page_of(quiz), do="save", **{"from-0": "mine"})
    assert answer.status_code == 422
    assert "Only its owner lets a rule draw" in text_of(answer)
    assert [pick["rule"]["from"] for pick in fresh(quiz).draft["picks"]] == ["course"]


def test_a_colleague_saves_beside_a_rule_of_the_owner(ines, ivan, make_own):
    quiz = make_own({"rule": RULE, "number": 2, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    assert ivan.send(page_of(quiz), do="save", title="Week 4").status_code == 303


def sources(visitor, quiz, number=0):
    """Whose questions a rule of the page may draw: values, and which is chosen."""
    text = visitor.get(page_of(quiz)).content.decode()
    select = text.partition(f'name="from-{number}"')[2].partition("</select>")[0]
    return re.findall(r'<option value="(\w+)"( selected)?>', select)


def test_a_colleague_is_offered_the_course_alone(ines, ivan, make_own):
    quiz = make_own({"rule": RULE | {"from": "course"}, "number": 1, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    assert sources(ivan, quiz) == [("course", " selected")]
    assert [value for value, _chosen in sources(ines, quiz)] == ["both", "course", "mine"]


def test_a_rule_of_the_owner_offers_a_colleague_to_stay_or_to_draw_from_the_course(ines, ivan, make_own):
    quiz = make_own({"rule": RULE | {"from": "mine"}, "number": 1, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    assert sources(ivan, quiz) == [("course", ""), ("mine", " selected")]
    assert "only its owner changes what it takes" in text_of(ivan.get(page_of(quiz)))
    assert "only its owner" not in text_of(ines.get(page_of(quiz)))


@pytest.mark.parametrize("sent", [{"from-0": "course"}, {"number-0": "3", "mark-0": "2"}])
def test_what_a_colleague_is_offered_is_saved(ines, ivan, make_own, sent):
    quiz = make_own({"rule": RULE | {"from": "mine"}, "number": 1, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    assert ivan.send(page_of(quiz), do="save", **sent).status_code == 303
    assert fresh(quiz).draft_version == 2


def test_after_a_refusal_what_stands_in_the_form_can_be_saved(ines, ivan, make_own):
    quiz = make_own({"rule": RULE | {"from": "mine"}, "number": 1, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    refused = ivan.send(page_of(quiz), do="save", **{"labels-0": "week 3", "title": "Typed"})
    assert (refused.status_code, fresh(quiz).draft_version) == (422, 1)
    again = ivan.post(page_of(quiz), {**ivan.form(refused).values, "do": "save"})
    assert again.status_code == 303
    assert (fresh(quiz).draft["title"], fresh(quiz).draft["picks"][0]["rule"]["from"]) == ("Typed", "course")


def test_a_colleague_does_not_count_what_the_owner_has(ines, ivan, make_own, make_question):
    make_question(owner=ines.user, topic="secret")
    quiz = make_own({"rule": RULE | {"from": "course"}, "number": 1, "mark": 1.0})
    Share.objects.create(quiz=quiz, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    query = f"{page_of(quiz)}?count=0&number-0=1&from-0=both&topics-0=secret"
    counted = [text_of(who.get(query, headers={"HX-Request": "true"})) for who in (ines, ivan)]
    assert counted == ["finds 1 question", "finds 0 of 1"]
    assert "secret" not in text_of(ivan.get(page_of(quiz)))
