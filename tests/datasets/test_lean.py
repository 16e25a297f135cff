"""Lean statements say what the steps say: they are read back by a reader of its own."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from codegen.datasets import CheckReport, Config
from codegen.datasets.audit.verdicts import check_batch
from codegen.datasets.families import FAMILIES
from codegen.datasets.lean import FAMILIES_WITH_LEAN, statements, with_lean
from codegen.datasets.lean.mathlib import NAMES, strangers
from codegen.datasets.lean.printing import FUNCTIONS, NotSaid, lean
from codegen.datasets.records import identity
from symnum.calculus.differentiate import differentiate
from symnum.numerics.balls import evaluate
from symnum.terms import parse, to_canonical
from symnum.terms.canonical import CanonicalSymbol
from symnum.terms.plain import Call, Symbol, Term

BACK = {shown: name for name, shown in FUNCTIONS.items()}
WORD = re.compile(r"Real\.logb \d+|[A-Za-z_][\w.']*|«\w+»|\d+|[ℕℤℝ]|\S")
SIGNS = {"=": " = ", "≤": " <= ", "<": " < ", "∧": " and ", "∨": " or "}


def read_back(text: str) -> Term:
    """A term from Lean: applications become calls, types go, and our parser does the rest."""
    words = WORD.findall(re.sub(r" : [ℕℤℝ]\)", ")", text))
    place, functions = 0, set()

    def atom() -> str:
        nonlocal place
        word = words[place]
        place += 1
        if word == "(":
            inner = expression(")")
            return f"({inner})"
        return "pi" if word == "Real.pi" else word.strip("«»").replace("'", "_opaque")

    def expression(end: str) -> str:
        nonlocal place
        parts: list[str] = []
        while place < len(words) and words[place] != end:
            word = words[place]
            if word[0].isalpha() or word[0] in "_«":
                head, arguments = atom(), []
                while place < len(words) and re.match(r"[\w(«]", words[place]):
                    arguments.append(atom())
                name = BACK.get(head, head)
                if arguments:
                    functions.add(name)
                parts.append(f"{name}({', '.join(arguments)})" if arguments else name)
            elif word == "(" or word[0].isdecimal():
                parts.append(atom())
            else:
                place += 1
                parts.append(SIGNS.get(word, word))
        place += 1
        return "".join(parts)

    plain = expression("")
    free = [name for name in functions if name not in BACK.values()]
    return parse(plain.replace("==", "="), functions=free)


@pytest.mark.parametrize(
    "text", ["x + y*z = 3", "-(x + 1)^2/7 = x^y", "x - (y - z) = 0", "(x/y)/z = x/(y*z)",
             "sin(x)^2 = 1 - cos(x)^2", "sqrt(abs(x)) = x^(1/2)", "x^-2 = 1/x^2", "2^x <= exp(x)",
             "f(x, y + 1)*g(x) = -3/4", "(-2)^3 < x", "min(x, max(y, 0)) = x", "log(2) = log2(x)"],
)  # fmt: skip
def test_terms_read_back(text: str) -> None:
    term = parse(text, functions=["f", "g"])
    back = read_back(lean(term))
    assert isinstance(term, Call) and isinstance(back, Call)
    assert [to_canonical(a) for a in back.arguments] == [to_canonical(a) for a in term.arguments]


def test_what_has_no_words() -> None:
    with pytest.raises(NotSaid):
        lean(parse("integral(x, x) = 1"))


def test_numerals_alone_are_real() -> None:
    assert lean(parse("2 + 2 = 4")) == "(2 + 2 : ℝ) = 4"


@pytest.fixture(scope="module")
def records(config: Config) -> list[dict[str, Any]]:
    names = [name for name in FAMILIES if name in FAMILIES_WITH_LEAN]
    return [FAMILIES[name].make(config, 4, index) for name in names for index in range(60)]


def theorems(record: dict[str, Any]) -> list[tuple[int, list[str], str]]:
    """Number, hypotheses and goal of each theorem."""
    found = []
    for block in statements(record).split("\n\n"):
        if block.startswith("theorem"):
            lines = [line.strip() for line in block.splitlines()]
            goal = next(line for line in lines if line.startswith(": "))
            number = int(lines[0].removeprefix("theorem step_"))
            found.append((number, lines[1 : lines.index(goal)], goal[2:].removesuffix(" := by")))
    return found


def test_most_records_have_statements(records: list[dict[str, Any]]) -> None:
    assert sum(bool(statements(record)) for record in records) >= 0.9 * len(records)
    for record in records:
        text = statements(record)
        assert not text or ("Not verified" in text and text.startswith("import Mathlib\n"))
        assert text.count("sorry") == text.count("theorem")
        assert text.count("(") == text.count(")")


def test_goals_and_hypotheses_are_the_steps(records: list[dict[str, Any]]) -> None:
    compared = 0
    for record in (record for record in records if record["family"] != "calculus"):
        functions = [entry["name"] for entry in record["functions"]]
        for number, hypotheses, goal in theorems(record):
            texts = {number: goal}
            for line in hypotheses:
                named = re.fullmatch(r"\(h(\d+) : (.*)\)", line)
                if named:
                    texts[int(named[1])] = named[2]
            assert set(texts) == {number, *record["steps"][number - 1]["inputs"]}
            for place, text in texts.items():
                said = record["steps"][place - 1]["equation"]["text"]
                if "'" in text or " and " in said or " or " in said:
                    continue  # names of opaque parts, and words that are no equation
                called = [name for name in functions if f"{name}(" in said]
                term, back = parse(said, functions=called), read_back(text)
                assert isinstance(term, Call) and isinstance(back, Call)
                assert [to_canonical(a) for a in back.arguments] == [
                    to_canonical(a) for a in term.arguments
                ], (said, text)
                compared += 1
    assert compared >= 300


def test_every_name_is_bound(records: list[dict[str, Any]]) -> None:
    for record in (record for record in records if record["family"] != "calculus"):
        for _, hypotheses, goal in theorems(record):
            bound: set[str] = set()
            for line in hypotheses:
                kind = re.fullmatch(r"\(([^:]*) : (?:ℝ → )*ℝ\)", line)
                bound.update(kind[1].split() if kind else ())
            used = set(re.findall(r"(?<![\w.])[A-Za-z_][\w.']*", goal))
            assert {n for n in used if not n.startswith("Real.")} - {"min", "max", "abs"} <= bound


def test_domains_are_hypotheses(config: Config) -> None:
    for index in range(40):
        record = FAMILIES["derivation"].make(config, 4, index)
        assumed = {e["symbol"] for e in record["domain"] if e["assumption"] != "real"}
        for _, hypotheses, goal in theorems(record):
            for name in assumed & set(re.findall(r"\w+", goal)):
                assert any(line.startswith(f"(d_{name} : ") for line in hypotheses)


def test_wrong_steps_have_no_statement(config: Config) -> None:
    record = FAMILIES["algebra"].make(config, 4, 0)
    last = len(record["steps"])
    wrong = {**record, "step_labels": [1] * (last - 1) + [0]}
    assert f"step_{last}" in statements(record) and f"step_{last}" not in statements(wrong)


def test_the_id_counts_the_statements(config: Config) -> None:
    record = FAMILIES["algebra"].make(config, 4, 0)
    made = with_lean(record)
    assert made["lean"] and made["id"] == identity(made) != record["id"]
    other = FAMILIES["counting"].make(config, 4, 0)
    assert with_lean(other) is other
    assert with_lean({**other, "lean": made["lean"]})["lean"] == ""


def blocks(record: dict[str, Any]) -> list[str]:
    return [b for b in statements(record).split("\n\n") if b.startswith("theorem")]


def test_texts_have_only_names_that_are_bound_or_mathlibs(records: list[dict[str, Any]]) -> None:
    checked = 0
    for record in records:
        for block in blocks(record):
            assert strangers(block) == [], block
            assert re.fullmatch(r"theorem step_\d+\n(    .+\n)+  sorry", block), block
            checked += 1
    assert checked >= 800


def test_every_function_has_a_source() -> None:
    assert {name.split()[0] for name in FUNCTIONS.values()} <= NAMES.keys()
    assert all(path.endswith(".lean") for path in NAMES.values())


@pytest.mark.parametrize(
    "wrong", ["sin x", "Real.Sin x", "y", "x)", "(x", "x % 2", "deriv (fun t => t) t + t + u"]
)
def test_strangers_are_told(wrong: str) -> None:
    assert strangers(f"theorem step_1\n    (x : ℝ)\n    : {wrong} = 0 := by\n  sorry")


def test_calculus_is_in_mathlibs_words(config: Config) -> None:
    made = [FAMILIES["calculus"].make(config, 4, index) for index in range(80)]
    texts = "\n".join(map(statements, made))
    for word in ("deriv (fun ", "HasDerivAt I1' (", "∃ c' : ℝ, ∀ ", "∫ "):
        assert word in texts, word
    assert "integral" not in texts and "derivative" not in texts
    for record in made:
        lets = {s["equation"]["text"].partition(" = ")[0] for s in record["steps"]
                if s["operator"] == "let"}  # fmt: skip
        for block in blocks(record):
            assert not lets & set(re.findall(r"\w+", block)), block


def test_antiderivatives_have_the_integrand_as_derivative(config: Config) -> None:
    """Slopes and goals are read back: the right side's derivative is the sum of the slopes."""
    checked = 0
    for index in range(120):
        record = FAMILIES["calculus"].make(config, 4, index)
        for block in blocks(record):
            slopes = re.findall(r"HasDerivAt I(\d)' \((.*)\) (\w+)\)$", block, re.MULTILINE)
            if len(slopes) != 1:
                continue
            goal = re.search(r"\(I1' \w+\) = (.*) \+ c' := by", block)
            assert goal is not None, block
            (_, slope, name) = slopes[0]
            symbol = CanonicalSymbol(name, frozenset())
            found = differentiate(to_canonical(read_back(goal[1])), symbol)
            gap = to_canonical(read_back(slope)) - found
            for place in (Fraction(1, 3), Fraction(7, 5)):
                value = evaluate(gap, {name: place, "C_1": Fraction(2)}, bits=128)
                assert isinstance(value, arb) and value.contains(0) and value.rad() < 1e-20, block
            checked += 1
    assert checked >= 60


