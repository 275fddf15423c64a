"""/quizzes/<slug>/attempts/<uuid>/<n>/draft/: what stands in a place is saved as it changes, for the page's script."""

import json
from datetime import timedelta

import pytest

from quizzes.models import Attempt, Draft
from tests.bodies import KINDS, RIGHT, WRONG, sent, stored
from tests.conforming import wrong_with
from tests.factories import NOW
from tests.rows import LOCKS_IN_TRANSACTION, rows
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("clock")


def filled(visitor, place, **values):
    """What the page's script sends: the whole form, and a key for this save."""
    return visitor.form(place).values | {"save_key": "first save"} | values


def save(visitor, place, **values):
    """Save the form of a place as it would be after these changes."""
    sent_values = {name: value for name, value in filled(visitor, place, **values).items() if value is not None}
    return visitor.post(f"{place}draft/", sent_values)


def draft():
    return Draft.objects.get()


# Saving


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_each_kind_is_kept_as_an_answer_would_be(ada, begin_exam, kind):
    answer = save(ada, begin_exam(kind), **sent(RIGHT, kind))
    assert (answer.status_code, draft().response, draft().position) == (200, stored(RIGHT, kind), 1)


def test_a_save_tells_its_version_its_key_and_the_time_left(ada, begin_exam, clock):
    place = begin_exam()
    clock.shift(60)
    assert save(ada, place, answer="etag").json() == {"version": 1, "save_key": "first save", "seconds_left": 19 * 60}


def test_without_a_limit_no_time_is_left_to_tell(ada, begin_exam):
    assert save(ada, begin_exam(minutes=None), answer="etag").json()["seconds_left"] is None


def test_each_save_is_a_version(ada, begin_exam):
    place = begin_exam()
    versions = [save(ada, place, answer=name, save_key=name).json()["version"] for name in ("etag", "date", "luck")]
    assert (versions, draft().response, draft().version) == ([1, 2, 3], {"kind": "one", "chosen": "luck"}, 3)


def test_the_same_save_sent_twice_is_one(ada, begin_exam):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    answers = [ada.post(f"{place}draft/", values).json()["version"] for _ in range(2)]
    assert (answers, draft().version) == ([1, 1], 1)


def test_the_same_save_sent_again_after_a_crash_is_one(ada, begin_exam):
    """The page did not hear of its save, and sends it again with the version that it knew."""
    place = begin_exam()
    save(ada, place, answer="etag", save_key="before")
    values = filled(ada, place, answer="date", save_key="lost")
    for _ in range(3):
        answer = ada.post(f"{place}draft/", values)
    assert (answer.json()["version"], draft().version) == (2, 2)


def test_a_save_keeps_when_it_was(ada, begin_exam, clock):
    place = begin_exam()
    clock.shift(90)
    save(ada, place, answer="etag")
    assert draft().saved_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize(("values", "flagged"), [({"flagged": "1"}, True), ({}, False)])
def test_a_flag_is_saved(ada, begin_exam, values, flagged):
    save(ada, begin_exam(), **values)
    assert (draft().flagged, draft().response) == (flagged, {"kind": "one"})


def test_a_flag_can_be_taken_away(ada, begin_exam):
    place = begin_exam()
    save(ada, place, flagged="1", save_key="on")
    save(ada, place, flagged=None, save_key="off")
    assert draft().flagged is False


def test_how_sure_one_is_is_saved(ada, begin_exam):
    save(ada, begin_exam(), answer="etag", confidence="guess")
    assert draft().confidence == "guess"


@pytest.mark.parametrize(
    ("kind", "values", "response"),
    [
        ("match", {"pair-lost": "404"}, {"pairs": {"lost": 404}}),
        ("order", {"place-look": "1"}, {"places": {"look": 1}}),
        ("order", {"place-look": "1", "place-act": "1"}, {"places": {"look": 1, "act": 1}}),
        ("several", {"answer": "etag"}, {"chosen": ["etag"]}),
        ("write", {"text": "HTTP/1.1 4"}, {"text": "HTTP/1.1 4"}),
        ("type", {"text": "4"}, {"text": "4"}),
    ],
)
def test_what_is_incomplete_is_saved(ada, begin_exam, kind, values, response):
    assert save(ada, begin_exam(kind), **values).status_code == 200
    assert draft().response == {"kind": kind} | response


