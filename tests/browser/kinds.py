"""One shipped question of each kind, and how it is answered by mouse and by keyboard."""

QUESTIONS = {
    "code": "six-one-brace",
    "situation": "success-till-and-ledger",
    "one": "success-save-without-a-tag",
    "several": "success-save-with-a-new-order",
    "match": "success-wind-tunnel",
    "order": "classes-auction-room-opens",
    "fault": "classes-cable-strain-socket",
    "type": "success-index-at-the-end",
    "write": "success-four-notes-of-a-chime",
}
WRITTEN = "HTTP/1.1 404 Not Found\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n"


def address(kind):
    return f"/questions/{QUESTIONS[kind]}/"


def kind_of(page):
    """The kind of the question that a page asks."""
    marks = {
        ".pairs": "match",
        ".steps": "order",
        ".wire": "fault",
        ".typed-text": "type",
        ".editor": "write",
        ".digits": "code",
        ".keys [type=checkbox]": "several",
    }
    return next((kind for mark, kind in marks.items() if page.locator(mark).count()), "one")


def fill(page, *, scripted=True):
    """Answer with the mouse, whatever the kind."""
    kind = kind_of(page)
    if kind == "match":
        for select in page.locator(".pairs select").all():
            select.select_option(index=1)
    elif kind == "order" and scripted:
        page.locator("[data-move='1']").first.click()
    elif kind == "order":
        for number, select in enumerate(page.locator(".steps select").all(), start=1):
            select.select_option(str(number))
    elif kind == "fault":
        page.locator(".wire-line").nth(1).click()
    elif kind == "type":
        page.locator(".typed-text").fill("Retry-After")
    elif kind == "write":
        page.locator(".editor").fill(WRITTEN)
    else:
        page.locator(".keys .key").nth(1).click()


def fill_by_keyboard(page):
    """Answer without a mouse, from the top of the page."""
    kind = kind_of(page)
    if kind in {"code", "situation", "one", "several"}:
        page.keyboard.press("b")
        return
    targets = {"match": ".pairs select", "order": "[data-move='1']", "fault": ".wire input", "type": ".typed-text"}
    tab_to(page, targets.get(kind, ".editor"))
    if kind == "match":
        for _ in page.locator(".pairs select").all():
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
    elif kind == "order":
        page.keyboard.press("Enter")
    elif kind == "fault":
        page.keyboard.press("Space")
    else:
        page.keyboard.press("Control+a")
        page.keyboard.type("Retry-After" if kind == "type" else WRITTEN)


def tab_to(page, selector):
    """Press Tab until something that matches has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")
