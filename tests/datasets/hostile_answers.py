"""Answers that would hurt a reader that evaluates, recurses, folds or believes what it is given.

Each has a name, the text, and what is to be found: a kind of problem, ``final:`` with the text of
the final answer, or nothing in particular (then: a final answer or some problem).
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

MANY = 100_000


class Hostile(NamedTuple):
    """An answer and what reading it has to find."""

    name: str
    text: str
    expected: str = ""


LARGE_NUMBERS = [
    Hostile("power of a million digits", r"\boxed{10^{1000000}}", "final:10^{1000000}"),
    Hostile("tower", r"\boxed{9^{9^{9^{9^{9}}}}}", "final:9^{9^{9^{9^{9}}}}"),
    Hostile("plain tower", "x = 9^9^9^9^9^9", "final:x = 9^9^9^9^9^9"),
    Hostile("negative tower", "x = 2^-9^9^9^9", "final:x = 2^-9^9^9^9"),
    Hostile("numeral of a million digits", "x = " + "9" * 1_000_000, "too long"),
    Hostile("numeral of ten thousand digits", "x = " + "9" * 10_000, "too long"),
    Hostile("small numeral", "x = 0." + "0" * 5_000 + "1", "too long"),
    Hostile("huge exponent", "x = 1e999999999"),
    Hostile("huge negative exponent", "x = 1e-999999999"),
    Hostile("factorial", r"$x = 1000000000!$", "too long"),
    Hostile("factorial of a power", r"$x = (10^{9})!$", "final:x = (10^{9})!"),
    Hostile("factorials", "$x = 9!!!!!!!!!!$", "unsupported"),
    Hostile("binomial", r"\boxed{\binom{10^{9}}{10^{8}}}", r"final:\binom{10^{9}}{10^{8}}"),
    Hostile("division by zero", r"\boxed{\frac{1}{0}}", r"final:\frac{1}{0}"),
    Hostile("0/0", r"\boxed{0/0}", "final:0/0"),
    Hostile("0^0", r"\boxed{0^{0}}", "final:0^{0}"),
    Hostile("zero to a negative power", r"\boxed{0^{-1}}", "final:0^{-1}"),
    Hostile("log 0", r"\boxed{\log(0)}", r"final:\log(0)"),
    Hostile("many roots", r"\boxed{" + r"\sqrt{" * 50 + "2" + "}" * 50 + "}"),
    Hostile("long sum", "x = " + "+".join(["1"] * 9_000)),
    Hostile("long product", "x = " + "*".join(["y"] * 9_000)),
    Hostile("long quotient", "x = " + "/".join(["y"] * 9_000)),
    Hostile("long chain", "x = " + " = ".join(["y"] * 3_000)),
    Hostile("sum to a large bound", r"$x = \sum_{k=1}^{10^{100}} k^{k}$"),
]
OPENINGS = (
    ("(", ")"), ("[", "]"), ("{", "}"), (r"\left(", r"\right)"), (r"\frac{1}{", "}"),
    (r"\frac{", "}{1}"), (r"\sqrt{", "}"), ("x^{", "}"), ("x_{", "}"), (r"\sin(", ")"),
    ("e^{", "}"), ("f(", ")"), (r"\boxed{", "}"), (r"\text{", "}"), ("|", "|"), (r"\hat{", "}"),
    (r"\begin{cases}", r"\end{cases}"), (r"\begin{aligned}", r"\end{aligned}"), (r"\int ", " dx"),
    (r"\log_{", "}"), (r"\lfloor ", r"\rfloor "), (r"\{", r"\}"),
)  # fmt: skip
NESTINGS = [
    Hostile(f"{depth} times {opening}{'' if closed else ' and never closed'}",
            f"$x = {opening * depth}y{closing * depth if closed else ''}$",
            "too long" if depth == MANY else "")
    for opening, closing in OPENINGS
    for depth, closed in ((MANY, True), (900, True), (900, False))
]  # fmt: skip
REPEATED = [
    Hostile(f"a line of {sign!r}", sign * (90_000 // len(sign)))
    for sign in (
        "-", "'", "^", "_", "|", "=", "<", "$", "{", "}", "\\", "&", "`", "x=", "x=1,", r"\\",
        "$x$",
        r"\boxed{1}", "a=b\n", r"\frac", r"\int ", "d", "1 ", "(x", ",", "x^", "x_", "#### 1\n",
        "answer is ", r"\text{or}", "$$", r"\[", "```\n", "\n", r"\begin{aligned}", "\u200b", "é",
        r"\,", "x!", ".", "%", "or ", r"\hat ",
    )
]  # fmt: skip
INJECTIONS = [
    Hostile("import", "__import__('os').system('touch /tmp/pwned')"),
    Hostile("import in a box", r"\boxed{__import__('os').system('touch /tmp/pwned')}"),
    Hostile("import in an equation", "x = __import__('os').system('id')"),
    Hostile("eval", "x = eval('1+1')"),
    Hostile("lambda", "x = (lambda f: f(f))(lambda f: f(f))"),
    Hostile("mro", "x = ().__class__.__mro__[1].__subclasses__()"),
    Hostile("format", "x = {0.__class__}"),
    Hostile("template", "x = {{7*7}} ${7*7} #{7*7}"),
    Hostile("printf", "x = %s%s%s%n"),
    Hostile("shell", "x = $(rm -rf /); `id`"),
    Hostile("markup", "<script>alert(1)</script> x = 1", ""),
    Hostile("SymPy", "x = Integral(x, x).doit()"),
    Hostile("files of TeX", r"\boxed{\input{/etc/passwd}}", "unsupported"),
    Hostile("shell of TeX", r"$\immediate\write18{rm -rf /}$", "unsupported"),
    Hostile("macro that doubles", r"$\def\a{\a\a}\a$", "unsupported"),
    Hostile("macro of ten tens", "$" + "".join(
        rf"\def\{chr(98 + n)}{{{chr(92)}{chr(97 + n)}{chr(92)}{chr(97 + n)}}}" for n in range(20)
    ) + r"\u$", "unsupported"),
    Hostile("new command", r"$\newcommand{\x}[1]{#1#1#1} \x{\x{\x{1}}}$"),
    Hostile("expandafter", "$" + r"\expandafter" * 1_000 + "$", "unsupported"),
    Hostile("loop of TeX", r"$\loop\iftrue\repeat$", "unsupported"),
    Hostile("let", r"$\let\sin\cos \sin x$", "unsupported"),
    Hostile("catcode", r"$\catcode`\x=0$", "unsupported"),
]  # fmt: skip
NO_VALUES = [
    Hostile(f"no value {word}", rf"\boxed{{{word}}}", kind)
    for word, kind in (
        ("NaN", "not a number"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("-inf", "not a number"),
        ("None", "not a number"),
        ("null", "not a number"),
        ("undefined", "not a number"),
        (r"\text{undefined}", ""),
        ("true", "not a number"),
        (r"\text{DNE}", ""),
        ("N/A", ""),
        ("Infinity", ""),
        (r"\infty", r"final:\infty"),
        ("?", ""),
        ("...", ""),
        (r"\dots", ""),
    )
]
CHARACTERS = [
    Hostile("Cyrillic letter", "x = \u0430 + 1", "look-alike"),
    Hostile("Cyrillic in a box", "\\boxed{\u0445 = 1}", "look-alike"),
    Hostile("fullwidth digits", "x = \uff11\uff12", "look-alike"),
    Hostile("Arabic digits", "x = \u0663", "look-alike"),
    Hostile("mathematical italics", "\U0001d465 = 1", "look-alike"),
    Hostile("capital alpha", "$\u0391 = 1$", ""),
    Hostile("zero-width space in a number", "x = 1\u200b0", "invisible character"),
    Hostile("zero-width joiner", "x\u200d = 1", "invisible character"),
    Hostile("right to left", "x = \u202e12\u202c", "invisible character"),
    Hostile("byte order mark", "\ufeffx = 1", "invisible character"),
    Hostile("soft hyphen", "x = 1\u00ad0", "invisible character"),
    Hostile("combining accents", "x\u0301\u0302\u0303 = 1", ""),
    Hostile("many combining accents", "x" + "\u0301" * 5_000 + " = 1", ""),
    Hostile("lone surrogate", "x = \ud800", ""),
    Hostile("null bytes", "x\x00 = \x001", ""),
    Hostile("control characters", "".join(map(chr, range(32))) + "x = 1", ""),
    Hostile("private use", "x = \ue000", ""),
    Hostile("no character", "x = \uffff", ""),
    Hostile("emoji", "x = \U0001f600", ""),
    Hostile("raised tower", "x = 2\u2079\u2079\u2079\u2079\u2079\u2079", ""),
    Hostile("dash", "x = 5 \u2014 3", ""),
    Hostile("every plane", "x = " + "".join(chr(n * 997 % 0xD7FF + 1) for n in range(3_000)), ""),
]
HALVES = [
    Hostile(f"half equation {text!r}", text, kind)
    for text, kind in (
        ("=", "half equation"), ("= x", "half equation"), ("x =", "half equation"),
        ("x = = y", ""), ("$= 3$", "half equation"), (r"\boxed{=}", "half equation"),
        (r"\boxed{= 3}", ""), ("< 3", "half equation"), ("x >", "half equation"),
        (r"\begin{aligned} &= 3 \\ &= \end{aligned}", "half equation"),
        ("a = b =", "half equation"),
        ("==", "half equation"), ("=== = ===", ""), (r"x = \\ = \\ =", "half equation"),
    )
]  # fmt: skip
NOTHING = [
    Hostile(f"nothing {text!r}", text, kind)
    for text, kind in (
        ("", "empty"),
        (" ", "empty"),
        ("\n\n\n", "empty"),
        ("$$", ""),
        ("$$$$", ""),
        (r"\[\]", ""),
        (r"\boxed{}", "empty"),
        (r"\boxed{ }", "empty"),
        ("```\n```", ""),
        ("####", ""),
        ("The answer is", ""),
        (r"\begin{aligned}\end{aligned}", ""),
        ("I cannot help.", ""),
        ("\u200b", "invisible character"),
        ("#### ", ""),
        ("Answer:", ""),
    )
]
SEVERAL = [
    Hostile("two boxes", r"\boxed{1} and \boxed{2}", "two answers"),
    Hostile("the same box twice", r"\boxed{1} \boxed{1}", "final:1"),
    Hostile("a thousand boxes", "".join(rf"\boxed{{{n}}}" for n in range(1_000)), "two answers"),
    Hostile("box and hashes", "\\boxed{1}\n#### 2", "final:1"),
    Hostile("two hashes", "#### 1\n#### 2", "two answers"),
    Hostile("two phrases", "The answer is 1.\nThe answer is 2.", "two answers"),
    Hostile("box and phrase", r"The answer is 3. \boxed{4}", "final:4"),
    Hostile("all values", r"\boxed{" + ", ".join(map(str, range(900))) + "}", ""),
    Hostile("plus or minus", r"\boxed{\pm 2}", "ambiguous"),
]
BOXES = [
    Hostile("box in an exponent", r"$x^{\boxed{2}} = 4$", "final:2"),
    Hostile("box in a fraction", r"$\frac{\boxed{1}}{2}$", "final:1"),
    Hostile("box in a box", r"\boxed{\boxed{2}}", "final:2"),
    Hostile("box in words", r"\text{so \boxed{2}}", "final:2"),
    Hostile("box with words", r"\boxed{\text{the answer is } 2}", ""),
    Hostile("box without an argument", r"\boxed", ""),
    Hostile("box of a digit", r"$\boxed 3$", ""),
    Hostile("unclosed box", r"\boxed{2", "unbalanced"),
    Hostile("box closed late", "\\boxed{x = \n\n\n 2}", ""),
    Hostile("escaped braces", r"\boxed{\{1, 2\}}", ""),
    Hostile("box in a fence", "```\n\\boxed{2}\n```", "final:2"),
    Hostile("box in a comment", "% \\boxed{2}", "final:2"),
    Hostile("dollars in a box", r"\boxed{$x = 2$}", "final:x = 2"),
    Hostile("display in a box", r"\boxed{\[ x = 2 \]}", "final:x = 2"),
]
FENCES = [
    Hostile("fence", "```latex\nx = 2\n```", "final:x = 2"),
    Hostile("unclosed fence", "```\nx = 2", "final:x = 2"),
    Hostile("unclosed program", "```python\nx = 2", "empty"),
    Hostile("fence in a fence", "````\n```\nx = 2\n```\n````", "final:x = 2"),
    Hostile("code", "```python\nimport os\nos.remove('x')\nprint(x == 2)\n```", ""),
    Hostile("fence in a formula", "$$\n```\nx = 2\n```\n$$", "final:x = 2"),
    Hostile("inline code", "so `x = 2` holds", "final:x = 2"),
    Hostile("bold", "**x = 2**", "final:x = 2"),
    Hostile("heading", "# x = 2", "final:x = 2"),
    Hostile("quotation", "> x = 2", "final:x = 2"),
    Hostile("table", "| x | y |\n|---|---|\n| 1 | 2 |", ""),
]
UNBALANCED = [
    Hostile(f"unbalanced {text!r}", text, "unbalanced")
    for text in (
        "$x = (1$", "$x = 1)$", "$x = (1]$", "$x = {1$", r"$\frac{1}{2 = x$", r"\[ x = 1",
        r"\begin{aligned} x = 1", r"$x = \left( 1 \right]$", "$x = |1$", r"$x = \sqrt{1$",
    )
]  # fmt: skip


def _junk(name: str, alphabet: str, length: int) -> Hostile:
    random = Random(f"junk {name}")
    return Hostile(name, "".join(random.choices(alphabet, k=length)))


JUNK = [
    _junk("bytes as text", "".join(map(chr, range(256))), 5_000),
    _junk("signs", r"\{}()[]$^_&|=<>+-*/!'.,;: 0123456789xyzfd", 3_000),
    _junk("many signs", r"\{}()[]$^_&|=<>+-*/!'.,;: 0123456789xyzfd" + "\n", 90_000),
    _junk("letters", "abcdefghijklmnopqrstuvwxyz ", 90_000),
    _junk("digits", "0123456789.,eE+-", 90_000),
    Hostile("ten megabytes of letters", "x" * 10_000_000, "too long"),
    Hostile("ten megabytes of dollars", "$" * 10_000_000, "too long"),
    Hostile("ten megabytes of lines", "x = 1\n" * 1_700_000, "too long"),
    Hostile("as many statements as fit", "x = 1\n" * 16_000, "too long"),
    Hostile("a long formula", "$x = " + "+".join(["y"] * 30_000) + "$", "too long"),
]
HOSTILE: tuple[Hostile, ...] = (
    *LARGE_NUMBERS, *NESTINGS, *REPEATED, *INJECTIONS, *NO_VALUES, *CHARACTERS, *HALVES, *NOTHING,
    *SEVERAL, *BOXES, *FENCES, *UNBALANCED, *JUNK,
)  # fmt: skip
"""All of them."""
