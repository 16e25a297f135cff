"""Who compares terms at one point: the compiled evaluator where it was built, else the interpreted.

Both give the same verdicts on what records may be made of (:mod:`.reading`); on another function
the compiled one gives none. The compiled one calls FLINT itself, out of the library that
python-flint has loaded; ``SYMNUM_PURE=1`` leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from flint import arb, ctx

from codegen.datasets.checking.evaluation import Evaluator
from codegen.datasets.checking.meaning import FreeNames, IntegrationConstant
from codegen.datasets.checking.nilpotents import Undecided
from symnum.algebra.connection import addresses_of
from symnum.terms.canonical import COMPILED, Canonical

_COMPILED = "codegen.datasets.checking.compiled.evaluation"
_TOLERANCE = 1e-6


class PointEvaluator(Protocol):
    """Compares terms at a point."""

    def agree(self, first: Canonical, second: Canonical) -> bool:
        """Whether two terms have the same value there.

        Raises:
            Undecided: it cannot be told.
        """
        ...

    def satisfies(self, predicate: str, subject: Canonical) -> bool:
        """Whether a term has a value for certain that is ``"positive"``, or else not 0."""
        ...


class World:
    """What names stand for in one record.

    Args:
        definitions: What names of functions stand for; may be filled later on.
        constants: What integration constants stand for; likewise.
    """

    def __init__(
        self, definitions: Mapping[str, Canonical], constants: Mapping[str, IntegrationConstant]
    ) -> None:
        self.definitions, self.constants = definitions, constants
        self.names = FreeNames()
        self.symbols: dict[Canonical, int] = {}
        self.moving: dict[Canonical, int] = {}


def interpreted_at(
    world: World, point: Mapping[str, Fraction], reference: Mapping[str, Fraction], salt: int,
    bits: int, *, free: bool, opaque: bool, fixed: Mapping[str, Canonical] | None,
) -> PointEvaluator:  # fmt: skip
    """The evaluator in Python; see :class:`.evaluation.Evaluator` for what is asked."""
    with ctx.workprec(bits):
        found = Evaluator(
            point, reference, world.definitions, world.constants, salt,
            free=free, opaque=opaque, fixed=fixed, names=world.names,
        )  # fmt: skip
    return _Interpreted(found, bits)


class _Interpreted:
    """The interpreted evaluator, with a precision of its own."""

    def __init__(self, evaluator: Evaluator, bits: int) -> None:
        self.evaluator, self.bits = evaluator, bits

    def agree(self, first: Canonical, second: Canonical) -> bool:
        with ctx.workprec(self.bits):
            one, two = self._value(first), self._value(second)
            gap = one - two
            if not gap.contains(0):
                return False
            scale = max(arb(1), abs(one).lower())
            if not gap.rad() <= scale * _TOLERANCE:
                raise Undecided
            return True

    def satisfies(self, predicate: str, subject: Canonical) -> bool:
        with ctx.workprec(self.bits):
            try:
                value = self._value(subject)
            except Undecided:
                return False
            return not value.contains(0) and (predicate != "positive" or value > 0)

    def _value(self, term: Canonical) -> arb:
        try:
            return self.evaluator.value(term)
        except RecursionError:  # definitions inside definitions, far too deep
            raise Undecided from None


def _connected() -> Any:
    """The compiled evaluator's module; ``None`` where it is not to be had."""
    if not COMPILED or find_spec(_COMPILED) is None:
        return None
    module = import_module(_COMPILED)
    addresses = addresses_of(module.FLINT_FUNCTIONS)
    return module if addresses is not None and module.connect_flint(addresses) else None


_compiled = _connected()
SYMBOLS: int = 0 if _compiled is None else _compiled.SYMBOLS
"""Up to how many symbols points are the compiled evaluator's; 0 without one."""


def compiled_at(
    world: World, point: Mapping[str, Fraction], reference: Mapping[str, Fraction], salt: int,
    bits: int, *, free: bool, opaque: bool, fixed: Mapping[str, Canonical] | None,
) -> PointEvaluator:  # fmt: skip
    """The compiled evaluator, for a point of at most :data:`SYMBOLS` symbols."""
    made = _compiled.PointEvaluator(
        point, reference, world.definitions, world.constants, salt,
        bits=bits, free=free, opaque=opaque, fixed=fixed,
        names=world.moving if free else world.symbols,
    )  # fmt: skip
    return cast("PointEvaluator", made)


def evaluator_at(
    world: World, point: Mapping[str, Fraction], reference: Mapping[str, Fraction], salt: int,
    bits: int, *, free: bool = False, opaque: bool = False,
    fixed: Mapping[str, Canonical] | None = None,
) -> PointEvaluator:  # fmt: skip
    """An evaluator at a point.

    Args:
        world: What names stand for.
        point: A number for each symbol.
        reference: Another point, at which integrands are told apart.
        salt: Chooses functions that are made up.
        bits: The precision.
        free: Whether functions and constants are made up instead of looked up.
        opaque: Whether derivatives are made up, too.
        fixed: Definitions that hold even so.
    """
    make = compiled_at if len(point) <= SYMBOLS else interpreted_at
    return make(world, point, reference, salt, bits, free=free, opaque=opaque, fixed=fixed)
