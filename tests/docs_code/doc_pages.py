"""What pages with Python take for granted, what of them is not run, and why."""

from __future__ import annotations

from doc_blocks import Block

IMPORT = "import halfhour as hh"

STUDY = """\
study = hh.open_study("study.yaml", services=["clinic"])
today = study.assessments["clinic"]
plan = hh.solve(study.scenarios["three_clinics"])
"""

TABLES = """\
roads = hh.read_roads("roads.osm.pbf")
demand = hh.read_population("cells.csv")
sites = hh.read_sites(existing="clinics.csv", candidates="sites.csv", service="clinic")
"""

PAIRS = """\
import pandas as pd
pairs = pd.DataFrame(
    [(cell, site, 900.0) for cell in demand.index[:9] for site in sites.index],
    columns=["cell_id", "site_id", "cost"],
)
"""

GIVEN = {
    "docs/comparison/coming-from.md": TABLES + PAIRS,
    "docs/concepts/coverage.md": STUDY,
    "docs/concepts/travel-time.md": TABLES,
    "docs/reference/maps/pictures.md": STUDY,
}
"""Code that runs before the first block of a page that explains and starts nothing of its own.

Pages that are followed line by line have none: what they use, they define.
"""

NOT_RUN = {
    "from spopt": "needs spopt, which Halfhour does not",
    "health.township": "asks about every township of the whole city; tests/app/test_gap_scenarios has it",
    "class MyRule": "a sketch: the parts are to be filled in",
    "class MyObjective": "a sketch: the parts are to be filled in",
}
"""Blocks that are only compiled, by a text that stands in them, and why."""

NOT_TRIED = frozenset(
    {
        "docs/comparison/coming-from.md",
        "docs/concepts/coverage.md",
        "docs/concepts/travel-time.md",
        "docs/contributing/add-a-reader.md",
        "docs/getting-started.md",
        "docs/how-to/another-solver.md",
        "docs/how-to/compare-results.md",
        "docs/how-to/maps-and-pictures.md",
        "docs/how-to/new-housing.md",
        "docs/how-to/rank-applications.md",
        "docs/how-to/replay-a-plan.md",
        "docs/how-to/scenarios-in-notebooks.md",
        "docs/how-to/several-services.md",
        "docs/how-to/several-years.md",
        "docs/how-to/your-own-city.md",
        "docs/performance/large-studies.md",
        "docs/reference/maps/pictures.md",
        "docs/reference/plan-json.md",
        "docs/reference/speeds.md",
    }
)
"""Pages that no test runs yet: take a page out with its first run, and add none."""

LEFT_OUT = {".save_pdf(": "needs Chromium; tests/maps/document has it"}
"""Statements of blocks that are left out, by a text that stands in them, and why."""


def runs(block: Block) -> bool:
    """Return whether a block is run, and not only compiled."""
    return not any(text in block.text for text in NOT_RUN)
