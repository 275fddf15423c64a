"""What a page does while the site has no database: it says "not saved", keeps what was typed, and sends it later."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import wait_for_behaviours
from tests.browser.test_autosave import move_deadline, saved, state, stored, to_an_editor, write
from tests.faults.files import FILE, on_sqlite, rows

pytestmark = on_sqlite


@pytest.fixture
def database(site):
    """Taken away and given back; given back at the end in any case."""

    class Database:
        file, away = site.data / FILE, site.data / "away.sqlite3"

        def goes(self):
            self.file.rename(self.away)

        def comes_back(self):
            self.away.rename(self.file)

    made = Database()
    yield made
    if made.away.exists():
        made.comes_back()


@pytest.fixture
def exam(open_page):
    page = open_page("/quizzes/trial-exam/")
    page.get_by_role("button", name="Begin the exam").click()
    return to_an_editor(page)


def answers(site):
    return rows(site.data / FILE, "SELECT COUNT(*) FROM quizzes_answer")[0][0]


def test_autosave_says_not_saved_and_sends_it_when_the_database_is_back(exam, site, database):
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    database.goes()
    write(exam, "HTTP/1.1 410 Gone")
    expect(state(exam)).to_have_text("Not saved: reconnecting. It is kept in this browser.")
    database.comes_back()
    expect(state(exam)).to_have_attribute("data-state", "saved", timeout=20_000)
    assert stored(site, exam) == ("HTTP/1.1 410 Gone", 2)


def test_an_exam_does_not_lead_to_a_page_that_cannot_be_drawn(exam, database):
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    here = exam.url
    database.goes()
    exam.locator(".ticks a:not([aria-current])").first.click()
    expect(state(exam)).to_contain_text("stay here. Everything is saved. It goes on when the server answers.")
    assert exam.url == here
    database.comes_back()
    exam.wait_for_url(lambda url: url != here, timeout=20_000)
    expect(exam.locator("form.asking")).to_be_visible()


def test_when_the_time_is_up_without_a_database_it_is_handed_in_when_it_is_back(exam, site, database):
    write(exam, "HTTP/1.1 404 Not Found")
    saved(exam)
    here = exam.url
    move_deadline(site, exam, 4)
    exam.reload()
    wait_for_behaviours(exam)
    database.goes()
    expect(exam.locator(".clock")).to_contain_text("Time is up", timeout=20_000)
    assert exam.url == here
    database.comes_back()
    exam.wait_for_url("**/result/", timeout=30_000)
    expect(exam.locator("h1")).to_contain_text("of 12")


def test_an_answer_keeps_what_was_chosen_and_says_what_to_do(open_page, site, database):
    page = open_page("/questions/six-one-brace/")
    before = answers(site)
    page.keyboard.type("400")
    database.goes()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        re.compile(
            "^Not saved: the course's database takes nothing just now. Nothing was lost here: send it again in ten"
            " seconds, and it counts once. If it lasts, quote this number to whoever runs the site: [0-9a-f]{16}$"
        )
    )
    assert page.locator("input[name=answer]:checked").input_value() == "400"
    database.comes_back()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_text("400 it is.")
    assert (answers(site), page.get_by_role("alert").count()) == (before + 1, 0)


def test_without_javascript_the_same_form_is_sent_again_and_counts_once(open_page, site, database):
    page = open_page("/questions/six-one-brace/", java_script_enabled=False)
    before = answers(site)
    page.locator("input[name=answer][value='400']").check()
    database.goes()
    with page.expect_response("**/questions/six-one-brace/") as told:
        page.get_by_role("button", name="Send").first.click()
    assert (told.value.status, told.value.headers["retry-after"]) == (503, "10")
    expect(page.locator("main")).to_contain_text("What you sent was right, and it is not saved")
    database.comes_back()
    page.reload()  # a browser asks whether to send the form again
    expect(page.locator(".verdict")).to_have_text("400 it is.")
    page.reload()
    expect(page.locator(".verdict")).to_have_text("400 it is.")
    assert answers(site) == before + 1


def test_a_page_that_could_not_be_drawn_leads_to_itself(open_page, database):
    page = open_page("/quizzes/")
    database.goes()
    page.goto("/progress/?from=quizzes")
    expect(page.locator("h1")).to_have_text("The database does not answer")
    database.comes_back()
    page.get_by_role("link", name="Ask again").click()
    expect(page.locator("h1")).not_to_have_text("The database does not answer")
    assert page.url.endswith("/progress/?from=quizzes")
