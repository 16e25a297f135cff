"""What a record says that its symbols are: given numbers, laws, names for parts.

Statements about such symbols hold at the values they have, not everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.scoring.reference.context import Context, Statement, integrated_over
from symnum.terms.plain import Symbol, Term
from symnum.terms.traversal import free_symbols


class Settings:
    """The equations of a record's right steps that have a symbol on the left.

    Args:
        context: The record.
    """

    def __init__(self, context: Context) -> None:
        said = [step.statement for step in context.steps if step.right]
        equations = [s for s in said if s is not None and s.relation == "="]
        self._set = [s for s in equations if isinstance(s.left, Symbol)]
        self._equations = [
            s for s in equations if not integrated_over([s.left, s.right])
        ]  # integrals have no value at a point
        names = {str(s.left) for s in self._set}
        self._wanted = names if context.unknown is None else names - {context.unknown.name}

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def completed(
        self,
        solution: Mapping[str, Term],
        point: Mapping[str, Any],
        evaluator: Callable[[Mapping[str, Any]], Any],
    ) -> dict[str, Any]:
        """Values of the symbols that are solved for or set, one after the other.

        Args:
            solution: What symbols are solved for.
            point: Values of all symbols: those that nothing sets keep theirs.
            evaluator: Of a point what evaluates terms there.

        Raises:
            Undecided: a value cannot be told.
        """
        at = evaluator(point)
        fixed = {name: at.value(term) for name, term in solution.items()}
        waiting = [s for s in self._set if str(s.left) not in fixed]
        while waiting:
            ready = next((s for s in waiting if self._is_ready(s, waiting, fixed)), None)
            if ready is None:
                last = {s.name for s in free_symbols(waiting[-1].right)}
                free = sorted(last & {str(s.left) for s in waiting})
                if not free:
                    raise Undecided
                fixed[free[0]] = point[free[0]]  # it goes round: one of them may be anything
            else:
                fixed[str(ready.left)] = evaluator({**point, **fixed}).value(ready.right)
            waiting = [s for s in waiting if str(s.left) not in fixed]
        return fixed

    @staticmethod
    def _is_ready(statement: Statement, waiting: list[Statement], fixed: Mapping[str, Any]) -> bool:
        pending = {str(s.left) for s in waiting} - fixed.keys()
        return not pending & {s.name for s in free_symbols(statement.right)}

    def hold(self, evaluator: Any) -> bool:
        """Whether no equation of the record fails for certain at a point."""
        for said in self._equations:
            try:
                left, right = (evaluator.value(side) for side in (said.left, said.right))
            except (Undecided, LookupError):
                continue
            if not (left - right).contains(0):
                return False
        return True
