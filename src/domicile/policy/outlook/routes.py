"""By which route a model comes into a market that gates models: as one's own, or as a filed one.

China has two: whoever makes or tunes a model files it; a feature that only calls a filed model,
unmodified, is registered. Which gate asks what stands in the packs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from domicile.core.ids import RuleId
from domicile.core.site import Origin, Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.gate import GateParams
from domicile.policy.question import Question, is_own

Way = Literal["own_model", "filed_model"]
"""As the operator's own or tuned model, or as another's filed one, unmodified."""

WORDS: Final[dict[Way, Bilingual]] = {
    "own_model": Bilingual(en="filing of an own or tuned model", zh="自研或自行调优模型的备案"),
    "filed_model": Bilingual(
        en="registration of a filed, unmodified model", zh="调用已备案且未作修改的模型的登记"
    ),
}
"""The routes, in words."""

_ORIGIN: Final[dict[Way, Origin]] = {"own_model": "own", "filed_model": "filed"}
_OTHER: Final[dict[Way, Way]] = {"own_model": "filed_model", "filed_model": "own_model"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way for a model to come in, and what it asks."""

    way: Way
    """Which way."""

    rule: RuleId
    """The gate that describes it."""

    artifact: str
    """What must exist."""

    fields: tuple[str, ...]
    """What that must tell."""

    number: bool
    """Whether the release must carry a number that the regulator gave."""

    number_format: str
    """Regular expression of that number; empty leaves its form open."""

    citation: str
    """Law with article."""


def route(question: Question, site: Site) -> Route | None:
    """Return the route that applies to ``site``; None where no gate that binds speaks of any."""
    return _route(question, way_of(question, site)) if _is_gated(question, site) else None


def other(question: Question, site: Site) -> tuple[Route, Site] | None:
    """Return the other route, and the site as it would be if its model went there; or None."""
    if not _is_gated(question, site):
        return None
    way = _OTHER[way_of(question, site)]
    found = _route(question, way)
    return None if found is None else (found, replace(site, origin=_ORIGIN[way]))


def way_of(question: Question, site: Site) -> Way:
    """Return the way of ``site``'s model; on the device, one of unknown origin is one's own."""
    if site.is_device:
        is_filed = site.origin == "filed" and bool(site.filing_no)
        return "filed_model" if is_filed else "own_model"
    return "own_model" if is_own(site, question.inquiry.operator.name) else "filed_model"


def _is_gated(question: Question, site: Site) -> bool:
    """Tell whether a gate that binds ``site`` looks at the route of its model."""
    facts = question.of_site(site)
    return any(
        isinstance(rule.params, GateParams)
        and bool(rule.applies_to.route or rule.params.treat_as)
        and question.binds(rule, facts)
        for rule in question.binding.of_a_site
    )


def _route(question: Question, way: Way) -> Route | None:
    return next(_routes(question, way), None)


def _routes(question: Question, way: Way) -> Iterator[Route]:
    for rule in question.binding.of_a_site:
        params = rule.params
        if isinstance(params, GateParams) and way in rule.applies_to.route:
            yield Route(
                way=way,
                rule=rule.id,
                artifact=params.artifact,
                fields=params.fields,
                number=params.number,
                number_format=params.number_format,
                citation=rule.cite.at,
            )
