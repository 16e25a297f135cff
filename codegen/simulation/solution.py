"""What a simulation returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnum.errors import InputError

MOST_CURVES = 12
"""Curves that a plot shows if none are asked for."""


@dataclass(frozen=True)
class Statistics:
    """What a solve took.

    Args:
        steps: Accepted steps; -1 where the solver does not tell.
        rhs_evaluations: Calls of the right side.
        jacobian_evaluations: Calls of the Jacobian.
        factorisations: LU factorisations; -1 where the solver does not tell.
        seconds: Wall time of the solve, without preparation.
    """

    steps: int
    rhs_evaluations: int
    jacobian_evaluations: int
    factorisations: int
    seconds: float


@dataclass(frozen=True)
class Solution:
    """States over time.

    Args:
        times: Shape (times,), float64, in the unit of the equations.
        states: Shape (times, *shape of the state), float64.
        names: Names of the states, flat; empty if they have none.
        backend: Which solver, with its method.
        statistics: What it took.
        parameters: The parameters used.
    """

    times: NDArray[np.float64]
    states: NDArray[np.float64]
    names: tuple[str, ...]
    backend: str
    statistics: Statistics
    parameters: Mapping[str, Any]

    @property
    def final(self) -> NDArray[np.float64]:
        """The last state."""
        last: NDArray[np.float64] = self.states[-1]
        return last

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """One state over time, by name; shape (times,).

        Raises:
            InputError: there is no such state.
        """
        if name not in self.names:
            raise InputError(f"{name!r} is no state; states are {_listed(self.names)}")
        flat = self.states.reshape(len(self.times), -1)
        found: NDArray[np.float64] = flat[:, self.names.index(name)]
        return found

    def plot(self, states: Sequence[str | int] | None = None, axes: Any = None) -> Any:
        """Curves of some states over time.

        Args:
            states: Names or flat positions; the first twelve if not given.
            axes: Matplotlib axes to draw on; new ones if not given.

        Returns:
            The axes.

        Raises:
            InputError: there is no such state.
        """
        if axes is None:
            from matplotlib.figure import Figure

            axes = Figure(figsize=(7, 4)).subplots()
        flat = self.states.reshape(len(self.times), -1)
        chosen = range(min(flat.shape[1], MOST_CURVES)) if states is None else states
        for one in chosen:
            curve = self[one] if isinstance(one, str) else flat[:, self._place(one, flat)]
            axes.plot(self.times, curve, label=self._label(one))
        axes.set_xlabel("time")
        axes.set_ylabel("state")
        axes.set_title(self.backend)
        if len(list(chosen)) > 1:
            axes.legend(fontsize="small")
        return axes

    def _place(self, place: int, flat: NDArray[np.float64]) -> int:
        if not 0 <= place < flat.shape[1]:
            raise InputError(f"state {place}: there are {flat.shape[1]}, counted from 0")
        return place

    def _label(self, state: str | int) -> str:
        if isinstance(state, str):
            return state
        return self.names[state] if self.names else f"state {state}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown}, …" if len(names) > 8 else shown or "without names here"
