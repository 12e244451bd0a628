"""Chart of what each further site, or sum of money, buys."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...common.errors import Fault, InputError
from ...optimize.frontier import Frontier
from ...optimize.plan import measure_words
from ..signs.series import SERIES
from ..wording.messages import Lang, require_lang, say
from ..wording.money import with_money_unit
from ..wording.words import count, services_said
from .figure import INK, SOFT, finished, new_figure, of_study, plain_axes

_PER_WIDTH: Final = 0.62


def frontier_chart(result: Frontier, *, lang: Lang = "en", width_cm: float = 14.0) -> Figure:
    """Draw the best value for every number of new sites (or budget), its bound, and the knee.

    Parameters
    ----------
    result
        What `halfhour.frontier` returns. Points without an answer are left out.
    lang
        ``"en"`` or ``"zh"``.
    width_cm
        Width of the chart.

    Returns
    -------
    matplotlib.figure.Figure
        For `save_figure`.

    Raises
    ------
    InputError
        If no point has an answer, or the language or the width is not valid.

    See Also
    --------
    frontier : The best value for every number of new sites.
    save_figure : Write a chart to a file.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    No clinic more, or the candidate:

    >>> result = hh.frontier(hh.Scenario(times, max_new=1, limit_min=15))
    >>> figure = hh.frontier_chart(result, width_cm=10)
    >>> figure.axes[0].lines[0].get_xydata().tolist()
    [[0.0, 400.0], [1.0, 500.0]]
    """
    words = require_lang(lang)
    known = result.points[np.isfinite(result.points["objective_value"].to_numpy(dtype=np.float64))]
    if known.empty:
        raise InputError(
            Fault(
                file="frontier",
                cause="has no point with an answer",
                fix="ask for more sites or a larger budget",
            )
        )
    objective = result.scenario.objective
    figure = new_figure(width_cm, width_cm * _PER_WIDTH)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    plain_axes(axes)
    at, bound = known.index.to_numpy(dtype=np.float64), known["bound"]
    best = known["objective_value"]
    axes.plot(at, best, "o-", color=SERIES[0], markersize=3.5, label=say(words, "best plan"))
    if _differs(best, bound):
        axes.plot(at, bound, "--", color=SERIES[1], linewidth=1, label=say(words, "proven bound"))
    if result.knee is not None and result.knee in known.index:
        value = float(best.loc[result.knee])
        label = say(words, "knee: {at}", at=count(result.knee, words))
        axes.plot([result.knee], [value], "D", color=SERIES[1], markersize=7, zorder=3, label=label)
        axes.annotate(
            _shown(value, objective.measure, words),
            (result.knee, value),
            xytext=(8, -12),
            textcoords="offset points",
            fontsize=8,
            color=INK,
        )
    by_number = result.points.index.name == "max_new"
    axes.set_xlabel(_axis_words(result, words), fontsize=9)
    measure = measure_words(result.scenario.measure, result.scenario.times.unit)
    measure = "people served" if measure == "people" else measure
    said = say(words, measure)
    if objective.measure == "cost":
        said = with_money_unit(result.scenario.times.study, said, words)
    axes.set_ylabel(said, fontsize=9)
    axes.xaxis.set_major_locator(MaxNLocator(integer=by_number, nbins=10))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: count(value, words)))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: _shown(value, objective.measure, words))
    )
    more = objective.sense == "maximise"
    axes.legend(
        loc="lower right" if more else "upper right", fontsize=8, frameon=False, labelcolor=SOFT
    )
    times = result.scenario.times
    study = times.study
    return finished(of_study(figure, study, services_said(times, words), words))


def _axis_words(result: Frontier, lang: Lang) -> str:
    if result.points.index.name == "max_new":
        return say(lang, "New sites")
    return with_money_unit(result.scenario.times.study, say(lang, "Budget"), lang)


def _differs(best: pd.Series, bound: pd.Series) -> bool:
    """Say whether the bound is another line than the plans; where all are proven optimal it is not."""
    return not np.allclose(best, bound, rtol=1e-9)


def _shown(value: float, measure: str, lang: Lang) -> str:
    return f"{value:.0%}" if measure == "share" else count(value, lang)
