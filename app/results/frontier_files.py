"""What each further site, or sum of money, buys: the files of a scenario's frontier."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ...common.packages.extras import install_command, missing_packages
from ...common.sentences import Sentence
from ...maps.wording.messages import Lang
from ...optimize.frontier import Frontier, frontier
from ...optimize.scenario import Scenario
from ..study.schema import ScenarioEntry
from .table_files import write_csv


def asked_frontier(scenario: Scenario, entry: ScenarioEntry) -> Frontier | None:
    """Answer a scenario for every number of sites or for several sums of money, if its entry asks for it."""
    if entry.frontier is None:
        return None
    if entry.frontier == "sites":
        return frontier(scenario)
    return frontier(scenario, budgets=entry.frontier)


def write_frontier(curve: Frontier, folder: Path, *, lang: Lang) -> None:
    """Write ``frontier.csv``, ``build_order.csv`` and ``frontier.png`` to a folder.

    The chart is left out where no point has an answer, which the table says in each row, or where the packages
    that draw it are not installed (`chart_notes`).
    """
    write_csv(_points(curve), folder / "frontier.csv")
    write_csv(curve.order.reset_index(), folder / "build_order.csv")
    if _has_chart(curve) and not missing_packages("pictures"):
        # They load matplotlib, which no other file of a plan needs.
        from ...maps.charts.figure import save_figure  # noqa: PLC0415
        from ...maps.charts.frontier import frontier_chart  # noqa: PLC0415

        save_figure(frontier_chart(curve, lang=lang), folder / "frontier.png")


def chart_notes(curve: Frontier | None) -> tuple[Sentence, ...]:
    """Return what is to be said of a chart that cannot be drawn with the installed packages."""
    if curve is None or not _has_chart(curve) or not missing_packages("pictures"):
        return ()
    return (
        Sentence(
            "frontier.png is left out: charts need {command}", command=install_command("pictures")
        ),
    )


def _has_chart(curve: Frontier) -> bool:
    return bool(np.isfinite(curve.points["objective_value"]).any())


def _points(curve: Frontier) -> pd.DataFrame:
    """Return the points as text and numbers: ids apart by semicolons, the knee marked."""
    points = curve.points
    return points.assign(
        knee=["yes" if at == curve.knee else "no" for at in points.index],
        opened=[";".join(ids) for ids in points["opened"]],
    ).reset_index()
