"""Asking servers, for one fetch: asked again when busy, redirected, and all within its bounds."""

from __future__ import annotations

import contextlib
import hashlib
import http
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import osmnx as ox

from ....common.errors import Fault, InputError
from ..bounds import FetchBounds
from .bounded_http import (
    UnusableAnswerError,
    body_to_file,
    bounded_body,
    bounded_request,
    retry_after_s,
)
from .pieces import Pieces

ELSEWHERE: Final = (
    "try again later, name another server (overpass_url, nominatim_url), or take the roads from a "
    "downloaded OSM extract (.osm.pbf) instead"
)
SMALLER: Final = (
    "name a smaller place, or take the roads from a downloaded OSM extract (.osm.pbf) instead"
)

Answer = TypeVar("Answer")

_BUSY: Final = frozenset({429, 502, 503, 504})
_SUCCESS: Final = frozenset(range(200, 300))
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_MAX: Final = 5
_SHOWN_MAX: Final = 160

_BYTES_PER_CONTAINER: Final = 8
"""JSON of OSM has far more to a list or an object; one of nothing but ``[],`` takes 20 times its memory."""


def shown(text: object) -> str:
    """Return what a server said as one short line of printable text."""
    start = str(text)[: 2 * _SHOWN_MAX]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in start).split())
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}..."


class UnansweredError(InputError):
    """A server cannot be reached, or its answer ended before it was whole: asking again may help."""


def bad_answer(server: str, cause: str, fix: str = ELSEWHERE) -> InputError:
    """Return the error that names a server and what it answered."""
    return InputError(Fault(file=server, cause=cause, fix=fix))


@dataclass(frozen=True, kw_only=True)
class Query:
    """What a server is asked.

    Parameters
    ----------
    server
        As the user knows it; errors name it.
    method, url
        Of the request.
    params
        What stands behind the address.
    data
        The form in the body.
    headers
        Headers besides the usual ones.
    bodies
        Statuses whose body is read; of others it is left alone.
    fix, smaller
        What to do where the server has no answer, and where it is more than a fetch may take.
    """

    server: str
    method: str
    url: str
    params: Mapping[str, str] | None = None
    data: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    bodies: frozenset[int] = _SUCCESS
    fix: str = ELSEWHERE
    smaller: str = SMALLER

    @property
    def key(self) -> str:
        """A digest of all that the answer depends on."""
        asked = [self.method, self.url, self.params, self.data, self.headers]
        text = json.dumps(asked, sort_keys=True, default=dict)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a server replied.

    Parameters
    ----------
    status
        The status of the answer.
    headers
        Its headers, by names of any case.
    body
        What came, decompressed; empty where the query does not want the body of such a status.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def said(self) -> str:
        """The status in words: the standard's, for those of the server may be anything."""
        try:
            return f"{self.status} {http.HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


