"""Pieces of pages that are drawn once in each process, kept up to a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, ParamSpec

from django.utils.safestring import SafeString, mark_safe

P = ParamSpec("P")

ENTRY = 1000  # bytes that a key takes beside its piece, as measured with those of feedback and of its rows


class Kept(NamedTuple):
    """How much is kept."""

    currsize: int  # pieces
    bytes: int


class Pieces:
    """HTML by what it says, up to ``most`` bytes with its keys. What nobody has asked for longest goes first.

    It is kept as UTF-8, because one typographic quotation mark makes all of a text in Python twice as long. Where two
    threads want the same piece, both may draw it.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._size = 0
        self._pieces: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable, draw: Callable[[], str]) -> SafeString:
        """The piece, drawn where it is not there; ``draw`` makes HTML that is safe."""
        piece = self._pieces.pop(key, None)
        if piece is None:
            piece = draw().encode()
            if self._pieces.pop(key, None) is None:  # else another thread was faster, and it is counted
                self._size += len(piece) + ENTRY
        self._pieces[key] = piece  # at the end, as the one that was asked for last
        while self._size > self.most and len(self._pieces) > 1:
            _key, oldest = self._pieces.popitem(last=False)
            self._size -= len(oldest) + ENTRY
        return mark_safe(piece.decode())  # noqa: S308 - drawn as safe HTML, see get

    def info(self) -> Kept:
        return Kept(len(self._pieces), self._size)

    def clear(self) -> None:
        self._pieces.clear()
        self._size = 0


class KeptDrawing(Generic[P]):
    """A function whose pieces are kept by its arguments. It is asked and emptied like one with ``lru_cache``."""

    def __init__(self, draw: Callable[P, str], most: int) -> None:
        self.__wrapped__ = draw
        self._pieces = Pieces(most)
        self.cache_info, self.cache_clear = self._pieces.info, self._pieces.clear

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> SafeString:
        return self._pieces.get(args, lambda: self.__wrapped__(*args, **kwargs))


def kept(megabytes: float) -> Callable[[Callable[P, str]], KeptDrawing[P]]:
    """Keep what a function draws, by its positional arguments, in each process."""
    return lambda draw: KeptDrawing(draw, int(megabytes * 1_000_000))
