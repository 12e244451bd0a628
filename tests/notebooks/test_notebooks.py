"""The notebooks run from a clean kernel, and say what the engine counts: in outputs and in prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
from halfhour.app.gap_scenarios import scenario_from_access_rule
from halfhour.app.study.study import Study, open_study
from halfhour.coverage.assessment import assess
from halfhour.data.sample import sample_study
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CASE = "saopaulo_r5r"
LONGEST_CELL = 26

pytestmark = [pytest.mark.timeout(900), pytest.mark.thorough]


def named(path: Path) -> str:
    return path.stem


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def prose(notebook: Any) -> str:
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@cache
def executed(name: str) -> Any:
    """Return a notebook after all its cells have run in a kernel of its own, where analysts start it."""
    notebook = read(FOLDER / f"{name}.ipynb")
    client = nbclient.NotebookClient(notebook, timeout=880, kernel_name="python3")
    client.execute(cwd=str(FOLDER))
    return notebook


def outputs(notebook: Any) -> Iterator[dict[str, str]]:
    """Return what each output of a cell shows, by kind; an error has none, and fails the run."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            if output.output_type == "stream":
                # A warning on the screen of a reader is a fault of the notebook.
                assert output.name != "stderr", output.text
            yield output.get("data", {})


def texts(notebook: Any) -> str:
    return "\n".join(shown.get("text/plain", "") for shown in outputs(notebook))


def kinds(notebook: Any) -> list[str]:
    return [kind for shown in outputs(notebook) for kind in shown]


@cache
def study(*services: str) -> Study:
    return open_study(sample_study(), services=services)


def reach_alone(scenario: Scenario) -> Scenario:
    return scenario.replace(capacity="ignore", objective=MaximalCovering())


def test_there_are_six_on_the_home_city_and_one_on_real_data() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == list("1234567")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_what_is_stored_is_short_and_without_outputs(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    first, *_, last = notebook.cells
    assert re.match(r"# .*\?", first.source), "a notebook is a question ..."
    assert last.source.startswith("## Answer"), "... and an answer"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in notebook.cells:
        assert cell.metadata == {}
        assert len(cell.source.splitlines()) <= LONGEST_CELL
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        else:
            assert max(map(len, cell.source.splitlines())) <= 140
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|tmp|root|Users)/|[A-Z]:\\\\", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_links_lead_to_other_notebooks(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", prose(read(path))):
        assert (FOLDER / target).is_file()


def test_who_is_within_half_an_hour() -> None:
    notebook = executed("1_who_is_within_half_an_hour")
    today = study("clinic").assessments["clinic"]
    reach = assess(study("clinic").times["clinic"])
    said = texts(notebook)
    for state in (today, reach):
        assert f"{state.people_served:,.0f} of {state.people_total:,.0f} residents" in said
    assert f"{reach.share:.1%} are within half an hour" in prose(notebook)
    assert f"only {today.share:.1%} have a place" in prose(notebook)
    for name, share in today.summary(by="county")[["name", "share"]].itertuples(index=False):
        assert re.search(rf"{name} .* {share:.3f}", said)
    assert kinds(notebook).count("image/png") == 3
    assert "text/html" in kinds(notebook)


def test_the_next_five_clinics() -> None:
    notebook = executed("2_the_next_five_clinics")
    plan = solve(study("clinic").scenarios["clinics_5"])
    said = texts(notebook)
    assert str(plan.certificate) in said
    assert all(site in said for site in plan.opened)
    gained = plan.after.people_served - plan.before.people_served
    assert f"{gained:,.0f} more residents" in prose(notebook)
    assert kinds(notebook).count("image/png") == 2
    # The map stands in a frame of its own.
    assert any("<iframe" in shown.get("text/html", "") for shown in outputs(notebook))


def test_four_services_and_one_budget() -> None:
    notebook = executed("3_four_services_one_budget")
    said = texts(notebook)
    [opened] = re.findall(
        r"new sites: (\d+) of clinic, (\d+) of elderly_care, (\d+) of shelter, (\d+) of rehab", said
    )
    assert opened == ("7", "13", "13", "7")
    assert "(7, 7, True)" in said
    assert "Seven rooms open in seven new clinics, beside 13 care centres and 13 shelters" in prose(
        notebook
    )
    assert said.count("optimal: ") == 1
    # Whatever is built stays, and the last year serves what the plan promised.
    for service in ("clinic", "rehab"):
        [row] = re.findall(rf"^{service}\s+(.*)$", said, re.MULTILINE)
        new, served = [*map(float, row.split()[:3])], [*map(float, row.split()[3:])]
        assert sum(new) == 7
        assert served == sorted(served)
    assert any("<iframe" in shown.get("text/html", "") for shown in outputs(notebook))


def test_fair_or_efficient() -> None:
    notebook = executed("4_fair_or_efficient")
    scenario = reach_alone(study("shelter").scenarios["shelters_8"])
    efficient = solve(scenario.replace(max_new=5, by="county"))
    said = texts(notebook)
    assert str(efficient.certificate) in said
    counties = efficient.units.loc["county"].sort_values("share_after")
    assert f"'{counties['name'].iloc[0]}'" in said
    [served] = re.findall(r"'people served': ([\d.]+)", said)
    [price] = re.findall(r"'price of fairness': ([\d.]+)", said)
    assert float(served) + float(price) == efficient.after.people_served
    assert f"*price of fairness* is {float(price):,.0f} people" in prose(notebook)
    first = re.findall(r"^0\.01 .* (\d+\.\d)\s+optimal$", said, re.MULTILINE)
    assert f"{float(first[0]):,.0f} people for a promise" in prose(notebook)
    assert "infeasible" in said
    assert kinds(notebook).count("image/png") == 2


def test_your_own_city() -> None:
    notebook = executed("5_your_own_city")
    said = texts(notebook)
    [today] = re.findall(r"<Assessment of 78 sites: ([\d,]+) of 713,504 elderly served", said)
    [after] = re.findall(r"optimal: ([\d ]+) of at most \1 people", said)
    gained = int(after.replace(" ", "")) - int(today.replace(",", ""))
    assert f"{gained:,} more elderly people" in prose(notebook)
    assert "'three_more.gpkg': " in said
    assert "beyond_limit" in said
    assert kinds(notebook).count("image/png") == 2


def test_from_shortfall_to_plan() -> None:
    notebook = executed("6_from_shortfall_to_plan")
    said = texts(notebook)
    [(sites, money)] = re.findall(
        r"<Plan 'rehab.coverage 2020': (\d+) new sites.*optimal: (\d+) of at least \2 money", said
    )
    assert f"{sites} more sites for {money} in the city's money" in prose(notebook)
    [(target, share)] = re.findall(
        r"\(([\d.]+), (?:np\.float64\()?([\d.]+)\)?, (?:np\.)?True", said
    )
    assert float(share) >= float(target)
    asked = scenario_from_access_rule(study("rehab"), "rehab.coverage", year=2020)
    today = assess(asked.times, group=asked.group)
    assert f"{today.share:.1%} -> " in said
    assert kinds(notebook).count("image/png") == 2


def test_sao_paulo(shared_case: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALFHOUR_SHARED", str(shared_case(CASE).parent))
    notebook = executed("7_sao_paulo")
    said = texts(notebook)
    # The figures of the same case in tests/published.
    assert "344,538 of 517,570 residents served" in said
    assert "optimal: 431 068 of at most 431 068 people" in said
    for figure in ("344,538 of 517,570", "431,068"):
        assert figure in prose(notebook)
    assert kinds(notebook).count("image/png") == 2
