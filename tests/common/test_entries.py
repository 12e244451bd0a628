"""True and false are no numbers and no text, wherever they stand."""

import pytest
from halfhour.app.study.entries.objective_entry import PMedianEntry, SetCoveringEntry
from halfhour.app.study.entries.service_entry import ServiceEntry
from halfhour.app.study.schema import ScenarioEntry
from halfhour.common.entries import Entry
from halfhour.common.validation import wrong_keys
from pydantic import ValidationError


class Sample(Entry):
    number: float = 0
    whole: int | None = None
    text: str = ""
    mark: bool = False
    shares: dict[str, float] = {}  # noqa: RUF012 - pydantic copies defaults
    budgets: tuple[float, ...] = ()


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"number": True}, ("number",)),
        ({"whole": False}, ("whole",)),
        ({"text": True}, ("text",)),
        ({"shares": {"a": 1, "b": True}}, ("shares", "b")),
        ({"budgets": [1, True]}, ("budgets", 1)),
    ],
)
def test_truth_is_refused_where_it_stands(
    data: dict[str, object], path: tuple[object, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(data)
    (wrong,) = wrong_keys(caught.value.errors(), data)
    assert wrong.path == path
    assert "true or false" in wrong.said()[0]


def test_truth_is_taken_where_it_belongs() -> None:
    assert Sample.model_validate({"mark": True}).mark
    assert PMedianEntry.model_validate({"kind": "p_median", "within_limit": True}).within_limit
    entry = ServiceEntry.model_validate({"existing": {"file": "a.csv"}, "travel": False})
    assert not entry.travel


def test_kinds_of_a_union_are_told_as_one() -> None:
    data = {"kind": "set_covering", "unit_share": "many"}
    with pytest.raises(ValidationError) as caught:
        SetCoveringEntry.model_validate(data)
    (wrong,) = wrong_keys(caught.value.errors(), data)
    assert wrong.path == ("unit_share",)
    assert wrong.said()[0].startswith("is not a plain decimal number")


def test_what_pydantic_adds_to_a_path_is_left_out() -> None:
    data = {"service": "a", "max_new": 1, "frontier": [1, "x"]}
    with pytest.raises(ValidationError) as caught:
        ScenarioEntry.model_validate(data)
    assert ("frontier", 1) in [wrong.path for wrong in wrong_keys(caught.value.errors(), data)]
