"""The panel beside the map: what was asked, what comes out, how sure it is, and what the signs mean."""

from __future__ import annotations

import math
from typing import Final

import jinja2

from ..coverage.assessment import Assessment
from ..optimize.plan import Plan
from .cell_layer import GAP_COLOURS, NEW_COLOURS, people_breaks
from .ground_layers import NO_PEOPLE_COLOUR, SHARE_CLASSES
from .offline import page_file
from .site_layers import site_name
from .words import count, limit, percent, services

_TEMPLATE: Final = jinja2.Environment(
    autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string(page_file("panel.html"))


def panel_html(plan: Plan, today: Assessment, *, title: str, notice: str, units: bool) -> str:
    """Return the panel as HTML; whatever comes from data is escaped.

    Parameters
    ----------
    plan, today
        The plan, and coverage before it.
    title
        Heading.
    notice
        A sentence that the reader must see, such as that the data are synthetic; may be empty.
    units
        Whether the map shows shares by unit, which the legend then explains.
    """
    after, sites = plan.after, plan.after.times.sites
    low, middle, high = (count(value) for value in people_breaks(today))
    return _TEMPLATE.render(
        title=title,
        notice=notice,
        service=services(today),
        group=today.group,
        limit=limit(today),
        share_before=percent(today.share),
        share_after=percent(after.share),
        width_before=_width(today.share),
        width_after=_width(after.share),
        total=count(today.people_total),
        rows=[
            ("Served", count(today.people_served), count(after.people_served)),
            ("Gap", count(today.gap_people), count(after.gap_people)),
            ("of it unreachable", count(today.unreachable_people), count(after.unreachable_people)),
        ],
        proposed=[
            (order, _with_year(site_name(sites, site_id), plan, order), count(gain))
            for order, (site_id, gain) in enumerate(
                zip(plan.opened, plan.gains, strict=True), start=1
            )
        ],
        certificate=str(plan.certificate),
        notes=plan.notes,
        size_classes=[
            (gap, new, words)
            for gap, new, words in zip(
                GAP_COLOURS,
                NEW_COLOURS,
                (f"under {low}", f"{low} to {middle}", f"{middle} to {high}", f"{high} and more"),
                strict=True,
            )
        ],
        share_classes=[
            *((c, w) for _, c, w in SHARE_CLASSES),
            (NO_PEOPLE_COLOUR, "nobody lives here"),
        ],
        units=units,
    )


def _with_year(name: str, plan: Plan, order: int) -> str:
    return f"{plan.years[order - 1]}: {name}" if plan.years else name


def _width(share: float) -> str:
    """Width of a bar in percent."""
    return "0" if math.isnan(share) else f"{100 * share:.2f}"
