"""The editor of a question in a browser: by keyboard from nothing to published, two at once, a lost network."""

import json
import subprocess
import sys
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PHONE, wait_for_behaviours
from tests.browser.refusals import closed
from tests.browser.test_every_page import found_by_axe
from tests.running import ROOT

SAVES = "**/draft/"
PHRASE = "a long enough pass phrase"
_number = count(1)
BEGIN = """
import json, sys
from random import Random
from django.utils import timezone
from statuscourse.accounts.models import Learner, User
from quizzes.actions import authoring
from quizzes.models import Question
name, kinds = {name!r}, {kinds!r}
user = User(username=name, role="instructor")
user.set_password({phrase!r})
user.save()
Learner.objects.create(user=user)
for kind in kinds:
    kind, _colon, whole = kind.partition(":")
    shipped = Question.objects.shipped().filter(kind=kind, retired_at=None).first()
    own = {{"id": f"own-{{name}}-{{kind}}", "topic": "own"}}
    source = (shipped.source() if whole else {{"kind": kind, "difficulty": 2, "agreement": "agreed"}}) | own
    authoring.create_question(owner=user, source=source, now=timezone.now(), rng=Random(1))
"""
READ = """
import json
from quizzes.models import Question
item = Question.objects.select_related("current").get(pk={id!r})
print(json.dumps([item.state, item.draft_version, item.working_copy]))
"""


def shell(site, code):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def open_editor(site, open_page):
    """Sign in as a new instructor with questions of these kinds, empty ones or (``code:whole``) as shipped."""

    def opened(*kinds, **options):
        name = f"ines{next(_number)}"
        shell(site, BEGIN.format(name=name, kinds=kinds, phrase=PHRASE))
        page = open_page("/accounts/sign-in/", **options)
        page.get_by_label("User name").fill(name)
        page.get_by_label("Password").fill(PHRASE)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(f"/author/questions/own-{name}-{kinds[0].partition(':')[0]}/")
        if options.get("java_script_enabled", True):
            wait_for_behaviours(page)
            page.locator(".scripted-editor").wait_for()
        return page

    return opened


def stored(site, page):
    """State, version and entry of the question on disk."""
    name = page.url.split("/questions/")[1].split("/")[0]
    return json.loads(shell(site, READ.format(id=name)).strip().split("\n")[-1])


def saved(page):
    expect(page.locator("[data-saving]")).to_have_attribute("data-state", "saved")


WHY = "It says what speaks for or against this code, in a whole sentence."


def test_a_question_is_written_and_published_by_keyboard_alone(open_editor, site):
    page = open_editor("code")
    page.locator("#id_title").focus()
    press, write = page.keyboard.press, page.keyboard.insert_text
    write("The teapot that is not there")
    press("Tab")
    write("A client asks for a teapot that nobody has ever heard of, and not for the first time.")
    to(page, "id_options-0-code")
    for number, (code, verdict) in enumerate([("400", "w"), ("404", "b"), ("410", "a")]):
        assert page.evaluate("document.activeElement.id") == f"id_options-{number}-code"
        write(code)
        press("Tab")
        press(verdict)  # a select takes its first letter
        press("Tab")
        write(f"{code}: {WHY}")
        to(page, f"id_options-{number + 1}-code" if number < 2 else "add-options")
    press("Enter")
    expect(page.locator("#id_options-3-code")).to_be_focused()
    write("403")
    press("Tab")
    press("Tab")
    write(f"403: {WHY}")
    page.locator("button[name=up][value=options-3]").focus()
    press("Enter")
    expect(page.locator("button[name=up][value=options-2]")).to_be_focused()
    press("Enter")
    expect(page.locator("button[name=up][value=options-1]")).to_be_focused()
    to(page, "id_decided_by-0")
    write("RFC 9110, 15.5.5")
    saved(page)
    to(page, "publish-it")
    press("Enter")
    page.wait_for_url("**/?done=published")
    state, _version, entry = stored(site, page)
    assert (state, [row["code"] for row in entry["options"]]) == ("published", [400, 403, 404, 410])


def to(page, name):
    """Go on with Tab to a field by its id, or to a button."""
    where = {
        "add-options": "e => e.name === 'add' && e.value === 'options'",
        "publish-it": "e => e.value === 'publish'",
    }.get(name, f"e => e.id === {name!r}")
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"({where})(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_what_is_typed_is_saved_and_shown_beside(open_editor, site):
    page = open_editor("code:whole")
    page.locator("#id_title").fill("Typed just now")
    saved(page)
    expect(page.locator(".preview-title")).to_have_text("Typed just now")
    assert (stored(site, page)[1], stored(site, page)[2]["title"]) == (2, "Typed just now")


