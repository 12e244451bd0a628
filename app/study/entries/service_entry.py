"""The key ``services`` of a study file: one service, and where it is or could be."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import field_validator, model_validator

from ....common.entries import Entry
from ....common.words import NO_WORDS
from ....data.formats.layer import Layer
from ....geo.tables import MODES, Direction, Mode
from ....geo.travel.road_times import LIMIT_MIN
from ....optimize.capacity.service_capacity import ServiceCapacity
from .amount_types import LimitMin, Positive, Uncertainty
from .candidates_entry import AutoEntry, CandidatesEntry, candidates_value
from .capacity_entry import CapacityEntry
from .words_entry import StudyWords


class ServiceEntry(Entry):
    """One service: whom it is for, how they travel, and where it is or could be."""

    title: StudyWords = NO_WORDS
    """What readers see instead of its name."""
    group: str | None = None
    """Whom it is for; by default elderly for elderly_care, disabled for rehab, else residents."""
    mode: Mode | dict[str, Mode] = "walk"
    """How people travel; or a mode for each tier of the sites."""
    limit_min: LimitMin = LIMIT_MIN
    limit_m: Positive | None = None
    """Distance limit in metres; if given, distance is counted instead of time."""
    direction: Direction = "to_site"
    existing: Layer | None = None
    candidates: CandidatesEntry | None = None
    """A layer of places where one could be built, or how such places are made."""
    capacity: CapacityEntry | Literal["ignore"] | None = None
    """How its places are given; ``ignore`` where everybody within reach shall count as served."""
    times: Layer | None = None
    """Travel times computed elsewhere, instead of along the study's roads."""
    travel_uncertainty: Uncertainty | None = None
    """Another than the study's, where the speeds of this service's modes are better or worse known."""
    travel: bool = True
    """False where only presence and numbers matter: no travel times are computed, no scenario may name it."""

    @field_validator("mode", mode="before")
    @classmethod
    def _known_modes(cls, mode: object) -> object:
        # Checked here, since a union's own message names neither the tier nor what is meant.
        for tier, one in mode.items() if isinstance(mode, dict) else [("", mode)]:
            if one not in MODES:
                where = f"the mode of tier {tier!r} " if tier else ""
                raise ValueError(
                    f"{where}must be one of {', '.join(map(repr, MODES))}, not {one!r}"
                )
        return mode

    @property
    def candidate_layer(self) -> Layer | None:
        """The layer of candidates; None where there is none, or they are made."""
        return self.candidates if isinstance(self.candidates, Layer) else None

    @property
    def made(self) -> AutoEntry | None:
        """How candidates are made; None where they come from a layer, or there are none."""
        return self.candidates if isinstance(self.candidates, AutoEntry) else None

    @property
    def places(self) -> ServiceCapacity | None:
        """The rule by which its places are given; None where they are not counted."""
        return self.capacity.rule() if isinstance(self.capacity, CapacityEntry) else None

    def site_layer(self, layer: Layer | None) -> Layer | None:
        """Return a layer of its sites with the column that holds their places."""
        if layer is None or not isinstance(self.capacity, CapacityEntry):
            return layer
        if self.capacity.column is None or "capacity" in layer.columns:
            return layer
        columns = {**layer.columns, "capacity": self.capacity.column}
        return layer.model_copy(update={"columns": columns})

    @field_validator("candidates", mode="before")
    @classmethod
    def _layer_or_way(cls, candidates: object) -> object:
        return candidates_value(candidates)

    @field_validator("capacity", mode="before")
    @classmethod
    def _a_rule_or_ignore(cls, capacity: object) -> object:
        # Checked here, since a union's own message names every member's faults.
        if capacity is not None and not isinstance(capacity, dict) and capacity != "ignore":
            raise ValueError(
                "is neither a rule, such as `{assignment: system, need: {residents: 1.0}}`, nor `ignore`"
            )
        return capacity

    @model_validator(mode="after")
    def _has_sites(self) -> Self:
        if self.existing is None and self.candidates is None:
            raise ValueError("needs an `existing:` layer, a `candidates:` layer, or both")
        return self

    @model_validator(mode="after")
    def _made_where_roads_count(self) -> Self:
        if self.made is not None and self.times is not None:
            raise ValueError("has `times:`, which name its sites, so its candidates need a layer")
        return self
