"""What operator and person decided by themselves, beside any market's rules."""

from collections.abc import Iterator

from domicile.core.decision import Outcome, Reason
from domicile.core.ids import RuleId
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.policy.inquiry import serves
from domicile.policy.question import Question
from domicile.policy.reasons import of_operator

_MARKET = Bilingual(
    en="The operator does not offer features in this market; `operator.markets` lists where it"
    " does.",
    zh="运营者未在此市场提供功能；`operator.markets` 列出了提供功能的市场。",
)
_NO_SITE = Bilingual(
    en="No site serves this feature; a site's `features` list what it serves.",
    zh="没有站点提供此功能；站点的 `features` 列出其提供的功能。",
)
_FEATURE = Bilingual(
    en="This site does not serve the feature; its `features` list what it serves.",
    zh="该站点不提供此功能；其 `features` 列出所提供的功能。",
)
_SENSITIVE = Bilingual(
    en="The operator keeps sensitive features and data from partners; the device may answer.",
    zh="运营者不向合作方提供敏感功能和敏感数据；可由设备端作答。",
)
_DEVICE_ONLY = Bilingual(
    en="The person wants nothing to go to partners; the device may answer.",
    zh="本人不希望任何内容交给合作方；可由设备端作答。",
)

_TRAINING = Bilingual(
    en="The person does not want their words to be trained on, and this site may do so as far as"
    " its terms are known.",
    zh="本人不希望其输入内容被用于训练，而就已知条款而言，该站点可能用于训练。",
)
_TERMS = Bilingual(
    en="A contract that rules it out would do, under the site's `terms`.",
    zh="在站点的 `terms` 中列明排除训练的合同即可。",
)


def of_request(question: Question) -> Iterator[Reason]:
    """Yield what the operator says of the request as a whole."""
    asked = question.inquiry
    if asked.whereabouts.operator not in asked.operator.markets:
        yield of_operator(
            "operator.market", Outcome.REFUSE, setting="operator.markets", text=_MARKET
        )
    if asked.pin is None and not any(serves(site, asked.feature) for site in asked.sites):
        yield of_operator(
            "operator.feature", Outcome.REFUSE, setting="sites.features", text=_NO_SITE
        )


def of_site(question: Question, site: Site) -> Iterator[Reason]:
    """Yield what operator and person say of one site."""
    asked = question.inquiry
    if not serves(site, asked.feature):
        yield of_operator(
            "operator.feature",
            Outcome.REFUSE,
            setting="sites.features",
            text=_FEATURE,
            site=site.id,
        )
    if site.is_device:
        return
    if asked.operator.partners_non_sensitive_only and _is_sensitive(question):
        yield of_operator(
            "operator.non_sensitive",
            Outcome.REFUSE,
            setting="operator.partners_non_sensitive_only",
            text=_SENSITIVE,
            site=site.id,
        )
    if asked.choices.device_only:
        yield _of_person("person.device_only", _DEVICE_ONLY, site)
    if asked.choices.training is False and site.terms.trains_on_input:
        yield _of_person("person.training", _TRAINING, site, _TERMS)


def _is_sensitive(question: Question) -> bool:
    asked = question.inquiry
    by_feature = asked.is_sensitive or asked.feature in asked.operator.sensitive_features
    return by_feature or not question.binding.sensitive.isdisjoint(asked.data)


def _of_person(rule: str, text: Bilingual, site: Site, remedy: Bilingual | None = None) -> Reason:
    return Reason(
        rule=RuleId(rule),
        kind="person",
        outcome=Outcome.REFUSE,
        basis="house",
        known="primary",
        citation="The person's choice",
        words=text,
        site=site.id,
        remedy=remedy,
    )
