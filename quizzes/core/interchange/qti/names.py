"""Identifiers of QTI and what stands behind them here. An identifier begins with a letter or ``_`` (QTI 2.1, 2.1)."""

from ..naming import is_id

NEVER = "never"  # what the outcome GENERAL never is: feedback that is hidden then is always shown
GENERAL = "GENERAL"
OTHERWISE = "otherwise.1"


def identifier(name: str) -> str:
    """An id as an identifier."""
    return name if name[:1].isalpha() else f"_{name}"


def id_of(name: str) -> str:
    """The id that an identifier was made of; empty where it was none."""
    found = name.removeprefix("_")
    return found if is_id(found) else ""


def code_name(code: object) -> str:
    """The identifier of an offered code. No id has a point in it, so that none is in its way."""
    return f"code.{code}"


def numbered(part: str, number: int) -> str:
    """The identifier of something that has no id."""
    return f"{part}.{number}"
