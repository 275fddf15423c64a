"""/author/: the questions that somebody sees as an author, filtered, with a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from quizzes.models import Question, Share
from quizzes.reports.shelf import EACH_PAGE
from tests.factories import NOW, make_report
from tests.visitor import Forms, text_of

PIECE = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def only_ours(db):
    """The list without the course's own questions: its tests name what they look for."""
    # Changed long ago: of what has an author that is known, and the two databases put "never" at different ends.
    Question.objects.shipped().update(is_shipped=False, edited_at=NOW - timedelta(days=1000))


def put(ines, make_question, **more):
    """A question of hers; ``more`` that is no part of a body is set on the row."""
    columns = {
        name: more.pop(name) for name in ("difficulty", "problems", "draft", "tags", "edited_at") if name in more
    }
    item = make_question(owner=more.pop("owner", ines.user), **more)
    for name, value in columns.items():
        setattr(item, name, value)
    item.save()
    return item


def listed(visitor, query=""):
    """The titles of the list, in its order."""
    page = visitor.get(f"/author/{query}")
    assert page.status_code == 200
    return [row.title for row in page.context["shelf"].rows]


def test_anonymous_is_sent_to_sign_in(anonymous):
    answer = anonymous.get("/author/?q=teapot")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sign-in/?next=/author/%3Fq%3Dteapot")


def test_a_learner_is_told_whose_pages_these_are(ada):
    answer = ada.get("/author/")
    assert answer.status_code == 403
    assert "written by instructors" in text_of(answer)


def test_an_empty_list_says_what_to_do_next(ines):
    page = ines.get("/author/")
    assert "There is no question yet" in text_of(page)
    assert 'href="/author/questions/new/"' in page.content.decode()


def test_a_row_says_what_there_is_to_know(ines, make_question):
    put(ines, make_question, title="The lost parcel", problems=2, draft={"title": "x"})
    words = text_of(ines.get("/author/"))
    for word in ("The lost parcel", "Which code?", "tests", "404", "published, with changes", "2 problems", "ines"):
        assert word in words


def test_a_colleagues_question_is_not_there(ines, ivan, make_question):
    put(ivan, make_question, title="Not hers")
    assert listed(ines) == []


def test_what_was_shared_is_there_and_can_be_asked_for(ines, ivan, make_question):
    put(ines, make_question, title="Her own")
    item = put(ivan, make_question, title="Shared")
    Share.objects.create(question=item, user=ines.user, right="view", given_at=NOW)
    assert set(listed(ines)) == {"Her own", "Shared"}
    assert listed(ines, "?owner=shared") == ["Shared"]
    assert listed(ines, "?owner=mine") == ["Her own"]


def test_what_comes_with_the_course_is_everybodys_to_read(ines, make_question):
    make_question(title="Shipped")
    put(ines, make_question, title="Her own")
    assert listed(ines, "?owner=course") == ["Shipped"]


def test_an_administrator_sees_everybodys_and_chooses_whose(olga, ines, ivan, make_question):
    put(ines, make_question, title="Of Ines")
    put(ivan, make_question, title="Of Ivan")
    assert {"Of Ines", "Of Ivan"} <= set(listed(olga))
    assert listed(olga, "?owner=by-ivan") == ["Of Ivan"]
    assert '<option value="by-ivan"' in olga.get("/author/").content.decode()


def test_whose_gives_an_instructor_nothing_that_was_not_shared(ines, ivan, make_question):
    put(ivan, make_question, title="Of Ivan")
    assert listed(ines, "?owner=by-ivan") == []


def test_all_words_have_to_match_wherever_they_stand(ines, make_question):
    put(ines, make_question, title="The lost parcel")
    put(ines, make_question, title="The lost ticket")
    assert listed(ines, "?q=PARCEL+lost") == ["The lost parcel"]
    assert listed(ines, "?q=parcel+ticket") == []


@pytest.mark.parametrize("text", ["%", "_", "100%25", "\\", "'", '"'])
def test_a_sign_stands_for_itself(ines, make_question, text):
    put(ines, make_question, title="A plain one", scenario="A client asks for a teapot that nobody has heard of yet.")
    assert listed(ines, f"?q={text}") == []


@pytest.mark.parametrize(
    ("query", "same", "other"),
    [
        ("kind=order", {"kind": "order"}, {"kind": "match"}),
        ("topic=limits", {"topic": "limits"}, {"topic": "caching"}),
        ("difficulty=1", {"difficulty": 1}, {"difficulty": 2}),
        ("state=published", {}, {"draft": {"title": "x"}}),
        ("state=changed", {"draft": {"title": "x"}}, {}),
        ("state=retired", {"retired_at": NOW}, {}),
        ("problem=unfinished", {"problems": 1}, {"problems": 0}),
        ("label=Week+2", {"tags": {"labels": ["Week 2"]}, "scenario": "week 2 " * 9}, {"scenario": "week 2 " * 9}),
    ],
)
def test_a_filter_leaves_what_it_names(ines, make_question, query, same, other):
    put(ines, make_question, title="This one", **same)
    put(ines, make_question, title="Another", **other)
    assert listed(ines, f"?{query}") == ["This one"]


def test_drafts_are_those_that_were_never_published(ines, make_question):
    item = put(ines, make_question, title="Never published")
    put(ines, make_question, title="Published")
    Question.objects.filter(pk=item.pk).update(current=None)
    assert listed(ines, "?state=draft") == ["Never published"]


