"""A plan's files beside its page and its layers: travel times as a raster, units and the workbook."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from ....common.large_work import Report, say_nothing
from ....common.stage import Stage
from ....coverage.surface.travel_surface import travel_surface
from ....geo.travel.main_class import main_class
from ....maps.wording.messages import require_lang
from ....optimize.plan import Plan
from ...study.study import Study
from ..layers import unit_table
from ..results_size import written_s
from ..table_files import write_csv, write_workbook
from .workbook import plan_sheets

_SURFACE_S = 1.0
"""A surface has about as many pixels whatever the cells are."""


def write_tables(
    plan: Plan,
    study: Study,
    folder: Path,
    *,
    lang: str,
    notes: tuple[str, ...],
    gaps: gpd.GeoDataFrame,
    report: Report = say_nothing,
) -> None:
    """Write ``travel_time.tif``, ``units.csv`` and ``tables.xlsx`` to a folder.

    Parameters
    ----------
    plan, study
        The plan, and the study that it is about.
    folder
        Where.
    lang
        Language of the workbook.
    notes
        What the workbook says beside the study's notice and credits.
    gaps
        What `halfhour.gap_list` returns of the plan.
    report
        Is told of each file.
    """
    layers = study.layers
    rows_s = written_s(len(plan.scenario.times.demand))
    report(Stage("writing travel_time.tif", seconds=_SURFACE_S + rows_s))
    times = main_class(plan.after.times, plan.after.group)
    surface = travel_surface(
        times, plan.after.open_sites, water=layers.water, prepared=study.prepared
    )
    surface.save(folder / "travel_time.tif")
    report(Stage("writing units.csv", seconds=rows_s))
    levels: list[str | None] = [None, *layers.units]
    units = pd.concat([unit_table(plan, level) for level in levels], ignore_index=True)
    write_csv(units, folder / "units.csv")
    report(Stage("writing tables.xlsx", seconds=rows_s))
    sheets = plan_sheets(plan, layers.units, notes=notes, lang=require_lang(lang), gaps=gaps)
    write_workbook(folder / "tables.xlsx", sheets)
