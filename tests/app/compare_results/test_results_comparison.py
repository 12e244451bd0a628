"""Two folders of results side by side, against figures that are known of one street."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import halfhour as hh
import pandas as pd
import pytest
import yaml
from halfhour.app.cli import app
from halfhour.app.compare_results.page import page_of_comparison
from halfhour.app.compare_results.results_comparison import ResultsComparison, compare_results
from halfhour.app.compare_results.text import comparison_text
from halfhour.app.console import out_console
from halfhour.app.plan.plan_study import plan_study
from halfhour.common.errors import InputError
from malformed_kinds import write_study
from rich.cells import cell_len
from typer.testing import CliRunner


def write(folder: Path, **scenarios: dict[str, Any]) -> Path:
    """Write the study of one street, cut into two units, with some scenarios."""
    folder.mkdir()
    write_study(folder)
    units = json.loads((folder / "units.geojson").read_text(encoding="utf-8"))
    [one] = units["features"]
    west, east = json.loads(json.dumps(one)), json.loads(json.dumps(one))
    east["properties"] = {"unit_id": "U2", "name": "=East <b>"}
    for part, (left, right) in ((west, (119.9, 120.02)), (east, (120.02, 120.1))):
        ring = [[left, 39.9], [right, 39.9], [right, 40.1], [left, 40.1], [left, 39.9]]
        part["geometry"]["coordinates"] = [ring]
    units["features"] = [west, east]
    (folder / "units.geojson").write_text(json.dumps(units), encoding="utf-8")
    file = folder / "study.yaml"
    study = yaml.safe_load(file.read_text(encoding="utf-8"))
    study["services"]["clinic"]["limit_min"] = 10
    study["scenarios"] = {name: {"service": "clinic", **one} for name, one in scenarios.items()}
    file.write_text(yaml.safe_dump(study), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two folders: no site and one site; and in each a plan that the other lacks."""
    folder = tmp_path_factory.mktemp("two")
    first = write(folder / "first", main={"max_new": 0}, early={"max_new": 1})
    later = {"max_new": 1, "limit_min": 8}
    then = write(folder / "then", main={"max_new": 1}, late=later)
    plan_study(first, folder / "A", jobs=1)
    plan_study(then, folder / "B", jobs=1)
    return folder / "A", folder / "B"


@pytest.fixture(scope="module")
def found(folders: tuple[Path, Path]) -> ResultsComparison:
    return compare_results(folders[0] / "main", folders[1] / "main")


def test_figures_of_both_stand_side_by_side(
    found: ResultsComparison, folders: tuple[Path, Path]
) -> None:
    plans = [
        json.loads((one / "main" / "plan.json").read_text(encoding="utf-8")) for one in folders
    ]
    table = found.table.set_index("key")
    for key in ("people_total", "served_before", "served_after", "gap_after", "cost"):
        assert [table.loc[key, side] for side in ("a", "b")] == [one[key] for one in plans]
        assert table.loc[key, "difference"] == plans[1][key] - plans[0][key]
    # Walked at 5 km/h for 10 minutes: 833 m. The clinic at 1,025 m reaches the middle cell alone, a candidate
    # at the east end the 100 people there.
    assert table.loc[["served_before", "served_after", "gained"], "a"].tolist() == [50, 50, 0]
    assert table.loc[["served_after", "gained", "opened"], "b"].tolist() == [150, 100, 1]
    assert table.loc["worst_unit", "a"] == "=East <b>"
    assert table.loc["worst_share", "a"] == 0
    assert found.plans[0].sites == {"both": (), "a": (), "b": ("last",)}
    assert found.plans[0].otherwise == ()


def test_units_are_matched_by_their_ids(found: ResultsComparison) -> None:
    units = found.units.set_index("unit_id")
    assert units.loc[
        "U2", ["served_after_a", "served_after_b", "share_after_difference"]
    ].tolist() == [
        0,
        100,
        1,
    ]
    assert units.loc["U1", "share_after_difference"] == 0
    assert set(units["side"]) == {"both"}


def test_plans_of_one_name_belong_together_and_the_last_two(folders: tuple[Path, Path]) -> None:
    both = compare_results(*folders)
    assert [one.name for one in both.plans] == ["main", "early / late"]
    assert (both.only_a, both.only_b, both.a, both.b) == ((), (), "A", "B")
    alone = compare_results(folders[0], folders[1] / "main")
    assert ([one.name for one in alone.plans], alone.only_a) == (["main"], ("early",))


def test_another_limit_is_said_first(folders: tuple[Path, Path]) -> None:
    limited = compare_results(folders[0] / "early", folders[1] / "late" / "plan.json")
    [note] = limited.plans[0].otherwise
    assert note.en == "Limits or modes of travel differ: A 10 minutes on foot, B 8 minutes on foot."
    assert note.zh == "时限或出行方式不同：A 步行 10 分钟，B 步行 8 分钟。"
    console = out_console()
    with console.capture() as shown:
        console.print(comparison_text(limited, "en"))
    assert shown.get().index("Limits or modes") < shown.get().index("Served today")


