"""The documentation site: it is built without a warning, has every public name, and asks no network."""

import re
import subprocess
import sys
from pathlib import Path

import build_site
import halfhour as hh
import pytest
from playwright.sync_api import Browser
from site_parts import links_inside

# What a browser loads by itself; links that a reader clicks may lead anywhere.
LOADED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=\"((?:https?:)?//[^\"]+)\"")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    script = Path(build_site.__file__)
    done = subprocess.run(
        [sys.executable, script, folder], capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_every_public_name_has_an_entry(site: Path) -> None:
    text = "".join(
        p.read_text(encoding="utf-8") for p in (site / "reference" / "api").glob("*.html")
    )
    missing = [name for name in hh.__all__ if f'id="halfhour.{name}"' not in text]
    assert missing == []


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_pages_load_nothing_from_a_network(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 60
    found = {p.name: LOADED.findall(p.read_text(encoding="utf-8")) for p in pages}
    assert {name: links for name, links in found.items() if links} == {}


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_diagrams_are_drawn_without_a_network(site: Path, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "concepts" / "coverage.html").as_uri())
    page.wait_for_selector("pre.mermaid svg")
    assert "an open site within" in page.inner_text("pre.mermaid >> nth=0")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


@pytest.mark.parametrize(
    ("name", "text", "result"),
    [
        ("reliability", "[all](README.md#methods)", "[all](index.md)"),
        ("how-to/x", "[all](../README.md)", "[all](../index.md)"),
        ("getting-started", "the [README](../README.md#two-commands)", "the README"),
        ("licences/README", "[MIT](../../LICENSE).", "MIT."),
        ("reference/x", "[here](y.md#README.md)", "[here](y.md#README.md)"),
    ],
)
def test_links_stay_on_the_site(name: str, text: str, result: str) -> None:
    assert links_inside(name, text) == result
