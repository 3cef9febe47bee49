"""What the page is filled with: the markets, their partners, and all words in one language."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.core.text import Bilingual, Language
from domicile.store.releases import ReleaseKey, Releases, ReleaseState
from domicile.surfaces.console.frame import TAGS
from domicile.surfaces.console.terms import TERMS, TIMELINE
from domicile.surfaces.console.words import EXAMPLES, PAGE, RESULT

ASSISTANT: Final = FeatureId("assistant")

MARKETS: Final = (MarketId("CN"), MarketId("EU"), MarketId("US-CA"))
"""The columns, from left to right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One market on the page."""

    market: MarketId
    """Which market."""

    name: str
    """Its name for people."""

    partner: SiteId | None
    """The site that answers for "the market's partner"; None without any partner."""

    is_released: bool
    """Whether the register has released that site here."""


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
        columns=tuple(_column(domicile, market, language, releases) for market in MARKETS),
        steps=tuple((step, title.spoken(language)) for step, title in TIMELINE.items()),
        page=_spoken(PAGE, language),
        result=_spoken(RESULT, language),
        terms={name: _spoken(terms, language) for name, terms in TERMS.items()},
        examples={TAGS["zh"]: EXAMPLES.zh, TAGS["en"]: EXAMPLES.en},
    )


def partner(
    market: MarketId, sites: Iterable[Site], released: Collection[ReleaseKey]
) -> SiteId | None:
    """Return the site to ask as the market's partner: of those released there, the first.

    Where none is, the one that is released in most markets: the decision refuses it, and says why.
    """
    able = [site.id for site in sites if ASSISTANT in site.features]
    there = [site for site in able if ReleaseKey(market, ASSISTANT, site) in released]
    spread = Counter(key.site for key in released)
    return next(iter((*there, *sorted(able, key=lambda site: -spread[site]))), None)


def _column(domicile: Domicile, market: MarketId, language: Language, releases: Releases) -> Column:
    released = [
        key
        for key, release in releases.items()
        if key.feature == ASSISTANT and release.state is ReleaseState.RELEASED
    ]
    site = partner(market, domicile.settings.sites, released)
    return Column(
        market=market,
        name=domicile.atlas.get(market).name.spoken(language),
        partner=site,
        is_released=site is not None and ReleaseKey(market, ASSISTANT, site) in released,
    )


def _spoken(words: Mapping[str, Bilingual], language: Language) -> dict[str, str]:
    return {name: said.spoken(language) for name, said in words.items()}
