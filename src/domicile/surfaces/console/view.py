"""What the page is filled with: the markets, their partners, and all words in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.core.text import Bilingual, Language
from domicile.store.releases import ReleaseKey, Releases, ReleaseState
from domicile.surfaces.console.terms import TERMS, TIMELINE
from domicile.surfaces.console.words import EXAMPLES, PAGE, RESULT

ASSISTANT: Final = FeatureId("assistant")

MARKETS: Final = (MarketId("CN"), MarketId("EU"), MarketId("US-CA"))
"""The columns, from left to right."""

TAGS: Final[Mapping[Language, str]] = {"en": "en", "zh": "zh-Hans"}
"""Languages as browsers know them (BCP 47)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One market on the page."""

    market: MarketId
    """Which market."""

    name: str
    """Its name for people."""

    partner: SiteId | None
    """The site that answers for "the market's partner"; None without any partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that the page's template shows."""

    language: Language
    """The page's language."""

    tag: str
    """The page's language as browsers know it."""

    operator: str
    """Who runs this gateway."""

    columns: tuple[Column, ...]
    """The markets, from left to right."""

    steps: tuple[tuple[str, str], ...]
    """The timeline: each step's name, and its title."""

    page: Mapping[str, str]
    """What stands on the page from the start."""

    result: Mapping[str, str]
    """What the page says about a result."""

    terms: Mapping[str, Mapping[str, str]]
    """The field's words, by what they are words of."""

    examples: Mapping[str, str]
    """An example in each language, by the language as browsers know it."""

    @property
    def has_partner(self) -> bool:
        """Whether any site but the device can be asked."""
        return any(column.partner for column in self.columns)


def view(domicile: Domicile, language: Language) -> View:
    """Return what the page shows in ``language``, with the register as it is now."""
    releases = domicile.register.snapshot()
    return View(
        language=language,
        tag=TAGS[language],
        operator=domicile.settings.operator.name,
        columns=tuple(
            Column(
                market=market,
                name=domicile.atlas.get(market).name.spoken(language),
                partner=partner(market, domicile.settings.sites, releases),
            )
            for market in MARKETS
        ),
        steps=tuple((step, title.spoken(language)) for step, title in TIMELINE.items()),
        page=_spoken(PAGE, language),
        result=_spoken(RESULT, language),
        terms={name: _spoken(terms, language) for name, terms in TERMS.items()},
        examples={TAGS["zh"]: EXAMPLES.zh, TAGS["en"]: EXAMPLES.en},
    )


def partner(market: MarketId, sites: tuple[Site, ...], releases: Releases) -> SiteId | None:
    """Return the site to ask as the market's partner.

    One that is released there comes first, then one that the register knows, then any other: the
    decision refuses those, and says why.
    """
    able = [site.id for site in sites if ASSISTANT in site.features]
    known = [
        release for site in able if (release := releases.get(ReleaseKey(market, ASSISTANT, site)))
    ]
    released = [each for each in known if each.state is ReleaseState.RELEASED]
    best = [each.key.site for each in (*released, *known)]
    return next(iter((*best, *able)), None)


def _spoken(words: Mapping[str, Bilingual], language: Language) -> dict[str, str]:
    return {name: said.spoken(language) for name, said in words.items()}
