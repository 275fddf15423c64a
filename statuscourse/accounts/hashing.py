"""Password hashes beside the answers: 240 ms of processor time each, and nobody who answers waits for them."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.contrib.auth.hashers import PBKDF2PasswordHasher

NICE = 5  # a quarter of a core that an answer wants, and all of one that nobody wants


def _give_way() -> None:
    """Linux weighs each thread by itself; elsewhere this would be the whole process, which is none the better."""
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()
    with suppress(OSError):  # a host that allows no such thing loses speed and no sign-in
        os.setpriority(os.PRIO_PROCESS, thread, max(NICE, os.getpriority(os.PRIO_PROCESS, thread)))


# Only the hash itself is done in it, with Python's lock released. A thread with a low priority that held this lock, or
# one of the database, would keep everybody waiting for as long as it is kept from the processor.
HASHING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing", initializer=_give_way)


class PatientPBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """Django's hasher, one hash at a time in each process, with a low priority. The same hashes, under their name."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return HASHING.submit(super().encode, password, salt, iterations).result()
