"""A contact sheet of every page, light and dark, 390 px and 1280 px wide, to be looked at before a change is done.

Writes one PNG a page and variant, and `index.html` with all of them, into the folder `screenshots/`.
"""

import html
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import authors, classes, kinds, refusals
from tests.browser.chromium import launch
from tests.running import ROOT, RunningSite, running_site

WIDTHS = {390: 844, 1280: 900}
FRESH = {
    "home": "/",
    "lessons": "/lessons/",
    "lesson": "/lessons/who-are-you/",
    "lesson-caching": "/lessons/caching-and-conditions/",
    "codes": "/codes/",
    "code": "/codes/409/",
    "code-reserved": "/codes/306/",
    "code-unregistered": "/codes/299/",
    "cheatsheet": "/cheatsheet/",
    "search": "/search/?q=retry-after",
    "search-empty": "/search/?q=unicorn",
    "quizzes": "/quizzes/",
    "quiz": "/quizzes/six-requests/",
    "question": "/questions/requests-half-a-sign-up/",
    "progress-empty": "/progress/",
    "my-reports-empty": "/reports/",
    "my-data-empty": "/accounts/",
    "sign-up": "/accounts/sign-up/",
    "sign-in": "/accounts/sign-in/",
    "not-found": "/nothing/here/",
}


def contact_sheet(folder: Path, only: str = "") -> list[str]:
    """Take every picture whose name matches ``only``; returns their file names."""
    folder.mkdir(exist_ok=True)
    taken: list[str] = []
    with running_site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        worlds = authors.begin(site, "ines"), classes.begin(site, "clara")
        for theme in ("light", "dark"):
            for width, height in WIDTHS.items():
                taken += _variant(browser, site, folder, only, theme, width, height, *worlds)
        browser.close()
    (folder / "index.html").write_text(_index(taken), encoding="utf-8")
    return taken


def _variant(
    browser: Browser,
    site: RunningSite,
    folder: Path,
    only: str,
    theme: str,
    width: int,
    height: int,
    world: authors.World,
    taught: classes.ClassWorld,
) -> list[str]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce", base_url=site.url
    )
    page = context.new_page()
    taken: list[str] = []

    def shot(name: str) -> None:
        if re.search(only, name):
            page.wait_for_load_state("networkidle")
            file = f"{name}-{theme}-{width}.png"
            page.screenshot(path=folder / file, full_page=True)
            taken.append(file)

    for name, address in FRESH.items():
        if re.search(only, name):
            page.goto(address)
            shot(name)
    if not only.startswith(("author", "class", "refused")):  # their own pages need none of these walks
        _kinds(page, shot)
        _exam(page, shot)
        _answered(page, shot, f"ada-{theme}-{width}")
    if not only or only.startswith("refused"):
        context.clear_cookies()
        for name in refusals.pages(page, site):
            shot(name)
    if any(re.search(only, name) for name in (*authors.addresses(world), "author-not-published")):
        context.clear_cookies()
        _authored(page, shot, world)
    if any(
        re.search(only, name)
        for name in (*classes.addresses(taught), *classes.public(taught), *classes.learning(taught)[1])
    ):
        context.clear_cookies()
        _taught(page, shot, taught)
    context.close()
    return taken


def _kinds(page: Page, shot) -> None:  # type: ignore[no-untyped-def]
    """Each kind of question, filled in and graded."""
    for kind in kinds.QUESTIONS:
        page.goto(kinds.address(kind))
        kinds.fill(page)
        shot(f"kind-{kind}-asked")
        page.get_by_role("button", name="Send the answer").click()
        page.locator(".verdict").wait_for()
        shot(f"kind-{kind}-graded")


def _exam(page: Page, shot) -> None:  # type: ignore[no-untyped-def]
    """An exam from its first page to its result, and another try in practice."""
    page.goto("/quizzes/trial-exam/")
    shot("exam")
    page.get_by_role("button", name="Begin the exam").click()
    for number in range(1, 9):
        page.locator(f"main form[action$='/{number}/']").wait_for()
        kinds.fill(page)
        page.locator("input[name=confidence]").nth(number % 3).check()
        if number % 3 == 0:
            page.locator("input[name=flagged]").check()
        page.locator("[data-state=saved]").wait_for()
        if number in {2, 6}:
            shot(f"exam-question-{number}")
        page.get_by_role("button", name="Save and go on").click()
    page.locator("main form[action$='/9/']").wait_for()
    page.get_by_role("button", name="Summary").click()
    page.wait_for_url("**/hand-in/")
    shot("exam-summary")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result/")
    shot("exam-result")
    for name, address, begin in (("practice-of-twenty", "final", "Begin"), ("exam-of-forty", "exam", "Begin the exam")):
        page.goto(f"/quizzes/{address}/")
        page.get_by_role("button", name=begin).click()
        page.locator("main form[action$='/1/']").wait_for()
        page.goto(page.url.replace("/1/", "/17/"))
        shot(name)
    page.get_by_role("button", name="Summary").click()
    page.get_by_role("button", name="Hand in").click()  # under way, it would keep its questions from the rest
    page.wait_for_url("**/result/")
    page.goto("/quizzes/write-the-response/")
    shot("practice-with-tries")
    page.get_by_role("button", name="Begin").click()
    page.locator(".editor").fill("HTTP/1.1 418 Teapot")
    page.get_by_role("button", name="Send the answer").click()
    page.locator(".again").wait_for()
    shot("practice-another-try")


