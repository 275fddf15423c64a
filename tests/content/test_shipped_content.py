"""What ships: no problems, and every promise that the course makes about its size and its cover."""

from collections import Counter

import pytest
from django.conf import settings

from quizzes.core.bank import MISTAKES, PAIRS
from quizzes.core.kinds import KINDS
from statuscourse.actions import read_content
from statuscourse.protocol.registry import registry

ARTICLE = (
    200,
    201,
    202,
    204,
    206,
    301,
    302,
    304,
    307,
    308,
    400,
    401,
    403,
    404,
    405,
    409,
    410,
    422,
    429,
    500,
    502,
    503,
    504,
)
LESSONS = {
    "http-and-rest", "status-line", "success", "redirection", "caching-and-conditions", "bad-requests", "who-are-you",
    "resource-and-state", "limits-and-retries", "server-errors", "common-mistakes", "error-body", "methods",
    "audit-your-api",
}  # fmt: skip


@pytest.fixture(scope="module")
def content():
    return read_content(settings.COURSE_CONTENT, settings.COURSE_BANK)


@pytest.fixture(scope="module")
def bank(content):
    return content[0]


@pytest.fixture(scope="module")
def course(content):
    return content[1]


@pytest.fixture(scope="module")
def questions(bank):
    return {question.id: question for _, question in bank.questions()}


@pytest.fixture(scope="module")
def quizzes(bank):
    return {quiz.slug: quiz for quiz in bank.quizzes}


def test_nothing_is_to_mend(content):
    assert [str(problem) for problem in content[2]] == []


# Questions


def test_there_are_at_least_260_questions(questions):
    assert len(questions) >= 260


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_there_are_at_least_15_questions_of_each_other_kind(questions, kind):
    assert sum(question.kind == kind for question in questions.values()) >= 15


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_each_kind_is_asked_in_every_topic(bank, kind):
    asked = {topic for topic, question in bank.questions() if question.kind == kind}
    assert {topic.topic for topic in bank.topics} - asked - {"six"} == set()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "code"])
def test_of_each_kind_some_questions_have_a_hint(questions, kind):
    assert sum(bool(question.hints) for question in questions.values() if question.kind == kind) >= 3


@pytest.mark.parametrize("credit", ["all-or-nothing", "proportional", "proportional-with-penalty"])
def test_every_rule_of_credit_is_used(questions, credit):
    assert any(getattr(question, "credit", "") == credit for question in questions.values())


def test_the_right_text_is_not_always_at_the_same_place(questions):
    """In the file; on the page they are shuffled."""
    asked = [question for question in questions.values() if question.kind in {"one", "situation"}]
    places = Counter([option.verdict for option in question.options].index("best") for question in asked)
    assert max(places.values()) < len(asked) / 2


def test_the_right_text_is_not_always_the_longest(questions):
    asked = [question for question in questions.values() if question.kind in {"one", "situation"}]
    longest = [max(question.options, key=lambda option: len(option.text)).verdict == "best" for question in asked]
    assert sum(longest) < len(asked) * 0.45


@pytest.mark.parametrize("code", ARTICLE)
def test_each_code_of_the_article_is_best_at_least_four_times(questions, code):
    assert sum(question.best == code for question in questions.values()) >= 4


@pytest.mark.parametrize("pair", PAIRS)
def test_each_look_alike_has_at_least_three_questions(questions, pair):
    assert sum(pair in question.pairs for question in questions.values()) >= 3


@pytest.mark.parametrize("pair", PAIRS)
def test_of_a_look_alike_each_code_is_best_somewhere(questions, pair):
    best = {question.best for question in questions.values() if pair in question.pairs}
    assert best - {None} == PAIRS[pair]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_common_mistake_has_at_least_three_questions(questions, mistake):
    assert sum(question.mistake == mistake for question in questions.values()) >= 3


def test_at_least_25_questions_are_contested(questions):
    assert sum(question.agreement == "contested" for question in questions.values()) >= 25


def test_every_offered_code_is_explained(questions):
    codes = [question for question in questions.values() if question.kind == "code"]
    assert [question.id for question in codes if any(len(option.why) < 40 for option in question.options)] == []


def test_no_two_questions_tell_the_same_scenario(questions):
    twice = [text for text, count in Counter(q.scenario for q in questions.values()).items() if count > 1]
    assert twice == []


def test_the_best_answer_is_not_always_at_the_same_place(questions):
    asked = [question for question in questions.values() if question.kind == "code"]
    places = Counter(question.codes.index(question.best) / (len(question.codes) - 1) for question in asked)
    assert max(places.values()) < len(asked) / 2


def test_every_question_is_decided_by_something_that_can_be_looked_up(questions):
    assert [q.id for q in questions.values() if not any(text.strip() for text in q.decided_by)] == []


# Quizzes


def test_every_lesson_has_a_quiz_under_its_own_address(course, quizzes):
    """The last link of a lesson leads to /quizzes/<its slug>/."""
    assert [lesson.head.slug for lesson in course.lessons if lesson.head.slug not in quizzes] == []


def test_the_quiz_of_a_lesson_belongs_to_it(course, quizzes):
    slugs = [lesson.head.slug for lesson in course.lessons]
    assert [slug for slug in slugs if quizzes[slug].lesson != slug] == []


