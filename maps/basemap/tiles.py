"""An online map behind everything else: off at first, and never needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from ...common.errors import Fault, InputError
from ..wording.messages import message

if TYPE_CHECKING:
    from ..document.offline import DataLayer

TileCrs = Literal["wgs84", "gcj02"]

_TIANDITU: Final = "https://t{s}.tianditu.gov.cn/DataServer?T=%s&x={x}&y={y}&l={z}&tk="
_SERVERS: Final = "01234567"
_HOST: Final = re.compile(
    r"(https?)://((?:[A-Za-z0-9-]|\{s\})+(?:\.(?:[A-Za-z0-9-]|\{s\})+)*)(:\d+)?/"
)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_SIGNS: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%{}]+")
_FIELDS: Final = frozenset({"x", "y", "-y", "z", "s"})

_GCJ02_DOMAINS: Final = (
    "autonavi.com",
    "amap.com",
    "gaode.com",
    "qq.com",
    "gtimg.com",
    "gtimg.cn",
    "google.cn",
    "geoq.cn",
)
"""Servers of Amap (Gaode), Tencent, Google China and GeoQ, whose tiles are drawn in GCJ-02."""

_BD09_DOMAINS: Final = ("baidu.com", "bdimg.com", "bdstatic.com")
_WGS84_DOMAINS: Final = ("openstreetmap.org", "tianditu.gov.cn", "tianditu.com")


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """An online tile layer that a map offers in its list of layers.

    Parameters
    ----------
    url
        Where the tiles are: ``https://host/{z}/{x}/{y}.png``; ``{-y}`` counts rows from the south, ``{s}`` is
        one of `servers`. Several are drawn one over the other, such as a map and its names.
    crs
        ``"wgs84"``, or ``"gcj02"`` for maps of Chinese services that are drawn with the shift prescribed
        there: the page puts such tiles where they belong. May be left out for servers that are known:
        OpenStreetMap, Tianditu, Amap, Tencent, Google China, GeoQ.
    attribution
        Whose tiles they are, shown at the map's edge while the layer is on.
    name
        As the layer control calls it; by default the server's name.
    servers
        What ``{s}`` stands for, a letter or digit each.
    zoom_max
        The last zoom that the server has tiles of; beyond it they are enlarged.

    Raises
    ------
    InputError
        If an address is no tile address, `crs` is missing where the server is not known or is not what the
        server is known for, or the server is Baidu's, whose tiles have a grid of their own.

    See Also
    --------
    named_tiles : A tile layer that is known by name.
    plan_map : Draw a plan as a page.

    Examples
    --------
    >>> import halfhour as hh
    >>> tiles = hh.Tiles(url="https://{s}.example.org/{z}/{x}/{y}.png", crs="wgs84", servers="ab")
    >>> tiles.hosts
    ('https://a.example.org', 'https://b.example.org')
    >>> tiles.title, tiles.shifted
    ('a.example.org', False)
    """

    url: str | tuple[str, ...]
    crs: TileCrs | None = None
    attribution: str = ""
    name: str = ""
    servers: str = "abc"
    zoom_max: int = 18

    def __post_init__(self) -> None:
        faults = [fault for url in self.urls for fault in _url_faults(url, self.servers)]
        faults = faults or [
            fault for url in self.urls if (fault := _crs_fault(url, self.crs)) is not None
        ]
        if not self.urls:
            faults.append(_fault("url", None, "is missing", "give the address of tiles"))
        if not 1 <= self.zoom_max <= 24:
            faults.append(
                _fault("zoom_max", self.zoom_max, "is no zoom of tiles", "give 1 to 24, such as 18")
            )
        if faults:
            raise InputError(*faults)

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses, from bottom to top."""
        return (self.url,) if isinstance(self.url, str) else self.url

    @property
    def shifted(self) -> bool:
        """Whether the tiles are drawn in GCJ-02."""
        return self.crs == "gcj02" or _in_domains(self.urls[0], _GCJ02_DOMAINS)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The servers that the page may ask for images, as its content security policy names them."""
        found = []
        for url in self.urls:
            scheme, host, port = _parts(url)
            names = [host.replace("{s}", one) for one in self.servers] if "{s}" in host else [host]
            found += [f"{scheme}://{name}{port}" for name in names]
        return tuple(dict.fromkeys(found))

    @property
    def title(self) -> str:
        """The name, or the server where there is none."""
        return self.name or _parts(self.urls[0])[1].replace("{s}", self.servers[:1])


def named_tiles(name: str, *, key: str = "") -> Tiles:
    """Return a tile layer that is known by name.

    Parameters
    ----------
    name
        ``"openstreetmap"``; ``"tianditu"`` (map) or ``"tianditu_images"`` (satellite), with names in
        Chinese.
    key
        The user's own key, which Tianditu asks for. It stands in the page: whoever has the page has the key.

    Returns
    -------
    Tiles
        For `plan_map`.

    Raises
    ------
    InputError
        If there is no layer of this name, or it needs a key and has none.

    See Also
    --------
    Tiles : What is returned; for layers of any other server.
    plan_map : Draw a plan as a page.

    Examples
    --------
    >>> import halfhour as hh
    >>> tiles = hh.named_tiles("openstreetmap")
    >>> tiles.url, tiles.zoom_max
    ('https://tile.openstreetmap.org/{z}/{x}/{y}.png', 19)
    >>> hh.named_tiles("tianditu", key="abc").hosts[0]
    'https://t0.tianditu.gov.cn'
    """
    if name == "openstreetmap":
        return Tiles(
            url="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
            crs="wgs84",
            attribution="© OpenStreetMap contributors",
            name="OpenStreetMap",
            zoom_max=19,
        )
    layers = {"tianditu": ("vec_w", "cva_w"), "tianditu_images": ("img_w", "cia_w")}
    if name not in layers:
        raise InputError(
            _fault(
                "name",
                name,
                "there are no tiles of this name",
                f"give openstreetmap, {', '.join(layers)}, or an address with {{z}}, {{x}} and {{y}}",
            )
        )
    if not _KEY.fullmatch(key):
        raise InputError(
            _fault(
                "key",
                key or None,
                "Tianditu asks for a key" if not key else "is no key of Tianditu",
                "get one at console.tianditu.gov.cn and give it as key",
            )
        )
    return Tiles(
        url=tuple(_TIANDITU % layer + key for layer in layers[name]),
        crs="wgs84",
        attribution="© 天地图",
        name="天地图",
        servers=_SERVERS,
    )


def tile_layer(tiles: Tiles) -> DataLayer:
    """Return the tiles as a layer of the page, off at first."""
    from ..document.offline import DataLayer  # noqa: PLC0415 - loads folium, which no study file needs

    data: dict[str, Any] = {
        "urls": tiles.urls,
        "servers": tiles.servers,
        "zoom_max": tiles.zoom_max,
        "shifted": tiles.shifted,
        "attribution": tiles.attribution,
        "name": tiles.title,
    }
    label = message("Online map: {name}", name=tiles.title)
    return DataLayer("tiles", data, name=label, show=False)


def _parts(url: str) -> tuple[str, str, str]:
    match = _HOST.match(url)
    assert match is not None  # noqa: S101 - checked when the layer was made
    return match[1], match[2], match[3] or ""


def _url_faults(url: str, servers: str) -> list[Fault]:
    fields = set(re.findall(r"\{([^{}]*)\}", url))
    fix = "write it like https://host/{z}/{x}/{y}.png"
    if not _HOST.match(url) or not _SIGNS.fullmatch(url):
        return [_fault("url", url, "is no address of tiles", fix)]
    if not {"x", "z"} <= fields or not fields & {"y", "-y"} or not fields <= _FIELDS:
        return [_fault("url", url, "does not say where zoom, column and row of a tile go", fix)]
    if "s" in fields and not re.fullmatch(r"[A-Za-z0-9]+", servers):
        return [_fault("servers", servers, "must be letters or digits", 'write it like "abc"')]
    return []


def _crs_fault(url: str, crs: str | None) -> Fault | None:
    if _in_domains(url, _BD09_DOMAINS):
        return _fault(
            "url",
            url,
            "Baidu's tiles are drawn in BD-09 on a grid of their own and would lie hundreds of metres off",
            "use Tianditu or OpenStreetMap",
        )
    if crs is not None and crs not in get_args(TileCrs):
        return _fault("crs", crs, "is not known", "give wgs84 or gcj02")
    if crs == "wgs84" and _in_domains(url, _GCJ02_DOMAINS):
        return _fault(
            "crs",
            crs,
            "this server's tiles are drawn in GCJ-02; as WGS 84 they would lie up to 700 m off",
            "write crs: gcj02, or leave it out",
        )
    if crs is None and not _in_domains(url, (*_GCJ02_DOMAINS, *_WGS84_DOMAINS)):
        return _fault(
            "crs",
            None,
            f"is not known for {_parts(url)[1]}; taken wrongly, the map would lie up to 700 m off",
            "ask who runs the server, and give wgs84 or gcj02",
        )
    return None


def _in_domains(url: str, domains: tuple[str, ...]) -> bool:
    host = _parts(url)[1].lower()
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _fault(column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file="tiles", column=column, value=value, cause=cause, fix=fix)
