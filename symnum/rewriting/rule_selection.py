"""Which rules a person means: a rule, the name of one, the name of a theme, or several of these."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import rewrite_rules
from symnum.errors import InputError, unknown
from symnum.rewriting.prepared import directed
from symnum.rules import Rule

Rules = Rule | str | Iterable[Rule | str]
"""A rule or several; texts name a rule (``"pythagoras"``) or a theme (``"trigonometry"``)."""


def selected(rules: Rules) -> tuple[Rule, ...]:
    """The rules that are meant, in order, each once.

    A rule that stands alone is used whatever its kind. Of several, and of a theme, the directed
    ones are: two-way and expanding rules would undo the others.

    Raises:
        InputError: an unknown name, something that is no rule, two rules of one name, or none that
            can be used.

    >>> [rule.name for rule in selected("pythagoras")]
    ['pythagoras']
    >>> len(selected("trigonometry")) > 20
    True
    """
    if isinstance(rules, str):
        return _selected_by_name(rules)
    if isinstance(rules, Rule):
        return _usable((rules,), rules.name)
    collected: list[Rule] = []
    for item in rules:
        if not isinstance(item, Rule | str):
            raise InputError(f"{item!r} is not a rule, nor the name of a rule or a theme")
        collected.extend((item,) if isinstance(item, Rule) else rules_named(item))
    if len(collected) == 1:
        return _usable(collected, collected[0].name)
    return _usable(directed(tuple(collected)), "these")


@cache
def _selected_by_name(name: str) -> tuple[Rule, ...]:
    found = rules_named(name)
    return _usable(found if len(found) == 1 else directed(found), name)


def _usable(rules: Iterable[Rule], what: str) -> tuple[Rule, ...]:
    unique: dict[str, Rule] = {}
    for rule in rules:
        if unique.setdefault(rule.name, rule) is not rule and unique[rule.name] != rule:
            raise InputError(f"two rules are called {rule.name!r}")
    if not unique:
        raise InputError(f"rules {what}: none of them is directed; give one by itself to use it")
    return tuple(unique.values())


def rules_named(name: str) -> tuple[Rule, ...]:
    """The rules of a theme, or the one rule of that name.

    Raises:
        InputError: there is neither.
    """
    themes = _themes()
    found = themes.get(name.lower().replace("-", "_"))
    if found is not None:
        return found
    rule = _by_name().get(name)
    if rule is None:
        raise unknown(name, themes, "rule or theme", unlisted=_by_name())
    return (rule,)


@cache
def _themes() -> dict[str, tuple[Rule, ...]]:
    """Every tuple of rules in :mod:`rewrite_rules`, by name in small letters."""
    values = ((name, getattr(rewrite_rules, name)) for name in sorted(rewrite_rules.__all__))
    return {
        name.lower(): value
        for name, value in values
        if isinstance(value, tuple) and value and all(isinstance(item, Rule) for item in value)
    }


@cache
def _by_name() -> dict[str, Rule]:
    return {rule.name: rule for rule in rewrite_rules.RULES}
