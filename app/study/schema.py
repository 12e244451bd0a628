"""The keys of a study file, as the models that check them."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator

from ...common.entries import Entry
from ...common.plain_numbers import PLAIN
from ...common.words import NO_WORDS
from ...coverage.assessment import DEFAULT_GROUPS
from ...data.formats.layer import Layer
from ...data.held.held_table import HeldTable
from ...geo.roads.line_joins import JOIN_M, JOIN_MOST_M
from ...geo.travel.demand_classes import GroupTravel
from ...geo.travel.snapping import SNAP_MAX_M
from ...geo.travel.travel_times import TRAVEL_UNCERTAINTY
from .entries.amount_types import Budget, LimitMin, Positive, Uncertainty, Weight
from .entries.basemap_entry import BasemapEntry
from .entries.candidates_entry import HostsEntry
from .entries.entries_entry import EntriesLayer
from .entries.group_entry import GroupEntry
from .entries.joint_entry import JointEntry
from .entries.land_entry import LandEntry
from .entries.objective_entry import MaximalCoveringEntry, ObjectiveEntry, Year
from .entries.people_entry import PeopleEntry
from .entries.register_entry import RegisterChoice
from .entries.service_entry import ServiceEntry
from .entries.site_check_entry import SiteCheckEntry
from .entries.speeds_entry import SpeedsEntry
from .entries.words_entry import MoneyEntry, StudyWords

SERVICES = ("clinic", "elderly_care", "shelter", "rehab")
"""The services that Halfhour knows by name; a study may name others."""


_SITE_LAYERS = ("existing", "candidates")
_OF_SITES = frozenset({"mapping", "words", "duplicates", "unplaced", "gazetteer"})
"""Keys of layers that say how lists of sites are understood."""


class UnitsEntry(Layer):
    """A boundary layer: one level of administrative units."""

    level: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    """The level's name in tables and in other keys, for example ``county``."""
    title: StudyWords = NO_WORDS
    """What readers see instead."""


class RoadsEntry(Layer):
    """The roads: an OpenStreetMap extract, or a line layer."""

    join_m: Annotated[float, Field(ge=0, le=JOIN_MOST_M, allow_inf_nan=False)] = JOIN_M
    """How near an end of a line must be to another line to be joined to it, in metres."""

    @field_validator("columns", mode="before")
    @classmethod
    def _columns_are_names(cls, columns: object) -> object:
        for ours, theirs in columns.items() if isinstance(columns, dict) else ():
            if isinstance(theirs, dict):
                name = str(ours).removesuffix("_values")
                raise ValueError(  # noqa: TRY004 - pydantic makes a message of these alone
                    f"{ours} is the name of a column; say what values mean with `values: {{{name}: ...}}` "
                    "beside `columns:`"
                )
        return columns


class StandardsEntry(Entry):
    """Which standards a study is checked against."""

    file: Path | None = None
    """A standards file; by default the one that comes with Halfhour."""
    parameters: dict[str, dict[str, object]] = Field(default_factory=dict)
    """By rule the keys that the study sets otherwise, such as ``{health.village: {target: 90 %}}``."""


class ScenarioEntry(Entry):
    """One optimisation question."""

    title: StudyWords = NO_WORDS
    """What readers see instead of its name; by default the question in words."""
    service: str
    group: str | None = None
    """The group to serve; by default the service's own."""
    year: Year | None = None
    """Whose people and facilities count; by default those of the year that the people layer counts."""
    max_new: Annotated[int, PLAIN, Field(ge=0, strict=True)] | None = None
    """How many sites may be opened; may be left out where a budget, a share or years say how much."""
    objective: ObjectiveEntry = MaximalCoveringEntry()
    """What is asked: a ``kind`` and its options, or the kind alone."""
    budget: Budget | None = None
    """What the new sites may cost in all, in the money of the candidates' ``cost``."""
    must_open: tuple[str, ...] = ()
    """Candidates that are opened in any case."""
    forbidden: tuple[str, ...] = ()
    """Candidates that may not be opened."""
    by: str | None = None
    """Level of units that floors, shares and weights are about."""
    unit_weights: dict[str, Weight] = Field(default_factory=dict)
    """How much a person in a unit counts, by its id or name."""
    group_weights: dict[str, Weight] = Field(default_factory=dict)
    """Other groups that count besides, with their weights."""
    limit_min: LimitMin | None = None
    """A limit tighter than the service's, in minutes."""
    time_limit_s: Positive | None = None
    """Seconds after which the search stops with the best plan found."""
    memory_limit_mb: Positive | None = None
    """Megabytes that the search may take; by default half of what is free."""
    frontier: Literal["sites"] | Annotated[tuple[Budget, ...], Field(min_length=1)] | None = None
    """Also the best plan for every number of sites up to ``max_new``, or for each of several budgets."""

    @field_validator("objective", mode="before")
    @classmethod
    def _kind_alone(cls, objective: object) -> object:
        return {"kind": objective} if isinstance(objective, str) else objective

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        enough = ("set_covering", "multi_period_covering", "capacitated_facility_location")
        if self.max_new is None and self.budget is None and self.objective.kind not in enough:
            raise ValueError("needs `max_new:`, how many sites may be opened, or a `budget:`")
        return self

    @model_validator(mode="after")
    def _one_year_or_several(self) -> Self:
        if self.year is not None and self.objective.kind == "multi_period_covering":
            raise ValueError("has a `year:` beside `years:`, each of which counts its own people")
        return self

    @model_validator(mode="after")
    def _frontier_fits(self) -> Self:
        if self.frontier is None:
            return self
        if self.objective.kind == "multi_period_covering":
            raise ValueError("`frontier:` goes with one number or budget, not with `years:`")
        if self.frontier == "sites":
            if self.max_new is None:
                raise ValueError(
                    "`frontier: sites` needs `max_new:`, the number that it goes up to"
                )
        elif any(after <= before for before, after in itertools.pairwise(self.frontier)):
            raise ValueError("`frontier:` needs its budgets in ascending order, none twice")
        return self


