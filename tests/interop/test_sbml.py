"""SBML written here, against right sides written by hand; what would be read wrongly is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import symnum
from symnum.errors import InputError
from symnum.interop.sbml import parse_sbml

NAMESPACE = "http://www.sbml.org/sbml/level3/version2/core"
TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'
COMPARTMENT = (
    '<listOfCompartments><compartment id="c" size="2" constant="true"/></listOfCompartments>'
)


def sbml(body: str, model: str = "", version: int = 2) -> str:
    namespace = NAMESPACE.replace("version2", f"version{version}")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sbml xmlns="{namespace}" level="3" '
        f'version="{version}"><model id="m" {model}>{body}</model></sbml>'
    )


def maths(inner: str) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inner}</math>'


def apply(operator: str, *parts: str | float) -> str:
    """An application; operators of two words are functions of the file."""
    head = f"<ci>{operator[5:]}</ci>" if operator.startswith("call ") else f"<{operator}/>"
    return f"<apply>{head}{''.join(map(leaf, parts))}</apply>"


def leaf(part: str | float) -> str:
    if isinstance(part, str):
        return part if part.startswith("<") else f"<ci>{part}</ci>"
    return f"<cn>{part!r}</cn>"


def listed(name: str, *items: str) -> str:
    return f"<listOf{name}>{''.join(items)}</listOf{name}>"


def species(name: str, start: str = 'initialConcentration="1"', *, amount: bool = False,
            boundary: bool = False, constant: bool = False) -> str:  # fmt: skip
    flags = {"hasOnlySubstanceUnits": amount, "boundaryCondition": boundary, "constant": constant}
    shown = " ".join(f'{flag}="{str(value).lower()}"' for flag, value in flags.items())
    return f'<species id="{name}" compartment="c" {start} {shown}/>'


def parameter(name: str, value: str = 'value="0.5"', *, constant: bool = True) -> str:
    return f'<parameter id="{name}" {value} constant="{str(constant).lower()}"/>'


def reaction(name: str, reactants: dict[str, float], products: dict[str, float], law: str,
             inner: str = "", flags: str = "") -> str:  # fmt: skip
    def side(kind: str, members: dict[str, float]) -> str:
        rows = (
            f'<speciesReference species="{s}" stoichiometry="{n}" constant="true"/>'
            for s, n in members.items()
        )
        return listed(kind, *rows) if members else ""

    return (
        f'<reaction id="{name}" reversible="false" {flags}>{side("Reactants", reactants)}'
        f"{side('Products', products)}<kineticLaw>{maths(leaf(law))}{inner}</kineticLaw></reaction>"
    )


def rate(name: str, inner: str | float) -> str:
    return f'<rateRule variable="{name}">{maths(leaf(inner))}</rateRule>'


def assignment(name: str, inner: str | float) -> str:
    return f'<assignmentRule variable="{name}">{maths(leaf(inner))}</assignmentRule>'


def initial(name: str, inner: str | float) -> str:
    return f'<initialAssignment symbol="{name}">{maths(leaf(inner))}</initialAssignment>'


ONE_SPECIES = COMPARTMENT + listed("Species", species("A"))

WHOLE = sbml(
    listed("FunctionDefinitions",
           '<functionDefinition id="saturable">' + maths(
               "<lambda><bvar><ci>A</ci></bvar><bvar><ci>k</ci></bvar>"
               + apply("divide", "A", apply("plus", "k", "A")) + "</lambda>"
           ) + "</functionDefinition>")
    + COMPARTMENT
    + listed("Species", species("A", 'initialAmount="6"'),
             species("B", 'initialConcentration="4"', amount=True),
             species("X", boundary=True), species("F", constant=True, boundary=True),
             species("Z", ""))
    + listed("Parameters", parameter("k"), parameter("d", ""), parameter("p", "", constant=False),
             parameter("w", 'value="1"', constant=False))
    + listed("InitialAssignments", initial("d", apply("times", "k", 8)),
             initial("Z", apply("plus", "A", apply("plus", "p", TIME))))
    + listed("Rules", assignment("p", apply("plus", "A", apply("times", 3, TIME))),
             assignment("X", apply("times", 2, "B")),
             rate("w", apply("minus", "d", "w")))
    + listed("Reactions",
             reaction("r", {"A": 2}, {"B": 1.5}, apply("times", "k", "A", "F"),
                      '<listOfLocalParameters><localParameter id="k" value="7"/>'
                      "</listOfLocalParameters>"),
             reaction("q", {"X": 1}, {"A": 1}, apply("call saturable", "X", "k")),
             reaction("z", {"Z": 1}, {}, apply("times", "p", "Z"))),
)  # fmt: skip


def by_hand(t: float, y: list[float], k: float = 0.5) -> list[float]:
    """A, Z and X are concentrations, B an amount, and the compartment has the size 2."""
    a, b, z, w = y
    p, x, d = a + 3 * t, 2 * b, 8 * k
    inner, q, decay = 7 * a, x / (k + x), p * z
    return [(-2 * inner + q) / 2, 1.5 * inner, -decay / 2, d - w]


def test_whole_model() -> None:
    system = symnum.ode(parse_sbml(WHOLE))
    assert system.names == ("A", "B", "Z", "w")
    np.testing.assert_array_equal(system.initial, [3.0, 8.0, 6.0, 1.0])
    assert system.parameters == {"c": 2.0, "k": 0.5, "F": 1.0, "r_k": 7.0}
    for t, y in ((0.0, [1.0, 2.0, 3.0, 4.0]), (1.5, [0.3, 7.0, 0.1, 2.0])):
        np.testing.assert_allclose(system.rhs(t, y), by_hand(t, y), rtol=1e-14)
        moved = system.with_parameters(k=3.0)
        np.testing.assert_allclose(moved.rhs(t, y), by_hand(t, y, 3.0), rtol=1e-14)


def test_parameters_move_starts() -> None:
    """Amounts and sizes: a start of 6 in a compartment of 3 is a concentration of 2."""
    moved = symnum.ode(parse_sbml(WHOLE)).with_parameters(c=3.0)
    np.testing.assert_array_equal(moved.initial, [2.0, 12.0, 4.0, 1.0])


def test_watched_rules() -> None:
    system = symnum.ode(parse_sbml(WHOLE))
    found = system.solve((0, 0.5), rtol=1e-8)
    watched = system.watch(found)
    np.testing.assert_allclose(watched["X"], 2 * found["B"], rtol=1e-14)
    np.testing.assert_allclose(watched["p"], found["A"] + 3 * found.times, rtol=1e-14)


VALUES: list[tuple[str | float, float]] = [
    (apply("power", 3, 4), 81),
    (apply("root", 9), 3),
    (f"<apply><root/><degree>{leaf(3)}</degree>{leaf(8)}</apply>", 2),
    (apply("log", 1000), 3),
    (f"<apply><log/><logbase>{leaf(2)}</logbase>{leaf(8)}</apply>", 3),
    (apply("ln", 5), math.log(5)),
    (apply("exp", 2), math.exp(2)),
    (apply("ceiling", 1.25), 2),
    (apply("floor", -1.25), -2),
    (apply("abs", -4), 4),
    (apply("factorial", 4), 24),
    (apply("max", 1, 7, 3), 7),
    (apply("min", 4, 2, 3), 2),
    (apply("minus", 4), -4),
    (apply("minus", 4, 1), 3),
    (apply("plus"), 0),
    (apply("times"), 1),
    (apply("arctan", 1), math.pi / 4),
    (apply("arccosh", 2), math.acosh(2)),
    ("<pi/>", math.pi),
    ("<exponentiale/>", math.e),
    ('<cn type="e-notation">25<sep/>-3</cn>', 0.025),
    ('<cn type="rational">3<sep/>4</cn>', 0.75),
    ('<cn type="integer">12</cn>', 12),
    *((apply(name, 0.75), value) for name, value in (
        ("sec", 1 / math.cos(0.75)), ("csc", 1 / math.sin(0.75)), ("cot", 1 / math.tan(0.75)),
        ("sech", 1 / math.cosh(0.75)), ("csch", 1 / math.sinh(0.75)),
        ("coth", 1 / math.tanh(0.75)), ("arccot", math.atan(4 / 3)),
        ("arcsech", math.acosh(4 / 3)), ("arccsch", math.asinh(4 / 3)),
    )),
    (apply("arcsec", 2), math.pi / 3), (apply("arccsc", 2), math.pi / 6),
    (apply("arccoth", 2), math.atanh(0.5)),
    *((apply(name, a, b), value) for name, a, b, value in (
        ("quotient", 7, 2, 3), ("quotient", -7, 2, -3), ("rem", 7, 2, 1), ("rem", -7, 2, -1),
        ("rem", 7, -2, 1),
    )),
    *(("<piecewise><piece><cn>1</cn>" + apply(name, *(apply("lt", v, 1) for v in values))
       + "</piece><otherwise><cn>0</cn></otherwise></piecewise>", value)
      for name, values, value in (
          ("xor", (0, 0, 0), 1), ("xor", (0, 2), 1), ("xor", (0, 0), 0), ("xor", (2, 2), 0),
          ("implies", (0, 2), 0), ("implies", (2, 0), 1), ("implies", (0, 0), 1),
          ("implies", (2, 2), 1))),
    (f"<piecewise><piece>{leaf(5)}{apply('lt', 1, 2, 3)}</piece><otherwise>{leaf(6)}</otherwise>"
     "</piecewise>", 5),
    (f"<piecewise><piece>{leaf(5)}{apply('lt', 1, 3, 2)}</piece><otherwise>{leaf(6)}</otherwise>"
     "</piecewise>", 6),
    (f"<piecewise><piece>{leaf(5)}{apply('gt', 1, 2)}</piece><piece>{leaf(7)}{apply('geq', 2, 2)}"
     f"</piece><otherwise>{leaf(6)}</otherwise></piecewise>", 7),
    (f"<piecewise><piece>{leaf(5)}"
     f"{apply('or', apply('neq', 1, 1), apply('not', apply('eq', 2, 3)))}</piece>"
     f"<otherwise>{leaf(6)}</otherwise></piecewise>", 5),
]  # fmt: skip


def test_mathematics() -> None:
    """All constants at once: each is the rate of a parameter."""
    names = [f"p{n}" for n in range(len(VALUES))]
    text = sbml(
        listed("Parameters", *(parameter(n, 'value="0"', constant=False) for n in names))
        + listed("Rules", *(rate(n, inner) for n, (inner, _) in zip(names, VALUES, strict=True)))
    )
    system = symnum.ode(parse_sbml(text))
    slopes = system.rhs(0.0, system.initial)
    np.testing.assert_allclose(slopes, [value for _, value in VALUES], rtol=1e-14)


def test_file_to_solution(tmp_path: Path) -> None:
    """dA/dt = −(k c A)/c, so that A falls as exp(−k t), whatever the size."""
    law = apply("times", "k", "A", "c")
    text = sbml(
        ONE_SPECIES
        + listed("Parameters", parameter("k"))
        + listed("Reactions", reaction("r", {"A": 1}, {}, law))
    )
    for suffix in (".xml", ".sbml"):
        file = tmp_path / f"decay{suffix}"
        file.write_text(text, encoding="utf-8")
        found = symnum.ode(file, parameters={"c": 5.0}).solve((0, 2), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.final, [math.exp(-1.0)], rtol=1e-7)


CHEMISTRY = COMPARTMENT + listed(
    "Species", species("A"), species("B"), species("N", 'initialAmount="3"', amount=True)
)
COUNTED = (
    '<reaction id="r" reversible="false"><listOfReactants><speciesReference id="s" species="A" '
    'constant="false"/></listOfReactants><listOfProducts><speciesReference id="u" species="B" '
    'stoichiometry="3" constant="false"/><speciesReference id="v" species="N" stoichiometry="4" '
    f'constant="true"/></listOfProducts><kineticLaw>{maths(leaf("A"))}</kineticLaw></reaction>'
)


def test_stoichiometries_given_elsewhere() -> None:
    """s = 2 k by a rule, u = k + 1 at the start, v = 4: a rule may move with the states."""
    text = sbml(
        CHEMISTRY + listed("Parameters", parameter("k"))
        + listed("InitialAssignments", initial("u", apply("plus", "k", 1)))
        + listed("Rules", assignment("s", apply("times", 2, "k", "B")))
        + listed("Reactions", COUNTED)
    )  # fmt: skip
    system = symnum.ode(parse_sbml(text))
    assert system.names == ("A", "B", "N")
    for k in (0.5, 2.0):
        found = system.with_parameters(k=k).rhs(0.0, [3.0, 5.0, 7.0])
        np.testing.assert_allclose(found, [-2 * k * 5 * 3 / 2, (k + 1) * 3 / 2, 4 * 3], rtol=1e-14)


def test_stoichiometry_that_has_a_rate() -> None:
    text = sbml(
        CHEMISTRY + listed("Parameters", parameter("k"))
        + listed("InitialAssignments", initial("s", 2)) + listed("Rules", rate("u", "k"))
        + listed("Reactions", COUNTED)
    )  # fmt: skip
    system = symnum.ode(parse_sbml(text))
    assert system.names == ("A", "B", "N", "u")
    assert system.initial.tolist() == [1.0, 1.0, 3.0, 3.0]
    found = system.rhs(0.0, [3.0, 5.0, 7.0, 10.0])
    np.testing.assert_allclose(found, [-2 * 3 / 2, 10 * 3 / 2, 4 * 3, 0.5], rtol=1e-14)


def test_conversion_factors() -> None:
    """One of the model, and one of a species that goes before it; amounts are extents times it."""
    text = sbml(
        CHEMISTRY.replace('<species id="B"', '<species id="B" conversionFactor="own"')
        + listed("Parameters", parameter("all", 'value="10"'), parameter("own", 'value="7"'))
        + listed("Reactions", reaction("r", {"A": 1}, {"B": 2, "N": 1}, "A")),
        'conversionFactor="all"',
    )
    system = symnum.ode(parse_sbml(text))
    np.testing.assert_allclose(
        system.rhs(0.0, [3.0, 0.0, 0.0]), [-10 * 3 / 2, 7 * 2 * 3 / 2, 10 * 3], rtol=1e-14
    )
    with pytest.raises(InputError, match="species A: conversionFactor 'none' is no parameter"):
        parse_sbml(text.replace('conversionFactor="all"', 'conversionFactor="none"'))


LEVEL_2 = (
    '<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">'
    '<listOfCompartments><compartment id="c" size="2"/></listOfCompartments><listOfSpecies>'
    '<species id="A" compartment="c" initialAmount="6"/><species id="B" compartment="c" '
    'initialConcentration="1" hasOnlySubstanceUnits="true"/><species id="W" compartment="c" '
    'initialConcentration="5" boundaryCondition="true"/></listOfSpecies><listOfParameters>'
    '<parameter id="k" value="0.5"/><parameter id="n" value="2"/></listOfParameters>'
    '<listOfReactions><reaction id="r" reversible="false" fast="false"><listOfReactants>'
    '<speciesReference species="A"/><speciesReference species="W"/></listOfReactants>'
    '<listOfProducts><speciesReference species="B"><stoichiometryMath>'
    f"{maths(apply('times', 2, 'n'))}</stoichiometryMath></speciesReference></listOfProducts>"
    f"<kineticLaw>{maths(apply('times', 'k', 'A'))}<listOfParameters>"
    '<parameter id="k" value="3"/></listOfParameters></kineticLaw></reaction></listOfReactions>'
    "</model></sbml>"
)
LEVEL_1 = (
    '<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2"><model name="m">'
    '<listOfCompartments><compartment name="c"{}/></listOfCompartments><listOfSpecies>'
    '<species name="A" compartment="c" initialAmount="2"/></listOfSpecies><listOfParameters>'
    '<parameter name="k" value="3"/></listOfParameters><listOfReactions><reaction name="r" '
    'reversible="false"><listOfReactants><speciesReference species="A" stoichiometry="2"/>'
    '</listOfReactants><kineticLaw formula="k*A^2*c"/></reaction></listOfReactions></model></sbml>'
)


def test_level_2() -> None:
    """Defaults of level 2, local parameters, and a stoichiometry that is a formula."""
    system = symnum.ode(parse_sbml(LEVEL_2))
    assert system.names == ("A", "B")
    assert system.initial.tolist() == [3.0, 2.0]
    for n in (2.0, 0.5):
        moved = system.with_parameters(n=n)
        np.testing.assert_allclose(moved.rhs(0.0, [4.0, 1.0]), [-12 / 2, 2 * n * 12], rtol=1e-14)


@pytest.mark.parametrize(("size", "value"), [("", 1.0), (' volume="4"', 4.0)])
def test_level_1(size: str, value: float) -> None:
    """A compartment has the size 1 if none is given; dA/dt = -2 k A^2, whatever the size."""
    system = symnum.ode(parse_sbml(LEVEL_1.format(size)))
    assert system.initial.tolist() == [2.0 / value]
    assert system.parameters == {"c": value, "k": 3.0}
    np.testing.assert_allclose(system.rhs(0.0, [5.0]), [-2 * 3 * 25.0], rtol=1e-14)


RATE_OF = TIME.replace("symbols/time", "symbols/rateOf")
DELAY = TIME.replace("symbols/time", "symbols/delay")
EVENT = (
    '<listOfEvents><event id="dose" useValuesFromTriggerTime="true"><trigger initialValue="true" '
    f'persistent="true">{maths(apply("gt", TIME, 1))}</trigger></event></listOfEvents>'
)
LOOSE = (
    '<reaction id="r" reversible="false"><listOfReactants><speciesReference {}species="A" '
    f'constant="false"/></listOfReactants><kineticLaw>{maths(leaf("A"))}</kineticLaw></reaction>'
)
REFUSED = [
    (sbml(ONE_SPECIES + EVENT), "event dose"),
    (sbml(ONE_SPECIES + listed("Constraints", f"<constraint>{maths(apply('gt', 'A', 0))}"
                               "</constraint>")), "constraint"),
    (sbml(ONE_SPECIES + listed("Rules", f"<algebraicRule>{maths(apply('minus', 'A', 1))}"
                               "</algebraicRule>")), "algebraicRule"),
    (sbml(ONE_SPECIES + listed("Rules", rate("A", f"<apply>{DELAY}<ci>A</ci><cn>1</cn></apply>"))),
     "rule for A: function_delay"),
    (sbml(ONE_SPECIES + listed("Rules", rate("c", 1))), "compartment c"),
    (sbml(ONE_SPECIES + listed("Rules", rate("A", "missing"))), "rule for A: 'missing'"),
    (sbml(ONE_SPECIES + listed("Rules", rate("A", apply("call f", "A")))), "function 'f'"),
    (sbml(ONE_SPECIES + listed("Rules", rate("A", "<true/>"))), "rule for A: constant_true"),
    (sbml(ONE_SPECIES + listed("Rules", rate("A", f"<apply>{RATE_OF}<ci>A</ci></apply>"))),
     "function_rate_of"),
    (sbml(ONE_SPECIES + listed("Reactions", reaction("r", {"A": 1}, {}, "r"))), "reaction r: 'r'"),
    (sbml(ONE_SPECIES + listed("Reactions", LOOSE.format(""))), "reaction r: the stoichiometry"),
    (sbml(ONE_SPECIES + listed("Parameters", parameter("k", ""))
          + listed("Rules", rate("A", "k"))), "parameter k: it has no value"),
    (sbml(COMPARTMENT + listed("Species", species("A", ""))
          + listed("Rules", rate("A", 1))), "species A: it has no value"),
    (sbml(ONE_SPECIES + listed("Parameters", parameter("k", 'value="INF"'))
          + listed("Rules", rate("A", "k"))), "parameter k: inf"),
    (sbml(ONE_SPECIES + listed("Parameters", parameter("t"))
          + listed("Rules", rate("A", "t"))), "parameter t: the time"),
    (sbml(ONE_SPECIES + listed("Parameters", parameter("p", "", constant=False),
                               parameter("q", "", constant=False))
          + listed("Rules", assignment("p", "q"), assignment("q", "p"), rate("A", "p"))),
     "defined by each other"),
    (sbml(ONE_SPECIES + listed("Reactions", reaction("r", {"A": 1}, {}, "A", flags='fast="true"')),
          version=1), "reaction r: fast"),
    (sbml(listed("Parameters", parameter("k"))), "nothing changes"),
    ("<sbml", "line 1"),
    ("not even XML", "line 1"),
    (LEVEL_2.replace('fast="false"', 'fast="true"'), "reaction r: fast"),
    (LEVEL_2.replace("<listOfSpecies>", "<listOfWonders>"), "line"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=range(len(REFUSED)))
def test_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_sbml(text, "model.xml")
    said = str(caught.value)
    assert said.startswith("model.xml")
    assert message in said
    assert "\n" not in said
