"""The column beside a picture's map: key figures, certificate, proposed sites and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ...coverage.limit_sensitivity import limit_sensitivity
from ...optimize.plan import Plan
from ..charts.figure import INK, SOFT
from ..charts.lines import cut, wrapped
from ..plan_page.sites import site_name
from ..signs.picture_states import (
    CELL_COLOURS,
    EXISTING,
    UNIT_LINE,
    cell_states,
    tier_shapes,
)
from ..signs.states import people_breaks
from ..wording.messages import Lang, say
from ..wording.near_limit import near_limit_said
from ..wording.picture_words import certificate_said, limit_in_short
from ..wording.tier_words import tier_said
from ..wording.words import count, percent, services, whose
from .map import draw_number

LINE_HEIGHT: Final = 1.5
"""Of a row of text, in sizes of its font."""

_SITES_MAX: Final = 15


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the column.

    Parameters
    ----------
    text, value
        On the left, and on the right.
    kind
        How it is set.
    sign, colour
        What is drawn before the text: ``"patch"``, ``"line"``, ``"number"`` or a marker of matplotlib.
    number
        Inside the sign.
    """

    text: str = ""
    value: str = ""
    kind: Literal["plain", "heading", "soft", "space"] = "plain"
    sign: str = ""
    colour: str = INK
    number: int = 0


def panel_rows(plan: Plan, lang: Lang, *, chars: int, units: bool) -> list[Row]:
    """Return the rows of the column, texts cut or wrapped to a width of so many letters."""
    return [
        *_figures(plan, lang, chars),
        *_sites(plan, lang, chars),
        *_legend(plan, lang, units=units),
    ]


def draw_rows(axes: Axes, rows: list[Row], *, font_pt: float) -> None:
    """Draw rows from the top of an axes whose units are points, y upwards."""
    axes.set_axis_off()
    (_, width), (_, top) = axes.get_xlim(), axes.get_ylim()
    step = LINE_HEIGHT * font_pt
    indent = 2.2 * font_pt
    for number, row in enumerate(rows):
        y = top - (number + 0.5) * step
        left = indent if row.sign else 0.0
        size = font_pt * (1.08 if row.kind == "heading" else 0.92 if row.kind == "soft" else 1.0)
        axes.text(
            left,
            y,
            row.text,
            va="center_baseline",
            fontsize=size,
            color=SOFT if row.kind == "soft" else INK,
            fontweight="bold" if row.kind == "heading" else "normal",
        )
        if row.value:
            axes.text(
                width, y, row.value, ha="right", va="center_baseline", fontsize=size, color=INK
            )
        _draw_sign(axes, row, y, font_pt)


def _figures(plan: Plan, lang: Lang, chars: int) -> list[Row]:
    before, after = plan.before, plan.after
    objective = f"{services(after, lang)} · {whose(after, lang)} · {limit_in_short(after, lang)}"
    pairs = (
        ("Share served today", percent(before.share)),
        ("Share served with the plan", percent(after.share)),
        ("Served today", count(before.people_served, lang)),
        ("Served with the plan", count(after.people_served, lang)),
        ("Gap with the plan", count(after.gap_people, lang)),
        ("of it unreachable", count(after.unreachable_people, lang)),
        *(
            (words, count(value, lang))
            for words, value in (
                ("Within reach with the plan", after.people_within_reach),
                ("of it without a place", after.no_place_people),
            )
            if after.capacity is not None
        ),
    )
    certificate = certificate_said(plan.certificate, lang, study=after.times.study)
    near = near_limit_said(limit_sensitivity(after), lang)
    return [
        *(Row(text=line, kind="soft") for line in wrapped(objective, chars)),
        Row(kind="space"),
        Row(text=say(lang, "Key figures"), kind="heading"),
        *(Row(text=say(lang, text), value=value) for text, value in pairs),
        *(Row(text=line, kind="soft") for line in wrapped(near, chars) if near),
        Row(kind="space"),
        Row(text=say(lang, "Certificate"), kind="heading"),
        *(Row(text=line) for line in wrapped(certificate, chars)),
        Row(kind="space"),
    ]


def _sites(plan: Plan, lang: Lang, chars: int) -> list[Row]:
    if not plan.opened:
        return []
    sites = plan.scenario.times.sites
    rows = [Row(text=say(lang, "Proposed sites"), kind="heading")]
    chosen = list(zip(plan.opened, plan.gains, strict=True))
    for order, (site_id, gain) in enumerate(chosen[:_SITES_MAX], start=1):
        year = f"{plan.years[order - 1]} " if plan.years else ""
        # Under closest assignment a site may draw people away from one with more places.
        value = ("" if gain < 0 else "+") + count(gain, lang)
        name = cut(year + site_name(sites, site_id), chars - len(value) - 6)
        rows.append(Row(text=name, value=value, sign="number", number=order))
    if len(chosen) > _SITES_MAX:
        more = say(lang, "and {number} more", number=len(chosen) - _SITES_MAX)
        rows.append(Row(text=more, kind="soft"))
    return [*rows, Row(kind="space")]


def _legend(plan: Plan, lang: Lang, *, units: bool) -> list[Row]:
    low, middle, high = (count(value, lang) for value in people_breaks(plan.before))
    texts = (
        say(lang, "served today"),
        say(lang, "newly served"),
        say(lang, "gap: under {number} people a cell", number=low),
        say(lang, "gap: {low} to {high}", low=low, high=middle),
        say(lang, "gap: {low} to {high}", low=middle, high=high),
        say(lang, "gap: {number} and more", number=high),
        say(lang, "unreachable by road"),
        say(lang, "within reach, places are short"),
    )
    present = set(cell_states(plan).tolist())
    existing = plan.scenario.times.sites.loc[list(plan.before.open_sites)]
    rows = [Row(text=say(lang, "Legend"), kind="heading")]
    rows += [
        Row(text=text, sign="patch", colour=colour)
        for state, (text, colour) in enumerate(zip(texts, CELL_COLOURS, strict=True))
        if state in present
    ]
    services_of = dict(
        zip(existing["tier"].fillna("").astype(str), existing["service"], strict=True)
    )
    for tier, shape in tier_shapes(existing).items():
        words = tier_said(str(services_of[tier]), tier, lang)
        text = (
            say(lang, "existing site: {tier}", tier=words) if tier else say(lang, "existing site")
        )
        rows.append(Row(text=text, sign=shape, colour=EXISTING))
    if units:
        rows.append(Row(text=say(lang, "unit"), sign="line", colour=UNIT_LINE))
    return rows


def _draw_sign(axes: Axes, row: Row, y: float, font_pt: float) -> None:
    x = 0.85 * font_pt
    if row.sign == "patch":
        corner = (x - 0.65 * font_pt, y - 0.45 * font_pt)
        axes.add_patch(Rectangle(corner, 1.3 * font_pt, 0.9 * font_pt, fc=row.colour, ec="none"))
    elif row.sign == "line":
        axes.plot([x - 0.7 * font_pt, x + 0.7 * font_pt], [y, y], color=row.colour, linewidth=0.9)
    elif row.sign == "number":
        draw_number(axes, (x, y), row.number, 0.72 * font_pt)
    elif row.sign:
        axes.scatter(
            x,
            y,
            marker=row.sign,
            s=(0.75 * font_pt) ** 2,
            facecolors="white",
            edgecolors=row.colour,
            linewidths=1.1,
        )
