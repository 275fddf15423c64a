"""What the page shows as saved is on the server's disk; what is not, is kept and sent once, whatever happens."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import wait_for_behaviours
from tests.browser.refusals import closed
from tests.running import running_site

SAVES = "**/draft/"


@pytest.fixture
def exam(open_page):
    """A page of an exam under way, at a question in which a response is written."""
    page = open_page("/quizzes/trial-exam/")
    page.get_by_role("button", name="Begin the exam").click()
    return to_an_editor(page)


def to_an_editor(page):
    page.locator("form.asking").wait_for()
    for number in range(1, 13):
        page.goto(place(page, number))
        if page.locator(".editor").count():
            wait_for_behaviours(page)
            return page
    raise AssertionError("an exam of every kind has a response to write")


def place(page, number):
    return f"{page.url.split('/attempts/')[0]}/attempts/{page.url.split('/attempts/')[1].split('/')[0]}/{number}/"


def state(page):
    return page.locator("[data-saving]")


def write(page, text):
    page.locator(".editor").fill(text)


def saved(page):
    expect(state(page)).to_have_attribute("data-state", "saved")


def stored(site, page):
    """Text and version of the draft on disk, or None."""
    return stored_at(site, page.url)


def stored_at(site, address):
    attempt, number = address.split("/attempts/")[1].strip("/").split("/")
    statement = "SELECT response ->> 'text', version FROM quizzes_draft WHERE attempt_id = %s AND position = %s"
    return next(iter(site.sql(statement, attempt.replace("-", ""), int(number))), None)


def move_deadline(site, page, seconds):
    attempt = page.url.split("/attempts/")[1].split("/")[0].replace("-", "")
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    site.sql("UPDATE quizzes_attempt SET deadline = %s WHERE id = %s", at.strftime("%Y-%m-%d %H:%M:%S.%f"), attempt)


@pytest.fixture
def another_device(chromium, site):
    """The same person's browser on another machine: the same cookies, and nothing else."""
    contexts = []

    def opened(page):
        context = chromium.new_context(base_url=site.url)
        contexts.append(context)
        context.add_cookies(page.context.cookies())
        other = context.new_page()
        other.goto(page.url)
        wait_for_behaviours(other)
        return other

    yield opened
    for context in contexts:
        context.close()


def test_a_change_is_saved_as_it_is_made_and_another_device_sees_it(exam, another_device):
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    assert another_device(exam).locator(".editor").input_value() == "HTTP/1.1 404 Not Found"


def test_saved_is_not_said_before_the_server_has_said_so(exam):
    held = []

    def hold(route):
        held.append(route)

    exam.route(SAVES, hold)
    write(exam, "HTTP/1.1 404 Not Found")
    exam.wait_for_timeout(1500)
    assert (len(held), state(exam).get_attribute("data-state")) == (1, "saving")
    held[0].continue_()
    saved(exam)


def test_what_is_typed_while_a_save_is_under_way_is_saved_after_it(exam, site):
    held = []
    exam.route(SAVES, lambda route: held.append(route) if not held else route.continue_())
    write(exam, "HTTP/1.1 404 Not Found")
    exam.wait_for_timeout(600)
    write(exam, "HTTP/1.1 410 Gone")
    held[0].continue_()
    saved(exam)
    assert stored(site, exam) == ("HTTP/1.1 410 Gone", 2)


def test_without_the_network_it_says_not_saved_and_sends_it_once_when_the_network_is_back(exam, site):
    write(exam, "HTTP/1.1 404")
    saved(exam)
    exam.context.set_offline(True)
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_contain_text("Not saved: reconnecting")
    exam.wait_for_timeout(8_000)
    assert (state(exam).get_attribute("data-state"), stored(site, exam)) == ("lost", ("HTTP/1.1 404", 1))
    exam.context.set_offline(False)
    saved(exam)
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 2)


