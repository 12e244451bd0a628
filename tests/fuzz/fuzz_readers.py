"""The readers that are tried: a good file of each, how it is spoiled, and the call that reads it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from byte_mutations import ByteChange, mutated_bytes
from fuzz_seeds import (
    AREAS,
    CELLS,
    CHOICE,
    CLINICS,
    ENTRIES,
    ESTATES,
    GROWTH,
    INDICATORS,
    PLACES,
    POINTS,
    STREETS,
    TIMES,
    cells_parquet,
    layer_files,
    osm_town,
    pbf_town,
    raster_file,
    seed_standards,
    seed_study,
    times_parquet,
)
from halfhour.app.results.choice_file import read_choice
from halfhour.app.study.file import read_study_file
from halfhour.data.tables.estates import read_estates
from halfhour.data.tables.growth import read_growth
from halfhour.data.tables.indicators import read_indicators
from halfhour.data.tables.times import read_times_table
from text_mutations import mutated_table, mutated_xml, mutated_yaml
from value_mutations import json_bytes, mutated_value

METRIC = "EPSG:32650"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader under trial.

    Parameters
    ----------
    read
        Reads the file at a path.
    file
        The file that is read.
    seed
        Makes the good files, by name, in a folder.
    by_structure
        Mutations that know the format; half of all mutations, where there are any. The others are of bytes.
    """

    read: Callable[[Path], object]
    file: str
    seed: Callable[[Path], Mapping[str, bytes]]
    by_structure: tuple[ByteChange, ...] = ()

    def mutated(self, files: Mapping[str, bytes], rng: random.Random) -> dict[str, bytes]:
        """Return the good files with one of them changed."""
        name = rng.choice(sorted(files))
        structured = bool(self.by_structure) and rng.random() < 0.5
        change = rng.choice(self.by_structure) if structured else mutated_bytes
        return {**files, name: change(rng, files[name])}


def _one(file: str, make: Callable[[Path], bytes]) -> Callable[[Path], Mapping[str, bytes]]:
    return lambda folder: {file: make(folder)}


def _text(read: Callable[[Path], object], file: str, text: str) -> Reader:
    seed = _one(file, lambda _: text.encode())
    return Reader(read=read, file=file, seed=seed, by_structure=(mutated_table,))


def mutated_json(rng: random.Random, data: bytes) -> bytes:
    """Return JSON with keys, items or values changed."""
    return json_bytes(mutated_value(rng, json.loads(data)))


def _json(read: Callable[[Path], object], file: str, tree: Any) -> Reader:
    seed = _one(file, lambda _: json.dumps(tree).encode())
    return Reader(read=read, file=file, seed=seed, by_structure=(mutated_json,))


def mutated_yaml_tree(rng: random.Random, data: bytes) -> bytes:
    """Return YAML with keys, items or values changed."""
    tree = mutated_value(rng, yaml.safe_load(data))
    return yaml.dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass")


def _yaml(read: Callable[[Path], object], file: str, make: Callable[[], bytes]) -> Reader:
    changes = (mutated_yaml, mutated_yaml_tree)
    return Reader(read=read, file=file, seed=_one(file, lambda _: make()), by_structure=changes)


def mutated_geo_metadata(rng: random.Random, data: bytes) -> bytes:
    """Return GeoParquet with other metadata of its places, or without."""
    table = pq.read_table(io.BytesIO(data))
    metadata = dict(table.schema.metadata)
    tree = mutated_value(rng, json.loads(metadata[b"geo"]))
    changed = rng.choice((json_bytes(tree), mutated_bytes(rng, metadata[b"geo"])))
    out = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata({**metadata, b"geo": changed}), out, compression="none"
    )
    return out.getvalue().to_pybytes()


