"""Hashes are Django's own, made in a thread that gives way to the answers."""

import os
import sys

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from statuscourse.accounts.hashing import HASHING, NICE, PatientPBKDF2PasswordHasher

OURS, DJANGOS = PatientPBKDF2PasswordHasher(), PBKDF2PasswordHasher()


def test_accounts_from_before_still_open():
    assert OURS.verify("correct-horse", DJANGOS.encode("correct-horse", "salt"))


def test_a_hash_is_the_one_that_django_makes():
    assert OURS.encode("correct-horse", "salt", 1000) == DJANGOS.encode("correct-horse", "salt", 1000)


def test_the_site_hashes_with_it():
    from statuscourse import settings as written  # noqa: PLC0415 - the tests' own hasher is a quick one

    assert written.PASSWORD_HASHERS == ["statuscourse.accounts.hashing.PatientPBKDF2PasswordHasher"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere priorities are of whole processes")
def test_only_the_thread_of_the_hashes_gives_way():
    before = os.getpriority(os.PRIO_PROCESS, 0)

    def priority():
        return os.getpriority(os.PRIO_PROCESS, 0)  # 0 is the calling thread on Linux

    assert HASHING.submit(priority).result(timeout=10) == NICE
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
