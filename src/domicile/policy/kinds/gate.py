"""Gate: is there what must exist before the feature is offered at all?"""

from collections.abc import Iterator

from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import Rule
from domicile.policy.numbers import number_problem
from domicile.policy.question import Question
from domicile.policy.standing import changes, is_open

_USE = Bilingual(
    en="Domicile refuses this use of the answer.", zh="Domicile 不允许将回答用于此用途。"
)
_PRACTICE = Bilingual(
    en="The answer would be put to a prohibited practice.", zh="该用途属于被禁止的实践。"
)
_CLOSED = Bilingual(
    en="The approvals register holds no open release for it.", zh="审批登记册中没有相应的有效发布。"
)


def problems(params: GateParams, rule: Rule, question: Question, site: Site) -> Iterator[Bilingual]:
    """Yield what keeps the gate closed for ``site``."""
    if params.refuse_use:
        yield _USE
    if not question.inquiry.uses.isdisjoint(params.screened):
        yield _PRACTICE
    for document in params.documents:
        if not site.documents.get(document):
            yield Bilingual(
                en=f"The document `{document}` is not on file.", zh=f"缺少文件 `{document}`。"
            )
    if params.release:
        yield from _register(params, rule, question, site)


def _register(
    params: GateParams, rule: Rule, question: Question, site: Site
) -> Iterator[Bilingual]:
    release = question.release(rule, site)
    if release is None or not is_open(release, question.inquiry.audience):
        yield _CLOSED
        return
    changed = changes(release, site)
    if changed is not None:
        yield changed
    if params.number:
        problem = number_problem(
            release.number, params.number_format, simulated=site.evidence == "simulated"
        )
        if problem is not None:
            yield problem
