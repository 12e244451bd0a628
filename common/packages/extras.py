"""Packages that the main job does without: which extra brings them, and what is said where it is missing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, NoReturn

from ..errors import Fault, InputError


@dataclass(frozen=True)
class Extra:
    """What an extra of the package is for, and what it brings.

    Parameters
    ----------
    purpose
        What it is for, as the subject of a message.
    imported
        The top-level names that our modules import of it.
    """

    purpose: str
    imported: tuple[str, ...]


EXTRAS: Final[Mapping[str, Extra]] = MappingProxyType(
    {
        "pictures": Extra("drawing pictures and charts", ("matplotlib",)),
        "fetch": Extra("fetching a city from OpenStreetMap", ("osmnx",)),
        "postgis": Extra("reading and writing PostGIS databases", ("psycopg",)),
        "serve": Extra("the web page of halfhour serve", ("fastapi", "uvicorn")),
    }
)
"""By the name in ``pip install "halfhour[pictures]"``; ``pyproject.toml`` says which packages."""


def missing_packages(extra: str) -> tuple[str, ...]:
    """Return which packages of an extra are not installed."""
    return tuple(name for name in EXTRAS[extra].imported if importlib.util.find_spec(name) is None)


def require_extra(extra: str) -> None:
    """Check that the packages of an extra are installed.

    Raises
    ------
    InputError
        If one is missing.
    """
    if missing := missing_packages(extra):
        raise _missing_error(extra, missing)


def install_command(extra: str) -> str:
    """Return the command that installs an extra where halfhour is installed.

    Tools that keep an environment for each command leave a file in it, and the user's pip is not of that one.
    """
    wanted = f'"halfhour[{extra}]"'
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return f"pipx runpip halfhour install {wanted}"
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return f'uv pip install --python "{sys.prefix}" {wanted}'
    return f"pip install {wanted}"


def asking_for_extras(find: Callable[[str], object]) -> Callable[[str], object]:
    """Return a finder of public names that stands in for one whose extra is not installed.

    The name is there, so that ``dir`` and ``import *`` work; whoever calls it is told what to install.

    Parameters
    ----------
    find
        Returns a public name, and loads its module.
    """

    def found(name: str) -> object:
        try:
            return find(name)
        except ModuleNotFoundError as error:
            # The name of a module inside it may be told instead.
            top = (error.name or "").split(".")[0]
            for extra in EXTRAS:
                if top in (missing := missing_packages(extra)):
                    return _stand_in(name, extra, missing)
            raise

    return found


def _stand_in(name: str, extra: str, missing: tuple[str, ...]) -> type:
    """Return what is called and is a class, as either may stand under a name."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise _missing_error(extra, missing)

    told = f"Not available: needs {install_command(extra)}."
    return type(name, (), {"__new__": refuse, "__doc__": told, "__module__": "halfhour"})


def _missing_error(extra: str, missing: tuple[str, ...]) -> InputError:
    return InputError(
        Fault(
            file="installed packages",
            value=", ".join(missing),
            cause=f"is missing, which {EXTRAS[extra].purpose} needs",
            fix=f"install it with {install_command(extra)}",
        )
    )
