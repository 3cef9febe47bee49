"""Locate: does the site store and compute where it must? What is unknown counts as elsewhere."""

from collections.abc import Iterator

from domicile.core.site import Region, Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question
from domicile.policy.reasons import Problem


def problems(
    params: LocateParams, _rule: Rule, _question: Question, site: Site
) -> Iterator[Problem]:
    """Yield where ``site`` would take the data, if it may not lie there."""
    if not params.regions:
        return
    allowed = (*params.regions, *params.fallback)
    if params.stored and site.region not in allowed:
        yield _elsewhere("stores", "存储", site.region, allowed)
    if params.inferred and site.inference_scope not in allowed:
        yield _elsewhere("computes", "计算", site.inference_scope, allowed)


def _elsewhere(
    verb: str, verb_zh: str, region: Region | None, allowed: tuple[Region, ...]
) -> Problem:
    remedy = Bilingual(
        en=f"It would take a site that {verb} in {COMMA.en.join(allowed)}.",
        zh=f"须使用在 {COMMA.zh.join(allowed)} {verb_zh}的站点。",
    )
    if region is None:
        text = Bilingual(en=f"Where the site {verb} is unknown.", zh=f"该站点的{verb_zh}地点未知。")
    else:
        text = Bilingual(
            en=f"The site {verb} in `{region}`.", zh=f"该站点在 `{region}` {verb_zh}。"
        )
    return Problem(text, remedy)
