"""The power fails right after an answer was shown as saved: what the disk has by then is enough.

With WAL and synchronous=FULL a commit ends with the frames of its transaction flushed to the log. So a disk that
keeps what it said it had flushed holds, at the moment of an acknowledgement, every frame up to it; of what comes after,
it may hold nothing, half a frame, or frames without their commit. Such disks are made here, and opened.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

from tests.faults.crowd import Answerer
from tests.faults.files import FILE, codes, counted, is_whole, on_sqlite, port_of, rows, wait_until
from tests.running import ROOT

pytestmark = on_sqlite

HEADER, FRAME = 32, 24 + 4096  # bytes of the log's header, and of a frame with its page (sqlite.org/fileformat2)


def frames_now(file):
    """How many frames of the log are valid, by the index that its readers share (sqlite.org/walformat, 2.1)."""
    with open(f"{file}-shm", "rb") as index:
        return int.from_bytes(index.read(20)[16:20], sys.byteorder)


def disk_after(file, folder, frames, tail=b""):
    """The file and its log as they are found after the power cut. Returns the copy."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(file, folder / FILE)
    log = file.with_name(f"{FILE}-wal").read_bytes()
    (folder / f"{FILE}-wal").write_bytes(log[: HEADER + frames * FRAME] + tail)
    with closing(sqlite3.connect(folder / FILE)) as found:  # recovers, as the next start does
        found.execute("SELECT COUNT(*) FROM quizzes_answer").fetchone()
    return folder / FILE


def test_what_was_acknowledged_is_on_a_disk_that_lost_everything_after_it(site, tmp_path):
    file = site.data / FILE
    questions = codes(file)
    answerers = [Answerer(port_of(site), number) for number in range(6)]
    for person in answerers:
        person.answer(questions[0])
    enough = Event()
    cuts = []
    # A reader keeps the log from being begun anew while it is copied; the file itself may be in the middle of a write.
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as reader, ThreadPoolExecutor(6) as pool:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM quizzes_answer").fetchone()
        under_way = [pool.submit(person.go_on, questions[1:], enough) for person in answerers]
        try:
            for number in range(8):
                before = sum(len(person.answered) for person in answerers)
                wait_until(lambda least=before: sum(len(person.answered) for person in answerers) > least + 5)
                acknowledged = [Counter(person.answered) for person in answerers]
                frames = frames_now(file)
                log = file.with_name(f"{FILE}-wal").read_bytes()
                end = HEADER + frames * FRAME
                tails = [b"", log[end : end + FRAME // 2], log[end : end + 24] + os.urandom(4096), os.urandom(FRAME)]
                folder = tmp_path / str(number)
                cuts.append((acknowledged, disk_after(file, folder, frames, tails[number % len(tails)])))
        finally:
            enough.set()
        for each in under_way:
            each.result()
    for acknowledged, found in cuts:
        assert is_whole(found)
        stored = [counted(found, person) for person in answerers]
        assert all(mine <= there for mine, there in zip(acknowledged, stored, strict=True))
        assert max(count for there in stored for count in there.values()) == 1


def test_a_log_that_ends_before_the_acknowledgement_has_lost_it(site, tmp_path):
    """What a disk does that says flushed and has not: the file is whole, and the last answers are gone."""
    file = site.data / FILE
    person = Answerer(port_of(site), 9)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM quizzes_answer").fetchone()
        before = frames_now(file)
        person.answer(codes(file)[0])
        found = disk_after(file, tmp_path / "liar", max(before, 1) if frames_now(file) > before else 0)
    assert is_whole(found)
    assert (sum(counted(found, person).values()), sum(counted(file, person).values())) == (0, 1)


def test_the_site_asks_sqlite_for_a_log_that_is_flushed_with_each_commit(site):
    asks = (
        "from django.db import connection as c\n"
        "for name in ('journal_mode', 'synchronous'):\n"
        "    print(c.cursor().execute(f'PRAGMA {name}').fetchone()[0])"
    )
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", asks]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["wal", "2"]
    assert rows(site.data / FILE, "PRAGMA page_size") == [(4096,)]
