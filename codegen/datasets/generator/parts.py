"""Parts of canonical terms, remembered from one record to the next.

Records are worked out in names of their own (:mod:`.naming`), the same ones in every record, so
that most parts of a record's terms have been met before. Memories are bounded, hold values of pure
functions alone, and so never change what is found, only when.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol, Sum
from symnum.terms.interface import adapter_of
from symnum.terms.ring import ONE
from symnum.terms.walks import arguments_of, names_among, subterms_of

REMEMBERED = 1 << 14
"""Terms that a memory holds at most."""
BRIEFLY = 1 << 10
"""The same of a function that is seldom called: a memory that fills slowly grows for long."""
_AT_ONCE = 16
"""The share of a full memory that is forgotten at once is one in so many."""

T = TypeVar("T", bound=Canonical)
V = TypeVar("V")
F = TypeVar("F", bound=Callable[..., object])


class _Memory(dict[Canonical, Any]):
    """Values of a function by its argument; when it is full it forgets the oldest."""

    def __init__(self, function: Callable[[Any], Any], most: int) -> None:
        super().__init__()
        self.function, self.most = function, most

    def __missing__(self, term: Canonical) -> Any:
        found = self.function(term)
        if len(self) >= self.most:
            for old in list(islice(self, self.most // _AT_ONCE)):
                del self[old]
        self[term] = found
        return found


_MEMORIES: dict[str, _Memory] = {}
_PAIRED: dict[str, Any] = {}


def remembered(function: Callable[[T], V]) -> Callable[[T], V]:
    """The function with a memory for :data:`REMEMBERED` arguments; it has to be pure.

    What is called is a dictionary's look-up, which takes half as long as a function's memory.
    """
    return _with_memory(function, REMEMBERED)


def briefly_remembered(function: Callable[[T], V]) -> Callable[[T], V]:
    """The same with a memory for :data:`BRIEFLY` arguments."""
    return _with_memory(function, BRIEFLY)


def _with_memory(function: Callable[[T], V], most: int) -> Callable[[T], V]:
    memory = _MEMORIES[function.__qualname__] = _Memory(function, most)
    return memory.__getitem__


def remembered_pairs(function: F) -> F:
    """The same as :func:`remembered` for a function of two arguments."""
    return _with_memory_of_pairs(function, REMEMBERED)


def briefly_remembered_pairs(function: F) -> F:
    """The same with a memory for :data:`BRIEFLY` pairs of arguments."""
    return _with_memory_of_pairs(function, BRIEFLY)


def _with_memory_of_pairs(function: F, most: int) -> F:
    remembering = _PAIRED[function.__qualname__] = lru_cache(maxsize=most)(function)
    return remembering  # type: ignore[return-value]


def forget() -> None:
    """Empty all memories, which makes nothing different but slower."""
    for memory in _MEMORIES.values():
        memory.clear()
    for paired in _PAIRED.values():
        paired.cache_clear()


def held() -> dict[str, int]:
    """How much each memory holds, by the name of its function."""
    sizes = {name: len(memory) for name, memory in _MEMORIES.items()}
    return sizes | {name: paired.cache_info().currsize for name, paired in _PAIRED.items()}


_ADAPTER = adapter_of(ONE)


@remembered
def children(term: Canonical) -> tuple[Canonical, ...]:
    """The arguments of a call; none for a leaf."""
    arguments = arguments_of(term)
    if arguments is not None:
        return arguments
    if type(term) is Apply:
        return term.arguments
    if isinstance(term, CanonicalSymbol | CanonicalNumber):
        return ()
    return tuple(_ADAPTER.arguments(term))


@remembered
def subterms(term: Canonical) -> dict[Canonical, None]:
    """Every distinct subterm after its arguments (a dictionary, for its order; not to change)."""
    walked = subterms_of(term)
    if walked is not None:
        return walked
    found: dict[Canonical, None] = {}
    for argument in children(term):
        found.update(subterms(argument))
    found[term] = None
    return found


@remembered
def names(term: Canonical) -> frozenset[str]:
    """Names of the symbols in a term."""
    parts = subterms(term)
    found = names_among(parts)
    if found is not None:
        return found
    return frozenset(part.name for part in parts if isinstance(part, CanonicalSymbol))


def contains(term: Canonical, part: Canonical) -> bool:
    """Whether a term has the other as a subterm."""
    return part in subterms(term)


def is_integral(term: Canonical) -> bool:
    """Whether the term is an unevaluated antiderivative."""
    return type(term) is Apply and term.operator is INTEGRAL


def is_derivative(term: Canonical) -> bool:
    """Whether the term is an unevaluated derivative."""
    return type(term) is Apply and term.operator is DERIVATIVE


def is_sum(term: Canonical) -> bool:
    """Whether the term is a sum of at least two addends."""
    return type(term) is Sum and not term.is_scaled


@remembered
def integrals(term: Canonical) -> tuple[Canonical, ...]:
    """The antiderivatives in a term."""
    return tuple(filter(is_integral, subterms(term)))


@remembered
def derivatives(term: Canonical) -> tuple[Canonical, ...]:
    """The derivatives in a term."""
    return tuple(filter(is_derivative, subterms(term)))
