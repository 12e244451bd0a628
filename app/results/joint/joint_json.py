"""``plan.json`` of a joint plan: what the services share, and the plan of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ....common.packages.version import halfhour_version
from ....maps.joint_page.data import joint_titles, study_of
from ....maps.wording.plan_said import cost_said, in_langs
from ....maps.wording.proof import joint_proof_said
from ....optimize.joint.plan import JointPlan
from ....optimize.plan import opening_cost
from ...study.study import Study
from ..parts.certificate_json import CertificatePart
from ..parts.provenance_json import RunPart
from ..plan_json import PlanFile, plan_file
from ..plan_words import BothPart


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JointSaidPart(_Part):
    """What overviews say of the joint plan."""

    title: BothPart
    proof: BothPart
    cost: BothPart
    """Empty where a site has none."""


class JointPlanFile(_Part):
    """The whole of a joint plan's ``plan.json``."""

    kind: Literal["joint"] = "joint"
    study: str
    notice: str
    scenario: str
    """Its name under ``joint:``."""
    weights: dict[str, float]
    max_new: int | None
    budget: float | None
    opened: int
    """Sites of all services."""
    cost: float | None
    """What they cost; null where the cost of one is not known."""
    rules: list[str]
    conflicts: list[str]
    certificate: CertificatePart
    """One for all services: its objective is the people served, summed with the weights."""
    said: JointSaidPart
    services: dict[str, PlanFile]
    """The plan of each service, as its own ``plan.json`` would have it."""
    run: RunPart | None
    """What it takes to run it again; null of plans made by hand."""
    version: str


def joint_plan_file(
    joint: JointPlan, study: Study, *, notes: Iterable[str] = (), run: RunPart | None = None
) -> JointPlanFile:
    """Put a joint plan into the form of its ``plan.json``.

    Parameters
    ----------
    joint, study
        The joint plan, and its study.
    notes
        What is said beside each plan's own notes.
    run
        What it takes to run it again, if somebody knows.
    """
    told = list(notes)
    parts = {
        service: plan_file(plan, study, service=service, notes=told)
        for service, plan in joint.plans.items()
    }
    cost = joint_cost(joint)
    context = study_of(joint)
    return JointPlanFile(
        study=study.name,
        notice=study.layers.file.notice.said("en"),
        scenario=joint.joint.name,
        weights={service: float((joint.joint.weights or {}).get(service, 1)) for service in parts},
        max_new=joint.joint.max_new,
        budget=joint.joint.budget,
        opened=sum(len(part.opened) for part in parts.values()),
        cost=cost,
        rules=[repr(rule) for rule in joint.joint.rules],
        conflicts=[str(one) for one in joint.conflicts],
        certificate=CertificatePart.of(joint.certificate),
        said=JointSaidPart.model_validate(
            {
                "title": joint_titles(joint).in_both(),
                "proof": in_langs(lambda lang: joint_proof_said(joint, lang)),
                "cost": in_langs(lambda lang: cost_said(context, cost, lang)),
            }
        ),
        services=parts,
        run=run,
        version=halfhour_version(),
    )


def joint_cost(joint: JointPlan) -> float | None:
    """Return what the opened sites of all services cost; None where the cost of one is not known."""
    costs = [opening_cost(plan) for plan in joint.plans.values()]
    return None if None in costs else sum(cost for cost in costs if cost is not None)
