"""A working copy as learners would see it: drawn like a stored revision, and remembered by no cache."""

import pytest
from hypothesis import given

from quizzes.core.grading import unknown
from quizzes.core.interchange.checking import SourceRefused
from quizzes.models import Question
from quizzes.reports import feedback, shown_question
from quizzes.reports.feedback import _feedback_html, _question_html, _row_html
from quizzes.reports.questions import _shown_question
from quizzes.reports.trying import feedback_for, shown_source
from tests.bodies import KINDS, PARTLY, RIGHT, WRONG, stored
from tests.quizzes.core.test_sketching import half_written

CACHES = (_feedback_html, _question_html, _row_html, _shown_question)


@pytest.mark.parametrize("kind", KINDS)
def test_a_working_copy_is_drawn_like_its_revision(make_question, kind):
    item = make_question(kind=kind)
    tried, kept = shown_source(item.source(), item), shown_question(item.current_id)
    assert (tried.scenario, tried.exchange, tried.asking, tried.code) == (
        kept.scenario,
        kept.exchange,
        kept.asking,
        kept.code,
    )
    assert {row.key: row.why for row in tried.items} == {row.key: row.why for row in kept.items}
    assert tried.revision == 0


@pytest.mark.parametrize(("answers", "kind"), [(each, kind) for each in (RIGHT, PARTLY, WRONG) for kind in each])
def test_the_feedback_reads_like_that_of_an_answer(make_question, make_answer, answers, kind):
    item = make_question(kind=kind)
    recorded = feedback(make_answer(question=item, response=stored(answers, kind)))
    tried = feedback_for(item.source(), item, stored(answers, kind))
    assert (tried.verdict, tried.mark, tried.headline) == (recorded.verdict, recorded.mark, recorded.headline)
    report = f'<a href="/reports/new/{item.current_id}/">Something wrong with this question?</a>'
    html = recorded.html.replace(report, "")  # there is nothing to report of what nobody was asked
    assert sorted(tried.html.split("<")) == sorted(html.split("<"))  # texts may stand in another order


@pytest.mark.parametrize("kind", KINDS)
def test_who_does_not_know_is_told_too(make_question, kind):
    item = make_question(kind=kind)
    assert feedback_for(item.source(), item, unknown(kind)).is_unknown


@pytest.mark.parametrize("kind", KINDS)
def test_no_cache_keeps_anything_of_a_working_copy(make_question, kind):
    item = make_question(kind=kind)
    before = [cached.cache_info().currsize for cached in CACHES]
    assert feedback_for(item.source(), item, stored(RIGHT, kind)).html
    assert [cached.cache_info().currsize for cached in CACHES] == before


def test_two_working_copies_do_not_show_each_other(make_question):
    item = make_question()
    source = item.source()
    first = feedback_for(source, item, stored(RIGHT, "code")).html
    options = [{**row, "why": "Another reason altogether, in a whole sentence."} for row in source["options"]]
    second = feedback_for({**source, "options": options}, item, stored(RIGHT, "code")).html
    assert "Another reason altogether" in second
    assert "Another reason altogether" not in first


def test_what_cannot_be_graded_says_what_is_missing(make_question):
    item = make_question()
    with pytest.raises(SourceRefused) as refused:
        feedback_for({**item.source(), "options": []}, item, unknown("code"))
    assert "options" in {problem.place for problem in refused.value.problems}


@given(half_written())
def test_anything_that_is_half_written_can_be_drawn(entry):
    item = Question(pk="tests-a", kind=entry["kind"], topic="tests")
    assert shown_source(entry, item).revision == 0
