"""Export: may the data that was found leave the market to this site, and by which mechanism?"""

from collections.abc import Iterator

from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.export import ExportParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question

_DENIED = Bilingual(en="The data may not leave this market.", zh="该数据不得离开此市场。")


def problems(
    params: ExportParams, _rule: Rule, question: Question, site: Site
) -> Iterator[Bilingual]:
    """Yield what the export to ``site`` lacks.

    An operator who does not know its number of people counts none, as settings have it.
    """
    people = question.inquiry.monthly_users
    abroad = site.region not in params.home or site.inference_scope not in params.home
    beyond = params.people_max is not None and people > params.people_max
    if params.exempt or not abroad or people < params.people_min or beyond:
        return
    if params.deny:
        yield _DENIED
    elif not any(site.documents.get(mechanism) for mechanism in params.mechanisms):
        yield Bilingual(
            en=f"None of these is on file: {COMMA.en.join(params.mechanisms)}.",
            zh=f"以下文件均未存档：{COMMA.zh.join(params.mechanisms)}。",
        )
