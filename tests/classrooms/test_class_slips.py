"""/classes/<class>/slips/: codes on paper."""

from django.utils import timezone

from statuscourse.accounts.models import Learner, PersonalCode
from tests.classrooms.factories import make_class, make_member
from tests.classrooms.people import codes_in, joined, open_class
from tests.visitor import Visitor, text_of


def slips(visitor, item, **values):
    values = {"csrfmiddlewaretoken": visitor.token(), "key": "a form", **values}
    return visitor.post(f"/classes/{item.pk}/slips/", values)


def on_the_list(item, name):
    return make_member(classroom=item, learner=Learner.objects.create(), name=name)


def test_everybody_without_a_way_in_gets_a_slip(ines):
    item = open_class(owner=ines.user)
    on_the_list(item, "Ben")
    on_the_list(item, "Cleo")
    joined("Ada")
    shown = text_of(slips(ines, item, who="waiting"))
    assert [name in shown for name in ("Ada", "Ben", "Cleo")] == [False, True, True]


def test_a_slip_lets_its_learner_in(ines):
    item = make_class(owner=ines.user)
    member = on_the_list(item, "Ben")
    (code,) = codes_in(slips(ines, item, who="waiting"))
    ben = Visitor()
    ben.send("/accounts/code/", code=code)
    assert f"as {member.name}" in text_of(ben.get("/classes/"))


def test_a_slip_has_the_address_and_a_picture_of_it(ines, settings):
    settings.SITE_URL = settings.ORIGIN = "http://10.0.0.5:8000"
    item = make_class(owner=ines.user)
    on_the_list(item, "Ben")
    answer = slips(ines, item, who="waiting")
    assert ("10.0.0.5:8000/ accounts/ code/" in text_of(answer), b'id="qr"' in answer.content) == (True, True)


def test_slips_are_kept_nowhere_and_have_no_style_of_their_own(ines):
    item = make_class(owner=ines.user)
    on_the_list(item, "Ben")
    answer = slips(ines, item, who="waiting")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"style=" not in answer.content


def test_a_reload_makes_the_same_codes(ines):
    item = make_class(owner=ines.user)
    member = on_the_list(item, "Ben")
    values = {"who": "ticked", "member": [str(member.pk)]}
    assert codes_in(slips(ines, item, **values)) == codes_in(slips(ines, item, **values))


def test_another_form_makes_other_codes(ines):
    item = make_class(owner=ines.user)
    member = on_the_list(item, "Ben")
    values = {"who": "ticked", "member": [str(member.pk)]}
    assert codes_in(slips(ines, item, **values)) != codes_in(slips(ines, item, key="another", **values))


def test_a_slip_that_was_printed_is_not_made_anew_unasked(ines):
    item = make_class(owner=ines.user)
    on_the_list(item, "Ben")
    slips(ines, item, who="waiting")
    assert slips(ines, item, who="waiting", key="another").status_code == 422


def test_who_was_never_here_can_be_given_another_one(ines):
    item = make_class(owner=ines.user)
    on_the_list(item, "Ben")
    slips(ines, item, who="waiting")
    assert len(codes_in(slips(ines, item, who="unused", key="another"))) == 1


def test_accounts_get_none(ines, ada):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item, learner=ada.learner)
    answer = slips(ines, item, who="ticked", member=[str(member.pk)])
    assert (answer.status_code, PersonalCode.objects.count()) == (422, 0)


def test_nobody_of_another_class_gets_one(ines):
    item = make_class(owner=ines.user)
    stranger = on_the_list(make_class(), "Eve")
    answer = slips(ines, item, who="ticked", member=[str(stranger.pk), "x", "9" * 30])
    assert (answer.status_code, PersonalCode.objects.count()) == (422, 0)


def test_an_archived_class_makes_none(ines):
    item = make_class(owner=ines.user, archived_at=timezone.now())
    on_the_list(item, "Ben")
    assert (slips(ines, item, who="waiting").status_code, PersonalCode.objects.count()) == (409, 0)
