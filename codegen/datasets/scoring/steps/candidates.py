"""Values of an unknown that an answer considers before it knows which of them are solutions.

Squaring, clearing denominators or joining logarithms gives equations with more solutions than the
record's. What such an earlier line allows is no error when it is named as a candidate; nor is what
follows from a supposition that is false of the solutions. Solutions are compared exactly where that
is possible, by the checker's cells of the real line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.checking.topics.radical_functions import Unsupported
from codegen.datasets.checking.topics.solutions import atoms, cuts_of, equivalent, truth
from codegen.datasets.checking.topics.values import Ball, Precision, Undefined, Values, agree
from codegen.datasets.reading.piecewise import relation_term
from codegen.datasets.reading.solution_sets import NOTHING
from codegen.datasets.scoring.reference.asked import solved_for
from codegen.datasets.scoring.reference.context import Context, Statement, is_topic
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Truth, Verdict, at_points
from symnum.ops import CONJUNCTION, EQUAL, EQUATION, LESS_EQUAL, SUB
from symnum.terms import interface
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols

PRECISION = 320
MOST_CONSTRAINTS = 40
"""Earlier equations that candidates are looked for in."""
_FAILED = (Unsupported, Undefined, LookupError, ValueError, TypeError, AssertionError)


class Candidates:
    """What an answer has found out of the record's one unknown, and what it supposes.

    Args:
        context: The record.
        truth: Decides statements about it.
    """

    def __init__(self, context: Context, truth: Truth) -> None:
        self.context, self.truth = context, truth
        self.solved = context.final if is_topic(context.record) else None
        self.unknown = context.unknown
        if self.unknown is None:
            self.unknown, self.solved = _equality(self.solved)
        self.supposed: list[Term] = []
        self._found: list[Term] = []

    def suppose(self, statement: Statement, more: bool) -> None:
        """Take something for granted from here on.

        Args:
            statement: What is supposed.
            more: Whether it belongs to the supposition before it, as in a chain.
        """
        if self.is_about(statement):
            self.supposed = [*(self.supposed if more else []), _term(statement)]

    def learn(self, statement: Statement, verdict: Verdict) -> None:
        """Keep an equation that holds but not everywhere: what satisfies it is a candidate."""
        if not (verdict.holds and statement.relation == "=" and self.is_about(statement)):
            return
        world = self.truth.world
        restricts = not world.places or at_points(statement, world).kind == "false"
        if restricts and len(self._found) < MOST_CONSTRAINTS:
            self._found.append(_term(statement))

    def judged(self, statement: Statement) -> Verdict | None:
        """A milder verdict on a statement that no solution satisfies; None if there is none."""
        if not self.is_about(statement):
            return None
        try:
            with Precision(PRECISION):
                allowed = self._is_candidate(statement) or self._is_special(statement)
            if allowed or self._meets(_term(statement)):
                return Verdict("supported", max(1, allowed))
            return self._under_supposition(_term(statement)) if self.supposed else None
        except _FAILED:
            return None

    def overreaches(self, statement: Statement) -> Verdict | None:
        """Why an equation is false that some solutions satisfy, but not all, and others as well."""
        if statement.relation != "=" or self.supposed or not self.is_about(statement):
            return None
        try:
            with Precision(PRECISION):
                assert self.solved is not None
                values = [self._value(atom) for atom in atoms(self.solved)]
                term = _term(statement)
                lost = [at for at in values if not truth(term, at)]
                if not lost:
                    return None
                allowed = [self.solved, *self._found]
                for at in self._roots(statement):
                    if not any(truth(one, at) for one in allowed):
                        (shown,) = lost[0].point.values()
                        where = f"the solution {self.unknown} = {float(shown.mid()):g}"
                        return Verdict("false", 0, where)
        except _FAILED:
            pass
        return None

    def loses(self, statement: Statement) -> Verdict | None:
        """Why a comparison is false: it leaves out numbers that are asked for, beyond a number at
        which no sign of the record's changes, so that it is no case of its own."""
        if statement.relation == "=" or self.supposed or not self.is_about(statement):
            return None
        if self._exceeds_the_bound(statement):
            return Verdict("false", 0, "where the bound that is asked for is reached")
        if self._is_equation_solved or self.solved is None or self.unknown is None:
            return None
        term = _term(statement)
        try:
            with Precision(PRECISION):
                if equivalent(Call(CONJUNCTION, (term, self.solved)), self.solved, self.unknown):
                    return None
                for at in map(self._at, cuts_of(statement.left, statement.right, self.unknown)):
                    place = at.point[self.unknown.name]
                    is_cut = any((place - cut).contains(0) for cut in self._cuts)
                    if not is_cut and truth(self.solved, at):
                        where = (
                            f"beyond {self.unknown} = {float(place.mid()):g} there are solutions"
                        )
                        return Verdict("false", 0, where)
        except _FAILED:
            pass
        return None

    def _exceeds_the_bound(self, statement: Statement) -> bool:
        """Whether a comparison says more than the least value that is asked for, by a number."""
        final = self.context.final
        if not isinstance(final, Call) or final.operator is not LESS_EQUAL:
            return False
        if self.context.unknown is not None:
            return False
        of = self.context.forms.of
        more = rebuilt(SUB, [of(statement.right), of(statement.left)])
        least = rebuilt(SUB, [of(final.arguments[1]), of(final.arguments[0])])
        gap = interface.number(rebuilt(SUB, [more, least]))
        return gap is not None and (gap < 0 or (gap == 0 and statement.relation == "<"))

    def _at(self, place: Ball) -> Values:
        assert self.unknown is not None
        return Values({self.unknown.name: place})

    def covers(self, statements: list[Statement]) -> bool:
        """Whether alternatives that are not solved leave out no solution."""
        if self.solved is None or not all(map(self.is_about, statements)):
            return False
        if any(solved_for(_term(statement)) is not None for statement in statements):
            return False
        terms = [_term(statement) for statement in statements]
        try:
            with Precision(PRECISION):
                values = [self._value(atom) for atom in atoms(self.solved)]
                return all(any(truth(t, value) for t in terms) for value in values)
        except _FAILED:
            return False

    def divided(self, concluded: Sequence[Statement]) -> tuple[list[Values], list[Values]]:
        """The solutions that satisfy none of some equations, and those that do."""
        if self.context.unknown is None or self.solved is None:
            return [], []
        if not all(map(self.is_about, concluded)):
            return [], []
        try:
            with Precision(PRECISION):
                values = [self._value(atom) for atom in atoms(self.solved)]
                terms = list(map(_term, concluded))
                found = [at for at in values if any(truth(term, at) for term in terms)]
        except _FAILED:
            return [], []
        return [at for at in values if at not in found], found

    def allows(self, statement: Statement, at: Values) -> bool | None:
        """Whether an equation of the unknown holds at a solution; None if that is not told."""
        if statement.relation != "=" or not self.is_about(statement):
            return None
        try:
            with Precision(PRECISION):
                return agree(at.of(statement.left), at.of(statement.right))
        except _FAILED:
            return None

    def _value(self, atom: Call) -> Values:
        if atom.operator is not EQUAL and atom.operator.name != "equation":
            raise Unsupported
        name, number = atom.arguments
        if not isinstance(name, Symbol):
            name, number = number, name
        assert isinstance(name, Symbol)
        return Values({name.name: Values({}).of(number)})

    def is_about(self, statement: Statement) -> bool:
        """Whether a statement has the unknown and no other name."""
        if self.unknown is None:
            return False
        names = self.context.forms.names
        symbols = {s for side in (statement.left, statement.right) for s in names(side).symbols}
        return symbols == {self.unknown}

    def _is_candidate(self, statement: Statement) -> int:
        """How many values satisfy an equation, each of which satisfies an earlier one."""
        if statement.relation != "=" or not self._found:
            return 0
        roots = self._roots(statement)
        allowed = [any(truth(term, at) for term in self._found) for at in roots]
        return len(allowed) if allowed and all(allowed) else 0

    def _meets(self, term: Term) -> bool:
        """Whether a comparison holds for some of the numbers that are asked for: there are parts of
        them that no random point is in."""
        if self._is_equation_solved or self.solved is None or self.context.unknown is None:
            return False
        both = Call(CONJUNCTION, (term, self.solved))
        return not equivalent(both, NOTHING, self.context.unknown)

    def _is_special(self, statement: Statement) -> int:
        """Whether all roots of an equation are where the signs of an inequality may change, or
        where a bound is reached."""
        if statement.relation != "=" or self._is_equation_solved:
            return 0
        roots = self._roots(statement)
        cuts = self._cuts
        special = [any((at.point[name] - cut).contains(0) for cut in cuts)
                   for at in roots for name in at.point]  # fmt: skip
        return len(roots) if special and all(special) else 0

    @property
    def _is_equation_solved(self) -> bool:
        """Whether the record asks for the solutions of equations."""
        solved = self.context.final
        return solved is None or all(atom.operator in EQUATIONS for atom in atoms(solved))

    @cached_property
    def _cuts(self) -> list[Ball]:
        """Zeros, poles and boundaries of the record's statements and of what it asks for."""
        assert self.unknown is not None
        terms = [self.context.term(s["equation"]["text"]) for s in self.context.record["steps"]]
        found: list[Ball] = []
        for term in [*terms, self.solved]:
            for atom in () if term is None else atoms(term):
                if {s for side in atom.arguments for s in free_symbols(side)} == {self.unknown}:
                    left, right = atom.arguments
                    found += cuts_of(left, right, self.unknown)
        return found

    def _roots(self, statement: Statement) -> list[Values]:
        assert self.unknown is not None
        term = _term(statement)
        points = list(map(self._at, cuts_of(statement.left, statement.right, self.unknown)))
        kept = [at for at in points if truth(term, at)]
        if "positive" in self.unknown.assumptions:
            kept = [at for at in kept if at.point[self.unknown.name] > 0]
        return kept

    def _under_supposition(self, term: Term) -> Verdict | None:
        """Whether something has the solutions of the record where the supposition holds.

        Undecided where there is none of them and the statement has some.
        """
        assert self.unknown is not None and self.solved is not None
        if term in self.supposed:
            return Verdict("supported", 1)
        supposed = self.supposed[0]
        for more in self.supposed[1:]:
            supposed = Call(CONJUNCTION, (supposed, more))
        if (
            isinstance(supposed, Call)
            and supposed.operator is EQUAL
            and solved_for(supposed) is self.unknown
        ):
            with Precision(PRECISION):
                return Verdict("supported", 1) if truth(term, self._value(supposed)) else None
        left = Call(CONJUNCTION, (self.solved, supposed))
        said = Call(CONJUNCTION, (term, supposed))
        if equivalent(left, said, self.unknown):
            return Verdict("supported", 1)
        return UNDECIDED if equivalent(left, NOTHING, self.unknown) else None


EQUATIONS = (EQUAL, EQUATION)


def _equality(solved: Term | None) -> tuple[Symbol | None, Term | None]:
    """Of a bound ``198 <= 891*u + 11/u`` the one symbol and the equation for reaching it."""
    if not isinstance(solved, Call) or solved.operator is not LESS_EQUAL:
        return None, solved
    symbols = {s for side in solved.arguments for s in free_symbols(side)}
    bounded = any(not free_symbols(side) for side in solved.arguments)
    if len(symbols) != 1 or not bounded:
        return None, solved
    (symbol,) = symbols
    return (symbol if isinstance(symbol, Symbol) else None), Call(EQUAL, solved.arguments)


def _term(statement: Statement) -> Term:
    return relation_term(statement.relation, statement.left, statement.right)
