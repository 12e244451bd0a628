"""What stands on the map: sites by tier, and proposed sites in build order."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable
from typing import Any

import pandas as pd

from ...common.words import Words
from ...coverage.assessment import Assessment
from ...geo.tables import Mode, ModeByTier
from ...optimize.plan import Plan
from ..document.offline import DataLayer
from ..document.shapes import points_deg
from ..signs.picture_states import sign_size, tier_shapes
from ..signs.sites import sign_points, sign_svg
from ..wording.messages import LANGS, Message, message, say
from ..wording.tier_words import tier_message, tier_said
from ..wording.words import mode_words


def existing_layers(today: Assessment, *, only: Collection[str] | None = None) -> list[DataLayer]:
    """Return the sites that are open today, a layer for each tier where there are several.

    The order of tiers is that of the site table, and so are the shapes, in pictures as here.

    Parameters
    ----------
    today
        Coverage today.
    only
        Ids of the sites that are drawn; by default all.
    """
    sites = today.times.sites.loc[list(today.open_sites)]
    shapes, tiers = tier_shapes(sites), sites["tier"].fillna("").astype(str)
    layers = []
    for tier, shape in shapes.items():
        own = _drawn(sites.index[(tiers == tier).to_numpy()], only)
        if not own:
            continue
        name = message("Existing sites")
        key = _words("Existing site")
        if len(shapes) > 1:
            service = str(sites.loc[own[0], "service"])
            name = message("Existing sites: {tier}", tier=tier_message(service, tier))
            key = _tier_key(service, tier, today.times.mode)
        marks = _marks(today, own)
        for mark in marks:
            mark["popup"]["note"] = message("Existing site")
            mark["sign"] = shape
        tiers_apart = len(shapes) > 1
        layers.append(_sign_layer("existing", name, marks, key=key, tiers=tiers_apart))
    return layers


def site_shapes(plan: Plan, today: Assessment) -> dict[str, str]:
    """Return the shape of each tier: those of existing sites first, then those that only candidates have."""
    sites = today.times.sites.loc[list(today.open_sites)]
    known = plan.before.times.sites
    return tier_shapes(
        pd.concat([sites[["tier"]], known.loc[known["status"] == "candidate", ["tier"]]])
    )


def candidate_layer(
    plan: Plan, today: Assessment, *, only: Collection[str] | None = None
) -> DataLayer | None:
    """Return the candidates that the plan does not open, in the shapes of their tiers; None without any.

    Parameters
    ----------
    plan, today
        The plan, and coverage before it.
    only
        Ids of the sites that are drawn; by default all.
    """
    sites = plan.before.times.sites
    taken = {*plan.opened, *plan.before.open_sites}
    candidates = sites.index[(sites["status"] == "candidate").to_numpy()]
    rest = [site_id for site_id in _drawn(candidates, only) if site_id not in taken]
    if not rest:
        return None
    shapes, tiers = site_shapes(plan, today), sites["tier"].fillna("").astype(str)
    marks = _marks(plan.before, rest)
    for site_id, mark in zip(rest, marks, strict=True):
        mark["popup"]["note"] = message("Candidate")
        mark["sign"] = shapes[tiers.loc[site_id]]
    several = len(set(tiers.loc[rest])) > 1
    key = "Candidate, in the shape of its tier" if several else "Candidate"
    return _sign_layer("candidate", message("Candidates not chosen"), marks, key=_words(key))


def proposed_layer(plan: Plan) -> DataLayer | None:
    """Return the sites that the plan opens, numbered in build order; None where it opens none.

    Whom each adds follows the limit, group and sites of the moment: the page's scripts say it.
    """
    if not plan.opened:
        return None
    marks = _marks(plan.before, list(plan.opened))
    for order, mark in enumerate(marks, start=1):
        mark["order"] = order
        mark["popup"]["note"] = message(
            "Proposed site {order} of {number}", order=order, number=len(plan.opened)
        )
        mark["popup"]["rows"] = [
            ["Order", str(order)],
            *([["Year", str(plan.years[order - 1])]] if plan.years else []),
            *mark["popup"]["rows"],
        ]
    return DataLayer("marks", {"kind": "proposed", "marks": marks}, name="Proposed sites")


def site_name(sites: pd.DataFrame, site_id: str) -> str:
    """Return a site's name, or its id where it has none."""
    return _name_or_id(site_id, sites.loc[site_id, "name"])