def test_a_closed_site_is_named_and_gets_what_was_written_when_it_is_open(exam, site):
    with closed(site):
        write(exam, "HTTP/1.1 404 Not Found")
        expect(state(exam)).to_have_text(
            "Not saved: the site is closed for maintenance. This goes out by itself when it is open. It is kept in this"
            " browser."
        )
        assert stored(site, exam) is None
    saved(exam)
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)


def test_a_save_whose_answer_is_lost_counts_once(exam, site):
    """The server stored it and the page did not hear of it: the same save again changes nothing more."""

    def swallow(route):
        route.fetch()
        route.abort()

    exam.route(SAVES, swallow, times=2)
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_have_attribute("data-state", "lost")
    saved(exam)
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)


def test_what_was_typed_after_a_save_whose_answer_was_lost_is_no_conflict(exam, site):
    def swallow(route):
        route.fetch()
        route.abort()

    exam.route(SAVES, swallow, times=1)
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_have_attribute("data-state", "lost")
    write(exam, "HTTP/1.1 410 Gone")
    saved(exam)
    assert stored(site, exam) == ("HTTP/1.1 410 Gone", 2)


def test_a_reload_keeps_what_was_not_saved_yet_and_sends_it(exam, site):
    exam.route(SAVES, lambda route: route.abort())
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_have_attribute("data-state", "lost")
    exam.reload()
    expect(exam.locator(".editor")).to_have_value("HTTP/1.1 404 Not Found")
    exam.unroute(SAVES)
    saved(exam)
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)


def test_a_laptop_that_was_closed_goes_on_where_it_was(exam, chromium, site):
    exam.route(SAVES, lambda route: route.abort())
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_have_attribute("data-state", "lost")
    kept = exam.context.storage_state()
    address = exam.url
    exam.context.close()
    context = chromium.new_context(base_url=site.url, storage_state=kept)
    page = context.new_page()
    page.goto(address)
    saved(page)
    assert stored(site, page) == ("HTTP/1.1 404 Not Found", 1)
    context.close()


def test_what_was_left_behind_at_one_question_is_sent_from_another(exam, site):
    exam.route(SAVES, lambda route: route.abort())
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_have_attribute("data-state", "lost")
    here = exam.url
    exam.unroute(SAVES)
    exam.goto(place(exam, 1 if not here.endswith("/1/") else 2))
    exam.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('draft:'))")
    exam.goto(here)
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)


def test_going_to_another_question_waits_until_this_one_is_saved(exam, site):
    exam.route(SAVES, lambda route: route.abort())
    here = exam.url
    write(exam, "HTTP/1.1 404 Not Found")
    exam.locator(".ticks a").nth(0 if not here.endswith("/1/") else 1).click()
    exam.wait_for_timeout(3500)
    assert (exam.url, state(exam).get_attribute("data-state")) == (here, "lost")


def test_two_devices_are_told_of_each_other_and_nothing_is_lost(exam, another_device, site):
    other = another_device(exam)
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    write(other, "HTTP/1.1 410 Gone")
    expect(state(other)).to_contain_text("another device or window changed this answer")
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)
    other.get_by_role("button", name="Keep mine").click()
    saved(other)
    assert stored(site, exam) == ("HTTP/1.1 410 Gone", 2)


def test_the_answer_of_the_other_device_can_be_taken(exam, another_device):
    other = another_device(exam)
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    write(other, "HTTP/1.1 410 Gone")
    other.get_by_role("button", name="Take the other one").click()
    expect(other.locator(".editor")).to_have_value("HTTP/1.1 404 Not Found")


def test_after_the_deadline_it_says_so_and_leads_to_the_result(exam, site):
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    move_deadline(site, exam, -60)
    write(exam, "HTTP/1.1 410 Gone")
    expect(state(exam)).to_contain_text("What was saved until then is handed in")
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)
    state(exam).get_by_role("link", name="The result").click()
    expect(exam.locator("h1")).to_contain_text("of 12")


