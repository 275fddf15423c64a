"""/classes/<class>/roster.csv: the list as a table."""

from statuscourse.classrooms.core.roster import Row, read_roster
from tests.classrooms.factories import make_class, make_member


def table(visitor, item):
    return visitor.get(f"/classes/{item.pk}/roster.csv")


def test_it_has_everybody_and_is_read_back(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item, name="Zoë", number="17", extra_time=25)
    assert read_roster(table(ines, item).content).rows == (Row(2, "Zoë", "17", 25),)


def test_no_name_is_a_formula(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item, name="=1+1")
    assert b"\r\n'=1+1," in table(ines, item).content


def test_it_is_a_file_to_be_saved_and_not_kept_by_others(ines):
    headers = table(ines, make_class(owner=ines.user)).headers
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (headers["Content-Disposition"], headers["Cache-Control"]) == (
        'attachment; filename="class-list.csv"',
        "private, no-cache",
    )
