"""The command of the local web page: `halfhour serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

# The public names load what they need when they are used, so that --help is quick.
import typer

from ...common.packages.extras import require_extra
from ..console import console


def serve(  # noqa: PLR0913, PLR0917 - typer's way of options
    study: Annotated[Path, typer.Argument(help="The study file (YAML).", show_default=False)],
    service: Annotated[
        list[str] | None,
        typer.Option("--service", help="Only this service; may be given several times."),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Whose people; by default the people layer's year.")
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; beyond this machine with a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port; 0 for any that is free.")] = 8765,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="HALFHOUR_TOKEN",
            help="Who asks must know it; beyond this machine one is made by default.",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Another name of this server, such as behind a proxy."),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of the page: en or zh.")] = "en",
    no_browser: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool, typer.Option("--no-browser", help="Open no browser.")
    ] = False,
) -> None:
    """Serve a local web page: click a place, see what a site there would change, save the memo."""
    require_extra("serve")
    from ...maps.wording.messages import require_lang  # noqa: PLC0415 - loads large libraries
    from .run import made_token, serve_study  # noqa: PLC0415
    from .settings import ServerSettings, is_loopback  # noqa: PLC0415

    made = "" if token or is_loopback(host) else made_token()
    settings = ServerSettings(
        host=host,
        port=port,
        token=token or made,
        shows_token=bool(made),
        names=tuple(name or ()),
        lang=require_lang(lang),
    )
    serve_study(
        study,
        settings,
        console(stderr=True),
        services=service or (),
        year=year,
        opens_browser=not no_browser,
    )
