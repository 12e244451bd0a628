"""What the documentation site needs beside Sphinx: diagrams without internet, links that stay inside."""

from __future__ import annotations

import base64
import html
import re
import subprocess
import tarfile
from hashlib import sha512
from pathlib import Path
from typing import Final

from check_page import NODE, NPM
from docutils import nodes
from docutils.parsers.rst import Directive
from tree_files import ROOT

_VERSION: Final = "11.17.2"
_SHA512: Final = (
    "V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg=="
)
_SCRIPT: Final = "package/dist/mermaid.min.js"
_KEPT: Final = ROOT / ".cache" / "site"

_LINK: Final = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+)([^)]*)\)")
_INDEX: Final = re.compile(r"\]\(((?:\.\./)?)README\.md[^)]*\)")


class Mermaid(Directive):
    """A diagram that the page's own script draws."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the text of the diagram for the script."""
        text = html.escape("\n".join(self.content))
        return [nodes.raw("", f'<pre class="mermaid">{text}</pre>', format="html")]


def diagram_script() -> Path:
    """Return the script that draws diagrams: from the npm registry once, checked, and kept.

    Raises
    ------
    RuntimeError
        If what came is not the version that is asked for.
    """
    script = _KEPT / f"mermaid-{_VERSION}" / "mermaid.min.js"
    if script.exists():
        return script
    _KEPT.mkdir(parents=True, exist_ok=True)
    options = ("pack", f"mermaid@{_VERSION}", "--silent", "--pack-destination", str(_KEPT))
    # Our own Node with our own arguments.
    subprocess.run([NODE, "--use-system-ca", NPM, *options], check=True, cwd=_KEPT)
    archive = _KEPT / f"mermaid-{_VERSION}.tgz"
    found = base64.b64encode(sha512(archive.read_bytes()).digest()).decode()
    if found != _SHA512:
        archive.unlink()
        message = f"mermaid-{_VERSION}.tgz has the SHA-512 {found} instead of {_SHA512}"
        raise RuntimeError(message)
    with tarfile.open(archive) as packed:
        member = packed.extractfile(_SCRIPT)
        assert member is not None  # noqa: S101 - the checksum says what is in it
        script.parent.mkdir(exist_ok=True)
        partial = script.with_suffix(".part")
        partial.write_bytes(member.read())
        partial.rename(script)
    archive.unlink()
    return script


def links_inside(name: str, text: str) -> str:
    """Return a document whose links stay on the site.

    The index of the repository's folder is the site's first page; what lies outside is told without a link.

    Parameters
    ----------
    name
        The document below ``docs``, without suffix.
    text
        As it stands in the file.
    """
    inner = "../" * name.count("/")
    text = _INDEX.sub(lambda found: f"]({inner}index.md)" if found[1] == inner else found[0], text)
    # Pygments knows no such language.
    text = text.replace("\n```csv\n", "\n```text\n")
    depth = name.count("/")
    return _LINK.sub(lambda found: found[1] if found[2].count("../") > depth else found[0], text)
