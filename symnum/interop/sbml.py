"""SBML core as systems of terms, read with libSBML (``pip install 'symnum-engine[sbml]'``).

Levels 1 and 2 are converted to level 3 by libSBML first.

A species is a state: its concentration, or its amount where ``hasOnlySubstanceUnits`` says so.
Kinetic laws are in extent per time, times conversion factors amount per time, so that slopes of
concentrations are divided by the size of the compartment. A stoichiometry may be given by a rule or
an initial assignment. Events, constraints, delays, algebraic rules, compartments that change, fast
reactions, values that are missing and packages that change the mathematics are refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from symnum.errors import InputError
from symnum.interop.dynamics import TIME, Dynamics, put_in, written_out
from symnum.interop.mathml import Formulas
from symnum.interop.net_blocks import read_text
from symnum.interop.sbml_documents import sbml_document
from symnum.ops import ADD, DIV, MUL
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import exact
from symnum.terms.ring import ZERO, build
from symnum.terms.traversal import free_symbols


def read_sbml(path: str | Path) -> Dynamics:
    """The system in an SBML file.

    Raises:
        InputError: libSBML is not installed, the file cannot be read or is not valid SBML, or it
            has an element that is not supported; file and element are named.
    """
    path = Path(path)
    return parse_sbml(read_text(path), str(path))


def parse_sbml(text: str, source: str = "sbml") -> Dynamics:
    """The system in a text of SBML.

    Raises:
        InputError: as :func:`read_sbml`.
    """
    library, document = sbml_document(text, source)  # which owns the model
    return _Reader(library, document.getModel(), source).system()


@dataclass
class _Reader:
    """What is known of a model while it is read."""

    library: Any
    model: Any
    source: str
    values: dict[str, Canonical] = field(default_factory=dict)
    """Initial values by name."""
    rates: dict[str, Canonical] = field(default_factory=dict)
    rules: dict[str, Canonical] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Elements without a value, by name."""

    def __post_init__(self) -> None:
        self.formulas = Formulas(self.library, self.source)

    def fail(self, message: str) -> InputError:
        return InputError(f"{self.source}: {message}")

    def system(self) -> Dynamics:
        self._refuse()
        for one in _all(self.model.getListOfFunctionDefinitions()):
            self.formulas.define(one.getId(), one.getMath())
        self._read_values()
        self._read_rules()
        slopes = {**self._species_slopes(), **self.rates}
        starts = self._starts(set(slopes))
        definitions = written_out(self.rules, self.source)
        parameters, derived = self._parameters(set(slopes), starts)
        definitions = {name: put_in(term, derived) for name, term in definitions.items()}
        known = {**definitions, **derived}
        found = Dynamics(
            self.model.getId() or Path(self.source).stem,
            {name: put_in(term, known) for name, term in slopes.items()},
            {name: starts[name] for name in slopes},
            parameters,
            definitions,
        )
        self._check(found)
        return found

    def _check(self, system: Dynamics) -> None:
        if not system.slopes:
            raise self.fail("nothing changes: no species or parameter has a rate")
        tables = (system.slopes, system.initial, system.definitions)
        used = {s.name for table in tables for term in table.values() for s in free_symbols(term)}
        for name in sorted(self.missing.keys() & {*used, *system.slopes}):
            raise self.fail(f"{self.missing[name]} {name}: it has no value")

    def term(self, math: Any, where: str, names: dict[str, Canonical] | None = None) -> Canonical:
        """A formula over names that have a value."""
        found = self.formulas.term(math, where, names)
        for symbol in free_symbols(found):
            if symbol.name not in self.values and symbol != TIME:
                raise self.fail(f"{where}: {symbol.name!r} is no species, parameter or compartment")
        return found

    def _refuse(self) -> None:
        lists = {
            "event": self.model.getListOfEvents(), "constraint": self.model.getListOfConstraints(),
        }  # fmt: skip
        for name, found in lists.items():
            if found.size():
                label = found.get(0).getId() or "without id"
                raise self.fail(f"{name} {label}: {name}s are not supported")

    def _read_values(self) -> None:
        for one in _all(self.model.getListOfCompartments()):
            self._add_value(one, self._number(one, one.isSetSize(), one.getSize()))
        for one in _all(self.model.getListOfParameters()):
            self._add_value(one, self._number(one, one.isSetValue(), one.getValue()))
        for one in _all(self.model.getListOfSpecies()):
            self._add_value(one, self._amount(one))
        for member in self._counted():
            self._add_value(member, self._number(
                member, member.isSetStoichiometry(), member.getStoichiometry()
            ))  # fmt: skip
        for one in _all(self.model.getListOfInitialAssignments()):
            name = one.getSymbol()
            if name not in self.values:
                raise self.fail(f"initialAssignment of {name}: only species, parameters and "
                                "compartments have one here")  # fmt: skip
            self.missing.pop(name, None)
            self.values[name] = self.term(one.getMath(), f"initialAssignment of {name}")

    def _counted(self) -> Iterator[Any]:
        """References to species whose stoichiometries are given elsewhere."""
        given = {one.getVariable() for one in _all(self.model.getListOfRules())}
        given |= {one.getSymbol() for one in _all(self.model.getListOfInitialAssignments())}
        for reaction in _all(self.model.getListOfReactions()):
            for members in (reaction.getListOfReactants(), reaction.getListOfProducts()):
                yield from (one for one in _all(members) if one.getId() and one.getId() in given)

    def _add_value(self, element: Any, value: Canonical | None) -> None:
        name = element.getId()
        if name == TIME.name:
            raise self.fail(f"{element.getElementName()} {name}: the time has this name here")
        if value is None:
            self.missing[name] = element.getElementName()
        self.values[name] = ZERO if value is None else value

    def _number(self, element: Any, is_set: bool, value: float) -> Canonical | None:
        if not is_set:
            return None
        if not math.isfinite(value):
            raise self.fail(f"{element.getElementName()} {element.getId()}: {value} is no value")
        return CanonicalNumber(exact(Fraction(value)))

    def _amount(self, species: Any) -> Canonical | None:
        """The start of a species, as a concentration or an amount, whichever it is."""
        size = CanonicalSymbol(species.getCompartment())
        whole = species.getHasOnlySubstanceUnits()
        if species.isSetInitialConcentration():
            found = self._number(species, True, species.getInitialConcentration())
            return found if found is None or not whole else build(MUL, [found, size])
        is_set = species.isSetInitialAmount()
        found = self._number(species, is_set, species.getInitialAmount())
        return found if found is None or whole else build(DIV, [found, size])

    def _read_rules(self) -> None:
        for rule in _all(self.model.getListOfRules()):
            name = rule.getVariable()
            if rule.isAlgebraic():
                raise self.fail("algebraicRule: not supported; write it as a mass matrix's row 0")
            if name not in self.values:
                raise self.fail(f"rule for {name}: only species and parameters have rules here")
            table = self.rates if rule.isRate() else self.rules
            table[name] = self.term(rule.getMath(), f"rule for {name}")
            if not rule.isRate():
                self.missing.pop(name, None)
        changing = {c.getId() for c in _all(self.model.getListOfCompartments())}
        for name in sorted(changing & {*self.rates, *self.rules}):
            raise self.fail(f"compartment {name}: a size that changes is not supported")

    def _species_slopes(self) -> dict[str, Canonical]:
        moving = [
            s for s in _all(self.model.getListOfSpecies())
            if not (s.getConstant() or s.getBoundaryCondition())
            and s.getId() not in self.rates and s.getId() not in self.rules
        ]  # fmt: skip
        addends: dict[str, list[Canonical]] = {s.getId(): [] for s in moving}
        for reaction in _all(self.model.getListOfReactions()):
            self._add_reaction(reaction, addends)
        slopes = {}
        for species in moving:
            total = build(ADD, addends[species.getId()]) if addends[species.getId()] else ZERO
            factor = species.getConversionFactor() or self.model.getConversionFactor()
            if factor and factor not in self.values:
                raise self.fail(f"species {species.getId()}: conversionFactor {factor!r} is no "
                                "parameter")  # fmt: skip
            if factor:
                total = build(MUL, [CanonicalSymbol(factor), total])
            if not species.getHasOnlySubstanceUnits():
                total = build(DIV, [total, CanonicalSymbol(species.getCompartment())])
            slopes[species.getId()] = total
        return slopes

    def _add_reaction(self, reaction: Any, addends: dict[str, list[Canonical]]) -> None:
        where = f"reaction {reaction.getId()}"
        law = reaction.getKineticLaw()
        if law is None or law.getMath() is None:
            raise self.fail(f"{where}: it has no kineticLaw")
        if reaction.isSetFast() and reaction.getFast():
            raise self.fail(f"{where}: fast reactions are not supported")
        local: dict[str, Canonical] = {}
        for one in _all(law.getListOfLocalParameters()):
            name = f"{reaction.getId()}_{one.getId()}"
            while name in self.values:
                name += "_"
            value = self._number(one, one.isSetValue(), one.getValue())
            if value is None:
                raise self.fail(f"{where}: localParameter {one.getId()} has no value")
            self.values[name] = value
            local[one.getId()] = CanonicalSymbol(name)
        flux = self.term(law.getMath(), where, local)
        for sign, members in (
            (-1, reaction.getListOfReactants()),
            (1, reaction.getListOfProducts()),
        ):
            for member in _all(members):
                count = self._stoichiometry(member, where)
                if member.getSpecies() in addends:
                    factors = [CanonicalNumber(sign), count, flux]
                    addends[member.getSpecies()].append(build(MUL, factors))

    def _stoichiometry(self, member: Any, where: str) -> Canonical:
        if member.getId() and member.getId() in self.values:
            return CanonicalSymbol(member.getId())
        value = member.getStoichiometry()
        if not member.isSetStoichiometry() or not math.isfinite(value):
            raise self.fail(f"{where}: the stoichiometry of {member.getSpecies()} is no number")
        return CanonicalNumber(exact(Fraction(value)))

    def _starts(self, states: set[str]) -> dict[str, Canonical]:
        """Initial values over the parameters that are numbers."""
        starting = {
            name: term
            for name, term in {**self.values, **self.rules}.items()
            if name in states or name in self.rules or not isinstance(term, CanonicalNumber)
        }
        found = written_out(starting, self.source)
        return {name: substitute(term, {TIME: ZERO}) for name, term in found.items()}

    def _parameters(
        self, states: set[str], starts: dict[str, Canonical]
    ) -> tuple[dict[str, float], dict[str, Canonical]]:
        """Numbers that can be set, and what follows from them."""
        numbers: dict[str, float] = {}
        derived: dict[str, Canonical] = {}
        for name, term in self.values.items():
            if name in states or name in self.rules:
                continue
            if isinstance(term, CanonicalNumber) and name in self.missing:
                continue  # it is refused where it is used
            if isinstance(term, CanonicalNumber):
                numbers[name] = float(term.value)
            else:
                derived[name] = starts[name]
        return numbers, derived


def _all(found: Any) -> Iterator[Any]:
    return (found.get(place) for place in range(found.size()))
