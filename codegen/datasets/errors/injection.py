"""A right record with one step made wrong on purpose, labelled and proved wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.datasets.errors.alterations import ALTERATIONS
from codegen.datasets.errors.computations.counting_errors import counting_error
from codegen.datasets.errors.computations.evaluation_errors import evaluation_error
from codegen.datasets.errors.computations.multiplication_errors import multiplication_error
from codegen.datasets.errors.computations.recursion_errors import recursion_error
from codegen.datasets.errors.computations.template_errors import template_error
from codegen.datasets.errors.derivations.derivation_errors import derivation_error
from codegen.datasets.errors.spoiled import Record
from codegen.datasets.errors.topics.topic_errors import topic_error
from codegen.datasets.topics.topics import TOPICS
from symnum.errors import require_known

Injector = Callable[[Record, str, int], Record | None]
"""From a right record, a kind of error and a seed; ``None`` where no such error fits."""

INJECTORS: Mapping[str, Injector] = {
    **dict.fromkeys(TOPICS, topic_error),
    "derivation": derivation_error,
    "template": template_error,
    "evaluation": evaluation_error,
    "multiplication": multiplication_error,
    "recursion": recursion_error,
    "counting": counting_error,
}
"""By family; records of others are not spoiled."""


def inject(record: Record, kind: str, seed: int) -> Record | None:
    """The record with one step spoiled: a pure function of the arguments.

    The problem and the answer stay. A coin says whether the steps that rest on the wrong one go on
    from it; if so, and if each of them is then false, they are labelled wrong as well. Else they
    are left as they were and labelled right, since they are: a mistake before them does not make
    them false. What the problem defines is right in any case.

    Args:
        record: A right record, as generated.
        kind: A key of :data:`~codegen.datasets.errors.alterations.ALTERATIONS`.
        seed: Chooses the step, the mistake and what becomes of later steps.

    Returns:
        ``None`` if the record was changed before, if its family has no steps that can be spoiled,
        or if no mistake of this kind could be shown to be one.

    Raises:
        InputError: there is no such kind.
    """
    require_known(kind, ALTERATIONS, "kind of error")
    injector = INJECTORS.get(record["family"])
    if injector is None or record["error"]["kind"] or record["perturbation"]["name"]:
        return None
    return injector(record, kind, seed)
