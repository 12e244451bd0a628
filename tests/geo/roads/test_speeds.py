import re
from pathlib import Path

import pytest
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from halfhour.geo.tables import MODES, Mode
from hypothesis import given
from hypothesis import strategies as st

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "reference" / "speeds.md"
FACTORS = st.floats(0.01, 100)


def test_the_document_s_table_is_the_default_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    header, _, *rows = re.findall(r"(?m)^\| (?:class|---|`[a-z_]+`).*$", text.split("## Who")[0])
    assert [cell.strip() for cell in header.split("|")[2:-1]] == list(MODES)
    told: dict[str, dict[str, float]] = {mode: {} for mode in MODES}
    for row in rows:
        road, *speeds = (cell.strip().strip("`") for cell in row.split("|")[1:-1])
        for mode, kph in zip(MODES, speeds, strict=True):
            if kph != "-":
                told[mode][road] = float(kph)
    assert told == {mode: dict(DEFAULT_SPEEDS.by_mode[mode]) for mode in MODES}


def test_replacing_changes_the_named_classes_of_one_mode_alone() -> None:
    table = DEFAULT_SPEEDS.replaced("drive", {"motorway": 100, "footway": 6})
    assert table.kph("drive", "motorway") == 100
    assert table.kph("drive", "footway") == 6
    assert table.kph("drive", "primary") == 50
    assert table.by_mode["walk"] == DEFAULT_SPEEDS.by_mode["walk"]
    assert DEFAULT_SPEEDS.kph("drive", "motorway") == 90


@given(mode=st.sampled_from(MODES), first=FACTORS, second=FACTORS)
def test_scales_multiply(mode: Mode, first: float, second: float) -> None:
    table = DEFAULT_SPEEDS.scaled(mode, first).scaled(mode, second)
    for other in MODES:
        factor = first * second if other == mode else 1.0
        expected = {road: kph * factor for road, kph in DEFAULT_SPEEDS.by_mode[other].items()}
        assert table.by_mode[other] == pytest.approx(expected)
    assert table.access_kph == pytest.approx(5 * (first * second if mode == "walk" else 1.0))


@given(factor=FACTORS, road=st.sampled_from(sorted(DEFAULT_SPEEDS.by_mode["drive"])))
def test_a_scale_holds_whether_a_road_has_a_maxspeed_or_not(factor: float, road: str) -> None:
    for limit_kph in (None, 5.0, 30.0, 300.0):
        before = DEFAULT_SPEEDS.limited_kph(road, limit_kph)
        after = DEFAULT_SPEEDS.scaled("drive", factor).limited_kph(road, limit_kph)
        assert after == pytest.approx(before * factor)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("road", "limit_kph", "kph"),
    [
        ("residential", None, 20),
        ("residential", 30, 30),
        ("residential", 5, 5),
        ("residential", 60, 40),  # twice the class
        ("motorway", 110, 110),
        ("motorway", 250, 120),  # China's highest limit
        ("track", 100, 20),
        ("footway", 30, None),
    ],
)
def test_a_maxspeed_counts_as_far_as_it_is_sensible(
    road: str, limit_kph: float | None, kph: float | None
) -> None:
    assert DEFAULT_SPEEDS.limited_kph(road, limit_kph) == kph


def test_maxspeed_can_be_left_out() -> None:
    assert SpeedTable(use_maxspeed=False).limited_kph("residential", 30) == 20


def test_speeds_that_are_not_positive_are_refused() -> None:
    with pytest.raises(ValueError, match="walk speed of 'residential' is 0"):
        DEFAULT_SPEEDS.replaced("walk", {"residential": 0.0})
    with pytest.raises(ValueError, match="scale is nan"):
        DEFAULT_SPEEDS.scaled("walk", float("nan"))
    with pytest.raises(ValueError, match="access legs is inf km/h"):
        SpeedTable(access_kph=float("inf"))
    with pytest.raises(ValueError, match="scale of maxspeed is -1"):
        SpeedTable(maxspeed_scale=-1)


def test_unknown_and_missing_modes_are_refused() -> None:
    with pytest.raises(ValueError, match="no mode 'fly'; use one of walk"):
        DEFAULT_SPEEDS.scaled("fly", 2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has no mode 'cycle'"):
        SpeedTable({"walk": {"path": 5.0}})
