# The kinds of nodes. They cannot be part of cycles, so the garbage collector need not know of
# them; tuples and dictionaries between them keep their release from recursing deeply.

@cython.no_gc
cdef class Canonical:
    """A canonical term; see ``symnum.terms.interpreted.nodes``."""

    cdef object __weakref__
    cdef readonly unsigned long long digest
    cdef readonly bint is_total
    cdef readonly bint is_nonzero
    cdef tuple _sorted

    def __dealloc__(self):
        TABLE.forget(self.digest, <PyObject *> self)

    def __hash__(self):
        return <Py_hash_t> (<size_t> <void *> self >> 4)

    def __repr__(self):
        return Spelled.printer(self)

    def __str__(self):
        return Spelled.writer(self)

    def _repr_latex_(self):
        return Spelled._repr_latex_(self)

    def __reduce__(self):
        return unpacked, (packed(self),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return Spelled.__array_ufunc__(self, ufunc, method, *inputs, **options)

    def __add__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(self, term, 1)

    def __radd__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(term, self, 1)

    def __sub__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(self, term, -1)

    def __rsub__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _combined(term, self, -1)

    def __mul__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(self, term, 1)

    def __rmul__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(term, self, 1)

    def __truediv__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(self, term, -1)

    def __rtruediv__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _times(term, self, -1)

    def __pow__(self, other, modulus):
        if type(other) is int:
            return integer_power(self, other)
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else power(self, term)

    def __rpow__(self, other, modulus):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else power(term, self)

    def __lt__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS, (self, term))

    def __le__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS_EQUAL, (self, term))

    def __gt__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS, (term, self))

    def __ge__(self, other):
        cdef Canonical term = _leaf(other)
        return NotImplemented if term is None else _apply(LESS_EQUAL, (term, self))

    def __neg__(self):
        return _scaled(self, -1)

    def __pos__(self):
        return self

    def __abs__(self):
        return _apply(ABS, (self,))

    def __bool__(self):
        return Spelled.__bool__(self)


cdef Canonical _leaf(object value):
    """A term or a number as a term; ``None`` for anything else."""
    if isinstance(value, Canonical):
        return <Canonical> value
    if type(value) is int:
        return _number(value)
    try:
        return _number(exact(value))
    except TypeError:
        return None


@cython.no_gc
@cython.final
cdef class CanonicalSymbol(Canonical):
    """A variable with a name and assumptions."""

    cdef readonly str name
    cdef readonly frozenset assumptions

    def _parts(self):
        return (self.name, self.assumptions), ()

    @staticmethod
    def _whole(data, parts):
        return _symbol(data[0], data[1])


@cython.no_gc
@cython.final
cdef class CanonicalNumber(Canonical):
    """An exact rational number."""

    cdef readonly object value

    def _parts(self):
        return (self.value,), ()

    @staticmethod
    def _whole(data, parts):
        return _number(data[0])


@cython.no_gc
@cython.final
cdef class Apply(Canonical):
    """An operator applied to arguments, where no ring law has anything to say."""

    cdef readonly object operator
    cdef readonly tuple arguments

    def __dealloc__(self):  # the arguments go first, then Canonical.__dealloc__ runs
        TABLE.expect(self.digest)

    def _parts(self):
        return self.operator, self.arguments

    @staticmethod
    def _whole(data, parts):
        return _apply(data, parts)


@cython.no_gc
@cython.final
cdef class Reciprocal(Canonical):
    """``1/base`` for a base that may be zero."""

    cdef tuple held

    @property
    def base(self):
        return self.held[0]

    def _parts(self):
        return None, self.held

    @staticmethod
    def _whole(data, parts):
        return _reciprocal(parts[0])


@cython.no_gc
@cython.final
cdef class Product(Canonical):
    """A monic product: factors to integer exponents.

    ``held`` is the dictionary of both or, until that is asked for, a ``_Packing`` that reads
    ``packed``.
    """

    cdef object held
    cdef unsigned long long packed

    def __dealloc__(self):
        TABLE.expect(self.digest)

    @property
    def entries(self):
        return _entries_of(self)

    def _parts(self):
        return tuple(_entries_of(self).values()), tuple(_entries_of(self))

    @staticmethod
    def _whole(data, parts):
        return _product(dict(zip(parts, data, strict=True)))


@cython.no_gc
@cython.final
cdef class Sum(Canonical):
    """A constant plus monic terms with coefficients.

    ``held`` is the dictionary of both or, until that is asked for, the only monic term; then
    ``scale`` is its coefficient, else ``None``.
    """

    cdef readonly object constant
    cdef object held, scale
    cdef readonly unsigned long long mass

    def __dealloc__(self):
        TABLE.expect(self.digest)

    @property
    def entries(self):
        return _addends_of(self)

    @property
    def is_scaled(self):
        """Whether this is one monic term times a coefficient."""
        return _is_scaled(self)

    def _parts(self):
        return (self.constant, *_addends_of(self).values()), tuple(_addends_of(self))

    @staticmethod
    def _whole(data, parts):
        return _sum(data[0], dict(zip(parts, data[1:], strict=True)))


cdef inline bint _is_scaled(Sum term) except -1:
    return _count_addends(term) == 1 and _is(term.constant, 0)


cdef inline Py_ssize_t _count_addends(Sum term) except -1:
    return len(<dict> term.held) if term.scale is None else 1


cdef inline dict _addends_of(Sum term):
    """The addends of a sum with their coefficients."""
    if term.scale is not None:
        term.held, term.scale = {term.held: term.scale}, None
    return <dict> term.held


cdef inline bint _next_addend(
    Sum term, Py_ssize_t *place, PyObject **addend, PyObject **coefficient
) noexcept:
    """As ``PyDict_Next`` with the dictionary, which need not be there."""
    if term.scale is None:
        return PyDict_Next(<dict> term.held, place, addend, coefficient)
    if place[0]:
        return False
    place[0], addend[0], coefficient[0] = 1, <PyObject *> term.held, <PyObject *> term.scale
    return True
