"""How a unit stands with the standards of a plan's service, as a line of its popup."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...coverage.rules.verdicts import BESIDE
from ..compliance_page.data import Checked
from ..wording.messages import Message, message


def unit_verdicts(checked: Checked, services: Collection[str]) -> Mapping[tuple[str, str], Message]:
    """Return by level and unit how many rules about some services are met, short or without a verdict.

    Parameters
    ----------
    checked
        A check against standards. Figures that stand beside a rule's own are not counted.
    services
        Services of the site table.
    """
    about = {
        rule.id for rule in checked.standards.rules if getattr(rule, "service", None) in services
    }
    table = checked.verdicts.table
    rules = table["rule"].astype(str)
    own = table[rules.isin(about) & ~rules.str.endswith(BESIDE)]
    counts = (
        own.assign(
            met=own["passed"].eq(other=True).fillna(value=False),
            short=own["passed"].eq(other=False).fillna(value=False),
            none=own["passed"].isna(),
        )
        .groupby(["level", "unit"], sort=False)[["met", "short", "none"]]
        .sum()
    )
    keys = zip(
        counts.index.get_level_values("level").astype(str),
        counts.index.get_level_values("unit").astype(str),
        strict=True,
    )
    return {
        key: message(
            "{met} met, {short} short, {none} without a verdict",
            **{name: int(number) for name, number in zip(counts.columns, row, strict=True)},
        )
        for key, row in zip(keys, counts.to_numpy(), strict=True)
    }
