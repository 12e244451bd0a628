"""The questions of a study, each answered and written to its folder, several at once where there are cores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyproj

from ...common.large_work import begin, reports_of
from ...optimize.gap_list import gap_list
from ...optimize.joint.solve import solve_together
from ...optimize.plan import Certificate
from ...optimize.solve import solve
from ..results.choice_file import read_choice, with_choice
from ..results.frontier_files import asked_frontier
from ..results.joint.joint_folder import JointFolder, write_joint_plan
from ..results.parts.provenance_json import RunPart, run_part, study_file_part
from ..results.plan_folder import PlanFolder, write_plan
from ..results.results_size import most_mb, search_estimate, size_of
from ..results.unfinished import take_away_leftovers
from ..study.schema import ScenarioEntry
from ..study.study import Study
from ..workers.jobs import answers_of
from ..workers.relay import Relay
from ..workers.same_objects import parts_of
from ..workers.worker import Job
from ..workers.worker_count import worker_count


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanJobs:
    """What answers to all questions of a study have in common.

    Parameters
    ----------
    study
        The study.
    entries
        Its scenarios as the study file has them, by name.
    folders
        Where each question's files go, by name.
    open_sites
        A choice whose sites are opened in any case; None without one.
    lang, crs, browser
        As `write_plan` has them.
    report
        The progress report that the study's scenarios have, too.
    jobs
        How many were asked to be answered at once, for the record.
    """

    study: Study
    entries: Mapping[str, ScenarioEntry]
    folders: Mapping[str, Path]
    open_sites: Path | None
    lang: str
    crs: pyproj.CRS | None
    browser: Path | None
    report: Relay
    jobs: int | None = None

    def answered(self, names: Sequence[str], most: int) -> list[PlanFolder | JointFolder]:
        """Answer questions, and write each to its folder: scenarios first, then joint questions.

        Parameters
        ----------
        names
            Scenarios and joint questions.
        most
            How many may be answered at once.
        """
        scenarios = [name for name in names if name in self.study.scenarios]
        joint = [name for name in names if name in self.study.joint]
        jobs = [Job(name, partial(self._scenario, name)) for name in scenarios]
        jobs += [Job(name, partial(self._joint, name)) for name in joint]
        processes = worker_count([self._needed_mb(job.name) for job in jobs], most)
        # Plans that come back from workers are of this process's own tables.
        same = parts_of(self.study, self.report) if processes > 1 else []
        try:
            return answers_of(jobs, processes=processes, relay=self.report, same=same)
        finally:
            if processes > 1:
                # Workers that were killed could not take away what they had begun.
                for out in {folder.parent for folder in self.folders.values()}:
                    take_away_leftovers(out)

    def _scenario(self, name: str) -> PlanFolder:
        study, report = self.study, self.report
        scenario, service, folder = study.scenarios[name], study.services[name], self.folders[name]
        size = size_of(scenario.times, name)
        begin(search_estimate(size, scenario.objective.kind), reports_of(name, report))
        if self.open_sites is not None:
            scenario = with_choice(scenario, self.open_sites)
        plan = solve(scenario)
        curve = asked_frontier(scenario, self.entries[name])
        report(f"{name}: listing gaps")
        gaps = gap_list(plan)
        notes = write_plan(
            plan,
            study,
            service=service,
            folder=folder,
            lang=self.lang,
            crs=self.crs,
            curve=curve,
            gaps=gaps,
            browser=self.browser,
            run=self._run(name, plan.certificate, self.entries[name].time_limit_s),
            report=reports_of(name, report),
        )
        return PlanFolder(plan, service, folder, notes, gaps)

    def _joint(self, name: str) -> JointFolder:
        self.report(f"{name}: choosing sites")
        plan, folder = solve_together(self.study.joint[name]), self.folders[name]
        notes = write_joint_plan(
            plan,
            self.study,
            folder=folder,
            lang=self.lang,
            crs=self.crs,
            browser=self.browser,
            run=self._run(name, plan.certificate, self.study.layers.file.joint[name].time_limit_s),
            report=reports_of(name, self.report),
        )
        return JointFolder(plan=plan, folder=folder, notes=notes)

    def _run(self, name: str, certificate: Certificate, time_limit_s: float | None) -> RunPart:
        """Return what it takes to answer a question again."""
        layers = self.study.layers
        return run_part(
            name,
            study_file_part(layers.path, self.folders[name], layers.file.keys_text),
            services=layers.sites,
            choice=None if self.open_sites is None else read_choice(self.open_sites),
            time_limit_s=time_limit_s,
            jobs=self.jobs,
            stopped=certificate.status.startswith("stopped"),
        )

    def _needed_mb(self, name: str) -> float:
        """Return the megabytes that a question takes, beyond the study itself."""
        if name in self.study.scenarios:
            return most_mb([size_of(self.study.scenarios[name].times, name)])
        parts = self.study.joint[name].scenarios
        return most_mb([size_of(one.times, name) for one in parts.values()])
