"""A small quiz whose figures can be computed by hand, for the tests of statistics."""

from html import unescape

from tests.factories import NOW, make_answer, make_attempt, make_learner, make_question, make_quiz

# Both best answers are 404. Marks (1, 1), (1, 1), (1, 0), (0, 0).
CODES = ((404, 404), (404, 404), (404, 410), (410, 400))


def take(quiz, questions, *codes, learner=None, at=NOW, **more):
    """An attempt of somebody, finished then, with these codes chosen."""
    attempt = make_attempt(quiz=quiz, questions=questions, learner=learner or make_learner(), **more)
    for code in codes:
        make_answer(attempt=attempt, code=code, at=at)
    return attempt


def make_taken(*rows, owner=None, **more):
    """A quiz of two questions with these attempts, each of another learner."""
    questions = [make_question(title=title, owner=owner) for title in ("The lost teapot", "The old kettle")]
    quiz = make_quiz(questions=questions, owner=owner, **more)
    for codes in rows or CODES:
        take(quiz, questions, *codes)
    return quiz


def cells(response, region):
    """The rows of a page's table, each as its words, by the id that names its region."""
    text = response.content.decode()
    table = text.split(region, 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [[unescape(_words(cell)) for cell in row.split("<t")[1:]] for row in table.split("<tr>")[1:]]


def _words(cell):
    inside = cell.split(">", 1)[1]
    out, tag = "", False
    for letter in inside:
        tag = letter == "<" or (tag and letter != ">")
        out += "" if tag or letter == ">" else letter
    return " ".join(out.split())