def test_when_the_time_is_up_the_page_hands_in_what_was_typed_until_then(exam, site):
    move_deadline(site, exam, 4)
    exam.reload()
    write(exam, "HTTP/1.1 404 Not Found")
    exam.wait_for_url("**/result/", timeout=15_000)
    expect(exam.locator("h1")).to_contain_text("of 12")


def test_an_exam_is_not_handed_in_while_something_is_unsaved(exam):
    exam.route(SAVES, lambda route: route.abort())
    write(exam, "HTTP/1.1 404 Not Found")
    expect(state(exam)).to_have_attribute("data-state", "lost")
    exam.goto(place(exam, 0).replace("/0/", "/hand-in/"))
    wait_for_behaviours(exam)
    exam.get_by_role("button", name="Hand in").click()
    expect(state(exam)).to_contain_text("has a change that is not saved yet")
    assert exam.url.endswith("/hand-in/")


def test_when_the_time_is_up_what_another_question_left_unsent_is_sent_first(exam, site):
    here = left_unsent(exam)
    move_deadline(site, exam, 4)
    exam.goto(another_place(exam))
    exam.locator(".clock[role=timer]").wait_for()
    exam.unroute(SAVES)
    exam.wait_for_url("**/result/", timeout=20_000)
    assert stored_at(site, here) == ("HTTP/1.1 404 Not Found", 1)


def unsent(page):
    """Write something while saves do not reach the server; returns the address of its question."""
    page.route(SAVES, lambda route: route.abort())
    write(page, "HTTP/1.1 404 Not Found")
    expect(state(page)).to_have_attribute("data-state", "lost")
    return page.url


def left_unsent(page):
    """The same, about to be left: what a page sends as it goes away passes by every route of the browser's driver."""
    here = unsent(page)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')) }")
    return here


def another_place(page):
    return place(page, 1 if not page.url.endswith("/1/") else 2)


def to_the_summary(page):
    page.goto(place(page, 0).replace("/0/", "/hand-in/"))
    page.locator("[data-hand-in-form]").wait_for()
    wait_for_behaviours(page)


def test_the_summary_leads_to_the_question_that_has_an_unsaved_change(exam):
    here = left_unsent(exam)
    to_the_summary(exam)
    state(exam).get_by_role("link", name="Open question").click()
    expect(exam.locator(".editor")).to_have_value("HTTP/1.1 404 Not Found")
    assert exam.url == here


def test_the_summary_says_that_another_device_changed_the_answer(exam, another_device):
    other = another_device(exam)
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    write(other, "HTTP/1.1 410 Gone")
    expect(state(other)).to_have_attribute("data-state", "elsewhere")
    to_the_summary(other)
    expect(state(other)).to_contain_text("another device or window changed it meanwhile")


def test_an_exam_can_be_handed_in_without_a_change_that_cannot_be_saved(exam, site):
    here = left_unsent(exam)
    to_the_summary(exam)
    exam.get_by_role("button", name="Hand in", exact=True).click()
    exam.get_by_role("button", name="Hand in without it").click()
    exam.wait_for_url("**/result/")
    assert stored_at(site, here) is None


def test_what_the_summary_says_keeps_the_focus_while_it_tries_again(exam):
    left_unsent(exam)
    to_the_summary(exam)
    link = state(exam).get_by_role("link", name="Open question")
    link.focus()
    exam.evaluate("() => window.dispatchEvent(new Event('online'))")
    exam.wait_for_event("requestfailed", lambda request: request.url.endswith("/draft/"))
    exam.wait_for_timeout(200)
    expect(link).to_be_focused()


def test_the_summary_is_drawn_again_when_a_change_arrives(exam, site):
    here = left_unsent(exam)
    exam.unroute(SAVES)
    to_the_summary(exam)
    expect(exam.locator(".readings dd").first).to_have_text(re.compile(r"^\s*1 of "))  # and not 0 of 10
    assert stored_at(site, here) == ("HTTP/1.1 404 Not Found", 1)


