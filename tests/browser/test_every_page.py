"""What holds on every page: axe finds nothing, the console is quiet, nothing is fetched from elsewhere."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import authors, refusals
from tests.browser.kinds import fill

PAGES = [
    "/",
    "/lessons/",
    "/lessons/who-are-you/",
    "/lessons/redirection/",
    "/lessons/server-errors/",
    "/codes/",
    "/codes/409/",
    "/codes/306/",
    "/codes/299/",
    "/cheatsheet/",
    "/search/?q=retry",
    "/search/?q=unicorn",
    "/quizzes/",
    "/quizzes/six-requests/",
    "/quizzes/trial-exam/",
    "/questions/six-one-brace/",
    "/progress/",
    "/reports/",
    "/accounts/",
    "/accounts/sign-up/",
    "/accounts/sign-in/",
    "/nothing/here/",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def found_by_axe(page):
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [(found["id"], [node["target"] for node in found["nodes"]][:3]) for found in results.response["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page(open_page, theme, width):
    page = open_page("/", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    found = {}
    for address in PAGES:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if violations := found_by_axe(page):
            found[address] = violations
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_an_exam(open_page, theme, width):
    page = open_page(
        "/quizzes/trial-exam/", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page.get_by_role("button", name="Begin the exam").click()
    found = {}
    for number in (1, 2):
        page.locator(f"main form[action$='/{number}/']").wait_for()
        fill(page)
        page.locator("input[name=flagged]").check()
        page.locator("[data-state=saved]").wait_for()
        found[f"question {number}"] = found_by_axe(page)
        page.get_by_role("button", name="Save and go on").click()
    page.locator("main form[action$='/3/']").wait_for()
    page.get_by_role("button", name="Summary").click()
    page.wait_for_url("**/hand-in/")
    found["summary"] = found_by_axe(page)
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")
    found["result"] = found_by_axe(page)
    page.locator(".numbered a").first.click()
    page.locator(".verdict").wait_for()
    found["review"] = found_by_axe(page)
    assert {name: violations for name, violations in found.items() if violations} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_states_that_answering_leads_to(open_page, theme):
    page = open_page("/quizzes/six-requests/", color_scheme=theme, reduced_motion="reduce")
    page.get_by_role("button", name="Begin").click()
    found = {}
    for number in range(6):
        page.get_by_role("button", name="Send the answer").click()
        page.locator(".problem").wait_for()
        found[f"refused {number}"] = found_by_axe(page)
        page.locator(".keys .key").nth(number % 3).click()
        found[f"chosen {number}"] = found_by_axe(page)
        page.get_by_role("button", name="Send the answer").click()
        page.locator(".verdict").wait_for()
        page.locator("summary").last.click()
        found[f"graded {number}"] = found_by_axe(page)
        page.locator("[data-next]").click()
        page.wait_for_load_state()
    for address in (page.url, "/progress/", "/accounts/", "/quizzes/"):
        page.goto(address)
        found[address] = found_by_axe(page)
    assert {name: violations for name, violations in found.items() if violations} == {}


@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 1280)])
def test_the_pages_that_say_no_are_accessible_fit_and_are_quiet(open_page, site, theme, width):
    page = open_page("/", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    foreign, complaints = listened_to(page, site)
    found = {}
    for name in refusals.pages(page, site):
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[name] = found_by_axe(page) + ([f"{wide} px wide"] if wide > width else [])
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert (foreign, complaints) == ([], [])
    assert len(found) == 11


@pytest.fixture(scope="module")
def irene(site):
    return authors.begin(site, "irene")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_authors_are_accessible_fit_and_are_quiet(open_page, irene, site, theme, width):
    page = open_page("/", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    authors.sign_in(page, irene)
    foreign, complaints = listened_to(page, site)
    found = {}
    for address in authors.addresses(irene).values():
        assert page.goto(address).status == 200, address
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[address] = found_by_axe(page) + ([f"{wide} px wide"] if wide > width else [])
    assert {address: problems for address, problems in found.items() if problems} == {}
    assert (foreign, complaints) == ([], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_publishing_is_refused_and_a_preview_is_asked_for(open_page, irene, theme):
    page = open_page("/", color_scheme=theme, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    authors.sign_in(page, irene)
    page.goto(authors.addresses(irene)["author-draft"])
    page.locator("button[name=do][value=publish]").first.click()
    page.locator(".edit-summary").wait_for()
    refused = found_by_axe(page)
    page.goto(authors.addresses(irene)["author-editor"])
    page.locator("button[name=do][value=preview]").first.click()
    page.locator("#preview").wait_for()
    assert (refused, found_by_axe(page)) == ([], [])


def listened_to(page, site):
    """Two lists that fill: what the page fetches from elsewhere, and what it complains of."""
    foreign, complaints = [], []
    page.on("request", lambda request: request.url.startswith(site.url) or foreign.append(request.url))
    # Chromium logs every 4xx as an error; those are this site's subject and not a fault.
    page.on(
        "console",
        lambda said: (
            said.type in {"error", "warning"}
            and "Failed to load resource" not in said.text
            and complaints.append(said.text)
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return foreign, complaints


def test_nothing_is_fetched_from_elsewhere_and_the_policy_is_never_broken(open_page, site):
    page = open_page("/")
    foreign, complaints = listened_to(page, site)
    for address in PAGES:
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert (foreign, complaints) == ([], [])


def test_the_first_page_is_under_40_kilobytes_over_the_wire(open_page):
    page = open_page("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 40 * 1024, f"{sum(sizes)} bytes in {len(sizes)} responses"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(open_page, address):
    page = open_page(address, viewport={"width": 360, "height": 780})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{address} is {wide} px wide"


def test_the_cheat_sheet_prints_on_one_a4_sheet(open_page):
    page = open_page("/cheatsheet/")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type ?/Page\b", pdf)) == 1


def test_touch_targets_are_at_least_44_pixels_high(open_page):
    page = open_page("/questions/six-one-brace/", viewport={"width": 390, "height": 844})
    selector = ".key, .go, .plain, .top a, .bottom nav a, .theme label"
    small = page.locator(selector).evaluate_all(
        "nodes => nodes.filter(n => n.offsetHeight && n.offsetHeight < 44).map(n => n.textContent.trim())"
    )
    assert small == []