def site_names(sites: pd.DataFrame) -> dict[Hashable, str]:
    """Return what `site_name` does for each site of a table, by id."""
    return {
        site_id: _name_or_id(site_id, name)
        for site_id, name in zip(sites.index, sites["name"], strict=True)
    }


def _name_or_id(site_id: Hashable, name: object) -> str:
    return str(name) if isinstance(name, str) and name else str(site_id)


def _words(text: str) -> dict[str, str]:
    """Return what the legend says, in every language."""
    return {lang: say(lang, text) for lang in LANGS}


def _tier_key(service: str, tier: str, mode: Mode | ModeByTier) -> dict[str, str]:
    """Return what the legend says of a tier, with its mode where tiers differ."""
    if isinstance(mode, str) or tier not in mode:
        return {lang: tier_said(service, tier, lang) for lang in LANGS}
    return {
        lang: say(
            lang,
            "{tier}, {mode}",
            tier=tier_said(service, tier, lang),
            mode=mode_words(mode[tier], lang),
        )
        for lang in LANGS
    }


def _sign_layer(
    kind: str,
    name: Message,
    marks: list[dict[str, Any]],
    *,
    key: dict[str, str],
    tiers: bool = False,
) -> DataLayer:
    """Return marks that are drawn as signs; many are drawn small, and grow with the zoom.

    `key` is what the legend says, `tiers` whether there are other layers of other tiers.
    """
    signs = {shape: sign_points(shape) for shape in dict.fromkeys(mark["sign"] for mark in marks)}
    size = round(sign_size(len(marks)), 3)
    data = {"kind": kind, "signs": signs, "size": size, "marks": marks}
    path = sign_svg(next(iter(signs)), radius=5, centre=10)
    data["legend"] = {"path": path, "words": key, "tiers": tiers}
    return DataLayer("marks", data, name=name)


def _drawn(site_ids: Iterable[Any], only: Collection[str] | None) -> list[Any]:
    return [site_id for site_id in site_ids if only is None or str(site_id) in only]


def _marks(state: Assessment, site_ids: list[Any]) -> list[dict[str, Any]]:
    chosen = state.times.sites.loc[site_ids]
    counted = state.capacity is not None
    lonlat = points_deg(chosen.geometry, chosen.crs)
    # Column by column: looking rows up by their id takes minutes where there are many.
    columns = [chosen[name] for name in ("name", "service", "tier", "capacity")]
    land = state.times.study.land_said
    return [
        {
            "at": [float(lat), float(lon)],
            "id": str(site_id),
            "popup": {
                "title": name if isinstance(name, str) and name else str(site_id),
                "rows": [
                    *_rows(site_id, service, tier, capacity, counted=counted),
                    *_condition(land.get(str(service), {}).get(str(site_id))),
                ],
            },
        }
        for site_id, (lon, lat), name, service, tier, capacity in zip(
            site_ids, lonlat, *columns, strict=True
        )
    ]


def _condition(said: Words | None) -> list[list[Any]]:
    """Return what land asks of a candidate that is eligible only under a condition."""
    return [] if said is None else [["To be checked", said.in_both()]]


def _rows(
    site_id: object, service: object, tier: object, capacity: float, *, counted: bool
) -> list[list[Any]]:
    rows: list[list[Any]] = [["Id", str(site_id)]]
    if isinstance(tier, str) and tier:
        rows.append(["Tier", tier_message(str(service), tier)])
    limited = math.isfinite(capacity)
    if counted:
        places = {"people": float(capacity)} if limited else message("for everybody")
        rows.append(["Places", places])
    elif limited:
        rows.append(["Capacity", {"people": float(capacity)}])
    return rows
