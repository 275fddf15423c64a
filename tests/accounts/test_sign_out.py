"""/accounts/sign-out/: only by POST, and then it is out."""

from django.contrib.sessions.models import Session

from tests.visitor import text_of

PAGE = "/accounts/sign-out/"


def test_signing_out_leads_home(ada):
    answer = ada.send("/accounts/", PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?signed-out=1")


def test_who_signed_out_is_told_so(ada):
    assert "You are signed out." in text_of(ada.send("/accounts/", PAGE, follow=True))


def test_after_it_nobody_is_signed_in(ada):
    ada.send("/accounts/", PAGE)
    assert (ada.get("/accounts/password/").status_code, Session.objects.count()) == (302, 0)


def test_the_browser_is_asked_to_forget_pages(ada):
    assert ada.send("/accounts/", PAGE).headers["Clear-Site-Data"] == '"cache"'


def test_a_link_signs_nobody_out(ada):
    answer = ada.get(PAGE)
    assert (answer.status_code, ada.get("/accounts/password/").status_code) == (405, 200)


def test_another_site_signs_nobody_out(ada):
    assert (ada.post(PAGE).status_code, ada.get("/accounts/password/").status_code) == (403, 200)


def test_who_is_out_already_stays_out(anonymous, db):
    assert anonymous.post(PAGE, {"csrfmiddlewaretoken": anonymous.token()}).status_code == 303


def test_other_devices_stay_in(ada):
    other = type(ada).signed_in(ada.user)
    ada.send("/accounts/", PAGE)
    assert other.get("/accounts/password/").status_code == 200
