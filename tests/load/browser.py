"""Enough of a browser to come in by the front door: cookies, forms, and the bytes of a request."""

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from .client import LoadError

# What Firefox sends with each request; the same bytes go to the floor and to the product.
BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"
)
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Form:
    """A form of a page: what it sends anyhow, all its names, and the values that one may choose for ``answer``."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(values.get("action", "")))
            self.open = True
        elif self.open and tag in {"input", "button", "select", "textarea"} and values.get("name"):
            self.found[-1].names.add(values["name"])
            if values["name"] == "answer":
                self.found[-1].choices.append(values.get("value", ""))
            elif tag in {"select", "textarea"}:
                pass  # what stands in it is chosen or typed
            elif values.get("type") not in {"radio", "checkbox", "submit"}:
                self.found[-1].fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False


class Browser:
    """A person's browser."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = cookies or {}

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def send(self, method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        if body:
            headers["Content-Type"] = FORM
        if self.cookies:
            headers["Cookie"] = self.cookie
        line.request(method, path, body or None, headers)
        response = line.getresponse()
        text = response.read().decode()
        for value in response.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            content = rest.split(";")[0].strip('"')
            self.cookies[name] = content
            if not content:
                del self.cookies[name]
        line.close()
        return response, text

    def get(self, path: str) -> str:
        response, text = self.send("GET", path)
        if response.status != 200:
            raise LoadError(f"GET {path}: {response.status} {text[:300]}")
        return text

    def forms(self, path: str) -> list[Form]:
        return Forms(self.get(path)).found

    def post(self, form: Form, path: str = "", **values: str) -> http.client.HTTPResponse:
        response, text = self.send("POST", form.action or path, urlencode({**form.fields, **values}))
        if response.status not in {200, 303}:
            raise LoadError(f"POST {form.action or path}: {response.status} {text[:300]}")
        return response


def raw(
    method: str, path: str, port: int, *, cookie: str = "", body: str = "", more: str = "", accept: str = HTML
) -> bytes:
    """The bytes of a request."""
    lines = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n{BROWSER}"
    if cookie:
        lines += f"Cookie: {cookie}\r\n"
    if body:
        lines += f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
    return f"{lines}{more}\r\n{body}".encode()


def htmx(port: int, page: str) -> str:
    """What htmx adds to a request."""
    return f"HX-Request: true\r\nHX-Current-URL: http://127.0.0.1:{port}{page}\r\nOrigin: http://127.0.0.1:{port}\r\n"
