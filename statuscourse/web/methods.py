"""Which methods a view answers. The middleware reads this before CSRF is looked at (RFC 9110, 15.5.6)."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def allow(*methods: str) -> Callable[[View], View]:
    """Record the methods of a view. HEAD comes with GET, OPTIONS with everything."""
    expanded = []
    for method in methods:
        expanded += [method, "HEAD"] if method == "GET" else [method]

    def mark(view: View) -> View:
        view.allowed_methods = (*expanded, "OPTIONS")  # type: ignore[attr-defined]
        return view

    return mark
