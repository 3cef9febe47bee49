"""What stands around every page: its language, its head, and how it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from domicile.app import Domicile
from domicile.core.text import Bilingual, Language
from domicile.surfaces.console.language import chosen_language

PACKAGE: Final = "domicile.surfaces.console"

POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
"""What the page may load and do (Content Security Policy, level 3): nothing from elsewhere."""

SECURITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "content-security-policy": "; ".join(POLICY),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
)
"""What every response of the console carries."""

TAGS: Final[Mapping[Language, str]] = MappingProxyType({"en": "en", "zh": "zh-Hans"})
"""Languages as browsers know them (BCP 47)."""

NAMES: Final[Mapping[Language, str]] = MappingProxyType({"en": "English", "zh": "中文"})
"""What each language is called in itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a page is shown in."""

    language: Language
    """The page's language."""

    operator: str
    """Who runs this gateway."""

    path: str
    """Where the page lies."""

    query: tuple[tuple[str, str], ...] = ()
    """What its address says beside the language."""

    @property
    def tag(self) -> str:
        """The page's language as browsers know it."""
        return TAGS[self.language]

    @property
    def names(self) -> Mapping[Language, str]:
        """The languages that there are, each in its own words."""
        return NAMES

    def tag_of(self, language: Language) -> str:
        """Return another language as browsers know it."""
        return TAGS[language]

    def switched(self, language: Language) -> str:
        """Return the address of this page in another language."""
        return "?" + urlencode((*self.query, ("lang", language)))

    def link(self, path: str, **query: str) -> str:
        """Return the address of another page, in this language."""
        return f"{path}?{urlencode({**query, 'lang': self.language})}"

    def said(self, *words: Mapping[str, Bilingual]) -> dict[str, str]:
        """Return words in this page's language."""
        return {name: text.spoken(self.language) for group in words for name, text in group.items()}


def frame_of(request: Request, domicile: Domicile) -> Frame:
    """Return what to show the page of ``request`` in."""
    query = parse_qsl(request.url.query)
    language = chosen_language(
        dict(query).get("lang"),
        request.headers.get("accept-language", ""),
        domicile.settings.language,
    )
    return Frame(
        language=language,
        operator=domicile.settings.operator.name,
        path=request.url.path,
        query=tuple((name, value) for name, value in query if name != "lang"),
    )


class Pages:
    """Writes pages. Safe to use from any thread."""

    def __init__(self) -> None:
        self._templates = templates()

    def page(
        self,
        name: str,
        frame: Frame,
        shown: Mapping[str, object],
        *,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Return the page of a template, filled with ``shown``.

        Its forms are sent with their origin, which ``no-referrer`` would hide from the gateway's
        own door (Fetch Standard, 3.2.6).
        """
        return Response(
            self._templates.get_template(name).render(shown, frame=frame),
            status_code=status,
            media_type="text/html",
            headers={
                **SECURITY,
                "referrer-policy": "same-origin",
                "cache-control": "no-store",
                "content-language": frame.tag,
                "vary": "accept-language",
            },
        )


def templates() -> jinja2.Environment:
    """Return the templates; what they are filled with is escaped, and a missing word fails."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader(PACKAGE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
