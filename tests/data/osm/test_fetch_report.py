"""What a fetch tells, in English as it stands and in Chinese line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from halfhour.data.osm.fetch_report import FetchReport
from halfhour.data.osm.people.datasets import Dataset
from halfhour.data.osm.people.fetch_people import FetchedPeople
from halfhour.maps.wording.words import sentence


def report(*, with_people: bool) -> FetchReport:
    people = FetchedPeople(
        dataset=Dataset(urls=(), title="A raster", credit="", licence="", year=None),
        urls=(),
        modified=(),
        raster=b"",
        cells=1200,
        residents=5000.0,
        residents_in_window=6000.0,
        whole_place=False,
    )
    return FetchReport(
        place="Changli",
        name="昌黎县",
        study=Path("changli/study.yaml"),
        roads=2500,
        facilities={"clinic": 1012, "shelter": 0},
        margin_m=3000.0,
        units=16,
        people=people if with_people else None,
    )


@pytest.mark.parametrize("with_people", [True, False])
def test_every_line_is_told_in_chinese_with_the_same_figures(*, with_people: bool) -> None:
    found = report(with_people=with_people)
    assert str(found) == "\n".join(found.lines)
    said = [sentence(line, "zh") for line in found.lines]
    for english, chinese in zip(found.lines, said, strict=True):
        assert chinese != english
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert said[0] == "昌黎县：道路线 2,500 条，含边界外 3,000 米"
    assert "clinic：设施 1,012 处" in said
    assert ("人口来源：A raster" in said) is with_people
    assert ("请在其旁加入 people.csv" in said[-1]) is not with_people
