"""/author/export/: which questions, what the format cannot carry, and the file."""

import re
from datetime import date
from html import unescape
from random import Random

import pytest

from quizzes.actions import authoring
from quizzes.core.interchange.formats import FORMATS
from quizzes.models import Question, Share
from quizzes.reports.transfer import loss_told
from tests.factories import NOW, make_question
from tests.quizzes.transfer import entry, imported, own, written
from tests.visitor import text_of

PAGE = "/author/export/"
WRITTEN = [name for name, one in FORMATS.items() if one.write]
KINDS = ("code", "one", "situation", "several", "match", "order", "fault", "type", "write")


def saved(visitor, format="yaml", **query):
    answer = visitor.get(PAGE, {"format": format, "download": "1", **query})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.has_header("Content-Disposition"), text_of(answer)
    return answer


def ids(answer):
    return [found.source["id"] for found in FORMATS["yaml"].read(answer.content).found]


def words(visitor, **query):
    return text_of(visitor.get(PAGE, {"format": "yaml", **query}))


def every_kind():
    return [entry(kind, id=f"tests-{kind}", labels=["week 2"]) for kind in KINDS]


@pytest.mark.parametrize("publish", [None, "on"])
def test_export_import_and_export_again_are_the_same_bytes(ines, publish):
    imported(ines, written(*every_kind()), publish=publish)
    first = saved(ines, drafts="on").content
    Question.objects.filter(owner=ines.user).update(current=None)
    own(ines).delete()
    imported(ines, first, publish=publish)
    assert saved(ines, drafts="on").content == first
    assert len(ids(saved(ines, drafts="on"))) == len(KINDS)


def test_what_is_exported_and_imported_at_once_changes_nothing(ines):
    imported(ines, written(*every_kind()), publish="on")
    before = set(own(ines).values_list("pk", "draft_version"))
    imported(ines, saved(ines).content)
    assert set(own(ines).values_list("pk", "draft_version")) == before


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_has_its_type_and_a_name_to_save_it_under(ines, name, time_machine):
    time_machine.move_to(NOW)
    imported(ines, written(*every_kind()), publish="on")
    answer = saved(ines, name)
    one = FORMATS[name]
    today = date(2026, 11, 22).isoformat()
    assert answer["Content-Type"].partition(";")[0] == one.media_type
    assert answer["Content-Disposition"] == f'attachment; filename="questions-{today}{one.suffixes[0]}"'
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_can_be_taken_over_by_a_colleague(ines, ivan, name):
    sources = [source for source in every_kind() if source["kind"] in FORMATS[name].carries]
    imported(ines, written(*sources), publish="on")
    imported(ivan, saved(ines, name).content, name=f"bank{FORMATS[name].suffixes[0]}")
    assert own(ivan).count() == len(sources)
    assert {tuple(item.working_copy["labels"]) for item in own(ivan)} == {("week 2",)}


def test_what_the_format_cannot_carry_is_named_before(ines):
    imported(ines, written(*every_kind()), publish="on")
    shown = words(ines, format="gift")
    assert "9 questions as Moodle GIFT" in shown
    assert "tests-fault fault: GIFT has no such kind, so this question is left out." in shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("client", "What a client does"),
        ("options: id", "Names of options"),
        ("choose: Moodle lets everything be ticked", "How many to choose: Moodle lets everything be ticked"),
        ("A sentence of its own.", "A sentence of its own."),
    ],
)
def test_a_loss_is_told_in_the_words_of_the_editor(text, told):
    assert loss_told(text) == told


def test_our_own_format_carries_all(ines):
    imported(ines, written(*every_kind()), publish="on")
    assert "This format carries all of them whole." in words(ines)


def test_the_page_leads_to_the_file_of_the_same_selection(ines):
    imported(ines, written(entry(), entry(id="tests-other")), publish="on")
    page = ines.get(PAGE, {"format": "csv", "ids": "tests-own"}).content.decode()
    link = re.search(r'href="(/author/export/\?[^"]+download=1)"', page)[1].replace("&amp;", "&")
    assert ines.get(link).content.decode("utf-8-sig").count("tests-own") == 1
    assert "tests-other" not in ines.get(link).content.decode()


