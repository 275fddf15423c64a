"""/author/people/: administrators give roles, and one of them always stays."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.reports.people import A_PAGE
from statuscourse.accounts.actions import LastAdministrator, RoleRefused, change_role
from statuscourse.accounts.models import User
from tests.factories import make_user
from tests.rows import rows
from tests.visitor import text_of

PAGE = "/author/people/"


def change(visitor, user, role, **more):
    form = {"csrfmiddlewaretoken": visitor.token(), "user": user.pk, "role": role, **more}
    return visitor.post(PAGE, form)


def role_of(visitor):
    return User.objects.get(pk=visitor.user.pk).role


def test_it_says_who_has_which_role(olga, ines, ada):
    words = text_of(olga.get(PAGE))
    assert [f"{name} {role}" in words for name, role in (("ada", "learner"), ("ines", "instructor"))] == [True, True]
    assert "3 accounts" in words


@pytest.mark.parametrize("role", ["learner", "instructor", "administrator"])
def test_a_role_is_given(olga, sam, role):
    answer = change(olga, sam.user, role)
    assert (answer.status_code, role_of(sam)) == (303, role)


def test_it_is_given_with_the_form_of_the_page(olga, ada):
    answer = olga.send(f"{PAGE}?name=ada", PAGE, role="instructor", follow=True)
    assert role_of(ada) == "instructor"
    assert "The list shows the new role of ada." in text_of(answer)


def test_the_role_that_somebody_has_is_given_once_more(olga, ines):
    assert (change(olga, ines.user, "instructor").status_code, role_of(ines)) == (303, "instructor")


def test_a_role_that_was_taken_counts_at_once_and_the_session_stays(olga, ines):
    assert ines.get("/author/reports/").status_code == 200
    change(olga, ines.user, "learner")
    assert (ines.get("/author/reports/").status_code, ines.get("/accounts/").status_code) == (403, 200)
    assert "You are ines, learner." in text_of(ines.get("/accounts/"))


def test_the_only_administrator_stays_one(olga):
    answer = change(olga, olga.user, "learner")
    assert (answer.status_code, role_of(olga)) == (409, "administrator")
    assert "You are the only administrator." in text_of(answer)


def test_nobody_changes_their_own_role(olga):
    make_user(role="administrator")
    answer = change(olga, olga.user, "instructor")
    assert (answer.status_code, role_of(olga)) == (403, "administrator")
    assert "Another administrator can change yours." in text_of(answer)


def test_an_account_that_is_closed_is_no_administrator_to_count_on(olga):
    User.objects.filter(pk=make_user(role="administrator").pk).update(is_active=False)
    with pytest.raises(LastAdministrator):
        change_role(user=olga.user, role=User.Role.LEARNER, by=olga.user)


def test_of_two_who_take_each_others_role_one_stays(olga):
    other = make_user(role="administrator")
    change_role(user=other, role=User.Role.LEARNER, by=olga.user)
    with pytest.raises(RoleRefused):
        change_role(user=olga.user, role=User.Role.LEARNER, by=other)
    assert role_of(olga) == "administrator"


@pytest.mark.parametrize("values", [{"role": "king"}, {"role": ""}, {"user": "x"}, {"user": ""}, {"user": "9" * 40}])
def test_what_is_no_role_and_what_is_no_number_is_refused(olga, ada, values):
    form = {"csrfmiddlewaretoken": olga.token(), "user": ada.user.pk, "role": "instructor"} | values
    answer = olga.post(PAGE, form)
    assert (answer.status_code, role_of(ada)) == (422, "learner")


def test_nobody_of_that_number_is_404(olga):
    assert olga.post(PAGE, {"csrfmiddlewaretoken": olga.token(), "user": "99999", "role": "learner"}).status_code == 404


def test_a_change_leaves_a_line_in_the_log(olga, ada, caplog):
    with caplog.at_level(logging.INFO, logger="statuscourse.accounts"):
        change(olga, ada.user, "instructor")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "statuscourse.accounts"]
    assert line == (f"olga ({olga.user.pk}) changed the role of ada ({ada.user.pk}) from learner to instructor")


def test_what_changes_nothing_leaves_no_line(olga, ada, caplog):
    with caplog.at_level(logging.INFO, logger="statuscourse.accounts"):
        change(olga, ada.user, "learner")
    assert [record for record in caplog.records if record.name == "statuscourse.accounts"] == []


def test_the_log_is_written_where_the_site_runs():
    assert logging.getLogger("statuscourse.accounts").isEnabledFor(logging.INFO)


def test_people_are_found_by_a_part_of_their_name(olga, ines, ivan, ada):
    words = text_of(olga.get(f"{PAGE}?name=IN"))
    assert ("ines instructor" in words, "ivan instructor" in words) == (True, False)


def test_people_are_found_by_role(olga, ines, ada):
    words = text_of(olga.get(f"{PAGE}?role=instructor"))
    assert ("ines instructor" in words, "ada learner" in words) == (True, False)


def test_nobody_found_says_what_to_do(olga):
    assert "signs up first" in text_of(olga.get(f"{PAGE}?name=zenobia"))


@pytest.mark.parametrize(
    "query", ["?page=99", "?page=x", "?role=king", "?name=%00", "?name=" + "x" * 5000, "?name=%25"]
)
def test_a_query_that_means_nothing_is_no_fault(olga, query):
    assert olga.get(f"{PAGE}?{query}").status_code == 200


def test_what_is_looked_for_is_inert(olga):
    answer = olga.get(f"{PAGE}?name=<script>alert(1)</script>&done=<script>alert(2)</script>")
    assert "<script>alert" not in answer.content.decode()


def test_an_instructor_is_told_who_gives_roles(ines, ada):
    before = rows()
    answers = [ines.get(PAGE), change(ines, ada.user, "instructor")]
    assert ([answer.status_code for answer in answers], role_of(ada), rows()) == ([403, 403], "learner", before)
    assert "Roles are given by administrators." in text_of(answers[0])


def test_a_learner_is_told_how_one_becomes_an_instructor(ada):
    answer = ada.get(PAGE)
    assert (answer.status_code, "tell them your user name, ada" in text_of(answer)) == (403, True)


def test_without_an_account_one_is_sent_to_sign_in(anonymous, db):
    assert anonymous.get(PAGE).status_code == 302


def test_without_a_token_no_role_is_given(olga, ada):
    assert (olga.post(PAGE, {"user": ada.user.pk, "role": "instructor"}).status_code, role_of(ada)) == (403, "learner")


@pytest.mark.parametrize(("who", "told"), [("olga", True), ("ines", False), ("ada", False)])
def test_the_command_is_told_to_administrators_alone(request, who, told):
    assert ("make appoint" in text_of(request.getfixturevalue(who).get("/accounts/"))) is told


@pytest.mark.parametrize("number", [1, 20, 60])
@pytest.mark.parametrize(("query", "queries"), [("", 5), ("?role=learner", 5), ("?name=a", 6)])
def test_it_takes_as_many_queries_for_one_as_for_many(olga, number, query, queries, django_assert_num_queries):
    for _user in range(number):
        make_user(with_learner=False)
    # session, user; how many of each role, accounts, and how many of a name; reports that wait
    with django_assert_num_queries(queries):
        olga.get(f"{PAGE}{query}")


def test_pages_are_as_many_as_the_accounts_of_a_role_need(olga):
    for number in range(A_PAGE + 1):
        make_user(role="instructor" if number else "learner", with_learner=False)
    pages = [text_of(olga.get(f"{PAGE}{query}")) for query in ("", "?role=instructor", "?page=2")]
    assert ["page 1 of 2" in pages[0], " of 2" in pages[1], "page 2 of 2" in pages[2]] == [True, False, True]


def test_closed_accounts_are_neither_shown_nor_counted(olga):
    User.objects.filter(pk=make_user(username="zenobia").pk).update(is_active=False)
    words = text_of(olga.get(PAGE))
    assert ("1 accounts" in words, "zenobia" in words) == (True, False)


def test_accounts_are_counted_from_an_index_alone(olga):
    """Read as a whole, the table's 25,000 accounts took 5 ms."""
    with CaptureQueriesContext(connection) as caught:
        olga.get(PAGE)
    (count,) = [query["sql"] for query in caught if "GROUP BY" in query["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {count}")
            assert "USING COVERING INDEX accounts_user_of_role" in str(cursor.fetchall())
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {count}")
            assert "Index Only Scan using accounts_user_of_role" in str(cursor.fetchall())
