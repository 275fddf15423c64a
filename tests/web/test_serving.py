"""One server on a data folder: the lock is the kernel's, and ends with the last process that has it."""

import os
import subprocess
import sys

import pytest

from statuscourse.web import serving
from statuscourse.web.serving import AlreadyServed, hold_alone

HOLD = """
import sys
from pathlib import Path
from statuscourse.web.serving import hold_alone
hold_alone(Path(sys.argv[1]), "process 7, at http://course.example")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def given_back(monkeypatch):
    monkeypatch.setattr(serving, "_held", held := {})
    yield
    for descriptor in held.values():
        os.close(descriptor)


@pytest.fixture
def another(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_folder_that_nobody_has_is_had_again_by_who_has_it(tmp_path):
    hold_alone(tmp_path, "me")
    hold_alone(tmp_path, "me")
    assert (tmp_path / serving.LOCK).read_text() == "me"


def test_a_folder_that_another_one_has_is_refused_with_who_it_is(tmp_path, another):
    with pytest.raises(AlreadyServed) as refused:
        hold_alone(tmp_path, "me")
    said = f"process 7, at http://course.example; processes that have it now: {another.pid}"
    assert (str(refused.value), (tmp_path / serving.LOCK).read_text()) == (said, "process 7, at http://course.example")


def test_the_dead_have_nothing(tmp_path, another):
    another.kill()
    another.wait()
    hold_alone(tmp_path, "me")
