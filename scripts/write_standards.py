"""Write the table of docs/reference/standards-sample-city.md: each rule and its figure."""

from __future__ import annotations

from pathlib import Path

import halfhour as hh
from halfhour.app.evaluate.compliance_text import compliance_rows

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "standards-sample-city.md"
BEGIN, END = "<!-- table: python scripts/write_standards.py -->\n", "<!-- end of the table -->\n"
YEAR = 2020


def table(checked: hh.Compliance) -> str:
    """Return the rules as a table in Markdown."""
    header, *lines = compliance_rows(checked)
    rows = [header, tuple("---" for _ in header), *lines]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def page(checked: hh.Compliance) -> str:
    """Return the whole page with its table made anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table(checked)}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(hh.check_compliance(hh.sample_study(), year=YEAR)), encoding="utf-8")
