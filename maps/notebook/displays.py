"""What notebooks show of plans and assessments: hooked up from outside, since these know nothing of HTML."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from ...common.written.shown import show_by

_SHOWN: Final = (
    ("halfhour.geo.roads.network", "RoadNetwork", "networks", "road_network_html"),
    ("halfhour.geo.travel.travel_times", "TravelTimes", "networks", "travel_times_html"),
    ("halfhour.coverage.assessment", "Assessment", "tables", "assessment_html"),
    ("halfhour.optimize.plan", "Plan", "tables", "plan_html"),
    ("halfhour.optimize.plan", "Certificate", "tables", "certificate_html"),
    ("halfhour.optimize.joint.plan", "JointPlan", "answers", "joint_plan_html"),
    ("halfhour.optimize.frontier", "Frontier", "answers", "frontier_html"),
    ("halfhour.optimize.sweep", "Sweep", "answers", "sweep_html"),
    ("halfhour.optimize.sensitivity.result", "Sensitivity", "answers", "sensitivity_html"),
    ("halfhour.optimize.scenario", "Scenario", "studies", "scenario_html"),
    ("halfhour.optimize.joint.scenario", "JointScenario", "studies", "joint_scenario_html"),
    (
        "halfhour.coverage.limit_sensitivity",
        "LimitSensitivity",
        "studies",
        "limit_sensitivity_html",
    ),
    ("halfhour.app.study.study", "Study", "studies", "study_html"),
    ("halfhour.app.plan.plan_study", "StudyPlans", "studies", "plans_html"),
    ("halfhour.app.results.plan_folder", "PlanFolder", "studies", "folder_html"),
    ("halfhour.app.results.joint.joint_folder", "JointFolder", "studies", "folder_html"),
    ("halfhour.app.evaluate.evaluate_study", "Compliance", "answers", "compliance_html"),
    ("halfhour.coverage.site_check.check", "SiteCheck", "site_checks", "site_check_html"),
    ("halfhour.data.inspection.report", "FileReport", "files", "file_report_html"),
    ("halfhour.app.site_check.report", "SiteReport", "site_checks", "site_report_html"),
    (
        "halfhour.app.applications.application_ranking",
        "ApplicationRanking",
        "applications",
        "ranking_html",
    ),
)
"""Module and name of a class, and the file and function that write its HTML."""


def register_displays() -> None:
    """Tell our results, and IPython where we run in it, how they are shown; nothing is loaded before one is."""
    for module, name, file, writer in _SHOWN:
        show_by(module, name, _writer(file, writer))
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for module, name, file, writer in _SHOWN:
        html.for_type_by_name(module, name, _writer(file, writer))


def _writer(file: str, name: str) -> Callable[[Any], str]:
    def write(shown: Any) -> str:  # noqa: ANN401 - one of the classes above
        text: str = getattr(import_module(f".{file}", __package__), name)(shown)
        return text

    return write
