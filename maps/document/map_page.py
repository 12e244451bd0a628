"""A finished map page: its HTML, saved as one file or shown in a notebook."""

from __future__ import annotations

import base64
import gzip
import html
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ...common.errors import Fault, InputError
from .chromium import find_chromium, print_to_pdf

Paper = Literal["A4", "A3"]
"""Sheets that a page is printed on; whether they lie or stand, the page says itself."""

_HEIGHT_PX: Final = 620

_PLAIN_MAX: Final = 500_000
"""Bytes of a page that a notebook holds as they are; a larger one is packed."""

_SHOWN_MAX: Final = 2_800_000
"""Bytes that a cell may show: a Jupyter server stops sending at 1 MB/s over 3 s."""

_SANDBOX: Final = "allow-scripts allow-downloads allow-modals allow-popups"
"""What the page may do in a notebook; it cannot reach the notebook itself."""

_UNPACK: Final = """<!DOCTYPE html><meta charset="utf-8"><script>
const bytes = Uint8Array.from(atob("{packed}"), (sign) => sign.charCodeAt(0));
new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text().then((page) => {{
  document.open();
  document.write(page);
  document.close();
}});
</script>"""


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """One self-contained HTML page.

    Parameters
    ----------
    title
        What the page is called.
    content
        The whole document; it asks for nothing from outside itself.
    notes
        What it shows otherwise than the results have it, such as coarser cells; it says so itself, too.
    """

    title: str
    content: str
    notes: tuple[str, ...] = ()

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

    def save_pdf(
        self, path: str | os.PathLike[str], *, paper: Paper = "A4", browser: Path | None = None
    ) -> Path:
        """Print the page as it opens, on two sheets, and return the path of the PDF.

        Parameters
        ----------
        path
            Where to write; a file that is there is replaced only once the new one is complete.
        paper
            The size of the sheets, ``"A4"`` or ``"A3"``.
        browser
            The Chromium, Chrome or Edge that prints; by default ``HALFHOUR_CHROMIUM``, or one in the usual
            places.

        Raises
        ------
        InputError
            If there is no such browser or paper, or it does not print within two minutes.
        OSError
            If the folder is missing or cannot be written to.
        """
        if paper not in ("A4", "A3"):
            raise InputError(
                Fault(file="paper", value=paper, cause="is not known", fix="choose A4 or A3")
            )
        program = find_chromium() if browser is None else browser
        target = Path(path).resolve()
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as beside:
            sized = self.content.replace("<html ", f'<html data-paper="{paper}" ', 1)
            page = MapPage(title=self.title, content=sized).save(Path(beside) / "page.html")
            print_to_pdf(page, Path(beside) / "page.pdf", browser=program)
            (Path(beside) / "page.pdf").replace(target)
        return Path(path)

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, for notebooks; only a note if it is too large for these."""
        title = html.escape(self.title)
        if len(self.content.encode()) > _PLAIN_MAX:
            # The time of packing is left out, so that equal pages look equal.
            packed = base64.b64encode(gzip.compress(self.content.encode(), mtime=0)).decode()
            shown = _UNPACK.format(packed=packed)
        else:
            shown = self.content
        if len(shown) > _SHOWN_MAX:
            return (
                f"<p>{html.escape(repr(self)[1:-1])}: too large to be shown here. "
                "<code>page.save(&quot;map.html&quot;)</code> writes it as a file for a browser.</p>"
            )
        return (
            f'<iframe srcdoc="{html.escape(shown)}" title="{title}" sandbox="{_SANDBOX}" '
            f'style="width:100%;height:{_HEIGHT_PX}px;border:0"></iframe>'
        )
