"""Partner: may this site be asked? What is unknown of it counts as the worst."""

import re
from collections.abc import Iterator

from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Rule
from domicile.policy.numbers import number_problem
from domicile.policy.question import Question

_COUNTRY = re.compile(r"[A-Z]{2}")
_UNKNOWN_OWNER = Bilingual(
    en="The majority owner's country is unknown.", zh="控股股东所在国家未知。"
)
_UNKNOWN_SCOPE = Bilingual(
    en="Where the site may compute is unknown.", zh="该站点可能进行计算的地点未知。"
)
_TRAINS = Bilingual(
    en="The partner may train on what it reads, as far as its terms are known.",
    zh="就已知条款而言，合作方可能用所读取的内容进行训练。",
)
_RETAINS = Bilingual(
    en="The partner may keep what it reads, as far as its terms are known.",
    zh="就已知条款而言，合作方可能保存所读取的内容。",
)
_FLAGGED = Bilingual(
    en="The owner is on the list that this rule names.", zh="该站点的所有者在该规则所列名单中。"
)


def problems(
    params: PartnerParams, _rule: Rule, _question: Question, site: Site
) -> Iterator[Bilingual]:
    """Yield what speaks against asking ``site``."""
    if params.filing:
        simulated = site.evidence == "simulated"
        problem = number_problem(site.filing_no, params.filing_format, simulated=simulated)
        if problem is not None:
            yield problem
    yield from _owner(params, site)
    yield from _scope(params, site)
    for document in params.documents:
        if not site.documents.get(document):
            yield Bilingual(
                en=f"The document `{document}` is not on file.", zh=f"缺少文件 `{document}`。"
            )
    if "trains_on_input" in params.forbid_terms and site.terms.trains_on_input:
        yield _TRAINS
    if "retains_prompts" in params.forbid_terms and site.terms.retains_prompts:
        yield _RETAINS


def _owner(params: PartnerParams, site: Site) -> Iterator[Bilingual]:
    country = site.owner_country.strip().upper()
    if params.deny_owner_countries and not _COUNTRY.fullmatch(country):
        yield _UNKNOWN_OWNER
    elif country in params.deny_owner_countries:
        yield Bilingual(
            en=f"Its majority owner sits in {country}.", zh=f"其控股股东位于 {country}。"
        )
    if site.owner.casefold() in {owner.casefold() for owner in params.flag_owners}:
        yield _FLAGGED


def _scope(params: PartnerParams, site: Site) -> Iterator[Bilingual]:
    scope = site.inference_scope
    if not params.allow_scopes and not params.deny_scopes:
        return
    if scope is None:
        yield _UNKNOWN_SCOPE
    elif scope in params.deny_scopes or (params.allow_scopes and scope not in params.allow_scopes):
        yield Bilingual(
            en=f"The site may compute in `{scope}`.", zh=f"该站点可能在 `{scope}` 进行计算。"
        )
