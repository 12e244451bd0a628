"""What a scenario asks, as keys of a study file."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....optimize.constraints.years import YearBudget
from ....optimize.objectives.capacitated_covering import CapacitatedCovering
from ....optimize.objectives.capacitated_facility_location import CapacitatedFacilityLocation
from ....optimize.objectives.capacitated_p_median import CapacitatedPMedian
from ....optimize.objectives.gradual_covering import GradualCovering
from ....optimize.objectives.maximal_covering import MaximalCovering
from ....optimize.objectives.maximin_covering import MaximinCovering
from ....optimize.objectives.multi_period import MultiPeriodCovering
from ....optimize.objectives.p_center import PCenter
from ....optimize.objectives.p_median import PMedian
from ....optimize.objectives.set_covering import SetCovering
from ....optimize.scenario import Objective

Share = Annotated[float, PLAIN, Field(ge=0, le=1)]
NotNegative = Annotated[float, PLAIN, Field(ge=0, allow_inf_nan=False)]
Number = Annotated[int, PLAIN, Field(ge=0, strict=True)]
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9999
Year = Annotated[int, PLAIN, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)]


class MaximalCoveringEntry(Entry):
    """Most people served."""

    kind: Literal["maximal_covering"] = "maximal_covering"

    def objective(self) -> Objective:
        """Return it as a question."""
        return MaximalCovering()


class SetCoveringEntry(Entry):
    """Fewest sites, or least money, for a share."""

    kind: Literal["set_covering"]
    share: Share = 1.0
    unit_share: Share | dict[str, Share] | None = None
    """For every unit, or by the unit's name."""
    minimise: Literal["sites", "cost"] = "sites"

    def objective(self) -> Objective:
        """Return it as a question."""
        return SetCovering(share=self.share, unit_share=self.unit_share, minimise=self.minimise)


class MaximinCoveringEntry(Entry):
    """The worst-off unit's share, or a floor for units."""

    kind: Literal["maximin_covering"]
    floor: Share | dict[str, Share] | None = None
    """For every unit, or by the unit's name; without it the lowest share is made as high as can be."""

    def objective(self) -> Objective:
        """Return it as a question."""
        return MaximinCovering(floor=self.floor)


class GradualCoveringEntry(Entry):
    """People count less the farther they are."""

    kind: Literal["gradual_covering"]
    full_min: NotNegative | None = None
    none_min: NotNegative | None = None
    """Minutes up to which a person counts in full, and from which on not at all."""
    full_m: NotNegative | None = None
    none_m: NotNegative | None = None
    """The same in metres, where distance is counted."""
    shape: Literal["linear", "smooth"] = "linear"

    def objective(self) -> Objective:
        """Return it as a question."""
        return GradualCovering(
            full_min=self.full_min,
            none_min=self.none_min,
            full_m=self.full_m,
            none_m=self.none_m,
            shape=self.shape,
        )


class CapacitatedCoveringEntry(Entry):
    """Most people served by sites that have room for them."""

    kind: Literal["capacitated_covering"]
    assignment: Literal["system", "closest"] = "system"
    serve_all: bool = False

    def objective(self) -> Objective:
        """Return it as a question."""
        return CapacitatedCovering(assignment=self.assignment, serve_all=self.serve_all)


class CapacitatedFacilityLocationEntry(Entry):
    """Least money for sites and travel, a place for everybody within reach."""

    kind: Literal["capacitated_facility_location"]
    cost_per_person_min: NotNegative | None = None
    """Money for one person and minute of travel."""
    cost_per_person_m: NotNegative | None = None
    """The same by metre, where distance is counted."""
    whole_cells: bool = False

    def objective(self) -> Objective:
        """Return it as a question."""
        return CapacitatedFacilityLocation(
            cost_per_person_min=self.cost_per_person_min,
            cost_per_person_m=self.cost_per_person_m,
            whole_cells=self.whole_cells,
        )


class CapacitatedPMedianEntry(Entry):
    """Least average time with a place for everybody within reach."""

    kind: Literal["capacitated_p_median"]
    whole_cells: bool = False

    def objective(self) -> Objective:
        """Return it as a question."""
        return CapacitatedPMedian(whole_cells=self.whole_cells)


class PMedianEntry(Entry):
    """Least average time."""

    kind: Literal["p_median"]
    within_limit: bool = False

    def objective(self) -> Objective:
        """Return it as a question."""
        return PMedian(within_limit=self.within_limit)


class PCenterEntry(Entry):
    """Least worst time."""

    kind: Literal["p_center"]
    within_limit: bool = False

    def objective(self) -> Objective:
        """Return it as a question."""
        return PCenter(within_limit=self.within_limit)


class YearEntry(Entry):
    """What may be opened in a year."""

    year: Year
    max_new: Number | None = None
    budget: NotNegative | None = None
    weight: NotNegative = 1.0
    carry_over: bool = True


class MultiPeriodCoveringEntry(Entry):
    """What to open in which year."""

    kind: Literal["multi_period_covering"]
    years: Annotated[tuple[YearEntry, ...], Field(min_length=1)]

    def objective(self) -> Objective:
        """Return it as a question."""
        return MultiPeriodCovering(
            years=tuple(
                YearBudget(
                    year=one.year,
                    max_new=one.max_new,
                    budget=one.budget,
                    weight=one.weight,
                    carry_over=one.carry_over,
                )
                for one in self.years
            )
        )


ObjectiveEntry = Annotated[
    MaximalCoveringEntry
    | SetCoveringEntry
    | MaximinCoveringEntry
    | GradualCoveringEntry
    | CapacitatedCoveringEntry
    | CapacitatedFacilityLocationEntry
    | CapacitatedPMedianEntry
    | PMedianEntry
    | PCenterEntry
    | MultiPeriodCoveringEntry,
    Field(discriminator="kind"),
]
"""One of the questions, told apart by its ``kind``."""