def mutated_types(rng: random.Random, data: bytes) -> bytes:
    """Return Parquet in which a column has another type, another name, or is missing."""
    table = pq.read_table(io.BytesIO(data))
    at = rng.randrange(table.num_columns)
    name, rows = table.column_names[at], table.num_rows
    values = rng.choice(
        (
            pa.nulls(rows),
            pa.array([{"a": 1}] * rows),
            pa.array([[1, 2]] * rows),
            pa.array([b"\xff\0"] * rows),
            pa.array([2**62] * rows),
            pa.array([float("inf")] * rows),
            pa.array([pd.Timestamp("2026-02-28")] * rows),
            pa.array([True] * rows),
            pa.array(["x"] * rows).dictionary_encode(),
        )
    )
    kind = rng.randrange(3)
    if kind == 0:
        table = table.remove_column(at)
    elif kind == 1:
        other = rng.choice(table.column_names)
        table = table.rename_columns([other if one == name else one for one in table.column_names])
    else:
        table = table.set_column(at, name, values)
    if rng.random() < 0.2:
        table = table.slice(0, 0)
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="none")
    return out.getvalue().to_pybytes()


def _layer(read: Callable[[Path], object], suffix: str, kind: str) -> Reader:
    return Reader(
        read=read,
        file=f"layer{suffix}",
        seed=lambda folder: layer_files(folder / "seed", suffix, kind),
    )


def _times(path: Path) -> object:
    ids = gpd.GeoDataFrame(index=["west", "mid", "east", "first", "last"])
    return read_times_table(path, ids, ids)


def _sites(path: Path) -> object:
    mapped = {"opened_year": "opened_year"} if path.suffix == ".csv" else {}
    return hh.read_sites(existing=hh.Layer(file=path, columns=mapped), service="clinic", year=2020)


def _units(path: Path) -> object:
    return hh.read_units(path, level="county", crs="auto")


def _estates(path: Path) -> object:
    return read_estates(hh.Layer(file=path, columns={"residents": "residents"}), crs=METRIC)


def _water(path: Path) -> object:
    return hh.read_water(path, crs=METRIC)


def _entries(path: Path) -> object:
    return hh.read_entries(path, crs=METRIC)


LAKES = {**AREAS, "features": AREAS["features"][:1]}

READERS: Mapping[str, Reader] = {
    "population, CSV": _text(hh.read_population, "cells.csv", CELLS),
    "population, GeoTIFF": Reader(
        read=hh.read_population, file="people.tif", seed=_one("people.tif", raster_file)
    ),
    "population, GeoParquet": Reader(
        read=hh.read_population,
        file="cells.parquet",
        seed=_one("cells.parquet", cells_parquet),
        by_structure=(mutated_geo_metadata, mutated_types),
    ),
    "sites, CSV": _text(_sites, "clinics.csv", CLINICS),
    "sites, GeoJSON": _json(_sites, "clinics.geojson", POINTS),
    "sites, GeoPackage": _layer(_sites, ".gpkg", "points"),
    "units, GeoJSON": _json(_units, "units.geojson", AREAS),
    "units, Shapefile": _layer(_units, ".shp", "areas"),
    "units, FlatGeobuf": _layer(_units, ".fgb", "areas"),
    "roads, GeoJSON": _json(hh.read_roads, "roads.geojson", STREETS),
    "roads, .osm": Reader(
        read=hh.read_roads,
        file="town.osm",
        seed=_one("town.osm", osm_town),
        by_structure=(mutated_xml,),
    ),
    "roads, .osm.pbf": Reader(
        read=hh.read_roads, file="town.osm.pbf", seed=_one("town.osm.pbf", pbf_town)
    ),
    "place names, .osm": Reader(
        read=hh.read_place_names,
        file="town.osm",
        seed=_one("town.osm", osm_town),
        by_structure=(mutated_xml,),
    ),
    "place names, CSV": _text(hh.read_place_names, "places.csv", PLACES),
    "water, GeoJSON": _json(_water, "water.geojson", LAKES),
    "times, CSV": _text(_times, "times.csv", TIMES),
    "times, Parquet": Reader(
        read=_times,
        file="times.parquet",
        seed=_one("times.parquet", times_parquet),
        by_structure=(mutated_types,),
    ),
    "growth, CSV": _text(read_growth, "growth.csv", GROWTH),
    "estates, CSV": _text(_estates, "estates.csv", ESTATES),
    "indicators, CSV": _text(read_indicators, "indicators.csv", INDICATORS),
    "entries, CSV": _text(_entries, "entries.csv", ENTRIES),
    "study file": _yaml(read_study_file, "study.yaml", seed_study),
    "standards file": _yaml(hh.read_standards, "standards.yaml", seed_standards),
    "choice": _json(read_choice, "choice.json", CHOICE),
}
