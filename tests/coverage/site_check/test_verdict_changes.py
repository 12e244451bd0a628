"""What a site changes in standards, against a full check of the study with the site in its layer."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from halfhour.app.study.layers import Layers, read_layers
from halfhour.app.study.standards import standards_of
from halfhour.app.study.year_evidence import standards_today, year_evidence
from halfhour.coverage.site_check.effect import Spot
from halfhour.coverage.standards.evaluate import evaluate
from line_town import STUDY, TABLES, at_km, write_line_town

GROUPS = "groups: {elderly: {walk_kph: 3, drive_share: 0.4}}\n"


def verdicts(layers: Layers, year: int) -> pd.DataFrame:
    standards = standards_of(layers.file)
    table = evaluate(standards, year_evidence(layers, standards, year)).table
    return table.set_index(["rule", "level", "unit"])


def expected(before: pd.DataFrame, after: pd.DataFrame) -> dict[tuple, tuple]:
    both = before.join(after.add_suffix("_after"), how="outer")
    found = {}
    for where, row in both.iterrows():
        was, now = row["passed"], row["passed_after"]
        was, now = (None if pd.isna(one) else bool(one) for one in (was, now))
        moved = not np.isclose(row["figure"], row["figure_after"], rtol=1e-9, equal_nan=True)
        if moved or was is not now:
            found[where] = (was, now, row["figure"], row["figure_after"])
    return found


@pytest.mark.parametrize(
    ("service", "km", "tier", "places", "year", "study"),
    [
        ("clinic", 4.5, "room", None, 2020, STUDY),
        ("clinic", 10.6, "room", None, 2022, STUDY),
        ("clinic", 8, "hospital", None, 2020, STUDY),
        ("clinic", 40, "room", None, 2020, STUDY),
        ("clinic", 5.2, "room", None, 2022, GROUPS + STUDY),
        ("clinic", 6.5, "hospital", None, 2020, GROUPS + STUDY),
        ("shelter", 9, "", 70.0, 2020, STUDY),
        ("shelter", 2, "", 5.0, 2022, STUDY),
        ("shelter", 2, "", 5.0, 2022, GROUPS + STUDY),
    ],
)
def test_what_changes_equals_a_check_with_the_site_in_the_layer(
    tmp_path: Path,
    service: str,
    km: float,
    tier: str,
    places: float | None,
    year: int,
    study: str,
) -> None:
    layers = read_layers(write_line_town(tmp_path / "before", study=study))
    table = f"{service}s"
    # Last in the table, as the check has it: of equally good assignments it is then the same.
    row = f"z,{km},{tier},,,,yes,," if service == "clinic" else f"z,{km},{places}"
    rows = [*TABLES[f"{table}.csv"], row]
    with_site = read_layers(write_line_town(tmp_path / "after", study=study, **{table: rows}))
    wanted = expected(verdicts(layers, year), verdicts(with_site, year))
    today = standards_today(layers, service, standards_of(layers.file), year)
    changes = today.changes(Spot(np.array(at_km(km))), tier=tier or None, capacity=places)
    found = {
        (row.rule_id, row.level, row.unit): (
            row.before,
            row.after,
            pytest.approx(row.value_before, nan_ok=True),
            pytest.approx(row.value_after, nan_ok=True),
        )
        for row in changes.itertuples()
    }
    assert wanted == found
    if km < 12:
        assert found
    # Verdicts that turn stand first.
    assert changes["changed"].tolist() == sorted(changes["changed"], reverse=True)
    turned = changes["before"].map(repr) != changes["after"].map(repr)
    assert (turned == changes["changed"].astype(bool)).all()


def test_a_rule_on_marks_says_that_they_are_blank(tmp_path: Path) -> None:
    layers = read_layers(write_line_town(tmp_path))
    today = standards_today(layers, "clinic", standards_of(layers.file), 2022)
    changes = today.changes(Spot(np.array(at_km(4.5))), tier="room", capacity=None)
    blank = changes.groupby("rule_id")["blank"].first().to_dict()
    assert blank["standardised"] == "standardised"
    assert blank["rooms.count"] == ""


def test_a_tier_that_no_facility_has_is_reached_as_its_like_or_has_no_verdict(
    tmp_path: Path,
) -> None:
    rows = [row for row in TABLES["clinics.csv"] if ",hospital," not in row]
    layers = read_layers(write_line_town(tmp_path, clinics=rows))
    today = standards_today(layers, "clinic", standards_of(layers.file), 2020)
    changes = today.changes(Spot(np.array(at_km(8))), tier="hospital", capacity=None)
    access = changes[changes["rule_id"] == "clinics"]
    assert access["after"].isna().all()
    assert len(access)