def test_intervals_are_said(config: Config) -> None:
    """A positive variable is so wherever it is bound."""
    said = 0
    for index in range(400):
        record = FAMILIES["calculus"].make(config, 9, index)
        positive = {e["symbol"] for e in record["domain"] if e["assumption"] == "positive"}
        for block in blocks(record) if positive else ():
            for name in positive & set(re.findall(r"∀ (\w+) : ℝ", block)):
                assert block.count(f"∀ {name} : ℝ, 0 < {name} → ") == block.count(f"∀ {name} : ℝ")
                said += 1
    assert said >= 3


def test_keywords_are_quoted() -> None:
    assert lean(Symbol("show")) == "«show»"


def test_datasets_with_other_statements_are_refused(made: list[dict[str, Any]]) -> None:
    """They are compared where datasets are checked: the checker itself knows nothing of Lean."""
    right = next(item for item in map(with_lean, made) if item["lean"])
    wrong = {**right, "lean": right["lean"].replace("=", "≠", 1)}
    wrong["id"] = identity(wrong)
    texts = [("right", json.dumps(right)), ("wrong", json.dumps(wrong))]
    (first, second) = (verdict.report for verdict in check_batch(texts))
    assert first == CheckReport(True)
    assert second == CheckReport(False, 0, "lean is not what is written of the steps")
