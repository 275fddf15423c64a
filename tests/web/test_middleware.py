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
    """Problem pages without their template: status, words and the way out."""
    monkeypatch.setattr(
        middleware,
        "problem_page",
        lambda request, status, title, text, way_out="/", **more: HttpResponse(
            f'{title}. {text} <a href="{way_out}">', status=status
        ),
    )


def ask(method, view, **headers):
    request = RequestFactory().generic(method, "/", **headers)
    return middleware.BeforeCsrfMiddleware(view).process_view(request, view, [], {})


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


@pytest.mark.parametrize("view", [page, lambda request: None])
def test_a_method_that_nobody_knows_is_501(view):
    response = ask("BREW", view)
    assert (response.status_code, b"An unknown method. No page of this site" in response.content) == (501, True)


def test_nothing_is_refused_before_the_address_is_known():
    """The page of a refusal says who is signed in, and an address where nothing is answers 404 to all of it."""
    request = RequestFactory().generic("BREW", "/", CONTENT_LENGTH="ten")
    assert middleware.BeforeCsrfMiddleware(page)(request).content == b"page"


@pytest.fixture
def limit(settings):
    settings.MAX_BODY_BYTES = 2048

    def decide(length):
        request = RequestFactory().generic("POST", "/", CONTENT_LENGTH=length)
        return middleware.BeforeCsrfMiddleware(form).process_view(request, form, [], {})

    return decide


@pytest.mark.parametrize("length", ["", "0", "2048"])
def test_a_body_within_the_limit_goes_on_to_the_view(limit, length):
    assert limit(length) is None


@pytest.mark.parametrize("length", ["2049", "9" * 18])
def test_a_body_over_the_limit_is_413(limit, length):
    response = limit(length)
    words = b"No form of this site needs more than 2 kB. Nothing was read, nothing has changed."
    assert (response.status_code, words in response.content) == (413, True)


@pytest.mark.parametrize("length", ["-1", "+1", "ten", "1e3", "1.0", "²", "٣", "9" * 5000])
def test_a_length_that_is_no_number_is_400(limit, length):
    response = limit(length)
    assert (response.status_code, b"Content-Length has to be a whole number." in response.content) == (400, True)


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


def test_an_empty_answer_is_sent_without_one():
    answer = revalidated(HttpResponse())
    assert (answer.status_code, answer.has_header("ETag")) == (200, False)


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


def refused_upload(length, cookie):
    request = RequestFactory().generic("POST", "/author/import/", CONTENT_LENGTH=length, HTTP_COOKIE=cookie)
    return middleware.BeforeCsrfMiddleware(form).process_view(request, form, [], {})


def test_a_file_within_its_own_limit_goes_on_to_the_view():
    assert refused_upload("5000000", "sessionid=abc") is None


def test_a_file_over_its_limit_is_413_with_the_way_back():
    response = refused_upload("6000000", "sessionid=abc")
    assert (response.status_code, b"A file may have 5 MB here" in response.content) == (413, True)
    assert b'href="/author/import/"' in response.content


def test_a_file_from_somebody_without_a_session_is_413():
    assert refused_upload("100000", "learner=abc").status_code == 413
