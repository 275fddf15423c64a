"""Citations of specifications: ``RFC 9110, 15.5.2`` and the address that it stands for."""

import re

CITATION = re.compile(r"\bRFC (?P<number>\d{3,5})(?:,? (?:section )?(?P<section>\d+(?:\.\d+)*|[A-D](?:\.\d+)*\b))?")


def address(citation: str) -> str:
    """The address of a cited RFC section, or an empty string where the text does not begin with an RFC."""
    match = CITATION.match(citation)
    if not match:
        return ""
    page = f"https://www.rfc-editor.org/rfc/rfc{match['number']}.html"
    section = match["section"]
    if not section:
        return page
    return f"{page}#section-{section}" if section[0].isdigit() else f"{page}#appendix-{section}"
