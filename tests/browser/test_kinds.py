"""Each kind of question by mouse, by keyboard, on a phone and without JavaScript; dragging where it helps."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE
from tests.browser.kinds import QUESTIONS, address, fill, fill_by_keyboard, tab_to
from tests.browser.test_every_page import found_by_axe

SEND = "button[type=submit]:not([name])"


def graded(page):
    expect(page.locator(".verdict")).to_be_visible()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_is_answered_with_the_mouse(open_page, kind):
    page = open_page(address(kind))
    fill(page)
    page.get_by_role("button", name="Send the answer").click()
    graded(page)
    assert page.evaluate("document.activeElement.className") == "verdict"


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_is_answered_with_the_keyboard_alone(open_page, kind):
    page = open_page(address(kind))
    fill_by_keyboard(page)
    tab_to(page, SEND)
    page.keyboard.press("Enter")
    graded(page)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_is_answered_with_a_finger_on_a_phone(open_page, kind):
    page = open_page(address(kind), **PHONE)
    fill(page)
    page.get_by_role("button", name="Send the answer").tap()
    graded(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_is_answered_without_javascript(open_page, kind, options):
    page = open_page(address(kind), java_script_enabled=False, **options)
    fill(page, scripted=False)
    page.get_by_role("button", name="Send the answer").click()
    graded(page)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_i_do_not_know_explains_it(open_page, kind):
    page = open_page(address(kind))
    page.get_by_role("button", name="I don't know").click()
    expect(page.locator(".verdict")).to_contain_text("You did not know.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", QUESTIONS)
def test_axe_finds_nothing_before_and_after_the_answer(open_page, kind, theme):
    page = open_page(address(kind), color_scheme=theme, reduced_motion="reduce")
    fill(page)
    asked = found_by_axe(page)
    page.get_by_role("button", name="Send the answer").click()
    graded(page)
    for summary in page.locator(".graded summary").all():
        summary.click()
    assert (asked, found_by_axe(page)) == ([], [])


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_does_not_scroll_sideways_on_a_narrow_phone(open_page, kind):
    page = open_page(address(kind), viewport={"width": 320, "height": 640})
    asked = page.evaluate("document.documentElement.scrollWidth")
    fill(page)
    page.get_by_role("button", name="Send the answer").click()
    graded(page)
    assert (asked, page.evaluate("document.documentElement.scrollWidth")) == (320, 320)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_what_is_pressed_is_at_least_44_pixels_high(open_page, kind):
    page = open_page(address(kind), **PHONE)
    selector = ".key, .go, .plain, .mover:visible, .chip, .wire-line, .question select:visible, .typed-text, summary"
    small = page.locator(f"main :is({selector.replace(':visible', '')})").evaluate_all(
        "nodes => nodes.filter(n => n.offsetHeight && n.offsetHeight < 44).map(n => n.className + n.textContent.trim())"
    )
    assert small == []


def drag(page, start, end):
    """From the middle of one element to the middle of another, in steps, as a hand does."""
    start.wait_for()
    one, two = start.bounding_box(), end.bounding_box()
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    page.mouse.down()
    page.mouse.move(two["x"] + two["width"] / 2, two["y"] + two["height"] / 2 + 4, steps=8)
    page.mouse.up()


def test_a_code_is_dragged_onto_its_situation(open_page):
    page = open_page(address("match"))
    chip = page.locator("[data-chip]").nth(2)
    drag(page, chip, page.locator("[data-slot]").first)
    assert page.locator(".pairs select").first.input_value() == chip.get_attribute("data-chip")


def test_a_code_that_is_dropped_beside_the_situations_changes_nothing(open_page):
    page = open_page(address("match"))
    drag(page, page.locator("[data-chip]").first, page.locator("h1"))
    assert page.locator(".pairs select").first.input_value() == ""


def test_a_step_is_dragged_to_another_place(open_page):
    page = open_page(address("order"))
    before = page.locator(".step-text").all_inner_texts()
    drag(page, page.locator("[data-grip]").first, page.locator("[data-grip]").nth(2))
    assert page.locator(".step-text").all_inner_texts()[2] == before[0]
    assert [select.input_value() for select in page.locator(".steps select").all()] == [
        str(number) for number in range(1, len(before) + 1)
    ]


def test_moving_a_step_by_its_arrow_keeps_the_focus_on_it(open_page):
    page = open_page(address("order"))
    text = page.locator(".step-text").first.inner_text()
    tab_to(page, "[data-move='1']")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator(".step-text").nth(2).inner_text() == text


def test_no_more_than_the_number_to_choose_can_be_ticked(open_page):
    page = open_page(address("several"))
    boxes = page.locator(".keys input")
    for number in range(4):
        boxes.nth(number).check()
    expect(boxes.nth(5)).to_be_disabled()
    boxes.nth(0).uncheck()
    expect(boxes.nth(5)).to_be_enabled()
