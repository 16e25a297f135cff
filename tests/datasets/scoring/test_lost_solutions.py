"""Solutions that an answer loses on its way, laws that it quotes wrongly, values of derivatives."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.datasets.scoring.judging import judge

LOST = [
    ("roots", r"$x^2 - 5x + 6 = 0$. Divide by $x - 2$: $x - 3 = 0$, so $x = 3$.", "x - 3 = 0"),
    ("roots", r"$(x - 2)(x - 3) = 0$, hence $x = 2$.", "x = 2"),
    ("roots", r"$(x - 2)(x - 3) = 0$, so $x = \frac{6}{2} = 3$.", r"x = \frac{6}{2}"),
    ("roots", r"$(2x - 5)^2 = 1$, $2x - 5 = 1$, $x = 3$. \boxed{3}", "2x - 5 = 1"),
    ("roots", r"$x = 2$ or $x = 3$. But $x = 3$ is extraneous, so $x = 2$.", "x = 3"),
    ("roots", r"$x = 2$ or $x = 3$. The answer is $x = 2$.", "x = 2"),
    ("roots", "x^2 - 5x = -6\nx(x - 5) = -6\nx = 2", "x = 2"),
]
KEPT = [
    ("roots", r"$x = 2$ or $x = 3$"),
    ("roots", r"$(x - 2)(x - 3) = 0$, so $x = 2$. Or $x - 3 = 0$, so $x = 3$."),
    ("roots", r"$x = 3$. Also $x = 2$. So $x = 2$ or $x = 3$."),
    ("roots", r"$x = 2$"),
    ("roots", r"\boxed{3}"),
    ("roots", r"$(x - 2)(x - 3) = 0$. If $x \ne 2$, then $x = 3$."),
    ("roots", r"$(x - 2)(x - 3) = 0$. Case 1: $x = 2$. Case 2: $x > 2$, $x - 3 = 0$, $x = 3$."),
    ("radical", r"$x + 7 = (x + 1)^2$, $x^2 + x - 6 = 0$, $x = 2$ as $x + 1 \ge 0$."),
    ("quotient", r"$x^2 = 9$, so $x = -3$, since $x = 3$ is excluded."),
    ("absolute", r"$x - 5 = -2x$ for $x < 5$, so $x = 5/3$."),
]


@pytest.mark.parametrize(("name", "answer", "line"), LOST)
def test_the_line_that_loses_a_solution_is_false(
    small: dict[str, Any], name: str, answer: str, line: str
) -> None:
    found = judge(small[name], answer)
    assert not found.correct and found.first_error >= 0
    step = found.steps[found.first_error]
    assert step.text == line and step.verdict.counterexample.startswith("the solution x = ")


@pytest.mark.parametrize(("name", "answer"), KEPT)
def test_no_other_line_is(small: dict[str, Any], name: str, answer: str) -> None:
    assert judge(small[name], answer).first_error == -1


@pytest.mark.parametrize(
    "law",
    [
        r"Using $\sin(2a) = \sin a\cos a$,",
        r"Recall that $(a + b)^2 = a^2 + b^2$.",
        r"By the law $\ln(a + b) = \ln a + \ln b$,",
        r"By the identity $\cos^2 a = 1 + \sin^2 a$:",
        r"since $e^{a + b} = e^a + e^b$,",
        r"the rule $\sqrt{a + b} = \sqrt{a} + \sqrt{b}$ says that",
    ],
)
def test_a_wrong_law_is_false(small: dict[str, Any], law: str) -> None:
    found = judge(small["square"], law + " $f(x) = x^2 + 2x + 1$")
    assert found.correct and found.first_error == 0
    assert found.steps[0].verdict.counterexample.startswith("a = ")


@pytest.mark.parametrize(
    ("law", "kind"),
    [
        (r"$\int u\,dv = uv - \int v\,du$", "supported"),
        (r"$\int u\,dv = uv + \int v\,du$", "undecided"),
        (r"$\int a^n\,da = \frac{a^{n+1}}{n+1} + C$", "supported"),
        (r"$\int a^n\,da = \frac{a^{n+1}}{n} + C$", "undecided"),
        (r"$\int e^{kt}\,dt = \frac{1}{k} e^{kt} + C$", "supported"),
        (r"$\int e^{kt}\,dt = k e^{kt} + C$", "undecided"),
        (r"$\int u\,du = 3$", "undecided"),
    ],
)
def test_laws_of_integrals_hold_up_to_a_constant(
    small: dict[str, Any], law: str, kind: str
) -> None:
    found = judge(small["square"], f"The rule says {law}. So $f(x) = x^2 + 2x + 1$.")
    assert found.correct and found.steps[0].verdict.kind == kind


@pytest.mark.parametrize(
    "said",
    [
        r"By the theorem of Pythagoras $a^2 + b^2 = c^2$.",
        r"By the law of sines $\frac{\sin A}{a} = \frac{\sin B}{b}$.",
        r"Using $\sin(2a) = \sin a\cos a$, where $a = 0$,",
        r"Using $\sin(2a) = \sin a\cos a$ and $a = \pi$,",
        r"Since $\sin a = \cos a$,",
        r"By the rule $\sqrt{a^2} = a$,",
        r"The law of gases says $pV = nRT$.",
        r"By the formula $a = \frac{-b + \sqrt{b^2 - 4ac}}{2a}$,",
        r"Using the formula $a^2 = 5a$,",
        r"Suppose $\sin(2a) = \sin a\cos a$.",
        r"By the law $\ln(ab) = \ln a + \ln b$,",
        r"By the rule for products, $\int u\,dv = uv - \int v\,du$.",
    ],
)
def test_what_may_hold_for_some_numbers_is_not(small: dict[str, Any], said: str) -> None:
    assert judge(small["square"], said + " $f(x) = x^2 + 2x + 1$").first_error == -1


@pytest.mark.parametrize(
    ("name", "answer", "kinds"),
    [
        ("square", "$f'(0) = 2$, $f'(0) = 3$", ["proved", "false"]),
        ("square", r"$\left.\frac{df}{dx}\right|_{x=1} = 4$ and $f''(3) = 1$", ["proved", "false"]),
        ("square", r"$f'(x) = 2x + 2$, so $f'(2) = 2 \cdot 2 + 2 = 6$",
         ["supported", "proved", "proved"]),
        ("square", r"$\frac{d}{dx} f(x)\Big|_{x=0} = 2$", ["proved"]),
        ("wave", "$u'(0) = 0$, $u''(0) = 1$", ["proved", "false"]),
        ("start", r"$y'(0) = -14 \cdot 33$. $y'(0) = 14 \cdot 33$.", ["proved", "false"]),
        ("start", r"$y'(0) = -14 y(0)$. $y'(0) = 14 y(0)$.", ["proved", "false"]),
        ("square", "Let $g(x) = x^3$. Then $g'(2) = 12$. $g'(2) = 8$",
         ["supported", "proved", "false"]),
    ],
)  # fmt: skip
def test_values_of_derivatives_are_judged(
    small: dict[str, Any], name: str, answer: str, kinds: list[str]
) -> None:
    assert [step.verdict.kind for step in judge(small[name], answer).steps] == kinds


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (r"$r = \frac{\pm\sqrt{-16}}{2} = \pm 2i$", ["supported"] * 4),
        (r"$r = \pm 3i$", ["false"] * 2),
        (r"$r_1 = 2i$, $r_2 = -2i$", ["supported"] * 2),
        (r"$\lambda^2 + 4 = 0$, $\lambda = \pm 2i$", ["known", "supported", "supported"]),
        (r"$\lambda = \pm 4i$", ["undecided"] * 2),
        (r"$\sqrt{-16} = 4i$, $\sqrt{-16} = 8i$", ["supported", "false"]),
    ],
)
def test_exponents_may_be_complex(small: dict[str, Any], said: str, kinds: list[str]) -> None:
    wave = small["wave equation"]
    characteristic = {**wave["steps"][0], "operator": "characteristic_equation", "inputs": [1]}
    characteristic["equation"] = {"text": "r^2 + 4 = 0", "latex": "r^{2} + 4 = 0"}
    record = {**wave, "steps": [wave["steps"][0], characteristic, wave["steps"][1]]}
    assert [step.verdict.kind for step in judge(record, said).steps] == kinds


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (r"$\int 2x\,dx = 2\int x\,dx$", "supported"),
        (r"$\int (x + y)\,dx = \int x\,dx + \int y\,dx$", "supported"),
        (r"$\int xy\,dx = y\int x\,dx$", "supported"),
        (r"$\int \frac{x}{3y}\,dx = \frac{1}{3y}\int x\,dx$", "supported"),
        (r"$\int 2x\,dx = 3\int x\,dx$", "false"),
        (r"$\int x^2\,dx = x\int x\,dx$", "false"),
        (r"$\int xy\,dx = \int x\,dx \int y\,dx$", "false"),
        (r"$\int (x - y)\,dx = \int x\,dx + \int y\,dx$", "false"),
        (r"$\int x\,dx = \frac{x^2}{2}$", "false"),
    ],
)
def test_integrals_are_linear(small: dict[str, Any], said: str, kind: str) -> None:
    assert [step.verdict.kind for step in judge(small["area"], said).steps] == [kind]


@pytest.mark.parametrize(
    ("answer", "correct"),
    [
        ("The halves are equal, so yes.", True),
        ("I would say yes", True),
        ("Yes or no? Yes.", True),
        ("First I look at it.\n\nIt ends in 4, so the answer to this is yes.", True),
        ("Yes or no", False),
        ("I would not say yes", False),
        ("It isn't a yes", False),
        ("It is yes if it ends in 4, else no", False),
        ("Is it a yes?", False),
        ("so no", False),
    ],
)
def test_sentences_may_end_with_yes(small: dict[str, Any], answer: str, correct: bool) -> None:
    record = {**small["choice"], "problem": "Is it even? yes or no", "answer": "yes"}
    assert judge(record, answer).correct is correct
