"""An exam as people take it: by keyboard, without JavaScript, without the network for a while."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE, wait_for_behaviours
from tests.browser.kinds import fill


def at(page, number):
    page.locator(f"main form[action$='/{number}/']").wait_for()


@pytest.fixture
def begun(open_page):
    def begin(**options):
        page = open_page("/quizzes/trial-exam/", **options)
        page.get_by_role("button", name="Begin the exam").click()
        at(page, 1)
        return page

    return begin


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_a_whole_exam_is_taken_without_javascript(begun, options):
    page = begun(java_script_enabled=False, **options)
    for number in range(1, 13):
        at(page, number)
        fill(page, scripted=False)
        page.get_by_role("button", name="Save and go on" if number < 12 else "Summary").click()
    expect(page.locator(".readings dd").first).to_contain_text("12")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("h1")).to_contain_text("of 12")


def test_enter_goes_on_and_not_back(begun):
    page = begun()
    wait_for_behaviours(page)
    page.locator("[data-saving]").wait_for(state="attached")
    fill(page)
    page.get_by_role("button", name="Save and go on").click()
    at(page, 2)
    fill(page)
    page.locator("[data-state=saved]").wait_for()
    page.locator("input[name=confidence]").first.focus()
    page.keyboard.press("Enter")
    at(page, 3)


def test_without_the_network_going_on_waits_and_happens_by_itself(begun):
    page = begun()
    fill(page)
    page.locator("[data-state=saved]").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("[data-saving]")).to_contain_text("The server does not answer: stay here.")
    page.context.set_offline(False)
    at(page, 2)


def test_the_clock_counts_down(begun):
    page = begun()
    first = page.locator(".clock[role=timer]").inner_text()
    expect(page.locator(".clock")).not_to_have_text(first)


def test_an_answer_and_a_flag_are_there_again_when_one_comes_back(begun):
    page = begun()
    fill(page)
    page.locator("input[name=flagged]").check()
    page.locator("[data-state=saved]").wait_for()
    page.get_by_role("button", name="Save and go on").click()
    at(page, 2)
    expect(page.locator(".ticks li").first).to_contain_text("flagged")
    page.get_by_role("button", name="Back").click()
    at(page, 1)
    expect(page.locator("input[name=flagged]")).to_be_checked()


def left_and_right(locator):
    box = locator.bounding_box()
    return box["x"], box["x"] + box["width"]


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "without JavaScript"])
def test_forty_questions_are_one_line_on_a_phone_with_the_current_one_in_view(open_page, scripted):
    page = open_page("/quizzes/exam/", java_script_enabled=scripted, **PHONE)
    page.get_by_role("button", name="Begin the exam").click()
    at(page, 1)
    page.goto(page.url.replace("/1/", "/30/"))
    current = page.locator(".ticks [aria-current]")
    row, tick = page.locator(".ticks").bounding_box(), current.bounding_box()
    assert row["height"] < 2 * tick["height"]
    assert min(tick["width"], tick["height"]) >= 44
    assert 0 <= left_and_right(current)[0] < left_and_right(current)[1] <= 390


def test_the_keyboard_reaches_every_question_of_the_line_and_none_is_hidden(open_page):
    page = open_page("/quizzes/exam/", **PHONE)
    page.get_by_role("button", name="Begin the exam").click()
    at(page, 1)
    ticks = page.locator(".ticks a")
    ticks.nth(0).focus()
    for number in range(1, 40):
        page.keyboard.press("Tab")
        expect(ticks.nth(number)).to_be_focused()
        left, right = left_and_right(ticks.nth(number))
        assert left_and_right(ticks.nth(0))[1] <= left < right <= 390
