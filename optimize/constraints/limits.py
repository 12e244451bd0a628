"""Limits and `must_open` of a joint plan, as constraints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from ..core.linear_rows import Rows, rows_from
from ..core.problem import Siting
from ..core.wording import figure
from .between_services import Columns, Constraint

_NAMED = 5
"""Candidates that a message names."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SpendingLimit:
    """A limit on the number of new sites, or on what they cost.

    Parameters
    ----------
    what
        ``"max_new"`` or ``"budget"``.
    whose
        A service, or ``"all services"``.
    amount
        By service and candidate its coefficient: 1, or the opening cost.
    most
        The limit.
    """

    what: Literal["max_new", "budget"]
    whose: str
    amount: Mapping[str, Floats]
    most: float

    def amounts(self, columns: Columns) -> Floats:
        """Return the coefficients of all candidates."""
        taken = np.zeros(columns.count)
        for service, amount in self.amount.items():
            taken[columns.of[service]] = amount
        return taken

    def rows(self, columns: Columns) -> Rows:
        """Return one row: the sum is at most the limit."""
        taken = self.amounts(columns)
        used = np.flatnonzero(taken)
        return rows_from(
            (np.zeros(len(used)), used, taken[used]), (1, columns.count), upper=self.most
        )

    def parts(self) -> tuple[Constraint, ...]:
        """Return the limit as it is."""
        return (self,)

    def __str__(self) -> str:
        return Sentence(
            "{limit} of {whose}: {number}",
            limit=self.what,
            whose=whose(self.whose),
            number=figure(self.most),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class MustOpen:
    """Candidates that are opened in any case.

    Parameters
    ----------
    service
        Name.
    candidates, names
        Their numbers and their ids.
    """

    service: str
    candidates: Ints
    names: tuple[str, ...]

    def rows(self, columns: Columns) -> Rows:
        """Return one row: all of them are opened."""
        count = len(self.candidates)
        chosen = columns.of[self.service][self.candidates]
        return rows_from((np.zeros(count), chosen, 1.0), (1, columns.count), lower=float(count))

    def parts(self) -> tuple[Constraint, ...]:
        """Return each candidate on its own."""
        return tuple(
            MustOpen(service=self.service, candidates=self.candidates[k : k + 1], names=(name,))
            for k, name in enumerate(self.names)
        )

    def __str__(self) -> str:
        more = ("...",) if len(self.names) > _NAMED else ()
        return Sentence(
            "must_open of {service}: {names}",
            service=Sentence(self.service),
            names=(*self.names[:_NAMED], *more),
        )


def own_rules(sitings: Mapping[str, Siting]) -> list[Constraint]:
    """Return each service's own `max_new`, `budget` and `must_open`."""
    rules: list[Constraint] = []
    for name, siting in sitings.items():
        rules += limits({name: siting}, name, max_new=siting.max_new, budget=siting.budget)
        must = np.flatnonzero(siting.must_open)
        if len(must):
            named = siting.candidate_names or tuple(map(str, range(len(siting.opening_cost))))
            rules.append(
                MustOpen(service=name, candidates=must, names=tuple(named[j] for j in must))
            )
    return rules


def limits(
    sitings: Mapping[str, Siting], whose: str, *, max_new: int | None, budget: float | None
) -> list[Constraint]:
    """Return the limits on the sites of these services together."""
    rules: list[Constraint] = []
    if max_new is not None:
        each = {name: np.ones(len(siting.opening_cost)) for name, siting in sitings.items()}
        rules.append(SpendingLimit(what="max_new", whose=whose, amount=each, most=max_new))
    if budget is not None:
        opening_cost = {name: siting.opening_cost for name, siting in sitings.items()}
        rules.append(SpendingLimit(what="budget", whose=whose, amount=opening_cost, most=budget))
    return rules


def whose(name: str) -> Sentence:
    """Return a service's name, or "all services", for a message."""
    return Sentence("all services") if name == "all services" else Sentence(name)
