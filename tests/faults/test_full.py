"""The disk is full: what was saved is there and can be read, what is sent is told 503, and with room it goes on."""

import os
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.crowd import Answerer, Examinee, Unanswered
from tests.faults.files import FILE, codes, counted, draft, is_whole, lines_of_log, on_sqlite, port_of, words
from tests.running import running_site

pytestmark = on_sqlite

MEGABYTES = 40  # what a new site takes, and some


@contextmanager
def small_disk():
    """A file system of its own in memory; only root may mount one."""
    with tempfile.TemporaryDirectory() as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", name]
        if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a file system can be mounted by root only, and not in every container")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def fill(folder):
    """Take what room there is, to the last block."""
    with (folder / "ballast").open("ab", buffering=0) as ballast:
        size = 1 << 20
        while size:
            try:
                ballast.write(b"x" * size)
            except OSError:
                size //= 2


def test_a_full_disk_refuses_what_it_cannot_keep_and_loses_nothing():
    with small_disk() as folder, running_site(DATA_DIR=str(folder)) as site:
        file = folder / FILE
        person, examinee = Answerer(port_of(site), 1), Examinee(port_of(site), 2)
        questions = codes(file)
        person.answer(questions[0])
        examinee.begin()
        examinee.save()

        fill(folder)
        told = None
        for question in questions[1:]:  # the log that is there has room for some more
            path = f"/questions/{question}/"
            values = person.form(path, person.insist(path)).values | {"answer": "unknown"}
            try:
                assert person.fetch(path, values).status == 200
            except Unanswered as refused:
                told = refused.reply
                break
            person.answered.append(question)
        assert told is not None, "nothing was refused"
        assert (told.status, told.headers["Retry-After"]) == (503, "10")
        assert "it is not saved" in words(told.text)
        for _ in range(6):  # both workers; a short save may still find a place
            assert person.fetch("/progress/").status == 200, "what is stored can be read"
            fill(folder)
            with suppress(Unanswered):
                examinee.save_once()
        assert any("503, the database failed: OperationalError SQLITE_FULL" in line for line in lines_of_log(site))

        (folder / "ballast").unlink()
        assert person.fetch(path, values).status == 200
        examinee.save()
        assert counted(file, person) == dict.fromkeys([*person.answered, question], 1)
        assert draft(file, examinee) == (examinee.version, examinee.key)
        assert is_whole(file)
