"""The plans of a study as a table for the terminal."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

if TYPE_CHECKING:
    import geopandas as gpd

    from ..coverage.assessment import Assessment
    from ..optimize.plan import Plan
    from .results.plan_folder import PlanFolder

_GAPS_TOLD: Final = 3

_COLUMNS: Final = (
    "scenario",
    "for",
    "mode",
    "limit",
    "people",
    "served today",
    "with plan",
    "gap left",
)


def plans_table(written: Sequence[PlanFolder]) -> Table:
    """Return one line per plan: who was served, who is with the plan, and what is proven.

    Where a plan counts places, two columns more tell who is in reach with the plan, and who of them has none.
    """
    table = Table(title="People served")
    if written:
        study = written[0].plan.scenario.times.study
        table.title = ": ".join(part for part in ("People served", study.title.said("en")) if part)
        table.caption = study.notice.said("en") or None
    counted = any(item.plan.after.capacity is not None for item in written)
    of_places = ("in reach", "without a place") if counted else ()
    for column in (*_COLUMNS, *of_places, "unreachable", "new sites", "certificate"):
        table.add_column(column, overflow="fold")
    for item in written:
        before, after, times = item.plan.before, item.plan.after, item.plan.scenario.times
        limit = f"{after.limit:g} m" if after.limit_min is None else f"{after.limit_min:g} min"
        table.add_row(
            item.title.said("en"),
            after.group,
            times.mode_text,
            limit,
            f"{after.people_total:,.0f}",
            _people(before),
            _people(after),
            f"{after.gap_people:,.0f}",
            *(_in_reach(after) if counted else ()),
            f"{after.unreachable_people:,.0f}",
            str(len(item.plan.opened)),
            _certificate(item.plan),
        )
    return table


def _certificate(plan: Plan) -> str:
    """Return what is proven; money in the unit of the study."""
    said, unit = str(plan.certificate), plan.scenario.times.study.money.said("en")
    if plan.certificate.measure != "cost" or not unit:
        return said
    return f"{said.removesuffix('money')}({unit})"


def gap_lines(gaps: gpd.GeoDataFrame) -> list[str]:
    """Return the areas with the largest gaps, a line for each: who is not served, how far, and what would help.

    Parameters
    ----------
    gaps
        What `halfhour.gap_list` returns.
    """
    return [_gap_line(row) for row in gaps.head(_GAPS_TOLD).to_dict("records") if row["name"]]


def _gap_line(row: Mapping[Hashable, Any]) -> str:
    place = f"{row['name']}, {row['part_of']}" if row["part_of"] else str(row["name"])
    helps = ""
    if row["candidate_name"] is not None:
        helps = f"; {row['candidate_name']} would serve {row['brings']:,.0f} of them"
    return f"{row['unserved']:,.0f} in {place}{helps}: {row['why_said']}"


def _in_reach(after: Assessment) -> tuple[str, str]:
    without = "" if after.capacity is None else f"{after.no_place_people:,.0f}"
    return f"{after.people_within_reach:,.0f}", without


def _people(state: Assessment) -> str:
    """Return the people served and their share; of nobody there is no share."""
    share = f" ({state.share:.1%})" if state.people_total else ""
    return f"{state.people_served:,.0f}{share}"
