"""Numbers of any kind."""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from halfhour.common.amounts import as_numbers, number_of, whole_number_of

THREES = [3, 3.0, np.int64(3), np.uint8(3), np.float32(3), Decimal(3), Decimal("3.0"), Fraction(3)]


@pytest.mark.parametrize("three", THREES, ids=repr)
def test_a_number_of_any_kind_is_that_number(three: object) -> None:
    assert (number_of(three), whole_number_of(three)) == (3.0, 3)
    assert (type(number_of(three)), type(whole_number_of(three))) == (float, int)


@pytest.mark.parametrize("half", [1.5, np.float64(1.5), Decimal("1.5"), Fraction(3, 2)], ids=repr)
def test_a_half_is_a_number_but_not_whole(half: object) -> None:
    assert (number_of(half), whole_number_of(half)) == (1.5, None)


@pytest.mark.parametrize(
    "nothing",
    [None, True, np.bool_(1), "3", [3], math.nan, Decimal("nan"), Decimal("snan"), 3 + 0j],
    ids=repr,
)
def test_what_is_no_number(nothing: object) -> None:
    assert (number_of(nothing), whole_number_of(nothing)) == (None, None)


def test_large_numbers_keep_their_digits() -> None:
    large = 2**70 + 1
    assert whole_number_of(large) == large
    assert number_of(10**400) == math.inf
    assert whole_number_of(math.inf) is None


@dataclass(frozen=True)
class Asked:
    sites: object
    money: object
    share: object


def test_a_question_gets_plain_numbers_and_keeps_what_is_none() -> None:
    asked = Asked(np.int64(4), Decimal("2.5"), {"east": Fraction(1, 2), "west": "half"})
    as_numbers(asked, whole=["sites"], real=["money"], by_name=["share"])
    assert asked == Asked(4, 2.5, {"east": 0.5, "west": "half"})
    left = Asked(1.5, None, "much")
    as_numbers(left, whole=["sites"], real=["money"], by_name=["share"])
    assert left == Asked(1.5, None, "much")
