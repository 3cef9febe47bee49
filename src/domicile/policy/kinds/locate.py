"""Locate: does the site store and compute where it must? What is unknown counts as elsewhere."""

from collections.abc import Iterator

from domicile.core.site import Region, Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question


def problems(
    params: LocateParams, _rule: Rule, _question: Question, site: Site
) -> Iterator[Bilingual]:
    """Yield where ``site`` would take the data, if it may not lie there."""
    allowed = (*params.regions, *params.fallback)
    if not allowed:
        return
    if params.stored and site.region not in allowed:
        yield _elsewhere("stores", "存储", site.region)
    if params.inferred and site.inference_scope not in allowed:
        yield _elsewhere("computes", "计算", site.inference_scope)


def _elsewhere(verb: str, verb_zh: str, region: Region | None) -> Bilingual:
    if region is None:
        return Bilingual(en=f"Where the site {verb} is unknown.", zh=f"该站点的{verb_zh}地点未知。")
    return Bilingual(en=f"The site {verb} in `{region}`.", zh=f"该站点在 `{region}` {verb_zh}。")
