# What a call of an operator becomes, where it has a value, and the types as constructors.

def known_facts(term):
    """Predicates that a symbol's assumptions or a number's value decide."""
    return _facts(term)


cdef frozenset _NONZERO = frozenset({"nonzero"}), _NOTHING = frozenset()


cdef frozenset _facts(Canonical term):
    if type(term) is CanonicalSymbol:
        return (<CanonicalSymbol> term).assumptions
    if type(term) is CanonicalNumber:
        return _facts_of_number((<CanonicalNumber> term).value)
    return _NONZERO if term.is_nonzero else _NOTHING


cdef frozenset _facts_of_number(object value):
    facts = {
        "positive": value > 0,
        "nonnegative": value >= 0,
        "negative": value < 0,
        "integer": isinstance(value, int),
    }
    return closure(frozenset(name for name, holds in facts.items() if holds))


@cython.final
cdef class _Row:
    """What is asked of an operator at every call, read from its row once.

    ``label``: what digests of calls begin with.
    ``domain``: pairs of an argument's place and what must be known of it; ``None`` if knowing
    arguments one by one is not enough.
    ``opening``: as ``_opening_of`` finds it.
    ``is_function``: whether calls are written with a name and parentheses; ``is_free``: whether
    that name is all there is to the operator.
    ``template``, ``latex_precedence``: as ``_read_template`` finds them.
    """

    cdef unsigned long long label
    cdef bint is_commutative, is_lawful, is_function, is_free
    cdef object arity, domain
    cdef str opening
    cdef tuple template
    cdef int latex_precedence

    def __cinit__(self, operator):
        self.label, self.arity = mix2(3, label(operator)), operator.arity
        self.is_commutative = operator.is_commutative
        self.is_lawful = operator in (ADD, MUL, POW, SUB, DIV, NEG, SQRT)
        self.is_function = operator.syntax.fixity is Fixity.FUNCTION
        self.is_free = not operator.interpreted
        if all([isinstance(condition.subject, str) for condition in operator.domain]):
            self.domain = tuple(
                [("abc".index(item.subject), item.predicate) for item in operator.domain]
            )


cdef dict _ROWS = {}  # keeps operators alive, so that their addresses name them

cdef struct _Recent:
    PyObject *operator
    PyObject *row

cdef _Recent[64] _RECENT_ROWS


cdef inline _Row _row(object operator):
    cdef _Recent *place = &_RECENT_ROWS[(<size_t> <void *> operator >> 5) & 63]
    if place.operator != <PyObject *> operator:
        if operator not in _ROWS:
            _ROWS[operator] = _Row(operator)
        place.operator, place.row = <PyObject *> operator, <PyObject *> _ROWS[operator]
    return <_Row> place.row


cdef bint _has_value(object operator, tuple arguments) except -1:
    """Whether a call is known to have a value wherever its symbols have one."""
    for argument in arguments:
        if not (<Canonical> argument).is_total:
            return False
    if operator is POW:
        return _power_is_total(arguments[0], arguments[1])
    cdef _Row row = _row(operator)
    if row.domain is None:
        return False
    for place, predicate in <tuple> row.domain:
        if predicate not in _facts(arguments[place]):
            return False
    return True


cdef bint _power_is_total(Canonical base, Canonical exponent) except -1:
    facts = _facts(base)
    if "positive" in facts:
        return True
    positive = type(exponent) is CanonicalNumber and (<CanonicalNumber> exponent).value > 0
    return "nonnegative" in facts and positive


def kind_of(term):
    """What kind of value the term stands for."""
    if type(term) is Apply:
        return term.operator.result
    return Kind.INTEGER if "integer" in _facts(term) else Kind.REAL


cdef Canonical _built(object operator, object arguments):
    """The term for a call whose arguments have been seen to; ``None`` if no law applies."""
    cdef _Addends addends
    cdef _Factors factors
    if operator is ADD:
        addends = _Addends.__new__(_Addends)
        for argument in arguments:
            addends.add(argument, 1)
        return addends.result()
    if operator is MUL:
        if len(arguments) == 2:
            return _times(arguments[0], arguments[1], 1)
        factors = _Factors.__new__(_Factors)
        for argument in arguments:
            factors.multiply(argument, 1)
        return factors.result()
    if operator is POW:
        return power(arguments[0], arguments[1])
    if operator is SUB:
        return _combined(arguments[0], arguments[1], -1)
    if operator is DIV:
        return _times(arguments[0], arguments[1], -1)
    if operator is NEG:
        return _scaled(arguments[0], -1)
    return _root(arguments[0], 2) if operator is SQRT else None

