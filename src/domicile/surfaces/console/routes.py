"""The console's routes: the page, and the files that it loads."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domicile.app import Domicile
from domicile.core.errors import UnknownRouteError
from domicile.surfaces.console.frame import PACKAGE, SECURITY, templates
from domicile.surfaces.console.language import chosen_language
from domicile.surfaces.console.people.routes import people_routes
from domicile.surfaces.console.view import view

MEDIA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    }
)
"""Media types by the end of a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that the page loads."""

    body: bytes
    """What it holds."""

    media: str
    """Its media type."""

    @property
    def etag(self) -> str:
        """Its digest, by which a browser knows that it has this very file (RFC 9110, 8.8.3)."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


class Console:
    """Answers for the page and its files.

    Args:
        domicile: What the page is about.
    """

    def __init__(self, domicile: Domicile) -> None:
        self._domicile = domicile
        self._assets = load_assets()
        self._page = templates().get_template("console.html")

    async def home(self, request: Request) -> Response:
        """Lead on to the console."""
        del request
        return RedirectResponse("/console", headers=dict(SECURITY))

    async def page(self, request: Request) -> Response:
        """Show the page, in the reader's language."""
        language = chosen_language(
            request.query_params.get("lang"),
            request.headers.get("accept-language", ""),
            self._domicile.settings.language,
        )
        shown = await asyncio.to_thread(view, self._domicile, language)
        return Response(
            self._page.render(view=shown),
            media_type="text/html",
            headers={
                **SECURITY,
                "cache-control": "no-store",
                "content-language": shown.tag,
                "vary": "accept-language",
            },
        )

    async def asset(self, request: Request) -> Response:
        """Hand out a file, unless the browser has it already.

        Raises:
            UnknownRouteError: There is none of this name.
        """
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise UnknownRouteError("the console has no such file")
        headers = {**SECURITY, "cache-control": "no-cache", "etag": asset.etag}
        if asset.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(asset.body, media_type=asset.media, headers=headers)


def routes(domicile: Domicile) -> list[BaseRoute]:
    """Return the routes of the console for people."""
    console = Console(domicile)
    return [
        Route("/", console.home),
        Route("/console", console.page),
        Route("/console/assets/{name}", console.asset),
        *people_routes(domicile),
    ]


def load_assets() -> Mapping[str, Asset]:
    """Read every file that the page loads, by its name."""
    folder = resources.files(PACKAGE) / "assets"
    return MappingProxyType(
        {
            file.name: Asset(body=file.read_bytes(), media=MEDIA[file.name.rpartition(".")[2]])
            for file in folder.iterdir()
            if file.name.rpartition(".")[2] in MEDIA
        }
    )
