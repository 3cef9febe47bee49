"""Partner: may this site be asked? What is unknown of it counts as the worst."""

from collections.abc import Iterator
from typing import Final

from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.countries import COUNTRIES
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Rule
from domicile.policy.kinds.gate import lacks_document
from domicile.policy.question import Question
from domicile.policy.reasons import Problem
from domicile.policy.register.numbers import number_problem

_UNKNOWN_OWNER = Problem(
    Bilingual(en="The majority owner's country is unknown.", zh="控股股东所在国家未知。"),
    Bilingual(
        en="State `owner_country` of the site as an ISO 3166 code.",
        zh="以 ISO 3166 代码填写站点的 `owner_country`。",
    ),
)
_UNKNOWN_SCOPE = Problem(
    Bilingual(en="Where the site may compute is unknown.", zh="该站点可能进行计算的地点未知。"),
    Bilingual(en="State the site's `inference_scope`.", zh="填写站点的 `inference_scope`。"),
)
CONTRACT: Final = Bilingual(
    en="Attach the contract that says otherwise under `[sites.terms]`.",
    zh="在 `[sites.terms]` 中附上载明相反约定的合同。",
)
"""What would help against terms that are unknown, or bad."""

_TRAINS = Problem(
    Bilingual(
        en="The partner may train on what it reads, as far as its terms are known.",
        zh="就已知条款而言，合作方可能用所读取的内容进行训练。",
    ),
    CONTRACT,
)
_RETAINS = Problem(
    Bilingual(
        en="The partner may keep what it reads, as far as its terms are known.",
        zh="就已知条款而言，合作方可能保存所读取的内容。",
    ),
    CONTRACT,
)
_FLAGGED = Problem(
    Bilingual(
        en="The owner is on the list that this rule names.",
        zh="该站点的所有者在该规则所列名单中。",
    ),
    weight="warns",
)
_NEVER_CHECKED = Problem(
    Bilingual(
        en="When these facts were last looked up is not recorded.",
        zh="未记录上次核对这些信息的日期。",
    ),
    weight="tells",
)


def problems(
    params: PartnerParams, _rule: Rule, question: Question, site: Site
) -> Iterator[Problem]:
    """Yield what speaks against asking ``site``."""
    if params.filing:
        yield from _filing(params, site)
    yield from _owner(params, site)
    yield from _scope(params, site)
    for document in params.documents:
        if not site.documents.get(document):
            yield lacks_document(document)
    if "trains_on_input" in params.forbid_terms and site.terms.trains_on_input:
        yield _TRAINS
    if "retains_prompts" in params.forbid_terms and site.terms.retains_prompts:
        yield _RETAINS
    yield from _age(params, question, site)


def _filing(params: PartnerParams, site: Site) -> Iterator[Problem]:
    simulated = site.evidence == "simulated"
    wrong = number_problem(site.filing_no, params.filing_format, simulated=simulated)
    if wrong is not None:
        yield Problem(
            wrong,
            Bilingual(
                en="Enter the published number as the site's `filing_no`.",
                zh="将已公示的备案号填入站点的 `filing_no`。",
            ),
        )


def _owner(params: PartnerParams, site: Site) -> Iterator[Problem]:
    country = site.owner_country.strip().upper()
    if params.deny_owner_countries and country not in COUNTRIES:
        yield _UNKNOWN_OWNER
    elif country in params.deny_owner_countries:
        barred = params.deny_owner_countries
        yield Problem(
            Bilingual(
                en=f"Its majority owner sits in {country}.", zh=f"其控股股东位于 {country}。"
            ),
            Bilingual(
                en=f"It would take a majority owner outside {COMMA.en.join(barred)}.",
                zh=f"控股股东须位于 {COMMA.zh.join(barred)} 之外。",
            ),
        )
    owner = site.owner.casefold()
    if any(flagged.casefold() in owner for flagged in params.flag_owners):
        yield _FLAGGED


def _scope(params: PartnerParams, site: Site) -> Iterator[Problem]:
    scope = site.inference_scope
    if not params.allow_scopes and not params.deny_scopes:
        return
    if scope is None:
        yield _UNKNOWN_SCOPE
    elif scope in params.deny_scopes or (params.allow_scopes and scope not in params.allow_scopes):
        text = Bilingual(
            en=f"The site may compute in `{scope}`.", zh=f"该站点可能在 `{scope}` 进行计算。"
        )
        yield Problem(text, computes_in(params.allow_scopes))


def computes_in(regions: tuple[str, ...]) -> Bilingual | None:
    """Say where a site would have to compute, where that is known."""
    if not regions:
        return None
    return Bilingual(
        en=f"It would take a site that computes only in {COMMA.en.join(regions)}.",
        zh=f"须使用仅在 {COMMA.zh.join(regions)} 进行计算的站点。",
    )


def _age(params: PartnerParams, question: Question, site: Site) -> Iterator[Problem]:
    """Warn when the facts were looked up too long ago; a demo has nothing to look up."""
    if params.refresh_days is None or site.evidence == "simulated":
        return
    if site.checked_on is None:
        yield _NEVER_CHECKED
        return
    days = (question.inquiry.at - site.checked_on).days
    if days > params.refresh_days:
        yield Problem(
            Bilingual(
                en=f"These facts were looked up {days} days ago; the rule wants"
                f" {params.refresh_days} at most.",
                zh=f"这些信息已有 {days} 天未核对；该规则要求不超过 {params.refresh_days} 天。",
            ),
            Bilingual(
                en="Look them up again and set the site's `checked_on`.",
                zh="重新核对并更新站点的 `checked_on`。",
            ),
            weight="warns",
        )
