"""Two plans side by side: figures, what was asked otherwise, sites, and units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from ...common.sentences import Sentence
from ...maps.wording.messages import Lang
from ..results.plan_words import BothPart
from .otherwise import asked_otherwise, units_otherwise
from .read_results import PlanResult
from .read_units import UNIT_FIGURES

Kind = Literal["people", "share", "number", "money", "text"]
Side = Literal["both", "a", "b"]

_KEY: Final = ["level", "unit_id"]
_MEASURES_OF_PEOPLE: Final = frozenset({"people", "weighted_people"})


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure of both plans.

    Parameters
    ----------
    key
        Its name for programs.
    label
        What it is, in English, to be said in any language.
    kind
        How it is shown.
    a, b
        Its values; None where one has none. Texts are in both languages.
    """

    key: str
    label: str
    kind: Kind
    a: float | BothPart | None
    b: float | BothPart | None

    @property
    def difference(self) -> float | None:
        """Of B from A; None of texts, and where one has no figure."""
        if isinstance(self.a, (int, float)) and isinstance(self.b, (int, float)):
            return float(self.b) - float(self.a)
        return None


@dataclass(frozen=True, kw_only=True, eq=False)
class ComparedPlans:
    """Two plans side by side.

    Parameters
    ----------
    name
        What both folders are called, or the names of both.
    a, b
        The plans.
    otherwise
        What makes their figures no answers to one question, such as other limits; to be said first.
    figures
        In the order in which they are shown.
    units
        By level and unit: name, which side has it (``both``, ``a``, ``b``), and people, served today and with
        the plan, gap, share of each side with ``_a``, ``_b`` and ``_difference``.
    """

    name: str
    a: PlanResult
    b: PlanResult
    otherwise: tuple[BothPart, ...]
    figures: tuple[Figure, ...]
    units: pd.DataFrame

    @property
    def sites(self) -> dict[Side, tuple[str, ...]]:
        """Ids of opened sites that both have, and that one of the two has, in their build order."""
        a, b = self.a.told.opened, self.b.told.opened
        return {
            "both": tuple(one for one in a if one in b),
            "a": tuple(one for one in a if one not in b),
            "b": tuple(one for one in b if one not in a),
        }

    @property
    def only(self) -> dict[Side, tuple[str, ...]]:
        """Names of units that one of the two alone has."""
        return {
            side: tuple(self.units.loc[self.units["side"] == side, "name"]) for side in ("a", "b")
        }

    def title(self, lang: Lang) -> str:
        """Return what A's scenario is called, and B's where that is another."""
        titles = (getattr(one.told.words.scenario, lang) for one in (self.a, self.b))
        return " / ".join(dict.fromkeys(titles))


def compared_plans(a: PlanResult, b: PlanResult) -> ComparedPlans:
    """Put two plans side by side.

    Parameters
    ----------
    a, b
        The plans; differences are B's from A.
    """
    units = _units(a.units, b.units)
    return ComparedPlans(
        name=" / ".join(dict.fromkeys([a.name, b.name])),
        a=a,
        b=b,
        otherwise=(*asked_otherwise(a.told, b.told), *units_otherwise(units)),
        figures=tuple(_figures(a, b)),
        units=units,
    )