@pytest.mark.parametrize("kind", KINDS)
def test_taking_everything_away_is_saved_too(ada, begin_exam, kind):
    place = begin_exam(kind)
    empty = filled(ada, place, save_key="empty")
    save(ada, place, **sent(RIGHT, kind))
    answer = ada.post(f"{place}draft/", empty | {"version": "1"})
    assert (answer.status_code, draft().response, draft().version) == (200, {"kind": kind}, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_stands_in_the_page_on_every_device(ada, begin_exam, kind):
    place = begin_exam(kind)
    save(ada, place, **sent(RIGHT, kind))
    other = Visitor.signed_in(ada.user)
    save(other, place, save_key="untouched")
    assert (draft().response, draft().version) == (stored(RIGHT, kind), 2)


def test_each_place_has_its_own(ada, begin_exam):
    place = begin_exam()
    for number in (1, 2):
        save(ada, place.replace("/1/", f"/{number}/"), answer="etag")
    assert list(Draft.objects.order_by("position").values_list("position", "version")) == [(1, 1), (2, 1)]


def test_a_save_grades_nothing(ada, begin_exam):
    before = rows()["quizzes.Answer"]
    save(ada, begin_exam(), answer="etag")
    assert rows()["quizzes.Answer"] == before


# Two devices


def test_a_save_over_one_that_the_page_has_not_seen_is_a_conflict(ada, begin_exam):
    place = begin_exam()
    stale = filled(ada, place, answer="luck", save_key="the laptop")
    save(ada, place, answer="etag", save_key="the phone")
    answer = ada.post(f"{place}draft/", stale)
    assert (answer.status_code, answer.json()["reason"], answer.json()["version"]) == (409, "elsewhere", 1)
    assert (draft().response, draft().version, draft().save_key) == (stored(RIGHT, "one"), 1, "the phone")


@pytest.mark.parametrize("version", ["1", "7", "2147483648"])
def test_a_version_that_never_was_is_a_conflict(ada, begin_exam, version):
    place = begin_exam()
    before = rows()
    answer = save(ada, place, answer="etag", version=version)
    assert (answer.status_code, answer.json()["version"], rows()) == (409, 0, before)


def test_after_a_conflict_the_newer_version_can_be_saved_over(ada, begin_exam):
    place = begin_exam()
    stale = filled(ada, place, answer="luck", save_key="the laptop")
    save(ada, place, answer="etag", save_key="the phone")
    version = ada.post(f"{place}draft/", stale).json()["version"]
    answer = ada.post(f"{place}draft/", stale | {"version": version, "save_key": "all the same"})
    assert (answer.json()["version"], draft().response) == (2, stored(WRONG, "one"))


# Too late


def refused(visitor, place, status, reason, **values):
    """A save that has to be refused with problem details, and to change nothing; what it is told."""
    content = filled(visitor, place, **values)
    before, drafts = rows(), list(Draft.objects.values())
    answer = visitor.post(f"{place}draft/", {name: value for name, value in content.items() if value is not None})
    assert (answer.status_code, rows(), list(Draft.objects.values())) == (status, before, drafts)
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/problem+json", "no-store")
    told = answer.json()
    assert (told["status"], told["reason"]) == (status, reason)
    return told


def test_after_it_was_handed_in_a_save_is_over(ada, begin_exam):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    ada.send(place.replace("/1/", "/hand-in/"))
    before = rows()
    answer = ada.post(f"{place}draft/", values)
    told = answer.json()
    assert (answer.status_code, told["reason"], told["title"], rows()) == (409, "over", "Handed in already", before)
    assert told["result"] == place.replace("/1/", "/result/")


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 200), (9, 200), (10, 200), (11, 409), (3600, 409)])
def test_a_save_may_arrive_ten_seconds_after_the_time(ada, begin_exam, clock, seconds, status):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    clock.shift(20 * 60 + seconds)
    assert ada.post(f"{place}draft/", values).status_code == status
    assert Draft.objects.count() == (status == 200)


def test_a_save_after_the_time_is_told_when_it_ended(ada, begin_exam, clock):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    clock.shift(21 * 60)
    told = ada.post(f"{place}draft/", values).json()
    assert (told["reason"], told["title"], "The time ended at 12:20." in told["detail"]) == ("over", "Time is up", True)


def test_within_the_grace_no_time_is_left(ada, begin_exam, clock):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    clock.shift(20 * 60 + 5)
    assert ada.post(f"{place}draft/", values).json()["seconds_left"] == 0


def hand_in(visitor, place, clock):
    visitor.send(place.replace("/1/", "/hand-in/"))


