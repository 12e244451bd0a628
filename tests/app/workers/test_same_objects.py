"""What a process with the same objects gets back is made of these."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest
from halfhour.app.workers.same_objects import parts_of, pickled, unpickled


@dataclass(frozen=True)
class Town:
    cells: pd.DataFrame
    services: dict[str, list[object]]
    name: str = "town"


def test_shared_objects_are_named_and_new_ones_are_copied() -> None:
    cells, part = pd.DataFrame({"people": [1.0, 2.0]}), [object]
    town = Town(cells, {"clinic": part})
    same = parts_of(town)
    assert [id(one) for one in same] == [id(one) for one in (town, cells, town.services, part)]
    sent = pickled({"town": town, "cells": cells, "new": cells + 1}, same)
    found = unpickled(sent, same)
    assert found["town"] is town
    assert found["cells"] is cells
    pd.testing.assert_frame_equal(found["new"], cells + 1)


def test_another_process_s_own_objects_take_their_places() -> None:
    here, there = Town(pd.DataFrame({"a": [1]}), {}), Town(pd.DataFrame({"a": [1]}), {})
    found = unpickled(pickled((here, here.cells), parts_of(here)), parts_of(there))
    assert found[0] is there
    assert found[1] is there.cells


def test_what_is_named_takes_no_bytes() -> None:
    town = Town(pd.DataFrame({"people": range(100_000)}), {})
    assert len(pickled(town.cells, parts_of(town))) < 100
    assert len(pickled(town.cells, [])) > 100_000


def test_circles_end() -> None:
    one: list[object] = []
    one.append(one)
    assert parts_of(one) == [one]


@pytest.mark.parametrize("simple", ["text", 1, 2.0, None, b"bytes", True])
def test_texts_and_numbers_are_no_parts(simple: object) -> None:
    assert parts_of([simple])[1:] == []
