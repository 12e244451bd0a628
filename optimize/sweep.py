"""A scenario solved for every combination of several settings, as one table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from ..common.errors import Fault, InputError
from ..common.written.shown import Shown
from .plan import Plan, opening_cost
from .scenario import Scenario
from .solve import solve

NOT_RUN: Final = "not run"
"""The status of combinations after one that the user stopped."""

_FIGURES: Final = (
    *("objective_value", "bound", "optimality_gap", "status", "seconds"),
    *("people", "served", "share", "gap_people", "no_place_people", "sites", "cost"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweep(Shown):
    """A scenario under several settings.

    Parameters
    ----------
    scenario
        The scenario whose settings are varied.
    varied
        The settings in the order of the table's first columns.
    table
        One row for each combination, the last setting fastest: the settings; ``objective_value``, ``bound``,
        ``optimality_gap``, ``status`` and ``seconds`` of the certificate; ``people``, ``served``, ``share``,
        ``gap_people`` and ``no_place_people`` of the group, recounted with the plan's sites; ``sites``, how
        many are opened, their ``cost``, and ``opened``, their ids. Rows that are infeasible or not run have no
        figures.
    plans
        The plans by row of the table; those that were not run are left out.

    See Also
    --------
    sweep : Solve a scenario under several settings.
    sweep_chart : Draw it.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> swept = hh.sweep(hh.Scenario(street_times(), max_new=1), limit_min=[10, 15])
    >>> swept
    <Sweep of 2 plans over limit_min>
    >>> swept.plans[1].opened
    ('east',)
    """

    scenario: Scenario
    varied: tuple[str, ...]
    table: pd.DataFrame
    plans: Mapping[int, Plan] = field(repr=False)

    def __repr__(self) -> str:
        missing = len(self.table) - len(self.plans)
        said = f", {missing} not run" if missing else ""
        return f"<Sweep of {len(self.plans)} plans over {', '.join(self.varied)}{said}>"


def sweep(scenario: Scenario, **settings: Iterable[Any]) -> Sweep:
    """Solve a scenario for every combination of several settings.

    All combinations are checked before the first is solved. When the search of one is stopped by the user, that
    plan is the best found until then, and the combinations after it are not run; nor are they where the user
    stops between two searches.

    Parameters
    ----------
    scenario
        The scenario.
    **settings
        For each setting of a `Scenario` its values, such as ``max_new=range(1, 16), limit_min=[15, 30]``.

    Returns
    -------
    Sweep
        One table of all combinations, and their plans.

    Raises
    ------
    InputError
        If no setting is varied, one has no values or is none of a scenario's, or a combination makes no sense.
    SolverError
        If the solver fails.

    See Also
    --------
    frontier : Every number of sites or budget alone; faster, since each point starts from the one before.
    compare : Plans of different scenarios side by side.

    Examples
    --------
    One or two new sites, within ten or fifteen minutes:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> swept = hh.sweep(hh.Scenario(street_times()), limit_min=[10, 15], max_new=range(1, 3))
    >>> print(swept.table[["limit_min", "max_new", "served", "status"]].to_string(index=False))
     limit_min  max_new  served  status
            10        1   130.0 optimal
            10        2   190.0 optimal
            15        1   340.0 optimal
            15        2   400.0 optimal
    """
    values = _values(settings)
    combinations = [
        dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())
    ]
    scenarios = _scenarios(scenario, combinations)
    plans: dict[int, Plan] = {}
    for row, one in enumerate(scenarios):
        asked = ", ".join(f"{name} {_plain(value)}" for name, value in combinations[row].items())
        try:
            scenario.report(f"{asked} ({row + 1} of {len(scenarios)})")
            plans[row] = solve(one)
        except KeyboardInterrupt:
            # Between two searches: what was found until then is not lost.
            if not plans:
                raise
            break
        if plans[row].certificate.status == "stopped by user":
            break
    rows = [
        {**combination, **_figures(plans.get(row))} for row, combination in enumerate(combinations)
    ]
    # Settings may be of any kind, such as objectives or capacities: none is made a number of.
    table = pd.DataFrame(rows, columns=[*values, *_FIGURES, "opened"])
    return Sweep(scenario=scenario, varied=tuple(values), table=table, plans=plans)


def _plain(value: object) -> str:
    """Return a setting as a short text: of an objective its kind."""
    return str(getattr(value, "kind", value))


def _values(settings: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    known = set(Scenario.__dataclass_fields__) - {"times", "report"}
    faults = []
    values = {}
    for name, given in settings.items():
        if name not in known:
            faults.append(
                Fault(
                    file="sweep",
                    column=name,
                    cause="is no setting of a scenario",
                    fix=f"name one of {', '.join(sorted(known))}",
                )
            )
        elif isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
            faults.append(
                Fault(
                    file="sweep",
                    column=name,
                    value=given,
                    cause="is one value, not several",
                    fix=f"write {name}=[...], with each value that is to be tried",
                )
            )
        else:
            values[name] = list(given)
            if not values[name]:
                faults.append(
                    Fault(
                        file="sweep",
                        column=name,
                        cause="has no values",
                        fix="give one or more",
                    )
                )
    if not settings:
        faults.append(
            Fault(
                file="sweep",
                cause="has no setting that is varied",
                fix="write for example max_new=range(1, 6), or use halfhour.solve",
            )
        )
    if faults:
        raise InputError(*faults)
    return values


def _scenarios(scenario: Scenario, combinations: list[dict[str, Any]]) -> list[Scenario]:
    """Return the scenario of each combination; all that make no sense are told together."""
    found, faults = [], []
    for combination in combinations:
        try:
            found.append(scenario.replace(**combination))
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise InputError(*faults)
    return found


def _figures(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"status": NOT_RUN, "opened": ()}
    proof, after = plan.certificate, plan.after
    told = {"status": proof.status, "seconds": proof.seconds, "opened": plan.opened}
    if proof.status == "infeasible":
        return told
    cost = opening_cost(plan)
    return told | {
        "objective_value": proof.objective_value,
        "bound": proof.bound,
        "optimality_gap": proof.optimality_gap,
        "people": after.people_total,
        "served": after.people_served,
        "share": after.share,
        "gap_people": after.gap_people,
        "no_place_people": after.no_place_people,
        "sites": len(plan.opened),
        "cost": np.nan if cost is None else cost,
    }
