import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from halfhour.app.plan.plan_study import PlanFolder, plan_study
from halfhour.coverage.limit_sensitivity import limit_sensitivity, sensitivity_by_group
from halfhour.maps.wording.titles import scenario_title

SHEETS = {
    "en": [
        *("Key figures", "Proposed sites", "Units", "Gap clusters", "Near the limit", "Gaps"),
        "Notes",
    ],
    "zh": [
        *("主要指标", "新增站点", "行政区", "未覆盖聚集区", "临界人口", "未覆盖最多的地方"),
        "说明",
    ],
}


@pytest.fixture(scope="module", params=["en", "zh"])
def written(request, study_files: Path, tmp_path_factory) -> tuple[str, PlanFolder]:
    out = tmp_path_factory.mktemp("out")
    [folder] = plan_study(study_files / "study.yaml", out, lang=request.param)
    return request.param, folder


@pytest.fixture(scope="module")
def book(written) -> openpyxl.Workbook:
    return openpyxl.load_workbook(written[1].folder / "tables.xlsx")


def rows(book: openpyxl.Workbook, number: int) -> list[tuple]:
    """Rows of a sheet below its header."""
    return list(book.worksheets[number].iter_rows(min_row=2, values_only=True))


def test_sheets_and_headings_are_in_the_language(written, book) -> None:
    lang, _ = written
    assert book.sheetnames == SHEETS[lang]
    heads = [cell.value for sheet in book.worksheets for cell in sheet[1]]
    assert all(heads)
    latin = [head for head in heads if re.search("[A-Za-z]", head)]
    assert latin == (heads if lang == "en" else [])


def test_key_figures_are_the_plan_s(written, book) -> None:
    plan = written[1].plan
    figures = rows(book, 0)
    for column, state in ((1, plan.before), (2, plan.after)):
        near = limit_sensitivity(state)
        assert [row[column] for row in figures[:8]] == pytest.approx(
            [
                state.people_total,
                state.people_served,
                near.people_lost,
                near.people_gained,
                state.people_served / state.people_total,
                state.people_total - state.people_served,
                state.unreachable_people,
                len(state.open_sites),
            ]
        )
    proof = plan.certificate
    assert [row[2] for row in figures[10:]] == [
        proof.objective_value,
        proof.bound,
        proof.optimality_gap,
        proof.solver,
    ]
    formats = [cell.number_format for cell in book.worksheets[0]["C"]]
    assert formats[1:6] == ["#,##0", "#,##0", "#,##0", "#,##0", "0.0%"]


def test_proposed_sites_are_in_build_order_and_add_up(written, book) -> None:
    plan = written[1].plan
    names = [cell.value for cell in book.worksheets[1][1]]
    table = pd.DataFrame(rows(book, 1), columns=names)
    assert table.iloc[:, 0].tolist() == list(range(1, len(plan.opened) + 1))
    assert table.iloc[:, 1].tolist() == list(plan.opened)
    assert table.iloc[:, 4].tolist() == list(plan.gains)
    assert table.iloc[-1, 5] == pytest.approx(plan.after.people_served)
    assert table.iloc[-1, 6] == pytest.approx(plan.after.share)
    where = plan.after.times.sites.loc[list(plan.opened)].to_crs(4326).geometry
    assert table.iloc[:, -2].tolist() == pytest.approx(where.x.tolist(), abs=1e-6)
    assert table.iloc[:, -1].tolist() == pytest.approx(where.y.tolist(), abs=1e-6)


def test_units_are_those_of_the_csv(written, book) -> None:
    csv = pd.read_csv(written[1].folder / "units.csv", dtype={"unit_id": str})
    table = rows(book, 2)
    assert len(table) == len(csv) == 4
    assert [row[1] for row in table] == [None, None, "001", "002"]
    # Two cells lie in no county.
    outside = {"en": "(outside every unit)", "zh": "（不属于任何行政区）"}
    assert [row[2] for row in table[1:]] == [outside[written[0]], *csv["name"][2:]]
    assert [row[5] for row in table] == csv["served_after"].tolist()
    assert [row[9] for row in table] == csv["gap_after"].tolist()
    levels = {"en": ["Whole area", *["county"] * 3], "zh": ["全域", *["区县"] * 3]}
    assert [row[0] for row in table] == levels[written[0]]


def test_clusters_add_up_to_the_gap_that_is_left(written, book) -> None:
    clusters = rows(book, 3)
    assert sum(row[1] for row in clusters) == pytest.approx(written[1].plan.after.gap_people)
    assert [row[0] for row in clusters] == list(range(1, len(clusters) + 1))


def test_reach_of_every_group_stands_at_three_limits(written, book) -> None:
    plan = written[1].plan
    heads = {
        "en": ["Within 10.8 min", "Within 12 min", "Within 13.2 min"],
        "zh": ["10.8 分钟以内", "12 分钟以内", "13.2 分钟以内"],
    }
    assert [cell.value for cell in book.worksheets[4][1]][3:] == heads[written[0]]
    expected = [
        [near.people_total, near.reach_lower, near.reach, near.reach_upper]
        for state in (plan.before, plan.after)
        for near in sensitivity_by_group(state).values()
    ]
    assert [list(row[2:]) for row in rows(book, 4)] == expected


def test_gaps_add_up_to_the_gap_and_are_those_of_plan_json(written, book) -> None:
    lang, folder = written
    told = json.loads((folder.folder / "plan.json").read_text(encoding="utf-8"))
    table = rows(book, 5)
    assert sum(row[5] for row in table) == pytest.approx(folder.plan.after.gap_people)
    listed = [row for row in table if row[0]]
    assert [row[1] for row in listed] == [one["name"] for one in told["gaps"]]
    assert [row[5] for row in listed] == [one["unserved"] for one in told["gaps"]]
    assert [row[10] for row in listed] == [
        one["cost_middle"] and pytest.approx(one["cost_middle"] / 60) for one in told["gaps"]
    ]
    assert [row[12] for row in listed] == [one["candidate_name"] for one in told["gaps"]]
    said = [row[-1] for row in listed]
    if lang == "en":
        assert said == [one["why_said"] for one in told["gaps"]]
    else:
        assert not re.search("[A-Za-z]", "".join(said))
    everybody = sum(one["unserved"] for one in told["gaps"]) + told["gap_elsewhere"]
    assert everybody == pytest.approx(told["gap_after"])
    # Of all 35 cells near roads some are in a county; the one where nobody builds a road stands for itself.
    alone = next(one for one in told["gaps"] if one["level"] == "cluster")
    assert alone["unreachable"] == alone["unserved"]
    assert (alone["why"], alone["candidate_id"], alone["candidates"]) == ("no_road", None, 0)


def test_notes_say_what_the_plan_says(written, book) -> None:
    lang, folder = written
    texts = [row[1] for row in rows(book, 6)]
    assert scenario_title(folder.plan.scenario, lang) in texts
    assert len(texts) >= 4 + len(folder.plan.notes)
    if lang == "en":
        assert set(folder.plan.notes) <= set(texts)
