"""How Moodle's importer takes a GIFT question apart, as far as our files depend on it.

It hides escaped signs behind placeholders, in this order: two backslashes, the signs, and the two backslashes back.
Then it looks for plain signs with no regard for lines or quotes.
"""

FORMATS = ("[markdown]", "[html]", "[moodle]", "[plain]")
SIGNS = {f"\\{sign}": f"&&{ord(sign):03};" for sign in ":#={}~"} | {"\\n": "&&010"}


def hide(text):
    text = text.replace("\\\\", "&&092;")
    for escaped, placeholder in SIGNS.items():
        text = text.replace(escaped, placeholder)
    return text.replace("&&092;", "\\")


def show(text):
    for escaped, placeholder in SIGNS.items():
        text = text.replace(placeholder, "\n" if escaped == "\\n" else escaped[1])
    name = next((name for name in FORMATS if text.startswith(name)), "")
    return text.removeprefix(name).strip()


def questions(content):
    """The blocks between empty lines, without comments and categories."""
    for block in content.decode().split("\n\n"):
        lines = [line.strip() for line in block.split("\n")]
        text = "\n".join(line for line in lines if not line.startswith("//")).strip()
        if text and not text.startswith("$CATEGORY:"):
            yield hide(text)


def parsed(text):
    """Name, text, kind, answers (weight, text, feedback) and general feedback."""
    name, _colons, text = text.removeprefix("::").partition("::")
    start, end = text.index("{"), text.index("}")
    stem = text[:start] + ("" if text.endswith("}") else "_____") + text[end + 1 :]
    inside, mark, general = text[start + 1 : end].strip().rpartition("####")
    inside = inside.strip() if mark else general.strip()
    kind = "choice" if "~" in inside else "match" if "=" in inside and "->" in inside else "short"
    if inside.partition("#")[0].strip() in ("TRUE", "FALSE"):
        kind = "truth"
    pieces = inside.replace("=", "~=").split("~") if kind == "choice" else inside.split("=")
    answers = [answer(piece.strip()) for piece in pieces if piece.strip()] if kind != "truth" else inside
    return show(name), show(stem.strip()), kind, answers, show(general.strip()) if mark else ""


def answer(text):
    weight = 100.0 if text.startswith("=") else 0.0
    text = text.removeprefix("=")
    if text.startswith("%"):
        number, _percent, text = text[1:].partition("%")
        weight = float(number)
    text, _mark, feedback = text.partition("#")
    return weight, show(text.strip()), show(feedback.strip())
