"""How many people each step left, in ``plan.json``."""

from __future__ import annotations

from math import isfinite

from pydantic import BaseModel, ConfigDict

from ...geo.people.steps import PeopleStep, people_step
from ...optimize.plan import Plan
from ..study.study import Study


class PeopleStepPart(BaseModel):
    """The people by group before and after a step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: str
    """``read``, ``spread``, ``groups``, ``entries``, ``divided``, ``clipped``, ``calibrated``, ``aggregated``
    or ``grown``."""
    cells: int
    """How many cells there are after it."""
    before: dict[str, float]
    """Empty before reading; without groups that the step adds."""
    after: dict[str, float]


class FactorPart(BaseModel):
    """By how much the people of a unit were multiplied, to add up to an official count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: str
    """The level of the unit; ``area`` for the whole area."""
    unit: str
    name: str
    group: str
    before: float
    official: float
    factor: float | None
    """Null where nobody lived there, and nobody does by the count."""


def people_parts(plan: Plan, study: Study) -> list[PeopleStepPart]:
    """Return the steps from the file to the people that a plan is for.

    Parameters
    ----------
    plan, study
        The plan and its study.
    """
    layers = study.layers
    steps: list[PeopleStep] = list(layers.people_steps)
    year = plan.scenario.year
    if layers.years.changing and year is not None and year != layers.years.people_year:
        # New estates are among the cells, with nobody there in the year that the people layer counts.
        steps.append(people_step("grown", layers.demand, plan.scenario.times.demand))
    return [
        PeopleStepPart(
            step=one.step, cells=one.cells, before=dict(one.before), after=dict(one.after)
        )
        for one in steps
    ]


def factor_parts(study: Study) -> list[FactorPart]:
    """Return by unit and group how official counts changed the people; empty where the study names none."""
    return [
        FactorPart(
            **{name: str(row[name]) for name in ("level", "unit", "name", "group")},
            before=float(row["before"]),
            official=float(row["official"]),
            factor=float(row["factor"]) if isfinite(row["factor"]) else None,
        )
        for row in study.layers.people_factors.to_dict("records")
    ]
