"""Answering with the mouse, with letters, with digits and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE, wait_for_behaviours


def chosen(page):
    return page.locator(".asking input[name=answer]:checked")


def send(page):
    page.get_by_role("button", name="Send the answer").first.click()


def test_a_newcomer_answers_the_scenario_on_the_home_page_and_is_told_why(open_page):
    page = open_page("/", **PHONE)
    page.locator(".keys .key").first.tap()
    page.get_by_role("button", name="Send the answer").tap()
    expect(page.locator(".graded h3").first).to_contain_text("Why ")
    assert page.url.endswith("/"), "the answer was graded in place"


def test_a_letter_chooses_the_option_beside_it(open_page):
    page = open_page("/questions/six-one-brace/")
    second = page.locator(".asking input[name=answer]").nth(1).get_attribute("value")
    page.keyboard.press("b")
    assert chosen(page).get_attribute("value") == second


def test_three_typed_digits_choose_the_code_and_fill_the_status_line(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.type("422")
    assert chosen(page).get_attribute("value") == "422"
    expect(page.locator(".digits")).to_have_value("422")
    expect(page.locator(".reason-phrase")).to_have_text("Unprocessable Content")


def test_the_arrow_keys_move_between_the_options_and_the_status_line_follows(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".digits")).to_have_value(chosen(page).get_attribute("value"))


def test_digits_of_a_code_that_is_not_offered_choose_nothing_and_say_so(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.press("a")
    page.keyboard.type("599")
    assert chosen(page).count() == 0
    expect(page.locator(".reason-phrase")).to_have_text("is not offered here")


def test_an_enter_in_the_status_line_sends_the_answer(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.type("400")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_text("400 it is.")


def test_the_verdict_gets_the_focus_and_is_said_in_the_live_region(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.type("422")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text(page.locator(".verdict").inner_text())


def test_sending_nothing_keeps_the_form_and_says_what_is_missing(open_page):
    page = open_page("/questions/six-one-brace/")
    send(page)
    expect(page.locator(".problem")).to_contain_text("Nothing is chosen yet")
    expect(page.locator(".asking")).to_be_visible()


def test_i_do_not_know_is_explained_too(open_page):
    page = open_page("/questions/six-one-brace/")
    page.get_by_role("button", name="I don't know").click()
    expect(page.locator(".verdict")).to_have_text("You did not know. It is 400.")


def test_enter_on_the_verdict_goes_on_to_the_next_question(open_page):
    page = open_page("/quizzes/six-requests/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/1/")
    wait_for_behaviours(page)
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")


def test_an_answer_that_the_network_swallowed_is_kept_and_can_be_sent_again(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.type("400")
    page.context.set_offline(True)
    send(page)
    expect(page.locator(".problem")).to_contain_text("send it again when the network is back")
    page.context.set_offline(False)
    send(page)
    expect(page.locator(".verdict")).to_have_text("400 it is.")


def test_an_answer_that_the_server_had_no_time_for_is_kept_and_can_be_sent_again(open_page):
    page = open_page("/questions/six-one-brace/")
    page.keyboard.type("400")
    busy = {"status": 503, "headers": {"Retry-After": "10", "HX-Reswap": "none"}, "body": "Too many at once."}
    page.route("**/questions/six-one-brace/", lambda route: route.fulfill(**busy), times=1)
    send(page)
    expect(page.locator(".problem")).to_contain_text("Nothing was lost here: send it again in ten seconds.")
    assert chosen(page).get_attribute("value") == "400"
    send(page)
    expect(page.locator(".verdict")).to_have_text("400 it is.")


PAGE = '<section data-focus tabindex="-1"><h1>No</h1><p data-problem>Wait 9 seconds.</p><a href="/">Start</a></section>'


@pytest.mark.parametrize("status", [403, 413, 429, 500, 503])
def test_what_was_typed_stays_where_the_site_says_no_with_its_own_words(open_page, status):
    page = open_page("/questions/success-four-notes-of-a-chime/")
    page.locator(".editor").fill("HTTP/1.1 404 Not Found")
    refusal = {"status": status, "headers": {"Content-Type": "text/html", "Retry-After": "9"}, "body": PAGE}
    page.route("**/questions/*/", lambda route: route.fulfill(**refusal), times=1)
    send(page)
    expect(page.get_by_role("alert")).to_have_text("Wait 9 seconds.")
    expect(page.locator(".editor")).to_have_value("HTTP/1.1 404 Not Found")
    expect(page.get_by_role("button", name="Send the answer")).to_be_focused()
    send(page)
    expect(page.locator(".verdict")).to_be_visible()
    assert page.get_by_role("alert").count() == 0


@pytest.mark.parametrize(("status", "words"), [(429, "Wait 9 seconds."), (502, "The server does not answer just now")])
def test_a_search_that_is_refused_while_it_is_typed_keeps_its_hits_and_goes_on(open_page, status, words):
    page = open_page("/search/?q=retry")
    refusal = {"status": status, "headers": {"Content-Type": "text/html"}, "body": PAGE if status == 429 else "away"}
    page.route("**/search/?q=*", lambda route: route.fulfill(**refusal), times=1)
    page.locator("#q").fill("teapot")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.locator("#hits")).to_contain_text("Retry-After")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").fill("418")
    expect(page.locator("#hits")).not_to_contain_text("Retry-After")
    assert page.get_by_role("alert").count() == 0


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_a_whole_quiz_can_be_taken_without_javascript(open_page, options):
    page = open_page("/quizzes/six-requests/", java_script_enabled=False, **options)
    page.get_by_role("button", name="Begin").click()
    for _ in range(6):
        page.locator(".keys input").first.check()
        send(page)
        page.locator("[data-next]").click()
    expect(page.locator("h1")).to_contain_text("of 6:")


def test_a_check_in_a_lesson_is_answered_without_javascript(open_page):
    page = open_page("/lessons/who-are-you/", java_script_enabled=False)
    check = page.locator(".check").first
    check.locator(".keys input").first.check()
    check.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".verdict")).to_be_visible()
    page.get_by_role("link", name="Back to the lesson").click()
    page.wait_for_url("**/lessons/who-are-you/#*")
