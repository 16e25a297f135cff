"""Derivations as JSON values: terms are text, read back by the project's own parser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symnum.errors import InputError, row_named
from symnum.rewriting.families import FAMILIES, family_of
from symnum.rewriting.patterns import Segment
from symnum.rewriting.rule_selection import rules_named
from symnum.rewriting.steps import Step
from symnum.rules import Rule
from symnum.terms.interface import adapter_of, assumptions, is_symbol
from symnum.terms.parse import parse
from symnum.terms.text import to_text
from symnum.terms.traversal import postorder

_FIELDS = {
    "family", "symbols", "functions", "assuming", "start", "steps", "result", "stopped_because",
    "searches_cut_off",
}  # fmt: skip
_STEP_FIELDS = {"path", "rule", "bindings", "left_over", "before", "after"}
_RARE_FIELDS = {"reverse", "context"}
"""Fields of a step that are written where they say something."""


def written(derivation: Any) -> dict[str, Any]:
    """The JSON values of a :class:`~symnum.rewriting.derivation.Derivation`.

    Raises:
        InputError: two symbols of one name with different assumptions.
    """
    symbols: dict[str, list[str]] = {}
    functions: dict[str, None] = {}
    for term, _ in postorder(_all_terms(derivation)):
        if is_symbol(term):
            name, known = adapter_of(term).name(term), sorted(assumptions(term) - {"defined"})
            if symbols.setdefault(name, known) != known:
                raise InputError(f"symbol {name} occurs with two sets of assumptions")
        elif adapter_of(term).is_call(term) and not adapter_of(term).operator(term).interpreted:
            functions[adapter_of(term).operator(term).name] = None
    return {
        "family": family_of(derivation.start).name,
        "symbols": {name: known for name, known in sorted(symbols.items()) if known},
        "functions": sorted(functions),
        "assuming": [[predicate, to_text(term)] for predicate, term in derivation.assuming],
        "start": to_text(derivation.start),
        "steps": [_step_written(step) for step in derivation.steps],
        "result": to_text(derivation.result),
        "stopped_because": derivation.stopped_because,
        "searches_cut_off": dict(derivation.searches_cut_off),
    }


def _all_terms(derivation: Any) -> list[Any]:
    terms = [derivation.start, derivation.result, *(term for _, term in derivation.assuming)]
    for step in derivation.steps:
        terms += [step.before, step.after, *step.left_over]
        terms += [] if step.context is None else [step.context]
        for value in step.bindings.values():
            terms += value.terms if isinstance(value, Segment) else (value,)
    return terms


def _step_written(step: Step) -> dict[str, Any]:
    rare: dict[str, Any] = {"reverse": True} if step.reverse else {}
    if step.context is not None:
        rare["context"] = to_text(step.context)
    return {
        "path": list(step.path),
        "rule": step.rule,
        "bindings": {
            name: [*map(to_text, v.terms)] if isinstance(v, Segment) else to_text(v)
            for name, v in step.bindings.items()
        },
        "left_over": [*map(to_text, step.left_over)],
        "before": to_text(step.before),
        "after": to_text(step.after),
        **rare,
    }


def read(value: Any, rules: Sequence[Rule] = ()) -> dict[str, Any]:
    """The fields of the derivation that was written.

    Raises:
        InputError: not of that form, or a rule that is not known.
    """
    _check(value, _FIELDS, "a derivation")
    read_in = row_named(value["family"], FAMILIES, "family of terms").enter

    def term(text: Any) -> Any:
        if not isinstance(text, str):
            raise InputError(f"derivation: {text!r} is not the text of a term")
        parsed = parse(
            text, source="derivation", functions=value["functions"], assumptions=value["symbols"]
        )
        return read_in(parsed)

    try:
        steps = tuple(_step_read(step, term) for step in value["steps"])
        names = dict.fromkeys(step.rule for step in steps)
        own = {rule.name: rule for rule in rules}
        return {
            "start": term(value["start"]),
            "steps": steps,
            "result": term(value["result"]),
            "rules": tuple(own[n] if n in own else rules_named(n)[0] for n in names),
            "assuming": tuple((str(name), term(text)) for name, text in value["assuming"]),
            "stopped_because": str(value["stopped_because"]),
            "searches_cut_off": dict(value["searches_cut_off"]),
        }
    except (TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"derivation: not of the form that to_json writes: {error}") from None


def _check(value: Any, fields: set[str], what: str) -> None:
    if not isinstance(value, Mapping) or set(value) != fields:
        raise InputError(f"{what} has the fields {', '.join(sorted(fields))}")


def _step_read(value: Any, term: Callable[[Any], Any]) -> Step:
    fields = _STEP_FIELDS | (_RARE_FIELDS & set(value) if isinstance(value, Mapping) else set())
    _check(value, fields, "a step of a derivation")
    path = tuple(value["path"])
    if not all(type(number) is int for number in path):
        raise InputError(f"derivation: a path has integers, not {value['path']}")
    reverse = value.get("reverse", False)
    if type(reverse) is not bool:
        raise InputError(f"derivation: reverse is true or false, not {reverse!r}")
    return Step(
        path,
        str(value["rule"]),
        {
            name: Segment(tuple(map(term, v))) if isinstance(v, list) else term(v)
            for name, v in value["bindings"].items()
        },
        tuple(map(term, value["left_over"])),
        term(value["before"]),
        term(value["after"]),
        reverse,
        term(value["context"]) if "context" in value else None,
    )
