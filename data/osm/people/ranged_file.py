"""A file on a web server that is read in parts, by range requests (RFC 9110, section 14)."""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from ....common.errors import Fault, InputError
from ..web.client import OsmClient, Query, Reply, UnansweredError, bad_answer, shown

FIX: Final = (
    "try again later, choose another source of people (worldpop, ghsl, the address of a GeoTIFF), or fetch "
    "without people (none) and add your own layer"
)
SMALLER: Final = (
    "name a smaller place, or download the file by hand and name it under `people:` in study.yaml"
)

BLOCK_BYTES: Final = 2**19
_BLOCKS_MAX: Final = 16
"""Blocks that are asked for at once where a file is read on and on."""

_BREAK_WAITS: Final = 12
"""A broken connection is tried again after this part of the pause before a busy server."""

_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Served:
    """How a server gives a file.

    Parameters
    ----------
    url
        Its address.
    status
        What it answered to the first range: 206 where it gives parts, 200 where only all, 404 where it
        has no such file.
    size
        Bytes of the whole file; None where it does not say.
    tag, modified
        Its ETag and when it was last modified, as far as it says.
    """

    url: str
    status: int
    size: int | None = None
    tag: str = ""
    modified: str = ""


def served(client: OsmClient, url: str) -> Served:
    """Ask for the first block of a file, to learn whether a server gives parts.

    Raises
    ------
    InputError
        If it answers with something that is neither.
    """
    query = _query(url, 0, BLOCK_BYTES - 1)
    kept = client.pieces.find(query.key)
    if kept is not None:
        return Served(**json.loads(kept))
    reply = _asked(client, query, BLOCK_BYTES)
    found = Served(
        url=url,
        status=reply.status,
        size=_length(reply),
        tag=reply.headers.get("ETag", ""),
        modified=reply.headers.get("Last-Modified", ""),
    )
    if reply.status in {404, 410}:
        return replace(found, status=404)
    if reply.status == 200:
        if "html" in reply.headers.get("Content-Type", "").lower():
            raise bad_answer(url, "answered with a web page, not with a file", FIX)
        return found
    if reply.status != 206:
        raise bad_answer(url, f"answered {reply.said}", FIX)
    size = _whole_size(reply, url, 0, None)
    found = replace(found, size=size)
    _require_body(reply, url, min(BLOCK_BYTES, size))
    client.pieces.keep(_block_key(found, 0), reply.body)
    client.pieces.keep(query.key, json.dumps(asdict(found)).encode())
    return found


class RangedFile(io.RawIOBase):
    """A file that is read block by block from a server that gives parts.

    Parameters
    ----------
    client
        Asks the server, and keeps blocks.
    file
        What the server said of it.

    Notes
    -----
    Readers written in C cannot be handed an exception: what happened in `read` stands in `failure`, and
    nothing more is read.
    """

    def __init__(self, client: OsmClient, file: Served) -> None:
        super().__init__()
        self._client, self._file = client, file
        self._size = file.size or 0
        self._at = 0
        self._blocks: dict[int, bytes] = {}
        self._ahead, self._next = 1, 0
        self.failure: BaseException | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        """Fill a buffer from where the file stands."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; none once something has failed."""
        end = self._size if size < 0 else min(self._size, self._at + size)
        if self.failure is not None or self._at >= end:
            return b""
        try:
            first, last = self._at // BLOCK_BYTES, (end - 1) // BLOCK_BYTES
            self._require(first, last)
            data = b"".join(self._blocks[block] for block in range(first, last + 1))
        except (InputError, OSError, KeyboardInterrupt) as error:
            self.failure = error
            return b""
        start = self._at - first * BLOCK_BYTES
        part = data[start : start + end - self._at]
        self._at = end
        return part

    def _require(self, first: int, last: int) -> None:
        """Get the blocks from one to another, those of an earlier run from the disk."""
        block = first
        while block <= last:
            if block in self._blocks or self._from_disk(block):
                block += 1
                continue
            # Twice as many each time where a file is read on and on, so that requests stay few.
            self._ahead = min(_BLOCKS_MAX, 2 * self._ahead) if block == self._next else 1
            count = max(self._ahead, min(last - block + 1, _BLOCKS_MAX))
            got = self._get(block, count)
            self._next = block + got
            block += got

    def _from_disk(self, block: int) -> bool:
        kept = self._client.pieces.find(_block_key(self._file, block))
        if kept is None:
            return False
        self._blocks[block] = kept
        return True

    def _get(self, block: int, count: int) -> int:
        """Ask for several blocks, and return how many there were."""
        start = block * BLOCK_BYTES
        end = min(self._size, start + count * BLOCK_BYTES)
        url = self._file.url
        reply = _asked(self._client, _query(url, start, end - 1), end - start)
        if reply.status != 206:
            raise bad_answer(
                url, f"gave a part of the file before, and now answered {reply.said}", FIX
            )
        size = _whole_size(reply, url, start, end - 1)
        if (size, reply.headers.get("ETag", "")) != (self._size, self._file.tag):
            self._client.pieces.forget(_query(url, 0, BLOCK_BYTES - 1).key)
            raise bad_answer(
                url, "has changed while it was read", "run the same command again: it is read anew"
            )
        _require_body(reply, url, end - start)
        blocks = range(block, block + math.ceil((end - start) / BLOCK_BYTES))
        for number in blocks:
            offset = number * BLOCK_BYTES - start
            body = reply.body[offset : offset + BLOCK_BYTES]
            self._blocks[number] = body
            self._client.pieces.keep(_block_key(self._file, number), body)
        return len(blocks)


