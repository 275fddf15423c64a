"""Codes that people read out and type: for joining a class, and a learner's own. Pure.

The alphabet has no vowels, so that no code is a word, and of look-alikes (0 and O, 1 and I and L, 5 and S, 8 and B,
2 and Z, U and V) one at most.
"""

from random import Random

ALPHABET = "CDFHJKMNPRTVWXY34679"
JOIN_LENGTH = 6  # 64 million; with wrong ones throttled that is plenty for what is open for a week
PERSONAL_LENGTH = 8  # 25,600 million: it opens what somebody did, and does not expire
BETWEEN = frozenset(" -\u00a0\u2010\u2011\u2012\u2013\u2014\t\r\n._")


def draw_join_code(rng: Random) -> str:
    return "".join(rng.choices(ALPHABET, k=JOIN_LENGTH))


def draw_personal_code(rng: Random) -> str:
    return "".join(rng.choices(ALPHABET, k=PERSONAL_LENGTH))


def read_join_code(typed: str) -> str:
    """The code that was typed, in any case, with spaces and hyphens anywhere; empty where it cannot be one."""
    return _read(typed, JOIN_LENGTH)


def read_personal_code(typed: str) -> str:
    """As ``read_join_code``, for a learner's own."""
    return _read(typed, PERSONAL_LENGTH)


def show_join_code(code: str) -> str:
    """As it is shown and read out: ``KTM 47R``."""
    return f"{code[:3]} {code[3:]}"


def show_personal_code(code: str) -> str:
    """As it is printed: ``KTM4-7RWX``."""
    return f"{code[:4]}-{code[4:]}"


def _read(typed: str, length: int) -> str:
    if len(typed) > 40:
        return ""
    code = "".join(sign for sign in typed.upper() if sign not in BETWEEN)
    return code if len(code) == length and set(code) <= set(ALPHABET) else ""
