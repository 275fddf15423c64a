"""Addresses of the site as the code writes them, and as a browser needs them where the site stands under a prefix.

Pure: no Django, so that prose may use it. What ``reverse`` and ``request.path`` give has the prefix already.
"""

import re
from urllib.parse import unquote, urlsplit

# In the source of a template: an address in quotation marks, or as one branch of a condition. `"/>` ends an element.
WRITTEN = re.compile(r'(?<=")/(?=[a-z"?#])|(?<=%\})/(?=[a-z])')


class Site:
    """Where the site begins on its host: an empty text, or a path such as ``/statuscourse``. Set once, at the start."""

    prefix = ""


def at(address: str) -> str:
    """Where a page of the site is on its host; ``address`` is written as if the site had the host to itself."""
    return Site.prefix + address


def placed(source: str) -> str:
    """The source of a template with its addresses where they are on the host."""
    return WRITTEN.sub(at("/"), source) if Site.prefix else source


def within(path: str) -> str:
    """The path of a request inside the site. A proxy may pass the prefix on, or take it off."""
    return path.removeprefix(Site.prefix) if f"{path}/".startswith(f"{Site.prefix}/") else path


def stays_within(address: str) -> bool:
    """Whether a browser that goes to an address of this host stays where the site is: others share the host with it.

    A browser reads ``\\`` as ``/``, goes up at ``..`` however it is written, and leaves tabs and line breaks out.
    """
    if not Site.prefix:
        return True
    path = unquote(urlsplit(address).path).replace("\\", "/")
    goes_up = any(part in {".", ".."} for part in path.split("/"))
    return f"{path}/".startswith(f"{Site.prefix}/") and address.isprintable() and not goes_up
