"""Layers of a plan as one GeoPackage: written beside and renamed, and never over what is not of a plan."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio
import pyogrio.errors

from ..common.errors import Fault, InputError, reason_of
from ..common.written.geopackages import reproducible_geopackages

_MARK: Final = "HALFHOUR_LAYERS"
"""The entry of a file's metadata that tells which layers of a plan were written there."""

_FIX: Final = "give another path"


def write_plan_layers(layers: Mapping[str, gpd.GeoDataFrame], path: str | Path) -> Path:
    """Write layers to a GeoPackage; an earlier plan's is replaced, nothing else ever is.

    Parameters
    ----------
    layers
        By name; those without rows are left out. An index becomes columns.
    path
        The file, ``*.gpkg``, in a folder that exists.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If the path is no GeoPackage's, something else stands there, or it cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".gpkg":
        raise _fault(target, "is no name of a GeoPackage", "end it in .gpkg")
    written = {name: layer for name, layer in layers.items() if len(layer)}
    try:
        # A name that no file may have fails here already.
        if not target.parent.is_dir():
            raise _fault(target, "its folder does not exist", "make the folder first")
        _require_replaceable(target)
        beside = Path(tempfile.mkdtemp(prefix=".halfhour-", dir=target.parent))
        try:
            _write(written, beside / target.name)
            # What came there meanwhile is not ours to replace either.
            _require_replaceable(target)
            (beside / target.name).replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
        raise _fault(
            target,
            f"cannot be written: {reason_of(error)}",
            "free space, close it in other programs, or give another path",
        ) from error
    return target


def _write(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    with reproducible_geopackages():
        for name, layer in layers.items():
            pyogrio.write_dataframe(
                gpd.GeoDataFrame(layer.reset_index()),
                path,
                layer=name,
                driver="GPKG",
                # Of units without an outline the kind cannot be told from the rows.
                geometry_type="Unknown" if layer.geometry.isna().all() else None,
                layer_metadata={_MARK: ",".join(layers)},
            )


def _require_replaceable(path: Path) -> None:
    """Check that nothing stands there but what an earlier call wrote."""
    if path.is_symlink():
        raise _fault(path, "is a link", f"take it away, or {_FIX}")
    if not path.exists():
        return
    if not path.is_file() or not _is_ours(path):
        raise _fault(
            path,
            "was not written by an earlier plan, and is left as it is",
            f"rename it, or {_FIX}",
        )


def _is_ours(path: Path) -> bool:
    """Tell whether a file has the layers of a plan, and none that somebody added."""
    try:
        there = {str(name) for name, _ in pyogrio.list_layers(path)}
        told = (pyogrio.read_info(path, layer=min(there, default=None))["layer_metadata"]) or {}
    except (OSError, ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        return False
    return bool(told.get(_MARK)) and there <= set(told[_MARK].split(","))


def _fault(path: Path, cause: str, fix: str) -> InputError:
    return InputError(Fault(file=str(path), cause=cause, fix=fix))
