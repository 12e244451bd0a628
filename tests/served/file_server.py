"""A web server on 127.0.0.1 that gives files in parts, and may be told to answer otherwise."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_RANGE = re.compile(r"bytes=(\d+)-(\d+)")

Answer = Callable[["BaseHTTPRequestHandler", bytes, tuple[int, int]], None]
"""Answers a request for a part (first and last byte) of a file."""


@dataclass
class FileServer:
    """A running server: `answers` are given one after the other before it answers as it should."""

    files: dict[str, bytes]
    url: str
    answers: list[Answer | None] = field(default_factory=list)
    always: Answer | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def bytes_asked(self) -> int:
        """How many bytes all ranges that were asked for hold."""
        found = [_RANGE.fullmatch(said) for _, said in self.asked]
        return sum(int(part[2]) - int(part[1]) + 1 for part in found if part)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """Send an answer; its length is that of the body unless a header says another."""
    handler.send_response(status)
    all_headers = {"Content-Length": str(len(body)), "Content-Type": "image/tiff", **headers}
    for name, value in all_headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def part(handler: BaseHTTPRequestHandler, body: bytes, asked: tuple[int, int]) -> None:
    """Give the part that was asked for."""
    first, last = asked[0], min(asked[1], len(body) - 1)
    send(
        handler,
        206,
        body[first : last + 1],
        Content_Range=f"bytes {first}-{last}/{len(body)}",
        ETag=f'"{hashlib.sha256(body).hexdigest()[:8]}"',
        Last_Modified="Wed, 01 Jan 2025 00:00:00 GMT",
    )


def whole(handler: BaseHTTPRequestHandler, body: bytes, _asked: tuple[int, int]) -> None:
    """Give all of it, whatever part was asked for."""
    send(handler, 200, body)


def status(code: int, **headers: str) -> Answer:
    """Answer with a status alone."""
    return lambda handler, _body, _asked: send(handler, code, b"", **headers)


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[FileServer]:
    """Serve files by their paths on a free port for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = self.headers.get("Range", "")
            server.asked.append((self.path, said))
            body = server.files.get(self.path)
            found = _RANGE.fullmatch(said)
            asked = (int(found[1]), int(found[2])) if found else (0, 2**60)
            special = server.answers.pop(0) if server.answers else server.always
            try:
                if special is not None:
                    special(self, body or b"", asked)
                elif body is None:
                    send(self, 404, b"no")
                elif found is None:
                    whole(self, body, asked)
                else:
                    part(self, body, asked)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = FileServer(files=files, url=f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
