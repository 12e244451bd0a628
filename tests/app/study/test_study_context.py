"""Words and layers of a study file, and where its readers see them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.plan.plan_text import plans_tables
from halfhour.app.study.file import read_study_file
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.common.words import Words
from rich.console import Console

WORDS = {
    "name: Gridtown": "name: grid-1\ntitle: {en: Gridtown, zh: 格子城}\n"
    "credits: {en: nobody, zh: 无}\nmoney: {unit: {en: guilders, zh: 盾}}",
    "notice: made up": "notice: {en: made up, zh: 虚构}",
    "level: county,": "level: county, title: {en: shire, zh: 郡},",
    "    mode: walk": "    title: {en: Surgeries, zh: 诊所}\n    mode: walk",
    "two_clinics: {": "two_clinics: {title: {en: Two more surgeries, zh: 再建两处诊所}, budget: 5, ",
}


def titled(folder: Path, words: dict[str, str] = WORDS) -> Path:
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_computed_from_a_study_carries_its_words_and_layers(study_folder: Path) -> None:
    study = open_study(titled(study_folder))
    for times in (study.times["clinic"], study.scenarios["two_clinics"].times):
        context = times.study
        assert context.title == Words(en="Gridtown", zh="格子城")
        assert (context.notice.zh, context.credits.zh, context.money.en) == (
            "虚构",
            "无",
            "guilders",
        )
        assert context.levels == {"county": Words(en="shire", zh="郡")}
        assert context.services == {"clinic": Words(en="Surgeries", zh="诊所")}
        assert context.units is study.layers.units["county"]
        assert context.roads is study.layers.roads


def test_readers_see_titles_in_their_language_and_programs_both(study_folder: Path) -> None:
    [written] = plan_study(titled(study_folder), study_folder / "out", lang="zh")
    assert written.folder.name == "two_clinics"
    page = (written.folder / "plan.html").read_text(encoding="utf-8")
    for en, zh in (
        ("Gridtown", "格子城"),
        ("Two more surgeries", "再建两处诊所"),
        ("made up", "虚构"),
    ):
        assert (
            f'<span class="words" lang="en">{en}</span><span class="words" lang="zh">{zh}<' in page
        )
    assert "<title>格子城：再建两处诊所</title>" in page
    book = openpyxl.load_workbook(written.folder / "tables.xlsx")
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert {"格子城", "再建两处诊所", "诊所", "郡", "费用（盾）", "5 盾", "虚构", "无"} <= cells
    plan = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))
    assert (plan["study"], plan["scenario"], plan["service"]) == ("grid-1", "two_clinics", "clinic")
    assert plan["words"]["scenario"] == {"en": "Two more surgeries", "zh": "再建两处诊所"}
    assert plan["words"]["levels"] == {"county": {"en": "shire", "zh": "郡"}}
    assert plan["words"]["money_unit"] == {"en": "guilders", "zh": "盾"}
    shown = io.StringIO()
    Console(file=shown, width=80).print(*plans_tables([written]))
    said = shown.getvalue()
    assert "Gridtown" in said
    assert "Two more surgeries" in said
    assert "two_clinics" not in said


def test_scenarios_that_read_alike_are_known(study_folder: Path) -> None:
    more = {
        "  two_clinics:": "  again: {service: clinic, max_new: 2, forbidden: [p001]}\n  two_clinics:"
    }
    study = open_study(titled(study_folder, more))
    assert study.scenarios["again"].times.study.alike == {"again", "two_clinics"}


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("{fr: Ville}", r"line 1.*title.*names the language 'fr'.*\{en: \.\.\., zh: \.\.\.\}"),
        ("yes", "title.*put text in quotes"),
        ("2018", "title.*write it in quotes"),
        ("[a, b]", r"title.*\{en: \.\.\., zh: \.\.\.\}"),
    ],
)
def test_wrong_words_are_refused_by_key(study_folder: Path, title: str, told: str) -> None:
    path = titled(study_folder, {"name: Gridtown": f"title: {title}\nname: Gridtown"})
    with pytest.raises(InputError, match=told):
        read_study_file(path)
