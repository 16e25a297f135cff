r"""What commands, words and characters mean, as data.

Words are those of plain text (``sin``, ``arctan``, ``theta``), commands those of LaTeX without
the backslash. A template is an s-expression over the argument ``a``, as in the operator table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from symnum.ops import Template, operators
from symnum.terms.grammar import ALIASES

GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi",
    "psi", "omega", "varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi", "varkappa",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    "digamma",
})  # fmt: skip
LETTER_COMMANDS = GREEK | {
    "hbar",
    "ell",
    "imath",
    "jmath",
    "Re",
    "Im",
    "aleph",
    "wp",
    "nabla",
    "dagger",
    "ddagger",
    "star",
    "ast",
    "prime",
    "perp",
    "parallel",
    "mathring",
    "eth",
    "hslash",
    "beth",
    "infty",
}
"""Commands that stand for one character of a name."""
STYLES = frozenset({
    "mathbf", "mathrm", "mathit", "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak", "mathbb",
    "mathbfit", "hat", "tilde", "bar", "vec", "dot", "ddot", "dddot", "acute", "grave", "breve",
    "check", "widehat", "widetilde", "overline", "underline", "overrightarrow", "operatorname",
    "mathring",
})  # fmt: skip
"""Commands with one argument that make another name of it."""
STYLE_ALIASES = {"bm": "mathbf", "boldsymbol": "mathbf", "bold": "mathbf", "textbf": "mathbf",
                 "rm": "mathrm", "bf": "mathbf", "textrm": "mathrm", "textit": "mathit",
                 "mathnormal": "mathit", "operatorname*": "operatorname"}  # fmt: skip
DOTS = {"dot": 1, "ddot": 2, "dddot": 3}
"""Derivatives by time, unless the whole is a name."""

_SPELLED = {row.name for row in operators() if row.arity == 1} - {"neg", "negation"}
FUNCTION_WORDS: Mapping[str, Template] = {
    **{name: (name, "a") for name in sorted(_SPELLED)},
    **{word: (name, "a") for word, name in ALIASES.items() if name in _SPELLED},
    "tg": ("tan", "a"), "arctg": ("atan", "a"), "arcsinh": ("asinh", "a"),
    "arccosh": ("acosh", "a"), "arctanh": ("atanh", "a"), "lg": ("log10", "a"),
    "sgn": ("sign", "a"), "cot": ("div", ("cos", "a"), ("sin", "a")),
    "sec": ("div", 1, ("cos", "a")), "csc": ("div", 1, ("sin", "a")),
    "cosec": ("div", 1, ("sin", "a")), "coth": ("div", ("cosh", "a"), ("sinh", "a")),
    "sech": ("div", 1, ("cosh", "a")), "csch": ("div", 1, ("sinh", "a")),
    "ceil": ("neg", ("floor", ("neg", "a"))),
}  # fmt: skip
"""Functions of one argument."""
SEVERAL = {row.name: row for row in operators() if (row.arity or 0) > 1 and
           row.name not in {"add", "mul", "sub", "div", "pow", "equation", "select", "less",
                            "less_equal", "equal", "conjunction", "disjunction"}}  # fmt: skip
"""Functions of several arguments, called by their names."""
INDEXED = {"J": "besselj", "Y": "bessely", "I": "besseli", "K": "besselk"}
"""Functions whose first argument is an index."""
NAMED_LETTERS = {"Ai": "airyai", "Bi": "airybi", r"\Gamma": "gamma", r"\psi": "digamma"}
"""Names that are functions of the table where they are called and not declared."""
INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh",
            "tanh": "atanh", "erf": "erfinv"}  # fmt: skip
"""What the exponent −1 after a function's name means."""
CONSTANT_WORDS = frozenset({"const", "constant"})
"""Words for an integration constant where an addend stands."""
NO_VALUES = frozenset({"nan", "none", "null", "undefined", "inf", "true", "false", "error"})
"""Words that models write where a number should be."""

RELATIONS: Mapping[str, str] = {
    "=": "=", "<": "<", ">": ">", "==": "=", "<=": "<=", ">=": ">=", "!=": "!=", ":=": "=",
    "=:": "=", r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", r"\ge": ">=", r"\geq": ">=",
    r"\geqslant": ">=", r"\lt": "<", r"\gt": ">", r"\ne": "!=", r"\neq": "!=", r"\equiv": "=",
    r"\coloneqq": "=", r"\triangleq": "=", r"\approx": "≈", r"\simeq": "≈", r"\sim": "≈",
    r"\cong": "≈", r"\questeq": "?=",
}  # fmt: skip
SEPARATORS = frozenset({
    r"\\", r"\quad", r"\qquad", r"\implies", r"\Rightarrow", r"\Longrightarrow", r"\iff",
    r"\Leftrightarrow", r"\Longleftrightarrow", r"\therefore", r"\because", r"\land", r"\lor",
    r"\wedge", r"\vee", r"\longrightarrow", r"\rightarrow", r"\leadsto", r"\newline", r"\ldots",
    r"\dots", r"\cdots", r"\hspace", r"\hfill", r"\square", r"\blacksquare", r"\checkmark",
    r"\colon",
})  # fmt: skip
"""Commands between statements."""
TIMES = frozenset({"*", r"\cdot", r"\times", r"\ast", r"\cdotp", r"\centerdot"})
SLASHES = frozenset({"/", r"\div", r"\slash"})
BARS = {r"\lvert": ("open", "|"), r"\rvert": ("close", "|"), r"\langle": ("open", "<"),
        r"\rangle": ("close", "<"), r"\lfloor": ("open", "⌊"), r"\rfloor": ("close", "⌊"),
        r"\lceil": ("open", "⌈"), r"\rceil": ("close", "⌈"), r"\lbrace": ("open", "\\{"),
        r"\rbrace": ("close", "\\{"), r"\{": ("open", "\\{"), r"\}": ("close", "\\{"),
        r"\lparen": ("open", "("), r"\rparen": ("close", "("), r"\lbrack": ("open", "["),
        r"\rbrack": ("close", "["), r"\lVert": ("open", "‖"), r"\rVert": ("close", "‖"),
        "(": ("open", "("), ")": ("close", "("), "[": ("open", "["), "]": ("close", "["),
        "{": ("open", "{"), "}": ("close", "{")}  # fmt: skip
