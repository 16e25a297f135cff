"""The Symbolics.jl paper's small ruleset on random expressions, and how far extraction is from
the optimum.

    python benchmarks/egraph.py --json egraph.json

*Expressions* of 13 symbols and depth 12 (as the authors' never merged test had them; how theirs
were drawn is not known) are simplified for the published cycle table by the classical engine, by
the e-graph with costs of trees, and by the e-graph with shared parts paid for once. Cycles are
modelled both ways: ``tree``, as the paper counts, and ``shared``, as a program computes. Results
are compared with the input at points in ball arithmetic.

*E-graphs* of two smaller expressions over the same symbols, filled by all rules, are small enough
for the integer program: by what part of its price is the selection of the cheapest trees, of the
greedy search and of the local search dearer than the cheapest of all, shared parts paid for once?
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from contest import geometric_mean, table, write_json

from rewrite_rules import FACTS, RULES
from symnum.egraphs import Limits, cost_model
from symnum.egraphs.candidates import Candidates, candidates
from symnum.egraphs.compilation import rules_for, theory
from symnum.egraphs.greedy_selection import shared_selection
from symnum.egraphs.ilp_extraction import OPTIMAL, optimal_selection
from symnum.egraphs.limits import Deadline
from symnum.egraphs.readout import read
from symnum.egraphs.saturation import saturated_together
from symnum.egraphs.shared_extraction import improved
from symnum.engines import simplification
from symnum.numerics.balls import same_value
from symnum.ops import ADD, DIV, MUL, SUB, operator_named
from symnum.rules import core
from symnum.terms import Call, Number, Term, plain_symbols

PAPER = ("distribute", "pythagoras", "sin-over-cos", "tan-as-quotient", "cos-over-sin",
         "sin-double")  # fmt: skip
"""Its rules (SymbolicUtils.jl, src/egraph.jl, 2021) by our names. Commutativity, signs and
reciprocals are built into the e-graph, as are associativity and arithmetic of numbers, which it did
not have; it had the cotangent, for which there is no operator here."""
RULESETS = {
    "paper": tuple(rule for rule in RULES if rule.name in PAPER),
    "all": RULES,
}
ENGINES = {"classical": None, "e-graph, tree": "tree", "e-graph, DAG": "dag"}
SYMBOLS = plain_symbols("a b c d e f g h i j k l m")
FUNCTIONS = tuple(operator_named(name) for name in ("sin", "cos", "exp"))
MODEL = cost_model("published")
POINTS = 2
NO_TIME_LIMIT = 1e6
"""Seconds; nodes and rounds are what ends a saturation, so that results do not depend on speed."""
SOLVER_NODES = 20_000
WORK = 1_000_000


def random_expression(source: random.Random, depth: int, made: list[list[Term]]) -> Term:
    """An expression of exactly that depth, of which one in eight parts repeats an earlier one."""
    if depth == 0:
        number = source.random() < 0.1
        return Number(source.randint(1, 4)) if number else source.choice(SYMBOLS)
    if made[depth] and source.random() < 0.125:
        return source.choice(made[depth])
    first = random_expression(source, depth - 1, made)
    if source.random() < 0.1:
        term = Call(source.choice(FUNCTIONS), (first,))
    else:
        second = random_expression(source, source.randrange(depth), made)
        parts = (first, second) if source.random() < 0.5 else (second, first)
        term = Call(source.choice((ADD, ADD, SUB, MUL, MUL, DIV)), parts)
    made[depth].append(term)
    return term


def expressions(count: int, depth: int, seed: int) -> Iterator[Term]:
    for number in range(count):
        source = random.Random(f"{seed} {depth} {number}")
        yield random_expression(source, depth, [[] for _ in range(depth + 1)])


def agree(before: Term, after: Term, seed: int) -> bool:
    """Whether two terms certainly differ at none of some points."""
    source = random.Random(seed)
    points = [{s.name: source.randint(1, 40) for s in SYMBOLS} for _ in range(POINTS)]
    return all(same_value(before, after, point, cap=512) is not False for point in points)


def simplified(term: Term, number: int, ruleset: str, nodes: int) -> dict[str, Any]:
    """One row: modelled cycles of a term before and after, for every engine."""
    row: dict[str, Any] = {"expression": number, "tree": MODEL.tree(term),
                           "shared": MODEL.shared(term), "engines": {}, "equal": True}  # fmt: skip
    for name, extraction in ENGINES.items():
        options: dict[str, Any] = {"rules": RULESETS[ruleset]}
        if extraction is not None:
            limits = Limits(nodes=nodes, seconds=NO_TIME_LIMIT)
            options |= {"limits": limits, "cost": MODEL, "extraction": extraction}
        start = time.process_time()
        found = simplification(term, "egraph" if extraction else "classical", **options)
        seconds = time.process_time() - start
        row["equal"] &= agree(term, found.term, number)
        row["engines"][name] = {
            "tree": MODEL.tree(found.term), "shared": MODEL.shared(found.term),
            "processor_seconds": seconds, "stopped_because": found.stopped_because,
        }  # fmt: skip
    return row


def ratios(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """For each engine the geometric means of cycles after by cycles before."""
    return {
        name: {
            kind: geometric_mean(row["engines"][name][kind] / row[kind] for row in rows)
            for kind in ("tree", "shared")
        }
        for name in (ENGINES if rows else ())
    }


def problem(first: Term, second: Term, nodes: int) -> Candidates:
    """What an e-graph of two terms offers."""
    roots = [core(first), core(second)]
    known = theory(rules_for(roots, RULES), FACTS)
    limits, end = Limits(nodes=nodes, seconds=NO_TIME_LIMIT), Deadline(NO_TIME_LIMIT)
    with saturated_together([[root] for root in roots], (), known, limits, end) as result:
        contents = read(result.graph, result.encoding)
    return candidates(contents, MODEL, contents.roots)


def gap(number: int, terms: tuple[Term, Term], nodes: int) -> dict[str, Any]:
    """One e-graph: prices of every selection, and whether the last is certainly the optimum."""
    found = problem(*terms, nodes)
    greedy = shared_selection(found.problem, WORK)
    local = improved(found, Deadline(NO_TIME_LIMIT))
    best = optimal_selection(found.problem, local, seconds=NO_TIME_LIMIT, nodes=SOLVER_NODES)
    return {
        "graph": number,
        "nodes": sum(map(len, found.problem.classes)),
        "trees": found.tree.cost,
        "greedy": min(found.tree.cost, greedy.cost) if greedy else found.tree.cost,
        "local": local.cost,
        "optimum": best.selection.cost if best.stopped_because == OPTIMAL else None,
        "bound": best.bound,
    }


def gaps(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Mean and worst gap of each way, over the e-graphs whose optimum is known."""
    solved = [row for row in rows if row["optimum"]]
    found = {}
    for way in ("trees", "greedy", "local") if solved else ():
        parts = [row[way] / row["optimum"] - 1 for row in solved]
        found[way] = {"mean": statistics.fmean(parts), "worst": max(parts),
                      "optimal": sum(part == 0 for part in parts)}  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--expressions", type=int, default=10)
    parser.add_argument("--depth", type=int, default=12)
    parser.add_argument("--rules", choices=sorted(RULESETS), default="paper")
    parser.add_argument("--nodes", type=int, default=10_000, help="of each e-graph")
    parser.add_argument("--graphs", type=int, default=100, help="e-graphs for the integer program")
    parser.add_argument("--graph-depth", type=int, default=4, help="of the expressions in them")
    parser.add_argument("--graph-nodes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    drawn = expressions(chosen.expressions, chosen.depth, chosen.seed)
    rows = [simplified(term, n, chosen.rules, chosen.nodes) for n, term in enumerate(drawn)]
    means = ratios(rows)
    table("Modelled cycles after by before, geometric means", ("engine", "tree", "shared"), [
        (name, f"{mean['tree']:.3f}", f"{mean['shared']:.3f}") for name, mean in means.items()
    ])  # fmt: skip
    small = list(expressions(2 * chosen.graphs, chosen.graph_depth, chosen.seed))
    graphs = [
        gap(n, (small[2 * n], small[2 * n + 1]), chosen.graph_nodes) for n in range(chosen.graphs)
    ]
    found = gaps(graphs)
    solved = sum(row["optimum"] is not None for row in graphs)
    table(f"Gap to the optimum, {solved} of {len(graphs)} e-graphs", ("", "mean", "worst",
          "optimal"), [(way, f"{of['mean']:.2%}", f"{of['worst']:.2%}", f"{of['optimal']}")
                       for way, of in found.items()])  # fmt: skip
    if chosen.json is not None:
        result = {"rules": chosen.rules, "depth": chosen.depth, "rows": rows, "means": means,
                  "graphs": graphs, "gaps": found, "solved": solved}  # fmt: skip
        write_json(chosen.json, result)
    if not all(row["equal"] for row in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