class StudyFile(Entry):
    """A whole study file; relative paths start at its own folder."""

    name: str
    title: StudyWords = NO_WORDS
    """What readers see instead of the name."""
    notice: StudyWords = NO_WORDS
    """Shown on every map and in every result, for example that the data are synthetic."""
    credits: StudyWords = NO_WORDS
    """Whose data they are, shown at the map's edge; an OpenStreetMap extract is credited without."""
    area: Layer | None = None
    """People inside are counted; roads and sites outside still serve."""
    crs: str = "auto"
    snap_max_m: Positive = SNAP_MAX_M
    travel_uncertainty: Uncertainty = TRAVEL_UNCERTAINTY
    """By how much speeds may be lower or higher, as a share: says who is near the limit; 0 to leave it out."""
    roads: RoadsEntry | None = None
    speeds: SpeedsEntry = SpeedsEntry()
    people: PeopleEntry
    growth: Layer | None = None
    """How the people of units change over the years."""
    estates: Layer | None = None
    """Places where people will live from some later year on."""
    indicators: Layer | None = None
    """Figures that offices report."""
    standards: StandardsEntry = StandardsEntry()
    entries: EntriesLayer | None = None
    """Entry points: the places inside coarse cells where their people live."""
    units: tuple[UnitsEntry, ...] = ()
    groups: dict[str, GroupEntry] = Field(default_factory=dict)
    """How the people of some groups travel: at which speed on foot, and how many by car."""
    water: Layer | None = None
    """Lakes and rivers, as polygons, that access zones do not cross."""
    land: LandEntry | None = None
    """Where something may be built, where not, and under which condition."""
    places: Layer | None = None
    """Names of places for maps; by default those of the roads' file where it is an OpenStreetMap extract."""
    basemap: BasemapEntry | None = None
    """An online map that the pages offer; without it they ask for nothing from any network."""
    money: MoneyEntry | None = None
    """The unit of costs and budgets."""
    date: dt.date | None = None
    """When the plan was made, for the maps."""
    services: Annotated[dict[str, ServiceEntry], Field(min_length=1)]
    scenarios: dict[str, ScenarioEntry] = Field(default_factory=dict)
    joint: dict[str, JointEntry] = Field(default_factory=dict)
    """Questions about several services at once."""
    site_check: SiteCheckEntry = SiteCheckEntry()
    """What is asked of proposed sites."""
    # Models have a method `register`, which a field may not hide.
    register_of_checks: Annotated[RegisterChoice | None, Field(alias="register")] = None
    """The register of checks whose approved sites count, or ``ignore``; by default that beside the study."""

    _keys_text: str | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _area_may_be_a_path(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("area"), str):
            return {**data, "area": {"file": data["area"]}}
        return data

    @field_validator("date", mode="before")
    @classmethod
    def _no_number_for_a_date(cls, date: object) -> object:
        # Pydantic takes a number for seconds since 1970.
        if isinstance(date, (int, float)):
            raise ValueError("is not a date: write one such as 2026-02-28")  # noqa: TRY004 - pydantic's way
        return date

    @model_validator(mode="after")
    def _values_are_of_roads(self) -> Self:
        services = {
            f"services.{name}.{key}": layer
            for name, service in self.services.items()
            for key, layer in dict(service).items()
        }
        lists = [f"services.{name}.{key}" for name in self.services for key in _SITE_LAYERS]
        for where, layer in {**dict(self), **services}.items():
            layers = layer if isinstance(layer, tuple) else (layer,)
            if where != "roads" and any(isinstance(one, Layer) and one.values for one in layers):
                raise ValueError(f"{where} has `values:`, which is for `roads:` alone")
            for one in layers if where not in lists else ():
                given = one.model_fields_set & _OF_SITES if isinstance(one, Layer) else ()
                for key in sorted(given):
                    raise ValueError(
                        f"{where} has `{key}:`, which is for lists of sites alone (existing, candidates)"
                    )
        return self

    @model_validator(mode="after")
    def _times_name_cells_that_are_there(self) -> Self:
        tables = [name for name, one in self.services.items() if one.times is not None]
        if self.people.renames and tables:
            raise ValueError(
                f"people has `{self.people.renames}:`, and service {tables[0]!r} has `times:`, which name the "
                "cells of the people's file; leave one of the two out"
            )
        return self

    @model_validator(mode="after")
    def _people_name_levels(self) -> Self:
        levels = {one.level: one for one in self.units}
        for key, level in self.people.levels.items():
            if level not in levels:
                near = _nearest(level, levels) if levels else "; it has no `units:`"
                raise ValueError(
                    f"people.{key} names level {level!r}, which the study does not have{near}"
                )
        if self.people.asks_counts_by_unit and not levels:
            raise ValueError("people.calibrate has counts by unit, so the study needs `units:`")
        return self

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        for name, service in self.services.items():
            if service.travel and service.times is None and self.roads is None:
                raise ValueError(f"service {name!r} has no `times:`, so the study needs `roads:`")
        if not any(service.travel for service in self.services.values()):
            raise ValueError("every service has `travel: false`; at least one needs travel times")
        if self.people.year is None and (self.growth or self.estates):
            raise ValueError(
                "with `growth:` or `estates:`, people needs the `year:` that it counts"
            )
        for name, scenario in self.scenarios.items():
            if scenario.year is not None and self.people.year is None:
                raise ValueError(
                    f"scenario {name!r} has a `year:`, so people needs the `year:` that it counts"
                )
            if scenario.service not in self.services:
                near = _nearest(scenario.service, self.services)
                raise ValueError(
                    f"scenario {name!r} names service {scenario.service!r}, which the study does not "
                    f"have{near}"
                )
            service = self.services[scenario.service]
            if not service.travel:
                raise ValueError(
                    f"scenario {name!r} names service {scenario.service!r}, which has `travel: false`; "
                    "without travel times nobody is served"
                )
            if scenario.limit_min is not None and (
                service.limit_m is not None or scenario.limit_min > service.limit_min
            ):
                raise ValueError(
                    f"scenario {name!r} has limit_min {scenario.limit_min:g}, above what service "
                    f"{scenario.service!r} computes; raise the service's own limit"
                )
        return self

    @model_validator(mode="after")
    def _hosts_agree(self) -> Self:
        for name, service in self.services.items():
            made = service.made
            if not isinstance(made, HostsEntry):
                continue
            where = f"candidates of service {name!r} are in facilities of {made.service!r}"
            if made.service == name:
                raise ValueError(f"{where}, its own; name another service")
            if made.service not in self.services:
                near = _nearest(made.service, self.services)
                raise ValueError(f"{where}, a service that the study does not have{near}")
            if self.services[made.service].existing is None:
                raise ValueError(f"{where}, which has no `existing:` layer")
        return self

    @model_validator(mode="after")
    def _joint_names_agree(self) -> Self:
        for name, joint in self.joint.items():
            joint.require_fits(name, self.services, self.scenarios)
        self.site_check.require_services(self.services)
        return self

    def layers(self) -> Iterator[Layer]:
        """Yield every layer that the study names."""
        services = (value for service in self.services.values() for _, value in service)
        for value in (*(value for _, value in self), *services):
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Layer):
                    yield one
        yield from self.people.layers()
        for _, layer in () if self.land is None else self.land.layers():
            yield layer

    @property
    def keys_text(self) -> str | None:
        """The keys and values that were given in place of a study file, as text; None where there is a file."""
        return self._keys_text

    def with_keys_text(self, text: str) -> Self:
        """Return the study as one that was given as keys and values, which this text records."""
        study = self.model_copy()
        study._keys_text = text  # noqa: SLF001 - its own
        return study

    def held_tables(self) -> dict[Path, HeldTable]:
        """Return the tables in memory that stand in place of files, by their names."""
        return {layer.file: layer.held for layer in self.layers() if layer.held is not None}

    def with_hosts(self, services: Iterable[str]) -> list[str]:
        """Return services and those in whose facilities candidates of theirs are made, in the file's order."""
        wanted = set(services)
        made = (self.services[name].made for name in wanted)
        wanted |= {one.service for one in made if isinstance(one, HostsEntry)}
        return [name for name in self.services if name in wanted]

    def scenarios_or_today(self) -> dict[str, ScenarioEntry]:
        """Return the scenarios; where there is no question at all, today's coverage of each service."""
        if self.scenarios or self.joint:
            return self.scenarios
        return {
            f"{service}_today": ScenarioEntry(service=service, max_new=0)
            for service, entry in self.services.items()
            if entry.travel
        }

    def travel_of_groups(self) -> dict[str, GroupTravel]:
        """Return how the people of the groups travel that it tells of."""
        return {group: entry.travel() for group, entry in self.groups.items()}

    def group_of(self, service: str) -> str:
        """Return whom a service is for."""
        return self.services[service].group or DEFAULT_GROUPS.get(service, "residents")

    def uncertainty_of(self, service: str) -> float:
        """Return by how much the speeds of a service may be lower or higher, as a share."""
        own = self.services[service].travel_uncertainty
        return self.travel_uncertainty if own is None else own


def _nearest(word: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(known)}"
