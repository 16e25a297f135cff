"""What symnum makes of terms, for the fuzzer: every engine, every family, every kind of algebra.

Each transformation keeps value and domain, unless it says that it keeps the value where both sides
have one: derivatives forget the domain of what they are derivatives of, and SymPy cancels.
"""

from __future__ import annotations

import pickle
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from symnum.algebra import apart, cancel, collect, factor, together
from symnum.calculus.differentiate import differentiate
from symnum.calculus.integrate import integrate
from symnum.egraphs.limits import Limits
from symnum.engines import simplify
from symnum.errors import InputError
from symnum.lowering import lift, lower
from symnum.polynomials import expand
from symnum.rewriting.rewrite import rewrite
from symnum.rewriting.substitution import substitute
from symnum.terms import (
    Call,
    Symbol,
    Term,
    free_symbols,
    parse,
    postorder,
    to_canonical,
    to_plain,
    to_text,
)  # fmt: skip
from symnum.terms.functions import equal, select
from symnum.terms.sympy_terms import from_sympy, to_sympy
from symnum.terms.tuples import from_json, to_json

LIMITS = Limits(iterations=4, nodes=600, seconds=60)
"""Small enough for a hundred thousand terms; the time is never reached."""
STEPS = 100
SYMPY_SECONDS = 20


class TooLong(Exception):
    """The time is over."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """An alarm, for what does not come to an end; only in the main thread.

    Raises:
        TooLong: at the end of the time, from within whatever Python code is running.
    """

    def ring(number: int, frame: Any) -> None:
        raise TooLong

    previous = signal.signal(signal.SIGALRM, ring)
    before, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, before)
        signal.signal(signal.SIGALRM, previous)


@dataclass(frozen=True)
class Transformation:
    """Something that keeps the value of a term.

    Args:
        after: What becomes of a term.
        before: What that is compared with.
        keeps_domain: Whether both are undefined at the same points.
        smooth: Compared where x is no special value, for what has a kink there, and where the
            term itself is defined.

    Raises:
        InputError: (``after``) a term for which it is not made, such as one of two symbols for
            partial fractions. There is nothing to compare then.
    """

    after: Callable[[Term], Any]
    before: Callable[[Term], Any] = lambda term: term
    keeps_domain: bool = True
    smooth: bool = False


def _printed_and_read(term: Term) -> Term:
    assumptions = {s.name: s.assumptions for s in free_symbols(term)}
    return parse(to_text(term), assumptions=assumptions)


def _cancelled(term: Term) -> Any:
    """The cancelled quotient where what was cancelled is not 0, and the term elsewhere."""
    result, conditions = cancel(term, conditions=True)
    for condition in conditions:
        result = select(equal(condition, 0), term, result)
    return result


@lru_cache(maxsize=1)
def _classical(term: Term) -> Any:
    return simplify(term, "classical")


def _replayed(term: Term) -> Any:
    """Rewritten by all directed rules from the top down; what the derivation replays to."""
    derivation = rewrite(term, trace=True, strategy="top-down", applications=STEPS).derivation
    return derivation.replay()


def _integrated(term: Term) -> Any:
    found = integrate(term, "x")
    if found is None:
        raise InputError("not in the table of antiderivatives")
    return differentiate(found, "x")


_ORDERING = frozenset(
    [
        "select",
        "less",
        "less_equal",
        "equal",
        "min",
        "max",
        "sign",
        "floor",
        "abs",
        "hypot",
        "lgamma",
        "atan2",
    ]
)
_SLOW_IN_SYMPY = frozenset(
    ["besselj", "bessely", "besseli", "besselk", "polygamma", "digamma", "gamma", "lgamma"]
)


def _through_sympy(term: Term) -> Any:
    names = {t.operator.name for t, _ in postorder([term]) if isinstance(t, Call)}
    if names & _ORDERING and names & _SLOW_IN_SYMPY:
        raise InputError("SymPy may compute such numbers without end before it compares them")
    try:
        with time_limit(SYMPY_SECONDS):
            return from_sympy(to_sympy(term))
    except TooLong:
        raise InputError("SymPy does not come to an end") from None


def _there_and_back(term: Term) -> Any:
    moved = substitute(to_canonical(term), {"x": Symbol("z")})
    return substitute(moved, {"z": Symbol("x")})


TRANSFORMATIONS: Mapping[str, Transformation] = {
    "canonical": Transformation(to_canonical),
    "plain again": Transformation(lambda term: to_plain(to_canonical(term))),
    "printed and read": Transformation(_printed_and_read),
    "written as JSON": Transformation(lambda term: from_json(to_json(term))),
    "pickled": Transformation(lambda term: pickle.loads(pickle.dumps(to_canonical(term)))),
    "lowered and lifted": Transformation(lambda term: lift(lower([term]), term)[0]),
    "substituted": Transformation(_there_and_back),
    "expanded": Transformation(expand),
    "collected": Transformation(lambda term: collect(term, "x")),
    "factored": Transformation(factor),
    "together": Transformation(together),
    "apart": Transformation(lambda term: apart(term, "x")),
    "cancelled": Transformation(_cancelled),
    "SymPy and back": Transformation(_through_sympy, keeps_domain=False),
    "classical": Transformation(_classical),
    "classical, canonical": Transformation(lambda term: simplify(to_canonical(term), "classical")),
    "rewritten, replayed": Transformation(_replayed),
    "e-graph": Transformation(lambda term: simplify(term, "egraph", limits=LIMITS)),
    "canonical derivative": Transformation(
        lambda term: differentiate(to_canonical(term), "x"),
        lambda term: differentiate(term, "x"),
        keeps_domain=False,
        smooth=True,
    ),
    "derivative of classical": Transformation(
        lambda term: differentiate(_classical(term), "x"),
        lambda term: differentiate(term, "x"),
        keeps_domain=False,
        smooth=True,
    ),
    "integral's derivative": Transformation(_integrated, keeps_domain=False, smooth=True),
}
"""By the name under which the table reports them."""
