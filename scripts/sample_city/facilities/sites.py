"""How sites are chosen among places, dated, named and made into a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from facilities.spots import Spot
from land.terrain import Floats, to_degrees
from scipy.spatial import cKDTree

_INTERNAL = ("x_m", "y_m", "adcode", "township")
_JITTER_M = 60.0

Row = dict[str, object]


def choose(
    spots: Sequence[Spot],
    number: int,
    rng: np.random.Generator,
    *,
    apart_m: float = 0.0,
    jitter_m: float = _JITTER_M,
) -> list[Spot]:
    """Choose up to `number` spots, the more people the likelier, `apart_m` from each other.

    Chosen spots are moved by up to `jitter_m`, so that not every site stands on a corner.
    """
    wish = np.log([spot.people for spot in spots]) * 1.3 + rng.gumbel(size=len(spots))
    moved = np.array([spot.xy_m for spot in spots]) + rng.uniform(
        -jitter_m, jitter_m, size=(len(spots), 2)
    )
    tree = cKDTree(moved)
    blocked = np.zeros(len(spots), dtype=bool)
    taken: list[Spot] = []
    for i in np.argsort(-wish, kind="stable"):
        if len(taken) == number:
            break
        if not blocked[i]:
            taken.append(replace(spots[i], xy_m=tuple(moved[i])))
            blocked[tree.query_ball_point(moved[i], apart_m)] = True
    return taken


def beside(spots: Sequence[Spot], rng: np.random.Generator) -> list[Spot]:
    """Return all spots, each moved a little as `choose` does."""
    moves = rng.uniform(-_JITTER_M, _JITTER_M, size=(len(spots), 2))
    return [
        replace(spot, xy_m=(spot.xy_m[0] + float(dx), spot.xy_m[1] + float(dy)))
        for spot, (dx, dy) in zip(spots, moves, strict=True)
    ]


def row(spot: Spot, kind: str, **attributes: object) -> Row:
    """Return a site at a spot, called after it; `kind` says what it is."""
    return {
        "name": spot.label + kind,
        "x_m": spot.xy_m[0],
        "y_m": spot.xy_m[1],
        "adcode": spot.adcode,
        "township": spot.township,
        **attributes,
    }


def site_table(prefix: str, rows: Sequence[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Return sites with ids and distinct names; what a row does not say is empty.

    Besides the columns of the file it has those that `public_columns` takes away.
    """
    width = max(3, len(str(len(rows))))
    table = pd.DataFrame(rows)
    table["site_id"] = [f"{prefix}-{i:0{width}d}" for i in range(1, len(rows) + 1)]
    table["name"] = _numbered(list(table["name"]))
    degrees = to_degrees(table[["x_m", "y_m"]]).round(6)
    table["lon"], table["lat"] = degrees[:, 0], degrees[:, 1]
    ordered = table.reindex(columns=["site_id", "name", "lon", "lat", *columns, *_INTERNAL])
    return ordered.astype(object).where(ordered.notna(), "")


def public_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as its file has it."""
    return table.drop(columns=[name for name in _INTERNAL if name in table])


def sized(rng: np.random.Generator, low: float, high: float) -> int:
    """Return a size between two, small ones likelier, with two digits that count."""
    return int(float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.2g}"))


def reached(ranks: npt.ArrayLike, shares: Mapping[int, float]) -> list[int | str]:
    """Return the year in which each site gets something, empty for never.

    Parameters
    ----------
    ranks
        A number per site; the lowest come first.
    shares
        Year -> share of the sites that have it by then.
    """
    order = np.argsort(np.asarray(ranks, dtype="float64"), kind="stable")
    found: list[int | str] = [""] * len(order)
    for year, share in sorted(shares.items(), reverse=True):
        for i in order[: round(share * len(order))]:
            found[int(i)] = year
    return found


def laggards_last(
    spots: Sequence[Spot], rng: np.random.Generator, late: Mapping[str, float]
) -> Floats:
    """Return ranks for `reached`: by chance, counties in `late` (adcode -> delay 0 to 1) behind."""
    behind = np.array([late.get(spot.adcode, 0.0) for spot in spots])
    ranks: Floats = rng.random(len(spots)) + behind
    return ranks


def earlier(rng: np.random.Generator, *, first: int = 1978, last: int = 2014) -> int:
    """Return a year before the plan's period."""
    return int(rng.integers(first, last + 1))


def _numbered(labels: Sequence[str]) -> list[str]:
    count: dict[str, int] = {}
    names = []
    for label in labels:
        count[label] = count.get(label, 0) + 1
        names.append(label if count[label] == 1 else f"{label}({count[label]})")
    return names