def test_on_a_phone_the_preview_takes_the_place_of_the_form_and_gives_it_back(open_editor):
    page = open_editor("code:whole", **PHONE)
    page.locator("#id_options-1-why").fill("Written on the way to a lecture, and looked at before it begins.")
    page.get_by_role("button", name="Preview", exact=True).tap()
    expect(page.locator(".preview-title")).to_be_in_viewport()
    expect(page.locator("#id_title")).to_be_hidden()
    page.get_by_role("button", name="Back to writing").tap()
    expect(page.locator("#id_options-1-why")).to_be_in_viewport()


def test_another_answer_is_chosen_and_its_feedback_read(open_editor):
    page = open_editor("code:whole")
    verdict = page.locator(".preview .verdict").inner_text()
    page.locator(".told-key").nth(1).click()
    expect(page.locator(".preview .verdict")).not_to_have_text(verdict)
    expect(page.locator(".told-key input").nth(1)).to_be_focused()


def test_an_exchange_that_is_not_right_is_told_at_its_field_while_it_is_typed(open_editor):
    page = open_editor("code:whole")
    page.locator("#id_exchange").fill("GET /x HTTP/1.1\nnot a field")
    expect(page.locator("#wire-exchange")).to_contain_text("Line 2: not a header field")
    assert page.evaluate("document.activeElement.id") == "id_exchange"


def test_through_a_lost_network_nothing_is_lost_and_it_says_so(open_editor, site):
    page = open_editor("code:whole")
    page.context.set_offline(True)
    page.locator("#id_title").fill("Typed in a tunnel")
    expect(page.locator("[data-saving]")).to_contain_text("Not saved: reconnecting")
    assert stored(site, page)[1] == 1
    page.context.set_offline(False)
    saved(page)
    assert (stored(site, page)[1], stored(site, page)[2]["title"]) == (2, "Typed in a tunnel")


def test_a_closed_site_is_named_and_gets_what_was_written_when_it_is_open(open_editor, site):
    page = open_editor("code:whole")
    with closed(site):
        page.locator("#id_title").fill("Typed at night")
        expect(page.locator("[data-saving]")).to_contain_text("Not saved: the site is closed for maintenance.")
        assert stored(site, page)[1] == 1
    saved(page)
    assert (stored(site, page)[1], stored(site, page)[2]["title"]) == (2, "Typed at night")


def test_a_reload_in_between_keeps_what_was_not_saved(open_editor, site):
    page = open_editor("code:whole")
    page.route(SAVES, lambda route: route.abort())
    page.locator("#id_title").fill("Typed in a tunnel")
    expect(page.locator("[data-saving]")).to_have_attribute("data-state", "lost")
    page.unroute(SAVES)
    page.reload()
    expect(page.locator("#id_title")).to_have_value("Typed in a tunnel")
    assert stored(site, page)[2]["title"] == "Typed in a tunnel"


def test_two_windows_are_told_of_each_other_and_merge(open_editor, site):
    page = open_editor("code:whole")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".scripted-editor").wait_for()
    page.locator("#id_title").fill("Of the first window")
    saved(page)
    other.locator("#id_scenario").fill("Another situation, written in the second window, at some length.")
    expect(other.locator("[data-saving]")).to_contain_text("changed this question meanwhile")
    assert stored(site, page)[2]["title"] == "Of the first window"
    other.get_by_role("button", name="Compare and merge").click()
    other.get_by_role("heading", name="Two versions of this question").wait_for()
    other.locator("input[name='keep:title'][value=theirs]").check()
    assert found_by_axe(other) == []
    other.get_by_role("button", name="Merge and save").click()
    other.wait_for_url("**/?done=merged")
    entry = stored(site, page)[2]
    assert (entry["title"], entry["scenario"].startswith("Another situation")) == ("Of the first window", True)


def test_without_a_script_rows_come_and_go_and_the_preview_is_a_button(open_editor):
    page = open_editor("one", java_script_enabled=False)
    page.locator("#id_title").fill("Kept")
    page.get_by_role("button", name="Add an option").click()
    expect(page.locator("#id_options-3-text")).to_be_focused()
    page.locator("#id_options-3-text").fill("A fourth")
    page.get_by_role("button", name="Remove option 1").click()
    expect(page.locator("#id_options-0-text")).to_have_value("A fourth")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview-title")).to_have_text("Kept")


@pytest.mark.parametrize(
    "options", [{"color_scheme": "dark"}, {**PHONE, "color_scheme": "light"}], ids=["wide", "phone"]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(open_editor, options):
    kinds = ("code:whole", "order:whole", "fault:whole", "write:whole", "several:whole", "type")
    page = open_editor(*kinds, **options, reduced_motion="reduce")
    complaints = []
    page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
    found = {}
    names = [kind.partition(":")[0] for kind in kinds]
    for kind in names:
        page.goto(page.url.rsplit("-", 1)[0] + f"-{kind}/")
        page.locator(".scripted-editor").wait_for()
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        found[kind] = found_by_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (found, complaints) == ({kind: [] for kind in names}, [])
