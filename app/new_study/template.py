"""A study file without files: every usual key with a word on what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...maps.wording.messages import Lang, say
from .yaml_text import comment, entry, text_of

_PEOPLE: Final = "people: {file: people.tif}"
_CELLS: Final = (
    "# people: {file: cells.csv, crs: EPSG:4326, "
    "columns: {cell_id: id, x: lon, y: lat, residents: population}}"
)


def template_text(name: str, *, lang: Lang, schema: str) -> str:
    """Return the text of a template.

    Parameters
    ----------
    name
        The study's name.
    lang
        Language of the comments.
    schema
        Address of the JSON Schema of study files; empty for none.
    """
    return text_of(_lines(name, lang, schema))


def _lines(name: str, lang: Lang, schema: str) -> Iterator[str]:
    if schema:
        yield f"# yaml-language-server: $schema={schema}"
    yield from comment(say(lang, "Every key is explained in docs/reference/study-file.md."))
    yield entry("name", name)
    yield from comment(say(lang, "What readers see instead of the name:"))
    yield "# title: {en: My city, zh: 我的城市}"
    yield ""
    yield from comment(
        say(lang, "Fill in: an OpenStreetMap extract (.osm.pbf), or a layer of lines.")
    )
    yield "roads: {file: roads.osm.pbf}"
    yield ""
    yield from comment(
        say(lang, "Fill in: a GeoTIFF of people per pixel, or a table with coordinates.")
    )
    yield _PEOPLE
    yield _CELLS
    yield ""
    yield from comment(say(lang, "People inside are counted; roads and sites outside still serve:"))
    yield "# area: boundary.geojson"
    yield from comment(
        say(lang, "Administrative units, for figures by unit; the level is guessed from the name.")
    )
    yield "# units:"
    yield "#   - {level: county, file: counties.geojson, columns: {unit_id: code, name: name}}"
    yield from comment(say(lang, "Lakes and rivers, which access zones do not cross."))
    yield "# water: {file: water.gpkg}"
    yield from comment(
        say(lang, "Land on which nothing may be built, with the clause that says so:")
    )
    yield "# land: {forbid: [{file: wetlands.gpkg, clause: {en: Wetland law, zh: 湿地保护法}}]}"
    yield ""
    yield from comment(
        say(
            lang,
            "How people travel (walk, bike, drive) and how long at most: fill in your standard.",
        )
    )
    yield "services:"
    yield "  clinic:"
    yield "    mode: walk"
    yield "    limit_min: 30"
    yield from comment(
        say(lang, "Facilities that stand; a list in Excel, CSV or a layer:"), indent=4
    )
    yield (
        "    existing: {file: clinics.xlsx, crs: EPSG:4326, "
        "columns: {site_id: id, x: lon, y: lat, name: name}}"
    )
    yield from comment(
        say(
            lang, "Nobody gave parcels: candidates are made on a lattice; others: hosts, unserved."
        ),
        indent=4,
    )
    yield "    candidates: {auto: lattice, spacing_m: 500}"
    yield "    # candidates: {file: parcels.gpkg, columns: {site_id: parcel, cost: cost}}"
    yield ""
    yield from comment(say(lang, "Questions: where to build so many new sites. Fill in how many."))
    yield "scenarios:"
    yield "  clinic_3: {service: clinic, max_new: 3}"
