"""/classes/<class>/roster/: a table, what it would change, and doing it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from statuscourse.accounts.models import Learner
from tests.classrooms.factories import make_class, make_member
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/roster/"


def people(item):
    return sorted(item.members.values_list("name", "number", "extra_time"))


def sent(visitor, item, content):
    values = {"csrfmiddlewaretoken": visitor.token(), "file": SimpleUploadedFile("list.csv", content)}
    return visitor.post(page(item), values)


def applied(visitor, answer):
    return visitor.send(answer)


def test_nothing_is_written_before_it_is_taken_over(ines):
    item = make_class(owner=ines.user)
    answer = sent(ines, item, b"name,number\nAda,17\n")
    assert (answer.status_code, item.members.count()) == (200, 0)
    assert "1 new, 0 changed, 0 as they are" in text_of(answer)


def test_who_is_new_is_put_on_the_list(ines):
    item = make_class(owner=ines.user)
    applied(ines, sent(ines, item, b"name,number,extra time\nAda,17,25\nBen,,\n"))
    assert people(item) == [("Ada", "17", 25), ("Ben", "", 0)]


def test_afterwards_slips_are_offered(ines):
    item = make_class(owner=ines.user)
    answer = ines.send(sent(ines, item, b"name\nAda\nBen\n"), follow=True)
    assert "Slips for the 2 without a way in" in text_of(answer)


def test_who_is_known_is_changed_and_who_is_not_named_stays(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item, name="Ada", number="17")
    make_member(classroom=item, name="Ben")
    applied(ines, sent(ines, item, b"name,number\nAda King,17\n"))
    assert people(item) == [("Ada King", "17", 0), ("Ben", "", 0)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_names_arrive_whole_in_every_encoding(ines, encoding):
    item = make_class(owner=ines.user)
    applied(ines, sent(ines, item, "Name;Number\r\nZoë Öz;'-1\r\n".encode(encoding)))
    assert people(item) == [("Zoë Öz", "-1", 0)]


def test_a_guess_is_told(ines):
    item = make_class(owner=ines.user)
    assert "windows-1252" in text_of(sent(ines, item, "name\nZoë\n".encode("windows-1252")))


def test_a_pasted_table_does_as_well(ines):
    item = make_class(owner=ines.user)
    applied(ines, ines.send(page(item), text="name\tnumber\r\nAda\t17"))
    assert people(item) == [("Ada", "17", 0)]


def test_what_is_wrong_is_told_with_its_line_and_nothing_is_written(ines):
    item = make_class(owner=ines.user)
    answer = sent(ines, item, b"name\nAda\nada\n")
    assert (answer.status_code, item.members.count()) == (422, 0)
    assert "line 3 ada stands in line 2 already." in text_of(answer)


def test_a_pasted_table_with_a_problem_stands_there_again(ines):
    answer = ines.send(page(make_class(owner=ines.user)), text="name\r\nAda\r\nada")
    assert b"name\r\nAda\r\nada</textarea>" in answer.content


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04\x00\x00", b"Ada\nBen\n"])
def test_what_is_no_table_is_refused(ines, content):
    item = make_class(owner=ines.user)
    assert sent(ines, item, content).status_code == 422


def test_a_form_without_a_file_is_told(ines):
    assert "Nothing was sent." in text_of(ines.send(page(make_class(owner=ines.user))))


def test_a_body_that_is_no_form_is_told(ines):
    item = make_class(owner=ines.user)
    headers = {"X-CSRFToken": ines.token()}
    answer = ines.post(page(item), b"name\nAda\n", content_type="text/csv", headers=headers)
    assert answer.status_code == 415


def test_a_class_that_changed_meanwhile_is_shown_again_and_nothing_is_done(ines):
    item = make_class(owner=ines.user)
    shown = sent(ines, item, b"name,number\nAda,17\n")
    make_member(classroom=item, name="Ada")
    answer = applied(ines, shown)
    assert (answer.status_code, people(item)) == (409, [("Ada", "", 0)])
    assert "nothing was done" in text_of(answer)
    applied(ines, answer)
    assert people(item) == [("Ada", "17", 0)]


def test_taken_over_twice_it_is_taken_over_once(ines):
    item = make_class(owner=ines.user)
    form = ines.form(sent(ines, item, b"name\nAda\n"))
    assert [ines.post(form.action, form.values).status_code for _click in range(2)] == [303, 303]
    assert item.members.count() == 1


def test_a_thousand_rows_fit(ines):
    item = make_class(owner=ines.user)
    table = "name,number\n" + "".join(f"Învățăcel {number:04} van der Somewhere,{number}\n" for number in range(1000))
    applied(ines, sent(ines, item, table.encode("utf-16")))
    assert item.members.count() == 1000


def test_more_than_a_megabyte_is_told(ines):
    item = make_class(owner=ines.user)
    answer = sent(ines, item, b"name\n" + b"x" * 1_100_000)
    assert (answer.status_code, "1 MB" in text_of(answer)) == (413, True)


def test_an_archived_class_takes_none(ines):
    item = make_class(owner=ines.user, archived_at=timezone.now())
    assert (sent(ines, item, b"name\nAda\n").status_code, item.members.count()) == (409, 0)


def test_new_ones_have_no_way_in_yet(ines):
    item = make_class(owner=ines.user)
    applied(ines, sent(ines, item, b"name\nAda\n"))
    assert Learner.objects.filter(memberships__classroom=item, token_digest=None, personal_code=None).count() == 1


def test_taking_over_takes_as_many_queries_for_twenty_as_for_one(ines, django_assert_max_num_queries):
    item = make_class(owner=ines.user)
    form = ines.form(sent(ines, item, b"name\n" + b"".join(b"L %d\n" % number for number in range(20))))
    with django_assert_max_num_queries(14):
        ines.post(form.action, form.values)


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 422), (1_000_001, 413)])
def test_a_list_has_a_megabyte_to_the_byte(ines, size, status):
    item = make_class(owner=ines.user)
    answer = sent(ines, item, b"name\n".ljust(size, b"x"))
    assert (answer.status_code, "A list may have 1 MB" in text_of(answer)) == (status, status == 413)


def test_a_table_of_thousands_of_columns_is_refused_in_one_sentence(ines):
    item = make_class(owner=ines.user)
    answer = sent(ines, item, b"name" + b",x" * 10_000 + b"\nAda\n")
    assert (answer.status_code, len(answer.content) < 20_000) == (422, True)
    assert "A list has 200 columns at most." in text_of(answer)
