"""/classes/<class>/people/: the list, and putting names on it."""

import pytest
from django.utils import timezone

from statuscourse.accounts.models import Learner
from tests.classrooms.factories import make_class, make_member
from tests.classrooms.people import joined, open_class
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/people/"


def on_the_list(item, name="Ada", **more):
    """Somebody who has no way in yet."""
    return make_member(classroom=item, learner=Learner.objects.create(), name=name, **more)


def test_an_empty_list_says_what_to_do(ines):
    assert "Nobody is in the class yet." in text_of(ines.get(page(make_class(owner=ines.user))))


def test_everybody_is_there_with_number_and_extra_time(ines):
    item = make_class(owner=ines.user)
    on_the_list(item, "Ada", number="S-17", extra_time=25)
    shown = text_of(ines.get(page(item)))
    assert [words for words in ("Ada", "S-17", "25 %", "never") if words not in shown] == []


def test_it_says_how_each_gets_in(ines, ada):
    item = open_class(owner=ines.user)
    on_the_list(item)
    joined("Ben")
    make_member(classroom=item, learner=ada.learner, name="Cleo")
    shown = text_of(ines.get(page(item)))
    assert [way for way in ("no way in yet", "personal code", "account ada") if way not in shown] == []


def test_a_code_of_another_class_is_called_so(ines):
    item = open_class(owner=ines.user)
    other = open_class(code="CDFHJK")
    visitor, _page = joined("Ben", address="/join/CDFHJK/")
    joined("Ben", visitor=visitor)
    assert "personal code of another class" in text_of(ines.get(page(item)))
    assert other.members.get().code_is_ours


def test_names_are_put_on_the_list_one_in_a_line(ines):
    item = make_class(owner=ines.user)
    ines.send(page(item), names="Ada Lovelace\r\n\r\n  Ben  \r\n")
    assert list(item.members.order_by("name").values_list("name", flat=True)) == ["Ada Lovelace", "Ben"]


def test_who_was_put_on_the_list_can_be_given_a_slip(ines):
    item = make_class(owner=ines.user)
    answer = ines.send(page(item), names="Ada\nBen", follow=True)
    assert "Slips for the 2 without a way in" in text_of(answer)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("Ada", "In the class already: Ada"),
        ("Cleo\nCLEO", "stands there twice"),
        ("  \n ", "This is needed."),
        ("x" * 81, "longer than the 80"),
        ("\n".join(f"L {n}" for n in range(501)), "500 names at once"),
    ],
)
def test_names_that_do_not_do_are_refused_and_nobody_is_added(ines, names, words):
    item = make_class(owner=ines.user)
    on_the_list(item)
    answer = ines.send(page(item), names=names)
    assert (answer.status_code, words in text_of(answer), item.members.count()) == (422, True, 1)


def test_the_names_that_were_typed_stand_there_again(ines):
    item = make_class(owner=ines.user)
    on_the_list(item)
    assert b"Ben\r\nAda" in ines.send(page(item), names="Ben\r\nAda").content


def test_an_archived_class_gets_nobody(ines):
    item = make_class(owner=ines.user)
    form = ines.form(page(item))
    item.archived_at = timezone.now()
    item.save()
    answer = ines.post(page(item), form.values | {"names": "Ada"})
    assert (answer.status_code, item.members.count()) == (409, 0)


def test_who_left_stands_apart_and_is_taken_back_in(ines):
    item = make_class(owner=ines.user)
    member = on_the_list(item, "Gone", left_at=timezone.now())
    assert "1 who left or was taken out Gone" in text_of(ines.get(page(item)))
    ines.post(page(item), {"csrfmiddlewaretoken": ines.token(), "do": "bring-back", "member": str(member.pk)})
    assert list(item.members.present()) == [member]


def test_who_is_taken_back_in_gets_a_name_that_is_free(ines):
    item = make_class(owner=ines.user)
    member = on_the_list(item, "Ada", left_at=timezone.now())
    on_the_list(item, "Ada")
    ines.post(page(item), {"csrfmiddlewaretoken": ines.token(), "do": "bring-back", "member": str(member.pk)})
    assert sorted(item.members.values_list("name", flat=True)) == ["Ada", "Ada 2"]


@pytest.mark.parametrize("number", ["", "x", "9" * 18, "9" * 5000, "theirs"])
def test_nobody_of_another_class_is_taken_in(ines, number):
    stranger = on_the_list(make_class(), left_at=timezone.now())
    number = str(stranger.pk) if number == "theirs" else number
    values = {"csrfmiddlewaretoken": ines.token(), "do": "bring-back", "member": number}
    assert ines.post(page(make_class(owner=ines.user)), values).status_code == 404


@pytest.mark.parametrize("words", ["love", "S-17"])
def test_somebody_is_found_by_name_or_number(ines, words):
    item = make_class(owner=ines.user)
    on_the_list(item, "Ada Lovelace", number="S-17")
    on_the_list(item, "Ben")
    shown = text_of(ines.get(page(item), {"q": words}))
    assert ("Ada Lovelace" in shown, "Ben" in shown) == (True, False)


def test_a_long_list_has_pages(ines):
    item = make_class(owner=ines.user)
    learners = Learner.objects.bulk_create([Learner() for _number in range(201)])
    for number, learner in enumerate(learners):
        make_member(classroom=item, learner=learner, name=f"Learner {number:03}")
    assert "Learner 200" not in text_of(ines.get(page(item)))
    assert "Learner 200" in text_of(ines.get(page(item), {"page": "2"}))


@pytest.mark.parametrize("size", [1, 20])
def test_it_takes_as_many_queries_for_twenty_as_for_one(ines, size, django_assert_num_queries):
    item = make_class(owner=ines.user)
    for number in range(size):
        on_the_list(item, f"Learner {number}")
    # session, user; the class, that it is taught, the learner, no membership; number, page, ways in, who left
    with django_assert_num_queries(10):
        ines.get(page(item))


@pytest.mark.parametrize("query", ["?page=x&q=%00", "?added=x", "?page=-1", "?added=²", f"?added={'9' * 5000}"])
def test_a_query_that_makes_no_sense_is_no_error(ines, query):
    assert ines.get(page(make_class(owner=ines.user)) + query).status_code == 200