def let_the_time_run_out(visitor, place, clock):
    clock.shift(3600)


def let_it_be_handed_in_at_the_deadline(visitor, place, clock):
    clock.shift(3600)
    visitor.get(place)


ENDS = [hand_in, let_the_time_run_out, let_it_be_handed_in_at_the_deadline]


@pytest.mark.parametrize("end", ENDS)
def test_a_save_that_came_in_time_is_acknowledged_again_when_it_is_over(ada, begin_exam, clock, end):
    """Its answer got lost: what is stored and graded must not be called unsaved."""
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    ada.post(f"{place}draft/", values)
    end(ada, place, clock)
    before, drafts = rows(), list(Draft.objects.values())
    again = ada.post(f"{place}draft/", values)
    assert (again.status_code, again.json()["version"], again.json()["save_key"]) == (200, 1, "first save")
    assert (rows(), list(Draft.objects.values())) == (before, drafts)


@pytest.mark.parametrize("end", ENDS)
def test_another_save_is_over_when_it_is_over_and_changes_nothing(ada, begin_exam, clock, end):
    place = begin_exam()
    save(ada, place, answer="etag")
    later = filled(ada, place, answer="luck", save_key="second save")
    end(ada, place, clock)
    before, drafts = rows(), list(Draft.objects.values())
    answer = ada.post(f"{place}draft/", later)
    assert (answer.status_code, answer.json()["reason"]) == (409, "over")
    assert (rows(), list(Draft.objects.values())) == (before, drafts)


# Refusals


def test_a_revision_of_another_place_is_refused(ada, begin_exam):
    place = begin_exam()
    refused(ada, place, 422, "form", answer="etag", revision=str(Attempt.objects.get().revision_ids[1]))


@pytest.mark.parametrize("revision", [None, "", "0", "x", "9" * 40])
def test_a_save_without_the_revision_of_its_place_is_refused(ada, begin_exam, revision):
    refused(ada, begin_exam(), 422, "form", answer="etag", revision=revision)


@pytest.mark.parametrize("key", [None, "", "k" * 65, "a\x00b"])
def test_a_save_without_a_key_is_refused(ada, begin_exam, key):
    told = refused(ada, begin_exam(), 422, "form", answer="etag", save_key=key)
    assert told["detail"] == "A save names its key, so that it counts once."


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("code", {"answer": "418"}),
        ("one", {"answer": "nobody"}),
        ("several", {"answer": ["etag", "etag"]}),
        ("match", {"pair-nobody": "404"}),
        ("match", {"pair-lost": "418"}),
        ("match", {"pair-lost": "9" * 5000}),
        ("order", {"place-look": "5"}),
        ("fault", {"line": "99"}),
        ("type", {"text": "4" * 201}),
        ("write", {"text": "x" * 8001}),
        ("write", {"text": "a\x00b"}),
        ("one", {"confidence": "cocky"}),
        ("one", {"version": "x"}),
        ("one", {"version": "-1"}),
        ("one", {"version": "9" * 30}),
    ],
)
def test_a_mangled_save_is_refused_and_what_was_saved_stays(ada, begin_exam, kind, values):
    place = begin_exam(kind)
    save(ada, place, **sent(RIGHT, kind))
    told = refused(ada, place, 422, "form", **{"save_key": "mangled"} | values)
    assert (told["title"], draft().response) == ("Not saved", stored(RIGHT, kind))


def test_a_megabyte_is_413(ada, begin_exam):
    place = begin_exam("write")
    before = rows()
    assert (save(ada, place, text="x" * 1_000_000).status_code, rows()) == (413, before)


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_place_that_is_not_there_is_404(ada, begin_exam, number):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    assert ada.post(f"{place.replace('/1/', f'/{number}/')}draft/", values).status_code == 404


def test_a_stranger_cannot_save(ada, sam, anonymous, ines, begin_exam):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    for visitor in (sam, anonymous, ines):
        token = visitor.token()
        before = rows()
        answer = visitor.post(f"{place}draft/", values | {"csrfmiddlewaretoken": token})
        assert (answer.status_code, rows()) == (404, before)


def test_saving_under_another_quiz_is_404(ada, begin_exam):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    elsewhere = place.replace(Attempt.objects.get().quiz_id, "mixed")
    assert ada.post(f"{elsewhere}draft/", values).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_save_is_a_post(ada, begin_exam, method):
    answer = ada.generic(method, f"{begin_exam()}draft/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST, OPTIONS")


