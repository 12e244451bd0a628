"""Results of a scenario of a later year say whose people they count."""

import json
from pathlib import Path

import pandas as pd
import pytest
from growing_town import lonlat_at_km, write_growing_town
from halfhour.app.cli import app
from halfhour.app.plan.plan_study import PlanFolder, plan_study
from typer.testing import CliRunner

SCENARIOS = """\
now: {service: post, max_new: 1}
then: {service: post, max_new: 1, year: 2022}"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PlanFolder]:
    folder = tmp_path_factory.mktemp("growing")
    plans = plan_study(write_growing_town(folder, SCENARIOS), folder / "out", lang="zh")
    return {found.folder.name: found for found in plans}


@pytest.mark.parametrize(("name", "year", "total"), [("now", 2020, 210), ("then", 2022, 255)])
def test_the_year_of_the_people_stands_in_every_result(
    written: dict[str, PlanFolder], name: str, year: int, total: float
) -> None:
    folder = written[name].folder
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert (plan["year"], plan["people_total"]) == (year, total)
    page = (folder / "plan.html").read_text(encoding="utf-8")
    assert f'"year":{year}' in page
    assert '"{group} of {year}":"{year} 年{group}"' in page
    told = pd.read_excel(folder / "tables.xlsx", sheet_name=None, header=None, engine="openpyxl")
    texts = {str(cell) for sheet in told.values() for cell in sheet.to_numpy().ravel()}
    assert any(f"{year} 年" in text for text in texts)
    units = pd.read_csv(folder / "units.csv")
    assert units.loc[units["level"] == "county", "people"].sum() == total


def test_facilities_that_do_not_count_are_those_of_the_plans_year(
    written: dict[str, PlanFolder],
) -> None:
    for found, standing in ((written["now"], ("old",)), (written["then"], ("new",))):
        assert found.plan.before.open_sites == standing
        (note,) = [note for note in found.notes if "not count" in note]
        assert note.startswith("post: 1 of 5 sites does not count")


def test_a_site_is_checked_in_a_year_from_the_command_line(tmp_path: Path) -> None:
    path = write_growing_town(tmp_path)
    at = ",".join(map(str, lonlat_at_km(2)))
    asked = ["check", str(path), "--service", "post", "--at", at, "--json", "--year"]
    done = CliRunner().invoke(app, [*asked, "2022"], catch_exceptions=False)
    found = json.loads(done.stdout)
    assert (found["year"], found["newly_served"]) == (2022, 120)
    refused = CliRunner().invoke(app, [*asked, "2023"])
    assert "beyond the growth factors in growth.csv, which end in 2022" in str(refused.exception)
