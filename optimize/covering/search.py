"""Maximal covering search: bound, fix variables, improve the incumbent, and solve the remaining subproblem."""

from __future__ import annotations

import dataclasses
import itertools
from functools import partial
from typing import Literal

from ...common.arrays import Ints
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem
from ..core.effort import Deadline, Effort
from ..core.result import stopped_by
from .incumbent_search import IncumbentSearch
from .lagrangian_bound import DualState, first_dual_state
from .params import CoveringParams
from .search_state import OWN_PROOF, SearchSetup, SearchState
from .search_steps import (
    first_incumbent,
    fix_variables,
    improve_incumbent,
    relax,
    search_and_solve,
    solve_left,
)

Verdict = Literal["enough", "too few", "undecided"]
"""Whether a solution serves the number of people wanted, or none is proven to do so."""


class CoveringSearch:
    """A loop over states: reduces the problem until the incumbent is proven optimal, or the time is over.

    Parameters
    ----------
    subproblem
        The problem.
    setup
        Deadline, stopping criterion and parameters.
    begin
        The caller's numbers of a start solution; by default from greedy adding.
    dual
        State of the Lagrangian bound of the same problem under another budget, as a warm start.
    """

    def __init__(
        self,
        subproblem: Subproblem,
        setup: SearchSetup,
        begin: Ints | None = None,
        dual: DualState | None = None,
    ) -> None:
        """Make the first incumbent and the first state."""
        self._setup = setup
        setup.effort.enter("greedy start")
        self.incumbent = first_incumbent(subproblem, begin, setup.wanted)
        own = self.incumbent.own(subproblem)
        self.state = SearchState.of(
            subproblem, dual or first_dual_state(subproblem.problem, own, params=setup.params)
        )
        self._better = IncumbentSearch(
            self.incumbent,
            partial(_chosen, setup.params),
            deadline=setup.deadline,
            enough=self._report_and_check,
            params=setup.params,
        )

    def run(self) -> None:
        """Close the gap between incumbent and bound; Ctrl-C ends the search with the incumbent."""
        try:
            self._run()
        except (KeyboardInterrupt, MemoryError) as ended:
            self.state = dataclasses.replace(self.state, status=stopped_by(ended))

    @property
    def verdict(self) -> Verdict:
        """Whether the number of people wanted can be served.

        A search that ran to its end has excluded every solution better than the incumbent.
        """
        if self.incumbent.reaches_target:
            return "enough"
        wanted = self._setup.wanted
        if self.state.status == "optimal" or (wanted is not None and self.state.bound < wanted):
            return "too few"
        return "undecided"

    def _run(self) -> None:
        """Alternate bounding, fixing and heuristics until the search is over."""
        if self.state.subproblem.budget.max_new == 0:
            self._prove()
            return
        if self.incumbent.ends_search(self.state.bound):
            return
        self.state = dataclasses.replace(self.state, solver=OWN_PROOF)
        for seed in itertools.count():
            if self._bound_and_fix(seed) or self._turn_to_solver():
                return

    def _bound_and_fix(self, seed: int) -> bool:
        """Bound and fix once, and improve the incumbent; return whether the search is over."""
        before, params = self.state, self._setup.params
        gap = before.bound - self.incumbent.people
        self._setup.effort.enter("Lagrangian bound")
        self.state = relax(before, self.incumbent, self._setup)
        self._report()
        if self._done():
            return True
        fixed = fix_variables(self.state, self.incumbent, self._setup)
        if fixed is None:
            self._prove()
            return True
        kept = len(fixed.subproblem.problem.candidates)
        fewer = kept < params.fewer * len(before.subproblem.problem.candidates)
        self.state = fixed
        if fewer or before.slow == 0:
            improve_incumbent(fixed, self.incumbent, self._setup, seed=seed)
        if self._done():
            return True
        closer = self.state.bound - self.incumbent.people < params.slow * gap
        slow = 0 if fewer or closer else before.slow + 1
        self.state = dataclasses.replace(self.state, slow=slow)
        return False

    def _turn_to_solver(self) -> bool:
        """After slow rounds turn to heuristics or the solver; return whether the search is over."""
        state, params = self.state, self._setup.params
        pairs = state.subproblem.pairs
        hard = pairs > params.hard_pairs and state.searches < self._setup.most_searches
        first = hard and not state.searches
        if pairs > params.tiny_pairs and state.slow < params.slow_rounds(pairs, first=first):
            return False
        if not hard:
            return self._solve_exactly()
        if self._search_further():
            return True
        self.state = dataclasses.replace(self.state, searches=state.searches + 1, slow=0)
        return False

    def _solve_exactly(self) -> bool:
        """Solve the subproblem exactly if the solver can hold it; return whether the search is over."""
        state, params = self.state, self._setup.params
        if not len(state.subproblem.problem.candidates):
            self._prove()
            return True
        if state.subproblem.pairs <= params.solvable_pairs:
            self.state = state.with_sizes()
            self._setup.effort.enter("exact solve")
            self.state = solve_left(self.state, self.incumbent, self._setup)
            return True
        if self._setup.deadline.limit_s is None and state.slow >= params.patience:
            self.state = dataclasses.replace(state, status="stopped by memory")
            return True
        return False

    def _search_further(self) -> bool:
        """Search for a better incumbent, which may fix more variables, before an exact solve that may be long.

        The first search is quick; the second is thorough and runs beside the solver.
        Return whether the search is over.
        """
        subproblem, threads = self.state.subproblem, self._setup.threads
        self._setup.effort.enter("heuristic search")
        if not self.state.searches:
            self._better.search_quickly(subproblem, threads)
            return False
        if subproblem.pairs <= self._setup.params.solvable_pairs:
            self.state = self.state.with_sizes()
            self.state = search_and_solve(self.state, self.incumbent, self._setup, self._better)
            return True
        control = SolveControl(guard=self._setup.deadline.guard)
        self._better.search_thoroughly(subproblem, threads, control)
        return False

    def _prove(self) -> None:
        """Set the bound to the incumbent's objective: it is optimal."""
        self.state = self.state.proven(self.incumbent.people)

    def _done(self) -> bool:
        """Return whether the bound, the deadline or the control ends the search."""
        if self.incumbent.ends_search(self.state.bound):
            return True
        ended = self._setup.ended
        if ended is not None:
            self.state = dataclasses.replace(self.state, status=ended)
        return ended is not None

    def _report_and_check(self) -> bool:
        """Report progress, and return whether the incumbent ends the search."""
        self._report()
        return self.incumbent.ends_search(self.state.bound)

    def _report(self) -> None:
        """Report incumbent, bound and gap."""
        people, bound = self.incumbent.people, self.state.bound
        gap = (bound - people) / max(people, 1.0)
        self._setup.effort.report(
            f"{people:,.0f} people newly served, at most {bound:,.0f} ({gap:.2%} between), "
            f"{len(self.state.subproblem.problem.candidates):,} candidates left"
        )


def _chosen(
    params: CoveringParams,
    subproblem: Subproblem,
    begin: Ints,
    effort: Effort,
    control: SolveControl,
) -> Ints:
    """Solve a subproblem exactly: see `incumbent_search.SolveFew`."""
    setup = SearchSetup(deadline=Deadline.of(effort), effort=effort, control=control, params=params)
    search = CoveringSearch(subproblem, setup, begin)
    search.run()
    if search.state.status == "stopped by user" and not control.stopped():
        raise KeyboardInterrupt
    return search.incumbent.opened
