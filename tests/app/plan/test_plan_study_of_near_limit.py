"""People near the limit: the same figures in every place where they appear."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from halfhour.app.cli import app
from halfhour.app.study.file import read_study_file
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from typer.testing import CliRunner


def edited(folder: Path, old: str, new: str) -> Path:
    """The study file of a folder with something replaced."""
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def planned(file: Path) -> tuple[dict, str, Path]:
    """plan.json, what the command line prints, and the folder of results."""
    out = file.parent / "out"
    done = CliRunner().invoke(app, ["plan", str(file), "--out", str(out)])
    assert done.exit_code == 0, done.output
    folder = out / "two_clinics"
    return json.loads((folder / "plan.json").read_text(encoding="utf-8")), done.stdout, folder


def test_every_place_has_the_figures_of_three_assessments(study_folder: Path) -> None:
    edited(
        study_folder, "people:\n", "travel_uncertainty: 0.2\npeople:\n  groups: {elderly: 0.25}\n"
    )
    file = study_folder / "study.yaml"
    plan, printed, folder = planned(file)
    part = plan["sensitivity"]
    assert part["travel_uncertainty"] == 0.2
    limits = [part["limit_lower"], part["limit"], part["limit_upper"]]
    assert limits == pytest.approx([576, 720, 864])
    edited(study_folder, "limit_min: 12", "limit_min: 30")
    times = open_study(file).times["clinic"]
    existing = list(times.sites.index[times.sites["status"] == "existing"])
    for when, opened in (("before", existing), ("after", [*existing, *plan["opened"]])):
        assert set(part[when]) == {"residents", "elderly"}
        for group, own in part[when].items():
            reach = [
                assess(times, group=group, limit_min=limit / 60, open_sites=opened).people_served
                for limit in limits
            ]
            assert [own["reach_lower"], own["reach"], own["reach_upper"]] == pytest.approx(reach)
            assert own["people_lost"] == pytest.approx(reach[1] - reach[0])
            assert own["people_gained"] == pytest.approx(reach[2] - reach[1])
        own = part[when]["residents"]
        assert own["reach"] == plan[f"served_{when}"]
        assert (
            f"{own['reach']:,.0f} of {plan['people_total']:,.0f} residents within reach; "
            f"{own['people_lost']:,.0f} of them only just (lost at speeds 20% lower), "
            f"{own['people_gained']:,.0f} more at speeds 20% higher"
        ) in printed
    today, then = part["before"]["residents"], part["after"]["residents"]
    assert then["people_lost"] > 0
    assert then["people_gained"] > 0
    page = (folder / "plan.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    figures = {row[0].value: [row[1].value, row[2].value] for row in book.worksheets[0]}
    for name, key in (
        ("within reach, lost at speeds 20% lower", "people_lost"),
        ("more within reach at speeds 20% higher", "people_gained"),
    ):
        assert figures[name] == [today[key], then[key]]
    # The page counts them itself (tests/page/near_limit.test.mjs), with the study's share.
    assert '"percent":"20"' in page


def test_of_a_table_that_ends_at_the_limit_the_rest_is_said_not_to_be_known(
    study_folder: Path,
) -> None:
    times = open_study(study_folder / "study.yaml").times["clinic"]
    pairs = times.costs.tocoo()
    pd.DataFrame(
        {
            "cell_id": times.demand.index[pairs.row],
            "site_id": times.sites.index[pairs.col],
            "seconds": pairs.data,
        }
    ).to_csv(study_folder / "times.csv", index=False)
    file = edited(
        study_folder, "    limit_min: 12", "    times: {file: times.csv}\n    limit_min: 12"
    )
    plan, printed, folder = planned(file)
    own = plan["sensitivity"]["after"]["residents"]
    assert own["reach_upper"] is None
    assert own["people_gained"] is None
    assert own["people_lost"] == own["reach"] - own["reach_lower"]
    why = "how many more at speeds 10% higher is not known, since the table of travel times ends at"
    page = (folder / "plan.html").read_text(encoding="utf-8")
    assert why in printed
    assert why in page
    assert '"not known":"未知"' in page
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["Near the limit"]
    assert [row[-1].value for row in list(sheet)[1:]] == ["not known", "not known"]


def test_without_uncertainty_nothing_is_said(study_folder: Path) -> None:
    file = edited(study_folder, "    limit_min: 12", "    travel_uncertainty: 0\n    limit_min: 12")
    plan, printed, folder = planned(file)
    assert plan["sensitivity"] is None
    assert "only just" not in printed
    assert '"near":null' in (folder / "plan.html").read_text(encoding="utf-8")
    assert "Near the limit" not in openpyxl.load_workbook(folder / "tables.xlsx").sheetnames


@pytest.mark.parametrize("share", ["10", "-0.1", "1"])
def test_a_share_that_is_none_is_refused(study_folder: Path, share: str) -> None:
    file = edited(study_folder, "people:\n", f"travel_uncertainty: {share}\npeople:\n")
    with pytest.raises(InputError, match=r"travel_uncertainty.*write 0.1 for speeds that may be"):
        read_study_file(file)
