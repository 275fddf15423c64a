"""Texts that attack whoever reads them, and what a page looks like on which one of them succeeded."""

import re
from html.parser import HTMLParser
from itertools import count

PAYLOADS = (
    "<script>evil()</script>",
    '"><img src=x onerror=evil()>',
    "' onmouseover='evil()' x='",
    "</textarea><script>evil()</script>",
    "</title><svg/onload=evil()>",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>evil()</script>'></iframe>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:evil()'>",
    "<form action=//evil.example><button>",
    "[x](javascript:evil())",
    "[x](JaVaScRiPt:evil())",
    "[x](java&#x73;cript:evil())",
    "[x](&#1;javascript:evil())",
    "[x](\tjavascript:evil())",
    "[x](data:text/html,<script>evil()</script>)",
    "[x](vbscript:evil)",
    "[x][ref]\n\n[ref]: javascript:evil()",
    "[[[x](javascript:evil())](https://a.example)](javascript:evil())",
    "[x](lesson:javascript:evil())",
    '[x](https://a.example" onclick="evil())',
    "[x](https://a.example/ \"' onclick='evil()\")",
    "[x](<https://a.example/' onclick='evil()>)",
    "<javascript:evil()>",
    "<a href='&#106;avascript:evil()'>x</a>",
    "![x](javascript:evil())",
    "![x](https://evil.example/x.png)",
    "![x\" onerror=\"evil()](data:image/svg+xml,<svg onload='evil()'/>)",
    "`404<script>evil()</script>` ```<script>evil()</script>",
    "RFC 9110, 15.5.2<script>evil()</script>",
    "{{ evil }} {% load evil %} {# evil",
    "=HYPERLINK('https://evil.example')",
    "@SUM(1) +evil|'/c calc'!A0",
    "___ <b>___</b> ⟦evil⟧ &lt;script&gt;evil()",
    "\u202eevil\u2066 \u2028 <\u200bscript>",
)
RUNS = {"iframe", "object", "embed", "applet", "base", "math", "style", "frame", "audio", "video", "portal"}
LEADS = {"href", "src", "action", "formaction", "xlink:href", "poster", "hx-get", "hx-post", "hx-action", "data"}
ADDRESS = re.compile(r"https?://|[^:]*(?:[/?#]|$)")  # a scheme that runs nothing, or a place of the site


def poisoned(value, numbers=None, keep=()):
    """A value with some payloads behind every text of it, each time others; parts called as in ``keep`` stay."""
    numbers = count() if numbers is None else numbers
    if isinstance(value, dict):
        return {name: each if name in keep else poisoned(each, numbers, keep) for name, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, numbers, keep) for each in value]
    return f"{value} {some(next(numbers))}" if isinstance(value, str) and value else value


def some(number):
    """Three payloads; twelve numbers in a row have all of them."""
    return " ".join(PAYLOADS[(number + shift) % len(PAYLOADS)] for shift in (0, 12, 24))


def at_work(html):
    """Whatever in a page, or a piece of one, is not the site's own and would do something; empty where all is inert."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.found


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self._in_script = False

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        self._in_script = tag == "script"
        if tag in RUNS or (tag == "meta" and "http-equiv" in values):
            self.found.append(f"<{tag}>")
        if tag in {"script", "img", "link"} and not _is_own(values.get("src") or values.get("href", "")):
            self.found.append(f"<{tag} {values}>")
        for name, value in values.items():
            if name.startswith("on") or name in {"style", "srcdoc", "hx-on"}:
                self.found.append(f"<{tag} {name}>")
            if name in LEADS and not ADDRESS.match(value):
                self.found.append(f"<{tag} {name}={value}>")
            if tag == "form" and name == "action" and value.startswith(("http", "//")):
                self.found.append(f"<form {value}>")

    def handle_data(self, data):
        if self._in_script and data.strip():
            self.found.append(f"a script in the page: {data[:40]}")

    def handle_endtag(self, tag):
        self._in_script = False


def _is_own(address):
    return address.startswith(("/static/", "/words.js"))
