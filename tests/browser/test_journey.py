"""From the first visit to an account, with nothing lost on the way."""

from playwright.sync_api import expect


def answer_first_option(page):
    page.locator(".asking .keys .key").first.click()
    page.get_by_role("button", name="Send the answer").first.click()
    page.locator(".graded").first.wait_for()


def test_a_newcomer_answers_reads_takes_a_quiz_signs_up_and_loses_nothing(open_page):
    page = open_page("/")
    answer_first_option(page)
    page.goto("/lessons/redirection/")
    page.locator("[data-read]").first.click()
    expect(page.locator("#outline .done")).to_have_count(1)
    page.goto("/quizzes/six-requests/")
    page.get_by_role("button", name="Begin").click()
    for _ in range(6):
        answer_first_option(page)
        page.locator("[data-next]").click()
    expect(page.locator("h1")).to_contain_text("of 6:")
    page.goto("/accounts/sign-up/")
    page.get_by_label("User name").fill("newcomer")
    page.get_by_label("Password", exact=True).fill("a long enough phrase")
    page.get_by_label("Password, once more").fill("a long enough phrase")
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/progress/?welcome=1")
    readings = page.locator(".readings").inner_text().split("\n")
    assert readings[-1].startswith("7 "), "seven answers came along"
    assert readings[readings.index("sections read") + 1].startswith("1 of ")
    expect(page.locator(".account")).to_have_text("newcomer")


def test_a_quiz_that_was_left_goes_on_where_it_was(open_page):
    page = open_page("/quizzes/six-requests/")
    page.get_by_role("button", name="Begin").click()
    answer_first_option(page)
    page.goto("/")
    page.goto("/quizzes/six-requests/")
    page.get_by_role("button", name="Go on: 1 of 6 answered").click()
    page.wait_for_url("**/2/")


def test_an_answered_check_marks_its_section_as_read_in_the_outline(open_page):
    page = open_page("/lessons/success/")
    expect(page.locator("#outline")).to_contain_text("0 of")
    answer_first_option(page)
    page.reload()
    expect(page.locator("#outline .done")).to_have_count(1)


def test_the_chosen_theme_stays_chosen_on_the_next_page(open_page):
    page = open_page("/", color_scheme="light")
    page.get_by_label("Dark").check()
    page.goto("/codes/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(18, 19, 21)"


def test_searching_finds_while_one_types(open_page):
    page = open_page("/search/")
    page.get_by_role("searchbox").press_sequentially("409")
    expect(page.locator("#hits li").first).to_contain_text("409 Conflict")


def test_an_exchange_can_be_copied_as_curl(open_page):
    page = open_page("/lessons/who-are-you/", permissions=["clipboard-read", "clipboard-write"])
    details = page.locator("details.curl").first
    details.locator("summary").click()
    details.get_by_role("button", name="Copy").click()
    expect(details.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -i https://")


def test_a_check_answered_in_place_says_under_its_section_that_it_was_read(open_page):
    page = open_page("/lessons/success/")
    expect(page.locator("#outline")).to_contain_text("0 of")
    answer_first_option(page)
    expect(page.locator(".read-mark")).to_have_count(1)
    expect(page.locator("#outline")).to_contain_text("1 of")


def test_an_answer_graded_in_place_keeps_its_scenario_in_sight(open_page):
    page = open_page("/questions/six-one-brace/")
    scenario = page.locator(".scenario").inner_text()
    answer_first_option(page)
    expect(page.locator(".graded .scenario")).to_have_text(scenario)


def test_what_was_left_in_the_middle_is_offered_on_the_home_page(open_page):
    page = open_page("/quizzes/six-requests/")
    page.get_by_role("button", name="Begin").click()
    answer_first_option(page)
    page.goto("/")
    page.get_by_role("link", name="Go on: Six requests, six codes").click()
    expect(page.get_by_role("button", name="Go on: 1 of 6 answered")).to_be_visible()
