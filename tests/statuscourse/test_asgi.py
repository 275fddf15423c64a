"""The entry point of the server: bodies are read whole, with a limit and a deadline, before Django sees the request."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from statuscourse import asgi
from statuscourse.web.lines import Places


def ask(method="GET", path="/healthz", *, messages=None, headers=(), **scope):
    """Send one request straight to the entry point; returns status, fields and content."""
    waiting = list(messages if messages is not None else [{"type": "http.request", "body": b""}])
    sent = []

    async def receive():
        if not waiting:
            await asyncio.sleep(60)  # the rest never comes; the deadline cuts it short
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    fields = [(b"host", b"127.0.0.1"), *headers]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "headers": fields, **scope}
    # In a thread of its own: where the browser tests ran before, this one has a loop already.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, asgi.application(scope, receive, send)).result(timeout=10)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


@pytest.fixture
def environ(monkeypatch):
    """What Django is given, without asking it."""
    seen = {}

    def django(environ, start_response):
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    monkeypatch.setattr(asgi, "django", django)
    return seen


def test_a_page_comes_through():
    status, _, content = ask()
    assert (status, content) == (200, b"ok\n")


def test_content_in_pieces_arrives_whole(environ):
    pieces = [
        {"type": "http.request", "body": b"answer=", "more_body": True},
        {"type": "http.request", "body": b"404"},
    ]
    ask("POST", messages=pieces, headers=[(b"content-length", b"10")])
    assert (environ["body"], environ["CONTENT_LENGTH"]) == (b"answer=404", "10")


def test_chunked_content_gets_a_length(environ):
    ask("POST", messages=[{"type": "http.request", "body": b"abc"}], headers=[(b"transfer-encoding", b"chunked")])
    assert (environ["body"], environ["CONTENT_LENGTH"]) == (b"abc", "3")


def test_content_that_does_not_come_is_408(monkeypatch, environ):
    monkeypatch.setattr(asgi, "BODY_SECONDS", 0.01)
    status, headers, _ = ask("POST", messages=[], headers=[(b"content-length", b"10")])
    assert (status, headers[b"connection"], environ) == (408, b"close", {})


def test_a_client_that_went_away_asks_nothing_of_django(environ):
    status, _, _ = ask("POST", messages=[{"type": "http.disconnect"}], headers=[(b"content-length", b"10")])
    assert (status, environ) == (408, {})


def test_content_over_the_limit_is_not_read(environ):
    ask("POST", messages=[], headers=[(b"content-length", b"1000000")])
    assert (environ["body"], environ["CONTENT_LENGTH"]) == (b"", "1000000")


def test_chunked_content_over_the_limit_is_cut_one_byte_behind_it(environ, settings):
    flood = [{"type": "http.request", "body": b"x" * 40_000, "more_body": True}] * 4
    ask("POST", messages=flood, headers=[(b"transfer-encoding", b"chunked")])
    assert len(environ["body"]) == settings.MAX_BODY_BYTES + 1


SESSION = (b"cookie", b"theme=dark; sessionid=abc")


def upload(size, *headers, path="/author/import/"):
    flood = [{"type": "http.request", "body": b"x" * 100_000, "more_body": True}] * (size // 100_000)
    last = {"type": "http.request", "body": b"x" * (size % 100_000)}
    ask("POST", path, messages=[*flood, last], headers=[(b"content-length", b"%d" % size), *headers])


def test_a_file_of_questions_may_have_five_megabytes(environ):
    upload(5_000_000, SESSION)
    assert len(environ["body"]) == 5_000_000


def test_a_file_of_marks_may_have_one_megabyte(environ):
    where = "/classes/11111111-2222-4333-8444-555555555555/gradebook/import/"
    upload(1_000_000, SESSION, path=where)
    assert len(environ["body"]) == 1_000_000
    upload(1_200_000, SESSION, path=where)
    assert environ["body"] == b""


def test_a_file_from_nobody_who_is_signed_in_is_not_read(environ):
    upload(5_000_000, (b"cookie", b"notsessionid=abc"))
    assert environ["body"] == b""


def test_a_form_elsewhere_is_no_larger_for_somebody_who_is_signed_in(environ):
    upload(100_000, SESSION, path="/author/import/1/")
    assert environ["body"] == b""


def test_a_larger_file_is_cut_one_byte_behind_the_limit(environ, settings):
    flood = [{"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}] * 9
    ask("POST", "/author/import/", messages=flood, headers=[(b"transfer-encoding", b"chunked"), SESSION])
    assert len(environ["body"]) == settings.UPLOADS["/author/import/"] + 1


def test_a_field_with_an_underscore_is_not_taken_for_one_with_a_hyphen(environ):
    ask(headers=[(b"x-forwarded-for", b"9.9.9.9"), (b"x_forwarded_for", b"6.6.6.6")])
    assert environ["HTTP_X_FORWARDED_FOR"] == "9.9.9.9"


@pytest.mark.parametrize("charset", ["hex", "utf-7", "rot13", '"idna"'])
def test_a_charset_that_no_form_has_is_taken_away(environ, charset):
    ask(headers=[(b"content-type", f"text/plain; charset={charset}; a=b".encode())])
    assert environ["CONTENT_TYPE"] == "text/plain; a=b"


def test_utf_8_stays(environ):
    ask(headers=[(b"content-type", b"text/plain; charset=utf-8")])
    assert environ["CONTENT_TYPE"] == "text/plain; charset=utf-8"


def test_cookies_in_two_fields_are_joined(environ):
    ask(headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2")])
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_an_address_is_decoded_byte_by_byte(environ):
    ask(path="/%C3%A9")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/é"


@pytest.mark.parametrize("place", ["/author/import/", "/classes/11111111-2222-4333-8444-555555555555/roster/"])
def test_a_page_is_answered_while_a_file_is_at_work(monkeypatch, place):
    page_done, order = Event(), []

    def django(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            assert page_done.wait(timeout=10)
        order.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    monkeypatch.setattr(asgi, "django", django)
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, both(place, page_done)).result(timeout=20)
    assert order == ["/healthz", place]


async def both(place, page_done):
    """A file that is read, and a page that comes after it on the same worker."""
    running = asyncio.create_task(asgi.application(scope_of("POST", place), nothing_more, unheard))
    await asyncio.sleep(0)
    await asgi.application(scope_of("GET", "/healthz"), nothing_more, unheard)
    page_done.set()
    await running


def scope_of(method, path):
    fields = [(b"host", b"127.0.0.1")]
    return {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "headers": fields}


async def nothing_more():
    return {"type": "http.request", "body": b""}


async def unheard(message):
    pass


async def stalled():
    await asyncio.sleep(60)


def uploads_at_once(number, *, length=b"5000000"):
    """The status of an upload that comes after so many others, of which nothing more arrives; 0 where it waits too."""
    fields = [(b"host", b"127.0.0.1"), SESSION]

    async def run():
        scope = {**scope_of("POST", "/author/import/"), "headers": [*fields, (b"content-length", b"5000000")]}
        others = [asyncio.create_task(asgi.application(scope, stalled, unheard)) for _ in range(number)]
        await asyncio.sleep(0)
        told = []

        async def send(message):
            told.append(message.get("status"))

        last = {**scope_of("POST", "/author/import/"), "headers": [*fields, (b"content-length", length)]}
        mine = asyncio.create_task(asgi.application(last, nothing_more if length == b"3" else stalled, send))
        await asyncio.wait([mine], timeout=0.5)
        for task in [*others, mine]:
            task.cancel()
        await asyncio.gather(*others, mine, return_exceptions=True)
        return (told or [0])[0]

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, run()).result(timeout=20)


def test_a_worker_holds_only_so_many_files(environ, monkeypatch):
    """A made-up cookie is enough to send one, and each may be 5 MB that stay in memory for a minute."""
    monkeypatch.setattr(asgi, "HELD_FILES", Places(most=2))
    assert [uploads_at_once(1), uploads_at_once(2), asgi.HELD_FILES.refused] == [0, 503, 1]


def test_what_is_no_larger_than_a_form_needs_no_such_place(environ, monkeypatch):
    monkeypatch.setattr(asgi, "HELD_FILES", Places(most=2))
    assert uploads_at_once(2, length=b"3") == 200


def test_a_place_is_given_back(environ, monkeypatch):
    monkeypatch.setattr(asgi, "HELD_FILES", Places(most=1))
    for _ in range(3):
        upload(200_000, SESSION)
        assert len(environ.pop("body")) == 200_000
