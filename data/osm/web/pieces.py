"""What a fetch that was interrupted has got already, in a folder of the cache with a list of it all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ....common.kept.cache_folder import cache_folder, write_whole
from ....common.kept.kept_parts import FETCH_FOLDER

_MANIFEST: Final = "manifest.json"
_FORM: Final = 1
_DAYS_MAX: Final = 7
"""Older pieces are asked anew: maps change, and those of one folder should be of one time."""

_CHUNK_BYTES: Final = 2**20


class Pieces:
    """The pieces of one fetch: each is whole, and is used again only while its checksum is right.

    Parameters
    ----------
    folder
        Where they are kept; None keeps nothing.
    request
        What the fetch asks for; pieces of another request are deleted.
    say
        Called with a line of text where pieces of an earlier run are used.
    """

    def __init__(
        self, folder: Path | None, request: Mapping[str, object], say: Callable[[str], None]
    ) -> None:
        self._folder = folder
        self._manifest: dict[str, Any] = {"form": _FORM, "request": dict(request), "pieces": {}}
        self._today = dt.datetime.now(dt.UTC).date()
        self.oldest = self._today
        """The day of the oldest piece that was used, in UTC."""
        if folder is None or not folder.exists():
            return
        earlier = _read_manifest(folder / _MANIFEST)
        if earlier is None or not self._continues(earlier):
            say("what an earlier run has kept is of another request, or too old: starting anew")
            shutil.rmtree(folder, ignore_errors=True)
            return
        self._manifest = earlier
        say(f"going on where an earlier run ended: {len(earlier['pieces']):,} pieces are there")

    @classmethod
    def none(cls) -> Pieces:
        """Return pieces that keep nothing."""
        return cls(None, {}, lambda _line: None)

    @classmethod
    def of(cls, out_dir: Path, request: Mapping[str, object], say: Callable[[str], None]) -> Pieces:
        """Return the pieces of the fetch that writes a folder.

        Parameters
        ----------
        out_dir
            The folder that is to be written, as an absolute path: each has pieces of its own.
        request, say
            As of `Pieces`.
        """
        cache = cache_folder()
        if cache is not None:
            _remove_old(cache / FETCH_FOLDER)
        digest = hashlib.sha256(str(out_dir).encode("utf-8", "surrogateescape")).hexdigest()
        return cls(None if cache is None else cache / FETCH_FOLDER / digest[:32], request, say)

    def _continues(self, earlier: Mapping[str, Any]) -> bool:
        if earlier["request"] != self._manifest["request"]:
            return False
        days = [_day(piece.get("day")) for piece in earlier["pieces"].values()]
        return all(day is not None and abs((self._today - day).days) <= _DAYS_MAX for day in days)

    @property
    def kept(self) -> bool:
        """Whether there is any piece."""
        return bool(self._manifest["pieces"])

    def find(self, key: str) -> bytes | None:
        """Return a piece, or None where it is missing or damaged."""
        file = self.find_file(key)
        return None if file is None else file.read_bytes()

    def find_file(self, key: str) -> Path | None:
        """Return the file of a piece, or None where it is missing or damaged."""
        known = self._manifest["pieces"].get(key)
        if known is None or self._folder is None:
            return None
        file = self._folder / key
        try:
            sound = file.stat().st_size == known["bytes"] and _sha256(file) == known["sha256"]
        except OSError:
            sound = False
        if not sound:
            del self._manifest["pieces"][key]
            return None
        self.oldest = min(self.oldest, _day(known["day"]) or self._today)
        return file

    def keep(self, key: str, body: bytes) -> None:
        """Keep a piece; where the disk refuses, it is asked again next time."""
        if self._folder is None:
            return
        with suppress(OSError):
            write_whole(self._folder / key, lambda stream: stream.write(body))
            self._list(key, hashlib.sha256(body).hexdigest(), len(body))

    def place(self, key: str) -> Path | None:
        """Return where the file of a large piece may be written before it is kept, or None."""
        if self._folder is None:
            return None
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._folder / f"{key}.unfinished"

    def keep_file(self, key: str, file: Path) -> Path:
        """Keep a file that was written whole at its `place`, and return where it is now."""
        if self._folder is None:
            return file
        kept = file.replace(self._folder / key)
        self._list(key, _sha256(kept), kept.stat().st_size)
        return kept

    def forget(self, key: str) -> None:
        """Ask for a piece again next time."""
        if self._manifest["pieces"].pop(key, None) is not None:
            with suppress(OSError):
                self._write_list()

    def drop(self) -> None:
        """Delete all pieces: the fetch has written its folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._manifest["pieces"] = {}

    def _list(self, key: str, sha256: str, size: int) -> None:
        """Put a piece on the list, once it is written."""
        day = self._today.isoformat()
        self._manifest["pieces"][key] = {"sha256": sha256, "bytes": size, "day": day}
        self._write_list()

    def _write_list(self) -> None:
        text = json.dumps(self._manifest, ensure_ascii=True, indent=1, sort_keys=True)
        if self._folder is not None:
            write_whole(self._folder / _MANIFEST, lambda stream: stream.write(text.encode()))


def _remove_old(folder: Path) -> None:
    """Delete pieces that no fetch will use any more."""
    oldest_s = time.time() - (_DAYS_MAX + 1) * 86_400
    for pieces in folder.glob("*/"):
        with suppress(OSError):
            if max(file.stat().st_mtime for file in (pieces, *pieces.iterdir())) < oldest_s:
                shutil.rmtree(pieces, ignore_errors=True)


def _read_manifest(file: Path) -> dict[str, Any] | None:
    """Return what a list of pieces says, or None where it is missing, damaged or of another form."""
    try:
        read = json.loads(file.read_bytes())
        pieces = read["pieces"]
        sound = (
            read["form"] == _FORM
            and isinstance(read["request"], dict)
            and all({"sha256", "bytes", "day"} <= piece.keys() for piece in pieces.values())
            # A key is the name of a file, and no way to another folder.
            and all(key.isalnum() for key in pieces)
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return read if sound else None


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
