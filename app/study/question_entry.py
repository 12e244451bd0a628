"""What a scenario asks, as keys of a study file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...optimize.constraints.years import YearBudget
from ...optimize.objectives.capacitated_covering import ServeWithRoom
from ...optimize.objectives.gradual_covering import ServeGradually
from ...optimize.objectives.maximal_covering import ServeMost
from ...optimize.objectives.maximin_covering import ServeFairly
from ...optimize.objectives.multi_period import BuildOverYears
from ...optimize.objectives.p_center import ShortenWorst
from ...optimize.objectives.p_median import ShortenAverage
from ...optimize.objectives.set_covering import ServeShare
from ...optimize.scenario import Question

Share = Annotated[float, Field(ge=0, le=1)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=0, strict=True)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServeMostEntry(_Entry):
    """Most people served."""

    kind: Literal["serve_most"] = "serve_most"

    def question(self) -> Question:
        """Return it as a question."""
        return ServeMost()


class ServeShareEntry(_Entry):
    """Fewest sites, or least money, for a share."""

    kind: Literal["serve_share"]
    share: Share = 1.0
    unit_share: Share | dict[str, Share] | None = None
    """For every unit, or by the unit's name."""
    least: Literal["sites", "money"] = "sites"

    def question(self) -> Question:
        """Return it as a question."""
        return ServeShare(share=self.share, unit_share=self.unit_share, least=self.least)


class ServeFairlyEntry(_Entry):
    """The worst-off unit's share, or a floor for units."""

    kind: Literal["serve_fairly"]
    floor: Share | dict[str, Share] | None = None
    """For every unit, or by the unit's name; without it the lowest share is made as high as can be."""

    def question(self) -> Question:
        """Return it as a question."""
        return ServeFairly(floor=self.floor)


class ServeGraduallyEntry(_Entry):
    """People count less the farther they are."""

    kind: Literal["serve_gradually"]
    full_min: NotNegative
    """Up to so many minutes (metres, where distance is counted) a person counts in full."""
    none_min: NotNegative
    """From here on not at all."""
    shape: Literal["linear", "smooth"] = "linear"

    def question(self) -> Question:
        """Return it as a question."""
        return ServeGradually(full=self.full_min * 60, none=self.none_min * 60, shape=self.shape)


class ServeWithRoomEntry(_Entry):
    """Most people served by sites that have room for them."""

    kind: Literal["serve_with_room"]
    rule: Literal["best", "nearest"] = "best"
    whole: bool = False

    def question(self) -> Question:
        """Return it as a question."""
        return ServeWithRoom(rule=self.rule, whole=self.whole)


class ShortenAverageEntry(_Entry):
    """Least average time."""

    kind: Literal["shorten_average"]
    within_limit: bool = False

    def question(self) -> Question:
        """Return it as a question."""
        return ShortenAverage(within_limit=self.within_limit)


class ShortenWorstEntry(_Entry):
    """Least worst time."""

    kind: Literal["shorten_worst"]
    within_limit: bool = False

    def question(self) -> Question:
        """Return it as a question."""
        return ShortenWorst(within_limit=self.within_limit)


class YearEntry(_Entry):
    """What may be opened in a year."""

    year: int
    max_new: Number | None = None
    budget: NotNegative | None = None
    weight: NotNegative = 1.0
    carry_over: bool = True


class BuildOverYearsEntry(_Entry):
    """What to open in which year."""

    kind: Literal["build_over_years"]
    years: Annotated[tuple[YearEntry, ...], Field(min_length=1)]

    def question(self) -> Question:
        """Return it as a question."""
        return BuildOverYears(
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


QuestionEntry = Annotated[
    ServeMostEntry
    | ServeShareEntry
    | ServeFairlyEntry
    | ServeGraduallyEntry
    | ServeWithRoomEntry
    | ShortenAverageEntry
    | ShortenWorstEntry
    | BuildOverYearsEntry,
    Field(discriminator="kind"),
]
"""One of the questions, told apart by its ``kind``."""
