"""Write the pictures of docs/concepts/in-pictures.md: an access zone, a gap, places, and a bound.

The first three are computed on the embedded city; the last is a sketch.
"""

from __future__ import annotations

from typing import Final

import halfhour as hh
import numpy as np
from halfhour.maps.pictures.map import draw_roads
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pyproj import Transformer
from write_pictures import DPI, FOLDER, in_few_colours

FIGURES: Final = ("access-zone", "gap", "places", "bound")
"""The pictures that are drawn."""
_AT: Final = (119.60, 39.93)
_LIMITS_MIN: Final = (10, 20, 30)
_SITE, _SERVED, _GAP, _PURPLE, _GREY = "#17375e", "#3b6fb6", "#e0772b", "#8a5aa8", "#d9d9d9"


def main() -> None:
    """Open the city once, and write four pictures."""
    study = hh.open_study(hh.sample_study(), services=["elderly_care", "shelter"])
    care, shelters = study.assessments["elderly_care"], study.assessments["shelter"]
    figures = (_access_zone(care), _gap(shelters), _places(care), _bound())
    for name, figure in zip(FIGURES, figures, strict=True):
        in_few_colours(hh.save_figure(figure, FOLDER / f"{name}.png", dpi=DPI))


def _map(today: hh.Assessment, half_m: float) -> tuple[Figure, Axes]:
    """Return axes around the harbour, with roads."""
    to_metres = Transformer.from_crs(4326, today.times.demand.crs, always_xy=True)
    x, y = to_metres.transform(*_AT)
    figure = Figure(figsize=(7.2, 5.0), layout="constrained")
    axes = figure.add_subplot()
    view = (x - half_m, y - half_m * 0.68, x + half_m, y + half_m * 0.68)
    draw_roads(axes, today.times.network, view)
    axes.set(xlim=view[::2], ylim=view[1::2], xticks=[], yticks=[], aspect="equal")
    return figure, axes


def _nearest_site(today: hh.Assessment) -> str:
    to_metres = Transformer.from_crs(4326, today.times.demand.crs, always_xy=True)
    x, y = to_metres.transform(*_AT)
    places = today.times.sites.loc[list(today.open_sites)].geometry
    return str(places.index[np.argmin(np.hypot(places.x - x, places.y - y))])


def _access_zone(today: hh.Assessment) -> Figure:
    """Draw what is reached from one site within 10, 20 and 30 minutes."""
    site = _nearest_site(today)
    zones = hh.access_zones(today.times, [site], limits_min=_LIMITS_MIN)
    figure, axes = _map(today, 5_000.0)
    for (_, zone), strength in zip(
        zones.sort_values("limit_min", ascending=False).iterrows(), (0.18, 0.3, 0.45), strict=True
    ):
        shown = zones.loc[[zone.name]]
        shown.plot(ax=axes, color=_SERVED, alpha=strength, zorder=2, aspect=None)
        west, _, _, north = zone.geometry.bounds
        axes.annotate(
            f"{zone['limit_min']:g} min", (west, north), color=_SITE, zorder=6, clip_on=True
        )
    spot = today.times.sites.geometry[site]
    axes.scatter(spot.x, spot.y, s=80, color=_SITE, edgecolor="white", zorder=7)
    axes.set(xlabel="", ylabel="")
    axes.set_title("An access zone: what one care centre reaches along the roads", loc="left")
    return figure


def _gap(today: hh.Assessment) -> Figure:
    """Draw who is within the limit of some site and who is not, by people."""
    figure, axes = _map(today, 12_000.0)
    cells, place = today.cells, today.times.demand.geometry.centroid
    for within, colour, label in (
        (True, _SERVED, f"within {today.limit_min:g} minutes of a shelter"),
        (False, _GAP, f"the gap: beyond {today.limit_min:g} minutes"),
    ):
        chosen = (cells["within_reach"] == within) & (cells["people"] > 0)
        size = np.sqrt(cells["people"][chosen]) * 2
        axes.scatter(place.x[chosen], place.y[chosen], s=size, color=colour, label=label, zorder=5)
    axes.legend(loc="lower right")
    axes.set_title("The gap: larger dots are more people", loc="left")
    return figure


def _places(today: hh.Assessment) -> Figure:
    """Draw all people, those within reach, and those with a place."""
    people = float(today.cells["people"].sum())
    reach, served = today.people_within_reach, float(today.cells["people_served"].sum())
    figure = Figure(figsize=(7.2, 2.4), layout="constrained")
    axes = figure.add_subplot()
    bars = (
        ("all elderly people", people, _GREY),
        ("within 30 minutes of a care centre", reach, _PURPLE),
        ("with a bed there: served", served, _SERVED),
    )
    for row, (label, count, colour) in enumerate(bars):
        axes.barh(row, count, color=colour, height=0.8)
        said = f"{label}: {count:,.0f} ({count / people:.0%})"
        is_dark = colour != _GREY and count > 0.5 * people
        inside = count > 0.5 * people
        axes.text(
            people * 0.01 if inside else count + people * 0.01,
            row,
            said,
            va="center",
            color="white" if is_dark else "black",
        )
    axes.invert_yaxis()
    axes.set_axis_off()
    axes.set_title("A place: reach is not a bed", loc="left")
    return figure


def _bound() -> Figure:
    """Sketch a search: the value of the best plan rises, the bound falls, until they meet."""
    second = np.linspace(0, 10, 200)
    bound = 100 + 14 * np.exp(-second / 2.2)
    value = np.interp(second, [0, 0.4, 0.8, 2, 3.2, 5, 10], [70, 84, 92, 96, 98.5, 99.4, 100])
    value = value[np.searchsorted(second, np.floor(second / 0.8) * 0.8)]
    figure = Figure(figsize=(7.2, 3.4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(second, bound, color=_GAP, label="bound: no plan can serve more")
    axes.step(second, value, color=_SERVED, label="the best plan found so far")
    axes.fill_between(second, value, bound, color=_GREY, alpha=0.5, step="pre")
    axes.annotate(
        "the best plan there is lies in here", (1.2, 98), (2.6, 88), arrowprops={"arrowstyle": "->"}
    )
    axes.set(xlabel="seconds of the search", ylabel="people served", yticks=[], xlim=(0, 10))
    axes.legend(loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("A bound: how good a plan is, whenever the search stops (a sketch)", loc="left")
    return figure


if __name__ == "__main__":
    main()
