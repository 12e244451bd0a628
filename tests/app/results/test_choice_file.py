"""A choice that a page exported becomes a plan that keeps it."""

import json
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.results.choice_file import with_choice


@pytest.fixture(scope="module")
def city() -> hh.Study:
    return hh.open_study(hh.sample_study(), services=["shelter"])


def choice(path: Path, **changes: object) -> Path:
    content = {
        "format": "halfhour-choice/1",
        "service": "shelter",
        "limit_min": 30,
        "group": "residents",
        "open_sites": ["p-001", "p-005"],
        "closed_sites": [],
        "served": 1,
    }
    path.write_text(json.dumps({**content, **changes}), encoding="utf-8")
    return path


def test_the_plan_opens_what_was_chosen(city: hh.Study, tmp_path: Path) -> None:
    sites = city.times["shelter"].sites
    names = list(sites.index[sites["status"] == "candidate"][:2])
    path = choice(tmp_path / "choice.json", open_sites=names)
    scenario = with_choice(city.scenarios["shelters_8"].replace(max_new=1), path)
    assert scenario.max_new == 2
    assert sorted(hh.solve(scenario).opened) == sorted(names)
    wider = with_choice(city.scenarios["shelters_8"], path)
    plan = hh.solve(wider)
    assert set(names) <= set(plan.opened)
    assert len(plan.opened) == 8


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"service": "clinic"}, "service = 'clinic': the scenario is about shelter"),
        ({"closed_sites": ["s-001"]}, "closed_sites = 's-001': a scenario cannot close"),
        ({"format": "other/1"}, "format = 'other/1': is no choice that a page exported"),
        ({"open_sites": ["nowhere"]}, "nowhere"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(
    city: hh.Study, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(hh.InputError, match=words):
        with_choice(city.scenarios["shelters_8"], choice(tmp_path / "choice.json", **changes))


def test_no_file_and_no_json(city: hh.Study, tmp_path: Path) -> None:
    with pytest.raises(hh.InputError, match="there is no such file"):
        with_choice(city.scenarios["shelters_8"], tmp_path / "none.json")
    path = tmp_path / "half.json"
    path.write_text('{"format": ', encoding="utf-8")
    with pytest.raises(hh.InputError, match="is no choice"):
        with_choice(city.scenarios["shelters_8"], path)


def test_a_choice_needs_a_scenario(tmp_path: Path) -> None:
    with pytest.raises(hh.InputError, match="none is named"):
        hh.plan_study(hh.sample_study(), tmp_path / "out", open_sites=tmp_path / "choice.json")
