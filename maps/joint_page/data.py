"""What the page of a joint plan draws: cells and sites of each service, and the sites that share a roof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from ...common.words import Words
from ...geo.spacing import cell_size_m
from ...geo.study_context import StudyContext
from ...optimize.constraints.site_places import column_text
from ...optimize.joint.named_rules import HostedBy
from ...optimize.joint.plan import JointPlan
from ...optimize.plan import Plan
from ..document.packing import packed
from ..document.shapes import points_deg
from ..plan_page.sites import site_name
from ..signs.picture_states import CELL_COLOURS, SHAPES, cell_states
from ..signs.series import SERIES
from ..signs.sites import sign_points
from ..wording.messages import LANG_NAMES, LANGS, Lang, catalogue, say, thousands_sign
from ..wording.plan_said import InLangs, in_langs
from ..wording.words import services

_DEGREE_M: Final = 111_320.0
_DIGITS: Final = 5


def study_of(joint: JointPlan) -> StudyContext:
    """Return the study that the travel times came from."""
    return next(iter(joint.plans.values())).scenario.times.study


def joint_titles(joint: JointPlan) -> Words:
    """Return what a joint plan is called: by its study, or by its name."""
    name = joint.joint.name or "Where the next sites should go"
    own = study_of(joint).scenarios.get(joint.joint.name)
    return own or Words(**in_langs(lambda lang: say(lang, name)))


def service_words(name: str, plan: Plan) -> InLangs:
    """Return what a service of a joint plan is called."""
    return in_langs(lambda lang: services(plan.after, lang) or name)


def service_signs(joint: JointPlan) -> dict[str, tuple[str, str]]:
    """Return by service the colour and the shape of its sites."""
    return {
        name: (SERIES[n % len(SERIES)], SHAPES[n % len(SHAPES)])
        for n, name in enumerate(joint.plans)
    }


def hosts_of(joint: JointPlan) -> dict[tuple[str, str], tuple[str, str]]:
    """Return for each opened site that is hosted its host: services and ids of both."""
    found = {}
    for rule in joint.joint.rules:
        if not isinstance(rule, HostedBy):
            continue
        sites = joint.joint.scenarios[rule.service].times.sites
        host = column_text(sites, rule.candidate_column)
        for site in joint.plans[rule.service].opened:
            if host.loc[site]:
                found[rule.service, str(site)] = rule.host_service, str(host.loc[site])
    return found


def joint_data(joint: JointPlan, *, lang: Lang, meridian_deg: float) -> dict[str, Any]:
    """Return the data of the page, fit for `offline.script_json`.

    Parameters
    ----------
    joint
        The joint plan.
    lang
        Language that the page opens in.
    meridian_deg
        Longitude of the middle of the map.
    """
    signs, hosts = service_signs(joint), hosts_of(joint)
    return {
        "lang": lang,
        "langs": LANG_NAMES,
        "words": {each: catalogue(each) for each in LANGS},
        "thousands": {each: thousands_sign(each) for each in LANGS},
        "unit": "s",
        "meridian": meridian_deg,
        "colours": CELL_COLOURS,
        "services": [
            {
                "title": service_words(name, plan),
                "colour": signs[name][0],
                "corners": sign_points(signs[name][1]),
                "cells": _cells(plan),
                "sites": _sites(joint, name, hosts),
            }
            for name, plan in joint.plans.items()
        ],
    }


def _cells(plan: Plan) -> dict[str, Any]:
    demand, state = plan.scenario.times.demand, cell_states(plan)
    lonlat = points_deg(demand.geometry, demand.crs)
    xy = np.column_stack([demand.geometry.centroid.x, demand.geometry.centroid.y])
    lived_in = state >= 0
    served = plan.after.cells["people_served"].to_numpy()
    return {
        "digits": _DIGITS,
        "lon": packed(np.rint(lonlat[lived_in, 0] * 10**_DIGITS).astype(np.int64)),
        "lat": packed(np.rint(lonlat[lived_in, 1] * 10**_DIGITS).astype(np.int64)),
        # On a map in Mercator a degree of latitude is as high as a degree of longitude is wide there.
        "size_deg": [size / _DEGREE_M for size in cell_size_m(xy)],
        "state": packed(state[lived_in]),
        "people": packed(plan.before.cells["people"].to_numpy()[lived_in]),
        "served": packed(served[lived_in]),
    }


def _sites(
    joint: JointPlan, name: str, hosts: Mapping[tuple[str, str], tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return the sites that are open with the plan: the new ones in build order, then the others."""
    plan = joint.plans[name]
    table = plan.scenario.times.sites
    shown = [*plan.opened, *plan.before.open_sites]
    lonlat = points_deg(table.geometry.loc[shown], table.crs) if shown else np.zeros((0, 2))
    sites = []
    for order, (site, (lon, lat)) in enumerate(zip(shown, lonlat, strict=True), start=1):
        one: dict[str, Any] = {
            "id": str(site),
            "name": site_name(table, site),
            "at": [float(lat), float(lon)],
        }
        if order <= len(plan.opened):
            one |= {"order": order, "gain": plan.gains[order - 1]}
        if (host := hosts.get((name, str(site)))) is not None:
            of = joint.joint.scenarios[host[0]].times.sites
            [(host_lon, host_lat)] = points_deg([of.geometry.loc[_key(of, host[1])]], of.crs)
            one["host"] = {
                "name": site_name(of, _key(of, host[1])),
                "at": [float(host_lat), float(host_lon)],
            }
        sites.append(one)
    return sites


def _key(sites: Any, site: str) -> Any:  # noqa: ANN401 - ids of any kind
    return sites.index[[str(one) == site for one in sites.index]][0]
