"""A NUL in a text of a PBF file is found however the file is packed, before osmium reads it."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import osmium
import pyarrow as pa
import pytest
from halfhour.common.errors import InputError
from halfhour.data.osm.pbf_strings import require_no_nul

Pack = Callable[[bytes], bytes]

READ: dict[str, tuple[int, Pack]] = {
    "as it is": (1, bytes),
    "zlib": (3, zlib.compress),
    "lz4": (6, lambda data: pa.Codec("lz4_raw").compress(data, asbytes=True)),
}
NOT_READ: dict[str, tuple[int, Pack]] = {
    "LZMA": (4, lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE)),
    "bzip2": (5, bz2.compress),
    "Zstandard": (7, lambda data: pa.Codec("zstd").compress(data, asbytes=True)),
}


def varint(number: int) -> bytes:
    low = bytes([number & 0x7F | (0x80 if number > 0x7F else 0)])
    return low + (varint(number >> 7) if number > 0x7F else b"")


def content(field: int, data: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each block of a small file that is not packed."""
    while data:
        size = data[3]
        header, data = data[4 : 4 + size], data[4 + size :]
        kind = b"OSMHeader" if b"OSMHeader" in header else b"OSMData"
        # The only field of the blob: its key, its length in one byte, and the block.
        yield kind, data[2 : 2 + data[1]]
        data = data[2 + data[1] :]


def packed(path: Path, name: bytes, field: int, pack: Pack) -> Path:
    """Write a node whose name has six letters."""
    raw = path.with_name(f"raw {len(list(path.parent.iterdir()))}.osm.pbf")
    form = osmium.io.File(str(raw), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(form) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, location=(120, 40), tags={"name": "Street"}))
    with path.open("wb") as file:
        for kind, block in blocks(raw.read_bytes().replace(b"Street", name)):
            blob = varint(2 << 3) + varint(len(block)) + content(field, pack(block))
            header = content(1, kind) + varint(3 << 3) + varint(len(blob))
            file.write(len(header).to_bytes(4) + header + blob)
    return path


@pytest.mark.parametrize("how", READ)
def test_a_nul_is_found_however_the_file_is_packed(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path / "a.osm.pbf", b"Street", *READ[how])
    require_no_nul(path)
    assert [dict(item.tags) for item in osmium.FileProcessor(str(path))] == [{"name": "Street"}]
    packed(path, b"St\0eet", *READ[how])
    with pytest.raises(InputError, match=r"a\.osm\.pbf: is damaged: a text in it holds a NUL byte"):
        require_no_nul(path)


@pytest.mark.parametrize("how", NOT_READ)
def test_what_osmium_does_not_unpack_is_refused_by_name(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path / "a.osm.pbf", b"St\0eet", *NOT_READ[how])
    with pytest.raises(InputError, match=f"is packed with {how}, which is not read"):
        require_no_nul(path)
    # Once osmium reads it, it has to be searched.
    packed(path, b"Street", *NOT_READ[how])
    with pytest.raises(RuntimeError, match=r"not supported|unknown compression"):
        list(osmium.FileProcessor(str(path)))


@pytest.mark.parametrize("how", ["zlib", "lz4"])
def test_of_damaged_packing_osmium_says_what_is_wrong(tmp_path: Path, how: str) -> None:
    field, pack = READ[how]
    path = tmp_path / "a.osm.pbf"
    packed(path, b"St\0eet", field, lambda data: pack(data)[:3] + b"\xff" * 9)
    require_no_nul(path)
    with pytest.raises(RuntimeError):
        list(osmium.FileProcessor(str(path)))