class OsmClient:
    """The requests of one fetch.

    Parameters
    ----------
    bounds
        What each of them may take, and all together.
    say
        Called with a line of text when a busy server is asked again.
    pieces
        Answers that an earlier run has got, and where those of this one are kept.
    """

    def __init__(
        self, bounds: FetchBounds, say: Callable[[str], None], pieces: Pieces | None = None
    ) -> None:
        self.bounds = bounds
        self.say = say
        self.pieces = Pieces.none() if pieces is None else pieces
        self._deadline = time.monotonic() + bounds.total_s
        self._requests = 0
        self._bytes = 0

    def ask(self, query: Query, read: Callable[[object], Answer], *, bytes_max: int) -> Answer:
        """Return a server's answer, or the one that an earlier run has got.

        Parameters
        ----------
        query
            What is asked.
        read
            Makes the answer of what stood in its JSON; raises `UnusableAnswerError` if it cannot.
        bytes_max
            Bytes of the answer, after decompression.

        Raises
        ------
        InputError
            If there is no answer that can be used, or a bound is reached.
        """
        kept = self.pieces.find(query.key)
        if kept is not None:
            with contextlib.suppress(UnusableAnswerError):
                return read(parsed(kept))
        reply = self.reply(query, bytes_max)
        if reply.status >= http.HTTPStatus.BAD_REQUEST:
            raise bad_answer(query.server, f"answered {reply.said}", query.fix)
        try:
            answer = read(parsed(reply.body))
        except UnusableAnswerError as error:
            raise bad_answer(query.server, str(error), query.fix) from error
        self.pieces.keep(query.key, reply.body)
        return answer

    def reply(self, query: Query, bytes_max: int, *, file: Path | None = None) -> Reply:
        """Return what a server replies once it is not busy, behind all redirects.

        Parameters
        ----------
        query
            What is asked.
        bytes_max
            Bytes of the body, after decompression.
        file
            If given, the body is written here as it comes, and may take all of the time that is left.

        Raises
        ------
        InputError
            If it replies nothing, is busy each time, or a bound is reached; or the file cannot be written.
        """
        tries = 0
        while (reply := self._followed(query, bytes_max, file)).status in _BUSY:
            tries += 1
            self._wait_while_busy(query, reply, tries)
        return reply

    def pause(self, pause_s: float, why: str) -> bool:
        """Wait, unless the time of the fetch is over before; return whether there was a pause."""
        if time.monotonic() + pause_s > self._deadline:
            return False
        self.say(f"{why}; asking again in {pause_s:g} s")
        time.sleep(pause_s)
        return True

    def _followed(self, query: Query, bytes_max: int, file: Path | None) -> Reply:
        """Return the reply behind all redirects."""
        for _ in range(_REDIRECTS_MAX + 1):
            reply = self._sent(query, bytes_max, file)
            if (
                location := reply.headers.get("Location")
            ) is None or reply.status not in _REDIRECTS:
                return reply
            # The new address holds its parameters; a form is sent again.
            query = replace(query, url=_target(query, location), params=None)
        raise bad_answer(query.server, f"redirects more than {_REDIRECTS_MAX} times", query.fix)

    def _sent(self, query: Query, bytes_max: int, file: Path | None) -> Reply:
        """Send one request."""
        options: dict[str, Any] = {
            **ox.settings.requests_kwargs,
            "params": query.params,
            "data": query.data,
            "headers": {
                "User-Agent": "Halfhour facility coverage planner (with OSMnx)",
                "Accept-Language": ox.settings.http_accept_language,
                "Accept-Encoding": "gzip, deflate",
                **query.headers,
            },
        }
        left_s = self._count(query)
        within_s = left_s if file is not None else min(left_s, self.bounds.answer_s)
        body = b""
        try:
            with bounded_request(
                query.method, query.url, within_s=within_s, bytes_max=bytes_max, **options
            ) as response:
                reply = Reply(status=response.status_code, headers=response.headers)
                # What an error or a redirect says beside its status is not read.
                if response.status_code in query.bodies and file is not None:
                    body_to_file(response, file, bytes_max)
                elif response.status_code in query.bodies:
                    body = bounded_body(response, bytes_max)
        except UnusableAnswerError as error:
            raise UnansweredError(
                Fault(file=query.server, cause=str(error), fix=query.fix)
            ) from error
        self._bytes += len(body)
        if self._bytes > self.bounds.total_bytes:
            total_mb = self.bounds.total_bytes / 1e6
            raise bad_answer(
                query.server, f"sent more than {total_mb:,.6g} MB in all", query.smaller
            )
        return replace(reply, body=body)

    def _count(self, query: Query) -> float:
        """Count a request, and return the seconds that are left."""
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise bad_answer(
                query.server,
                f"is too slow: {self.bounds.total_s:,.6g} s are over",
                fix=query.smaller,
            )
        if self._requests >= self.bounds.requests:
            raise bad_answer(
                query.server,
                f"would have to be asked more than {self._requests:,} times",
                query.smaller,
            )
        self._requests += 1
        return left_s

    def _wait_while_busy(self, query: Query, reply: Reply, tries: int) -> None:
        """Pause before a busy server is asked again, each time twice as long, or as long as it asks for.

        Raises
        ------
        InputError
            When it was asked often enough.
        """
        pause_s = self.bounds.busy_wait_s * 2 ** (tries - 1)
        asked_s = retry_after_s(reply.headers.get("Retry-After", ""))
        # A pause that is longer than what is left of the fetch is no help to anybody.
        if asked_s is not None and time.monotonic() + asked_s <= self._deadline:
            pause_s = max(pause_s, asked_s)
        if tries >= self.bounds.busy_tries or not self.pause(
            pause_s, f"the server is busy ({reply.said})"
        ):
            raise bad_answer(
                query.server, f"answered {reply.said} each time, {tries} times", query.fix
            )


def _target(query: Query, location: str) -> str:
    try:
        url = urljoin(query.url, location)
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        raise bad_answer(
            query.server,
            f"redirects to {shown(location)!r}, which is no address on the web",
            query.fix,
        )
    return url


def parsed(body: bytes) -> object:
    """Return what a JSON text holds.

    Raises
    ------
    UnusableAnswerError
        If it is not JSON, or of a kind that would fill the memory or the stack.
    """
    if not body.strip():
        raise UnusableAnswerError("sent an empty answer")
    if body.count(b"[") + body.count(b"{") > 1000 + len(body) / _BYTES_PER_CONTAINER:
        raise UnusableAnswerError("sent JSON of nothing but brackets, no OpenStreetMap data")
    try:
        answer: object = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        start = shown(body[:40].decode("utf-8", "replace"))
        raise UnusableAnswerError(
            f"answered something that is not JSON, but begins with {start!r}"
        ) from error
    except ValueError as error:
        raise UnusableAnswerError("sent a number of thousands of digits") from error
    except RecursionError as error:
        raise UnusableAnswerError("sent JSON that is nested too deeply") from error
    return answer