@pytest.fixture
def shelf(ines, ivan):
    """Questions of Ines's in every state, one of Ivan's that he shares and one that he does not."""
    sources = [
        entry("one", id=f"tests-{name}", title=f"The {name} one") for name in ("published", "changed", "retired")
    ]
    imported(ines, written(*sources), publish="on")
    imported(ines, written(entry("match", id="tests-draft", topic="tests", title="The draft one")))
    changed, retired = (Question.objects.get(pk=f"tests-{name}") for name in ("changed", "retired"))
    source = changed.source() | {"title": "Changed since"}
    authoring.save_working_copy(question=changed, source=source, version=1, by=ines.user, now=NOW)
    authoring.retire(question=retired, replaced_by=None, version=retired.draft_version, by=ines.user, now=NOW)
    imported(ivan, written(entry(id="tests-shared"), entry(id="tests-secret")), publish="on")
    shared = Question.objects.get(pk="tests-shared")
    Share.objects.create(question=shared, user=ines.user, right="view", given_at=NOW)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["changed", "published"]),
        ({"drafts": "on"}, ["changed", "draft", "published"]),
        ({"state": "draft"}, ["draft"]),
        ({"state": "changed"}, ["changed"]),
        ({"state": "published"}, ["published"]),
        ({"state": "retired"}, ["retired"]),
        ({"kind": "match", "drafts": "on"}, ["draft"]),
        ({"q": "PUBLISHED one"}, ["published"]),
        ({"owner": "shared"}, ["shared"]),
        ({"ids": "tests-shared, tests-published\ntests-secret"}, ["published", "shared"]),
    ],
)
def test_the_selection_is_that_of_the_list(ines, shelf, query, found):
    assert ids(saved(ines, **query)) == [f"tests-{name}" for name in found]


def test_learners_texts_are_written_unless_drafts_are_asked_for(ines, shelf):
    assert "The changed one" in saved(ines).content.decode()
    assert "Changed since" in saved(ines, drafts="on").content.decode()


def test_what_one_may_not_see_is_not_told_from_what_is_not_there(ines, shelf):
    for name in ("tests-secret", "tests-nothing"):
        assert f"Not here, or not yours to see: {name}" in words(ines, ids=name)


def test_questions_of_the_course_can_be_taken_along(ines):
    answer = saved(ines, owner="course", topic="caching")
    assert set(ids(answer)) == set(
        Question.objects.shipped().filter(topic="caching", retired_at=None).values_list("pk", flat=True)
    )
    assert 'filename="caching-' in answer["Content-Disposition"]


def test_an_empty_selection_says_what_to_do(ines):
    answer = ines.get(PAGE, {"format": "yaml", "download": "1"})
    assert "No question fits these words" in text_of(answer)
    assert not answer.has_header("Content-Disposition")


@pytest.mark.parametrize("query", [{"format": "aiken"}, {"format": "x"}, {"format": "yaml", "kind": "essay"}])
def test_a_choice_that_is_none_is_refused(ines, query):
    assert ines.get(PAGE, query).status_code == 422


def test_a_formula_is_no_formula_in_the_table(ines):
    imported(ines, written(entry(title="=HYPERLINK(1)")))
    assert ",'=HYPERLINK(1)," in saved(ines, "csv", drafts="on").content.decode()


def test_hostile_markdown_is_no_markup_in_a_file_that_holds_markup(ines):
    hostile = "<script>alert(1)</script> and [x](javascript:alert(1)), for more than forty characters."
    imported(ines, written(entry(scenario=hostile)))
    inside = unescape(saved(ines, "moodle-xml", drafts="on").content.decode())
    assert "alert(1)" in inside
    assert not re.search(r"<script|href=.?javascript", inside)


def test_the_page_takes_few_queries_whatever_is_chosen(ines, django_assert_max_num_queries):
    imported(ines, written(*(entry(id=f"tests-own-{number}") for number in range(100))), publish="on")
    with django_assert_max_num_queries(5):
        ines.get(PAGE, {"format": "yaml", "drafts": "on"})


def test_a_learner_is_refused(ada):
    make_question()
    assert ada.get(PAGE, {"format": "yaml", "download": "1", "owner": "all"}).status_code == 403


def test_a_question_of_random_mark_is_found_by_its_id(ines):
    item = authoring.create_question(owner=ines.user, source={"kind": "one", "topic": "tests"}, now=NOW, rng=Random(3))
    assert ids(saved(ines, ids=item.pk, drafts="on")) == [item.pk]
