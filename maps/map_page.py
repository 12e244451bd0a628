"""A finished map page: its HTML, saved as one file or shown in a notebook."""

from __future__ import annotations

import html
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

_NOTEBOOK_HEIGHT_PX = 620


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """One self-contained HTML page.

    Parameters
    ----------
    title
        What the page is called.
    content
        The whole document; it asks for nothing from outside itself.
    """

    title: str
    content: str

    def __repr__(self) -> str:
        return f"<MapPage {self.title!r}: {len(self.content.encode()) / 1e6:.2f} MB of HTML>"

    def html(self) -> str:
        """Return the whole document."""
        return self.content

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as one HTML file and return its path.

        Parameters
        ----------
        path
            Where to write; a file that is there is replaced only once the new one is complete.

        Raises
        ------
        OSError
            If the folder is missing or cannot be written to.
        """
        target = Path(path)
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(self.content)
            # Temporary files are private; a page is made to be shown to others.
            Path(beside).chmod(0o644)
            Path(beside).replace(target)
        finally:
            Path(beside).unlink(missing_ok=True)
        return target

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, for notebooks."""
        return (
            f'<iframe srcdoc="{html.escape(self.content)}" title="{html.escape(self.title)}" '
            f'style="width:100%;height:{_NOTEBOOK_HEIGHT_PX}px;border:0"></iframe>'
        )
