"""Topics: records check, are pure, differ, need their skills; planted faults are found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from codegen.datasets import Config
from codegen.datasets.checking.topics import table
from codegen.datasets.checking.topics.equations import by_one_variable
from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.config import Sampling
from codegen.datasets.families import FAMILIES
from codegen.datasets.records import expression, line_of, parse_line, sealed
from codegen.datasets.topics.laws import LAWS
from codegen.datasets.topics.ordinary import ordinary
from codegen.datasets.topics.sampling import own_pairs, own_skills
from codegen.datasets.topics.skills import SKILLS
from codegen.datasets.topics.topics import TOPICS
from symnum.ops import CONJUNCTION, DISJUNCTION, LESS, LESS_EQUAL
from symnum.terms.conversion import to_canonical
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Term
from symnum.terms.text import to_latex

NAMES = sorted(TOPICS)
COUNT, FAULTS = 100, 60
_FORWARDS: dict[str, list[dict[str, Any]]] = {}


def records(config: Config, topic: str) -> list[dict[str, Any]]:
    """The first records of a topic, made once."""
    if topic not in _FORWARDS:
        make = FAMILIES[topic].make
        _FORWARDS[topic] = [make(config, 11, index) for index in range(COUNT)]
    return _FORWARDS[topic]


@pytest.mark.parametrize("topic", NAMES)
def test_records_check(config: Config, topic: str) -> None:
    for record in records(config, topic):
        report = FAMILIES[topic].check(record)
        assert report.ok, (report, record["problem"], record["solution"])
        assert parse_line(line_of(record), "record") == record


@pytest.mark.parametrize("topic", NAMES)
def test_problems_are_written_as_people_write(config: Config, topic: str) -> None:
    r"""No negative summands, and no \partial where there is one variable."""
    for record in records(config, topic):
        assert not re.search(r"[+-] -|\\partial", record["problem"]), record["problem"]


def test_a_summand_that_is_a_sum_stands_in_parentheses(config: Config) -> None:
    """And the check asks for them: without, the series ends at the sign."""
    found = [r for r in records(config, "series") if r["template"] == "two_infinite_sums"]
    for record in found:
        series = re.search(
            r"\$\\sum_\{\w=\d\}\^\{\\infty\} \\left\((.*)\\right\)\$", record["problem"]
        )
        assert series, record["problem"]
        bare = record["problem"].replace(rf"\left({series[1]}\right)", series[1])
        assert bare != record["problem"]
        report = TOPIC_CHECKS["series"](sealed({**record, "problem": bare}))
        assert "does not show" in str(report), report
    assert found


@pytest.mark.parametrize("template", ["eigenvalues", "inverse_of_two_rows"])
def test_names_of_the_answer_are_in_the_problem(config: Config, template: str) -> None:
    found = [r for r in records(config, "linear_algebra") if r["template"] == template]
    for record in found:
        assert all(f"${entry['latex']}$" in record["problem"] for entry in record["domain"])
    assert found


BY_ONE_VARIABLE = (
    ("derivative(y(x), x) = 2*y(x)", "y"),
    ("derivative(derivative(y(t), t), t) + 3*derivative(y(t), t) - y(t) = 0", "y"),
    ("derivative(q(t), t)/2 - 3*t^2 = q(t)", "q"),
    ("x^2 + 1 = 0", "y"),
)


@pytest.mark.parametrize(("text", "name"), BY_ONE_VARIABLE)
def test_derivatives_by_one_variable_are_read_as_they_are_written(text: str, name: str) -> None:
    """Problems and their check have each their own way to write them."""
    term = parse(text, functions=[name])
    assert by_one_variable(to_latex(term)) == ordinary(term)


def test_constants_of_nature_have_their_values() -> None:
    assert {n: v for law in LAWS for n, v in law.constants.items()} == {
        "g": ("10", "49/5", "981/100"), "R_gas": ("831/100",), "hbar": (), "epsilon_0": (),
        "q_e": (), "G_N": (),
    }  # fmt: skip
    for law in LAWS:
        names = {row[0] for row in law.quantities} - {*law.constants}
        known = {*law.typical} | {"sigma"}
        assert names <= known, (law.name, names - known)
        assert all(0 < low <= high and below > 0 for low, high, below in law.typical.values())


@pytest.mark.parametrize("topic", NAMES)
def test_a_record_depends_on_seed_and_index_alone(config: Config, topic: str) -> None:
    make = FAMILIES[topic].make
    for index in reversed(range(0, COUNT, 7)):
        assert line_of(make(config, 11, index)) == line_of(records(config, topic)[index])


@pytest.mark.parametrize("topic", NAMES)
def test_problems_differ(config: Config, topic: str) -> None:
    assert len({record["problem"] for record in records(config, topic)}) >= 99


@pytest.mark.slow
@pytest.mark.parametrize("topic", NAMES)
def test_a_thousand_problems_differ(config: Config, topic: str) -> None:
    make = FAMILIES[topic].make
    problems = [make(config, 3, index)["problem"] for index in range(1000)]
    assert len(set(problems)) >= 990


@pytest.mark.parametrize("topic", NAMES)
def test_every_kind_occurs_and_shows_its_skills(config: Config, topic: str) -> None:
    kinds = Counter(record["template"] for record in records(config, topic))
    assert set(kinds) == {problem.name for problem in TOPICS[topic].problems}
    for record in records(config, topic):
        used = {step["operator"] for step in record["steps"]}
        for skill in record["skills"]:
            assert used & set(SKILLS[skill].operators), (skill, record["template"])
        assert record["topics"][0] == topic


@pytest.mark.parametrize("topic", NAMES)
def test_a_topic_has_five_operators(config: Config, topic: str) -> None:
    used = {step["operator"] for record in records(config, topic) for step in record["steps"]}
    assert len(used) >= 5


@pytest.mark.parametrize("topic", NAMES)
@pytest.mark.parametrize("mode", ["pair", "walk"])
def test_samplers(config: Config, topic: str, mode: str) -> None:
    sampling = Sampling(mode=mode)  # type: ignore[arg-type]
    other = config.model_copy(update={"sampling": sampling})
    made = [FAMILIES[topic].make(other, 5, index) for index in range(12)]
    problems = TOPICS[topic].offered(mode)
    if mode == "pair" and own_pairs(own_skills(topic, problems), problems):
        assert all(len(record["skills"]) > 1 for record in made)
    assert len({record["problem"] for record in made}) >= 11


def operators_of(term: Any) -> Iterator[Call]:
    if isinstance(term, Call):
        yield term
        for argument in term.arguments:
            yield from operators_of(argument)


def numbers_changed(term: Term, random: Random) -> Term:
    """One number of a term replaced by another."""
    count = sum(isinstance(t, Number) for t in leaves(term))
    return _replace_number(term, [random.randrange(count)], random) if count else term


def leaves(term: Term) -> list[Term]:
    if isinstance(term, Call):
        return [leaf for argument in term.arguments for leaf in leaves(argument)]
    return [term]


def _replace_number(term: Term, left: list[int], random: Random) -> Term:
    if isinstance(term, Number):
        left[0] -= 1
        return Number(term.value + random.choice((-2, -1, 1, 2))) if left[0] == -1 else term
    if isinstance(term, Call):
        return Call(term.operator, tuple(_replace_number(a, left, random) for a in term.arguments))
    return term


def alternative_dropped(term: Term, random: Random) -> Term:
    """One side of *and* or *or* is lost."""
    if isinstance(term, Call) and term.operator in (CONJUNCTION, DISJUNCTION):
        return random.choice(term.arguments)
    return term


def comparison_turned(term: Term, random: Random) -> Term:
    """A comparison points the other way."""
    if isinstance(term, Call) and term.operator in (LESS, LESS_EQUAL):
        return Call(term.operator, term.arguments[::-1])
    return term


def comparison_weakened(term: Term, random: Random) -> Term:
    """< for <= or the other way round."""
    if isinstance(term, Call) and term.operator in (LESS, LESS_EQUAL):
        return Call(LESS if term.operator is LESS_EQUAL else LESS_EQUAL, term.arguments)
    return term


def addend_dropped(term: Term, random: Random) -> Term:
    """The last addend of the right side is lost, as a forgotten constant."""
    if isinstance(term, Call) and len(term.arguments) == 2:
        left, right = term.arguments
        if isinstance(right, Call) and right.operator.name in ("add", "sub"):
            return Call(term.operator, (left, right.arguments[random.randrange(2)]))
    return term


def sign_flipped(term: Term, random: Random) -> Term:
    """The right side with the opposite sign."""
    if isinstance(term, Call) and term.operator.name == "equation":
        return Call(term.operator, (term.arguments[0], -term.arguments[1]))
    return term


CHANGES = (
    numbers_changed, alternative_dropped, comparison_turned, comparison_weakened, addend_dropped,
    sign_flipped,
)  # fmt: skip


def spoilt(record: dict[str, Any], random: Random) -> tuple[int, str, dict[str, Any]] | None:
    """A record with one step's statement changed, sealed again; the step and what was done."""
    places = [n for n, s in enumerate(record["steps"]) if s["operator"] != "given"]
    place, change = random.choice(places), random.choice(CHANGES)
    broken = deepcopy(record)
    functions = [f["name"] for f in record["functions"]]
    old = parse(broken["steps"][place]["equation"]["text"], functions=functions)
    new = change(old, random)
    # constants of a general solution may have either sign, and the new variable of an even function
    if change is sign_flipped and broken["steps"][place]["operator"] in ("general_solution", "let"):
        return None
    if to_canonical_parts(new) == to_canonical_parts(old):
        return None
    broken["steps"][place]["equation"] = expression(new)
    if place == len(record["steps"]) - 1:
        assert isinstance(new, Call)
        shown = new if broken["answer_kind"] == "equation" else new.arguments[1]
        broken["answer"] = expression(shown)["latex"]
    return place, change.__name__, sealed({**broken, "step_labels": []})