def build(operator, arguments):
    """The canonical term for a call.

    Raises:
        ValueError: the operator does not take that many arguments.
        TypeError: an argument of another family of terms.
    """
    cdef _Row row = _row(operator)
    if len(arguments) != row.arity if row.arity is not None else not arguments:
        wanted = "at least 1" if row.arity is None else row.arity
        raise ValueError(f"{operator.name} takes {wanted} arguments, not {len(arguments)}")
    for argument in arguments:
        if not isinstance(argument, Canonical):
            raise TypeError(f"{type(argument).__name__} is not a canonical term; convert it first")
    return _checked_call(operator, arguments, row)


cdef Canonical _checked_call(object operator, object arguments, _Row row):
    if row.is_lawful:
        return _built(operator, arguments)
    if row.is_commutative:
        arguments = sorted(arguments, key=sort_key)
    return _apply(operator, tuple(arguments))


def rebuild(like, operator, arguments):
    """:func:`build` as the term interface calls it."""
    return build(operator, arguments)


# The types as constructors: CanonicalNumber(2) is the one node with that content. Cython makes no
# ``__new__``, so the slot is filled by hand; Cython's own allocation does not go through it.

cdef object _new_symbol(PyTypeObject *kind, object args, PyObject *keywords):
    named = {} if keywords == NULL else <dict> keywords
    return _symbol_from(*args, **named)


def _symbol_from(name, assumptions=frozenset()):
    return _symbol(name, assumptions)


cdef object _new_number(PyTypeObject *kind, object args, PyObject *keywords):
    (value,) = args
    return _number(value)


cdef object _new_apply(PyTypeObject *kind, object args, PyObject *keywords):
    operator, arguments = args
    return _apply(operator, arguments)


cdef object _new_reciprocal(PyTypeObject *kind, object args, PyObject *keywords):
    (base,) = args
    return _reciprocal(base)


cdef object _new_product(PyTypeObject *kind, object args, PyObject *keywords):
    (entries,) = args
    return _product(entries)


cdef object _new_sum(PyTypeObject *kind, object args, PyObject *keywords):
    constant, entries = args
    return _sum(constant, entries)


cdef object _new_canonical(PyTypeObject *kind, object args, PyObject *keywords):
    raise TypeError("Canonical is the base of all canonical terms; use symnum.symbols")


ctypedef object (*Newfunc)(PyTypeObject *, object, PyObject *)

cdef extern from *:
    """
    static void symnum_install(PyObject *type, PyObject *(*make)(PyTypeObject *, PyObject *,
                               PyObject *), const char *name) {
        ((PyTypeObject *)type)->tp_new = (newfunc)make;
        ((PyTypeObject *)type)->tp_vectorcall = NULL;
        ((PyTypeObject *)type)->tp_name = name;
        PyType_Modified((PyTypeObject *)type);
    }
    """
    void symnum_install(object kind, Newfunc make, const char *name)

# Names as in the interpreted form, so that pickles are exchanged between the two.
symnum_install(CanonicalSymbol, _new_symbol, b"symnum.terms.canonical.CanonicalSymbol")
symnum_install(CanonicalNumber, _new_number, b"symnum.terms.canonical.CanonicalNumber")
symnum_install(Apply, _new_apply, b"symnum.terms.canonical.Apply")
symnum_install(Reciprocal, _new_reciprocal, b"symnum.terms.canonical.Reciprocal")
symnum_install(Product, _new_product, b"symnum.terms.canonical.Product")
symnum_install(Sum, _new_sum, b"symnum.terms.canonical.Sum")
symnum_install(Canonical, _new_canonical, b"symnum.terms.canonical.Canonical")

ZERO, ONE, HALF = _number(0), _number(1), _number(Fraction(1, 2))


def symbols(names, *assumptions, **assumed):
    """Canonical symbols from names separated by spaces or commas.

    Raises:
        ValueError: an unknown assumption, or one that contradicts another.
    """
    known = frozenset(assumptions) | {name for name, holds in assumed.items() if holds}
    return tuple([_symbol(n, known) for n in names.replace(",", " ").split()])
