"""How long people of each group travel to their nearest open site: a table, and its chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ...common.errors import Fault, InputError
from ...coverage.assessment import Assessment
from ...geo.tables import groups as all_groups
from ...geo.tables import people
from ..signs.series import SERIES
from ..wording.messages import Lang, require_lang, say
from ..wording.words import count, percent, services
from .figure import SOFT, finished, new_figure, of_study, plain_axes

_PER_WIDTH: Final = 0.9
_CLASSES_TO_LIMIT: Final = 6
"""The limit is always an edge between two classes: 5 minutes each where it is 30."""

_CLASSES_SHOWN: Final = 24
"""Longer ways, up to four times the limit, have classes; what is beyond is one number."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelSpread:
    """How people of each group spread over classes of travel time.

    Parameters
    ----------
    edges
        Bounds of the classes, seconds or metres, from 0; the upper one belongs to a class.
    by_class
        People: one row per class, indexed by its upper bound, one column per group.
    aside
        One row per group: ``people`` in all, ``longer`` than the last class, ``unreachable``.
    """

    edges: npt.NDArray[np.float64]
    by_class: pd.DataFrame
    aside: pd.DataFrame


def travel_spread(assessment: Assessment, *, groups: Sequence[str] | None = None) -> TravelSpread:
    """Count people of each group by the travel time to their nearest open site, as classes.

    Parameters
    ----------
    assessment
        Which sites are open.
    groups
        Whom to count; by default every group of the demand table.

    Raises
    ------
    InputError
        If there is no such group.
    """
    names = list(all_groups(assessment.times.demand) if groups is None else groups)
    cost = assessment.cells["cost"].to_numpy(dtype=np.float64)
    reached = np.isfinite(cost)
    edges = assessment.limit / _CLASSES_TO_LIMIT * np.arange(_CLASSES_SHOWN + 1.0)
    # The first class has its lower bound, too: at a site the way takes no time.
    at = np.maximum(np.searchsorted(edges, cost[reached], side="left") - 1, 0)
    columns, aside = {}, {}
    for name in names:
        counted = people(assessment.times.demand, name).to_numpy(dtype=np.float64)
        sums = np.bincount(at, weights=counted[reached], minlength=_CLASSES_SHOWN)
        columns[name] = sums[:_CLASSES_SHOWN]
        aside[name] = {
            "people": float(counted.sum()),
            "longer": float(sums[_CLASSES_SHOWN:].sum()),
            "unreachable": float(counted[~reached].sum()),
        }
    return TravelSpread(
        edges=edges,
        by_class=pd.DataFrame(columns, index=pd.Index(edges[1:], name="up_to")),
        aside=pd.DataFrame.from_dict(
            aside, orient="index", columns=["people", "longer", "unreachable"]
        ),
    )


def travel_chart(
    assessment: Assessment,
    *,
    groups: Sequence[str] | None = None,
    lang: Lang = "en",
    width_cm: float = 14.0,
) -> Figure:
    """Draw a histogram of travel times by group, and the share of people reached by then.

    Parameters
    ----------
    assessment
        Which sites are open; times are those to the nearest of them, beyond the limit, too.
    groups
        Whom to draw; by default every group of the demand table. Groups without people are left out.
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
        If there is no such group, nobody in any of them, or the language or the width is not valid.

    See Also
    --------
    assess : Who is served within a limit.
    lorenz_chart : How evenly access is shared out.
    save_figure : Write a chart to a file.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Two panels: the histogram, and the share of people reached:

    >>> figure = hh.travel_chart(hh.assess(times), width_cm=10)
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['Share of people, % per class', 'Share of people reached, %']
    >>> (figure.get_size_inches() * 2.54).round(1).tolist()
    [10.0, 9.0]
    """
    words = require_lang(lang)
    spread = travel_spread(assessment, groups=groups)
    shown = spread.aside.index[spread.aside["people"] > 0]
    if shown.empty:
        raise InputError(
            Fault(
                file="demand table",
                value=", ".join(spread.aside.index),
                cause="there is nobody to count",
                fix="give groups with people",
            )
        )
    figure = new_figure(width_cm, width_cm * _PER_WIDTH)
    figure.set_layout_engine("constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    in_minutes = assessment.times.unit == "s"
    per = 60.0 if in_minutes else 1000.0
    edges, step = spread.edges / per, spread.edges[1] / per
    bar = 0.86 * step / len(shown)
    for number, group in enumerate(shown):
        share = 100 * spread.by_class[group].to_numpy() / spread.aside.loc[group, "people"]
        colour = SERIES[number % len(SERIES)]
        left = edges[:-1] + 0.07 * step + number * bar
        above.bar(left, share, width=bar, align="edge", color=colour)
        reached = np.concatenate([[0.0], np.cumsum(share)])
        below.plot(edges, reached, color=colour, label=_group_words(spread, str(group), words))
    limit = assessment.limit / per
    for axes in (above, below):
        plain_axes(axes)
        axes.axvline(limit, color=SOFT, linewidth=1, linestyle=":")
        axes.set_xlim(0, edges[-1])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    above.annotate(
        say(words, "limit"),
        (limit, 1),
        xycoords=("data", "axes fraction"),
        xytext=(3, -9),
        textcoords="offset points",
        fontsize=8,
        color=SOFT,
    )
    below.set_ylim(0, 100)
    below.set_xticks(edges[:: _CLASSES_TO_LIMIT // 2])
    below.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    above.set_ylabel(say(words, "Share of people, % per class"), fontsize=9)
    below.set_ylabel(say(words, "Share of people reached, %"), fontsize=9)
    what = "Travel time to the nearest site, minutes" if in_minutes else _DISTANCE
    below.set_xlabel(say(words, what), fontsize=9)
    below.legend(loc="lower right", fontsize=8, frameon=False)
    study = assessment.times.study
    return finished(of_study(figure, study, services(assessment, words), words))


_DISTANCE: Final = "Distance to the nearest site, km"


def _group_words(spread: TravelSpread, group: str, lang: Lang) -> str:
    aside = spread.aside.to_dict("index")[group]
    total, unreachable = float(aside["people"]), float(aside["unreachable"])
    return say(
        lang,
        "{group}: {number} unreachable ({share})",
        group=say(lang, group),
        number=count(unreachable, lang),
        share=percent(unreachable / total),
    )
