"""The pictures of docs/authoring.md and docs/classroom.md, taken anew from a running site: parts of pages, light."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import authors, taught
from tests.browser.chromium import launch
from tests.running import ROOT, running_site

MOST = 120_000  # bytes of one picture
WIDTH = 1040  # px
SHOWN = "http://192.168.1.20:8000"  # the site's address as pages tell it to a class


@dataclass(frozen=True)
class Picture:
    """A part of a page: from the top of ``begins``, ``height`` px high, and from the left edge ``width`` px wide."""

    page: str
    begins: str
    height: int
    press: str = ""
    wait: str = ""
    width: int = WIDTH


AUTHORING = {
    "list": Picture("author", ".apart", 560),
    "editor": Picture("author-editor", "main h1", 640),
    "refused": Picture("author-draft", ".edit-summary", 310, "button[value=publish]", ".edit-summary", 606),
    "regrade": Picture("author-regrade", "#preview", 310),
    "quiz": Picture("author-quiz", "#questions-title", 600, width=626),
    "import": Picture("author-plan", "main h1", 560),
    "statistics": Picture("author-quiz-statistics", "main h1", 640),
    "confusion": Picture("author-confusion", "main h1", 760),
    "report": Picture("author-report", "main .caption", 540),
}
CLASSROOM = {
    "code": Picture("code", ".wall", 380),
    "people": Picture("people", "main h1", 480),
    "assign": Picture("new-assignment", "main h1", 640),
    "convention": Picture("convention", "main h1", 460),
    "gradebook": Picture("gradebook", "main h1", 660),
    "insight": Picture("insight", "main h1", 620),
    "live": Picture("screen", ".live-head", 610),
}


def take(folder: Path) -> list[Path]:
    with running_site(SITE_URL=SHOWN) as site, sync_playwright() as playwright:
        browser = launch(playwright)
        world, class_world = authors.begin(site, "ines"), taught.begin(site, "clara")
        taken = _all(browser, site.url, world, authors.addresses(world), "authoring", AUTHORING, folder)
        taken += _all(browser, site.url, class_world, taught.addresses(class_world), "classroom", CLASSROOM, folder)
        browser.close()
    return taken


def _all(
    browser: Browser,
    url: str,
    world: Any,
    places: dict[str, str],
    document: str,
    pictures: dict[str, Picture],
    folder: Path,
) -> list[Path]:
    """The pictures of one document, as the person of its world sees the pages."""
    context = browser.new_context(
        base_url=url, viewport={"width": WIDTH, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    authors.sign_in(page, world)
    return [_take(page, places[each.page], each, folder / f"{document}-{name}.png") for name, each in pictures.items()]


def _take(page: Page, address: str, picture: Picture, file: Path) -> Path:
    page.goto(address)
    if picture.press:
        page.locator(picture.press).first.click()
        page.locator(picture.wait).wait_for()
    page.wait_for_load_state("networkidle")
    box = page.locator(picture.begins).first.evaluate(
        "node => { const at = node.getBoundingClientRect(); return at.top + scrollY; }"
    )
    clip = {"x": 0.0, "y": max(0.0, box - 16), "width": float(picture.width), "height": float(picture.height)}
    page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]
    if file.stat().st_size > MOST:
        raise RuntimeError(f"{file.name} has {file.stat().st_size} bytes, more than {MOST}: crop it")
    return file


if __name__ == "__main__":
    print(*(file.name for file in take(ROOT / "docs")), sep="\n")