"""Brackets: which side they are of, and what they have to match."""
SIZES = frozenset({"left", "right", "middle"}) | {
    size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
}
SIDES: Mapping[str, str] = {
    "left": "open", "right": "close",
    **{size + "l": "open" for size in ("big", "Big", "bigg", "Bigg")},
    **{size + "r": "close" for size in ("big", "Big", "bigg", "Bigg")},
}  # fmt: skip
"""Which side a bracket or bar is of that such a command stands before."""
DROPPED = frozenset({
    r"\,", r"\;", r"\:", r"\!", r"\>", "\\ ", "~", r"\displaystyle", r"\textstyle", r"\limits",
    r"\nolimits", r"\nonumber", r"\notag", r"\thinspace", r"\medspace", r"\thickspace", r"\strut",
    r"\enspace", r"\scriptstyle", r"\mathstrut", r"\hline", r"\allowbreak", r"\nobreak", r"\/",
    r"\cr", r"\centering", r"\noindent", r"\bigskip", r"\medskip", r"\smallskip",
})  # fmt: skip
"""Commands that say how something looks."""
WITH_IGNORED_ARGUMENT = frozenset({"tag", "tag*", "label", "color", "phantom", "hphantom",
                                   "vphantom", "hspace", "vspace", "hspace*"})  # fmt: skip
TEXTS = frozenset({"text", "textrm", "textbf", "textit", "mbox", "hbox", "intertext", "textnormal",
                   "texttt", "emph"})  # fmt: skip
"""Commands whose argument is prose, or a name in an index."""
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
PASSED = frozenset({"boxed", "fbox", "underbrace", "overbrace", "mathop", "mathrel", "mathord",
                    "smash", "framebox"})  # fmt: skip
"""Commands whose argument is read as if they were not there."""
MACROS = frozenset({"def", "edef", "gdef", "xdef", "let", "newcommand", "renewcommand", "input",
                    "include", "write", "csname", "expandafter", "catcode", "loop", "read",
                    "openin", "openout", "newcount", "providecommand", "DeclareMathOperator",
                    "usepackage", "immediate", "futurelet", "directlua", "special"})  # fmt: skip
"""Commands that would program TeX."""
LINES = frozenset({
    "aligned", "align", "align*", "alignat", "alignat*", "alignedat", "equation", "equation*",
    "gather", "gather*", "gathered", "split", "eqnarray", "eqnarray*", "multline", "multline*",
    "displaymath", "math", "flalign", "flalign*", "dcases", "subequations",
})  # fmt: skip
"""Environments whose lines are statements."""

CHARACTERS: Mapping[str, str] = {
    "×": r"\times", "⋅": r"\cdot", "·": r"\cdot", "∙": r"\cdot", "∗": "*", "−": "-", "–": "-",
    "÷": r"\div", "∕": "/", "⁄": "/", "≤": r"\le", "≥": r"\ge", "⩽": r"\le", "⩾": r"\ge",
    "≠": r"\ne", "≈": r"\approx", "≃": r"\simeq", "≡": r"\equiv", "≔": r"\coloneqq",
    "±": r"\pm", "∓": r"\mp", "∂": r"\partial", "∫": r"\int", "∑": r"\sum", "∏": r"\prod",
    "√": r"\sqrt", "∛": r"\cbrt", "∞": r"\infty", "′": "'", "″": "''", "‴": "'''", "’": "'",
    "→": r"\to", "⇒": r"\Rightarrow", "⟹": r"\Rightarrow", "⇔": r"\iff", "⟺": r"\iff",
    "∴": r"\therefore", "ℏ": r"\hbar", "ħ": r"\hbar", "ℓ": r"\ell", "∇": r"\nabla", "†": r"\dagger",
    "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "∈": r"\in",
    "∪": r"\cup", "∅": r"\emptyset", "ℝ": r"\mathbb{R}", "∖": r"\setminus",
    "≟": r"\questeq",
    "∧": r"\land", "∨": r"\lor", "¬": r"\lnot", "…": r"\dots", "⋯": r"\dots", "∣": "|",
    "½": r"\frac{1}{2}", "⅓": r"\frac{1}{3}", "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}",
    "⅔": r"\frac{2}{3}", "ϕ": r"\phi", "φ": r"\varphi", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ϑ": r"\vartheta", "ς": r"\varsigma", "ϱ": r"\varrho", "ϖ": r"\varpi", "Ω": r"\Omega",
    "µ": r"\mu",
    **{unicodedata.lookup(f"GREEK {case} LETTER {name.upper() if name != 'lambda' else 'LAMDA'}"):
       f"\\{name if case == 'SMALL' else name.capitalize()}"
       for case in ("SMALL", "CAPITAL")
       for name in sorted(GREEK - {"digamma", "epsilon", "phi", "omicron"})
       if name.islower() and not name.startswith("var")
       and (case == "SMALL" or name.capitalize() in GREEK)},
}  # fmt: skip
"""What characters beyond ASCII are in LaTeX."""
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ", "0123456789+-=()nix", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢⱼₖₓₘₜₐₑ", "0123456789+-=()nijkxmtae", strict=True))
