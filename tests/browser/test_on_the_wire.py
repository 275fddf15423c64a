"""What really leaves the server: statuses, phrases aside, and fields, read from the socket."""

import gzip
import http.client
import socket
from urllib.parse import urlsplit

import pytest

from statuscourse.audit.core.faults import faults


def ask(site, method, path, **headers):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer, answer.read()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/lessons/success/", 200),
        ("OPTIONS", "/lessons/success/", 204),
        ("DELETE", "/lessons/success/", 405),
        ("BREW", "/", 501),
        ("GET", "/lessons/success", 301),
        ("GET", "/codes/299/", 404),
        ("GET", "/accounts/password/", 302),
        ("POST", "/accounts/sign-in/", 403),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_every_kind_of_answer_is_right_on_the_wire(site, method, path, status):
    answer, content = ask(site, method, path)
    assert answer.status == status
    assert faults(method, status, answer.getheaders(), content) == []


def test_a_lesson_comes_compressed_and_whole(site):
    answer, content = ask(site, "GET", "/lessons/success/", Accept_Encoding="gzip")
    plain_answer, plain = ask(site, "GET", "/lessons/success/")
    assert answer.getheader("Content-Encoding") == "gzip"
    assert plain_answer.getheader("Content-Encoding") is None
    assert abs(len(gzip.decompress(content)) - len(plain)) < 200, "they differ in tokens and keys only"
    assert len(content) < len(plain) / 3


def test_a_lesson_that_has_not_changed_is_a_304_without_content(site):
    first, _ = ask(site, "GET", "/lessons/success/")
    again, content = ask(site, "GET", "/lessons/success/", If_None_Match=first.getheader("ETag"))
    assert (again.status, content) == (304, b"")
    assert faults("GET", 304, again.getheaders(), content) == []


def test_a_body_over_the_limit_is_refused_with_413(site):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    connection.request("POST", "/questions/six-one-brace/", body=b"x" * 100_000)
    assert connection.getresponse().status == 413


def test_static_files_may_be_kept_for_ever(site):
    _, page = ask(site, "GET", "/")
    path = page.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    answer, _ = ask(site, "GET", path)
    assert "immutable" in answer.getheader("Cache-Control")


def test_stalled_uploads_do_not_keep_others_from_being_answered(site):
    host, port = urlsplit(site.url).hostname, urlsplit(site.url).port
    head = b"POST /accounts/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nusername="
    stalled = [socket.create_connection((host, port), timeout=5) for _ in range(30)]
    try:
        for connection in stalled:
            connection.sendall(head)
        assert [ask(site, "GET", "/healthz")[0].status for _ in range(10)] == [200] * 10
    finally:
        for connection in stalled:
            connection.close()


@pytest.mark.parametrize("charset", ["hex", "utf-7", "undefined"])
def test_a_strange_charset_breaks_nothing(site, charset):
    answer, _ = ask(site, "GET", "/search/?q=%2B2AA-", Content_Type=f"x/y; charset={charset}")
    assert answer.status == 200
