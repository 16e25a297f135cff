"""Answers are read as statements in order, with their places, and a final answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.datasets.reading import Name, Names, Problem, read_answer, read_expression
from symnum.terms import to_canonical

NAMES = Names.of("x y z a b c k C_1", {"f": "x", "g": "x"})

CASES: list[tuple[str, list[str], str]] = [
    # what is written, its statements, the final answer
    ("x = 2", ["x = 2"], "x = 2"),
    ("$x = 2$", ["x = 2"], "x = 2"),
    ("$$x = 2$$", ["x = 2"], "x = 2"),
    (r"\[ x = 2 \]", ["x = 2"], "x = 2"),
    (r"Then \(x = 2\) and \(y = 3\).", ["x = 2", "y = 3"], "y = 3"),
    (r"f(x) = x^2 and \frac{d}{dx} f(x) = 2 x", ["f(x) = x^2", "derivative(f(x), x) = 2*x"],
     r"\frac{d}{dx} f(x) = 2 x"),
    ("x = y = z", ["x = y", "y = z"], "y = z"),
    ("x < y <= z", ["x < y", "y <= z"], "y <= z"),
    ("x > y", ["y < x"], "x > y"),
    ("x = 1, y = 2", ["x = 1", "y = 2"], "y = 2"),
    (r"$x = 1,\quad y = 2$", ["x = 1", "y = 2"], "y = 2"),
    (r"$x = 1 \implies y = 2$", ["x = 1", "y = 2"], "y = 2"),
    (r"$x = 1 \text{ and } y = 2$", ["x = 1", "y = 2"], "y = 2"),
    ("x = 1\n= y\n= z", ["x = 1", "1 = y", "y = z"], "z"),
    (r"\begin{aligned} f(x) &= (x+1)^2 \\ &= x^2 + 2x + 1 \end{aligned}",
     ["f(x) = (x + 1)^2", "(x + 1)^2 = x^2 + 2*x + 1"], "x^2 + 2x + 1"),
    (r"\begin{align*} x &= a \\ y &= b \end{align*}", ["x = a", "y = b"], "y &= b"),
    (r"\begin{align} x &= a \\ &\quad + b \end{align}", ["x = a + b"], r"x &= a \\ &\quad + b"),
    (r"\begin{gather} x = 1 \\ y = 2 \end{gather}", ["x = 1", "y = 2"], "y = 2"),
    (r"\begin{equation} x = 1 \end{equation}", ["x = 1"], "x = 1"),
    ("$x = 1$\n\n$= y$", ["x = 1", "1 = y"], "y"),
    ("1. x = 1\n2. y = 2\n3) z = 3", ["x = 1", "y = 2", "z = 3"], "z = 3"),
    ("- x = 1\n* y = 2", ["x = 1", "y = 2"], "y = 2"),
    ("Step 1: x = 1. Step 2: y = 2.", ["x = 1", "y = 2"], "y = 2"),
    ("**x = 1**", ["x = 1"], "x = 1"),
    ("```latex\nx = 1\n```", ["x = 1"], "x = 1"),
    ("x = 1\n```python\ny = f(x) if x else 2\n```\nz = 3", ["x = 1", "z = 3"], "z = 3"),
    (r"$\left(x + 1\right)^2 = y$", ["(x + 1)^2 = y"], r"\left(x + 1\right)^2 = y"),
    (r"$y = \left|x\right|$", ["y = abs(x)"], r"y = \left|x\right|"),
    ("Since a = b, we get x = a + b, so x = 2a.", ["a = b", "x = a + b", "x = 2*a"], "x = 2a"),
    (r"We have \int x\,dx = \frac{x^2}{2} + C_1 where C_1 is a constant.",
     ["integral(x, x) = x^2/2 + C_1"], r"\int x\,dx = \frac{x^2}{2} + C_1"),
    (r"\text{Answer: } x = 2", ["x = 2"], "x = 2"),
    (r"$\textbf{Answer:} x = 2$", ["x = 2"], "x = 2"),
    ("x = 1\n**Final Answer**\n\n$x = 2$", ["x = 1", "x = 2"], "x = 2"),
    ("x = 1\n### Answer\n\\[x = 2\\]", ["x = 1", "x = 2"], "x = 2"),
    ("Final Answer: The final answer is $x = 2$. I hope it is correct.", ["x = 2"], "x = 2"),
    ("x = 1\n<answer>x = 2</answer>", ["x = 1", "x = 2"], "x = 2"),
    (r"x = 1 \pm 2", ["x = 1 + 2", "x = 1 - 2"], r"x = 1 \pm 2"),
    ("$x = 1, 2$", ["x = 1", "x = 2"], "x = 1, 2"),
    (r"$x \stackrel{?}{=} 2$", ["x ?= 2"], r"x \stackrel{?}{=} 2"),
    (r"$x \overset{(1)}{=} 2$", ["x = 2"], r"x \overset{(1)}{=} 2"),
    (r"\begin{align} -x &= a \\ -y &= b \end{align}", ["-x = a", "-y = b"], "-y &= b"),
    (r"$x = a + \text{const}$", ["x = a + const"], r"x = a + \text{const}"),
    ("x = a + constant", ["x = a + const"], "x = a + constant"),
    ("so minus 3 = 4 and x = 2", ["x = 2"], "x = 2"),
    (r"$x = 2 \to y = 3$", ["x = 2", "y = 3"], "y = 3"),
    (r"\boxed{x = 2}", ["x = 2"], "x = 2"),
    (r"So $x = \boxed{2}$.", ["x = 2"], "2"),
    (r"$y = 1$. Final: $\boxed{\frac{1}{2}}$", ["y = 1"], r"\frac{1}{2}"),
    ("x = 3\n#### 42", ["x = 3"], "42"),
    ("The answer is 42.", [], "42"),
    ("Therefore, the final answer is $x = 2$.", ["x = 2"], "x = 2"),
    ("**Final Answer:** $x = 2$", ["x = 2"], "x = 2"),
    ("Answer: 3, 4 and 5", [], "3, 4 and 5"),
    (r"The answer is 7. \boxed{8}", [], "8"),
    ("It costs $5 and x = 3 holds, or $6.", ["x = 3"], "x = 3"),
    ("only $x^2$ here", [], "x^2"),
    (r"$\text{Let } a = 1$", ["a = 1"], "a = 1"),
    ("f'(x) = 2x", ["derivative(f(x), x) = 2*x"], "f'(x) = 2x"),
    (r"$x = 1{,}000$", ["x = 1000"], r"x = 1{,}000"),
    ("x=1;y=2;z=3", ["x = 1", "y = 2", "z = 3"], "z=3"),
    (r"$x = 1 \\ y = 2$", ["x = 1", "y = 2"], "y = 2"),
    ("x ≠ 1", ["x != 1"], "x ≠ 1"),
    (r"$x \approx 3.14$", ["x ≈ 157/50"], r"x \approx 3.14"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "statements", "final"), CASES, ids=[c[0][:50] for c in CASES])
def test_what_is_said(text: str, statements: list[str], final: str) -> None:
    answer = read_answer(text, NAMES)
    said = [f"{to_canonical(s.left)} {s.sign} {to_canonical(s.right)}" for s in answer.statements]
    assert [_spelled(line) for line in statements] == said
    assert answer.final is not None
    assert answer.final.text == final
    assert answer.problems == ()


def _spelled(line: str) -> str:
    """A line with both sides in canonical form."""
    for sign in (" != ", " ?= ", " <= ", " ≈ ", " = ", " < "):
        if sign in line:
            sides = [to_canonical(read_expression(side, NAMES)) for side in line.split(sign)]
            return f"{sides[0]}{sign}{sides[1]}"
    raise AssertionError(line)


@pytest.mark.parametrize(("text", "statements", "final"), CASES, ids=[c[0][:50] for c in CASES])
def test_places_are_those_of_the_text(text: str, statements: list[str], final: str) -> None:
    answer = read_answer("Réponse d'élève :\n" + text, NAMES)
    assert len(answer.statements) == len(statements)
    for said in (*answer.statements, *answer.expressions, *answer.finals):
        assert said.text == ("Réponse d'élève :\n" + text)[said.start : said.end]


ALTERNATIVES = [
    ("x = 1 or x = 2", [1, 1], "x == 1 or x == 2"),
    (r"$x = 1$ or $x = 2$", [1, 1], "x == 1 or x == 2"),
    (r"\boxed{x = 1 \lor x = 2}", [1, 1], "x == 1 or x == 2"),
    (r"$x = 1 \text{ or } x = 2 \text{ or } x = 3$", [1, 1, 1], "x == 1 or x == 2 or x == 3"),
    ("x = 1 or x = 2\nSo y = 3 or y = 4", [1, 1, 2, 2], "y == 3 or y == 4"),
    ("x = 1 and y = 2", [0, 0], "y = 2"),
    (r"\boxed{x = 1 \text{ and } y = 2}", [0, 0], "x == 1 and y == 2"),
]


@pytest.mark.parametrize(("text", "groups", "term"), ALTERNATIVES)
def test_alternatives_are_no_list(text: str, groups: list[int], term: str) -> None:
    answer = read_answer(text, NAMES)
    assert [said.alternatives for said in answer.statements] == groups
    assert answer.final is not None
    assert str(answer.final.term) == term


PARTS = [
    (r"\boxed{1, 2}", ("1", "2")),
    (r"\boxed{f(1, 2), 3}", ("f(1, 2)", "3")),
    (r"\boxed{1 \text{ and } 2}", ("1", "2")),
    ("Answer: 3; 4 or 5", ("3", "4", "5")),
    (r"\boxed{1{,}000}", (r"1{,}000",)),
    (r"\boxed{x = 1, y = 2}", ("x = 1", "y = 2")),
]


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_parts_of_the_final_answer(text: str, parts: tuple[str, ...]) -> None:
    final = read_answer(text, NAMES).final
    assert final is not None
    assert final.parts == parts


def test_a_copy_of_the_question_is_marked() -> None:
    question = "Given $f(x) = x^2$, then obtain $f(2) = 4$"
    answer = read_answer(
        "Given $f(x) =  x^2$,\nthen obtain $f(2) = 4$. So $f(2) = 4$", NAMES, question
    )
    assert [said.restated for said in answer.statements] == [True, True, False]
    assert not any(said.restated for said in read_answer(question[3:], NAMES, question).statements)


def test_a_line_that_is_not_read_spoils_no_other() -> None:
    text = "\\begin{aligned} x &= 1 \\\\ y &= \\foo{2} \\\\ z &= \u0430 \\\\ a &= 4 \\end{aligned}"
    answer = read_answer(text, NAMES)
    assert [str(said.left) for said in answer.statements] == ["x", "a"]
    assert [problem.kind for problem in answer.problems] == ["unknown command", "look-alike"]


def test_names_of_two_letters() -> None:
    names = Names([Name("DeltaT", r"\Delta T"), Name("T", "T"), Name("m", "m")])
    (said,) = read_answer(r"$\Delta T = m T$", names).statements
    assert (str(said.left), str(said.right), said.unknown) == ("DeltaT", "m*T", ())


def test_undeclared_names_are_listed() -> None:
    (said,) = read_answer("f(x) = x^2 + K", NAMES).statements
    assert said.unknown == ("K",)


def test_problems_have_places() -> None:
    text = r"First $x = 1$, then $y = 1/2x$."
    (problem,) = read_answer(text, NAMES).problems
    assert isinstance(problem, Problem)
    assert text[problem.start : problem.end] == "1/2"
    assert problem.kind == "ambiguous"


PIECES = st.lists(
    st.sampled_from([
        "x", "y", "f(x)", "=", "+", "-", "^", "_", "{", "}", "(", ")", "$", "$$", r"\frac", "'",
        r"\int", " dx", r"\boxed{", r"\\", "&", r"\begin{aligned}", r"\end{aligned}", "1", ",", "|",
        r"\text{", "\n", " or ", "<", r"\sin", r"\left(", r"\right)", r"\sqrt", "[", "]", "!", "d",
        r"\sum", r"\lim", r"\to", r"\partial", "/", r"\[", r"\]", "```", "####", "answer is ", "e",
        r"\begin{cases}", r"\end{cases}", r"\hat", r"\binom", r"\max", "²", "π", "2.5", r"\log_",
    ]),
    max_size=25,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(PIECES)
def test_nothing_is_raised_on_scraps(pieces: list[str]) -> None:
    text = "".join(pieces)
    answer = read_answer(text, NAMES)
    for said in (*answer.statements, *answer.expressions):
        assert text[said.start : said.end] == said.text
    for problem in answer.problems:
        assert 0 <= problem.start <= problem.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_nothing_is_raised_on_any_text(text: str) -> None:
    assert read_answer(text, NAMES) == read_answer(text, NAMES)