def test_every_lesson_has_a_mixed_quiz_of_every_kind(course, bank, quizzes):
    topics = {lesson.head.slug: lesson.head.topic for lesson in course.lessons}
    drawn = {slug: quizzes[f"{slug}-mixed"].draw for slug in topics}
    assert {slug: (draw.topics, draw.kinds, draw.spread) for slug, draw in drawn.items()} == {
        slug: ([topic], [], "kinds") for slug, topic in topics.items()
    }


def test_there_is_an_exam_of_forty_questions_with_a_limit(quizzes):
    exam = quizzes["exam"]
    assert (exam.behaviour.mode, exam.draw.number, exam.behaviour.minutes) == ("exam", 40, 75)


def test_there_is_a_mixed_quiz_that_is_drawn_from_everything(quizzes):
    assert (quizzes["mixed"].draw.topics, quizzes["mixed"].draw.number >= 5) == ([], True)


def test_the_final_has_twenty_questions(quizzes):
    assert (quizzes["final"].draw.number, quizzes["final"].draw.topics) == (20, [])


def test_the_six_scenarios_of_the_article_are_one_quiz(bank, quizzes, questions):
    asked = bank.quiz_question_ids(quizzes["six-requests"])
    assert [questions[question_id].best for question_id in asked] == [400, 401, 403, 404, 409, 429]


def test_every_topic_is_asked_in_some_quiz(bank):
    assert {topic.topic for topic in bank.topics} - {quiz.topic for quiz in bank.quizzes} == set()


def test_no_quiz_asks_a_question_twice(bank):
    asked = {quiz.slug: bank.quiz_question_ids(quiz) for quiz in bank.quizzes}
    assert [slug for slug, ids in asked.items() if len(ids) != len(set(ids))] == []


def test_a_quiz_of_a_lesson_has_at_least_six_questions(bank, quizzes):
    short = [quiz.slug for quiz in quizzes.values() if not quiz.draw and len(bank.quiz_question_ids(quiz)) < 6]
    assert short == []


def test_no_two_quizzes_share_an_address(bank):
    assert len({quiz.slug for quiz in bank.quizzes}) == len(bank.quizzes)


def test_no_check_is_in_the_quiz_of_its_lesson(bank, course, quizzes):
    both = {
        lesson.head.slug: {section.check for section in lesson.sections}
        & set(bank.quiz_question_ids(quizzes[lesson.head.slug]))
        for lesson in course.lessons
    }
    assert {slug: ids for slug, ids in both.items() if ids} == {}


# Lessons


def test_the_lessons_of_the_plan_are_there(course):
    assert {lesson.head.slug for lesson in course.lessons} == LESSONS


def test_lessons_are_numbered_without_gaps(course):
    assert [lesson.head.order for lesson in course.lessons] == list(range(1, len(course.lessons) + 1))


def test_every_section_has_a_check(course):
    assert [section.id for lesson in course.lessons for section in lesson.sections if not section.check] == []


def test_a_check_is_about_the_section_that_it_ends(course, questions):
    wrong = [
        section.check
        for lesson in course.lessons
        for section in lesson.sections
        if questions[section.check].section != f"{lesson.head.slug}#{section.id}"
    ]
    assert wrong == []


def test_a_prerequisite_comes_before(course):
    order = {lesson.head.slug: lesson.head.order for lesson in course.lessons}
    late = [
        lesson.head.slug
        for lesson in course.lessons
        for slug in lesson.head.prerequisites
        if order[slug] >= lesson.head.order
    ]
    assert late == []


def test_every_lesson_shows_an_exchange(course):
    shown = {lesson.head.slug: [b.kind for s in lesson.sections for b in s.blocks] for lesson in course.lessons}
    assert [slug for slug, kinds in shown.items() if "exchange" not in kinds] == []


def test_at_least_every_second_section_says_what_the_specification_says(course):
    for lesson in course.lessons:
        told = sum(any(block.kind == "spec" for block in section.blocks) for section in lesson.sections)
        assert told * 2 >= len(lesson.sections), lesson.head.slug


def test_every_code_of_the_course_is_named_in_a_lesson(course):
    words = " ".join(section.words for lesson in course.lessons for section in lesson.sections)
    assert [code for code, status in registry().items() if status.in_course and str(code) not in words] == []


def test_every_diagram_is_shown(course):
    shown = {
        block.title
        for lesson in course.lessons
        for s in lesson.sections
        for block in s.blocks
        if block.kind == "diagram"
    }
    opening = {block.title for lesson in course.lessons for block in lesson.opening if block.kind == "diagram"}
    assert set(course.diagrams) - shown - opening == set()


# Reference


def test_every_registered_code_has_an_entry(course):
    assert set(course.entries) == set(registry())


def test_every_code_of_the_course_has_an_exchange(course):
    needed = [code for code, status in registry().items() if status.in_course]
    assert (len(needed), [code for code in needed if not course.entries[code].exchange]) == (37, [])


def test_half_lines_fit_the_map(course):
    assert [code for code, entry in course.entries.items() if len(entry.in_short) > 60] == []


def test_look_alikes_know_each_other(course):
    names = {
        frozenset(pair) for pair in ((401, 403), (400, 422), (404, 410), (409, 412), (301, 308), (200, 204), (429, 503))
    }
    known = {frozenset({code, other.code}) for code, entry in course.entries.items() for other in entry.look_alikes}
    assert names - known == set()
