"""Reports are looked up for the levels that the study has units of."""

from dataclasses import replace

from halfhour.coverage.rules.reported import reporting_units
from ten_cells import evidence, standards


def test_a_level_without_units_has_nobody_who_reports(tmp_path) -> None:
    plan = standards(tmp_path, 'kind: indicator\nindicator: share\nunit: "%"\ntarget: 50\n')
    whole = evidence(2020)
    assert "county" in whole.units
    alone = replace(whole, units={})
    assert reporting_units(alone, plan, ["county"])["level"].tolist() == ["all"]
    assert len(reporting_units(whole, plan, ["county"])) == 1 + len(whole.units["county"])
    table = plan.rules[0].evaluate(alone, plan)
    assert table["level"].unique().tolist() == ["all"]
