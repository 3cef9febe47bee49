"""``domicile release plan``: how far a feature is from its release."""

from collections.abc import Iterator
from typing import Final

import click

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.policy.outlook.missing import Missing
from domicile.policy.outlook.plan import MarketPlan, SitePlan
from domicile.policy.outlook.routes import WORDS, Route
from domicile.policy.telling.explain import BASIS, KNOWN
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.planning import plan_json, plans

MARKET: Final = Bilingual(en="{market}, {name}: {standing}", zh="{market}（{name}）：{standing}")
OPEN: Final = Bilingual(en="open", zh="已开放")
FAR: Final = Bilingual(
    en="closed; things to do at the nearest site: {distance}",
    zh="未开放；距离最近的站点尚有 {distance} 项待办",
)
SITE_OPEN: Final = Bilingual(en="{site}: open", zh="{site}：已开放")
SITE_FAR: Final = Bilingual(
    en="{site}: closed; things to do: {distance}", zh="{site}：未开放，尚有 {distance} 项待办"
)
STEPS: Final = Bilingual(en="in the register: {steps}", zh="登记册中的步骤：{steps}")
MISSING: Final = Bilingual(en="missing: {thing}", zh="缺少：{thing}")
WITH_DATA: Final = Bilingual(
    en="closed to requests with {data}: {thing}", zh="含 {data}的请求不得作答：{thing}"
)
DUTY: Final = Bilingual(en="duty to meet: {thing}", zh="待履行的义务：{thing}")
DUTY_WITH_DATA: Final = Bilingual(
    en="duty to meet, for requests with {data}: {thing}",
    zh="待履行的义务（含 {data}的请求）：{thing}",
)
AHEAD: Final = Bilingual(en="closes on {date}: {rule}: {text}", zh="{date} 起关闭：{rule}：{text}")
ROUTE: Final = Bilingual(en="route: {asked}", zh="路径：{asked}")
OTHER: Final = Bilingual(en="the other route would be shorter: {asked}", zh="另一路径更短：{asked}")
ASKED: Final = Bilingual(
    en="{way} ({rule}; {citation}), which asks `{artifact}`{fields}{number}",
    zh="{way}（{rule}；{citation}），要求 `{artifact}`{fields}{number}",
)
FIELDS: Final = Bilingual(en=" with {fields}", zh="，载明 {fields}")
NUMBER: Final = Bilingual(en=", and its number on `--number`", zh="，并以 `--number` 填写其编号")
THING: Final = Bilingual(
    en="{what}{remedy} ({rule}; {citation}; {basis}, {known})",
    zh="{what}{remedy}（{rule}；{citation}；{basis}，{known}）",
)
SPACE: Final = Bilingual(en=" ", zh="")
FEW: Final = Bilingual(en="{first}", zh="{first} ")
MANY: Final = Bilingual(en="{first} and {rest} more classes", zh="{first} 等 {count} 类信息")
SHOWN: Final = 4


@command(
    "plan",
    examples=(
        "domicile release plan --feature writing",
        "domicile release plan --feature assistant --market CN --site demo-cn --json",
    ),
)
@click.option("--feature", metavar="F", required=True, help="Which feature.")
@click.option("--market", metavar="M", help="Only this market.")
@click.option("--site", metavar="ID", help="Only this site.")
@with_session
def plan(session: Session, *, feature: str, market: str | None, site: str | None) -> None:
    """Say how far a feature is from its release, and what is missing.

    For each market of the settings and each site that serves the feature: steps that are left in
    the register, what packs and settings still ask, duties that only you can meet, and what will
    close the site within 90 days. It is decided as things stand, and as if all were released.
    """
    language = session.language()
    found = plans(
        session.domicile,
        FeatureId(feature),
        MarketId(market) if market else None,
        SiteId(site) if site else None,
    )
    lines = [line for each in found for line in _market(each, language)]
    session.answer(plan_json(FeatureId(feature), found, language), lines)


def _market(found: MarketPlan, language: Language) -> Iterator[str]:
    yield MARKET.spoken(language).format(
        market=found.market,
        name=found.name.spoken(language),
        standing=(OPEN if found.is_open else FAR).spoken(language).format(distance=found.distance),
    )
    for site in found.sites:
        head = SITE_OPEN if site.is_open else SITE_FAR
        yield "  " + head.spoken(language).format(site=site.site, distance=site.distance)
        yield from (f"    {line}" for line in _site(site, language))
    for each in dict.fromkeys(duty for site in found.sites for duty in site.duties):
        yield "  " + _said(DUTY_WITH_DATA if each.data else DUTY, each, language)


def _site(found: SitePlan, language: Language) -> Iterator[str]:
    if found.steps:
        steps = COMMA.spoken(language).join(found.steps)
        yield STEPS.spoken(language).format(steps=steps)
    for each in found.missing:
        yield _said(WITH_DATA if each.data else MISSING, each, language)
    if found.route and not found.is_open:
        yield ROUTE.spoken(language).format(asked=_route(found.route, language))
    if found.other and not found.is_open:
        yield OTHER.spoken(language).format(asked=_route(found.other.route, language))
    for one in found.ahead:
        yield AHEAD.spoken(language).format(
            date=one.date, rule=one.rule, text=one.text.spoken(language)
        )


def _said(words: Bilingual, found: Missing, language: Language) -> str:
    remedy = SPACE.spoken(language) + found.remedy.spoken(language) if found.remedy else ""
    thing = THING.spoken(language).format(
        what=found.what.spoken(language),
        remedy=remedy,
        rule=found.rule,
        citation=found.citation,
        basis=BASIS[found.basis].spoken(language),
        known=KNOWN[found.known].spoken(language),
    )
    return words.spoken(language).format(thing=thing, data=_classes(found, language))


def _classes(found: Missing, language: Language) -> str:
    """Name some of the classes of data; a rule for all of them would fill the screen."""
    words = MANY if len(found.data) > SHOWN else FEW
    return words.spoken(language).format(
        first=COMMA.spoken(language).join(each.value for each in found.data[:SHOWN]),
        rest=len(found.data) - SHOWN,
        count=len(found.data),
    )


def _route(found: Route, language: Language) -> str:
    fields = COMMA.spoken(language).join(found.fields)
    return ASKED.spoken(language).format(
        way=WORDS[found.way].spoken(language),
        rule=found.rule,
        citation=found.citation,
        artifact=found.artifact,
        fields=FIELDS.spoken(language).format(fields=fields) if fields else "",
        number=NUMBER.spoken(language) if found.number else "",
    )