def test_reported_ones_are_those_with_an_open_report(ines, make_question):
    open_one, closed = put(ines, make_question, title="Open"), put(ines, make_question, title="Closed")
    make_report(question=open_one)
    make_report(question=closed, closed_at=NOW)
    assert listed(ines, "?problem=reported") == ["Open"]
    assert "1 report" in text_of(ines.get("/author/"))


def test_the_last_changed_come_first_and_shipped_ones_after_them(ines, make_question):
    make_question(id="tests-shipped-b", title="Shipped B")
    make_question(id="tests-shipped-a", title="Shipped A")
    for days, title in ((2, "Old"), (1, "New")):
        put(ines, make_question, title=title, edited_at=NOW - timedelta(days=days))
    assert listed(ines) == ["New", "Old", "Shipped A", "Shipped B"]


def test_the_order_can_be_that_of_titles(ines, make_question):
    for title in ("Beta", "Alpha"):
        put(ines, make_question, title=title)
    assert listed(ines, "?sort=title") == ["Alpha", "Beta"]


def test_fifty_are_on_a_page_and_the_links_keep_the_filters(ines, make_question):
    for _ in range(EACH_PAGE + 1):
        put(ines, make_question)
    page = ines.get("/author/?kind=code&q=teapot")
    assert len(page.context["shelf"].rows) == EACH_PAGE
    assert 'rel="next" href="/author/?q=teapot&amp;kind=code&amp;page=2"' in page.content.decode()
    after = ines.get("/author/?q=teapot&kind=code&page=2")
    assert 'rel="prev" href="/author/?q=teapot&amp;kind=code"' in after.content.decode()
    assert "51 questions, 51 to 51" in text_of(after)


@pytest.mark.parametrize("query", ["page=99", "page=99&q=teapot"])
def test_a_page_after_the_last_is_the_last(ines, make_question, query):
    put(ines, make_question, title="The only one")
    assert listed(ines, f"?{query}") == ["The only one"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "kind=riddle", "state=new", "difficulty=9", "q=" + "x" * 201])
def test_a_filter_that_is_none_is_refused_with_the_way_out(ines, query):
    page = ines.get(f"/author/?{query}")
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert 'href="/author/"' in page.content.decode()


def test_what_was_typed_stands_in_the_form_again(ines):
    form = next(
        form
        for form in Forms(ines.get("/author/?q=teapot&sort=title").content.decode()).found
        if form.action == "/author/"
    )
    assert (form.values["q"], form.values["sort"]) == ("teapot", "title")


def test_typing_replaces_the_results_and_the_address(ines, make_question):
    put(ines, make_question, title="The lost parcel")
    piece = ines.get("/author/?q=parcel&kind=&page=", headers=PIECE)
    assert piece.content.decode().lstrip().startswith('<div id="shelf"')
    assert piece["HX-Replace-Url"] == "/author/?q=parcel"
    assert "HX-Request" in piece["Vary"]


def test_a_refusal_leaves_the_address_alone(ines):
    assert ines.get("/author/?kind=riddle", headers=PIECE)["HX-Replace-Url"] == "false"


def test_the_number_is_said(ines, make_question):
    put(ines, make_question)
    assert 'role="status" data-say>1 question<' in ines.get("/author/", headers=PIECE).content.decode()


def test_nothing_left_says_so_and_how_to_see_all(ines, make_question):
    put(ines, make_question)
    page = ines.get("/author/?q=unicorn")
    assert "No question is left by these filters" in text_of(page)
    assert 'class="key" href="/author/"' in page.content.decode()


def test_a_hostile_title_is_text(ines, make_question):
    put(ines, make_question, title="<script>alert(1)</script>")
    assert "<script>alert" not in ines.get("/author/").content.decode()


@pytest.mark.parametrize(
    "query", ["", "?q=teapot&kind=code", "?label=a", "?owner=mine&state=published", "?problem=reported"]
)
@pytest.mark.parametrize("headers", [{}, PIECE])
def test_the_number_of_queries_is_fixed(ines, make_question, django_assert_max_num_queries, query, headers):
    def queries():
        with django_assert_max_num_queries(8) as caught:
            assert ines.get(f"/author/{query}", headers=headers).status_code == 200
        return len(caught)

    def one():
        tags = {"labels": ["a"]}
        make_report(question=put(ines, make_question, tags=tags, edited_at=timezone.now()))

    one()
    few = queries()
    for _ in range(59):
        one()
    assert queries() == few


def test_a_working_copy_is_never_read_for_the_list(ines, make_question, django_assert_max_num_queries):
    put(ines, make_question, draft={"title": "x"})
    with django_assert_max_num_queries(8) as caught:
        ines.get("/author/")
    assert [sql for each in caught if '"draft"' in (sql := each["sql"]).replace('"draft" IS NOT NULL', "")] == []


def test_texts_are_looked_through_in_an_index_where_the_database_takes_one(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE name = 'quizzes_question_texts'")
            assert cursor.fetchone(), "a migration made the table of questions anew: make quizzes_question_texts again"


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("?q=teapot", False), ("?kind=code", True)])
def test_the_filters_are_open_where_one_is_in_use(ines, query, is_open):
    assert ('<details class="sieve-more" open>' in ines.get(f"/author/{query}").content.decode()) == is_open
