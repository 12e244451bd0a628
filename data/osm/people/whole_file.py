"""A file that its server gives only whole, and archives: both are downloaded where the user says so."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

from ....common.errors import Fault, InputError
from ..web.client import OsmClient, Query, UnansweredError, bad_answer, shown
from .ranged_file import FIX, SMALLER, RangedFile, Served, megabytes

_UNKNOWN_MAX: Final = 5_000_000_000
"""Bytes of a file whose size the server does not say."""

_UNPACKED_MAX: Final = 4_000_000_000
"""Bytes of a raster in an archive; a tile of GHSL has about a gigabyte before compression."""

_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ZIP: Final = b"PK\x03\x04"
_CHUNK_BYTES: Final = 2**20


def is_archive(url: str) -> bool:
    """Return whether an address is that of a zip archive."""
    return url.lower().split("?")[0].endswith(".zip")


def require_whole(file: Served, *, whole: bool) -> None:
    """Require leave to download a whole file.

    Raises
    ------
    InputError
        If the user did not give it, with the file's size.
    """
    if whole:
        return
    if is_archive(file.url):
        cause = f"is a zip archive of {megabytes(file.size)}, of which no part can be read alone"
    else:
        cause = (
            f"is sent only whole, and has {megabytes(file.size)}: its server refuses requests for "
            "a part (range requests)"
        )
    raise InputError(
        Fault(
            file=file.url,
            cause=cause,
            fix="run the command again with --whole (PeopleSource(whole_files=True)) to download it, choose "
            "another source of people, or fetch without people (none)",
        )
    )


def downloaded(client: OsmClient, file: Served, folder: Path) -> Path:
    """Download a file whole, and return where it is; one that an earlier run has downloaded is used.

    Parameters
    ----------
    client
        Asks the server, and keeps the file.
    file
        What the server said of it.
    folder
        Where it is written if nothing can be kept.

    Raises
    ------
    InputError
        If it cannot be downloaded, or the disk has no room for it.
    """
    text = f"whole {file.url} {file.size} {file.tag} {file.modified}"
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if (kept := client.pieces.find_file(key)) is not None:
        return kept
    place = client.pieces.place(key) or folder / "whole"
    free = shutil.disk_usage(place.parent).free
    if file.size is not None and file.size > free:
        raise InputError(
            Fault(
                file=str(place.parent),
                cause=f"has no room for {file.url}: {megabytes(file.size)}, and {megabytes(free)} are free",
                fix="make room, or name another folder in HALFHOUR_CACHE",
            )
        )
    client.say(f"downloading {file.url} whole: {megabytes(file.size)}")
    query = Query(
        server=file.url,
        method="GET",
        url=file.url,
        headers={"Accept-Encoding": "identity"},
        bodies=frozenset({200}),
        fix=FIX,
        smaller=SMALLER,
    )
    bytes_max = _UNKNOWN_MAX if file.size is None else file.size
    for tries in range(1, client.bounds.busy_tries + 1):
        try:
            reply = client.reply(query, bytes_max, file=place)
            break
        except UnansweredError as error:
            place.unlink(missing_ok=True)
            why = f"{file.url} {error.faults[0].cause}"
            if tries == client.bounds.busy_tries or not client.pause(
                client.bounds.busy_wait_s, why
            ):
                raise
        except BaseException:
            # What came of a stream without ranges is of no use: it has to begin anew.
            place.unlink(missing_ok=True)
            raise
    if reply.status != 200:
        raise bad_answer(file.url, f"answered {reply.said}", FIX)
    if file.size is not None and (came := place.stat().st_size) != file.size:
        place.unlink()
        raise bad_answer(file.url, f"sent {came:,} bytes of {file.size:,}", FIX)
    return client.pieces.keep_file(key, place)


@contextmanager
def opened(client: OsmClient, file: Served, folder: Path, *, whole: bool) -> Iterator[IO[bytes]]:
    """Open a GeoTIFF of a server, in parts where it gives them and else whole; also one in an archive.

    Parameters
    ----------
    client
        Asks the server.
    file
        What the server said of it.
    folder
        A folder that is deleted afterwards.
    whole
        Whether the user gives leave to download it whole.

    Raises
    ------
    InputError
        If leave is needed and missing, or the file is neither a GeoTIFF nor an archive with one.
    """
    if file.status == 200 or is_archive(file.url):
        require_whole(file, whole=whole)
    with ExitStack() as stack:
        # RangedFile reads as a stream of bytes does.
        stream: IO[bytes]
        if file.status == 206:
            stream = stack.enter_context(RangedFile(client, file))  # type: ignore[arg-type]
        else:
            stream = stack.enter_context(downloaded(client, file, folder).open("rb"))
        start = stream.read(40)
        if start.startswith(_ZIP):
            require_whole(file, whole=whole)
            unpacked = _unpacked(stream, file.url, folder)
            stream = stack.enter_context(unpacked.open("rb"))
            start = stream.read(40)
        if not start.startswith(_TIFF):
            failed(stream)
            begins = shown(start.decode("utf-8", "replace"))
            raise bad_answer(file.url, f"is no GeoTIFF, but begins with {begins!r}", FIX)
        stream.seek(0)
        yield stream


def failed(stream: IO[bytes]) -> None:
    """Raise what happened while a file was read in parts, if anything."""
    failure = getattr(stream, "failure", None)
    if failure is not None:
        raise failure


def _unpacked(stream: IO[bytes], url: str, folder: Path) -> Path:
    """Write the one GeoTIFF of an archive to a folder."""
    target = folder / "unpacked.tif"
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            members = [
                member
                for member in archive.infolist()
                if member.filename.lower().endswith((".tif", ".tiff"))
            ]
            if len(members) != 1:
                failed(stream)
                raise bad_answer(
                    url, f"is an archive with {len(members)} GeoTIFFs, not with one", FIX
                )
            if members[0].file_size > _UNPACKED_MAX:
                size = megabytes(members[0].file_size)
                raise bad_answer(url, f"is an archive whose GeoTIFF has {size}", SMALLER)
            # A member that holds more than its archive says is refused by zipfile, by its checksum.
            with archive.open(members[0]) as packed, target.open("wb") as written:
                shutil.copyfileobj(packed, written, _CHUNK_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        failed(stream)
        raise bad_answer(url, f"is an archive that cannot be read ({shown(error)})", FIX) from error
    failed(stream)
    return target
