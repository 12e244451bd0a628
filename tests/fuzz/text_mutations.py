"""Mutations of text by its structure: cells and quotes of tables, lines of YAML, attributes of XML."""

from __future__ import annotations

import random

from byte_mutations import replaced

_CELLS = (
    "",
    " ",
    "abc",
    "-1",
    "0",
    "nan",
    "inf",
    "-inf",
    "1e308",
    "1e999",
    "999",
    "7" * 5000,
    "12,5",
    "1.234.567",
    '"',
    '""',
    '"a\nb"',
    "\0",
    "a\rb",
    "\u202e",
    "\x1b]0;x\x07",
    "=1+1",
    "[/old]",
    "N/A",
    "None",
    "true",
    "0x10",
    "1_000",
    "\u0661\u0662",  # digits of another script
    "2026-02-30",
    "A" * 5000,
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "gbk", "latin-1", "utf-8-sig", "cp037")
_YAML_TOKENS = (
    b"!!int x",
    b"!!timestamp x",
    b"!!float [1]",
    b"!!binary x",
    b"!!python/object:os.system x",
    b"!!set {a}",
    b"*a",
    b"&a [*a]",
    b"<<: *a",
    b"? [a]",
    b"|",
    b"{",
    b"[",
    b"}",
    b"%YAML 9.9",
    b"--- ",
    b"...",
    b"\t",
    b"yes",
    b"12:30",
    b"0o17",
    b"2026-02-30",
    b"9999-99-99T99:99:99Z",
    b".nan",
    b"~",
    b'"\\ud800"',
    b'"\\0"',
    b"'",
    b"7" * 5000,
    b"[" * 3000,
    b"{a: " * 3000,
)
_XML_VALUES = (
    b"",
    b"abc",
    b"nan",
    b"inf",
    b"-1",
    b"0",
    b"999",
    b"1e9",
    b"9" * 30,
    b"7" * 5000,
    b"9223372036854775807",
    b"-9223372036854775808",
    b"&lt;",
    b"&x;",
    b"&#0;",
    b"\xff",
    b"\0",
    b"no",
    b"-1.5",
    b"ferry",
    b"yes",
    b"multipolygon",
    b"restriction",
)
_XML_PIECES = (
    b"<tag k='highway' v='primary'/>",
    b"<tag/>",
    b"<nd ref='1'/>",
    b"<nd/>",
    b"<node/>",
    b"<way id='1'/>",
    b"<relation/>",
    b"<member type='x' ref='1' role=''/>",
    b"<osmChange/>",
    b"<remark>runtime error</remark>",
    b"<![CDATA[",
    b"<!--",
    b"</osm>",
    b"<a>" * 3000,
    b'<!DOCTYPE a [<!ENTITY x "y">]>',
)


def mutated_table(rng: random.Random, data: bytes) -> bytes:
    """Return a table of text with cells, records, columns, quotes or its encoding changed."""
    lines = data.decode().splitlines()
    kind = rng.randrange(8)
    if kind == 0:
        return data.decode().encode(rng.choice(_ENCODINGS), "replace")
    if kind == 1:
        separator = rng.choice((";", "\t", "|", " ", ",,", ""))
        return data.replace(b",", separator.encode())
    if kind == 2:
        return replaced(rng, data, rb"[,\n]", (b'"', b',"', b'"\n', b"\r", b"\n\n", b"\0"))
    rows = [line.split(",") for line in lines]
    for _ in range(rng.choice((1, 1, 2, 4))):
        _change_rows(rng, rows)
    return "\n".join(map(",".join, rows)).encode() + b"\n"


def _change_rows(rng: random.Random, rows: list[list[str]]) -> None:
    row = rng.choice(rows)
    at = rng.randrange(len(row)) if row else 0
    kind = rng.randrange(8)
    if kind <= 3 and row:
        row[at] = rng.choice(_CELLS)
    elif kind == 4:
        rows.insert(rng.randrange(len(rows) + 1), list(row))
    elif kind == 5:
        row.insert(at, rng.choice(_CELLS))
    elif kind == 6 and row:
        other = rng.randrange(len(row))
        for one in rows if rng.random() < 0.5 else [row]:
            if max(at, other) < len(one):
                one[at], one[other] = one[other], one[at]
    elif len(row) > 1:
        del row[at]


def mutated_yaml(rng: random.Random, data: bytes) -> bytes:
    """Return YAML with a line moved, doubled or indented otherwise, or a token of its grammar put in."""
    lines = data.splitlines(keepends=True)
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(lines))
        kind = rng.randrange(7)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(rng.randrange(len(lines) + 1), lines[at])
        elif kind == 2:
            lines[at] = b" " * rng.randrange(9) + lines[at].lstrip(b" ")
        elif kind <= 5:
            lines[at] = replaced(rng, lines[at], rb"[^:,{}\[\]\n]+(?=[,}\]\n])", _YAML_TOKENS)
        else:
            lines[at] = replaced(rng, lines[at], rb"[:,{}\[\]\n -]", _YAML_TOKENS)
    return b"".join(lines)


def mutated_xml(rng: random.Random, data: bytes) -> bytes:
    """Return XML with values of attributes, elements or their order changed."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        kind = rng.randrange(6)
        if kind <= 2:
            value = rng.choice(_XML_VALUES)
            data = replaced(rng, data, rb'(?<=")[^"<>]*(?=")', (value,))
        elif kind == 3:
            data = replaced(rng, data, rb"<[^<>]*>", (b"", *_XML_PIECES))
        elif kind == 4:
            data = replaced(rng, data, rb"(?<=>)", _XML_PIECES)
        else:
            lines = data.splitlines(keepends=True)
            one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            data = b"".join(lines)
    return data
