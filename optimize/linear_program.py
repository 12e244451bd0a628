"""A scenario's mixed-integer program, for another solver or a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..common.arrays import Ints
from ..common.errors import Fault, InputError
from ..coverage.assessment import assess_within
from .capacity.closest_assignment import closest_assignment_model
from .capacity.sites import capacity_sites
from .capacity.system_optimal import system_optimal_model
from .core.budget import budget_left
from .core.linear_model import LinearModel
from .core.problem import Siting
from .core.pulp_model import as_pulp
from .covering.exact_model import covering_model
from .covering.maximal import prepared_covering
from .objectives.capacitated_covering import CapacitatedCovering
from .objectives.maximal_covering import MaximalCovering
from .objectives.set_covering import SetCovering
from .scenario import Objective, Scenario
from .scenario_arrays import siting_of


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearProgram:
    """A scenario as a mixed-integer program in PuLP.

    Parameters
    ----------
    problem
        The ``pulp.LpProblem``; always minimised, so that what is maximised stands negated. Variables are
        called ``x0``, ``x1``, ... and the candidates come first.
    candidates
        Ids of the candidates that ``x0``, ``x1``, ... open; those that exact reduction dropped are left out.
    must_open
        Ids of the candidates that are opened in any case, and have no variable.

    See Also
    --------
    linear_program : Writes a scenario down.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> scenario = hh.Scenario(street_times(), max_new=1, limit_min=15)
    >>> program = hh.linear_program(scenario)
    >>> import pulp
    >>> status = program.problem.solve(pulp.HiGHS(msg=False))
    >>> program.opened()
    ('east',)
    """

    problem: Any
    candidates: tuple[str, ...]
    must_open: tuple[str, ...]

    def __repr__(self) -> str:
        # PuLP's own text is the whole model.
        columns, rows = self.problem.numVariables(), self.problem.numConstraints()
        count = len(self.candidates)
        return f"<LinearProgram {columns:,} variables, {rows:,} constraints; {count:,} candidates>"

    def opened(self) -> tuple[str, ...]:
        """Return the ids that a solved program opens, those opened in any case first.

        Raises
        ------
        InputError
            If the program has not been solved.
        """
        values = {variable.name: variable.value() for variable in self.problem.variables()}
        chosen = [values.get(f"x{number}", 0.0) for number in range(len(self.candidates))]
        if None in chosen:
            raise InputError(
                Fault(
                    file="linear program",
                    cause="has not been solved",
                    fix="call problem.solve(...) of it first",
                )
            )
        ids = [one for one, value in zip(self.candidates, chosen, strict=True) if value > 0.5]
        return (*self.must_open, *ids)


def linear_program(scenario: Scenario) -> LinearProgram:
    """Write a scenario down as a mixed-integer program, for another solver or as a file.

    It is the model after exact reduction that `solve` would hand to HiGHS without its own bound and search.

    Parameters
    ----------
    scenario
        With the objective maximal covering, set covering or capacitated covering.

    Returns
    -------
    LinearProgram
        ``problem.writeLP(path)`` and ``problem.writeMPS(path)`` write files, ``problem.solve(...)`` solves it.

    Raises
    ------
    InputError
        If the objective is solved otherwise than by one program, as set covering with places is, or asks that
        everybody is served.

    See Also
    --------
    solve : Answers a scenario with a proof.

    References
    ----------
    Church, R. and ReVelle, C. (1974), The maximal covering location problem, Papers of the Regional Science
    Association 32, 101-118; Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971), The location of
    emergency service facilities, Operations Research 19, 1363-1373.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> scenario = hh.Scenario(street_times(), max_new=2, limit_min=15)
    >>> program = hh.linear_program(scenario)
    >>> program.candidates
    ('mid', 'east')
    >>> program.problem.numVariables()  # two to open, one for cells that both reach
    3
    """
    before = assess_within(
        scenario.times, scenario.limit, group=scenario.group, capacity=scenario.places
    )
    siting = siting_of(scenario, before)
    model, candidates = _model(scenario.objective, siting)
    names = siting.candidate_names
    return LinearProgram(
        problem=as_pulp(model),
        candidates=tuple(names[j] for j in candidates),
        must_open=tuple(names[j] for j in np.flatnonzero(siting.must_open)),
    )


def _model(objective: Objective, siting: Siting) -> tuple[LinearModel, Ints]:
    """Return the program and the candidates of its first variables."""
    if isinstance(objective, MaximalCovering):
        ready = prepared_covering(
            siting.reach(),
            np.where(siting.served_today, 0.0, siting.people),
            opening_cost=siting.opening_cost,
            must_open=siting.must_open,
        )
        candidates = ready.problem.candidates
        return covering_model(ready.problem, budget_left(siting).of(candidates)), candidates
    if isinstance(objective, SetCovering):
        if siting.assignment is not None:
            raise InputError(
                Fault(
                    file="scenario",
                    column="objective",
                    value=objective.kind,
                    cause="is not solved by one linear program where places count: solutions are recounted",
                    fix="take capacitated_covering, or write `capacity: ignore` for reach alone",
                )
            )
        return objective.linear_model(siting)
    if isinstance(objective, CapacitatedCovering):
        if objective.serve_all:
            raise InputError(
                Fault(
                    file="scenario",
                    column="objective.serve_all",
                    value=True,
                    cause="is no row of the program, which serves as many as it can",
                    fix="leave it out, and see whether the program serves everybody",
                )
            )
        closest = objective.assignment == "closest"
        written = (closest_assignment_model if closest else system_optimal_model)(
            siting, capacity_sites(siting)
        )
        return written.model, written.candidates
    raise InputError(
        Fault(
            file="scenario",
            column="objective",
            value=objective.kind,
            cause="is not solved by one linear program",
            fix="take maximal_covering, set_covering or capacitated_covering",
        )
    )
