"""Bytes of a page by part: of a page whose parts are known."""

from __future__ import annotations

from measuring.page_parts import page_parts

PAGE = (
    '<style>a{}</style><script>x</script><script type="application/json" id="halfhour-data">'
    '{"a":[1,{"b":"}"}],"né":"né"}</script><script>var m = halfhour.cells({"z":1});'
    'var n = halfhour.cells({"z":22});var o = halfhour.marks({});</script>'
)


def test_parts_are_counted_in_bytes_and_make_up_the_page():
    parts = page_parts(PAGE)
    assert parts["data: a"] == len('[1,{"b":"}"}]')
    assert parts["data: né"] == len('"né"'.encode())
    assert parts["layers: cells"] == len('{"z":1}{"z":22}')
    assert parts["layers: marks"] == 2
    code = "a{}xvar m = halfhour.cells();var n = halfhour.cells();var o = halfhour.marks();"
    assert parts["scripts and styles"] == len(code)
    assert sum(parts.values()) == len(PAGE.encode())
