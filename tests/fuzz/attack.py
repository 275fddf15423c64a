"""What is sent: a form or an address of the site, with something wrong in it."""

from random import Random
from urllib.parse import quote, urlencode

from tests.fuzz import hostile
from tests.fuzz.site import Found, Map
from tests.fuzz.wire import Request

TOKEN = "csrfmiddlewaretoken"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
Pairs = list[tuple[str, str]]


class Attacker:
    """Makes requests, always the same ones for the same seed and the same site."""

    def __init__(self, known: Map, host: str, rng: Random) -> None:
        self.known = known
        self.host = host
        self.rng = rng

    def plain(self, who: str, method: str, target: str, pairs: Pairs | None = None) -> Request:
        """A request as a browser sends it."""
        token = "".join(self.rng.choices(LETTERS, k=32))
        address = ".".join(str(self.rng.randrange(1, 255)) for _ in range(4))
        cookie = "; ".join(part for part in (self.known.cookie(who), f"csrftoken={token}") if part)
        headers = [("Host", self.host), ("Cookie", cookie), ("X-Forwarded-For", address)]
        if pairs is None:
            return Request(method, target, headers, None, who)
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        pairs = [(name, token if name == TOKEN else text) for name, text in pairs]
        if not any(name == TOKEN for name, _ in pairs):
            pairs.append((TOKEN, token))
        body = urlencode([(hostile.encoded(name), hostile.encoded(text)) for name, text in pairs]).encode()
        return Request(method, target, headers, body, who)

    def next(self) -> Request:
        """The next attack."""
        kind = self.rng.random()
        forms = list(self.known.forms.values())
        if forms and kind < 0.55:
            form = self.rng.choice(forms)
            if "sign-out" in form.action and self.rng.random() < 0.9:  # not all the time
                form = self.rng.choice(forms)
            made = self.form(form)
        elif kind < 0.75:
            made = self.bare_post()
        else:
            made = self.address()
        return self.bent(made) if self.rng.random() < 0.3 else made

    def form(self, form: Found) -> Request:
        """A form with some fields changed, doubled or missing."""
        who = form.who if self.rng.random() < 0.85 else self.rng.choice(list(self.known.cookies))
        pairs = self._spoiled([pair for pair in form.fields if pair[0] != TOKEN])
        if form.method != "post":
            return self.plain(who, "GET", f"{form.action.partition('?')[0]}?{self._query(pairs)}")
        if form.files or self.rng.random() < 0.1:
            return self._multipart(self.plain(who, "POST", form.action, pairs), pairs, form.files or ("file",))
        return self.plain(who, "POST", form.action, pairs)

    def bare_post(self) -> Request:
        """A POST to any address, with fields of any form."""
        who, route = self.rng.choice(list(self.known.cookies)), self.rng.choice(self.known.routes)
        forms = list(self.known.forms.values())
        fields = [self.rng.choice(form.fields) for form in self.rng.choices(forms, k=4) if form.fields] if forms else []
        return self.plain(who, "POST", self.known.address(route, self.rng), self._spoiled(fields))

    def address(self) -> Request:
        """An address with a part or a query that is wrong, by any method."""
        who, route = self.rng.choice(list(self.known.cookies)), self.rng.choice(self.known.routes)
        target = self.known.address(route, self.rng)
        if self.rng.random() < 0.4:
            parts = target.split("/")
            parts[self.rng.randrange(1, len(parts))] = self.rng.choice(hostile.PARTS)
            target = "/".join(parts)
        if self.rng.random() < 0.5:
            target += "?" + self.rng.choice(hostile.QUERIES)
        method = "GET" if self.rng.random() < 0.7 else self.rng.choice(hostile.METHODS)
        return self.plain(who, method, target, [] if method == "POST" else None)

    def bent(self, request: Request) -> Request:
        """The same request with headers or a body that do not fit."""
        for name, text in self.rng.sample(hostile.HEADERS, k=self.rng.choice((1, 1, 2))):
            if name in {"Content-Type", "Host", "Cookie"} and self.rng.random() < 0.8:
                request.headers = [pair for pair in request.headers if pair[0] != name]
            request.headers.append((name, text))
        if request.body and self.rng.random() < 0.2:
            request.body = request.body[: self.rng.randrange(len(request.body) + 1)]
        return request

    def _spoiled(self, pairs: Pairs) -> Pairs:
        pairs = list(pairs)
        for _ in range(self.rng.choice((0, 1, 1, 2, 3))):
            if not pairs:
                pairs.append((hostile.value(self.rng)[:50], hostile.value(self.rng)))
                continue
            place, how = self.rng.randrange(len(pairs)), self.rng.random()
            name, text = pairs[place]
            if how < 0.6:
                pairs[place] = name, hostile.value(self.rng)
            elif how < 0.75:
                pairs.append((name, self.rng.choice((text, hostile.value(self.rng)))))
            elif how < 0.9:
                del pairs[place]
            else:
                pairs[place] = f"{name}{self.rng.choice(('[]', '[a]', '-0', '-99999', '.x'))}", text
        if self.rng.random() < 0.01:
            pairs += [(f"a{number}", "1") for number in range(1_200)]
        while sum(len(hostile.encoded(text)) for _, text in pairs) > 200_000:
            pairs.pop()
        return pairs

    def _query(self, pairs: Pairs) -> str:
        made = "&".join(f"{quote(hostile.encoded(name))}={quote(hostile.encoded(text))}" for name, text in pairs)
        return made[:6_000]

    def _multipart(self, request: Request, pairs: Pairs, files: tuple[str, ...]) -> Request:
        token = next(text for name, text in request.headers if name == "Cookie").rpartition("csrftoken=")[2]
        edge, parts = "edge", [*pairs, (TOKEN, token)]
        body = b""
        for name, text in parts:
            named = hostile.encoded(name.replace('"', "%22").replace("\r", "").replace("\n", ""))
            body += b'--edge\r\nContent-Disposition: form-data; name="' + named + b'"\r\n\r\n'
            body += hostile.encoded(text) + b"\r\n"
        for name in files:
            file_name = hostile.encoded(self.rng.choice(hostile.NAMES))
            body += b'--edge\r\nContent-Disposition: form-data; name="' + name.encode() + b'"; filename="' + file_name
            body += b'"\r\nContent-Type: text/csv\r\n\r\n' + self.rng.choice(hostile.FILES) + b"\r\n"
        if self.rng.random() < 0.85:
            body += b"--edge--\r\n"
        request.headers = [pair for pair in request.headers if pair[0] != "Content-Type"]
        request.headers.append(("Content-Type", f"multipart/form-data; boundary={edge}"))
        request.body = body
        return request
