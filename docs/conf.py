"""How Sphinx makes the documentation site: ``make docs``."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, Any

# In scripts/, whose build_site.py runs Sphinx.
from site_parts import Mermaid, diagram_script, links_inside

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Halfhour"
author = "The Halfhour authors"
project_copyright = "the Halfhour authors"
release = version = installed_version("halfhour")

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
root_doc = "index"
# The folder's index in the repository; index.md is the site's.
exclude_patterns = ["README.md"]

myst_fence_as_directive = ["mermaid"]
myst_heading_anchors = 4

autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "furo"
html_title = "Halfhour"
html_copy_source = False
html_show_sourcelink = False
html_static_path = [str(diagram_script())]
html_js_files = [
    "mermaid.min.js",
    (None, {"body": "mermaid.initialize({startOnLoad: true, theme: 'neutral'});"}),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add diagrams, and links that stay inside."""
    app.add_directive("mermaid", Mermaid)

    def inside(_: Sphinx, name: str, source: list[str]) -> None:
        source[0] = links_inside(name, source[0])

    app.connect("source-read", inside)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
