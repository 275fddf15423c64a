"""What the server reads before it forks its workers."""

import socket
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings
from django.template import engines

from statuscourse import server
from statuscourse.management.commands import serve


def test_the_site_is_read_without_the_database():
    """Without a database fixture every query is an error: a connection must not be inherited by two workers."""
    server.read_site()


def test_every_template_is_parsed_before_the_workers_are_made():
    server.read_site()
    loader = engines["django"].engine.template_loaders[0]
    parsed = {name for name, found in loader.get_template_cache.items() if hasattr(found, "nodelist")}
    folder = settings.BASE_DIR / "templates"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.html")} <= parsed


def test_serving_starts_this_server_with_the_site(monkeypatch):
    class Started(Exception):
        pass

    def start(_program, command):
        raise Started(command)

    monkeypatch.setattr(serve.os, "execv", start)
    monkeypatch.setattr(serve.Command, "_enter", lambda _self: None)
    monkeypatch.setattr(serve, "allow_connections", lambda: None)
    monkeypatch.setattr(serve.Command, "_prepare", lambda _self: None)
    with pytest.raises(Started) as started:
        serve.Command().handle()
    words = started.value.args[0]
    assert words[1:3] == ["-m", "statuscourse.server"]
    assert words[-1] == "statuscourse.asgi:application"
    assert words[words.index("--backpressure") + 1] == "4096"


SAYS_OK = """
async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
"""


@pytest.fixture
def port(tmp_path):
    """Where a server listens that is started as the site's is, but for a second of patience instead of thirty."""
    (tmp_path / "says_ok.py").write_text(SAYS_OK)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "granian", *serve.GRANIAN, "--http1-header-read-timeout", "1000"]
    process = subprocess.Popen([*command, "--port", str(port), "says_ok:application"], cwd=tmp_path)
    try:
        wait_for_port(port)
        yield port
    finally:
        workers = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        process.wait(timeout=20)
        psutil.wait_procs(workers, timeout=5)


def wait_for_port(port):
    """Until it answers, which takes a part of a second."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                if line.recv(12) == b"HTTP/1.1 204":
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize("said", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_whoever_connects_and_does_not_ask_is_let_go(port, said):
    """Or a few thousand such connections would keep everybody else out for good."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(said)
        assert b"HTTP/1.1 2" not in line.recv(1000)  # nothing, or 408; a line that is kept raises TimeoutError


LIMITS = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({now}, {most}))
from statuscourse.management.commands.serve import allow_connections
allow_connections()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("now", "most", "after"), [(256, 10_000, 8192), (256, 2000, 2000), (9000, 10_000, 9000)])
def test_the_server_may_have_a_file_open_for_each_connection(now, most, after):
    words = [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", LIMITS.format(now=now, most=most)]
    done = subprocess.run(words, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(after), str(most)]
