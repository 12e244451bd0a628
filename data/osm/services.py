"""Which OpenStreetMap tags say that something is a facility of a service.

Sources: wiki.openstreetmap.org pages Tag:amenity=hospital, Tag:amenity=clinic, Tag:amenity=doctors,
Key:healthcare, Key:healthcare:speciality, Tag:amenity=nursing_home, Key:social_facility,
Key:social_facility:for, Tag:emergency=assembly_point, Tag:emergency=disaster_help_point,
Key:emergency:*. Left out on purpose: ``amenity=shelter`` (bus stops, huts) and
``social_facility=shelter`` (mostly for homeless people).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import osmnx as ox
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class TagRule:
    """One OSM key and the values that make something a facility.

    Parameters
    ----------
    key
        The OSM key.
    values
        The values that count.
    within
        Whether a value counts wherever it stands inside the tag, as in ``senior;disabled``; otherwise
        it must be the whole tag.
    """

    key: str
    values: tuple[str, ...]
    within: bool = False

    def holds(self, tags: pd.DataFrame) -> pd.Series:
        """Return, on the index of `tags`, which rows satisfy the rule."""
        if self.key not in tags.columns:
            return pd.Series(data=False, index=tags.index)
        column = tags[self.key].fillna("").astype(str)
        if self.within:
            return column.map(lambda text: any(value in text for value in self.values)).astype(bool)
        return column.isin(self.values)


@dataclass(frozen=True, kw_only=True)
class OsmService:
    """The tags of one service.

    Parameters
    ----------
    rules
        A facility satisfies at least one of them.
    tiers
        Tier by the rules that tell it, the highest first; a facility that satisfies none has tier
        ``""``.
    """

    rules: tuple[TagRule, ...]
    tiers: Mapping[str, tuple[TagRule, ...]] = field(default_factory=dict)


OSM_SERVICES: Final[Mapping[str, OsmService]] = MappingProxyType(
    {
        "clinic": OsmService(
            rules=(
                TagRule(key="amenity", values=("clinic", "doctors", "hospital")),
                TagRule(key="healthcare", values=("clinic", "doctor", "hospital", "centre")),
            ),
            tiers={
                "hospital": (
                    TagRule(key="amenity", values=("hospital",)),
                    TagRule(key="healthcare", values=("hospital",)),
                ),
                "clinic": (
                    TagRule(key="amenity", values=("clinic",)),
                    TagRule(key="healthcare", values=("clinic", "centre")),
                ),
                "doctor": (
                    TagRule(key="amenity", values=("doctors",)),
                    TagRule(key="healthcare", values=("doctor",)),
                ),
            },
        ),
        "elderly_care": OsmService(
            rules=(
                TagRule(key="amenity", values=("nursing_home",)),
                TagRule(key="social_facility", values=("nursing_home", "assisted_living")),
                TagRule(key="social_facility:for", values=("senior",), within=True),
            ),
        ),
        "shelter": OsmService(
            rules=(
                TagRule(key="emergency", values=("assembly_point", "disaster_help_point")),
                TagRule(key="emergency:social_facility", values=("shelter",)),
            ),
        ),
        "rehab": OsmService(
            rules=(
                TagRule(key="healthcare", values=("rehabilitation",)),
                TagRule(key="healthcare:speciality", values=("rehabilitation",), within=True),
            ),
        ),
    }
)
"""The services that can be fetched, by the names that study files use."""

FACILITY_TAGS: Final = (
    "amenity",
    "healthcare",
    "healthcare:speciality",
    "social_facility",
    "social_facility:for",
    "emergency",
    "emergency:social_facility",
    "operator",
    "operator:type",
    "beds",
)
"""The OSM tags that a facility keeps. Not ``capacity``: in OSM it counts now beds, now parking spaces."""

FEATURE_TAGS: Final = frozenset(
    {"name", "type", "area", *FACILITY_TAGS, *ox.features._POLYGON_FEATURES}  # noqa: SLF001 - see below
)
"""The OSM tags that matter for a feature: also those by which osmnx tells a closed way from an area."""


def query_tags(services: Sequence[str]) -> dict[str, bool | str | list[str]]:
    """Return the tags to ask for, in osmnx's form: any of these, for all `services` at once.

    Parameters
    ----------
    services
        Names from `OSM_SERVICES`.

    Returns
    -------
    dict
        Values by key; True for the whole key, where a value may stand inside a list.
    """
    rules = [rule for service in services for rule in OSM_SERVICES[service].rules]
    whole = {rule.key for rule in rules if rule.within}
    values: dict[str, set[str]] = {}
    for rule in rules:
        values.setdefault(rule.key, set()).update(rule.values)
    return {key: True if key in whole else sorted(values[key]) for key in sorted(values)}


def facilities_of(features: gpd.GeoDataFrame, service: str) -> gpd.GeoDataFrame:
    """Pick the facilities of a service out of OSM features.

    Parameters
    ----------
    features
        OSM features as osmnx gives them: index (element, id), one column per tag, EPSG:4326.
    service
        A name from `OSM_SERVICES`.

    Returns
    -------
    GeoDataFrame
        One point per facility, EPSG:4326, sorted by ``site_id`` (element and OSM id: ``n12``,
        ``w34``, ``r56``), with ``name``, ``tier`` and the columns of `FACILITY_TAGS`; text, empty
        where OSM has none. An area is represented by a point inside it.
    """
    rules = OSM_SERVICES[service].rules
    found = features[pd.concat([rule.holds(features) for rule in rules], axis=1).any(axis=1)]
    columns: dict[str, object] = {
        "site_id": [f"{element[0]}{osm_id}" for element, osm_id in found.index],
        "name": _text(found, "name"),
        "tier": _tier(found, service).to_numpy(),
    }
    columns |= {key: _text(found, key) for key in FACILITY_TAGS}
    points = found.geometry.representative_point().to_numpy()
    table = gpd.GeoDataFrame(columns, geometry=points, crs=features.crs)
    return table.sort_values("site_id", ignore_index=True)


def _tier(found: gpd.GeoDataFrame, service: str) -> pd.Series:
    tier = pd.Series(data="", index=found.index, dtype=object)
    for name, rules in OSM_SERVICES[service].tiers.items():
        holds = pd.concat([rule.holds(found) for rule in rules], axis=1).any(axis=1)
        tier[holds & (tier == "")] = name
    return tier


def _text(found: gpd.GeoDataFrame, key: str) -> list[str]:
    if key not in found.columns:
        return [""] * len(found)
    return [str(text) for text in found[key].fillna("")]
