"""The search for the choice that covers most: bound, fix, look around, and leave the rest to the solver."""

from __future__ import annotations

import dataclasses
import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .covering_bound import Allowance, Relaxed, first_relaxed, improve_bound, most_worth
from .covering_model import covering_model, start_values
from .exchange import Room, greedy_choice, improved_choice
from .implied import implied_groups
from .lists import picked
from .reduction import Covering, reduce_lists
from .siting import Effort, Status
from .solver import solve_model

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEPS: Final = 60
"""Steps towards the bound between two attempts to fix candidates."""

_SLOW: Final = 0.8
"""A round towards the bound is slow if it leaves more than this part of the gap ..."""

_FEWER: Final = 0.9
"""... and more than this part of the candidates. The next is then twice as long."""

_SMALL_PAIRS: Final = 200_000
"""After two slow rounds a problem of at most so many pairs goes to the solver, a larger one after four."""

_SOLVABLE_PAIRS: Final = 4_000_000
"""A larger model would take gigabytes, and minutes to write down: the search for the bound goes on ..."""

_PATIENCE: Final = 20
"""... until the time is over, or for so many slow rounds where there is no limit."""

_MOST_STEPS: Final = 500
"""Steps of a round at most."""

_TINY_PAIRS: Final = 3_000
"""So few pairs go to the solver at once."""

_MORE_KNOWN: Final = 0.7
"""Implied groups are looked for when no more than this part of the gap at the last time is left."""

_HARD_PAIRS: Final = 50_000
"""Problems of fewer pairs the solver mostly closes in a second."""

_SAME: Final = 1e-9
"""Relative difference up to which two sums of the same people are the same."""

_OWN: Final = "Lagrangian bound and exact reduction (Halfhour)"

_LOOKED_AT_PAIRS: Final = 1_000_000
"""So many pairs may the disturbances of the best choice in a round look at, about ..."""

