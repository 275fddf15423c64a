"""A browser without JavaScript for the tests: it enforces CSRF and posts the forms that it finds in pages."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.test.client import ClientHandler

from statuscourse.accounts.models import Learner, token_digest

# One for all: loading the middleware takes longer than a page.
HANDLER = ClientHandler(enforce_csrf_checks=True)


@dataclass
class Form:
    """A form of a page: where it goes, and what a browser would send if nothing was touched.

    A field that stands there several times, as check boxes do, has a list.
    """

    action: str
    method: str
    values: dict[str, str | list[str]] = field(default_factory=dict)

    def fill(self, name, value):
        if name in self.values:
            before = self.values[name]
            value = [*(before if isinstance(before, list) else [before]), value]
        self.values[name] = value


class Forms(HTMLParser):
    """The forms of a page. Of radio buttons and check boxes only those that are checked have a value."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self._open = None
        self._options = None  # of the select that is open: the chosen one, and the first one
        self._area = None  # the name of the text area that is open, and what stands in it
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag == "form":
            self._open = Form(attrs.get("action") or "", (attrs.get("method") or "get").lower())
            self.found.append(self._open)
        elif tag == "input" and self._open and attrs.get("name"):
            chosen = attrs.get("type") not in {"radio", "checkbox"} or "checked" in attrs
            if chosen and attrs.get("type") != "submit":
                self._open.fill(attrs["name"], attrs.get("value") or "")
        elif tag == "select" and self._open:
            self._options = [attrs["name"], None, None]
        elif tag == "option" and self._options:
            value = attrs.get("value") or ""
            if self._options[2] is None:
                self._options[2] = value
            if "selected" in attrs:
                self._options[1] = value
        elif tag == "textarea" and self._open:
            self._area = [attrs["name"], ""]

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select" and self._options:
            name, chosen, first = self._options
            self._open.fill(name, first if chosen is None else chosen)
            self._options = None
        elif tag == "textarea" and self._area:
            name, text = self._area  # the first line end is the mark-up's own, and the others are sent as CRLF
            self._open.fill(name, text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n"))
            self._area = None


class Visitor(Client):
    """A client that enforces CSRF. ``user`` is None for somebody who is not signed in."""

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.handler = HANDLER
        self.user = user

    @classmethod
    def signed_in(cls, user, **kwargs):
        visitor = cls(user, **kwargs)
        visitor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return visitor

    @property
    def learner(self):
        """The learner behind this browser, or None before the first write."""
        if self.user is not None:
            return Learner.objects.get(user=self.user)
        cookie = self.cookies.get("learner")
        return Learner.objects.filter(token_digest=token_digest(cookie.value)).first() if cookie else None

    def form(self, page, action=None):
        """The form of a page that posts to ``action``; to the page itself where none is named.

        ``page`` is an address or a response.
        """
        page = self.get(page) if isinstance(page, str) else page
        here = page.request["PATH_INFO"]
        wanted = action or here
        for form in Forms(page.content.decode()).found:
            # Without an action a browser sends the form to the address that it shows, query and all.
            query = page.request.get("QUERY_STRING")
            target = urljoin(here, form.action) if form.action else f"{here}?{query}" if query else here
            if form.method == "post" and urlsplit(target).path == wanted:
                form.action = target
                return form
        raise AssertionError(f"{here} has no form that posts to {wanted}")

    def send(self, page, action=None, *, htmx=False, follow=False, **values):
        """Fill in a form of a page and send it; ``None`` takes a field away."""
        form = self.form(page, action)
        values = {**form.values, **values}
        headers = {"HX-Request": "true"} if htmx else {}
        sent = {name: value for name, value in values.items() if value is not None}
        return self.post(form.action, sent, headers=headers, follow=follow)

    def token(self, page="/quizzes/mixed/"):
        """A CSRF token that goes with this browser's cookie."""
        return self.form(page).values["csrfmiddlewaretoken"]


def text_of(response):
    """The words of a page, with the tags taken out and white space made single."""
    parser = _Words()
    parser.feed(response.content.decode())
    return " ".join(" ".join(parser.words).split())


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words = []

    def handle_data(self, data):
        self.words.append(data)
