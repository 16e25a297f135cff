# cython: language_level=3, boundscheck=False, wraparound=False, auto_pickle=False
# cython: initializedcheck=False, nonecheck=False
"""Canonical terms, compiled: the same nodes and laws as ``symnum.terms.interpreted``.

The interpreted form is the reference: what is right is decided there, explained there, and tests
hold both to the same answers. Here are its data structures in C: digests are machine words, the
table of nodes holds plain pointers, and constructors call each other without the interpreter.
"""

from cpython.dict cimport PyDict_Next, PyDict_SetDefault
from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF, Py_REFCNT
from cpython.type cimport PyType_Modified
from libc.string cimport memcpy, memset
cimport cython

from fractions import Fraction
from math import comb, gcd, lcm
from operator import index

from symnum.ops import ABS, ADD, ATOM, DIV, LESS, LESS_EQUAL, MUL, NEG, POW, SQRT, SUB, Fixity, Kind
from symnum.terms.assumptions import closure
from symnum.terms.digests import checksum, label
from symnum.terms.exact import exact, exact_power, exact_root, exact_text
from symnum.terms.pickling import packed, unpacked
from symnum.terms.spelling import Spelled
from symnum.terms.tokens import LONGEST_NUMBER, number_of

include "quotients.pxi"
include "arithmetic.pxi"
include "digests.pxi"
include "table.pxi"
include "nodes.pxi"
include "filing.pxi"
include "sums.pxi"
include "products.pxi"
include "constructors.pxi"
include "ordering.pxi"
include "text.pxi"
include "reading.pxi"
include "operands.pxi"
include "parsing.pxi"
include "substitution.pxi"
include "derivatives.pxi"
include "room.pxi"
include "stream.pxi"
include "latex.pxi"
include "parts.pxi"
include "monomials.pxi"
include "flint.pxi"
include "expansion.pxi"
include "rationals.pxi"
include "taylor.pxi"
