"""The pages of a class's people in a real browser: accessible, fitting, quiet, and of use without JavaScript."""

import re

import pytest

from tests.browser import authors, classes
from tests.browser.chromium import PHONE
from tests.browser.test_every_page import found_by_axe, listened_to


@pytest.fixture(scope="module")
def clara(site):
    return classes.begin(site, "clara")


def looked_at(page, width):
    page.wait_for_load_state("networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found_by_axe(page) + ([f"{wide} px wide"] if wide > width else [])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_class_are_accessible_fit_and_are_quiet(open_page, clara, site, theme, width):
    page = open_page("/", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    foreign, complaints = listened_to(page, site)
    found = {}
    for address in classes.public(clara).values():
        page.goto(address)
        found[address] = looked_at(page, width)
    authors.sign_in(page, clara)
    for address in classes.addresses(clara).values():
        assert page.goto(address).status == 200, address
        found[f"taught {address}"] = looked_at(page, width)
    page.goto(classes.addresses(clara)["class-roster"])
    page.get_by_label("Or the table, pasted").fill("name;number;shoe\nDmitri;17;\nGrete Hermann;18;")
    page.get_by_role("button", name="Look what it would change").click()
    found["plan"] = looked_at(page, width)
    page.goto(classes.addresses(clara)["class-people"])
    page.get_by_role("button", name="New slips for all who were never here").click()
    found["slips"] = looked_at(page, width)
    page.context.clear_cookies()
    learner, pages = classes.learning(clara)
    authors.sign_in(page, learner)
    for address in pages.values():
        assert page.goto(address).status == 200, address
        found[f"learning {address}"] = looked_at(page, width)
    assert {address: problems for address, problems in found.items() if problems} == {}
    assert (foreign, complaints) == ([], [])


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_navigation_fits_on_a_phone(open_page, width):
    page = open_page("/classes/", viewport={"width": width, "height": 700})
    edges = page.evaluate(
        "[...document.querySelectorAll('.top nav a')].map(link => link.scrollWidth > link.clientWidth"
        " || link.getBoundingClientRect().right > innerWidth)"
    )
    assert edges == [False] * 6


def test_a_phone_without_javascript_joins_and_comes_back_by_its_code(open_page, clara):
    page = open_page("/classes/", java_script_enabled=False, **PHONE)
    page.get_by_label("The code on the wall").fill(clara.made["code"].lower())
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Your name in this class").fill("Grace")
    page.get_by_role("button", name="Join the class").click()
    code = page.locator(".big-code").inner_text()
    page.get_by_role("link", name="I have it: to the class").click()
    assert page.get_by_text("The class knows you as Grace").is_visible()
    page.context.clear_cookies()
    page.goto("/accounts/code/")
    page.get_by_label("Personal code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=re.compile("7b physics")).click()
    assert page.get_by_text("The class knows you as Grace").is_visible()


def test_a_keyboard_is_enough_to_join(open_page, clara):
    page = open_page("/join/")
    page.get_by_label("The code on the wall").focus()
    page.keyboard.type(clara.made["code"])
    page.keyboard.press("Enter")
    page.get_by_label("Your name in this class").wait_for()
    page.get_by_label("Your name in this class").focus()
    page.keyboard.type("Hedy")
    page.keyboard.press("Enter")
    page.locator(".big-code").wait_for()
    assert "as Hedy" in page.locator("main").inner_text()