def _figures(a: PlanResult, b: PlanResult) -> Iterator[Figure]:
    one, other = a.told, b.told

    def both(key: str, label: str, kind: Kind, values: tuple[object, object]) -> Figure:
        left, right = (_value(value) for value in values)
        return Figure(key=key, label=label, kind=kind, a=left, b=right)

    yield both("service", Sentence("Service"), "text", (one.said.service, other.said.service))
    yield both("group", Sentence("People counted"), "text", (one.said.group, other.said.group))
    yield both("limit", Sentence("Limit and mode"), "text", (one.said.limit, other.said.limit))
    yield both("people_total", Sentence("People"), "people", (one.people_total, other.people_total))
    for when, label in (
        ("before", Sentence("Served today")),
        ("after", Sentence("Served with the plan")),
    ):
        served = [getattr(each, f"served_{when}") for each in (one, other)]
        yield both(f"served_{when}", label, "people", (served[0], served[1]))
        shares = [
            _share(n, each.people_total) for n, each in zip(served, (one, other), strict=True)
        ]
        share = Sentence("Share today") if when == "before" else Sentence("Share with the plan")
        yield both(f"share_{when}", share, "share", (shares[0], shares[1]))
    gained = [each.served_after - each.served_before for each in (one, other)]
    yield both("gained", Sentence("Newly served"), "people", (gained[0], gained[1]))
    if any(each.no_place_before or each.no_place_after for each in (one, other)):
        for key, label in (
            ("within_reach_after", Sentence("Within reach")),
            ("no_place_after", Sentence("Without a place")),
        ):
            yield both(key, label, "people", (getattr(one, key), getattr(other, key)))
    for key, label in (
        ("gap_before", Sentence("Not served today")),
        ("gap_after", Sentence("Not served with the plan")),
        ("unreachable_after", Sentence("On no usable road")),
    ):
        yield both(key, label, "people", (getattr(one, key), getattr(other, key)))
    sites = (len(one.opened), len(other.opened))
    yield both("opened", Sentence("New sites"), "number", sites)
    yield both("cost", Sentence("Cost"), "money", (one.cost, other.cost))
    worst = [_worst(each.units) for each in (a, b)]
    if any(name for name, _ in worst):
        names = [BothPart(en=name, zh=name) for name, _ in worst]
        yield both("worst_unit", Sentence("Worst unit with the plan"), "text", (names[0], names[1]))
        yield both("worst_share", Sentence("Its share"), "share", (worst[0][1], worst[1][1]))
    proofs = [each.certificate for each in (one, other)]
    measures = {each.measure for each in proofs}
    kind: Kind = "people" if measures <= _MEASURES_OF_PEOPLE else "number"
    for key, label in (
        ("objective_value", Sentence("Objective value")),
        ("bound", Sentence("Proven bound")),
    ):
        values = [getattr(each, key) for each in proofs]
        yield both(key, label, kind, (values[0], values[1]))
    gaps = (proofs[0].optimality_gap, proofs[1].optimality_gap)
    yield both("optimality_gap", Sentence("Gap to the bound"), "share", gaps)
    yield both("proof", Sentence("Proof"), "text", (one.said.proof, other.said.proof))


def _value(value: object) -> float | BothPart | None:
    if isinstance(value, BothPart):
        return value
    known = isinstance(value, (int, float)) and math.isfinite(value)
    return float(value) if known else None  # type: ignore[arg-type]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _worst(units: pd.DataFrame) -> tuple[str, float | None]:
    """Return the unit of the first level with the lowest share with the plan, and the share."""
    lived_in = units[units["people"] > 0]
    if lived_in.empty:
        return "", None
    first = lived_in[lived_in["level"] == units["level"].iloc[0]]
    if first.empty:
        return "", None
    shares = first["served_after"] / first["people"]
    place = int(np.argmin(shares.to_numpy()))
    return str(first["name"].iloc[place]), float(shares.iloc[place])


def _units(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return the units of both, A's order first."""
    sides = [table.set_index(_KEY) for table in (a, b)]
    index = sides[0].index.union(sides[1].index, sort=False)
    left, right = (side.reindex(index) for side in sides)
    table = pd.DataFrame(index=index)
    table["name"] = left["name"].fillna(right["name"])
    there = [index.isin(side.index) for side in sides]
    table["side"] = np.where(there[0] & there[1], "both", np.where(there[0], "a", "b"))
    for name in UNIT_FIGURES:
        _add(table, name, left[name].astype(float), right[name].astype(float))
    for when in ("before", "after"):
        shares = (
            side[f"served_{when}"].astype(float)
            / side["people"].astype(float).where(lambda n: n > 0)
            for side in (left, right)
        )
        _add(table, f"share_{when}", *shares)
    return table.reset_index()


def _add(table: pd.DataFrame, name: str, a: pd.Series, b: pd.Series) -> None:
    table[f"{name}_a"], table[f"{name}_b"] = a, b
    table[f"{name}_difference"] = b - a
