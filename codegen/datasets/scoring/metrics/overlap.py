"""ROUGE-2, BLEU and GLEU of an answer's text against the reference's, for comparison only.

They count n-grams that two texts share and know no mathematics. BLEU (Papineni et al. 2002) and its
tokens are sacrebleu's; GLEU (Wu et al. 2016) is that of ``google_bleu`` with the same tokens,
ROUGE-2 (Lin 2004) the F-measure of ``rouge_score``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import repeat
from math import exp, log

LONGEST = 4
LARGEST_TEXT = 20_000
"""Characters of a text that are compared."""
NOTE = (
    "ROUGE-2, BLEU and GLEU count shared n-grams and know no mathematics: an answer with one wrong "
    "sign, or with a step left out, scores nearly as a right one, and a right answer that is "
    "written in another way scores low."
)

Grams = Counter[tuple[str, ...]]
_SPACED = tuple((sign, f" {sign} ") for sign in '!"#$%&()*+/:;<=>?@[\\]^_`{|}~')
_13A: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[^0-9][.,]"), lambda found: f"{found[0][0]} {found[0][1]} "),
    (re.compile(r"[.,][^0-9]"), lambda found: f" {found[0][0]} {found[0][1]}"),
    (re.compile(r"[0-9]-"), lambda found: f"{found[0][0]} - "),
)
"""The tokens of mteval-v13a, the usual ones for BLEU, after its spaces around signs."""


def overlaps(text: str, reference: str) -> dict[str, float]:
    """The three figures, each from 0 to 1."""
    text, reference = text[:LARGEST_TEXT], reference[:LARGEST_TEXT]
    said, wanted = _tokens(text), _tokens(reference)
    counts = zip(_all_grams(said), _referred(wanted), strict=True)
    shared = [_shared(a, b) for a, b in counts]
    totals = [(max(0, len(said) - n), max(0, len(wanted) - n)) for n in range(LONGEST)]
    return {
        "rouge2": rouge2(text, reference),
        "bleu": _bleu(shared, [a for a, _ in totals], len(said), len(wanted)),
        "gleu": _gleu(sum(shared), sum(a for a, _ in totals), sum(b for _, b in totals)),
    }


def rouge2(text: str, reference: str) -> float:
    """The F-measure of shared pairs of words.

    >>> rouge2("a = b + c", "a = b + d")
    0.5
    """
    said, wanted = (_grams(_words(part), 2) for part in (text, reference))
    total = said.total() + wanted.total()
    return 2 * _shared(said, wanted) / total if total else 0.0


def _shared(first: Grams, second: Grams) -> int:
    """How many n-grams are in both, as often as they are."""
    return sum(map(min, first.values(), map(second.get, first, repeat(0))))


def _bleu(shared: Sequence[int], totals: Sequence[int], said: int, wanted: int) -> float:
    """With zero counts smoothed by halving (sacrebleu's ``exp``) and the orders that there are."""
    logs, smoothing = [], 1.0
    for hits, total in zip(shared, totals, strict=True):
        if not total:
            break
        if not hits:
            smoothing *= 2
        logs.append(log(hits / total if hits else 1 / (smoothing * total)))
    if not logs or not shared[0]:
        return 0.0
    return min(1.0, exp(1 - wanted / said)) * exp(sum(logs) / len(logs))


def _gleu(shared: int, said: int, wanted: int) -> float:
    """The smaller of precision and recall over all orders."""
    return shared / max(said, wanted) if shared else 0.0


def _words(text: str) -> list[str]:
    """Runs of letters and digits in lower case, as ``rouge_score`` cuts them."""
    return re.findall(r"[a-z0-9]+", text.lower())


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[str, ...]:
    for old, new in (("<skipped>", ""), ("-\n", ""), ("\n", " "), ("&quot;", '"'),
                     ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):  # fmt: skip
        text = text.replace(old, new)
    text = f" {text} "
    for sign, alone in _SPACED:  # a quarter of the time that ``str.translate`` takes
        text = text.replace(sign, alone)
    for pattern, spaced in _13A:
        text = pattern.sub(spaced, text)
    return tuple(text.split())


def _all_grams(tokens: tuple[str, ...]) -> list[Grams]:
    return [_grams(tokens, order) for order in range(1, LONGEST + 1)]


_referred = lru_cache(maxsize=1)(_all_grams)
"""Those of the reference before, since answers to one record come one after the other."""


def _grams(tokens: Sequence[str], order: int) -> Grams:
    return Counter(zip(*(tokens[start:] for start in range(order)), strict=False))
