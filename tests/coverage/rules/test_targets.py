import math

import pytest
from halfhour.coverage.rules.targets import Asked, Share, Targets, judged, missing_to, whole_up
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError


def test_a_step_holds_until_the_next_one() -> None:
    steps = Targets.of(None, None, {2020: 0.9, 2017: 0.65, 2019: None})
    assert [steps.at(year) for year in range(2016, 2022)] == [None, 0.65, 0.65, None, 0.9, 0.9]


def test_one_target_holds_from_its_first_year_on() -> None:
    assert [Targets.of(1.0, 2018, {}).at(year) for year in (2017, 2018, 2030)] == [None, 1, 1]
    assert Targets.of(1.0, None, {}).at(1950) == 1
    assert Targets.of(None, 2018, {}).at(2020) is None


@given(
    years=st.dictionaries(st.integers(2000, 2020), st.floats(0, 1)), year=st.integers(1999, 2021)
)
def test_steps_equal_a_walk_back_through_the_years(years, year) -> None:
    expected = None
    for earlier in range(year, 1998, -1):
        if earlier in years:
            expected = years[earlier]
            break
    assert Targets.of(None, None, years).at(year) == expected


def test_what_is_not_due_yet_is_the_next_target() -> None:
    steps = Targets.of(None, None, {2018: 0.5, 2019: None, 2021: 0.9})
    asked = [steps.asked(year) for year in range(2017, 2022)]
    ahead = Asked(0.9, due=2021)
    assert asked == [Asked(0.5, due=2018), Asked(0.5), ahead, ahead, Asked(0.9)]
    assert Targets.of(None, None, {2018: 1, 2020: None}).asked(2021) == Asked(None)


def test_only_what_has_no_date_is_due_in_the_last_year() -> None:
    assert Targets.of(1.0, None, {}).due_from(2020).asked(2018) == Asked(1.0, due=2020)
    assert Targets.of(1.0, None, {}).due_from(None).asked(2018) == Asked(1.0)
    assert Targets.of(1.0, 2018, {}).due_from(2020).asked(2018) == Asked(1.0)
    assert Targets.of(None, None, {2018: 1}).due_from(2020).asked(2018) == Asked(1)


def test_rounding_in_sums_fails_nobody() -> None:
    assert judged(0.1 + 0.2, 0.3)
    assert judged(0.3, 0.1 + 0.2)
    assert not judged(0.3, 0.3001)
    assert not judged(0.1 + 0.2, 0.3, "above")
    assert judged(math.nan, 0.3) is None
    assert judged(0.3, None) is None
    assert missing_to(2, 5) == 3
    assert missing_to(9, 8, "at_most") == 1
    assert missing_to(9, 8) == 0
    assert math.isnan(missing_to(9, None))


def test_whole_numbers() -> None:
    assert [whole_up(number) for number in (0, 0.5, 3.0, 0.7 * 10, 2.1)] == [0, 1, 3, 7, 3]


@pytest.mark.parametrize(
    ("written", "share"),
    [("95 %", 0.95), ("95%", 0.95), ("95\uff05", 0.95), (0.5, 0.5), (1, 1.0), ("0.5", 0.5)],
)
def test_shares_as_they_are_written(written, share) -> None:
    assert TypeAdapter(Share).validate_python(written) == pytest.approx(share)


@pytest.mark.parametrize("written", [True, "many", math.nan, -0.1, 1.01, "101 %", None, [1]])
def test_what_is_no_share(written) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Share).validate_python(written)