def _answered(page: Page, shot, name: str) -> None:  # type: ignore[no-untyped-def]
    """The states that answering leads to, up to an account."""
    page.goto("/")
    page.locator(".asking .keys .key").first.click()
    shot("home-chosen")
    page.get_by_role("button", name="Send the answer").click()
    page.locator(".graded").wait_for()
    shot("home-graded")
    page.goto("/quizzes/six-requests/")
    page.get_by_role("button", name="Begin").click()
    for number in range(6):
        page.locator(".asking").wait_for()
        if number == 0:
            shot("quiz-question")
            page.get_by_role("button", name="Send the answer").click()
            page.locator(".problem").wait_for()
            shot("quiz-nothing-chosen")
        page.locator(".asking .keys .key").nth(number % 3).click()
        page.get_by_role("button", name="Send the answer").click()
        page.locator(".graded").wait_for()
        if number in {0, 2, 4}:
            shot(f"quiz-graded-{number}")
        page.locator("[data-next]").click()
    page.locator("h1").wait_for()
    shot("quiz-result")
    page.goto("/lessons/who-are-you/")
    check = page.locator(".check").first
    check.locator(".keys .key").nth(1).click()
    check.get_by_role("button", name="Send the answer").click()
    page.locator(".check .graded").wait_for()
    page.reload()
    page.locator("#outline .done").first.wait_for(state="attached")
    shot("lesson-read")
    page.goto("/progress/")
    shot("progress")
    page.goto("/accounts/sign-up/")
    page.get_by_role("button", name="Create the account").click()
    shot("sign-up-refused")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill("a long enough phrase")
    page.get_by_label("Password, once more").fill("a long enough phrase")
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/progress/?welcome=1")
    page.goto("/accounts/")
    shot("my-data")
    page.goto("/accounts/password/")
    shot("change-password")
    page.goto("/quizzes/")
    shot("quizzes-taken")


def _authored(page: Page, shot, world: authors.World) -> None:  # type: ignore[no-untyped-def]
    """The pages of authors, and what publishing refuses."""
    authors.sign_in(page, world)
    for name, address in authors.addresses(world).items():
        page.goto(address)
        shot(name)
    page.goto(authors.addresses(world)["author-draft"])
    page.locator("button[name=do][value=publish]").first.click()
    page.locator(".edit-summary").wait_for()
    shot("author-not-published")


def _taught(page: Page, shot, world: classes.ClassWorld) -> None:  # type: ignore[no-untyped-def]
    """The pages of a class: what anybody sees, and what its teacher does."""
    for name, address in classes.public(world).items():
        page.goto(address)
        shot(name)
    authors.sign_in(page, world)
    for name, address in classes.addresses(world).items():
        page.goto(address)
        shot(name)
    page.context.clear_cookies()
    learner, pages = classes.learning(world)
    authors.sign_in(page, learner)
    for name, address in pages.items():
        page.goto(address)
        shot(name)


def _index(files: list[str]) -> str:
    names = sorted({file.rsplit("-", 2)[0] for file in files})
    rows = []
    for name in names:
        pictures = "".join(
            f'<a href="{file}"><img src="{file}" alt="{html.escape(file)}" loading="lazy"></a>'
            for file in sorted(files)
            if file.rsplit("-", 2)[0] == name
        )
        rows.append(f"<section><h2>{name}</h2><div>{pictures}</div></section>")
    style = (
        "body{font:16px system-ui;margin:2rem;background:#888}"
        "div{display:flex;gap:1rem;align-items:start;flex-wrap:wrap}"
        "img{width:22rem;max-height:40rem;object-fit:cover;object-position:top;border:1px solid #000}"
    )
    return f"<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>{style}</style>{''.join(rows)}"


if __name__ == "__main__":
    pictures = contact_sheet(ROOT / "screenshots", sys.argv[1] if len(sys.argv) > 1 else "")
    print(f"{len(pictures)} pictures; open screenshots/index.html")
