"""Make the synthetic sample city: ``python scripts/sample_city/make.py [--out FOLDER]``.

Run twice with the same versions of the libraries, it writes the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from facilities.candidates import make_candidates
from facilities.clinics import make_clinics
from facilities.elderly_care import make_elderly_care
from facilities.networks import make_networks
from facilities.rehab import make_rehab
from facilities.shelters import make_shelters, make_warehouses
from facilities.sites import public_columns
from facilities.spots import Spots, find_spots
from facts import read_counties, read_townships
from land.counties import draw_counties, joined_counties, lay_counties
from land.protected import farmland, river_banks
from land.settlements import Settlement, place_settlements, urban_areas
from land.terrain import CRS, Terrain, draw_terrain
from land.townships import draw_townships
from people.people import settle_people
from people.remote import settle_remote
from people.villages import make_villages
from roads.country import draw_country_roads, route_links, wanted_links
from roads.mesh import Mesh, make_mesh
from roads.motorways import draw_motorways
from roads.sheet import Sheet, write_roads
from roads.streets import draw_urban_streets, draw_village_streets
from scipy.spatial import cKDTree
from years.growth import make_growth, make_resettlement
from years.indicators import make_indicators

_HERE = Path(__file__).resolve().parent
_OUT = _HERE.parents[1] / "data" / "qinhuangdao"


def make_city(out: Path) -> None:
    """Write every file of the sample city into the folder `out`."""
    facts = read_counties(), read_townships()
    terrain = draw_terrain()
    grid = lay_counties(terrain, facts[0])
    sketch = draw_counties(grid, facts[0])
    urban = urban_areas(terrain, facts[0], sketch)
    mesh = make_mesh(terrain)
    places = place_settlements(mesh.nodes_m, terrain, facts, sketch, urban)
    townships = draw_townships(grid, facts, urban, places)
    borders = joined_counties(townships, facts[0])

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
    people = settle_people(facts[0], borders, urban, reached, remote)
    villages = make_villages(facts[0], townships, urban, reached, people)
    spots = find_spots(sheet, grids, urban, (borders, townships, villages))

    out.mkdir(parents=True, exist_ok=True)
    _write_borders(borders, out / "counties.geojson")
    _write_borders(townships, out / "townships.geojson")
    _write_borders(river_banks(terrain), out / "river_banks.geojson")
    _write_borders(farmland(terrain), out / "farmland.geojson")
    write_roads(sheet, out / "roads.osm.pbf")
    tables = _sites(spots, terrain, townships, villages) | {
        "people": people,
        "villages": villages,
        "growth": make_growth(facts[0]),
        "resettlement": make_resettlement(spots, facts[0]),
        "indicators": make_indicators(),
    }
    for name, table in tables.items():
        public_columns(table).to_csv(
            out / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8"
        )
    for name in ("study.yaml", "ABOUT.md"):
        shutil.copyfile(_HERE / "texts" / name, out / name)


def _sites(
    spots: Spots, terrain: Terrain, townships: gpd.GeoDataFrame, villages: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return facilities and candidates by file."""
    clinics = make_clinics(spots, townships, villages)
    return {
        "clinics": clinics,
        "elderly_care": make_elderly_care(spots, townships),
        "shelters": make_shelters(spots),
        "warehouses": make_warehouses(spots),
        "rehab": make_rehab(spots, clinics),
        "networks": make_networks(spots),
        "candidates": make_candidates(spots, terrain),
    }


def _bearings(mesh: Mesh, edges: list[int], places: list[Settlement]) -> list[float]:
    """Return the direction of one road at each settlement, in radians from east."""
    ahead: dict[int, int] = {}
    for a, b in mesh.edges[sorted(edges)].tolist():
        ahead.setdefault(a, b)
        ahead.setdefault(b, a)
    steps = [mesh.nodes_m[ahead[place.node]] - mesh.nodes_m[place.node] for place in places]
    return [float(np.arctan2(step[1], step[0])) for step in steps]


def _write_borders(borders: gpd.GeoDataFrame, path: Path) -> None:
    ordered = borders.set_geometry(shapely.normalize(borders.geometry.to_numpy()), crs=4326)
    path.write_text(
        ordered.to_json(drop_id=True, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=_OUT, help="folder to write into")
    folder = parser.parse_args().out
    make_city(folder)
    print(f"wrote {', '.join(sorted(path.name for path in folder.iterdir()))} to {folder}")
