"""/join/<code>/: coming in, with and without an account, twice, too late, too often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from statuscourse.accounts.models import Learner, PersonalCode, Tally, code_digest
from statuscourse.classrooms.core.codes import read_personal_code
from statuscourse.classrooms.models import Membership
from tests.classrooms.factories import make_member, make_session
from tests.classrooms.people import CODE, JOIN, codes_in, joined, open_class, phone
from tests.conforming import wrong_with
from tests.visitor import text_of


def shown_code(answer):
    return read_personal_code(codes_in(answer)[0])


def test_the_class_is_named_before_one_joins(anonymous):
    open_class(name="7b physics")
    assert "7b physics" in text_of(anonymous.get(JOIN))


def test_no_other_member_is_named(anonymous):
    make_member(classroom=open_class(), name="Benjamin")
    assert "Benjamin" not in text_of(anonymous.get(JOIN))


def test_somebody_without_an_account_is_a_member_at_once(db):
    item = open_class()
    ada, _page = joined("Ada Lovelace")
    (member,) = item.members.all()
    assert (member.name, member.learner, member.learner.user) == ("Ada Lovelace", ada.learner, None)


def test_they_get_a_personal_code_and_it_is_theirs(db):
    open_class()
    ada, page = joined()
    assert PersonalCode.objects.get(learner=ada.learner).digest == code_digest(shown_code(page))


def test_the_page_with_the_code_is_kept_nowhere(db):
    open_class()
    assert joined()[1].headers["Cache-Control"] == "private, no-store"


def test_the_code_is_not_shown_again(db):
    item = open_class()
    ada, _page = joined()
    assert codes_in(ada.get(f"/classes/{item.pk}/")) == []
    assert ada.get(JOIN).status_code == 303


def test_the_class_gave_the_code_and_may_replace_it(db):
    item = open_class()
    joined()
    assert item.members.get().code_is_ours


def test_the_same_form_sent_twice_joins_once_and_says_the_same_code(db):
    item, ada = open_class(), phone()
    form = ada.form(JOIN)
    pages = []
    for _click in range(2):
        ada.cookies.pop("learner", None)  # the second click goes out before the first one's answer came
        pages.append(ada.post(form.action, form.values | {"name": "Ada"}))
    assert (item.members.count(), Learner.objects.filter(user=None).count()) == (1, 1)
    assert shown_code(pages[0]) == shown_code(pages[1])


def test_a_reload_of_the_page_with_the_code_shows_it_again(db):
    open_class()
    ada = phone()
    form = ada.form(JOIN)
    first, again = (ada.post(form.action, form.values | {"name": "Ada"}) for _click in range(2))
    assert shown_code(first) == shown_code(again)


def test_another_form_of_the_same_browser_leads_into_the_class(db):
    item, ada = open_class(), phone()
    form = ada.form(JOIN)
    joined(visitor=ada)
    answer = ada.post(form.action, form.values | {"name": "Eve"})
    assert (answer.status_code, item.members.count()) == (303, 1)


def test_earlier_work_of_the_browser_comes_along(anonymous, make_question):
    open_class()
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    before = anonymous.learner
    joined(visitor=anonymous)
    assert (Membership.objects.get().learner, before.answers.count()) == (before, 1)


def test_somebody_with_an_account_joins_with_it_and_gets_no_code(ada):
    item = open_class()
    answer = ada.send(JOIN, name="Ada Lovelace")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/classes/{item.pk}/")
    assert (item.members.get().learner, PersonalCode.objects.count()) == (ada.learner, 0)


def test_an_account_without_a_learner_gets_one(make_user):
    from tests.visitor import Visitor  # noqa: PLC0415

    open_class()
    visitor = Visitor.signed_in(make_user(username="eve", with_learner=False))
    visitor.send(JOIN, name="Eve")
    assert Membership.objects.get().learner.user == visitor.user


def test_the_name_of_an_account_is_proposed(ada):
    open_class()
    assert ada.form(JOIN).values["name"] == "ada"


def test_who_has_a_code_from_another_class_keeps_it(db):
    open_class()
    other = open_class(code="CDFHJK")
    ada, _page = joined()
    before = PersonalCode.objects.get().digest
    answer = ada.send("/join/CDFHJK/", name="Ada")
    assert (answer.status_code, PersonalCode.objects.get().digest) == (303, before)
    assert not other.members.get().code_is_ours


@pytest.mark.parametrize("name", ["Ada", " ada ", "ＡＤＡ"])
def test_a_name_that_is_taken_is_refused_with_one_that_is_free(db, name):
    item = open_class()
    make_member(classroom=item, name="Ada")
    _visitor, page = joined(name)
    assert (page.status_code, item.members.count(), Learner.objects.filter(user=None).count()) == (422, 1, 1)
    assert "Join as" in text_of(page)


def test_the_proposed_name_joins(db):
    item = open_class()
    make_member(classroom=item, name="Ada")
    visitor, page = joined()
    forms = [form for form in page_forms(page) if form.values.get("name") == "Ada 2"]
    visitor.post(JOIN, forms[0].values)
    assert item.members.filter(name="Ada 2").exists()


def page_forms(page):
    from tests.visitor import Forms  # noqa: PLC0415

    return Forms(page.content.decode()).found


def test_a_name_on_the_list_without_a_device_is_not_to_be_had_without_its_code(db):
    item = open_class()
    member = make_member(classroom=item, learner=Learner.objects.create(), name="Ada")
    _visitor, page = joined("Ada")
    assert "sign in by your personal code" in text_of(page)
    assert list(item.members.all()) == [member]


def test_a_name_of_somebody_who_left_is_free(db):
    item = open_class()
    make_member(classroom=item, name="Ada", left_at=timezone.now())
    joined("Ada")
    assert item.members.present().count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 81])
def test_a_name_that_is_none_is_refused(db, name):
    item = open_class()
    assert (joined(name)[1].status_code, item.members.count()) == (422, 0)


def test_who_left_comes_back_as_the_one_that_they_were(db):
    item = open_class()
    ada, _page = joined()
    Membership.objects.update(left_at=timezone.now())
    ada.send(JOIN, name="Ada King")
    (member,) = item.members.all()
    assert (member.left_at, member.name, member.learner) == (None, "Ada King", ada.learner)


def dead_codes():
    now = timezone.now()
    return {
        "never was": {},
        "replaced": {"code": "CDFHJK"},
        "over": {"lasts": -timedelta(seconds=1)},
        "archived": {"archived_at": now},
        "ended": {"code": None},
    }


@pytest.mark.parametrize("why", ["never was", "replaced", "over", "archived", "ended"])
def test_codes_that_are_not_valid_are_all_told_alike(anonymous, why):
    if why != "never was":
        open_class(name="7b physics", **dead_codes()[why])
    answer = anonymous.get(JOIN)
    assert (answer.status_code, wrong_with("GET", answer)) == (404, [])
    assert "This code is not valid, or not any more." in text_of(answer)
    assert "7b physics" not in text_of(answer)


def test_a_code_that_ended_while_the_form_was_open_lets_nobody_in(db):
    item, ada = open_class(), phone()
    form = ada.form(JOIN)
    item.join_code = "CDFHJK"
    item.save()
    assert (ada.post(form.action, form.values | {"name": "Ada"}).status_code, item.members.count()) == (404, 0)


def test_a_code_without_an_end_lets_people_in(db):
    item = open_class(lasts=None)
    joined()
    assert item.members.count() == 1


def test_the_code_of_a_live_session_leads_into_the_class_and_then_to_it(db):
    item = open_class(lasts=-timedelta(days=1))
    session = make_session(classroom=item, join_code="WXY346")
    _visitor, page = joined(address="/join/WXY346/")
    assert item.members.count() == 1
    assert f"/live/{session.pk}/" in page.content.decode()


def test_a_browser_is_asked_to_wait_after_ten_wrong_codes(db):
    eve = phone()
    statuses = [eve.get(f"/join/WXY34{sign}/").status_code for sign in "34679CDFHJK"]
    assert statuses == [404] * 10 + [429]


def test_who_has_to_wait_is_told_how_long_and_that_a_right_code_waits_too(db):
    open_class()
    eve = phone()
    for sign in "34679CDFHJ":
        eve.get(f"/join/WXY34{sign}/")
    answer = eve.get(JOIN)
    assert (answer.status_code, wrong_with("GET", answer)) == (429, [])
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "Too many wrong codes" in text_of(answer)


def test_an_address_is_asked_to_wait_after_two_hundred_wrong_codes_of_whoever(db, time_machine):
    """Not for ten minutes, or one pupil with a script would keep a whole school from joining: some are taken."""
    time_machine.move_to("2026-11-22T12:00:10Z", tick=False)
    for number in range(200 + 30):
        assert phone().get(f"/join/WXY{number:03}/").status_code == 404
    refused = phone().get("/join/WXY346/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "51")
    time_machine.move_to("2026-11-22T12:01:00Z", tick=False)
    open_class()
    assert phone().get(JOIN).status_code == 200
    assert phone("192.0.2.2").get("/join/WXY346/").status_code == 404


def test_a_room_behind_one_address_all_gets_in(db):
    """300 phones, 30 of which mistype first."""
    item, token = open_class(), "t" * 32
    for number in range(300):
        visitor = phone()
        if number % 10 == 0:
            assert visitor.get("/join/KTM47C/").status_code == 404
        visitor.cookies["csrftoken"] = token  # as if each had opened the form: 300 pages less to draw
        answer = visitor.post(JOIN, {"name": f"Learner {number}", "csrfmiddlewaretoken": token})
        assert answer.status_code == 200
    assert item.members.count() == 300


def test_after_the_window_one_may_try_again_and_the_old_counts_are_gone(db, time_machine):
    start = timezone.now()
    time_machine.move_to(start)
    eve = phone()
    for sign in "34679CDFHJK":
        eve.get(f"/join/WXY34{sign}/")
    time_machine.move_to(start + timedelta(minutes=11))
    assert eve.get("/join/WXY346/").status_code == 404
    assert set(Tally.objects.values_list("count", flat=True)) == {1}


def test_nothing_of_where_it_came_from_can_be_read_from_a_count(db):
    phone("192.0.2.77").get("/join/WXY346/")
    assert "192.0.2.77" not in " ".join(Tally.objects.values_list("key", flat=True))


def test_a_right_code_counts_nothing(db):
    open_class()
    joined()
    assert Tally.objects.count() == 0


@pytest.mark.parametrize("size", [0, 20])
def test_joining_takes_few_queries_however_many_are_in_the_class(db, size, django_assert_num_queries):
    item = open_class()
    for _number in range(size):
        make_member(classroom=item)
    ada = phone()
    form = ada.form(JOIN)
    # the tally, the class; savepoint, the class locked, the learner, names; then learner, membership, code's holder,
    # has one, code, two that mark it; release
    with django_assert_num_queries(15):
        ada.post(form.action, form.values | {"name": "Ada"})


def test_the_page_before_it_takes_two(db, django_assert_num_queries):
    open_class()
    visitor = phone()
    with django_assert_num_queries(2):
        visitor.get(f"/join/{CODE.lower()}/")


# The form, and who else may have seen it


def test_a_form_that_was_read_in_another_browser_lets_nobody_in_as_its_sender(db):
    open_class()
    ada, eve = phone(), phone()
    form = ada.form(JOIN)
    page = ada.post(form.action, form.values | {"name": "Ada"})
    copied = eve.send(JOIN, name="Eve", key=form.values["key"])
    assert shown_code(copied) != shown_code(page)
    assert eve.learner != ada.learner


def test_after_a_sign_out_the_form_says_nothing_of_who_sent_it(db):
    item, ada = open_class(), phone()
    form = ada.form(JOIN)
    page = ada.post(form.action, form.values | {"name": "Ada"})
    ada.send("/accounts/", "/accounts/sign-out/")
    again = ada.post(form.action, form.values | {"name": "Ben"})
    assert (again.status_code, shown_code(page) in again.content.decode(), item.members.count()) == (403, False, 1)


def test_a_cookie_from_before_is_not_that_of_who_joined(anonymous, make_question):
    open_class()
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    kept = phone()
    kept.cookies["learner"] = anonymous.cookies["learner"].value
    joined(visitor=anonymous)
    assert (kept.learner, anonymous.learner) == (None, Membership.objects.get().learner)


def test_a_second_click_of_somebody_who_was_known_joins_once(anonymous, make_question):
    item = open_class()
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    form, before = anonymous.form(JOIN), anonymous.cookies["learner"].value
    pages = []
    for _click in range(2):
        anonymous.cookies["learner"] = before
        pages.append(anonymous.post(form.action, form.values | {"name": "Ada"}))
    assert shown_code(pages[0]) == shown_code(pages[1])
    assert item.members.get().learner == anonymous.learner


def test_who_is_in_a_class_is_not_found_out_by_trying_names(db):
    item, eve = open_class(), phone()
    make_member(classroom=item, name="Ada")
    assert [eve.send(JOIN, name="Ada").status_code for _try in range(11)] == [422] * 10 + [429]
    answer = eve.send(JOIN, name="Eve")
    assert (answer.status_code, item.members.count(), wrong_with("POST", answer)) == (429, 1, [])
    assert "Too many names" in text_of(answer)
