"""Running the server until it is told to stop."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
import webbrowser
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI
from rich.console import Console

from ...common.errors import Fault, InputError
from ...common.large_work import Report
from ...maps.wording.messages import say
from ...maps.wording.progress_words import progress_said
from ..progress.command import command_progress
from ..study.layers import read_layers
from ..study.planned.register_path import register_path
from ..study.study import Study, computed_study
from .application import study_app
from .gate.log import LOG
from .listening import bound_socket
from .register_of_study import StudyRegister
from .settings import ServerSettings, is_loopback
from .study_desks import StudyDesks

_HEADERS_BYTES: Final = 32_768
_STOP_S: Final = 20
_QUIET_S: Final = 15
"""Seconds that a connection may stay open without a request."""


def serve_study(
    study: Path,
    settings: ServerSettings,
    console: Console,
    *,
    services: Collection[str] = (),
    year: int | None = None,
    opens_browser: bool = True,
) -> None:
    """Open a study and answer questions about sites until the process is told to stop.

    Parameters
    ----------
    study
        The study file.
    settings
        Where to listen, and who may ask.
    console
        Where progress and failures are told.
    services
        Which services; by default all with travel.
    year
        Whose people count; by default those of the year that the people layer counts.
    opens_browser
        Whether a browser is opened.

    Raises
    ------
    InputError
        If the port is taken, or the study has faults.
    """
    listens = bound_socket(settings.host, settings.port)
    with listens:
        settings = replace(settings, port=listens.getsockname()[1])
        with command_progress(f"opening {study}") as report:
            opened = _opened(study, services, year, report)
            desks = study_desks(
                opened,
                reopen=lambda: _opened(study, services, year, lambda _: None),
                report=lambda line: console.print(progress_said(str(line), settings.lang)),
            )
            report("drawing the page")
            desks.page(settings.lang)
        _log_to(console)
        desks.prepare_beside()
        _run(study_app(desks, settings), settings, listens, console, opens_browser=opens_browser)


def study_desks(study: Study, *, reopen: Callable[[], Study], report: Report) -> StudyDesks:
    """Return a study as it is served, with its register.

    Parameters
    ----------
    study
        The study, opened.
    reopen
        Opens it anew.
    report
        Called with one line of text when a service's preparation begins.

    Raises
    ------
    InputError
        If none of its services has travel times.
    """
    layers = study.layers
    if not study.assessments:
        raise InputError(
            Fault(
                file=layers.path.name,
                column="services",
                cause="none of them has travel times, so that no site can be checked",
                fix="write `travel: true` for one",
            )
        )
    register = StudyRegister(path=register_path(layers.file, layers.path))
    return StudyDesks(study, list(study.assessments), register, reopen=reopen, report=report)


def made_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(32)


def _opened(path: Path, services: Collection[str], year: int | None, report: Report) -> Study:
    wanted = list(services) or None
    layers = read_layers(path, services=wanted, report=report)
    return computed_study(layers, services=wanted, year=year, must_ask=False, report=report)


def _run(
    app: FastAPI,
    settings: ServerSettings,
    listens: socket.socket,
    console: Console,
    *,
    opens_browser: bool,
) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            # Ours says what happened without what was asked.
            access_log=False,
            log_config=None,
            log_level="critical",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="on",
            limit_concurrency=4 * settings.limits.waiting,
            h11_max_incomplete_event_size=_HEADERS_BYTES,
            timeout_keep_alive=_QUIET_S,
            timeout_graceful_shutdown=_STOP_S,
        )
    )
    _tell(settings, console)
    if opens_browser and is_loopback(settings.host):
        threading.Thread(target=_open, args=(server, settings), daemon=True).start()
    # Ctrl+C is how it is told to stop.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listens])
    console.print(say(settings.lang, "stopped"))


def _tell(settings: ServerSettings, console: Console) -> None:
    where = settings.address + (f"#token={settings.token}" if settings.shows_token else "")
    said = say(settings.lang, "serving at {address} (Ctrl+C stops it)", address=where)
    console.print(said, soft_wrap=True)
    if not is_loopback(settings.host):
        warning = say(
            settings.lang,
            "Other machines can reach this server; who asks must know the token. "
            "It is sent without encryption: put a proxy with HTTPS before it where the network is not yours.",
        )
        console.print(warning, soft_wrap=True)


def _open(server: uvicorn.Server, settings: ServerSettings) -> None:
    while not server.started:
        time.sleep(0.05)
    token = f"#token={settings.token}" if settings.token else ""
    webbrowser.open(settings.address + token)


def _log_to(console: Console) -> None:
    class ToConsole(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            console.print(record.getMessage(), soft_wrap=True)

    LOG.handlers = [ToConsole()]
    LOG.propagate = False
