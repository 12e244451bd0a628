"""Chart of a plan under other assumptions: whom its own sites serve, and whom the best plan would."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ...common.errors import Fault, InputError
from ...optimize.sensitivity.result import AS_PLANNED, Sensitivity
from ..signs.series import SERIES
from ..wording.messages import Lang, require_lang, say
from ..wording.words import percent, services_said
from .figure import LINE, SOFT, finished, new_figure, of_study, plain_axes

_ROW_CM: Final = 0.62
_REST_CM: Final = 3.4
_TODAY, _OWN, _BEST = SOFT, SERIES[0], SERIES[1]


def sensitivity_chart(result: Sensitivity, *, lang: Lang = "en", width_cm: float = 14.0) -> Figure:
    """Draw the shares served today, with the plan's sites and with the best plan, for each change.

    Parameters
    ----------
    result
        What `halfhour.sensitivity` returns. Rows without figures are left out.
    lang
        ``"en"`` or ``"zh"``.
    width_cm
        Width of the chart; its height follows from the number of rows.

    Returns
    -------
    matplotlib.figure.Figure
        For `save_figure`.

    Raises
    ------
    InputError
        If the language or the width is not valid, or nobody is counted.

    See Also
    --------
    sensitivity : A plan under other speeds, limits and numbers of people.
    save_figure : Write a chart to a file.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> plan = hh.solve(hh.Scenario(street_times(), max_new=1, limit_min=15))
    >>> figure = hh.sensitivity_chart(hh.sensitivity(plan, limits_min=[10]), width_cm=10)
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['As planned', 'Speeds -10%', 'Speeds +10%', 'Limit, minutes: 10', 'People -10%', 'People +10%']
    """
    words = require_lang(lang)
    rows = result.table[result.table["share_after"].notna()].reset_index(drop=True)
    if rows.empty:
        raise InputError(
            Fault(
                file="sensitivity",
                cause="has no row with figures, since nobody is counted",
                fix="plan for a group that has people",
            )
        )
    figure = new_figure(width_cm, _REST_CM + _ROW_CM * len(rows))
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    plain_axes(axes)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=LINE, linewidth=0.6)
    before, own = rows["share_before"].astype(float), rows["share_after"].astype(float)
    best = rows["best_share"].astype(float)
    axes.hlines(rows.index, before, own, color=_OWN, linewidth=2.2, alpha=0.35)
    axes.plot(before, rows.index, "|", color=_TODAY, markersize=9, label=say(words, "Today"))
    label = say(words, "With the best plan for it")
    if best.notna().any():
        axes.plot(
            best, rows.index, "o", color=_BEST, markerfacecolor="none", markersize=9.5, label=label
        )
    axes.plot(own, rows.index, "o", color=_OWN, markersize=5, label=say(words, "With the plan"))
    axes.axvline(own.iloc[0], color=SOFT, linewidth=0.8, linestyle="--")
    axes.set_yticks(rows.index, [_said(row, words) for _, row in rows.iterrows()], fontsize=8)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(say(words, "Share served"), fontsize=9)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    figure.legend(loc="outside upper right", ncols=3, fontsize=8, frameon=False, labelcolor=SOFT)
    times = result.plan.scenario.times
    return finished(of_study(figure, times.study, services_said(times, words), words))


def _said(row: pd.Series, lang: Lang) -> str:
    varied, value = str(row["varied"]), float(row["value"])
    if varied == AS_PLANNED:
        return say(lang, "As planned")
    if varied == "speeds":
        return say(lang, "Speeds {change}", change=f"{100 * (value - 1):+.4g}%")
    if varied == "people":
        return say(lang, "People {change}", change=f"{100 * (value - 1):+.4g}%")
    name = "Limit, metres" if varied == "limit_m" else "Limit, minutes"
    return f"{say(lang, name)}{say(lang, ': ')}{value:g}"
