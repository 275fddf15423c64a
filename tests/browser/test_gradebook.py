"""The gradebook in a browser: its heads stay, arrow keys walk it, nothing hides the focus, axe finds nothing."""

import json
import subprocess
import sys

import pytest

from tests.browser.chromium import PHONE
from tests.browser.test_every_page import found_by_axe
from tests.running import ROOT

# Forty learners by twelve assignments: more than any window shows.
SETUP = """
import json
from statuscourse.accounts.models import Learner, User
from tests.classrooms.factories import make_assignment, make_change, make_class, make_member
user = User(username="gradebook-ines", role="instructor")
user.set_password("a long enough phrase")
user.save()
Learner.objects.create(user=user)
item = make_class(owner=user)
members = [make_member(classroom=item) for _ in range(40)]
quizzes = [make_assignment(classroom=item, lesson="who-are-you") for _ in range(12)]
make_change(assignment=quizzes[0], member=members[0])
print(json.dumps(f"/classes/{item.pk}/gradebook/"))
"""


@pytest.fixture(scope="module")
def place(site):
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", SETUP]
    done = subprocess.run(words, cwd=ROOT, env=site.environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def gradebook(place, open_page):
    def opened(**options):
        page = open_page("/accounts/sign-in/", reduced_motion="reduce", **options)
        page.get_by_label("User name").fill("gradebook-ines")
        page.get_by_label("Password").fill("a long enough phrase")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/progress/**")
        page.goto(place)
        page.wait_for_load_state("networkidle")
        return page

    return opened


def cell(page, row, column):
    return page.locator(f".gradebook tr >> nth={row}").locator(f"xpath=*[{column + 1}]")


def test_arrow_keys_walk_from_cell_to_cell_and_past_the_totals(gradebook):
    page = gradebook()
    cell(page, 1, 2).locator("a").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.parentElement.cellIndex") == 3
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.parentElement.cellIndex") == 0


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_heads_stay_and_do_not_hide_what_has_the_focus(gradebook, options):
    page = gradebook(**options)
    cell(page, 1, 2).locator("a").focus()
    for key in ["ArrowDown"] * 39 + ["ArrowRight"] * 11 + ["ArrowUp"] * 30 + ["ArrowLeft"] * 8:
        page.keyboard.press(key)
    focused = page.locator(":focus").bounding_box()
    head, name = cell(page, 0, 0).bounding_box(), cell(page, 10, 0).bounding_box()
    assert focused["y"] >= head["y"] + head["height"] - 1
    assert focused["x"] >= name["x"] + name["width"] - 1
    assert page.evaluate("document.querySelector('.gradebook').scrollTop") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(gradebook, scheme):
    page = gradebook(color_scheme=scheme)
    assert found_by_axe(page) == []
    cell(page, 1, 2).locator("a").click()
    page.locator(".grade-cell").wait_for()
    assert found_by_axe(page) == []
