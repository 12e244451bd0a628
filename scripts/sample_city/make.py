"""Make the synthetic sample city: ``python scripts/sample_city/make.py [--out FOLDER]``.

Run twice with the same versions of the libraries, it writes the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from counties import draw_counties
from country import draw_country_roads, route_links, wanted_links
from facts import read_counties, read_townships
from mesh import Mesh, make_mesh
from motorways import draw_motorways
from people import settle_people
from remote import settle_remote
from scipy.spatial import cKDTree
from services import (
    find_spots,
    make_candidates,
    make_clinics,
    make_elderly_care,
    make_rehab,
    make_shelters,
)
from settlements import Settlement, place_settlements, urban_areas
from sheet import Sheet, write_roads
from streets import draw_urban_streets, draw_village_streets
from terrain import CRS, draw_terrain

_HERE = Path(__file__).resolve().parent
_OUT = _HERE.parents[1] / "data" / "qinhuangdao"


def make_city(out: Path) -> None:
    """Write every file of the sample city into the folder `out`."""
    counties, townships = read_counties(), read_townships()
    terrain = draw_terrain()
    borders = draw_counties(terrain, counties)
    urban = urban_areas(terrain, counties, borders)
    mesh = make_mesh(terrain)
    places = place_settlements(mesh.nodes_m, terrain, townships, borders, urban)

    sheet = Sheet()
    grids = draw_urban_streets(sheet, urban)
    tree = cKDTree(mesh.nodes_m)
    seats = {adcode: int(tree.query(area.centre_m)[1]) for adcode, area in urban.items()}
    used = route_links(mesh, wanted_links(mesh, terrain, places, seats))
    points = draw_country_roads(sheet, mesh, used, urban, grids, [p.node for p in places])
    joints = sorted(
        points[node]
        for node in {int(n) for i, link in used.items() if link.rank <= 2 for n in mesh.edges[i]}
        if node in points
    )
    draw_motorways(sheet, joints)
    reached = [place for place in places if place.node in points]
    bearing = _bearings(mesh, list(used), reached)
    draw_village_streets(sheet, reached, bearing, [points[place.node] for place in reached])
    hills = borders.to_crs(CRS).geometry[borders["adcode"] == "130321"].iloc[0]
    remote = settle_remote(sheet, terrain, hills)
    people = settle_people(counties, borders, urban, reached, remote)
    spots = find_spots(sheet, grids, urban, reached, townships)

    out.mkdir(parents=True, exist_ok=True)
    _write_borders(borders, out / "counties.geojson")
    write_roads(sheet, out / "roads.osm.pbf")
    for name, table in (
        ("people", people),
        ("clinics", make_clinics(spots)),
        ("elderly_care", make_elderly_care(spots)),
        ("shelters", make_shelters(spots)),
        ("rehab", make_rehab(spots)),
        ("candidates", make_candidates(spots)),
    ):
        table.to_csv(out / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    for name in ("study.yaml", "ABOUT.md"):
        shutil.copyfile(_HERE / "texts" / name, out / name)


def _bearings(mesh: Mesh, edges: list[int], places: list[Settlement]) -> list[float]:
    """Return the direction of one road at each settlement, in radians from east."""
    ahead: dict[int, int] = {}
    for a, b in mesh.edges[sorted(edges)].tolist():
        ahead.setdefault(a, b)
        ahead.setdefault(b, a)
    steps = [mesh.nodes_m[ahead[place.node]] - mesh.nodes_m[place.node] for place in places]
    return [float(np.arctan2(step[1], step[0])) for step in steps]


def _write_borders(borders: gpd.GeoDataFrame, path: Path) -> None:
    borders.geometry = shapely.normalize(borders.geometry.to_numpy())
    path.write_text(
        borders.to_json(drop_id=True, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=_OUT, help="folder to write into")
    folder = parser.parse_args().out
    make_city(folder)
    print(f"wrote {', '.join(sorted(path.name for path in folder.iterdir()))} to {folder}")
