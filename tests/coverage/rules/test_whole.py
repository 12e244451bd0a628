import math

import pytest
from halfhour.coverage.rules.whole import said_amount, said_figure, said_unit


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("access", 605.3, 605),
        ("access", 605.7, 606),
        ("access", 0.2, 1),
        ("access", 0.0, 0),
        ("supply", 16.2, 17),
        ("supply", 0.7 * 10, 7),
        ("attribute_share", 43.1, 44),
        ("ratio", 2.0, 2),
        ("indicator", 0.29, 0.29),
    ],
)
def test_amounts_are_whole_but_for_what_offices_report(kind, value, said) -> None:
    assert said_amount(value, kind) == said
    assert math.isnan(said_amount(math.nan, kind))


def test_people_that_siting_rules_count_are_whole_and_other_figures_stay() -> None:
    assert said_figure(605.3, "siting") == 605
    assert said_figure(2.209, "supply") == 2.209
    assert math.isnan(said_figure(math.nan, "siting"))


def test_one_is_singular() -> None:
    assert [said_unit(n, "facilities") for n in (0, 1, 2)] == [
        "facilities",
        "facility",
        "facilities",
    ]
    assert said_unit(1, "beds") == "beds"
