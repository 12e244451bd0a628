"""What pages with Python take for granted, what of them is not run, and why."""

from __future__ import annotations

from doc_blocks import Block

STUDY = """\
import halfhour as hh
study = hh.open_study("study.yaml", services=["clinic"])
today = study.assessments["clinic"]
plan = hh.solve(study.scenarios["three_clinics"])
"""

TABLES = """\
import halfhour as hh
roads = hh.read_roads("roads.osm.pbf")
demand = hh.read_population("cells.csv")
sites = hh.read_sites(existing="clinics.csv", candidates="sites.csv", service="clinic")
"""

GIVEN = {
    "docs/concepts/coverage.md": STUDY,
    "docs/concepts/travel-time.md": TABLES,
    "docs/reference/maps/pictures.md": STUDY,
}
"""Code that runs before the first block of a page that explains and starts nothing of its own.

Pages that are followed line by line have none: what they use, they define.
"""

NOT_RUN = {
    "from spopt": "needs spopt, which Halfhour does not",
}
"""Blocks that are only compiled, by a text that stands in them, and why."""

LEFT_OUT = {".save_pdf(": "needs Chromium; tests/maps/document has it"}
"""Statements of blocks that are left out, by a text that stands in them, and why."""


def runs(block: Block) -> bool:
    """Return whether a block is run, and not only compiled."""
    return not any(text in block.text for text in NOT_RUN)