def test_what_was_counted_otherwise_is_said(folders: tuple[Path, Path], tmp_path: Path) -> None:
    plan = json.loads((folders[0] / "main" / "plan.json").read_text(encoding="utf-8"))
    words, parameters = plan["words"], plan["parameters"]
    changed = {
        **plan,
        "study": "Elsewhere",
        "group": "elderly",
        "people_total": 551.0,
        "version": "0.0.1",
        "capacity": "ignore",
        "inputs": [{**plan["inputs"][0], "sha256": "0"}, *plan["inputs"][1:]],
        "words": {**words, "money_unit": {"en": "yuan", "zh": "元"}},
        "parameters": {**parameters, "direction": "from_site", "objective": "p_median"},
    }
    gone = changed["inputs"].pop()["name"]
    (tmp_path / "plan.json").write_text(json.dumps(changed), encoding="utf-8")
    (tmp_path / "units.csv").write_bytes((folders[0] / "main" / "units.csv").read_bytes())
    [compared] = compare_results(folders[0] / "main", tmp_path).plans
    said = "\n".join(note.en for note in compared.otherwise)
    for words_of in (
        "Studies differ: A Street, B Elsewhere.",
        "People counted differ",
        "Numbers of people differ: A 550, B 551.",
        "Units of money differ: A not told, B yuan.",
        "Directions of travel differ: A to_site, B from_site.",
        "Objectives differ: A maximal_covering, B p_median.",
        "How places are given differs: A not told, B ignore.",
        "Versions of Halfhour differ",
        "Input files differ: cells.csv.",
        f"A alone was made from: {gone}.",
    ):
        assert words_of in said
    assert len(compared.otherwise) == 10


def test_units_of_one_side_alone_are_listed(folders: tuple[Path, Path], tmp_path: Path) -> None:
    source = folders[1] / "main"
    (tmp_path / "plan.json").write_bytes((source / "plan.json").read_bytes())
    units = pd.read_csv(source / "units.csv", encoding="utf-8-sig", dtype=str)
    other = units.assign(unit_id=units["unit_id"].replace("U1", "U9"))
    other.to_csv(tmp_path / "units.csv", index=False, encoding="utf-8-sig")
    [compared] = compare_results(source, tmp_path).plans
    [note] = compared.otherwise
    assert note.en == "Units differ: 1 are in A alone, 1 in B alone."
    assert compared.only == {"a": ("West",), "b": ("West",)}
    assert compared.units.set_index("unit_id")["side"].to_dict() == {
        "U1": "a",
        "U2": "both",
        "U9": "b",
    }


def test_a_joint_plan_is_a_plan_of_each_service(tmp_path: Path) -> None:
    file = write(tmp_path / "study", one={"max_new": 1})
    study = yaml.safe_load(file.read_text(encoding="utf-8"))
    study["services"]["school"] = study["services"]["clinic"]
    study["joint"] = {"both": {"services": {"clinic": {}, "school": {}}, "max_new": 1}}
    file.write_text(yaml.safe_dump(study), encoding="utf-8")
    plan_study(file, tmp_path / "out", scenario="both")
    joint = compare_results(tmp_path / "out", tmp_path / "out")
    assert [one.name for one in joint.plans] == ["both (clinic)", "both (school)"]
    assert all(one.otherwise == () for one in joint.plans)
    assert len(joint.units) == 4
    assert (joint.table["difference"].dropna() == 0).all()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_keeps_to_80_columns(folders: tuple[Path, Path], lang: str) -> None:
    answer = CliRunner().invoke(app, ["compare", *map(str, folders), "--lang", lang])
    assert answer.exit_code == 0, answer.output
    lines = [line for line in answer.stdout.splitlines() if not line.startswith(("A: ", "B: "))]
    assert max(map(cell_len, lines)) <= 80
    assert "+100" in answer.stdout
    assert ("opened in B alone: last" in answer.stdout) is (lang == "en")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for _, value in attrs:
            assert not (value or "").startswith(("http:", "https:", "//"))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_has_every_figure_in_both_languages_and_no_script(
    found: ResultsComparison,
) -> None:
    page = _Texts()
    page.feed(page_of_comparison(found, lang="en").content)
    assert {"script", "b", "link"} & page.tags == set()
    for text in ("=East <b>", "Served with the plan", "规划后覆盖人口", "+100", "+100.0 points"):
        assert text in page.texts, text


def test_files_are_one_set_and_csv_has_all(found: ResultsComparison, tmp_path: Path) -> None:
    written = found.save(tmp_path / "out", lang="zh")
    assert [path.name for path in written] == ["compare.json", "compare.csv", "compare.html"]
    assert found.save(tmp_path / "out") == written
    table = pd.read_csv(written[1], encoding="utf-8-sig", keep_default_na=False)
    units = table[(table["part"] == "unit") & (table["key"] == "served_after")].set_index("id")
    assert units["difference"].astype(float).to_dict() == {"U1": 0.0, "U2": 100.0}
    assert units.loc["U2", "name"] == "'=East <b>"
    assert table.loc[table["part"] == "site", ["id", "a", "b"]].to_numpy().tolist() == [
        ["last", "False", "True"]
    ]
    values = json.loads(written[0].read_text(encoding="utf-8"))
    assert values["plans"][0]["figures"]["served_after"]["difference"] == 100
    assert '<html lang="zh"' not in found.save(tmp_path / "en")[2].read_text(encoding="utf-8")


def test_files_of_somebody_else_stay(found: ResultsComparison, tmp_path: Path) -> None:
    (tmp_path / "compare.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"compare\.csv"):
        found.save(tmp_path)
    assert (tmp_path / "compare.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "is no plan.json of a run"),
        ("{}", "study: is not as a run writes it"),
    ],
)
def test_what_is_no_result_is_refused(
    folders: tuple[Path, Path], tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        compare_results(folders[0], tmp_path)


def test_a_folder_without_plans_is_refused(folders: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no plan"):
        hh.compare_results(folders[0], tmp_path)
    with pytest.raises(InputError, match="there is no such folder"):
        hh.compare_results(tmp_path / "absent", folders[0])
