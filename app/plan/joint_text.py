"""The joint plans of a study for the terminal: a table with a row for each service, and plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from ...maps.joint_page.data import joint_titles, service_words, study_of
from ...maps.wording.messages import Lang, say
from ...maps.wording.picture_words import certificate_said

if TYPE_CHECKING:
    from ...optimize.joint.plan import JointPlan
    from ..results.joint.joint_folder import JointFolder


def joint_table(plan: JointPlan, lang: Lang) -> Table:
    """Return who is served by each service of a joint plan, and below what is proven of all together."""
    certificate = certificate_said(plan.certificate, lang, study=study_of(plan))
    table = Table(title=joint_titles(plan).said(lang), caption=certificate, box=box.ROUNDED)
    table.add_column(say(lang, "service"), overflow="fold")
    for name in ("people", "served today", "with plan", "gap left", "new sites"):
        table.add_column(say(lang, name), justify="right", overflow="fold")
    for service, one in plan.plans.items():
        figures = (
            one.after.people_total,
            one.before.people_served,
            one.after.people_served,
            one.after.gap_people,
        )
        said = (f"{figure:,.0f}" for figure in figures)
        table.add_row(service_words(service, one)[lang], *said, str(len(one.opened)))
    return table


def joint_record(item: JointFolder) -> dict[str, Any]:
    """Return what ``--json`` tells of a joint plan; its ``plan.json`` holds everything."""
    plan = item.plan
    return {
        "scenario": plan.joint.name,
        "title": joint_titles(plan).said("en"),
        "services": [
            {
                "service": service,
                "group": one.after.group,
                "people": one.after.people_total,
                "served_before": one.before.people_served,
                "served_after": one.after.people_served,
                "gap_after": one.after.gap_people,
                "opened": list(one.opened),
            }
            for service, one in plan.plans.items()
        ],
        "status": plan.certificate.status,
        "folder": str(item.folder),
        "said": repr(plan)[1:-1],
        "notes": [str(note) for note in item.notes],
    }