def _asked(client: OsmClient, query: Query, size: int) -> Reply:
    """Ask for a range, and again where the connection breaks."""
    tries = 1
    while True:
        try:
            return client.reply(query, size)
        except UnansweredError as error:
            wait_s = client.bounds.busy_wait_s / _BREAK_WAITS * 2 ** (tries - 1)
            why = f"{query.server} {error.faults[0].cause}"
            if tries >= client.bounds.busy_tries or not client.pause(wait_s, why):
                raise
            tries += 1


def _query(url: str, start: int, last: int) -> Query:
    return Query(
        server=url,
        method="GET",
        url=url,
        # Of a compressed answer nobody could tell which bytes they are.
        headers={"Range": f"bytes={start}-{last}", "Accept-Encoding": "identity"},
        bodies=frozenset({206}),
        fix=FIX,
        smaller=SMALLER,
    )


def _whole_size(reply: Reply, url: str, start: int, last: int | None) -> int:
    """Return the size of the file of which a range came; require the range that was asked for.

    Where `last` is None, a file may end before a whole block.
    """
    said = reply.headers.get("Content-Range", "")
    found = _RANGE.fullmatch(said.strip())
    if found is None:
        raise bad_answer(
            url,
            f"sent a part of the file without saying which (Content-Range {shown(said)!r})",
            FIX,
        )
    first, end, size = map(int, found.groups())
    if first != start or end != (min(BLOCK_BYTES, size) - 1 if last is None else last):
        asked = f"{start}-{BLOCK_BYTES - 1 if last is None else last}"
        raise bad_answer(
            url,
            f"sent another part of the file than bytes {asked} (Content-Range {shown(said)!r})",
            FIX,
        )
    return size


def _require_body(reply: Reply, url: str, size: int) -> None:
    if reply.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
        raise bad_answer(url, "compressed a part of the file, which was not asked for", FIX)
    if len(reply.body) != size:
        raise bad_answer(url, f"sent {len(reply.body):,} bytes of a part of {size:,}", FIX)


def _length(reply: Reply) -> int | None:
    said = reply.headers.get("Content-Length", "")
    encoded = reply.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}
    return (
        int(said) if said.isascii() and said.isdigit() and len(said) < 19 and not encoded else None
    )


def _block_key(file: Served, block: int) -> str:
    text = json.dumps([file.url, file.size, file.tag, file.modified, block])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def megabytes(size: int | None) -> str:
    """Return a size in words.

    Examples
    --------
    >>> megabytes(412_300_000), megabytes(3_200), megabytes(None)
    ('412.3 MB', '0.0032 MB', 'a size that it does not say')
    """
    if size is None:
        return "a size that it does not say"
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e6:.2g} MB"


def no_such_file(url: str, fix: str) -> InputError:
    """Return the error of a file that a server does not have."""
    return InputError(Fault(file=url, cause="is not there (404 Not Found)", fix=fix))
