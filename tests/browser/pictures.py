"""The pictures of docs/authoring.md, taken anew from a running site: each a part of a page, in the light theme."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import authors
from tests.browser.chromium import launch
from tests.running import ROOT, running_site

MOST = 120_000  # bytes of one picture
WIDTH = 1040  # px


@dataclass(frozen=True)
class Picture:
    """A part of a page: from the top of ``begins``, ``height`` px high, and from the left edge ``width`` px wide."""

    page: str
    begins: str
    height: int
    press: str = ""
    wait: str = ""
    width: int = WIDTH


PICTURES = {
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


def take(folder: Path) -> list[Path]:
    with running_site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(
            base_url=site.url, viewport={"width": WIDTH, "height": 900}, color_scheme="light", reduced_motion="reduce"
        )
        page = context.new_page()
        world = authors.begin(site, "ines")
        authors.sign_in(page, world)
        places = authors.addresses(world)
        taken = [_take(page, places[each.page], each, folder / f"authoring-{n}.png") for n, each in PICTURES.items()]
        browser.close()
    return taken


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
