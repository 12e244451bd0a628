"""A study's questions about several services: answered, each written to a folder of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj

from ....common.large_work import Report, say_nothing
from ....common.written.geopackages import reproducible_geopackages
from ....common.written.shown import Shown
from ....maps.index_page.small_map import small_map
from ....maps.joint_page.data import service_signs, service_words, study_of
from ....maps.joint_page.map import joint_map
from ....maps.wording.messages import Lang, say
from ....maps.wording.picture_words import certificate_said
from ....optimize.joint.plan import JointPlan
from ...study.study import Study
from ..folder import require_folder, require_replaceable
from ..layers import named_layers
from ..parts.eligible import eligible_table, with_land_columns
from ..parts.layer_names import joint_layers, plan_layers
from ..parts.plan_target import PlanTarget
from ..sheets.workbook import plan_sheets
from ..table_files import Sheet, write_csv, write_workbook
from ..unfinished import unfinished
from ..writing import told_if_unwritable
from .joint_json import joint_cost, joint_plan_file


@dataclass(frozen=True, kw_only=True)
class JointFolder(Shown):
    """A joint plan, and the folder that holds its files.

    Parameters
    ----------
    plan
        The joint plan.
    folder
        Where ``plan.html``, ``results.gpkg``, ``tables.xlsx``, ``map.svg`` and ``plan.json`` lie.
    notes
        What is to be said of the study's files, and of names that results had to change.

    See Also
    --------
    plan_study : Answer the questions of a study.
    JointPlan : The joint plan.

    Examples
    --------
    Clinics and rehabilitation rooms along a street; `plan_study` makes such a record, here by hand:

    >>> import pathlib
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> clinic = hh.Scenario(street_times(), limit_min=15)
    >>> plan = hh.solve_together(hh.JointScenario({"clinic": clinic}, max_new=1))
    >>> hh.JointFolder(plan=plan, folder=pathlib.Path("out/both")).folder.name
    'both'
    """

    plan: JointPlan
    folder: Path
    notes: tuple[str, ...] = ()


def write_joint_plan(
    plan: JointPlan,
    study: Study,
    target: PlanTarget,
    *,
    report: Report = say_nothing,
) -> tuple[str, ...]:
    """Write a joint plan's files, beside first and then renamed.

    Returns what is to be said of the inputs and of the files' names.
    """
    folder, lang, layers = target.folder, target.lang, study.layers
    units = next(iter(layers.units.values()), None)
    require_folder(folder.parent)
    require_replaceable(folder)
    with told_if_unwritable(folder), unfinished(folder.parent, folder.name) as beside:
        report("writing plan.html")
        page = joint_map(plan, lang=lang)
        page.save(beside / "plan.html")
        if target.browser is not None:
            report("printing plan.pdf")
            page.save_pdf(beside / "plan.pdf", browser=target.browser)
        report("writing results.gpkg and tables")
        notes = (*layers.notes, *_write_layers(plan, study, beside, target.crs, lang))
        tables = [eligible_table(study, service, one.opened) for service, one in plan.plans.items()]
        eligible = [table for table in tables if table is not None]
        if eligible:
            write_csv(pd.concat(eligible, ignore_index=True), beside / "eligible.csv")
        write_workbook(beside / "tables.xlsx", _sheets(plan, study, notes, lang))
        first = next(iter(plan.plans.values()))
        colours = service_signs(plan)
        svg = small_map(
            first.before,
            first.after,
            opened=[(one.after, one.opened) for one in plan.plans.values()],
            colours=[colours[name][0] for name in plan.plans],
            units=units,
        )
        (beside / "map.svg").write_text(svg, encoding="utf-8")
        text = joint_plan_file(plan, study, notes=notes, run=target.run).model_dump_json(indent=2)
        (beside / "plan.json").write_text(text + "\n", encoding="utf-8")
    return notes


def _write_layers(
    plan: JointPlan, study: Study, folder: Path, crs: pyproj.CRS | None, lang: Lang
) -> tuple[str, ...]:
    """Write the layers of every service, each under the service's name; return notes on changed names."""
    layers: dict[str, gpd.GeoDataFrame] = {}
    notes: list[str] = []
    in_plan = plan_layers(study.layers.units)
    in_file = joint_layers(plan.plans, study.layers.units)
    for service, one in plan.plans.items():
        named = named_layers(one, study.layers.units, water=study.layers.water, crs=crs)
        own, renamed = with_land_columns(named.layers, study, service, lang)
        for layer, name in in_plan.items():
            if name in own:
                layers[in_file[replace(layer, service=service)]] = own[name]
        notes += (*named.notes, *renamed)
    with reproducible_geopackages():
        for name, layer in layers.items():
            layer.to_file(folder / "results.gpkg", layer=name, driver="GPKG", engine="pyogrio")
    return tuple(dict.fromkeys(notes))


def _sheets(plan: JointPlan, study: Study, said: tuple[str, ...], lang: Lang) -> dict[str, Sheet]:
    sheets = {say(lang, "Services"): _services(plan, lang)}
    titles = {service: service_words(service, one)[lang] for service, one in plan.plans.items()}
    for service, one in plan.plans.items():
        own = plan_sheets(one, study.layers.units, notes=said, lang=lang)
        title = titles[service]
        if list(titles.values()).count(title) > 1:
            title = f"{title} ({service})"
        sheets |= {f"{title} {name}": sheet for name, sheet in own.items()}
    return sheets


def _services(plan: JointPlan, lang: Lang) -> Sheet:
    """Return a row for each service, one for all, and the proof."""
    table = plan.table()
    rows = [
        {
            say(lang, "Service"): service_words(str(row["service"]), plan.plans[row["service"]])[
                lang
            ],
            say(lang, "New sites"): row["opened"],
            say(lang, "Cost"): row["cost"],
            say(lang, "People"): row["people"],
            say(lang, "Served today"): row["served_before"],
            say(lang, "Served with the plan"): row["served_after"],
            say(lang, "Gap"): row["gap_after"],
        }
        for _, row in table.iterrows()
    ]
    total = {
        say(lang, "Service"): say(lang, "All services"),
        say(lang, "New sites"): int(table["opened"].sum()),
        say(lang, "Cost"): joint_cost(plan),
    }
    asked = [("At most", plan.joint.max_new, plan.joint.budget)]
    limits = [
        {
            say(lang, "Service"): say(lang, name),
            say(lang, "New sites"): number,
            say(lang, "Cost"): money,
        }
        for name, number, money in asked
    ]
    proof = {say(lang, "Service"): certificate_said(plan.certificate, lang, study=study_of(plan))}
    people = [say(lang, name) for name in ("People", "Served today", "Served with the plan", "Gap")]
    return Sheet(
        table=pd.DataFrame([*rows, total, *limits, proof]),
        formats=dict.fromkeys(people, "#,##0"),
        is_list=False,
    )
