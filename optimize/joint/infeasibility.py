"""Why no joint plan fulfils all rules, and what would work.

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
from ..core.effort import DIAGNOSIS_S, Effort
from ..core.linear_rows import Rows, stack_rows
from ..core.result import SearchResult
from ..core.wording import figure
from ..covering.solve_under_rules import least_choice


def conflicts(rules: Sequence[Constraint], columns: Columns, effort: Effort) -> tuple[str, ...]:
    """Say in words why nothing fulfils all rules.

    Parameters
    ----------
    rules
        All rules, limits included, which nothing fulfils together.
    columns
        The candidates.
    effort
        How many threads.

    Returns
    -------
    tuple
        What contradicts what, then for each limit among it what would work in its place.
    """
    beyond = [text for rule in rules if isinstance(rule, Presence) for text in rule.beyond()]
    if beyond:
        return tuple(beyond)
    court = _Court(columns=columns, effort=dataclasses.replace(effort, time_limit_s=DIAGNOSIS_S))
    guilty = court.irreducible(rules)
    # What is left of each rule may be far less than all of it: one township, one parcel.
    guilty = court.irreducible([part for rule in guilty for part in rule.parts()])
    headline = Sentence("cannot be met together: {rules}", rules=joined(*map(str, guilty)))
    ways = [court.way_out(rule, rules) for rule in guilty if isinstance(rule, SpendingLimit)]
    found = [way for way in ways if way]
    return headline, *(found or court.ways_together(rules))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Court:
    columns: Columns
    effort: Effort

    def least(self, amount: Floats, rules: Sequence[Constraint]) -> SearchResult:
        return least_choice(amount, joint_rows(rules, self.columns), self.effort)

    def irreducible(self, rules: Sequence[Constraint]) -> list[Constraint]:
        """Drop each rule without which nothing is fulfilled either."""
        left = list(rules)
        for rule in rules:
            others = [other for other in left if other is not rule]
            if self.least(np.ones(self.columns.count), others).status == "infeasible":
                left = others
        return left

    def needed(self, limit: SpendingLimit, rules: Sequence[Constraint]) -> float | None:
        """Return how little of a limit fulfils the rules; None if unknown or nothing does."""
        amounts = limit.amounts(self.columns)
        found = self.least(amounts, rules)
        if found.status != "optimal" or found.chosen is None:
            return None
        return float(amounts[found.chosen].sum())

    def way_out(self, limit: SpendingLimit, rules: Sequence[Constraint]) -> str:
        least = self.needed(limit, [rule for rule in rules if rule is not limit])
        if least is None:
            # Another limit stands in the way, or the other rules contradict each other too.
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
        """Raise several limits: each in turn as little as possible, those before it as they came out."""
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
    """Return all rules as rows."""
    return stack_rows([rule.rows(columns) for rule in rules], columns.count)
