from __future__ import annotations

import dataclasses

from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.maps.pictures.panel import panel_rows


def test_rows_say_the_figures_of_the_plan(town):
    plan = town.plan
    rows = panel_rows(plan, "en", chars=40, units=True)
    values = {row.text: row.value for row in rows}
    assert values["Share served today"] == f"{plan.before.share:.1%}"
    assert values["Share served with the plan"] == f"{plan.after.share:.1%}"
    assert values["Gap with the plan"] == f"{plan.after.gap_people:,.0f}".replace(",", " ")
    numbered = [(row.number, row.text, row.value) for row in rows if row.sign == "number"]
    sites = plan.before.times.sites
    assert numbered == [
        (order, sites.loc[site, "name"], f"+{gain:,.0f}".replace(",", " "))
        for order, (site, gain) in enumerate(zip(plan.opened, plan.gains, strict=True), start=1)
    ]
    said = " ".join(row.text for row in rows)
    assert str(plan.certificate) in said
    assert limit_sensitivity(plan.after).clause in said
    assert "30 minutes on foot" in said


def test_legend_explains_only_what_is_drawn(town):
    rows = panel_rows(town.plan, "en", chars=40, units=False)
    texts = {row.text for row in rows if row.sign}
    assert "unit" not in texts
    assert "unreachable by road" in texts
    assert "existing site" in texts
    everything_served = town.plan.after.cells.assign(served=True, reason="")
    after = dataclasses.replace(town.plan.after, cells=everything_served)
    plan = dataclasses.replace(town.plan, after=after)
    texts = {row.text for row in panel_rows(plan, "en", chars=40, units=True) if row.sign}
    assert "unit" in texts
    assert not any(text.startswith(("gap", "unreachable")) for text in texts)
