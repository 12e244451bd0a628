"""The overview of a folder of results: what it lists, what it leaves out, and what it never replaces."""

from __future__ import annotations

import html
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest
from halfhour.app.example_study import street_study
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results import index_file
from halfhour.app.results.index_file import write_index
from halfhour.app.results.unfinished import unfinished
from halfhour.app.study.study import Study, open_study
from halfhour.common.errors import InputError
from killed_runs import contents

TWO = """\
  two_clinics: {service: clinic, group: residents, max_new: 2}
  "<b>one & only</b>": {service: clinic, max_new: 1}
"""


@pytest.fixture(scope="module")
def study_file(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "study"
    shutil.copytree(study_files, folder)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.partition("  two_clinics")[0] + TWO, encoding="utf-8")
    return folder / "study.yaml"


@pytest.fixture(scope="module")
def planned(study_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of both scenarios; a test that changes them copies them."""
    out = tmp_path_factory.mktemp("planned")
    plan_study(study_file, out)
    return out


@pytest.fixture(scope="module")
def study(study_file: Path) -> Study:
    return open_study(study_file)


@pytest.fixture
def out(planned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned, tmp_path / "out"))


def cards(out: Path, lang: str, kind: str = "plan") -> list[str]:
    """The visible text of each card in a language."""
    page = (out / "index.html").read_text(encoding="utf-8")
    other = {"en": "zh", "zh": "en"}[lang]
    page = re.sub(rf'<span lang="{other}">.*?</span>', "", page, flags=re.DOTALL)
    found = re.findall(rf'<li class="{kind}[^"]*">(.*?)</li>', page, re.DOTALL)
    return [" ".join(html.unescape(re.sub("<[^>]+>", " ", one)).split()) for one in found]


def written(out: Path) -> dict[str, dict]:
    files = sorted(out.glob("*/plan.json"))
    plans = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return {plan["scenario"]: plan for plan in plans}


def test_every_plan_is_there_with_its_figures_in_both_languages(planned: Path) -> None:
    plans = written(planned)
    assert len(plans) == 2
    english, chinese = cards(planned, "en"), cards(planned, "zh")
    for plan, en, zh in zip(
        [plans["two_clinics"], plans["<b>one & only</b>"]], english, chinese, strict=True
    ):
        gained = plan["served_after"] - plan["served_before"]
        before, after = (
            plan[f"served_{when}"] / plan["people_total"] for when in ("before", "after")
        )
        closed = gained / plan["gap_before"]
        for text in (en, zh):
            assert text.startswith(plan["said"]["title"]["en" if text is en else "zh"])
            assert f"{before:.1%} → {after:.1%}" in text
            assert f"{closed:.1%}" in text
        number = f"{gained:.0f}" if gained >= 10 else f"{gained:g}"
        assert f"{number} people more are served ( {closed:.1%} of the gap )" in en
        assert f"新增覆盖 {number} 人" in zh
        assert f"New sites: {len(plan['opened'])} · Cost: {plan['cost']:g}" in en
        assert "12 minutes on foot" in en
        assert "步行 12 分钟" in zh
        assert plan["said"]["proof"]["en"] in en
        assert plan["said"]["proof"]["zh"] in zh


def test_the_services_today_are_those_of_the_study(planned: Path, study: Study) -> None:
    [text] = cards(planned, "en", "service")
    today = study.assessments["clinic"]
    assert f"{today.share:.1%} are served" in text
    assert f"{today.gap_people:.0f} people are not served" in text
    # By hand, from the cells: the county with the smaller share.
    cells = today.cells.assign(county=today.times.demand["county_name"])
    shares = cells.groupby("county")[["people_served", "people"]].sum()
    shares = (shares["people_served"] / shares["people"]).drop("")
    assert f"Worst county: {shares.idxmin()}, {shares.min():.1%}" in text
    [text] = cards(planned, "zh", "service")
    assert "现状" not in text
    assert f"{today.share:.1%} 已被覆盖" in text


def test_links_lead_to_files_that_are_there(planned: Path) -> None:
    page = (planned / "index.html").read_text(encoding="utf-8")
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', page)]
    files = {path for path in planned.glob("*/*") if path.is_file()}
    assert {planned / unquote(link) for link in links} == files


def test_nothing_of_a_name_is_markup(planned: Path) -> None:
    page = (planned / "index.html").read_text(encoding="utf-8")
    assert "<b>one" not in page
    assert "script" not in page.replace("default-src", "")
    assert len(page) < 200_000


def test_later_runs_list_earlier_plans_and_the_same_page_comes_again(
    study_file: Path, planned: Path, out: Path
) -> None:
    shutil.rmtree(out / "two_clinics")
    (out / "index.html").unlink()
    plan_study(study_file, out, scenario="two_clinics")
    assert (out / "index.html").read_bytes() == (planned / "index.html").read_bytes()


def test_what_is_no_plan_of_the_study_is_left_out_and_counted(out: Path, study: Study) -> None:
    text = (out / "two_clinics" / "plan.json").read_text(encoding="utf-8")
    plan = json.loads(text)
    for number, changed in enumerate(
        [
            "", "[]", "3", "{", '"x"', "null", "[" * 100_000,
            json.dumps({**plan, "study": "Another town"}),
            json.dumps({**plan, "inputs": [{**plan["inputs"][0], "sha256": "0" * 64}]}),
            json.dumps({**plan, "people_total": "many"}),
            json.dumps({**plan, "served_after": -1}),
            text.replace('"people_total": ', '"people_total": NaN, "x": '),
            json.dumps({name: value for name, value in plan.items() if name != "said"}),
        ]
    ):  # fmt: skip
        folder = out / f"strange {number}"
        shutil.copytree(out / "two_clinics", folder)
        (folder / "plan.json").write_text(changed, encoding="utf-8")
    (out / "of mine").mkdir()
    (out / ".hidden").mkdir()
    (out / "no page").mkdir()
    (out / "no page" / "plan.json").write_text(text, encoding="utf-8")
    (out / "bytes").mkdir()
    (out / "bytes" / "plan.json").write_bytes(b"\xff\xfe\x00")
    (out / "link").symlink_to(out / "two_clinics")
    write_index(out, study, order=["two_clinics"], lang="en")
    assert [one.split(" Clinics ·")[0] for one in cards(out, "en")] == [
        "Clinics: where to build 2 new sites",
        "Clinics: where to build one new site",
    ]
    page = (out / "index.html").read_text(encoding="utf-8")
    assert f"no plan of this study and its data: {13 + 3}<" in page
    assert "其他" not in page
    assert "16 个文件夹" in page


def test_a_plan_without_its_small_map_or_with_a_huge_one_is_listed_without(
    out: Path, study: Study
) -> None:
    (out / "two_clinics" / "map.svg").unlink()
    other = next(path for path in out.iterdir() if path.is_dir() and path.name != "two_clinics")
    (other / "map.svg").write_text("x" * 1_000_000)
    write_index(out, study, order=[], lang="zh")
    assert len(cards(out, "zh")) == 2
    assert (out / "index.html").read_text(encoding="utf-8").count("<img") == 1


@pytest.mark.parametrize("kind", ["page", "empty", "folder", "link", "dangling"])
def test_an_overview_of_somebody_else_is_refused_before_anything_is_computed(
    kind: str, study_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, index = tmp_path / "out", tmp_path / "out" / "index.html"
    out.mkdir()
    (tmp_path / "site.html").write_text("<html>mine</html>")
    if kind == "folder":
        index.mkdir()
    elif kind in ("link", "dangling"):
        index.symlink_to(tmp_path / ("site.html" if kind == "link" else "nothing"))
    else:
        index.write_text("<html>mine</html>" if kind == "page" else "")
    before = contents(tmp_path)
    monkeypatch.setattr("halfhour.app.plan.plan_study.computed_study", None)
    with pytest.raises(InputError, match="is not of an earlier run"):
        plan_study(study_file, out)
    assert contents(tmp_path) == before


def test_eight_runs_at_once_end_with_one_page_that_lists_all(
    planned: Path, study: Study, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    plan = json.loads((planned / "two_clinics" / "plan.json").read_text(encoding="utf-8"))

    def run(number: int) -> None:
        name = f"run {number}"
        with unfinished(out, name) as beside:
            (beside / "plan.html").write_text("a page")
            titled = {**plan["said"], "title": {"en": name, "zh": name}}
            (beside / "plan.json").write_text(
                json.dumps({**plan, "scenario": name, "said": titled})
            )
        write_index(out, study, order=[f"run {one}" for one in range(8)], lang="en")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(8)))
    assert [one.split(" Clinics")[0] for one in cards(out, "en")] == [
        f"run {one}" for one in range(8)
    ]
    assert sorted(path.name for path in out.iterdir()) == [
        "index.html",
        *(f"run {n}" for n in range(8)),
    ]


def test_a_plan_that_comes_while_the_page_is_written_is_on_it(
    out: Path, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = index_file.index_page

    def late(*args: object, **options: object) -> object:
        if not (out / "late").exists():
            shutil.copytree(out / "two_clinics", out / "late")
        return pages(*args, **options)

    monkeypatch.setattr(index_file, "index_page", late)
    write_index(out, study, order=[], lang="en")
    assert len(cards(out, "en")) == 3


def test_a_scenario_that_is_called_as_the_page_gets_another_folder(
    study_file: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(study_file.parent, tmp_path / "study"))
    text = (folder / "study.yaml").read_text(encoding="utf-8").partition("  two_clinics")[0]
    (folder / "study.yaml").write_text(text + "  Index.html: {service: clinic, max_new: 1}\n")
    [found] = plan_study(folder / "study.yaml", tmp_path / "out")
    assert found.folder.name.casefold() != "index.html"
    assert cards(tmp_path / "out", "en")[0].startswith("Clinics: where to build one")


def test_runs_about_one_service_each_leave_a_page_of_all(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    file = street_study(folder)
    text, scenario = file.read_text(encoding="utf-8").split("scenarios:")
    (folder / "rooms.csv").write_text("site_id,lon,lat\nroom,120.036,40.0\n")
    rehab = "  rehab: {group: residents, limit_min: 15, candidates: {file: rooms.csv}}\n"
    room = "  room: {service: rehab, max_new: 1}\n"
    file.write_text(f"{text}{rehab}scenarios:{scenario}{room}", encoding="utf-8")
    pages = []
    for names in (["one_more", "room"], ["room", "one_more"]):
        out = tmp_path / names[0]
        for name in names:
            # Only the files of its own service are read.
            plan_study(file, out, scenario=name)
        pages.append((out / "index.html").read_bytes())
        today = cards(out, "en", "service")
        assert len(today) == len(cards(out, "en")) == 2
        # By hand: 400 of 500 people reach the clinic, nobody a room.
        assert ("80.0% are served" in today[0], "0.0% are served" in today[1]) == (True, True)
        assert "Worst county: East county, 0.0%" in today[0]
        assert (out / "index.html").read_text(encoding="utf-8").count("<img") == 4
    assert pages[0] == pages[1]
    (folder / "rooms.csv").write_text("site_id,lon,lat\nroom,120.030,40.0\n")
    plan_study(file, out, scenario="one_more")
    assert len(cards(out, "en")) == 1


def test_two_services_of_one_title_are_both_there(study_files: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(study_files, tmp_path / "study"))
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    before, clinic, after = text.partition("  clinic:\n")
    entry, scenarios, _ = after.partition("scenarios:")
    private = clinic.replace("clinic", "private") + "    title: Clinics\n"
    private += "    mode: walk\n    limit_min: 12\n"
    private += (
        "    existing: {file: sites.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}\n"
    )
    asked = "\n  one: {service: clinic, max_new: 1}\n  two: {service: private, max_new: 0}\n"
    titled = f"{before}{clinic}    title: Clinics\n{entry}{private}{scenarios}{asked}"
    (folder / "study.yaml").write_text(titled, encoding="utf-8")
    plan_study(folder / "study.yaml", tmp_path / "out")
    one, two = cards(tmp_path / "out", "en", "service")
    assert one.startswith("Clinics")
    assert two.startswith("Clinics")
    assert one != two
