# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: auto_pickle=False
"""Values of canonical terms at a point: ``codegen.datasets.checking.evaluation``, compiled.

The interpreted form is the reference: what is right is decided and explained there, and tests hold
both to the same values. Here balls are FLINT's, without an object of Python's for each.
"""

from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.mem cimport PyMem_Free, PyMem_Malloc
cimport cython

from hashlib import blake2b

from codegen.datasets.checking.nilpotents import LARGEST_EXPONENT, Undecided
from symnum.ops import ATAN, COS, DERIVATIVE, EXP, INTEGRAL, LOG, POW, SIN
from symnum.terms.canonical import (
    Apply,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)

include "balls.pxi"
include "nilpotents.pxi"
include "functions.pxi"
include "points.pxi"
include "arithmetic.pxi"


cdef class PointEvaluator(_Arithmetic):
    """Evaluates canonical terms at one point; see the interpreted ``Evaluator``.

    Args:
        point, reference, definitions, constants, salt, free, opaque, fixed: As there.
        bits: The precision.
        names: A memory of the symbols in terms, to share among evaluators over the same symbols.
    """

    cdef object point, other, definitions, constants, fixed, salt
    cdef bint free, opaque
    cdef dict prints, dependencies
    cdef bytes key
    cdef PointEvaluator _reference

    def __init__(self, point, reference, definitions, constants, salt, *, bits, free=False,
                 opaque=False, fixed=None, names=None):
        self.settle(point, bits, {} if names is None else names, free)
        self.point, self.other = point, reference
        self.definitions, self.constants, self.salt = definitions, constants, salt
        self.free, self.opaque, self.fixed = free, opaque, fixed or {}
        self.key = salt.to_bytes(4, "little")
        self.prints, self.dependencies = {}, {}

    def agree(self, first, second):
        """Whether two terms have the same value.

        Raises:
            Undecided: it cannot be told at this point.
        """
        return _is_same(self.finite(first).parts, self.finite(second).parts, self.bits)

    def satisfies(self, str predicate, subject):
        """Whether a term has a value that is ``"positive"``, or else not 0."""
        cdef char *value
        try:
            value = self.finite(subject).parts
        except Undecided:
            return False
        return not FLINT.contains_zero(value) and (
            predicate != "positive" or FLINT.is_positive(value) != 0
        )

    def enclosure(self, term, long digits):
        """The term's value in decimal, with a radius."""
        return _shown(self.finite(term).parts, digits, 0)

    cdef PointEvaluator reference(self):
        """The evaluator at the reference point."""
        if self.other is self.point:
            return self
        if self._reference is None:
            self._reference = PointEvaluator(
                self.other, self.other, self.definitions, self.constants, self.salt,
                bits=self.bits, free=self.free, opaque=self.opaque, fixed=self.fixed,
                names=self.names,
            )
        return self._reference

    cdef _Value finite(self, term):
        cdef _Value found = self.value(term, self.root)
        if not FLINT.is_finite(found.parts):
            raise Undecided
        return found

    cdef _Value derivative(self, term, _Environment environment):
        inner, variable = <tuple> term.arguments
        if self.opaque:
            return _made_up(b"derivative" + self.fingerprint(term), self.key, [], self.bits)
        cdef int place = self.place_of(variable)
        cdef unsigned long long bit = self.fresh()
        cdef _Value moved
        try:
            moved = self.moved_by(self.at(place, environment), bit)
            moved = self.value(inner, environment.with_symbol(place, moved))
            return _without(moved, bit, bit)
        finally:
            self.used -= 1

    cdef _Value integral(self, term, _Environment environment):
        """K plus Σ ∂ᵏe νᵏ⁺¹/(k+1)!, with ν the nilpotent part of the variable."""
        integrand, variable = <tuple> term.arguments
        cdef int place = self.place_of(variable), degree
        cdef _Value start = self.start(term, environment)
        cdef _Value nu = _nilpotent_part(self.at(place, environment))
        degree = nu.order()
        if not degree:
            return start
        cdef int before = self.used
        cdef _Value moved = <_Value> self.base[place]
        cdef list bits = []
        try:
            for _ in range(degree - 1):
                bit = self.fresh()
                bits.append(bit)
                moved = self.moved_by(moved, bit)
            values = self.value(integrand, environment.with_symbol(place, moved))
            return self.taylor(start, values, nu, bits, degree)
        finally:
            self.used = before

    cdef _Value taylor(self, _Value start, _Value values, _Value nu, list bits, int degree):
        cdef _Value power = nu, result = start, slope
        cdef Py_ssize_t place
        for step in range(degree):
            slope = _without(values, sum(bits[:step]), sum(bits))
            result = _sum(result, _multiplied(slope, power, self.bits), self.bits)
            if step + 1 < degree:
                power = _multiplied(power, nu, self.bits)
                for place in range(power.count):
                    FLINT.over_word(power.part(place), power.part(place), step + 2, self.bits)
        return result

    cdef _Value start(self, term, _Environment environment):
        """The antiderivative at the point's value of its variable: K of the other symbols."""
        values = [self.at(place, environment) for place in self.needed(term)]
        label = b"integral" + self.fingerprint(term)
        return _made_up(label, self.key, values, self.bits)

    cdef list needed(self, term):
        """The other symbols on which the integrand depends as a function, however written; all
        others where names are free, since so is what is added to an antiderivative."""
        found = self.dependencies.get(term)
        if found is not None:
            return <list> found
        integrand, variable = <tuple> term.arguments
        cdef unsigned long long names = ~self.symbols_of(variable)
        cdef PointEvaluator reference
        cdef list places = []
        if not self.free:
            names &= self.symbols_of(integrand)
            reference = self.reference()
        for place in range(len(self.order)):
            if names >> <int> place & 1 and (self.free or reference.depends(integrand, place)):
                places.append(place)
        self.dependencies[term] = places
        return places

    cdef bint depends(self, term, int place) except -1:
        """Whether the term changes with a symbol, at the point."""
        cdef unsigned long long bit = self.fresh()
        cdef _Value found
        cdef Py_ssize_t at
        try:
            found = self.moved_by(<_Value> self.base[place], bit)
            found = self.value(term, self.root.with_symbol(place, found))
            at = found.find(bit)
            return at >= 0 and _is_nonzero(found.part(at))
        finally:
            self.used -= 1

    cdef bytes fingerprint(self, term):
        """What is the same for equal integrands (or arguments of a derivative)."""
        found = self.prints.get(term)
        if found is None:
            inner, variable = <tuple> term.arguments
            value = self.reference().finite(inner)
            digits = _rounded((<_Value> value).parts, self.bits)
            found = self.prints[term] = f" {variable.name} {digits}".encode()
        return <bytes> found

    cdef _Value function(self, term, _Environment environment):
        name = term.operator.name
        definition = (self.fixed if self.free else self.definitions).get(name)
        if definition is not None:
            return self.value(definition, environment)
        if not self.free:
            return self.constant(name, environment)
        values = [self.value(argument, environment) for argument in <tuple> term.arguments]
        return _made_up(name.encode(), self.key, values, self.bits)

    cdef _Value constant(self, name, _Environment environment):
        """An integration constant: its integral minus its antiderivative."""
        if self.free:
            return _made_up(name.encode(), self.key, [], self.bits)
        known = self.constants.get(name)
        if known is None:
            raise Undecided
        place = self.places.get(known.variable)
        if place is not None and environment.moved >> <int> place & 1:
            environment = environment.with_symbol(place, None)
        cdef _Value whole = self.value(known.integral, environment)
        cdef _Value found = self.value(known.antiderivative, environment)
        return _sum(whole, _multiplied(found, _word(-1), self.bits), self.bits)