def test_without_a_token_nothing_is_saved(ada, begin_exam):
    place = begin_exam()
    before = rows()
    assert (save(ada, place, answer="etag", csrfmiddlewaretoken=None).status_code, rows()) == (403, before)


def test_a_token_may_come_in_a_header(ada, begin_exam):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    token = values.pop("csrfmiddlewaretoken")
    assert ada.post(f"{place}draft/", values, headers={"X-CSRFToken": token}).status_code == 200


def test_a_save_belongs_to_nobodys_cache(ada, begin_exam):
    answer = save(ada, begin_exam(), answer="etag")
    assert (answer.headers["Cache-Control"], answer.headers["Content-Type"]) == ("no-store", "application/json")


def test_every_answer_to_a_save_is_a_right_one(ada, begin_exam):
    place = begin_exam()
    answers = [
        save(ada, place, answer="etag"),
        save(ada, place, answer="x", save_key="b"),
        save(ada, place, version="9"),
    ]
    assert [wrong_with("POST", answer) for answer in answers] == [[], [], []]


def test_what_was_sent_is_not_repeated_to_whoever_reads_the_problem(ada, begin_exam):
    told = refused(ada, begin_exam(), 422, "form", answer="<script>alert(1)</script>")
    assert "alert(1)" in json.dumps(told)  # it is JSON, which no browser runs; and it is cut short
    assert len(told["detail"]) < 200


def test_a_refusal_of_a_kind_is_told_in_the_reader_s_language(ada, begin_exam, monkeypatch):
    german = {"“%(value)s” is not among what this question offers.": "„%(value)s“ steht hier nicht zur Wahl."}
    monkeypatch.setattr("quizzes.forms.answers.gettext", german.__getitem__)
    told = refused(ada, begin_exam(), 422, "form", answer="50 % off")
    assert told["detail"] == "„50 % off“ steht hier nicht zur Wahl."


# Practice


@pytest.fixture
def practice(ada, make_attempt, make_question):
    questions = [make_question(kind="one"), make_question()]
    attempt = make_attempt(learner=ada.learner, questions=questions, behaviour={"tries": 2, "penalty": 0.5})
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"


def test_practice_saves_too(ada, practice):
    assert (save(ada, practice, answer="luck").status_code, draft().response) == (200, stored(WRONG, "one"))


def test_between_two_tries_a_place_is_still_saved(ada, practice):
    ada.send(practice, answer="luck")
    assert save(ada, practice, answer="date").status_code == 200


def test_a_place_of_practice_that_is_answered_saves_no_more(ada, practice):
    values = filled(ada, practice, answer="luck")
    ada.send(practice, answer="etag")
    before = rows()
    answer = ada.post(f"{practice}draft/", values)
    assert (answer.status_code, answer.json()["reason"], rows()) == (409, "over", before)
    assert answer.json()["title"] == "Answered already"


def test_the_other_places_of_practice_are_still_saved(ada, practice):
    ada.send(practice, answer="etag")
    assert save(ada, practice.replace("/1/", "/2/"), answer="404").status_code == 200


def test_a_finished_practice_saves_no_more(ada, practice):
    values = filled(ada, practice, answer="luck")
    ada.send(practice, answer="etag")
    ada.send(practice.replace("/1/", "/2/"), answer="404")
    assert (ada.post(f"{practice}draft/", values).json()["reason"], Draft.objects.count()) == ("over", 0)


# Somebody without an account


def test_a_visitor_saves_in_their_own_exam(anonymous, make_quiz, make_question):
    quiz = make_quiz(questions=[make_question(kind="one")], behaviour={"mode": "exam"})
    place = anonymous.send(f"/quizzes/{quiz.pk}/").headers["Location"] + "1/"
    assert save(anonymous, place, answer="etag").status_code == 200


def test_who_was_deleted_meanwhile_saves_nothing(ada, begin_exam):
    place = begin_exam()
    values = filled(ada, place, answer="etag")
    ada.learner.delete()
    assert (ada.post(f"{place}draft/", values).status_code, Draft.objects.count()) == (404, 0)


# Queries


@pytest.mark.parametrize("length", [1, 40])
def test_a_save_takes_few_queries(ada, begin_exam, length, django_assert_num_queries):
    place = begin_exam(*["one"] * length)
    values = filled(ada, place, answer="etag")
    # session, user, learner, attempt, the save, which is its own transaction where nothing is locked
    with django_assert_num_queries(5 + LOCKS_IN_TRANSACTION):
        ada.post(f"{place}draft/", values)