def fill_the_storage(page):
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }")


def test_a_full_storage_keeps_no_older_content_and_the_page_says_so(exam):
    unsent(exam)
    expect(state(exam)).to_contain_text("It is kept in this browser")
    fill_the_storage(exam)
    write(exam, "HTTP/1.1 410 Gone")
    assert "no room to keep it" in state(exam).inner_text()  # at once, not only when the next try has failed
    assert exam.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))") == []


def test_a_page_that_alone_has_a_change_asks_before_it_is_left(exam):
    fill_the_storage(exam)
    unsent(exam)
    with exam.expect_event("dialog") as asked:
        exam.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert exam.locator(".editor").input_value() == "HTTP/1.1 404 Not Found"


def test_a_page_whose_change_is_saved_after_all_does_not_ask(exam, site):
    fill_the_storage(exam)
    here = unsent(exam)
    exam.unroute(SAVES)
    saved(exam)
    exam.goto(another_place(exam))
    assert stored_at(site, here) == ("HTTP/1.1 404 Not Found", 1)


def test_practice_keeps_what_was_typed_through_a_reload(open_page):
    page = open_page("/quizzes/write-the-response/")
    page.get_by_role("button", name="Begin").click()
    write(page, "HTTP/1.1 404 Not Found")
    saved(page)
    page.reload()
    assert page.locator(".editor").input_value() == "HTTP/1.1 404 Not Found"


def test_what_was_shown_as_saved_survives_the_death_of_the_server(chromium):
    with running_site() as site:
        page = chromium.new_context(base_url=site.url).new_page()
        page.goto("/quizzes/trial-exam/")
        page.get_by_role("button", name="Begin the exam").click()
        to_an_editor(page)
        write(page, "HTTP/1.1 404 Not Found")
        saved(page)
        site.kill()
        write(page, "HTTP/1.1 410 Gone")
        expect(state(page)).to_have_attribute("data-state", "lost")
        assert stored(site, page) == ("HTTP/1.1 404 Not Found", 1)
        site.start()
        expect(state(page)).to_have_attribute("data-state", "saved", timeout=20_000)
        assert stored(site, page) == ("HTTP/1.1 410 Gone", 2)
        page.context.close()


def test_a_reload_does_not_decide_between_two_devices(exam, another_device, site):
    other = another_device(exam)
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    write(other, "HTTP/1.1 410 Gone")
    expect(state(other)).to_have_attribute("data-state", "elsewhere")
    other.reload()
    expect(state(other)).to_have_attribute("data-state", "elsewhere")
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)
    other.get_by_role("button", name="Keep mine").click()
    saved(other)
    assert stored(site, exam) == ("HTTP/1.1 410 Gone", 2)


def test_a_look_at_another_question_does_not_decide_between_two_devices(exam, another_device, site):
    other = another_device(exam)
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    write(other, "HTTP/1.1 410 Gone")
    expect(state(other)).to_have_attribute("data-state", "elsewhere")
    with other.expect_response(SAVES):
        other.goto(another_place(other))
    other.goto(exam.url)
    expect(state(other)).to_have_attribute("data-state", "elsewhere")
    other.reload()
    expect(state(other)).to_have_attribute("data-state", "elsewhere")
    assert stored(site, exam) == ("HTTP/1.1 404 Not Found", 1)


def test_the_page_speaks_of_saving_in_the_words_of_its_catalogue(open_page):
    page = open_page()
    page.add_init_script("window.gettext = (text) => (text === 'Saved' ? 'Gespeichert' : text)")
    page.goto("/quizzes/write-the-response/")
    page.get_by_role("button", name="Begin").click()
    write(page, "HTTP/1.1 404 Not Found")
    expect(state(page)).to_have_text("Gespeichert")
