"""Ways as the page keeps them, read back one number after the other and held against the travel times."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from halfhour.coverage.assessment import Assessment, assess
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.geo.travel.walking_pace import walked_at
from halfhour.maps.document.shapes import points_deg
from halfhour.maps.plan_page import ways
from halfhour.maps.plan_page.ways import ways_table
from page_fixtures import city, packed_text


def wholes(text: str) -> list[int]:
    result, number, shift = [], 0, 0
    for byte in packed_text(text):
        number, shift = number | (byte & 127) << shift, shift + 7
        if byte < 128:
            result.append(number)
            number = shift = 0
    return result


def numbers(array: dict[str, str]) -> list[int]:
    return np.frombuffer(packed_text(array["data"]), dtype=f"<{array['type']}").tolist()


class Read:
    """A table of ways, decoded."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.table, unit = table, table["steps_a_unit"]
        self.onward = [i - step if step else -1 for i, step in enumerate(wholes(table["onward"]))]
        own, ends = wholes(table["cost"]), iter(wholes(table["left"]))
        moves = iter([-(m + 1) // 2 if m % 2 else m // 2 for m in wholes(table["steps"])])
        self.left: list[float] = []
        self.cost: list[float] = []
        self.vertices: list[np.ndarray] = []
        ends_at: list[np.ndarray] = []
        site = np.zeros(2)
        for i, (onward, size) in enumerate(zip(self.onward, wholes(table["sizes"]), strict=True)):
            self.left.append(next(ends) / unit if onward < 0 else self.cost[onward])
            self.cost.append(self.left[i] + own[i] / unit)
            at = site if onward < 0 else ends_at[onward]
            line = []
            for _ in range(size):
                at = at + np.array([next(moves), next(moves)])
                line.append(at)
            if onward < 0:
                site = line[0]
            self.vertices.append(np.array(line).reshape(-1, 2) / 10 ** table["digits"])
            ends_at.append(at)

    def way(self, first: int) -> tuple[np.ndarray, dict[str, float], float]:
        """Line from cell to site, cost by class, and what is left at the site."""
        line, by_class, of = [], dict[str, float](), numbers(self.table["of"])
        at = first - 1
        while at >= 0:
            line.append(self.vertices[at][::-1])
            name = self.table["classes"][of[at]]
            by_class[name] = by_class.get(name, 0.0) + self.cost[at] - self.left[at]
            last, at = at, self.onward[at]
        return np.concatenate(line), by_class, self.left[last]


@pytest.fixture(scope="module")
def states() -> tuple[Assessment, Assessment]:
    times = city(11, 8, existing=3, candidates=6)
    today = assess(times)
    return today, assess(times, open_sites=[*today.open_sites, "s5", "s6"])


def check(table: dict[str, Any], today: Assessment, after: Assessment, rows: np.ndarray) -> int:
    """Every way is as long as the matrix says, and leads from the cell to its site."""
    read, now = Read(table), numbers(table["now"])
    others = iter(numbers(table["then"]))
    kept = 0
    demand, sites = today.times.demand, today.times.sites
    cell_deg, site_deg = (points_deg(one.geometry, demand.crs) for one in (demand, sites))
    for row, first in zip(rows, now, strict=True):
        one, other = today.cells.iloc[row], after.cells.iloc[row]
        same = one["site_id"] == other["site_id"] and one["cost"] == other["cost"]
        then = first if same else next(others) if other["site_id"] else 0
        for state, cell, segment in ((today, one, first), (after, other, then)):
            if not segment:
                continue
            kept += 1
            line, by_class, egress = read.way(segment)
            path = state.times.path(cell.name, cell["site_id"])
            on_roads = sum(by_class.values())
            # Costs are cut to tenths of a second at both ends.
            legs_s = 60 * path.by_class["minutes"]["access leg"]
            assert on_roads + legs_s == pytest.approx(cell["cost"], abs=0.25)
            assert egress <= legs_s + 0.1
            expected = 60 * path.by_class["minutes"].drop("access leg")
            assert sum(expected) == pytest.approx(on_roads, abs=0.25)
            ends = [cell_deg[row], site_deg[state.times.sites.index.get_loc(cell["site_id"])]]
            off_m = length_m([ends[0], line[0]]) + length_m([line[-1], ends[1]])
            assert off_m == pytest.approx(path.by_class["length_m"]["access leg"], rel=0.005, abs=5)
            assert length_m(line) <= path.length_m + 10
    return kept


def length_m(line: Any) -> float:
    """Metres along a line in degrees, near enough within one town."""
    north_m = 111_195.0
    xy = np.array(line) * [north_m * np.cos(np.radians(39.9)), north_m]
    return float(np.hypot(*np.diff(xy, axis=0).T).sum())


def test_every_way_is_as_long_as_the_matrix_says(states) -> None:
    today, after = states
    rows = np.arange(len(today.cells))
    table = ways_table(today, after, rows)
    assert table["all"]
    reached = [int(state.cells["site_id"].notna().sum()) for state in states]
    assert check(table, today, after, rows) == sum(reached)


def test_where_none_is_open_today_the_plan_has_ways_alone(states) -> None:
    after = states[1]
    today = assess(after.times, open_sites=[])
    rows = np.arange(0, len(today.cells), 3)
    table = ways_table(today, after, rows)
    assert not any(numbers(table["now"]))
    assert check(table, today, after, rows) == after.cells["site_id"].iloc[rows].notna().sum()


def test_cells_may_come_in_any_order(states) -> None:
    today, after = states
    rows = np.random.default_rng(1).permutation(len(today.cells))[:40]
    assert check(ways_table(today, after, rows), today, after, rows) > 40


def test_minutes_by_class_are_those_of_the_single_path(states) -> None:
    today, _ = states
    rows = np.flatnonzero(today.cells["site_id"].notna())
    table = ways_table(today, today, rows)
    read = Read(table)
    names = {"primary": "primary roads", "secondary": "secondary roads"}
    for row, first in zip(rows, numbers(table["now"]), strict=True):
        cell = today.cells.iloc[row]
        by_class = today.times.path(cell.name, cell["site_id"]).by_class["minutes"]
        expected = {
            names.get(name, "residential streets"): 60 * minutes
            for name, minutes in by_class.drop("access leg").items()
            if minutes > 0
        }
        own = read.way(first)[1]
        # Of equally fast ways each may take another: the whole is the same then.
        if set(own) >= set(expected):
            total = sum(expected.values())
            assert sum(own.values()) == pytest.approx(total, abs=0.25)
    assert not numbers(table["then"])


def test_of_too_many_ways_those_of_the_cells_in_need_stay(states, monkeypatch) -> None:
    today, after = states
    rows = np.arange(len(today.cells))
    monkeypatch.setattr(ways, "SEGMENTS_MAX", 30)
    table = ways_table(today, after, rows)
    assert not table["all"]
    kept = np.flatnonzero(numbers(table["now"]))
    assert 0 < len(kept) < 30
    unserved = (after.cells["people"] - after.cells["people_served"]).to_numpy()
    reached = today.cells["site_id"].notna().to_numpy()
    left_out = np.setdiff1d(np.flatnonzero(reached), kept)
    assert unserved[kept].min() >= unserved[left_out].max()
    assert check(table, today, after, rows) >= len(kept)


def test_times_of_a_table_have_no_ways(states) -> None:
    today, _ = states
    times = today.times
    entry = times.costs.tocoo()
    pairs = pd.DataFrame(
        {
            "cell_id": times.demand.index[entry.row],
            "site_id": times.sites.index[entry.col],
            "cost": entry.data,
        }
    )
    table = travel_times_from_table(times.demand, times.sites, pairs, limit_min=30, mode="walk")
    assert ways_table(assess(table), assess(table), np.arange(len(times.demand))) is None


def test_today_may_be_of_other_roads(states) -> None:
    today, after = states
    slow = walked_at(today.times.network, 4.0)
    search = dataclasses.replace(today.times.search, network=slow)
    assert search.network is not after.times.network
    other = dataclasses.replace(today, times=dataclasses.replace(today.times, network=slow))
    rows = np.arange(0, len(today.cells), 3)
    check(ways_table(other, after, rows), today, after, rows)


def depth_first(onward: list[int], first: list[int]) -> list[int]:
    """Return parts from the sites outwards, of several at one place that of the earlier cell first."""
    earliest = [len(first)] * len(onward)
    for cell, part in reversed(list(enumerate(first))):
        while part >= 0:
            earliest[part] = cell
            part = onward[part]  # noqa: PLW2901 - along the way
    found: list[int] = []

    def visit(at: int) -> None:
        parts = [part for part, ahead in enumerate(onward) if ahead == at]
        for part in sorted(parts, key=lambda one: (earliest[one], one)):
            found.append(part)
            visit(part)

    visit(-1)
    return found


@pytest.mark.parametrize("count", [0, 1, 2, 7, 60, 200])
@pytest.mark.parametrize("bushy", [1, 4, 50])
def test_parts_stand_depth_first_from_the_sites(count: int, bushy: int) -> None:
    values = np.random.default_rng(count + bushy)
    ahead = np.arange(count) - values.integers(1, bushy + 1, count)
    turned = values.permutation(count)
    onward = np.full(count, -1)
    inner = ahead >= 0
    onward[turned[inner]] = turned[ahead[inner]]
    first = np.where(values.random(count) < 0.8, values.integers(0, max(count, 1), count), -1)
    expected = depth_first(onward.tolist(), first.tolist())
    assert ways._from_sites(onward, first).tolist() == expected
