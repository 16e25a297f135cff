"""Reading .net files: equations, counts, and one line of explanation for what is malformed."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from symnum.errors import InputError
from symnum.interop import parse_network, read_network
from symnum.terms import parse, to_canonical

RECEPTOR = files("symnum.interop") / "examples" / "receptor.net"
TEXT = RECEPTOR.read_text(encoding="utf-8")

ODES = [
    "L: binding, unbinding : -kon*s1*s2 + koff*s3",
    "R: also synthesis and degradation : -kon*s1*s2 + koff*s3 - kdeg*s2 + ksyn",
    "complex : -2*kdim*s3^2 + kon*s1*s2 - kint*s3 - koff*s3 + 4*koff*s4",
    "dimer : kdim*s3^2 - 2*koff*s4",
    "inside : kint*s3 - Vmax*s5/(Km + s3 + 2*s4)",
    "trash : Vmax*s5/(Km + s3 + 2*s4)",
]


@pytest.mark.parametrize(("place", "row"), list(enumerate(ODES)), ids=lambda v: None)
def test_equations(place: int, row: str) -> None:
    network = parse_network(TEXT)
    assert network.odes()[place] is to_canonical(parse(row.split(" : ")[1]))


def test_counts_values_and_names() -> None:
    network = parse_network(TEXT)
    assert network.counts() == {
        "species": 6, "reactions": 8, "ode_terms": 2 + 4 + 5 + 2 + 2 + 1,
        "jacobian_nonzeros": 3 + 3 + 4 + 2 + 3 + 3,
    }  # fmt: skip
    assert network.parameter_values()["koff"] == 0.05
    assert network.parameter_values()["R0"] == 150.0
    np.testing.assert_array_equal(network.initial_values(), [100, 150, 0, 0, 0, 0])
    assert network.names["s3"] == "L(r!1).R(l!1,d)"
    assert network.reactions[3].label == "dissociation"


SMALL = """begin parameters
1 k 2
end parameters
begin species
1 A() 10
2 B() k/4
end species
begin reactions
1 {reaction}
end reactions
"""


@pytest.mark.parametrize(
    ("reaction", "first", "second"),
    [
        ("1 2 k", "-k*s1", "k*s1"),
        ("1,1 2 k", "-2*k*s1^2", "k*s1^2"),
        ("1 1,2 k", "0", "k*s1"),
        ("1,2 2 k", "-k*s1*s2", "0"),
        ("0 1 k", "k", "0"),
        ("1 0 3*k/2", "-3*k*s1/2", "0"),
        ("1,1,2 0 0.5", "-s1^2*s2", "-s1^2*s2/2"),
        ("1 2 k^2/(1+k)", "-k^2*s1/(k + 1)", "k^2*s1/(k + 1)"),
        ("1 1,1 k", "k*s1", "0"),
        ("2 2 k", "0", "0"),
    ],
)
def test_stoichiometry(reaction: str, first: str, second: str) -> None:
    network = parse_network(SMALL.format(reaction=reaction))
    assert [str(ode) for ode in network.odes()] == [first, second]


TOLERATED = [
    'version("2.0.23");\nsubstanceUnits("Number");\n' + SMALL,
    SMALL + "begin molecule types\n  anything (at) all\nend molecule types \n",
    SMALL + "begin observables\n1 Molecules A A()\nend observables\n",
    SMALL + "begin groups\n1 G 1,2*2\n2 Nothing\nend groups\n",
    SMALL.replace("\n", "   # a comment\r\n").replace(" ", "\t"),
    SMALL.replace("1 A() 10", "1 $A() 10"),
]


@pytest.mark.parametrize("text", TOLERATED, ids=range(len(TOLERATED)))
def test_tolerated_forms(text: str) -> None:
    network = parse_network(text.replace("{reaction}", "1 2 k"))
    assert len(network.reactions) == 1
    assert str(network.odes()[0]) == ("0" if "$" in text else "-k*s1")
    assert list(network.initial_values()) == [10, 0.5]


def test_symbols_avoid_the_names_of_parameters() -> None:
    network = parse_network(SMALL.format(reaction="1 2 k").replace("1 k 2", "1 k 2\n2 s1 3"))
    assert [symbol.name for symbol in network.symbols] == ["species1", "species2"]


GOOD = TEXT
MALFORMED = [
    ("empty text", "", "", "expected a block 'begin species', found none"),
    ("no reactions", "reactions", "observables", "expected a block 'begin reactions'"),
    ("no species", "species", "observables", "expected a block 'begin species'"),
    ("unclosed block", "end groups", "", "line 36: block 'groups' is never closed"),
    ("closed under another name", "end species", "end groups", "line 25: 'end groups' but"),
    ("closed twice", "end species", "end species\nend species", "line 26: 'end species' but no"),
    ("nested", "begin species", "begin species\nbegin species", "line 19: expected 'end species'"),
    ("repeated", "begin species", "begin groups\nend groups\nbegin species", "a second block"),
    ("nameless", "begin species", "begin", "line 18: expected a block's name"),
    ("text outside", "begin species", "hello there\nbegin species", "expected 'begin' and a bl"),
    ("unknown species", "8 5 6", "8 5 7", "species 7 does not exist; the last one is 6"),
    ("negative species", "8 5 6", "8 5 -6", "a species index should be a whole number from 0"),
    ("index no number", "8 5 6", "8 five 6", "not 'five'"),
    ("huge index", "8 5 6", "8 5 " + "9" * 5000, "a species index should be a whole number"),
    ("index not decimal", "8 5 6", "8 5 ²", "a species index should be a whole number"),
    ("hole in a list", "1 1,2 3", "1 1,,2 3", "not ''"),
    ("row index no number", "8 5 6", "VIII 5 6", "line 34: the index of reactions should be"),
    ("duplicate reaction", "8 5 6", "7 5 6", "index 7 of reactions was used in line 33"),
    ("duplicate parameter", "2 KD ", "1 KD ", "index 1 of parameters was used in line 3"),
    ("missing species", "6 Trash", "7 Trash", "expected species index 6, found 7"),
    ("missing rate", "7 2 0 kdeg", "7 2 0", "expected 'index reactants products rate'"),
    ("missing amount", "Trash() 0", "Trash()", "expected 'index name amount'"),
    ("bad amount", "Trash() 0", "Trash() 1.5.2", "line 24: '1.5.2', column 4"),
    ("bad rate", "2*koff", "2*", "line 30: '2*', column 3: the expression ends"),
    ("two rates", "2*koff", "MM k1 k2", "implicit multiplication is not accepted"),
    ("unknown rate", "2*koff", "2*kof", "line 30: unknown name kof"),
    ("rate is a species symbol", "2*koff", "s1", "unknown name s1"),
    ("unknown parameter", "ksyn/kdeg", "ksyn/kdog", "line 13: unknown name kdog"),
    ("unknown in a function", "Km + Bound", "Km + Bond", "line 16: unknown name Bond"),
    ("unknown amount", "1 L(r) L0", "1 L(r) L1", "line 19: unknown name L1"),
    ("cyclic parameters", "2 KD      25", "2 KD koff", "the definition needs itself: "),
    ("self-referring function", "Km + Bound", "clearance()", "clearance -> clearance"),
    ("a name twice", "2 KD ", "2 kon ", "the name kon is defined twice"),
    ("a species twice", "5 Rin()", "5 R(l,d)", "species R(l,d) stands in line 20 already"),
    ("operator as a name", "2 KD ", "2 log ", "the name log is reserved"),
    ("bad name", "2 KD ", "2 K-D ", "expected a name of letters, digits and _"),
    ("bad weight", "3,2*4\n    2", "3,two*4\n    2", "expected a member such as 5 or 2*5"),
    ("group of unknown", "3,2*4\n    2", "3,2*9\n    2", "species 9 does not exist"),
    ("code", "2*koff", "__import__('os').system('x')", "column 12: "),
    ("code in a parameter", "ksyn/kdeg", "(lambda: 0)()", "column"),
    ("code as a block", "begin species", "import os\nbegin species", "expected 'begin'"),
    ("a condition", "2*koff", "koff<2", "expected a number, found a condition"),
    ("an equation", "2*koff", "koff=2", "equation has no value"),
    ("a derivative", "2*koff", "derivative(koff,koff)", "derivative has no value"),
    ("long number", "2*koff", "1e99999", "the number has more than"),
    ("rate law by name", "3,3 4 kdim", "3,3 4 Sat kdim Km", "'Sat kdim Km'"),
    ("Michaelis-Menten", "3,3 4 kdim", "3,3 4 MM kdim Km", "'MM kdim Km'"),
    ("Hill", "3,3 4 kdim", "3,3 4 Hill kdim Km 2", "'Hill kdim Km 2'"),
    ("product of functions", "3,3 4 kdim", '3,3 4 FunctionProduct("f()","g()")', "FunctionProduct"),
    ("time", "3,3 4 kdim", "3,3 4 kdim*time()", "unknown name time"),
    ("function with arguments", "clearance()", "clearance(x)", "expected a name of letters"),
    ("ambiguous name", "1 Bound ", "1 Km ", "unknown name Bound"),
]


@pytest.mark.parametrize(
    ("old", "new", "message"), [row[1:] for row in MALFORMED], ids=[row[0] for row in MALFORMED]
)
def test_malformed_text(old: str, new: str, message: str) -> None:
    text = GOOD.replace(old, new) if old else new
    assert text != GOOD
    with pytest.raises(InputError) as caught:
        parse_network(text, "receptor.net")
    assert str(caught.value).startswith("receptor.net")
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


def test_name_of_a_parameter_and_of_a_group() -> None:
    text = GOOD.replace("1 Bound ", "1 Km ").replace("Km + Bound", "Km + Km")
    with pytest.raises(InputError, match="Km is the name of a parameter and of a group"):
        parse_network(text)


@pytest.mark.parametrize(
    ("value", "message"),
    [("1/0", "has no real value"), ("log(-1)", "has no real value"), ("1/(KD-25)", "no real")],
)
def test_values_that_do_not_exist(value: str, message: str) -> None:
    network = parse_network(TEXT.replace("kon*KD", value))
    with pytest.raises(InputError, match=message):
        network.parameter_values()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"begin species\n\xff\xfe\x00", "line 2: not a text file"),
        (b"begin species\n1 A\0() 3", "line 2: not a text file"),
        (bytes(range(128, 256)) * 50, "not a text file"),
    ],
)
def test_binary_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "broken.net"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_network(path)


def test_missing_files(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.net", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_network(path)


DATA = Path(os.environ.get("SYMNUM_DATA", "SYMNUM_DATA is not set")) / "networks"
PUBLISHED = [
    ("bcr.net", 1122, 24388, 52364, 31369),
    ("multistate.net", 9, 18, 50, 55),
    ("multisite2.net", 66, 288, 732, 578),
    ("Repressilator.net", 16, 30, 54, 63),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[0])
def test_published_networks(row: tuple[str, int, int, int, int]) -> None:
    path = DATA / row[0]
    if not path.is_file():
        pytest.skip(f"{row[0]} not found: set SYMNUM_DATA to a folder with networks/{row[0]}")
    assert tuple(read_network(path).counts().values()) == row[1:]
