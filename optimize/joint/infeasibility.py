"""Why no joint plan fulfils all constraints, and which limits would be feasible.

An irreducible infeasible set by the deletion filter: Chinneck, J. and Dravnieks, E. (1991), Locating minimal
infeasible constraint sets in linear programs, ORSA Journal on Computing 3, 157-168.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Floats
from ...common.sentences import Sentence, joined
from ..constraints.between_services import Columns, Constraint
from ..constraints.limits import SpendingLimit, whose
from ..constraints.per_unit import Presence
from ..core.effort import Effort
from ..core.linear_rows import Rows, stack_rows
from ..core.result import SearchResult
from ..core.wording import figure
from ..covering.solve_under_rules import least_choice


def conflicts(rules: Sequence[Constraint], columns: Columns, effort: Effort) -> tuple[str, ...]:
    """Return in words why the constraints are infeasible together.

    Parameters
    ----------
    rules
        All constraints, limits included, which are infeasible together.
    columns
        The columns of the candidates.
    effort
        How many threads.

    Returns
    -------
    tuple
        The irreducible infeasible set, then for each limit in it the least value that would be feasible.
    """
    beyond = [text for rule in rules if isinstance(rule, Presence) for text in rule.beyond()]
    if beyond:
        return tuple(beyond)
    diagnosis = _Diagnosis(columns=columns, effort=effort.diagnosing())
    conflicting = diagnosis.irreducible(rules)
    # Of each constraint a part may be enough: one township, one parcel.
    conflicting = diagnosis.irreducible([part for rule in conflicting for part in rule.parts()])
    headline = Sentence("cannot be met together: {rules}", rules=joined(*map(str, conflicting)))
    ways = [
        diagnosis.way_out(rule, rules) for rule in conflicting if isinstance(rule, SpendingLimit)
    ]
    found = [way for way in ways if way]
    return headline, *(found or diagnosis.ways_together(rules))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Diagnosis:
    columns: Columns
    effort: Effort

    def least(self, amount: Floats, rules: Sequence[Constraint]) -> SearchResult:
        return least_choice(amount, joint_rows(rules, self.columns), self.effort)

    def irreducible(self, rules: Sequence[Constraint]) -> list[Constraint]:
        """Drop each constraint without which the rest is still infeasible: the deletion filter."""
        left = list(rules)
        for rule in rules:
            others = [other for other in left if other is not rule]
            if self.least(np.ones(self.columns.count), others).status == "infeasible":
                left = others
        return left

    def needed(self, limit: SpendingLimit, rules: Sequence[Constraint]) -> float | None:
        """Return the least value of a limit under the constraints; None if unknown or infeasible."""
        amounts = limit.amounts(self.columns)
        found = self.least(amounts, rules)
        if found.status != "optimal" or found.chosen is None:
            return None
        return float(amounts[found.chosen].sum())

    def way_out(self, limit: SpendingLimit, rules: Sequence[Constraint]) -> str:
        least = self.needed(limit, [rule for rule in rules if rule is not limit])
        if least is None:
            # Another limit is too low as well, or the other constraints are infeasible themselves.
            return ""
        need = figure(least)
        unit = Sentence("{number} money", number=need)
        if limit.what == "max_new":
            unit = Sentence("{number} sites", number=need)
        return Sentence(
            "{limit} of {whose}: the other rules together need at least {needed}, {allowed} allowed; {number} "
            "would work",
            limit=limit.what,
            whose=whose(limit.whose),
            needed=unit,
            allowed=figure(limit.most),
            number=need,
        )

    def ways_together(self, rules: Sequence[Constraint]) -> list[str]:
        """Raise several limits in turn, each as little as possible given those before it."""
        held = [rule for rule in rules if not isinstance(rule, SpendingLimit)]
        raised = []
        for limit in rules:
            if not isinstance(limit, SpendingLimit):
                continue
            least = self.needed(limit, held)
            if least is None:
                return []
            if least > limit.most:
                raised.append(
                    Sentence(
                        "{limit} of {whose} {number}",
                        limit=limit.what,
                        whose=whose(limit.whose),
                        number=figure(least),
                    )
                )
            held.append(dataclasses.replace(limit, most=max(limit.most, least)))
        return [Sentence("together would work: {limits}", limits=tuple(raised))] if raised else []


def joint_rows(rules: Sequence[Constraint], columns: Columns) -> Rows:
    """Return all constraints as rows."""
    return stack_rows([rule.rows(columns) for rule in rules], columns.count)
