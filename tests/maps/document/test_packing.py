from __future__ import annotations

import numpy as np
import pytest
from halfhour.maps.document.packing import packed, packed_bytes, packed_steps
from hypothesis import given
from hypothesis import strategies as st
from page_fixtures import packed_text


def unpacked(array):
    return np.frombuffer(packed_text(array["data"]), dtype=f"<{array['type']}")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0, 255], "u1"),
        ([-1, 300], "i2"),
        ([0, 65535], "u2"),
        ([-1, 65535], "i4"),
        ([0, 2**32 - 1], "u4"),
        ([0.5, 1.25], "f4"),
        ([0.1, 2.0], "f8"),
        ([], "u1"),
    ],
)
def test_the_smallest_type_that_is_exact_is_taken(values, kind):
    array = packed(np.array(values))
    assert array["type"] == kind
    assert unpacked(array).tolist() == values


@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False)))
def test_numbers_come_back_exactly(values):
    assert unpacked(packed(np.array(values, dtype=np.float64))).tolist() == values


@given(st.lists(st.integers(0, 2**40)))
def test_steps_come_back(steps):
    numbers, number, shift = [], 0, 0
    for byte in packed_text(packed_steps(np.array(steps, dtype=np.int64))):
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number)
            number = shift = 0
    assert numbers == steps


def test_small_steps_take_one_byte():
    assert packed_text(packed_steps(np.array([0, 1, 127, 128]))) == b"\x00\x01\x7f\x80\x01"


def test_bytes_stay_as_they_are():
    assert packed_text(packed_bytes(np.array([7, 8], dtype=np.uint8))) == b"\x07\x08"


def test_long_arrays_are_deflated_where_that_saves_a_tenth():
    even, random = np.arange(20_000) % 7, np.random.default_rng(1).integers(0, 256, 20_000)
    for values, small in ((even, True), (random, False), (even[:4000], False)):
        array = packed(values)
        assert array["data"].startswith("~") == small
        assert unpacked(array).tolist() == values.tolist()
    assert len(packed(even)["data"]) < 1000
