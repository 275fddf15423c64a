"""Template filters that several rooms use."""

from django import template

from statuscourse.protocol.registry import phrase as registered_phrase

register = template.Library()


@register.filter
def begins(path: str, address: str) -> bool:
    """Whether a path lies at or below an address."""
    return str(path).startswith(address)


@register.filter
def spaced(slug: str) -> str:
    """A slug as words."""
    return str(slug).replace("-", " ")


@register.filter
def class_digit(code: int | None) -> int:
    """The first digit of a code, which chooses its hue and its shape."""
    return int(code or 0) // 100


@register.filter
def phrase(code: int | None) -> str:
    """The registered phrase of a code, empty for one that is not registered."""
    return registered_phrase(int(code)) if code else ""


@register.filter
def marks(value: float) -> str:
    """Marks as they are said: two decimals at most, and none that say nothing."""
    return f"{round(value, 2):g}"
