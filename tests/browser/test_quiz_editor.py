"""The editor of a quiz in a real browser: order by keyboard and by drag, finding, counting, and nothing lost."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE, wait_for_behaviours
from tests.browser.kinds import tab_to
from tests.browser.test_every_page import found_by_axe
from tests.browser.test_kinds import drag
from tests.running import ROOT

PASSWORD = "a long enough pass phrase"


@pytest.fixture(scope="module")
def signed_in(site, chromium):
    """What a browser keeps of an instructor who is signed in."""
    context = chromium.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/accounts/sign-up/")
    page.fill("[name=username]", "quiz-editor")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_role("link", name="quiz-editor").wait_for()
    command = [sys.executable, "manage.py", "appoint", "quiz-editor", "instructor"]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_editor(open_page, signed_in):
    """Begin a quiz with the first questions that a search finds, and open it."""

    def opened(number=3, **options):
        page = open_page("/author/quizzes/new/", storage_state=signed_in, **options)
        page.fill("[name=title]", "Week 2")
        page.get_by_role("button", name="Begin the quiz").click()
        for _ in range(number):
            before = page.locator(".pick").count()
            page.locator("#found button").first.click()
            expect(page.locator(".pick")).to_have_count(before + 1)
        if options.get("java_script_enabled", True):
            wait_for_behaviours(page)
        return page

    return opened


def titles(page):
    return page.locator(".pick-what b").all_inner_texts()


def save(page):
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("Saved. Nobody else sees it").wait_for()


def test_a_pick_is_moved_with_the_keyboard_and_keeps_the_focus(open_editor):
    page = open_editor()
    one, two, three = titles(page)
    page.locator("[name=summary]").focus()
    tab_to(page, "[data-move='1']")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert titles(page) == [two, three, one]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Up: {one}"
    assert page.locator("#announcement").inner_text() == "Step 3 of 3"
    save(page)
    assert titles(page) == [two, three, one]


def test_a_pick_is_dragged_to_another_place(open_editor):
    page = open_editor(reduced_motion="reduce")  # while a page fades in, nothing of it can be taken hold of
    one, two, three = titles(page)
    page.locator("[data-grip]").nth(1).evaluate("grip => grip.scrollIntoView({block: 'center'})")  # an edge scrolls
    drag(page, page.locator("[data-grip]").first, page.locator("[data-grip]").nth(2))
    assert titles(page) == [two, three, one]
    save(page)
    assert titles(page) == [two, three, one]


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_picks_are_moved_and_taken_out_without_javascript(open_editor, options):
    page = open_editor(java_script_enabled=False, **options)
    one, two, three = titles(page)
    page.get_by_role("button", name=f"Down: {one}").click()
    assert titles(page) == [two, one, three]
    page.get_by_role("button", name=f"Take out: {two}").click()
    assert titles(page) == [one, three]


def test_adding_a_question_saves_what_was_typed(open_editor):
    page = open_editor(1)
    page.fill("[name=summary]", "Typed before.")
    page.locator("[name=mark-0]").fill("2.5")
    page.locator("#found button").first.click()
    expect(page.locator(".pick")).to_have_count(2)
    assert page.locator("[name=summary]").input_value() == "Typed before."
    assert page.locator("[name=mark-0]").input_value() == "2.5"


def test_a_search_finds_while_one_types_and_leaves_the_form_alone(open_editor):
    page = open_editor(0)
    page.fill("[name=summary]", "Typed before.")
    page.fill("#find-q", "no question says this")
    expect(page.locator("#found")).to_contain_text("No question is like that.")
    assert page.locator("[name=summary]").input_value() == "Typed before."


def test_enter_in_the_title_saves_and_moves_nothing(open_editor):
    page = open_editor()
    before = titles(page)
    page.locator("[name=title]").press("Enter")
    page.get_by_text("Saved. Nobody else sees it").wait_for()
    assert titles(page) == before


def test_a_rule_counts_while_it_is_written(open_editor):
    page = open_editor(0)
    page.get_by_role("button", name="Add a rule").click()
    wait_for_behaviours(page)
    page.locator("[name=from-0]").select_option("mine")
    expect(page.locator("#finds-0")).to_have_text("finds 0 of 5")
    page.locator("[name=from-0]").select_option("course")
    expect(page.locator("#finds-0")).not_to_contain_text("of 5")


def test_what_was_refused_has_the_focus(open_editor):
    page = open_editor(0)
    page.get_by_role("button", name="Save and publish").first.click()
    page.get_by_text("Saved, and not published").wait_for()
    wait_for_behaviours(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "refused"


def test_a_change_that_is_not_saved_is_said(open_editor):
    page = open_editor(0)
    note = page.locator("[data-unsaved-note]")
    expect(note).to_be_hidden()
    page.fill("[name=summary]", "Typed.")
    expect(note).to_be_visible()
    save(page)
    expect(note).to_be_hidden()


def test_what_is_typed_before_the_scripts_have_come_is_said_to_be_unsaved_too(open_editor):
    page = open_editor(0)
    waiting = []
    page.route("**/unsaved*.js", lambda route: waiting.append(route))  # noqa: PLW0108 - takes no bound C function
    page.reload(wait_until="commit")
    page.fill("[name=summary]", "Typed.")
    while not waiting:
        page.wait_for_timeout(20)
    waiting[0].continue_()
    expect(page.locator("[data-unsaved-note]")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_editor, theme):
    page = open_editor(2, color_scheme=theme, reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page.get_by_role("button", name="Add a rule").click()
    page.locator(".rule-fields summary").click()
    assert (found_by_axe(page), page.evaluate("document.documentElement.scrollWidth")) == ([], 390)
    page.get_by_role("button", name="Save and publish").first.click()
    page.get_by_text("Saved, and not published").wait_for()
    assert found_by_axe(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_a_quiz_is_listed_and_tried(open_editor, theme):
    page = open_editor(1, color_scheme=theme, reduced_motion="reduce")
    page.get_by_role("link", name="Try it as a learner").click()
    page.get_by_role("button", name="I don't know").wait_for()
    asked = found_by_axe(page)
    page.get_by_role("button", name="I don't know").click()
    page.locator(".verdict").wait_for()
    graded = found_by_axe(page)
    page.goto("/author/quizzes/")
    assert (asked, graded, found_by_axe(page)) == ([], [], [])
