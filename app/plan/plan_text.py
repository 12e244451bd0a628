"""The plans of a study for the terminal: a table no wider than it, lines on the largest gaps, and JSON."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.table import Table

from ...coverage.area_gaps import NOBODY
from ...maps.wording.messages import Lang, say
from ...maps.wording.picture_words import certificate_said
from ...maps.wording.words import mode_words, sentence

if TYPE_CHECKING:
    import geopandas as gpd

    from ...coverage.assessment import Assessment
    from ...optimize.plan import Plan
    from ..results.plan_folder import PlanFolder

_GAPS_TOLD: Final = 3

_NAMES_WIDTH: Final = 18
_PLAN_WIDTH: Final = 20
"""Letters of the column of names, and of a plan's column; figures of a large city fit."""


def plans_tables(
    written: Sequence[PlanFolder], lang: Lang = "en", *, width: int = 80
) -> list[Table]:
    """Return tables with a column for each plan: who was served, who is with the plan, and what is proven.

    Where a plan counts places, two lines more tell who is in reach with the plan, and who of them has none.

    Parameters
    ----------
    written
        The plans.
    lang
        The language.
    width
        Letters that a table is wide at most; a table has as many plans as fit.
    """
    at_once = max(1, (width - _NAMES_WIDTH) // _PLAN_WIDTH)
    # As many in each, not one alone in the last.
    count = -(-len(written) // at_once)
    size = -(-len(written) // count) if count else 0
    parts = [written[at : at + size] for at in range(0, len(written), size)] if size else []
    tables = [_table(part, lang, counted=_counted(written)) for part in parts]
    if tables:
        study = written[0].plan.scenario.times.study
        head = (say(lang, "People served"), study.title.said(lang))
        tables[0].title = say(lang, ": ").join(part for part in head if part)
        tables[-1].caption = study.notice.said(lang) or None
    return tables


def _table(written: Sequence[PlanFolder], lang: Lang, *, counted: bool) -> Table:
    table = Table(box=box.ROUNDED, show_lines=False)
    table.add_column(say(lang, "scenario"), overflow="fold")
    for item in written:
        table.add_column(item.title.said(lang), overflow="fold")
    lines = [list(plan_lines(item, lang, counted=counted)) for item in written]
    for row in zip(*lines, strict=True):
        table.add_row(row[0][0], *(value for _, value in row))
    return table


def plan_lines(item: PlanFolder, lang: Lang, *, counted: bool) -> Iterator[tuple[str, str]]:
    """Yield what is said of a plan: a name, and the figure beside it."""
    plan, after, times = item.plan, item.plan.after, item.plan.scenario.times
    minutes = after.limit_min
    limit = f"{after.limit:g} m" if minutes is None else say(lang, "{value:g} min", value=minutes)
    yield say(lang, "for"), say(lang, after.group)
    yield say(lang, "mode"), mode_words(times.mode, lang)
    yield say(lang, "limit"), limit
    yield say(lang, "people"), f"{after.people_total:,.0f}"
    yield say(lang, "served today"), _people(plan.before)
    yield say(lang, "with plan"), _people(after)
    yield say(lang, "gap left"), f"{after.gap_people:,.0f}"
    if counted:
        reach, without = _in_reach(after)
        yield say(lang, "in reach"), reach
        yield say(lang, "without a place"), without
    yield say(lang, "unreachable"), f"{after.unreachable_people:,.0f}"
    yield say(lang, "new sites"), str(len(plan.opened))
    yield say(lang, "certificate"), _certificate(plan, lang)


def _counted(written: Sequence[PlanFolder]) -> bool:
    return any(item.plan.after.capacity is not None for item in written)


def _certificate(plan: Plan, lang: Lang) -> str:
    """Return what is proven; money in the unit of the study."""
    return certificate_said(plan.certificate, lang, study=plan.scenario.times.study)


def gap_lines(gaps: gpd.GeoDataFrame, lang: Lang = "en") -> list[str]:
    """Return the areas with the largest gaps, a line for each: who is not served, how far, and what would help.

    Parameters
    ----------
    gaps
        What `halfhour.gap_list` returns.
    lang
        The language.
    """
    return [_gap_line(row, lang) for row in gaps.head(_GAPS_TOLD).to_dict("records") if row["name"]]


def _gap_line(row: Mapping[Hashable, Any], lang: Lang) -> str:
    place = row["name"]
    if row["part_of"]:
        place = say(lang, "{part}, {whole}", part=place, whole=row["part_of"])
    why = sentence(row["why_said"], lang)
    unserved = f"{row['unserved']:,.0f}"
    if row["candidate_name"] is None:
        return say(lang, "{unserved} in {place}: {why}", unserved=unserved, place=place, why=why)
    if row["brings"] < -NOBODY:
        return say(
            lang,
            "{unserved} in {place}; with {candidate} {brings} fewer people would be served there: {why}",
            unserved=unserved,
            place=place,
            candidate=row["candidate_name"],
            brings=f"{-row['brings']:,.0f}",
            why=why,
        )
    return say(
        lang,
        "{unserved} in {place}; {candidate} would serve {brings} of them: {why}",
        unserved=unserved,
        place=place,
        candidate=row["candidate_name"],
        brings=f"{max(0.0, row['brings']):,.0f}",
        why=why,
    )


def plan_record(item: PlanFolder) -> dict[str, object]:
    """Return what ``--json`` tells of a plan; its ``plan.json`` holds everything."""
    before, after, proof = item.plan.before, item.plan.after, item.plan.certificate
    return {
        "scenario": item.plan.scenario.name,
        "title": item.title.said("en"),
        "service": item.service,
        "group": after.group,
        "limit_min": after.limit_min,
        "people": after.people_total,
        "served_before": before.people_served,
        "served_after": after.people_served,
        "gap_after": after.gap_people,
        "unreachable": after.unreachable_people,
        "opened": list(item.plan.opened),
        "status": proof.status,
        "folder": str(item.folder),
        "notes": [str(note) for note in (*item.notes, *item.plan.notes)],
    }


def _in_reach(after: Assessment) -> tuple[str, str]:
    without = "" if after.capacity is None else f"{after.no_place_people:,.0f}"
    return f"{after.people_within_reach:,.0f}", without


def _people(state: Assessment) -> str:
    """Return the people served and their share; of nobody there is no share."""
    share = f" ({state.share:.1%})" if state.people_total else ""
    return f"{state.people_served:,.0f}{share}"