def to_canonical_parts(statement: Term) -> list[Any]:
    assert isinstance(statement, Call)
    if statement.operator in (CONJUNCTION, DISJUNCTION):
        return [statement.operator, *map(to_canonical_parts, statement.arguments)]
    return [statement.operator, *map(to_canonical, statement.arguments)]


@pytest.mark.parametrize("topic", NAMES)
def test_planted_faults_are_rejected(config: Config, topic: str) -> None:
    """At least 60 a topic, of six kinds where the topic has them, never before the changed step."""
    random, planted = Random(f"faults of {topic}"), Counter[str]()
    while planted.total() < FAULTS:
        found = spoilt(random.choice(records(config, topic)), random)
        if found is None:
            continue
        place, kind, broken = found
        report = FAMILIES[topic].check(broken)
        shown = broken["steps"][place]["equation"]["text"]
        assert not report.ok, (kind, place + 1, shown, broken["solution"])
        # a lemma may stay true with other numbers: then it is of no use to a later step
        assert report.step == 0 or (report.step or 0) > place, (kind, report, shown)
        planted[kind] += 1


@pytest.mark.parametrize("topic", NAMES)
def test_other_faults_are_rejected(config: Config, topic: str) -> None:
    """Relabelled operators, lost steps, an answer or a problem of another record."""
    check, made = FAMILIES[topic].check, records(config, topic)
    for number, record in enumerate(made[:12]):
        steps = record["steps"]
        rest = made[number + 1 :] + made[:number]
        other = next(r for r in rest if r["answer"] != record["answer"])
        unasked = next(
            r for r in rest
            if r["problem"] != record["problem"] and r["template"] == record["template"]
        )  # fmt: skip
        wrong = [
            {**record, "answer": other["answer"]},
            {**record, "problem": unasked["problem"]},
            {**record, "steps": steps[:-1], "answer": ""},
            {**record, "steps": [*steps[:-1], {**steps[-1], "operator": "given", "inputs": []}]},
            {**record, "steps": [*steps[:-1], {**steps[-1], "operator": "unheard_of"}]},
            {**record, "template": "unheard_of"},
            *([{**record, "domain": []}] if record["domain"] else []),
        ]
        for broken in wrong:
            assert not check(broken).ok, (broken["template"], broken["problem"])


def test_checks_and_topics_are_the_same() -> None:
    assert set(TOPIC_CHECKS) == set(TOPICS)
    for name, topic in TOPICS.items():
        assert set(TOPIC_CHECKS[name].goals) == {problem.name for problem in topic.every}


def test_the_generator_stays_out_of_the_checks() -> None:
    folder = Path(table.__file__).parent
    for module in folder.glob("*.py"):
        assert not re.search(r"codegen\.datasets\.topics", module.read_text(encoding="utf-8"))
