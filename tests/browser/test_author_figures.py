"""Statistics in a browser: counting goes on by itself, and axe finds nothing on the pages."""

import subprocess
import sys

import pytest

from tests.browser.test_every_page import found_by_axe
from tests.running import ROOT

PLACE = "/author/quizzes/bench-statistics/statistics/"
# Six hundred attempts: more than are counted before a page is shown.
SETUP = """
from statuscourse.accounts.models import Learner, User
from tests.load import figures
figures.ANSWERS = 6_000
figures.store_attempts(figures.make_quiz())
user = User(username="ines", role="instructor")
user.set_password("a long enough phrase")
user.save()
Learner.objects.create(user=user)
"""


@pytest.fixture(scope="module")
def answered(site):
    words = [sys.executable, "manage.py", "shell", "-c", SETUP]
    subprocess.run(words, cwd=ROOT, env=site.environment, check=True, capture_output=True)


@pytest.fixture
def as_ines(answered, open_page):
    def opened(**options):
        page = open_page("/accounts/sign-in/", reduced_motion="reduce", **options)
        page.get_by_label("User name").fill("ines")
        page.get_by_label("Password").fill("a long enough phrase")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/progress/**")
        return page

    return opened


def test_counting_goes_on_by_itself_until_all_attempts_are_in(as_ines):
    page = as_ines()
    page.goto(PLACE)
    page.locator(".readings dd", has_text="600").wait_for()
    assert page.locator("#counting").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_leaves_the_screen(as_ines, theme, width):
    page = as_ines(color_scheme=theme, viewport={"width": width, "height": 850})
    found = {}
    for address in (PLACE, "/author/quizzes/mixed/statistics/", "/author/confusion/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[address] = (found_by_axe(page), over)
    page.goto(PLACE)
    page.locator(".items th a").last.click()
    page.wait_for_url("**/author/questions/**")
    found["question"] = (found_by_axe(page), 0)
    assert set(map(str, found.values())) == {"([], 0)"}


def test_a_wide_table_keeps_its_questions_in_sight(as_ines):
    page = as_ines(viewport={"width": 360, "height": 850})
    page.goto(PLACE)
    page.locator(".items").evaluate("box => box.scrollLeft = 400")
    assert page.locator(".items th a").last.bounding_box()["x"] >= 0
