"""``plan.json``: the names that other programs rely on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from .. import __version__
from ..optimize.plan import Plan
from .study import Study


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CertificatePart(_Part):
    """How good the plan is."""

    status: str
    objective: float
    bound: float
    optimality_gap: float | None
    """Null where nobody is served, though somebody could be."""
    seconds: float
    solver: str


class InputPart(_Part):
    """A file that the plan was made from."""

    name: str
    sha256: str
    rows: int


class ParametersPart(_Part):
    """What the figures depend on, besides the files."""

    max_new: int
    direction: str
    unit: str
    limit_m: float | None
    snap_max_m: float
    crs: str


class PlanFile(_Part):
    """The whole of ``plan.json``; people as numbers, never rounded text."""

    study: str
    notice: str
    scenario: str
    service: str
    group: str
    mode: str | dict[str, str]
    limit_min: float | None
    people_total: float
    served_before: float
    served_after: float
    gap_before: float
    gap_after: float
    unreachable_before: float
    unreachable_after: float
    opened: list[str]
    gains: list[float]
    certificate: CertificatePart
    notes: list[str]
    inputs: list[InputPart]
    parameters: ParametersPart
    version: str


def plan_file(plan: Plan, study: Study, *, service: str) -> PlanFile:
    """Put a plan into the form of ``plan.json``."""
    before, after, times = plan.before, plan.after, plan.scenario.times
    certificate = plan.certificate
    finite = certificate.optimality_gap != float("inf")
    return PlanFile(
        study=study.name,
        notice=study.layers.file.notice,
        scenario=plan.scenario.name,
        service=service,
        group=plan.scenario.maximise,
        mode=times.mode if isinstance(times.mode, str) else dict(times.mode),
        limit_min=after.limit_min,
        people_total=after.people_total,
        served_before=before.people_served,
        served_after=after.people_served,
        gap_before=before.gap_people,
        gap_after=after.gap_people,
        unreachable_before=before.unreachable_people,
        unreachable_after=after.unreachable_people,
        opened=list(plan.opened),
        gains=list(plan.gains),
        certificate=CertificatePart(
            status=certificate.status,
            objective=certificate.objective,
            bound=certificate.bound,
            optimality_gap=certificate.optimality_gap if finite else None,
            seconds=certificate.seconds,
            solver=certificate.solver,
        ),
        notes=[*study.layers.notes, *plan.notes],
        inputs=[
            InputPart(name=record.name, sha256=record.sha256, rows=record.rows)
            for record in study.layers.inputs
        ],
        parameters=ParametersPart(
            max_new=plan.scenario.max_new,
            direction=times.direction,
            unit=times.unit,
            limit_m=after.limit if times.unit == "m" else None,
            snap_max_m=study.layers.file.snap_max_m,
            crs=times.demand.crs.to_string(),
        ),
        version=__version__,
    )
