"""A plan's files in one folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd

from ...common.large_work import Report, begin, reports_of, say_nothing
from ...common.words import Words
from ...common.written.shown import Shown
from ...maps.index_page.small_map import small_map
from ...maps.plan_page.map import plan_map
from ...maps.qgis.styles import add_qgis_styles
from ...maps.wording.titles import scenario_titles
from ...optimize.frontier import Frontier
from ...optimize.gap_list import gap_list
from ...optimize.plan import Plan
from ..study.site_notes import notes_on_sites
from ..study.study import Study
from .folder import require_folder, require_replaceable
from .frontier_files import chart_notes, write_frontier
from .layer_files import write_layers
from .layers import named_layers
from .parts.eligible import eligible_table, with_land_columns
from .parts.plan_target import PlanTarget
from .plan_json import plan_file
from .results_size import files_estimate, page_estimate, size_of
from .sheets.plan_tables import write_tables
from .table_files import write_csv
from .unfinished import unfinished
from .writing import told_if_unwritable


@dataclass(frozen=True)
class PlanFolder(Shown):
    """A plan, the service it is about, and the folder that holds its files.

    Parameters
    ----------
    plan
        The plan.
    service
        The service as the study names it.
    folder
        Where ``plan.html``, ``results.gpkg`` and the other files lie.
    notes
        What is to be said of the study's files, and of names that results had to change.
    gaps
        What `gap_list` returns of the plan.

    See Also
    --------
    plan_study : Answer the scenarios of a study.
    Plan : The plan.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, name="One more clinic"))

    `plan_study` returns such a record for each scenario; here it is made by hand:

    >>> import pathlib
    >>> found = hh.PlanFolder(plan=plan, service="clinic", folder=pathlib.Path("out/one_more"))
    >>> list(found.plan.opened)
    ['last']
    >>> found.service, found.folder.name, found.title.said("en")
    ('clinic', 'one_more', 'One more clinic')
    """

    plan: Plan
    service: str
    folder: Path
    notes: tuple[str, ...] = ()
    gaps: gpd.GeoDataFrame | None = field(default=None, repr=False)

    @property
    def title(self) -> Words:
        """What the scenario is called, in both languages."""
        return scenario_titles(self.plan.scenario)


def write_plan(
    plan: Plan,
    study: Study,
    target: PlanTarget,
    *,
    service: str,
    curve: Frontier | None = None,
    gaps: gpd.GeoDataFrame | None = None,
    report: Report = say_nothing,
) -> tuple[str, ...]:
    """Write a plan's files, beside first and then renamed.

    With a `curve` its files are among them; `gaps` are listed by default. Returns what is to be said of the
    inputs and of the files' names.
    """
    folder, lang = target.folder, target.lang
    require_folder(folder.parent)
    require_replaceable(folder)
    with told_if_unwritable(folder), unfinished(folder.parent, folder.name) as beside:
        listed = gap_list(plan) if gaps is None else gaps
        of_page = _write_page(plan, study, beside, target, listed, report)
        of_layers = _write_layers(plan, study, beside, target, service, report)
        told = notes_on_sites(
            study.layers.notes,
            service,
            read=study.layers.sites[service],
            counted=plan.scenario.times.sites,
        )
        notes = (*told, *of_page, *of_layers, *chart_notes(curve))
        eligible = eligible_table(study, service, plan.opened)
        if eligible is not None:
            write_csv(eligible, beside / "eligible.csv")
        write_tables(plan, study, beside, lang=lang, notes=notes, gaps=listed, report=report)
        if curve is not None:
            write_frontier(curve, beside, lang=lang)
        _write_small_maps(plan, study, beside)
        written = plan_file(plan, study, service=service, notes=notes, gaps=listed, run=target.run)
        text = written.model_dump_json(indent=2)
        (beside / "plan.json").write_text(text + "\n", encoding="utf-8")
    return notes


def _write_page(
    plan: Plan,
    study: Study,
    folder: Path,
    target: PlanTarget,
    gaps: gpd.GeoDataFrame,
    report: Report,
) -> tuple[str, ...]:
    """Write the page, as a PDF too if there is a browser; return what is to be said of it."""
    begin(page_estimate(size_of(plan.scenario.times, plan.scenario.name)), report)
    page = plan_map(
        plan,
        lang=target.lang,
        gaps=gaps,
        prepared=study.prepared,
        report=reports_of("writing plan.html", report),
    )
    page.save(folder / "plan.html")
    if target.browser is not None:
        report("printing plan.pdf")
        page.save_pdf(folder / "plan.pdf", browser=target.browser)
    return page.notes


def _write_layers(
    plan: Plan, study: Study, folder: Path, target: PlanTarget, service: str, report: Report
) -> tuple[str, ...]:
    """Write ``results.gpkg`` with its styles; return what is to be said of names."""
    begin(files_estimate(size_of(plan.scenario.times, plan.scenario.name)), report)
    reported = reports_of("writing results.gpkg", report)
    named = named_layers(
        plan,
        study.layers.units,
        water=study.layers.water,
        crs=target.crs,
        prepared=study.prepared,
        report=reported,
    )
    layers, renamed = with_land_columns(named.layers, study, service, target.lang)
    write_layers(layers, folder / "results.gpkg", report=reported)
    add_qgis_styles(folder / "results.gpkg", lang=target.lang)
    return (*named.notes, *renamed)


def _write_small_maps(plan: Plan, study: Study, folder: Path) -> None:
    borders = next(iter(study.layers.units.values()), None)
    small = small_map(plan.before, plan.after, opened=[(plan.after, plan.opened)], units=borders)
    (folder / "map.svg").write_text(small, encoding="utf-8")
    today = small_map(plan.before, units=borders)
    (folder / "map_today.svg").write_text(today, encoding="utf-8")
