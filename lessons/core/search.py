"""Search over a few hundred short texts: words are matched from their beginning, titles weigh more. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*")
TITLE_WEIGHT = 8
EXCERPT = 170  # characters


@dataclass(frozen=True)
class Document:
    """Something that can be found. ``kind`` is lesson, section or code."""

    kind: str
    title: str
    address: str
    words: str
    code: int = 0
    where: str = ""


@dataclass(frozen=True)
class Hit:
    """A document that was found, with a few of its words in pieces: the text, and whether it was searched for."""

    document: Document
    excerpt: list[tuple[str, bool]]
    score: float


@dataclass(frozen=True)
class Index:
    documents: tuple[Document, ...]
    titles: tuple[Counter[str], ...]
    texts: tuple[Counter[str], ...]


ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y")
ALIASES = {"login": "credentials", "password": "credentials", "throttle": "limit", "crash": "handler"}


def tokens(text: str) -> list[str]:
    """The words of a text without their endings, so that caching finds cache."""
    return [_stem(ALIASES.get(word, word)) for word in WORD.findall(text.lower())]


def _stem(word: str) -> str:
    ending = next((ending for ending in ENDINGS if word.endswith(ending) and len(word) - len(ending) >= 4), "")
    return word.removesuffix(ending)


def _indexed(text: str) -> Counter[str]:
    """The words of a text with and without their endings: a word that is being typed is longer than its stem."""
    words = WORD.findall(text.lower())
    return Counter(words) + Counter(stem for word in words if (stem := _stem(word)) != word)


def index(documents: Sequence[Document]) -> Index:
    return Index(
        tuple(documents),
        tuple(_indexed(document.title) for document in documents),
        tuple(_indexed(document.words) for document in documents),
    )


def search(found_in: Index, query: str, *, most: int = 20) -> list[Hit]:
    """Documents that have every word of the query, best first."""
    wanted = tokens(query)[:8]
    if not wanted:
        return []
    hits = []
    for document, title, text in zip(found_in.documents, found_in.titles, found_in.texts, strict=True):
        scores = [_score(word, title, text, document) for word in wanted]
        if all(scores):
            hits.append(Hit(document, marked(excerpt(document.words, wanted), wanted), sum(scores)))
    return sorted(hits, key=lambda hit: (-hit.score, hit.document.address))[:most]


def _score(word: str, title: Counter[str], text: Counter[str], document: Document) -> float:
    if document.code and word == str(document.code):
        return 1000.0
    in_title = sum(count for found, count in title.items() if found.startswith(word))
    in_text = sum(count for found, count in text.items() if found.startswith(word))
    return in_title * TITLE_WEIGHT + min(in_text, 6)


def excerpt(text: str, wanted: Sequence[str]) -> str:
    """A few words around the first place where one of the wanted words begins."""
    low = text.lower()
    places = [match.start() for word in wanted if (match := re.search(rf"\b{re.escape(word)}", low))]
    start = max(0, min(places, default=0) - 50)
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + EXCERPT]
    if start + EXCERPT < len(text):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return ("… " if start else "") + piece


def marked(text: str, wanted: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, those that begin like a wanted word told apart."""
    pieces = re.split(rf"\b((?:{'|'.join(map(re.escape, wanted))})\w*)", text, flags=re.IGNORECASE)
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]
