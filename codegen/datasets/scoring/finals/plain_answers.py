"""Answers that are a number, an expression, a choice or a text.

Numbers are exact unless the problem says how to round. A unit may stand beside a number if the
record declares it. Equal texts are equal even where neither can be read as mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import gcd
from typing import Any

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.scoring.reference.context import Context, Statement, substituted
from codegen.datasets.scoring.verdicts.goals import Match, pending
from codegen.datasets.scoring.verdicts.truth import Truth
from symnum.ops import EQUATION, SQRT, SUB
from symnum.terms import interface
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder

_ROUNDED = re.compile(r"(\d+)\s+(?:decimal\s+places?|decimals?|digits\s+after)", re.IGNORECASE)
_WRAPPED = re.compile(
    r"\\(?:text|mathrm|mathbf|operatorname|mathit|textbf|boxed)\s*\{([^{}]*)\}|\\[,;!: ]|"
    r"\\left|\\right|[$*`]|\\\(|\\\)|\\\[|\\\]"
)
_MIXED = re.compile(
    r"(?P<sign>[-−]?)\s*(?P<whole>\d{1,9})\s*(?:\\[dt]?frac\s*(?:\{(\d{1,9})\}|(\d))\s*(?:\{(\d{1,9})\}|(\d))"
    r"|(?<=\s)(\d{1,9})/(\d{1,9}))"
)
"""An integer right before a fraction, and nothing else."""
_CHOICE = re.compile(r"^\(?\s*([A-Za-z]|\d+)\s*(?:\)?$|\)[.:]?\s|[.:]\s)")
_WORDS = ("yes", "no")
"""Answers to questions, which may be the first word of a sentence, or the last."""
_DOUBTS = frozenset({"not", "or", "t", "never", "if", "?"})
"""Words with which a sentence that ends with such a word may say something else."""


def plain_text(text: str) -> str:
    """A text without markup and needless space.

    >>> plain_text("$\\\\text{ yes }$.")
    'yes'
    """
    previous = None
    while text != previous:
        previous, text = text, _WRAPPED.sub(lambda match: match.group(1) or "", text)
    return " ".join(text.split()).rstrip(".").strip()


def match_text(said: str, wanted: str) -> Match:
    """Texts are equal as they stand, or but for markup, space and the case of whole words."""
    if said == wanted:
        return "exact"
    first, second = plain_text(said), plain_text(wanted)
    if not first:
        return "missing"
    if first == second or "".join(first.split()) == "".join(second.split()):
        return "exact"
    if len(second) > 1 and second.isalpha() and first.casefold() == second.casefold():
        return "equivalent"
    return "different"


def match_choice(said: str, wanted: str) -> Match:
    """The same letter, with or without its parentheses; or the same words.

    A sentence may begin with ``yes`` or ``no`` and a comma, or end with it, unless it has the other
    word as well.

    >>> match_choice("No, it is not.", "no"), match_choice("Yes, but no", "yes")
    ('equivalent', 'different')
    >>> match_choice("(a) 12", "A"), match_choice("A mistake was made", "A")
    ('exact', 'different')
    """
    if wanted in _WORDS:
        words = re.findall(r"[a-z]+|[^a-z\s]", plain_text(said).casefold())
        opened = words[:1] == [wanted] and words[1:2] in ([","], ["."], [";"], [":"], ["!"])
        ends = [w for w in words if w.isalpha()][-1:] == [wanted] and not set(words) & _DOUBTS
        if (opened or ends) and not set(words) & (set(_WORDS) - {wanted}):
            return "equivalent"
    first, second = (_CHOICE.match(plain_text(part)) for part in (said, wanted))
    if first and second and first[1].casefold() == second[1].casefold():
        return "exact"
    return match_text(said, wanted)


def match_number(said: Term | None, wanted: Term | None, context: Context) -> Match:
    """The same rational number, or the same real one by ball arithmetic."""
    if said is None or wanted is None:
        return "missing" if said is None else "different"
    said, wanted = (_bare(part) for part in (said, wanted))
    first, second = (interface.number(context.forms.of(part)) for part in (said, wanted))
    if first is not None and second is not None:
        if first == second:
            return "exact" if said is wanted else "equivalent"
        return "equivalent" if _rounds_to(first, second, context.record) else "wrong"
    return match_expression(said, wanted, context)


def match_mixed(said: str, wanted: Term | None, context: Context) -> Match:
    """How ``6\\frac{2}{3}`` stands to a number, if it is all that is said.

    A proper fraction in lowest terms belongs to the integer before it: nobody ends with a product
    that is still to be worked out. Where the product would be the answer, it may be meant.
    """
    found = _MIXED.fullmatch(plain_text(said))
    number = None if wanted is None else interface.number(context.forms.of(_bare(wanted)))
    if found is None or number is None:
        return "missing"
    above, below = (int(digits) for digits in found.groups()[2:] if digits)
    if not 0 < above < below or gcd(above, below) > 1:
        return "missing"
    sign, whole, part = (-1 if found["sign"] else 1), int(found["whole"]), Fraction(above, below)
    if Fraction(number) == sign * whole * part:
        return "missing"
    return "equivalent" if Fraction(number) == sign * (whole + part) else "wrong"


def _rounds_to(said: Any, wanted: Any, record: Mapping[str, Any]) -> bool:
    """Whether the problem says to how many decimals, and both are one number when rounded so."""
    stated = _ROUNDED.search(record["problem"])
    if stated is None:
        return False
    places = min(int(stated[1]), 30)
    return abs(Fraction(said) - Fraction(wanted)) <= Fraction(1, 2 * 10**places)


def match_expression(said: Term | None, wanted: Term | None, context: Context) -> Match:
    """The same normal form, or equal values at points of the domain.

    An expression of the problem itself earns nothing, nor what still has to be worked out.
    """
    if said is None or wanted is None:
        return "missing" if said is None else "different"
    said, wanted = _bare(said), _bare(wanted)
    if said is wanted or context.forms.of(said) is context.forms.of(wanted):
        return "exact"
    if unknown_names(said, wanted, context):
        renamed = _with_constants(said, wanted, context)
        return "different" if renamed is None else match_expression(renamed, wanted, context)
    if _differ_by_a_constant(said, wanted, context):
        return "equivalent"
    verdict = Truth(context).of(Statement(said, wanted))
    if verdict.kind == "false":
        return "wrong"
    if not verdict.holds:
        return "different"
    if pending([said], context) - pending([wanted], context):
        return "unevaluated"
    return "restated" if _in_problem(said, context) else "equivalent"


def _constants(term: Term, context: Context) -> list[Symbol]:
    """The record's integration constants in a term, those that are numbers."""
    known = {c["name"] for c in context.record["constants"] if not c["arguments"]}
    symbols = {p.name: p for p, _ in postorder([term]) if isinstance(p, Symbol)}
    return [symbols[name] for name in sorted(known & symbols.keys())]


