"""Reading the figures by unit of results that were written."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NoReturn

import pandas as pd
import pyogrio

from ...common.errors import Fault, InputError

AGAIN: Final = "run the study again, which writes it anew"

UNIT_FIGURES: Final = ("people", "served_before", "served_after", "gap_before", "gap_after")
_NAMES: Final = ("level", "unit_id", "name")
_KEY: Final = ["level", "unit_id"]


def read_units(file: Path) -> pd.DataFrame:
    """Return the rows of ``units.csv`` that are units.

    Parameters
    ----------
    file
        The file; if there is none, the study has no units.

    Raises
    ------
    InputError
        If it is not as a run writes it.
    """
    if not file.is_file():
        return _no_units()
    texts = dict.fromkeys(_NAMES, str)
    try:
        table = pd.read_csv(file, encoding="utf-8-sig", dtype=texts, keep_default_na=False)
    # Of a wrong encoding, of an empty file and of a torn one, too.
    except ValueError as error:
        _refuse(file, error)
    if "level" in table:
        table = table[table["level"] != "all"]
    units = _checked(table, file)
    # An apostrophe keeps spreadsheets from computing a text; it is none of the name.
    for name in _NAMES:
        units[name] = units[name].str.replace(r"^'(?=[=+\-@\t\r])", "", regex=True)
    return units


def read_units_of_service(file: Path, service: str) -> pd.DataFrame:
    """Return the units of a joint plan's service, which its GeoPackage alone has.

    Parameters
    ----------
    file
        The GeoPackage; if there is none, the study has no units.
    service
        The service.

    Raises
    ------
    InputError
        If it is not as a run writes it.
    """
    begin = f"{service}_units_"
    try:
        layers = pyogrio.list_layers(file) if file.is_file() else ()
        tables = [
            pyogrio.read_dataframe(file, layer=layer, read_geometry=False)
            for layer, _ in layers
            if str(layer).startswith(begin)
        ]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        _refuse(file, error)
    known = [table for table in tables if {*_NAMES, *UNIT_FIGURES} <= set(table.columns)]
    return _checked(pd.concat(known), file) if known else _no_units()


def _no_units() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in (*_NAMES, *UNIT_FIGURES)})


def _checked(table: pd.DataFrame, file: Path) -> pd.DataFrame:
    """Return what a comparison needs of a table of units: each of them once, with its figures."""
    for name in (*_NAMES, *UNIT_FIGURES):
        if name not in table:
            raise InputError(
                Fault(file=str(file), column=name, cause="has no such column", fix=AGAIN)
            )
    units = table[[*_NAMES, *UNIT_FIGURES]].reset_index(drop=True)
    try:
        figures = units[[*UNIT_FIGURES]].astype(float)
    except (ValueError, TypeError) as error:
        _refuse(file, error)
    if units.duplicated(_KEY).any():
        level, unit = units.loc[units.duplicated(_KEY), _KEY].iloc[0]
        raise InputError(
            Fault(file=str(file), value=f"{level}, {unit}", cause="is there twice", fix=AGAIN)
        )
    return units.assign(**figures)


def _refuse(file: Path, error: Exception) -> NoReturn:
    raise InputError(
        Fault(file=str(file), cause=f"is not as a run writes it: {error}", fix=AGAIN)
    ) from error
