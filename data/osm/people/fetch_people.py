"""The people of a place: the part of WorldPop's, GHSL's or another raster that holds it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import shapely

from ....common.errors import InputError
from ....common.sentences import Sentence
from ....geo.crs import WGS84
from ...formats.layer import Layer
from ...formats.raster import read_raster
from ..places import Area
from ..web.client import OsmClient, bad_answer
from .datasets import Dataset
from .ranged_file import FIX, Served, no_such_file, served
from .whole_file import opened
from .window import PeopleWindow, geotiff, joined, open_stream, window_of

PEOPLE_FILE: Final = "people.tif"


@dataclass(frozen=True, kw_only=True)
class FetchedPeople:
    """The people that were fetched.

    Parameters
    ----------
    dataset
        Where they come from.
    urls
        The addresses of the files that hold the place.
    modified
        When these were last modified, as far as their servers say.
    raster
        The bytes of ``people.tif``.
    cells
        Number of pixels with people inside the boundary.
    residents
        People inside the boundary: of pixels whose centre lies there.
    residents_in_window
        People of all pixels that were fetched, with the margin.
    whole_place
        Whether the raster reaches around all of the place.
    """

    dataset: Dataset
    urls: tuple[str, ...]
    modified: tuple[str, ...]
    raster: bytes
    cells: int
    residents: float
    residents_in_window: float
    whole_place: bool

    def to_dict(self) -> dict[str, object]:
        """Return what was fetched as plain values, without the raster itself."""
        return {
            "source": self.dataset.title,
            "urls": list(self.urls),
            "modified": list(self.modified),
            "cells": self.cells,
            "residents": self.residents,
            "residents_in_window": self.residents_in_window,
            "whole_place": self.whole_place,
        }

    @property
    def lines(self) -> tuple[str, ...]:
        """What is to be told of them."""
        lines = (
            Sentence(
                "people: {inside:,.0f} inside the boundary in {cells:,} pixels, {all:,.0f} with the margin",
                inside=self.residents,
                cells=self.cells,
                all=self.residents_in_window,
            ),
            Sentence("people from: {source}", source=self.dataset.title),
        )
        if self.whole_place:
            return lines
        missing = Sentence("the raster of people ends inside the place: some are missing")
        return (*lines, missing)


def fetch_people(
    dataset: Dataset, client: OsmClient, area: Area, around: Area, *, whole: bool
) -> FetchedPeople:
    """Fetch the people of a place.

    Parameters
    ----------
    dataset
        The files that hold it.
    client
        Asks their server.
    area, around
        The place without and with its margin, in degrees of WGS 84.
    whole
        Whether files may be downloaded whole where no part can be had.

    Raises
    ------
    InputError
        If a file is not there, is no raster of people, holds nobody of the place, or cannot be had.
    """
    files = _files(dataset, client)
    windows = []
    found = []
    for file in files:
        client.say(f"reading people from {file.url}")
        with (
            tempfile.TemporaryDirectory(prefix="halfhour-") as folder,
            opened(client, file, Path(folder), whole=whole) as stream,
            open_stream(stream, file.url) as raster,
        ):
            window = window_of(raster, area, around, url=file.url)
        if window is not None:
            windows.append(window)
            found.append(file)
    if not windows:
        raise bad_answer(files[0].url, "does not reach to the place", FIX)
    window = joined(windows, url=found[-1].url)
    if len(dataset.urls) > 1:
        # Of several tiles none reaches around the place; those of the sea do not exist.
        window = replace(window, whole_place=True)
    return _counted(dataset, window, found, area)


def _files(dataset: Dataset, client: OsmClient) -> list[Served]:
    """Return the files that are there."""
    files = [served(client, url) for url in dataset.urls]
    there = [file for file in files if file.status != 404]
    if not there:
        fix = (
            "check the address"
            if not dataset.credit
            else "choose another year, another source (worldpop, ghsl, the address of a GeoTIFF), or none"
        )
        raise no_such_file(files[0].url, fix)
    return there


def _counted(
    dataset: Dataset, window: PeopleWindow, files: list[Served], area: Area
) -> FetchedPeople:
    """Count the people of a window as a study will: by the reader of every study's rasters."""
    raster = geotiff(window)
    with tempfile.TemporaryDirectory(prefix="halfhour-") as folder:
        path = Path(folder) / PEOPLE_FILE
        path.write_bytes(raster)
        try:
            cells = read_raster(Layer(file=path))
        except InputError as error:
            named = [replace(fault, file=files[0].url) for fault in error.faults]
            raise InputError(*named) from error
    points = cells.to_crs(WGS84).geometry.to_numpy()
    shapely.prepare(area)
    inside = shapely.intersects(area, points)
    if not inside.any():
        raise bad_answer(files[0].url, "has nobody inside the place's boundary", FIX)
    return FetchedPeople(
        dataset=dataset,
        urls=tuple(file.url for file in files),
        modified=tuple(file.modified for file in files),
        raster=raster,
        cells=int(inside.sum()),
        residents=float(cells["residents"].to_numpy()[inside].sum()),
        residents_in_window=float(cells["residents"].sum()),
        whole_place=window.whole_place,
    )