def _with_constants(said: Term, wanted: Term, context: Context) -> Term | None:
    """The expression with its own name of the one constant replaced; None if it is not that."""
    new, known = sorted(unknown_names(said, wanted, context)), _constants(wanted, context)
    if len(new) != 1 or len(known) != 1 or _constants(said, context):
        return None
    own = next(p for p, _ in postorder([said]) if isinstance(p, Symbol) and p.name == new[0])
    return substituted(said, {own: known[0]})


def _differ_by_a_constant(said: Term, wanted: Term, context: Context) -> bool:
    """Whether both end in the one integration constant, which takes up the number between them."""
    known = _constants(wanted, context)
    if len(known) != 1 or known != _constants(said, context):
        return False
    rests = [context.forms.of(Call(SUB, (term, known[0]))) for term in (said, wanted)]
    if any(known[0].name in {s.name for s in free_symbols(rest)} for rest in rests):
        return False
    return interface.number(rebuilt(SUB, rests)) is not None


def _in_problem(said: Term, context: Context) -> bool:
    """Whether the first step states the expression: what the problem begins with."""
    form, first = context.forms.of(said), context.steps[:1]
    if not first:
        return False
    step = context.record["steps"][0]
    start = context.term(step["equation"]["text"]) if step["equation"]["text"] else None
    terms = [start] if start is not None else []
    if isinstance(start, Call) and start.operator is EQUATION:
        terms = list(start.arguments)
    operand = context.term(step["operand"]["text"]) if step["operand"]["text"] else None
    if isinstance(said, Call) and said.operator is SQRT and isinstance(said.arguments[0], Number):
        return said in (*terms, operand)  # nothing is left to be worked out
    return any(context.forms.of(term) is form for term in [*terms, operand] if term is not None)


def unknown_names(said: Term, wanted: Term, context: Context) -> set[str]:
    """Symbols that neither the record nor the answer that is wanted has."""
    known = {part.name for part, _ in postorder([wanted]) if isinstance(part, Symbol)}
    return {
        part.name
        for part, _ in postorder([said])
        if isinstance(part, Symbol) and part.name not in known | set(context.symbols)
    }


def _bare(term: Term) -> Term:
    """Of ``name = value`` the value, and of any equation its right side."""
    return term.arguments[1] if isinstance(term, Call) and term.operator is EQUATION else term


def without_unit(text: str, unit: str) -> str:
    """A number's text without its unit, if it is the one that was declared.

    >>> without_unit("12 km", "km"), without_unit("12 miles", "km")
    ('12', '12 miles')
    """
    plain = plain_text(text)
    if unit and plain.casefold().endswith(unit.casefold()):
        return plain[: -len(unit)].strip()
    return plain
