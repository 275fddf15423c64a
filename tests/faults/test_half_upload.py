"""A file of which half arrives, and a server that dies while it takes a file over: all of it is there, or nothing."""

import re
import socket
import subprocess
import sys
import time

import pytest
import yaml

from tests.faults.crowd import Person, Unanswered
from tests.faults.files import FILE, is_whole, on_sqlite, port_of, rows
from tests.quizzes.transfer import entry
from tests.running import ROOT

pytestmark = on_sqlite

BOUNDARY = "a-line-between-parts"


@pytest.fixture(scope="module")
def ines(site):
    """An instructor with a class."""
    person = Person(port_of(site), 1)
    sent(person, "/accounts/sign-up/", username="ines", password1="a long pass phrase", password2="a long pass phrase")
    command = [sys.executable, "manage.py", "appoint", "ines", "instructor"]
    subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, check=True)
    sent(person, "/classes/new/", name="Networks")
    return person


def sent(person, path, **values):
    reply = person.insist(path, person.form(path, person.insist(path)).values | values)
    assert reply.status == 303, reply.text
    return reply.headers["Location"]


def upload(person, path, content):
    """The bytes of a request that uploads a file, as a browser writes them."""
    fields = person.form(path, person.insist(path)).values
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="a.yaml"\r\n\r\n{content}')
    body = "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts).encode() + f"--{BOUNDARY}--\r\n".encode()
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def send(site, data):
    """Send bytes and hear the answer to its end."""
    with socket.create_connection(("127.0.0.1", port_of(site)), timeout=30) as line:
        line.sendall(data)
        heard = b""
        while piece := line.recv(1 << 16):
            heard += piece
    return heard.decode()


def send_half(site, data):
    """The client goes away in the middle, as a laptop does whose lid is closed."""
    line = socket.create_connection(("127.0.0.1", port_of(site)), timeout=30)
    line.sendall(data[: len(data) // 2])
    time.sleep(0.2)  # that the server has read it; it must not matter
    line.close()


def bank(count):
    return yaml.safe_dump([entry(id=f"tests-{number:04d}") for number in range(count)], sort_keys=False)


def kept(site):
    """What an upload could have left behind."""
    tables = ("quizzes_import", "quizzes_question", "classrooms_membership", "accounts_learner")
    return [rows(site.data / FILE, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables]


def import_of(site, ines):
    return upload(ines, "/author/import/", bank(3))


def roster_of(site, ines):
    (number,) = rows(site.data / FILE, "SELECT id FROM classrooms_classroom")[0]
    name = f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}"
    return upload(ines, f"/classes/{name}/roster/", "name\n" + "".join(f"Learner {n}\n" for n in range(50)))


@pytest.mark.parametrize(("made", "status"), [(import_of, 303), (roster_of, 200)], ids=["questions", "list"])
def test_half_a_file_stores_nothing_and_the_whole_one_is_taken_afterwards(site, ines, made, status):
    before, folder = kept(site), sorted(path.name for path in site.data.iterdir())
    data = made(site, ines)
    for _ in range(3):
        send_half(site, data)
    assert ines.fetch("/healthz").status == 200
    assert (kept(site), sorted(path.name for path in site.data.iterdir())) == (before, folder)
    assert send(site, data).startswith(f"HTTP/1.1 {status} ")
    assert "Traceback" not in (site.data / "log").read_text()


def test_a_server_that_dies_while_it_takes_a_file_over_has_all_of_it_or_nothing(site, ines):
    place = re.search(r"(?im)^location: (\S+)", send(site, upload(ines, "/author/import/", bank(400))))[1]
    values = ines.form(place, ines.insist(place)).values | {"do": "apply"}

    def questions():
        return rows(site.data / FILE, "SELECT COUNT(*) FROM quizzes_question WHERE id LIKE 'tests-%'")[0][0]

    before = questions()
    with socket.create_connection(("127.0.0.1", port_of(site)), timeout=30) as line:
        body = "&".join(f"{name}={value}" for name, value in values.items())
        cookies = "; ".join(f"{name}={value}" for name, value in ines.cookies.items())
        line.sendall(
            f"POST {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()
        )
        time.sleep(0.3)  # somewhere in the middle of it
        site.kill()
    assert is_whole(site.data / FILE)
    assert questions() - before in {0, 400}
    site.start()
    try:
        ines.fetch(place, values)
    except Unanswered:
        ines.insist(place, values)
    assert questions() - before == 400