_LOOKED_AT_LAST: Final = 300_000_000
"""... and those before the rest goes to the solver."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """What is still to be chosen: a smaller problem beside candidates that are open for sure.

    Parameters
    ----------
    problem, room
        The problem, and what may be opened in it.
    base
        People served by those that are open for sure.
    opened
        The caller's numbers of these.
    """

    problem: Covering
    room: Room
    base: float
    opened: Ints

    @property
    def pairs(self) -> int:
        """How many groups all candidates serve together."""
        return len(self.problem.groups_of.items)


class CoveringSearch:
    """The search for the best choice and its proof, narrowing the problem as it goes."""

    def __init__(self, part: Part, began: float, effort: Effort, begin: Ints | None) -> None:
        self._part, self._began, self._effort = part, began, effort
        problem, room = part.problem, part.room
        whole = bool((problem.weight == np.rint(problem.weight)).all())
        self._step = 1.0 if whole and part.base == round(part.base) else 0.0
        self.groups, self.kept = len(problem.weight), len(problem.candidates)
        self.status: Status = "optimal"
        self.solver = "none needed after exact reduction"
        self.worth: dict[str, float] = {}
        self.relaxed: Relaxed | None = None
        self._gap_tried = np.inf
        start = greedy_choice(problem, room)
        if begin is not None:
            own = np.flatnonzero(np.isin(problem.candidates, begin))
            if len(own) <= room.at_most and room.price[own].sum() <= room.budget:
                start = own
        choice = improved_choice(problem, room, start)
        self.opened: Ints = part.opened
        self.best = -1.0
        self._keep(part, choice)
        self.bound = part.base + float(problem.weight.sum())

    def run(self, relaxed: Relaxed | None = None) -> None:
        """Close the gap between the best choice and the bound; Ctrl-C ends it with what was found.

        `relaxed` is where the search for a bound ended for a similar question.
        """
        try:
            self._run(relaxed)
        except KeyboardInterrupt:
            self.status = "stopped by user"
        except MemoryError:
            self.status = "stopped by memory"

    def _run(self, relaxed: Relaxed | None) -> None:
        part = self._part
        if self._enough(self.bound) or part.room.at_most == 0:
            self.bound = self.best if part.room.at_most == 0 else self.bound
            return
        relaxed = relaxed or first_relaxed(part.problem, self._own(part))
        # Multipliers stay valid, the bound that they gave for another number of sites does not.
        relaxed = dataclasses.replace(
            relaxed, bound=float(part.problem.weight.sum()), proof=np.zeros(len(relaxed.proof))
        )
        slow, steps, wandered = 0, _STEPS, False
        for seed in itertools.count():
            gap = self.bound - self.best
            relaxed = self._relax(part, relaxed, steps)
            if self._done():
                return
            narrowed = self._narrow(part, relaxed)
            if narrowed is None:
                self.bound = self.best
                return
            fewer = len(narrowed[0].problem.candidates) < _FEWER * len(part.problem.candidates)
            part, relaxed = narrowed
            self._part = part
            if fewer or slow == 0:
                self._search_around(part, relaxed, seed)
            if self._done():
                return
            near = self.bound - self.best
            progress = fewer or near < _SLOW * gap
            slow, steps = (0, _STEPS) if progress else (slow + 1, min(2 * steps, _MOST_STEPS))
            if part.pairs > _TINY_PAIRS and slow < (2 if part.pairs <= _SMALL_PAIRS else 4):
                continue
            if part.pairs > _HARD_PAIRS and not wandered:
                # The solve may be long: a better choice first, which may narrow the problem more.
                wandered, slow, steps = True, 0, _STEPS
                self._wander(part)
            elif self._finish(part, slow):
                return

    def _finish(self, part: Part, slow: int) -> bool:
        """Leave the rest to the solver if it can take it; tell whether the search is over."""
        if part.pairs <= _SOLVABLE_PAIRS:
            self._solve(part)
            return True
        if self._effort.time_limit_s is None and slow >= _PATIENCE:
            self.status = "stopped by memory"
            return True
        return False

    def _done(self) -> bool:
        if self._enough(self.bound):
            return True
        limit = self._effort.time_limit_s
        if limit is not None and time.perf_counter() - self._began > limit:
            self.status = "stopped by time"
            return True
        return False

    def _enough(self, bound: float) -> bool:
        return bound < self._goal()

    def _goal(self) -> float:
        """Return what a better choice must reach at least; fixing may forget all choices below."""
        return self.best + max(self._step * (1 - 1e-6), _SAME * max(1.0, self.best))

    def _relax(self, part: Part, relaxed: Relaxed, steps: int) -> Relaxed:
        self.solver = _OWN
        limit = self._effort.time_limit_s
        until = np.inf if limit is None else self._began + limit
        relaxed = improve_bound(
            part.problem,
            _allowance(part.room),
            relaxed,
            steps=steps,
            enough=lambda bound: self._enough(part.base + bound) or time.perf_counter() > until,
            threads=self._effort.threads or os.cpu_count() or 1,
        )
        if self.relaxed is None:
            self.relaxed, self.worth = relaxed, _duals(part, relaxed)
        # What was fixed leaves out only choices that are no better than the best known.
        self.bound = min(self.bound, max(part.base + relaxed.bound, self.best))
        self._tell()
        return relaxed

    def _tell(self) -> None:
        gap = (self.bound - self.best) / max(self.best, 1.0)
        self._effort.report(
            f"{self.best:,.0f} people newly served, at most {self.bound:,.0f} ({gap:.2%} between), "
            f"{len(self._part.problem.candidates):,} candidates left"
        )

    def _narrow(self, part: Part, relaxed: Relaxed) -> tuple[Part, Relaxed] | None:
        """Fix candidates by their reduced costs; None if no better choice is left."""
        problem, room = part.problem, part.room
        allowance = _allowance(room)
        values = _worth(problem, relaxed.proof)
        total, ratio = most_worth(values, allowance)
        bound = part.base + float((problem.weight - relaxed.proof).sum()) + total
        reduced = values - ratio * allowance.price
        goal = self._goal()
        shut = (bound + np.minimum(reduced, 0.0) < goal) | (room.price > room.budget)
        sure = (bound - np.maximum(reduced, 0.0) < goal) & ~shut
        opened = np.flatnonzero(sure)
        left = Room(
            price=room.price,
            at_most=room.at_most - len(opened),
            budget=room.budget - float(room.price[opened].sum()),
        )
        if left.at_most < 0 or left.budget < -_SAME:
            return None
        served = np.zeros(len(problem.weight), dtype=bool)
        for one in opened:
            served[problem.groups_of.items[slice(*problem.groups_of.begin[one : one + 2])]] = True
        base = part.base + float(problem.weight[served].sum())
        # Closing all candidates of a group loses what they are worth, and the group's own people.
        closed = np.bincount(
            np.repeat(np.arange(len(served)), np.diff(problem.candidates_of.begin)),
            weights=np.maximum(reduced, 0.0)[problem.candidates_of.items],
            minlength=len(served),
        )
        known = bound - closed - (problem.weight - relaxed.proof) < goal
        owner = self._implied(part, known, bound - goal)
        if not (shut.any() or sure.any() or (owner != np.arange(len(owner))).any()):
            return part, relaxed
        stays = np.flatnonzero(~(shut | sure))
        merged = [
            np.bincount(
                owner, weights=np.where(served, 0.0, by_group), minlength=len(owner)
            ).astype(np.float64)
            for by_group in (problem.weight, relaxed.multiplier, relaxed.proof)
        ]
        smaller, group_of = reduce_lists(
            picked(problem.groups_of, stays, np.arange(len(served))),
            merged[0],
            price=room.price[stays],
            label=problem.label,
            keep=np.zeros(len(stays), dtype=bool),
            candidates=problem.candidates[stays],
        )
        kept = group_of >= 0
        multiplier, proof = (
            np.minimum(
                np.bincount(group_of[kept], weights=by_group[kept], minlength=len(smaller.weight)),
                smaller.weight,
            )
            for by_group in merged[1:]
        )
        place = np.searchsorted(problem.candidates, smaller.candidates)
        new = Part(
            problem=smaller,
            room=left._replace(price=room.price[place]),
            base=base,
            opened=np.concatenate([part.opened, problem.candidates[opened]]),
        )
        return new, Relaxed(
            multiplier=multiplier,
            proof=proof,
            opening=relaxed.opening[place],
            bound=min(relaxed.bound + part.base - base, float(smaller.weight.sum())),
        )

    def _implied(self, part: Part, known: npt.NDArray[np.bool_], gap: float) -> Ints:
        """Look for implied groups when so much more is known than at the last time that it may pay."""
        if gap > _MORE_KNOWN * self._gap_tried:
            return np.arange(len(known))
        self._gap_tried = gap
        spare = part.base + float(part.problem.weight.sum()) - self._goal()
        return implied_groups(part.problem, known, spare)

    def _search_around(self, part: Part, relaxed: Relaxed, seed: int) -> None:
        """Improve the best choice, and one read off the relaxation."""
        problem, room = part.problem, part.room
        order = np.argsort(-relaxed.opening, kind="stable")[: room.at_most]
        fits = order[np.cumsum(room.price[order]) <= room.budget]
        self._keep(part, improved_choice(problem, room, fits))
        self._keep(
            part,
            improved_choice(
                problem,
                room,
                self._own(part),
                rounds=self._rounds(part, _LOOKED_AT_PAIRS),
                seed=seed,
            ),
        )

    def _wander(self, part: Part) -> None:
        """Look for a better choice for a while, a tenth of the time if that is limited."""
        until = time.perf_counter() + 0.1 * (self._effort.time_limit_s or 0.0)
        for seed in itertools.count(1):
            rounds = self._rounds(part, _LOOKED_AT_LAST)
            choice = improved_choice(
                part.problem, part.room, self._own(part), rounds=rounds, seed=seed
            )
            self._keep(part, choice)
            if time.perf_counter() > until:
                return

    @staticmethod
    def _rounds(part: Part, pairs: int) -> int:
        return max(2, min(5000, pairs // max(1, part.pairs)))

    def _own(self, part: Part) -> Ints:
        """Return those of the best choice that are left to choose from, and fit."""
        own = np.flatnonzero(np.isin(part.problem.candidates, self.opened))[: part.room.at_most]
        return own[np.cumsum(part.room.price[own]) <= part.room.budget]

    def _keep(self, part: Part, choice: Ints) -> None:
        problem = part.problem
        served = np.zeros(len(problem.weight), dtype=bool)
        for one in choice:
            served[problem.groups_of.items[slice(*problem.groups_of.begin[one : one + 2])]] = True
        people = part.base + float(problem.weight[served].sum())
        if people > self.best:
            self.best = people
            self.opened = np.concatenate([part.opened, problem.candidates[choice]])

    def _solve(self, part: Part) -> None:
        """Leave the rest to the solver."""
        limit = self._effort.time_limit_s
        left = None if limit is None else max(0.05, self._began + limit - time.perf_counter())
        if not len(part.problem.candidates):
            self.bound = self.best
            return
        model = covering_model(part.problem, part.room)
        start = improved_choice(part.problem, part.room, self._own(part))
        self._keep(part, start)
        self.groups, self.kept = len(part.problem.weight), len(part.problem.candidates)
        solution = solve_model(
            model,
            start=start_values(part.problem, start),
            time_limit_s=left,
            threads=self._effort.threads,
            progress=self._progress(part),
        )
        self.status, self.solver = solution.status, solution.solver
        if solution.values is not None:
            count = len(part.problem.candidates)
            self._keep(part, np.flatnonzero(solution.values[:count] > 0.5))
        self.bound = max(self.best, min(self.bound, part.base + solution.bound))

    def _progress(self, part: Part) -> Callable[[float, float], None]:
        def tell(objective: float, bound: float) -> None:
            if np.isfinite(bound):
                self._effort.report(
                    f"{part.base + objective:,.0f} people newly served, at most {part.base + bound:,.0f}"
                )

        return tell


def _worth(problem: Covering, multiplier: Floats) -> Floats:
    """Return by candidate the sum of its groups' multipliers."""
    return np.bincount(
        np.repeat(np.arange(len(problem.candidates)), np.diff(problem.groups_of.begin)),
        weights=multiplier[problem.groups_of.items],
        minlength=len(problem.candidates),
    ).astype(np.float64)


def _duals(part: Part, relaxed: Relaxed) -> dict[str, float]:
    """Return what one more site, or one more unit of money, can add to the bound."""
    ratio = most_worth(_worth(part.problem, relaxed.proof), _allowance(part.room))[1]
    number = np.isinf(part.room.budget) or (
        len(np.unique(part.room.price)) == 1 and part.room.price[0] > 0
    )
    return {"one more site" if number else "one more unit of money": ratio}


def _allowance(room: Room) -> Allowance:
    """Return the one limit that is relaxed least: money if there is a budget, else the number."""
    if np.isinf(room.budget):
        return Allowance(price=np.ones(len(room.price)), budget=float(room.at_most))
    if (room.price == room.price[0]).all() and room.price[0] > 0:
        number = min(room.at_most, int(room.budget / room.price[0] + _SAME))
        return Allowance(price=np.ones(len(room.price)), budget=float(number))
    # Steps are scaled by prices, so that none may be 0; the budget grows by as much.
    price = np.maximum(room.price, 1e-9)
    return Allowance(price=price, budget=room.budget + float((price - room.price).sum()))
