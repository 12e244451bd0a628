"""How evenly access is shared out: Lorenz curves and their Gini coefficients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...coverage.assessment import Assessment
from ..signs.series import SERIES
from ..wording.messages import Lang, require_lang, say
from ..wording.words import count, services
from .figure import INK, LINE, SOFT, finished, new_figure, of_study, plain_axes


@dataclass(frozen=True, kw_only=True, eq=False)
class Lorenz:
    """A Lorenz curve.

    Parameters
    ----------
    people
        Share of the people so far, from 0 to 1, those with the least first.
    amount
        Share of all there is that they have, from 0 to 1.
    gini
        Gini coefficient: 0 where all have the same, towards 1 where one has everything.
    people_aside
        People who are not on the curve, since they have no travel time at all.
    """

    people: Floats
    amount: Floats
    gini: float
    people_aside: float = 0.0


def lorenz(each: Floats, people: Floats) -> Lorenz:
    """Return the Lorenz curve of what each person has, counted by people.

    The Gini coefficient is 1 - sum((p[i] - p[i-1]) * (a[i] + a[i-1])) over the curve's points, exact for
    groups within which all have the same: Brown (1994), Using Gini-style indices to evaluate the spatial
    patterns of health practitioners, Social Science & Medicine 38, 1243-1256.

    Parameters
    ----------
    each
        What each person of a group has, not below 0.
    people
        How many they are; groups without people are left out.

    Raises
    ------
    InputError
        If there is nobody, nothing is shared out, or an amount is negative or unknown.
    """
    inhabited = people > 0
    has, who = each[inhabited], people[inhabited]
    cause = ""
    if not len(who):
        cause = "there is nobody to share it out among"
    elif not (np.isfinite(has).all() and (has >= 0).all()):
        cause = "an amount is negative or unknown"
    elif not has.any():
        cause = "nobody has anything, so that there are no shares of it"
    if cause:
        raise InputError(
            Fault(
                file="Lorenz curve", cause=cause, fix="choose a group and sites with travel times"
            )
        )
    order = np.argsort(has, kind="stable")
    so_far = np.concatenate([[0.0], np.cumsum(who[order])])
    amount = np.concatenate([[0.0], np.cumsum(has[order] * who[order])])
    p, a = so_far / so_far[-1], amount / amount[-1]
    gini = 1.0 - float(np.diff(p) @ (a[1:] + a[:-1]))
    # Equal shares leave the rounding of the sums, which may lie below 0.
    return Lorenz(people=p, amount=a, gini=max(gini, 0.0))


def lorenz_of_travel(assessment: Assessment) -> Lorenz:
    """Return the curve of travel time (or distance) to the nearest open site, over the group's people.

    Raises
    ------
    InputError
        If nobody reaches a site, or all live at one.
    """
    cost = assessment.cells["cost"].to_numpy(dtype=np.float64)
    people = assessment.cells["people"].to_numpy(dtype=np.float64)
    reached = np.isfinite(cost)
    curve = lorenz(cost[reached], people[reached])
    return Lorenz(
        people=curve.people,
        amount=curve.amount,
        gini=curve.gini,
        people_aside=float(people[~reached].sum()),
    )


def lorenz_of_units(assessment: Assessment, by: str) -> Lorenz:
    """Return the curve of people served over the units of a level, those with the lowest share first.

    Raises
    ------
    InputError
        If there is no such level, or nobody is served.
    """
    units = assessment.summary(by=by)
    units = units[units["people"] > 0]
    return lorenz(units["share"].to_numpy(np.float64), units["people"].to_numpy(np.float64))


def lorenz_chart(
    assessment: Assessment, *, by: str | None = None, lang: Lang = "en", width_cm: float = 10.0
) -> Figure:
    """Draw the Lorenz curve of travel times, or of people served by unit, with its Gini coefficient.

    The curve is that of Lorenz [1]_; the coefficient is computed as by Brown [2]_.

    Parameters
    ----------
    assessment
        Whose travel times and people.
    by
        A level of units, such as ``"county"``, for people served by unit; None for travel times.
    lang
        ``"en"`` or ``"zh"``.
    width_cm
        Width and height of the chart.

    Returns
    -------
    matplotlib.figure.Figure
        For `save_figure`.

    Raises
    ------
    InputError
        If there is no such level, nothing to share out, or the language or the width is not valid.

    See Also
    --------
    travel_chart : Travel times by group.
    save_figure : Write a chart to a file.

    References
    ----------
    .. [1] Lorenz, M. O. (1905). Methods of measuring the concentration of wealth. Publications of the American
       Statistical Association 9(70), 209-219.
    .. [2] Brown, M. C. (1994). Using Gini-style indices to evaluate the spatial patterns of health
       practitioners: theoretical considerations and an application based on Alberta data. Social Science &
       Medicine 38(9), 1243-1256.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Four fifths of the people walk 12 minutes, a fifth 24: two thirds of all minutes, and a third:

    >>> figure = hh.lorenz_chart(hh.assess(times))
    >>> figure.axes[0].lines[1].get_xydata().round(2).tolist()
    [[0.0, 0.0], [0.8, 0.67], [1.0, 1.0]]
    >>> figure.axes[0].lines[1].get_label()
    'Gini coefficient 0.133'
    """
    words = require_lang(lang)
    curve = lorenz_of_travel(assessment) if by is None else lorenz_of_units(assessment, by)
    figure = new_figure(width_cm, width_cm)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    plain_axes(axes)
    axes.grid(visible=True, axis="both", color=LINE, linewidth=0.6)
    axes.plot([0, 1], [0, 1], "--", color=SOFT, linewidth=1, label=say(words, "equal for all"))
    gini = say(words, "Gini coefficient {number}", number=f"{curve.gini:.3f}")
    axes.plot(curve.people, curve.amount, color=SERIES[0], linewidth=1.8, label=gini)
    axes.fill_between(curve.people, curve.amount, curve.people, color=SERIES[0], alpha=0.12)
    axes.set_aspect("equal")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    x_words, y_words = _axis_words(assessment, by)
    axes.set_xlabel(say(words, x_words), fontsize=9)
    axes.set_ylabel(say(words, y_words), fontsize=9)
    axes.legend(loc="upper left", fontsize=8, frameon=False, labelcolor=INK)
    if curve.people_aside:
        aside = say(
            words, "{number} unreachable people left aside", number=count(curve.people_aside, words)
        )
        axes.set_title(aside, fontsize=8, color=SOFT, loc="left")
    study = assessment.times.study
    drawn = finished(of_study(figure, study, services(assessment, words), words))
    # A square in a constrained layout moves a little each time it is drawn: laid out once, it stays.
    drawn.draw_without_rendering()
    drawn.set_layout_engine("none")
    return drawn


def _axis_words(assessment: Assessment, by: str | None) -> tuple[str, str]:
    if by is not None:
        return "Share of people, worst served units first", "Share of all people served"
    amount = "time" if assessment.times.unit == "s" else "distance"
    return "Share of people, least travel first", f"Share of all travel {amount}"
