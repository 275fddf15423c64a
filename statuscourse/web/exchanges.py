"""An exchange on the wire as HTML: a packet out, the request; a packet back, the response in its class's hue.

Pure; everything that comes from a message is escaped here.
"""

import shlex
from collections.abc import Sequence
from html import escape

from statuscourse.protocol.messages import Message, parse_exchange

LONG_BODY = 12  # lines of content before the rest is folded away


def exchange_html(title: str, text: str, *, fault: bool = False) -> str:
    """One figure. ``fault`` marks a deliberately wrong exchange."""
    messages = parse_exchange(text)
    last = next((m for m in reversed(messages) if not m.is_request and m.status), None)
    hue = f" s{last.status // 100}" if last and last.status else ""
    parts = [f'<figure class="exchange{" exchange-fault" if fault else ""}{hue}">']
    if title or fault:
        mark = '<span class="fault-mark">Not like this</span> ' if fault else ""
        parts.append(f"<figcaption>{mark}{escape(title)}</figcaption>")
    parts += [_message_html(message) for message in messages]
    command = curl(messages)
    if command:
        parts.append(
            '<details class="curl"><summary>as curl</summary>'
            '<pre aria-label="The request as a curl command">'
            f"{escape(command)}</pre></details>"
        )
    return "".join([*parts, "</figure>"])


def asking_html(text: str, name: str) -> str:
    """The exchange of a question: the learner is the server and types the status into its status line.

    ``name`` makes the ids of the page unique. An empty text leaves the status line alone.
    """
    messages = parse_exchange(text) if text else ()
    if not any(not message.is_request and message.status is None for message in messages):
        messages = (*messages, Message(line=0, version="HTTP/1.1"))
    return (
        f'<div class="exchange answering">{"".join(_message_html(message, "you", name) for message in messages)}</div>'
    )


def curl(messages: Sequence[Message]) -> str:
    """The first request as a command for a shell, or an empty string where there is none to send."""
    request = next((message for message in messages if message.is_request), None)
    if request is None or request.method == "CONNECT":
        return ""
    host = next(iter(request.values("host")), "")
    absolute = request.target.startswith(("http://", "https://"))
    words = ["curl", "-I" if request.method == "HEAD" else "-i"]
    if request.method not in {"GET", "HEAD"} or request.body:  # with content, curl would make a GET a POST
        words += ["-X", request.method]
    if request.target == "*":
        words += ["--request-target", "*", f"https://{host}"]
    else:
        words.append(request.target if absolute else f"https://{host}{request.target}")
    for name, value in request.fields:
        if name.lower() not in {"host", "content-length", "connection"}:
            words += ["-H", f"{name}: {value}"]
    if request.body:
        words += ["--data-binary", request.body]
    return " ".join(shlex.quote(word) for word in words)


def _message_html(message: Message, peer: str = "server", asked: str = "") -> str:
    back = not message.is_request
    hue = f" s{message.status // 100}" if message.status else ""
    way = (
        f'<div class="way{" way-back" if back else ""}" aria-hidden="true">'
        f"<span>client</span><i></i><span>{escape(peer)}</span></div>"
    )
    if asked and back and message.status is None:
        return f'<div class="message response">{way}{_status_input(asked)}{_rest_of_response(message)}</div>'
    label = "Response" if back else "Request"
    head = f"{_start_line(message)}\n{_fields(message)}" if message.fields else _start_line(message)
    return (
        f'<div class="message {"response" if back else "request"}{hue}">{way}'
        f'<pre aria-label="{label}">{head}{_body(message)}</pre>{_folded(message)}</div>'
    )


def _status_input(name: str) -> str:
    field = f"digits-{escape(name)}"
    return (
        f'<p class="status-line"><label for="{field}">HTTP/1.1<span class="unseen"> status code, three digits</span>'
        f'</label><span class="cells"><input class="digits" id="{field}" name="typed" inputmode="numeric" '
        'maxlength="3" autocomplete="off"></span><span class="reason-phrase" aria-hidden="true"></span></p>'
    )


def _rest_of_response(message: Message) -> str:
    if not message.fields and not message.body:
        return ""
    text = _fields(message) + _body(message)
    return f'<pre aria-label="The rest of the response">{text}</pre>{_folded(message)}'


def _start_line(message: Message) -> str:
    version = escape(message.version)
    if message.is_request:
        return f"<b>{escape(message.method)}</b> {escape(message.target)} <i>{version}</i>"
    if message.status is None:
        return f'<b>{version} <span class="asked">???</span></b>'
    return f'<b class="lamp">{version} {message.status} {escape(message.phrase)}</b>'.replace(" </b>", "</b>")


def _fields(message: Message) -> str:
    return "\n".join(f"<i>{escape(name)}:</i> {escape(value)}" for name, value in message.fields)


def _body(message: Message) -> str:
    if not message.body:
        return ""
    shown, _ = _cut(message.body)
    return "\n\n" + escape(shown)


def _folded(message: Message) -> str:
    """What is left of a long body, behind a summary."""
    _, rest = _cut(message.body)
    if not rest:
        return ""
    count = rest.count("\n") + 1
    return (
        f'<details class="rest"><summary>{count} more lines</summary>'
        f'<pre aria-label="The rest of the content">{escape(rest)}</pre></details>'
    )


def _cut(body: str) -> tuple[str, str]:
    lines = body.split("\n")
    if len(lines) <= LONG_BODY:
        return body, ""
    return "\n".join(lines[:LONG_BODY]), "\n".join(lines[LONG_BODY:])
