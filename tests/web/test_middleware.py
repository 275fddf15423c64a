"""Methods ahead of CSRF, the size of a body, security headers, revalidation: each by itself, without a page."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from statuscourse.web import middleware
from statuscourse.web.methods import allow


@allow("GET")
def page(request):
    return HttpResponse("page")


@allow("GET", "POST")
def form(request):
    return HttpResponse("form")


@pytest.fixture(autouse=True)
def said(monkeypatch):
    """Problem pages without their template: status and words."""
    monkeypatch.setattr(
        middleware,
        "problem_page",
        lambda request, status, title, text, **more: HttpResponse(f"{title}. {text}", status=status),
    )


def ask(method, view, **headers):
    request = RequestFactory().generic(method, "/", **headers)
    return middleware.MethodsMiddleware(view).process_view(request, view, [], {})


def test_allow_adds_head_and_options():
    assert page.allowed_methods == ("GET", "HEAD", "OPTIONS")


def test_allow_keeps_the_order():
    assert form.allowed_methods == ("GET", "HEAD", "POST", "OPTIONS")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_allowed_method_goes_on_to_the_view(method):
    assert ask(method, page) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_405_with_allow(method):
    response = ask(method, page)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_405_says_what_is_allowed_in_words():
    assert b"DELETE is not for this page. This address answers GET, HEAD, OPTIONS." in ask("DELETE", page).content


def test_options_is_204_with_allow_and_nothing_else():
    response = ask("OPTIONS", form)
    assert (response.status_code, response.content, dict(response.headers)) == (
        204,
        b"",
        {"Allow": "GET, HEAD, POST, OPTIONS"},
    )


def test_a_view_of_another_package_decides_for_itself():
    assert ask("DELETE", lambda request: None) is None


def test_a_method_that_nobody_knows_is_501():
    request = RequestFactory().generic("BREW", "/")
    assert middleware.MethodsMiddleware(page)(request).status_code == 501


@pytest.fixture
def limit(settings):
    settings.MAX_BODY_BYTES = 100
    return middleware.BodyLimitMiddleware(form)


def sized(length):
    return RequestFactory().generic("POST", "/", CONTENT_LENGTH=length)


@pytest.mark.parametrize("length", ["", "0", "100"])
def test_a_body_within_the_limit_is_read(limit, length):
    assert limit(sized(length)).content == b"form"


def test_a_body_over_the_limit_is_413(limit):
    response = limit(sized("101"))
    assert (response.status_code, b"Nothing was read and nothing has changed" in response.content) == (413, True)


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "²", "9" * 5000])
def test_a_length_that_is_no_number_is_refused(limit, length):
    assert limit(sized(length)).status_code in {400, 413}


def headed(response):
    return middleware.security_headers(lambda request: response)(RequestFactory().get("/"))


def test_the_policy_allows_nothing_unsafe():
    policy = headed(HttpResponse()).headers["Content-Security-Policy"]
    assert ("unsafe" in policy, "*" in policy, policy.startswith("default-src 'none'")) == (False, False, True)


@pytest.mark.parametrize("header", ["Permissions-Policy", "Cross-Origin-Resource-Policy"])
def test_the_other_headers_are_there(header):
    assert headed(HttpResponse()).has_header(header)


@pytest.mark.parametrize(("code", "phrase"), [(413, "Content Too Large"), (422, "Unprocessable Content"), (200, "OK")])
def test_phrases_are_those_of_the_registry(code, phrase):
    assert headed(HttpResponse(status=code)).reason_phrase == phrase


def revalidated(response, method="GET", **headers):
    request = RequestFactory().generic(method, "/", headers=headers)
    return middleware.revalidation(lambda request: response)(request)


def test_a_page_gets_an_entity_tag():
    assert revalidated(HttpResponse("page")).headers["ETag"].startswith('"')


def test_a_page_keeps_the_tag_that_it_made():
    assert revalidated(HttpResponse("page", headers={"ETag": '"mine"'})).headers["ETag"] == '"mine"'


def test_a_known_page_is_304_with_its_tag():
    tag = revalidated(HttpResponse("page")).headers["ETag"]
    response = revalidated(HttpResponse("page"), if_none_match=tag)
    assert (response.status_code, response.headers["ETag"], response.content) == (304, tag, b"")


def test_a_changed_page_is_sent_again():
    assert revalidated(HttpResponse("page"), if_none_match='"other"').status_code == 200


def test_a_304_repeats_what_a_cache_needs():
    response = HttpResponse("page", headers={"ETag": '"a"', "Cache-Control": "private, no-cache", "Vary": "Cookie"})
    again = revalidated(response, if_none_match='"a"')
    assert (again.headers["Cache-Control"], again.headers["Vary"]) == ("private, no-cache", "Cookie")


@pytest.mark.parametrize("response", [HttpResponse(status=404), StreamingHttpResponse([b"page"])])
def test_errors_and_streams_have_no_tag(response):
    assert not revalidated(response).has_header("ETag")


def test_the_answer_to_a_post_has_no_tag():
    assert not revalidated(HttpResponse("page"), method="POST").has_header("ETag")
