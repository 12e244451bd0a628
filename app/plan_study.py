"""The main job: a study file in, plans, maps and tables out."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..data.geopackages import reproducible_geopackages
from ..geo.errors import Fault, InputError
from ..maps.plan_map import map as plan_map
from ..optimize.plan import Plan
from ..optimize.solve import solve
from .layers import Report
from .plan_file import plan_file
from .result_layers import result_layers, unit_table
from .study import Study, open_study


@dataclass(frozen=True)
class PlanFolder:
    """A plan, the service it is about, and the folder that holds its files."""

    plan: Plan
    service: str
    folder: Path


def plan_study(
    path: str | Path,
    out: str | Path,
    *,
    scenario: str | None = None,
    report: Report = lambda _: None,
) -> list[PlanFolder]:
    """Answer the scenarios of a study and write each to a folder of its own.

    Each folder ``out/<scenario>`` holds ``plan.html``, ``results.gpkg``, ``units.csv`` and ``plan.json``. It
    is written beside and renamed, so that it is never half there; an earlier one is replaced.

    Parameters
    ----------
    path
        The study file.
    out
        Folder for the results; made if need be.
    scenario
        Only this one; by default all. A study without scenarios gets today's coverage of each service.
    report
        Called with one line of text when a stage begins.

    Raises
    ------
    InputError
        If the study has faults, or no such scenario.
    SolverError
        If the solver fails.
    """
    study = open_study(path, report=report)
    names = list(study.scenarios) if scenario is None else [scenario]
    for name in names:
        if name not in study.scenarios:
            raise InputError(
                Fault(
                    file=Path(path).name,
                    column="scenario",
                    value=name,
                    cause="the study has no such scenario",
                    fix=f"name one of {', '.join(study.scenarios)}",
                )
            )
    written = []
    for name in names:
        report(f"{name}: choosing sites")
        plan = solve(study.scenarios[name])
        report(f"{name}: writing map and tables")
        folder = Path(out) / name
        write_plan(plan, study, service=study.services[name], folder=folder)
        written.append(PlanFolder(plan, study.services[name], folder))
    return written


def write_plan(plan: Plan, study: Study, *, service: str, folder: Path) -> None:
    """Write a plan's four files to `folder`, beside first and then renamed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_files(plan, study, service, beside)
        beside.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _write_files(plan: Plan, study: Study, service: str, folder: Path) -> None:
    layers = study.layers
    page = plan_map(
        plan,
        units=next(iter(layers.units.values()), None),
        title=f"{study.name}: {plan.scenario.name}",
        notice=layers.file.notice,
        credits=layers.file.credits,
        water=layers.water,
    )
    page.save(folder / "plan.html")
    with reproducible_geopackages():
        for name, layer in result_layers(plan, layers.units, water=layers.water).items():
            layer.to_file(folder / "results.gpkg", layer=name, driver="GPKG", engine="pyogrio")
    levels: list[str | None] = [None, *layers.units]
    units = pd.concat([unit_table(plan, level) for level in levels], ignore_index=True)
    # With a byte order mark, so that Excel reads Chinese.
    units.to_csv(folder / "units.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    text = plan_file(plan, study, service=service).model_dump_json(indent=2)
    (folder / "plan.json").write_text(text + "\n", encoding="utf-8")
