"""SBML level 3 core as systems of terms, read with libSBML (``pip install 'symnum-engine[sbml]'``).

A species is a state: its concentration, or its amount where ``hasOnlySubstanceUnits`` says so.
Kinetic laws are in amount per time, so that slopes of concentrations are divided by the size of the
compartment. Events, delays, algebraic rules, compartments that change, conversion factors and
stoichiometries that are no numbers are refused.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from symnum.errors import InputError
from symnum.interop.dynamics import Dynamics, put_in, written_out
from symnum.interop.mathml import Formulas
from symnum.interop.net_blocks import read_text
from symnum.ops import ADD, DIV, MUL
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import exact
from symnum.terms.ring import ZERO, build


def read_sbml(path: str | Path) -> Dynamics:
    """The system in an SBML file.

    Raises:
        InputError: libSBML is not installed, the file cannot be read or is not valid SBML of level
            3, or it has an element that is not supported; file and element are named.
    """
    path = Path(path)
    return parse_sbml(read_text(path), str(path))


def parse_sbml(text: str, source: str = "sbml") -> Dynamics:
    """The system in a text of SBML.

    Raises:
        InputError: as :func:`read_sbml`.
    """
    try:
        library = importlib.import_module("libsbml")
    except ImportError:
        raise InputError(
            f"{source}: SBML needs python-libsbml: pip install 'symnum-engine[sbml]'"
        ) from None
    document = library.readSBMLFromString(text)
    for place in range(document.getNumErrors()):
        error = document.getError(place)
        if error.getSeverity() >= library.LIBSBML_SEV_ERROR:
            line = error.getLine()
            raise InputError(f"{source}, line {line}: {error.getShortMessage()}")
    model = document.getModel()
    if model is None or document.getLevel() != 3:
        raise InputError(f"{source}: a model of SBML level 3 is wanted")
    return _Reader(library, model, source).system()


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
        return Dynamics(
            self.model.getId() or Path(self.source).stem,
            {name: put_in(term, known) for name, term in slopes.items()},
            {name: put_in(starts[name], known) for name in slopes},
            parameters,
            definitions,
        )

    def _refuse(self) -> None:
        lists = {
            "event": self.model.getListOfEvents(), "constraint": self.model.getListOfConstraints(),
        }  # fmt: skip
        for name, found in lists.items():
            if found.size():
                label = found.get(0).getId() or "without id"
                raise self.fail(f"{name} {label}: {name}s are not supported")
        if self.model.isSetConversionFactor():
            raise self.fail("conversionFactor is not supported")

    def _read_values(self) -> None:
        for one in _all(self.model.getListOfCompartments()):
            size = one.getSize() if one.isSetSize() else 1.0
            self.values[one.getId()] = self._number(size, one)
        for one in _all(self.model.getListOfParameters()):
            self.values[one.getId()] = self._number(
                one.getValue() if one.isSetValue() else 0.0, one
            )
        for one in _all(self.model.getListOfSpecies()):
            if one.isSetConversionFactor():
                raise self.fail(f"species {one.getId()}: conversionFactor is not supported")
            self.values[one.getId()] = self._amount(one)
        for one in _all(self.model.getListOfInitialAssignments()):
            name = one.getSymbol()
            if name not in self.values:
                raise self.fail(f"initialAssignment of {name}: only species, parameters and "
                                "compartments have one here")  # fmt: skip
            self.values[name] = self.formulas.term(one.getMath(), f"initialAssignment of {name}")

    def _number(self, value: float, element: Any) -> Canonical:
        if not math.isfinite(value):
            raise self.fail(f"{element.getElementName()} {element.getId()}: {value} is no value")
        return CanonicalNumber(exact(Fraction(value)))

    def _amount(self, species: Any) -> Canonical:
        """The start of a species, as a concentration or an amount, whichever it is."""
        size = CanonicalSymbol(species.getCompartment())
        whole = species.getHasOnlySubstanceUnits()
        if species.isSetInitialConcentration():
            found = self._number(species.getInitialConcentration(), species)
            return build(MUL, [found, size]) if whole else found
        value = species.getInitialAmount() if species.isSetInitialAmount() else 0.0
        found = self._number(value, species)
        return found if whole else build(DIV, [found, size])

    def _read_rules(self) -> None:
        for rule in _all(self.model.getListOfRules()):
            name = rule.getVariable()
            if rule.isAlgebraic():
                raise self.fail("algebraicRule: not supported; write it as a mass matrix's row 0")
            if name not in self.values:
                raise self.fail(f"rule for {name}: only species and parameters have rules here")
            table = self.rates if rule.isRate() else self.rules
            table[name] = self.formulas.term(rule.getMath(), f"rule for {name}")
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
            if not species.getHasOnlySubstanceUnits():
                total = build(DIV, [total, CanonicalSymbol(species.getCompartment())])
            slopes[species.getId()] = total
        return slopes

    def _add_reaction(self, reaction: Any, addends: dict[str, list[Canonical]]) -> None:
        where = f"reaction {reaction.getId()}"
        law = reaction.getKineticLaw()
        if law is None or law.getMath() is None:
            raise self.fail(f"{where}: it has no kineticLaw")
        local = {}
        for one in _all(law.getListOfLocalParameters()):
            name = f"{reaction.getId()}_{one.getId()}"
            while name in self.values:
                name += "_"
            self.values[name] = self._number(one.getValue() if one.isSetValue() else 0.0, one)
            local[one.getId()] = CanonicalSymbol(name)
        flux = self.formulas.term(law.getMath(), where, local)
        for sign, members in (
            (-1, reaction.getListOfReactants()),
            (1, reaction.getListOfProducts()),
        ):
            for member in _all(members):
                count = self._stoichiometry(member, where)
                if member.getSpecies() in addends:
                    factor = CanonicalNumber(exact(sign * count))
                    addends[member.getSpecies()].append(build(MUL, [factor, flux]))

    def _stoichiometry(self, member: Any, where: str) -> Fraction:
        if member.getId() and member.getId() in {*self.rates, *self.rules}:
            raise self.fail(f"{where}: a stoichiometry with a rule is not supported")
        value = member.getStoichiometry() if member.isSetStoichiometry() else 1.0
        if not math.isfinite(value):
            raise self.fail(f"{where}: the stoichiometry of {member.getSpecies()} is no number")
        return Fraction(value)

    def _starts(self, states: set[str]) -> dict[str, Canonical]:
        """Initial values over the parameters that are numbers."""
        starting = {
            name: term
            for name, term in {**self.values, **self.rules}.items()
            if name in states or name in self.rules or not isinstance(term, CanonicalNumber)
        }
        return written_out(starting, self.source)

    def _parameters(
        self, states: set[str], starts: dict[str, Canonical]
    ) -> tuple[dict[str, float], dict[str, Canonical]]:
        """Numbers that can be set, and what follows from them."""
        numbers: dict[str, float] = {}
        derived: dict[str, Canonical] = {}
        for name, term in self.values.items():
            if name in states or name in self.rules:
                continue
            if isinstance(term, CanonicalNumber):
                numbers[name] = float(term.value)
            else:
                derived[name] = starts[name]
        return numbers, derived


def _all(found: Any) -> Iterator[Any]:
    return (found.get(place) for place in range(found.size()))
