"""Reading BioNetGen's .net files: reaction networks that its rules have been expanded into.

Format: J. R. Faeder, M. L. Blinov, W. S. Hlavacek, Rule-based modeling of biochemical systems with
BioNetGen, Methods Mol. Biol. 500 (2009) 113-167. Rate constants in these files include the
statistical factors, so a flux is the rate times the amounts of the reactants.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from graphlib import CycleError
from pathlib import Path

from symnum.errors import InputError
from symnum.interop.net_blocks import Line, blocks, read_text, shown
from symnum.interop.network import Reaction, ReactionNetwork, Species, dependency_order
from symnum.ops import Kind, is_reserved_name
from symnum.terms.exact import Exact, reduced
from symnum.terms.interface import symtype
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Term
from symnum.terms.tokens import ParseError
from symnum.terms.traversal import free_symbols, postorder

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_EMPTY_CALL = re.compile(r"(?<=[A-Za-z0-9_])\(\s*\)")
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


def read_network(path: str | Path) -> ReactionNetwork:
    """The reaction network in a .net file.

    Args:
        path: File with the blocks ``species`` and ``reactions``, and as needed ``parameters``,
            ``functions`` and ``groups``; other blocks and headers are skipped.

    Raises:
        InputError: the file cannot be read or is malformed; the message names file and line.
    """
    return parse_network(read_text(Path(path)), str(path))


def parse_network(text: str, source: str = "network") -> ReactionNetwork:
    """The reaction network in the text of a .net file.

    Args:
        text: What the file contains.
        source: What to call it in messages.

    Raises:
        InputError: malformed text.

    >>> network = parse_network('''
    ... begin parameters
    ...   1 k 0.5
    ... end parameters
    ... begin species
    ...   1 A() 10
    ...   2 B() 0
    ... end species
    ... begin reactions
    ...   1 1,1 2 2*k #dimerisation
    ... end reactions''')
    >>> network.odes()
    [-4*k*s1^2, 2*k*s1^2]
    """
    return _Reader(text, source).network()


class _Reader:
    """Reads block by block; expressions are checked against the names known by then."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self.blocks = blocks(text, source)
        self.rates: dict[str, Term] = {}

    def network(self) -> ReactionNetwork:
        for wanted in ("species", "reactions"):
            if wanted not in self.blocks:
                raise InputError(f"{self.source}: expected a block 'begin {wanted}', found none")
        parameters = self.parameters()
        species = self.species(parameters)
        groups = self.groups(len(species))
        functions = self.functions(parameters, groups)
        self.refuse_shared_names({"parameters": parameters, "groups": groups}, functions)
        reactions = self.reactions(len(species), {*parameters, *groups, *functions})
        return ReactionNetwork(parameters, species, reactions, groups, functions)

    def lines(self, name: str) -> list[Line]:
        block = self.blocks.get(name)
        return block.lines if block is not None else []

    def numbered(self, name: str, count: int, form: str) -> list[tuple[Line, int, list[str]]]:
        """The lines of a block split into words after the index, which must not repeat."""
        seen: dict[int, int] = {}
        rows = []
        for line in self.lines(name):
            first, *words = line.words(count, form)
            index = line.whole(first, f"the index of {name}")
            if index in seen:
                raise line.fail(f"index {index} of {name} was used in line {seen[index]}")
            seen[index] = line.number
            rows.append((line, index, words))
        return rows

    def parameters(self) -> dict[str, Term]:
        rows = self.numbered("parameters", 3, "index name value")
        found: dict[str, tuple[Line, Term]] = {}
        for line, _, (name, value) in rows:
            found[self.new_name(line, name, found)] = (line, self.expression(line, value))
        self.check_definitions(found, {*found})
        return {name: term for name, (_, term) in found.items()}

    def functions(self, parameters: Collection[str], groups: Collection[str]) -> dict[str, Term]:
        found: dict[str, tuple[Line, Term]] = {}
        for line, _, (head, value) in self.numbered("functions", 3, "index name() expression"):
            name = self.new_name(
                line, _EMPTY_CALL.sub("", head), {**found, **dict.fromkeys(parameters)}
            )
            found[name] = (line, self.expression(line, value))
        self.check_definitions(found, {*parameters, *groups, *found})
        return {name: term for name, (_, term) in found.items()}

    def check_definitions(
        self, found: Mapping[str, tuple[Line, Term]], known: Collection[str]
    ) -> None:
        for line, term in found.values():
            self.check_names(line, term, known)
        try:
            dependency_order({name: term for name, (_, term) in found.items()})
        except CycleError as error:
            cycle = error.args[1]
            raise found[cycle[0]][0].fail(
                f"the definition needs itself: {' -> '.join(reversed(cycle))}"
            ) from None

    def refuse_shared_names(
        self, kinds: Mapping[str, Collection[str]], functions: Mapping[str, Term]
    ) -> None:
        """A name may belong to a parameter and a group only if no function uses it."""
        used = {s.name for term in functions.values() for s in free_symbols(term)}
        for name in sorted(used.intersection(*kinds.values())):
            raise InputError(f"{self.source}: {name} is the name of a parameter and of a group")

    def new_name(self, line: Line, name: str, taken: Collection[str]) -> str:
        if not _NAME.fullmatch(name):
            raise line.fail(f"expected a name of letters, digits and _, found '{shown(name)}'")
        if is_reserved_name(name) or name in ("and", "or", "not"):
            raise line.fail(f"the name {name} is reserved for the operator {name}")
        if name in taken:
            raise line.fail(f"the name {name} is defined twice")
        return name

    def expression(self, line: Line, text: str) -> Term:
        """The plain term; ``name()`` is taken as ``name``."""
        plain = _EMPTY_CALL.sub(lambda match: " " * len(match[0]), text)
        try:
            term = parse(plain, source=f"'{shown(text)}'")
        except ParseError as error:
            raise line.fail(str(error)) from None
        for part, _ in postorder([term]):
            if isinstance(part, Call) and part.operator.arb is None:
                raise line.fail(f"'{shown(text)}': {part.operator.name} has no value")
        if symtype(term) is Kind.BOOLEAN:
            raise line.fail(f"'{shown(text)}': expected a number, found a condition")
        return term

    def check_names(self, line: Line, term: Term, known: Collection[str]) -> None:
        for symbol in free_symbols(term):
            if symbol.name not in known:
                raise line.fail(f"unknown name {shown(symbol.name)}")

    def species(self, parameters: Collection[str]) -> list[Species]:
        found: list[Species] = []
        names: dict[str, int] = {}
        for line, index, (name, amount) in self.numbered("species", 3, "index name amount"):
            if index != len(found) + 1:
                raise line.fail(f"expected species index {len(found) + 1}, found {index}")
            if name in names:
                raise line.fail(f"species {shown(name)} stands in line {names[name]} already")
            names[name] = line.number
            initial = self.expression(line, amount)
            self.check_names(line, initial, parameters)
            found.append(Species(name.lstrip("$"), initial, name.startswith("$")))
        if not found:
            raise self.blocks["species"].start.fail("expected at least one species")
        return found

    def reactions(self, species: int, known: Collection[str]) -> list[Reaction]:
        form = "index reactants products rate"
        found = []
        for line, _, (consumed, produced, rate) in self.numbered("reactions", 4, form):
            term = self.rates.get(rate)
            if term is None:
                term = self.rates[rate] = self.expression(line, rate)
                self.check_names(line, term, known)
            before, after = (self.members(line, s, species) for s in (consumed, produced))
            found.append(Reaction(before, after, term, line.comment))
        return found

    def members(self, line: Line, text: str, species: int) -> tuple[int, ...]:
        """Positions of species from a list such as ``3,3,7``; 0 stands for nothing."""
        places = (self.place(line, part, species, least=0) for part in text.split(","))
        return tuple(place for place in places if place >= 0)

    def place(self, line: Line, text: str, species: int, least: int = 1) -> int:
        index = line.whole(text, "a species index", least)
        if index > species:
            raise line.fail(f"species {index} does not exist; the last one is {species}")
        return index - 1

    def groups(self, species: int) -> dict[str, list[tuple[int, Exact]]]:
        found: dict[str, list[tuple[int, Exact]]] = {}
        for line, _, (rest,) in self.numbered("groups", 2, "index name members"):
            name, *members = rest.split()
            self.new_name(line, name, found)
            parts = "".join(members).split(",") if members else []
            found[name] = [self.weighted(line, part, species) for part in parts]
        return found

    def weighted(self, line: Line, text: str, species: int) -> tuple[int, Exact]:
        weight, star, index = text.rpartition("*")
        if star and not _NUMBER.fullmatch(weight):
            raise line.fail(f"expected a member such as 5 or 2*5, found '{shown(text)}'")
        return self.place(line, index, species), reduced(Fraction(weight)) if star else 1
