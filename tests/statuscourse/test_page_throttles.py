"""Who asks for more than a person can use is told 429 and when to come back; nobody else is, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from quizzes.models import Answer, Draft
from statuscourse import page_throttles
from statuscourse.accounts.budgets import client_key
from statuscourse.accounts.models import Tally
from statuscourse.web import maintenance
from tests.architecture.test_addresses import VIEWS
from tests.classrooms.factories import make_class
from tests.conforming import wrong_with
from tests.rows import rows
from tests.visitor import Visitor, text_of


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2026-11-22T12:00:10Z", tick=False)


@pytest.fixture
def small(monkeypatch):
    """Budgets of four, counted one by one, and rooms of three: the same way with fewer requests."""
    monkeypatch.setattr(page_throttles, "ROOM", 3)
    for table in (page_throttles.OF_GET, page_throttles.OF_POST):
        for name, budget in table.items():
            monkeypatch.setitem(table, name, replace(budget, limit=4, step=1))


def floods(visitor, address, times=5, **values):
    """The statuses of as many requests; a POST where there are values."""
    if not values:
        return [visitor.get(address).status_code for _ in range(times)]
    sent = {"csrfmiddlewaretoken": visitor.token(), **values}
    return [visitor.post(address, sent).status_code for _ in range(times)]


def answers(visitor, question, times):
    """The statuses of as many answers, each sent as the page has it."""
    form = visitor.form(f"/questions/{question.pk}/")
    sent = [{**form.values, "answer": "404", "key": f"key-{number}"} for number in range(times)]
    return [visitor.post(form.action, values).status_code for values in sent]


def test_every_address_in_the_tables_is_one_of_the_site():
    methods = {item.name: set(item.callback.allowed_methods) for item in VIEWS.values()}
    assert [name for name in page_throttles.OF_GET if "GET" not in methods.get(name, ())] == []
    assert [name for name in page_throttles.OF_POST if "POST" not in methods.get(name, ())] == []


def test_every_file_that_may_be_uploaded_has_a_budget():
    uploads = {route for route in page_throttles.OF_POST if page_throttles.OF_POST[route] is page_throttles.UPLOADS}
    assert len(uploads) == len(settings.UPLOADS)


def test_a_budget_is_more_than_a_person_uses():
    assert (page_throttles.ANSWERS.limit, page_throttles.ANSWERS.window) == (300, timedelta(minutes=1))
    ours = page_throttles.DEAR_PAGES, page_throttles.SEARCHES, page_throttles.UPLOADS
    assert [budget.limit for budget in ours] == [300, 600, 60]


def test_search_asked_too_often_is_429_with_a_time_and_words(ada, small):
    assert floods(ada, "/search/?q=404") == [200] * 4 + [429]
    answer = ada.get("/search/?q=404")
    assert (answer.headers["Retry-After"], wrong_with("GET", answer)) == ("591", [])
    assert "Wait 10 minutes, then ask again." in text_of(answer)
    assert b'href="/search/?q=404">Ask again</a>' in answer.content


def test_what_was_sent_too_often_is_sent_again_by_a_reload_or_from_where_it_stands(ada, small, make_question):
    place = f"/questions/{make_question().pk}/"
    floods(ada, place, answer="404")
    sent = {"csrfmiddlewaretoken": ada.token(), "answer": "404"}
    page, piece = ada.post(place, sent), ada.post(place, sent, headers={"HX-Request": "true"})
    assert (page.status_code, "then reload this page: that sends it again." in text_of(page)) == (429, True)
    assert (piece.status_code, "and still stands here. Wait" in text_of(piece)) == (429, True)


def test_after_the_wait_it_goes_on(ada, small, time_machine):
    floods(ada, "/search/?q=404")
    time_machine.move_to("2026-11-22T12:10:00Z", tick=False)
    assert ada.get("/search/?q=404").status_code == 200


def test_somebody_else_at_the_same_address_goes_on(ada, sam, small):
    floods(ada, "/search/?q=404")
    assert sam.get("/search/?q=404").status_code == 200


def test_other_pages_go_on(ada, small):
    floods(ada, "/search/?q=404")
    assert {ada.get(place).status_code for place in ("/", "/lessons/", "/progress/")} == {200}


def test_people_who_are_not_known_share_the_budget_of_a_room(anonymous, small):
    assert floods(anonymous, "/search/?q=404", page_throttles.ROOM * 4 + 1)[-2:] == [200, 429]


def test_a_new_browser_is_no_new_budget(db, small):
    assert [Visitor().get("/search/?q=404").status_code for _ in range(13)][-1] == 429


def test_a_dear_page_has_a_budget(ines, small):
    item = make_class(owner=ines.user)
    assert floods(ines, f"/classes/{item.pk}/gradebook/") == [200] * 4 + [429]


def test_dear_pages_share_one_budget(ines, small):
    item = make_class(owner=ines.user)
    floods(ines, f"/classes/{item.pk}/gradebook/", 4)
    assert ines.get("/author/confusion/").status_code == 429


def test_uploads_have_a_budget_and_a_refused_one_changes_nothing(ines, small):
    assert floods(ines, "/author/import/", 4, text="x") == [415] * 4
    before = rows()
    answer = ines.post("/author/import/", {"csrfmiddlewaretoken": ines.token(), "text": "x"})
    assert (answer.status_code, answer.headers["Retry-After"], rows()) == (429, "3591", {**before, **counted()})


def counted():
    return {"accounts.Tally": Tally.objects.count()}


def test_a_flood_of_answers_ends_and_what_was_taken_before_is_kept(ada, small, make_question):
    assert answers(ada, make_question(), 6) == [200] * 4 + [429] * 2
    assert Answer.objects.filter(learner=ada.learner).count() == 4


def test_the_words_say_that_the_last_one_was_not_taken(ada, small, make_question):
    place = f"/questions/{make_question().pk}/"
    floods(ada, place, 5, answer="404")
    answer = ada.send(place, answer="404")
    assert "What you sent last was not taken; everything before it is kept." in text_of(answer)


def test_a_saved_draft_outlives_a_flood(ada, small, make_attempt, make_draft):
    attempt = make_attempt(learner=ada.learner, length=1)
    kept = make_draft(attempt=attempt)
    floods(ada, f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/draft/", 6, save_key="a")
    assert Draft.objects.get() == kept


def test_a_learner_without_an_account_has_a_budget_of_their_own(anonymous, small, make_question):
    # The first as somebody of the address, from then on as a learner.
    assert answers(anonymous, make_question(), 6) == [200] * 5 + [429]


def test_at_the_pace_of_a_person_an_answer_counts_nothing(ada, make_question):
    assert (answers(ada, make_question(), 19), Tally.objects.count()) == ([200] * 19, 0)


def test_six_hundred_answers_a_minute_are_no_person(ada):
    who, now = client_key("account", str(ada.user.pk)), timezone.now()
    waits = [page_throttles.ANSWERS.spend(who, now) for _ in range(600)]
    assert (set(waits[:300]), set(waits[320:])) == ({0}, {51})


def test_the_budgets_of_pages_can_be_lifted(ada, small, settings):
    settings.PAGE_THROTTLES = False
    assert floods(ada, "/search/?q=404", 9) == [200] * 9


def test_while_the_site_may_only_be_read_nothing_is_counted_and_the_pages_go_on(ada, small, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    maintenance.begin(read_only=True)
    assert (floods(ada, "/search/?q=a"), Tally.objects.count()) == ([200] * 5, 0)


def test_a_page_that_cannot_be_counted_is_read_and_what_is_sent_is_refused(ada, small, make_question, monkeypatch):
    """A full disk and a locked file take no count, and what is stored can be read."""

    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    question = make_question()
    ada.raise_request_exception = False
    form = ada.form(f"/questions/{question.pk}/")
    monkeypatch.setattr("statuscourse.accounts.budgets.add", full)
    assert floods(ada, "/search/?q=a") == [200] * 5
    assert ada.post(form.action, form.values | {"answer": "404"}).status_code == 503
    assert (Answer.objects.count(), Tally.objects.count()) == (0, 0)


def test_without_a_token_nothing_is_counted(ada, small, make_question):
    place = f"/questions/{make_question().pk}/"
    assert ({ada.post(place).status_code for _ in range(9)}, Tally.objects.count()) == ({403}, 0)


def test_a_refusal_is_in_the_log(ada, small, caplog):
    caplog.set_level("INFO")
    floods(ada, "/search/?q=404")
    assert "throttled: account -, from 127.0.0.1" in caplog.text
