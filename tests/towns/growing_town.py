"""The line town with posts to be placed, 15 minutes on foot (1.25 km), while its people change.

====  =====  =================  ==========================
site  at km  stands             reaches
====  =====  =================  ==========================
old   11     until 2021         c5
new   8      from 2022 on       c4
p2    2      a candidate        c1, and the estate e1
p4    4.5    a candidate        c2, c3
p11   11     a candidate        c5
====  =====  =================  ==========================

Residents of 2020 and 2021: c1 20, c2 30, c3 40, c4 50, c5 60 and 10 whom nothing reaches, 210 in all. In 2022
c4 and c5 have half of theirs, and e1 has 100: 255 in all.
"""

from __future__ import annotations

from pathlib import Path

import pyproj
from line_town import CRS, STUDY, at_km, write_line_town

POSTS = """\
services:
  post:
    limit_min: 15
    existing:
      file: posts.csv
      crs: EPSG:4549
      columns: {site_id: id, x: x, y: y, opened_year: opened, closed_year: closed}
    candidates: {file: places.csv, crs: EPSG:4549, columns: {site_id: id, x: x, y: y}}
"""


def write_growing_town(
    folder: Path, scenarios: str = "", *, study: str = STUDY, **tables: list[str]
) -> Path:
    """Write the study with some scenarios, one a line; other tables as of `write_line_town`."""
    start = study[: study.index("services:\n")]
    lines = "".join(f"  {line}\n" for line in scenarios.splitlines())
    text = f"{start}{POSTS}scenarios:\n{lines}" if lines else f"{start}{POSTS}"
    path = write_line_town(folder, study=text, **tables)
    posts = [f"old,{_xy(11)},,2022", f"new,{_xy(8)},2022,"]
    places = [f"p2,{_xy(2)}", f"p4,{_xy(4.5)}", f"p11,{_xy(11)}"]
    for name, header, rows in (
        ("posts", "id,x,y,opened,closed", posts),
        ("places", "id,x,y", places),
    ):
        (folder / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def lonlat_at_km(km: float) -> tuple[float, float]:
    """Longitude and latitude of a place on the road, in degrees."""
    to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(*at_km(km))
    return lon, lat


def _xy(km: float) -> str:
    return ",".join(map(str, at_km(km)))
