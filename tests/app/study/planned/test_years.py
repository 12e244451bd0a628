"""Plans over years count a planned site from its year on."""

from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.example_study import street_study
from halfhour.data.register.append import append_checks, approve
from halfhour.maps.plan_page.years import year_table
from register_rows import entry

YEARS = """
  phased:
    service: clinic
    objective:
      kind: multi_period_covering
      years: [{year: 2027, max_new: 0}, {year: 2028, max_new: 0}, {year: 2029, max_new: 0}]
"""


def planned(folder: Path, opens_year: int | None) -> hh.Study:
    """Return the street with a planned site that serves the 100 people whom its clinic does not reach."""
    study = street_study(folder)
    study.write_text(study.read_text() + YEARS.strip("\n") + "\n")
    append_checks(folder / "register.gpkg", [entry("new", lon=120.030, lat=40.0, capacity=None)])
    approve(folder / "register.gpkg", "new", reason="wanted", opens_year=opens_year)
    return hh.open_study(study)


@pytest.mark.parametrize(
    ("opens_year", "served", "sites"),
    [
        (None, [500, 500, 500], [2, 2, 2]),
        (2015, [500, 500, 500], [2, 2, 2]),
        (2027, [500, 500, 500], [2, 2, 2]),
        (2028, [400, 500, 500], [1, 2, 2]),
        (2029, [400, 400, 500], [1, 1, 2]),
        (2030, [400, 400, 400], [1, 1, 1]),
    ],
)
def test_a_plan_over_years_counts_it_from_its_year_on(
    tmp_path: Path, opens_year: int | None, served: list, sites: list
) -> None:
    plan = hh.solve(planned(tmp_path, opens_year).scenarios["phased"])
    table = hh.by_year(plan)
    assert table["served"].tolist() == served
    assert table["sites"].tolist() == sites
    assert plan.certificate.objective_value == plan.certificate.bound == sum(served)
    # Figures without a year are of the last one.
    assert plan.before.people_served == served[-1]


def test_the_phased_plan_is_computed_anew_from_what_was_approved(tmp_path: Path) -> None:
    study = planned(tmp_path, 2028)
    text = (tmp_path / "study.yaml").read_text().replace("max_new: 0", "max_new: 1")
    (tmp_path / "study.yaml").write_text(text)
    plan = hh.solve(hh.open_study(tmp_path / "study.yaml").scenarios["phased"])
    # Before it opens, only the candidate can serve the east.
    assert (plan.opened, plan.years) == (("last",), (2027,))
    text = text.replace("year: 2027, max_new: 1", "year: 2027, max_new: 0")
    (tmp_path / "study.yaml").write_text(text)
    plan = hh.solve(hh.open_study(tmp_path / "study.yaml").scenarios["phased"])
    assert plan.opened == ()
    assert hh.by_year(plan)["served"].tolist() == [400, 500, 500]
    assert study.scenarios["phased"].times.sites["status"]["new"] == "existing"


def test_the_page_knows_in_which_years_it_is_not_open(tmp_path: Path) -> None:
    study = planned(tmp_path, 2028)
    text = (tmp_path / "study.yaml").read_text().replace("max_new: 0", "max_new: 1")
    (tmp_path / "study.yaml").write_text(text)
    plan = hh.solve(hh.open_study(tmp_path / "study.yaml").scenarios["phased"])
    number = {site: at for at, site in enumerate(plan.scenario.times.sites.index)}
    table = year_table(plan, range(2), number=number)
    assert table is not None
    assert table["unopened"] == [[number["new"]], [number["new"]], [], []]
    assert study.name == "One street"
