"""Chart of a scenario under several settings: a line for each, over the one that is a number."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...common.errors import Fault, InputError
from ...optimize.sweep import Sweep
from ..signs.series import SERIES
from ..wording.messages import Lang, require_lang, say
from ..wording.words import percent, services_said
from .figure import SOFT, finished, new_figure, of_study, plain_axes

_PER_WIDTH: Final = 0.62
_LINES_MAX: Final = len(SERIES)

_AXES: Final = {
    "max_new": "New sites",
    "budget": "Budget",
    "limit_min": "Limit, minutes",
    "limit_m": "Limit, metres",
}


def sweep_chart(
    result: Sweep, *, over: str | None = None, lang: Lang = "en", width_cm: float = 14.0
) -> Figure:
    """Draw the share served over one setting, with a line for each value of the others.

    Parameters
    ----------
    result
        What `halfhour.sweep` returns. Rows without figures are left out.
    over
        The setting along the axis; by default the one with the most different numbers.
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
        If no row has figures, the setting was not varied or is no number, there are more lines than colours, or
        the language or the width is not valid.

    See Also
    --------
    sweep : Solve a scenario under several settings.
    save_figure : Write a chart to a file.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> swept = hh.sweep(hh.Scenario(street_times()), limit_min=[5, 15], max_new=range(3))
    >>> figure = hh.sweep_chart(swept, width_cm=10)
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['Limit, minutes: 5', 'Limit, minutes: 15']
    """
    words = require_lang(lang)
    known = result.table[result.table["share"].notna()]
    axis = _axis(result, over)
    if known.empty:
        raise _fault(None, "has no row with figures", "give settings that are feasible")
    others = [name for name in result.varied if name != axis]
    figure = new_figure(width_cm, width_cm * _PER_WIDTH)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    plain_axes(axes)
    # Settings such as objectives or must_open cannot be sorted or hashed; what they say can.
    labels = known[others].apply(
        lambda row: say(words, "; ").join(_setting(name, row[name], words) for name in others),
        axis=1,
    )
    lines = labels.unique().tolist() if others else [""]
    if len(lines) > _LINES_MAX:
        raise _fault(
            None,
            f"has {len(lines)} lines, and there are colours for {_LINES_MAX}",
            "draw fewer settings at once",
        )
    for label, colour in zip(lines, SERIES, strict=False):
        rows = known[labels == label] if others else known
        rows = rows.assign(at=rows[axis].astype(np.float64)).sort_values("at", kind="stable")
        axes.plot(rows["at"], rows["share"], "o-", color=colour, markersize=3.5, label=label)
    axes.set_xlabel(say(words, _AXES.get(axis, axis)), fontsize=9)
    axes.set_ylabel(say(words, "Share served"), fontsize=9)
    axes.xaxis.set_major_locator(MaxNLocator(integer=axis == "max_new", nbins=10))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    if others:
        axes.legend(loc="lower right", fontsize=8, frameon=False, labelcolor=SOFT)
    times = result.scenario.times
    return finished(of_study(figure, times.study, services_said(times, words), words))


def _axis(result: Sweep, over: str | None) -> str:
    numbers = {
        name: result.table[name].nunique()
        for name in result.varied
        if result.table[name].map(lambda value: isinstance(value, (int, float, np.number))).all()
    }
    if over is not None and over not in numbers:
        raise _fault(
            over,
            "was not varied, or its values are no numbers",
            f"name one of {', '.join(numbers) or 'none'}",
        )
    if not numbers:
        raise _fault(
            None, "has no setting that is a number", "vary max_new, budget or limit_min as well"
        )
    return over or max(numbers, key=lambda name: numbers[name])


def _setting(name: str, value: object, lang: Lang) -> str:
    plain = getattr(value, "kind", value)
    said = f"{plain:g}" if isinstance(plain, (int, float)) else str(plain)
    return f"{say(lang, _AXES.get(name, name))}{say(lang, ': ')}{said}"


def _fault(column: str | None, cause: str, fix: str) -> InputError:
    return InputError(Fault(file="sweep", column=column, cause=cause, fix=fix))
