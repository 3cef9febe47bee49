"""Gate: is there what must exist before the feature is offered at all?"""

from collections.abc import Iterator

from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question, is_own
from domicile.policy.reasons import Problem
from domicile.policy.register.grounds import changes
from domicile.policy.register.numbers import number_problem
from domicile.policy.register.standing import RECALLED, REMEDY_RECALLED, is_open, is_recalled

_DENIED = Problem(
    Bilingual(
        en="This is what the rule describes, and it is refused.",
        zh="该请求属于该规则所述情形，予以拒绝。",
    )
)
_PRACTICE = Problem(
    Bilingual(en="The answer would be put to a prohibited practice.", zh="该用途属于被禁止的实践。")
)
_CLOSED = Problem(
    Bilingual(
        en="The approvals register holds no open release for it.",
        zh="审批登记册中没有相应的有效发布。",
    ),
    Bilingual(
        en="`domicile release submit` and `approve` would open it.",
        zh="可用 `domicile release submit` 和 `approve` 予以发布。",
    ),
)


def problems(params: GateParams, rule: Rule, question: Question, site: Site) -> Iterator[Problem]:
    """Yield what keeps the gate closed for ``site``."""
    if params.deny:
        yield _DENIED
    yield from _screening(params, question)
    for document in missing_documents(params, question, site):
        yield lacks_document(document)
    if params.treat_as:
        yield from _treated(params, question, site)
    if params.release:
        yield from _register(params, rule, question, site)


def missing_documents(params: GateParams, question: Question, site: Site) -> Iterator[str]:
    """Yield the documents that neither ``site`` nor the operator has on file."""
    stands_in = bool(params.unless_screened) and question.inquiry.screening.issuperset(
        params.unless_screened
    )
    if not stands_in:
        for document in params.documents:
            if not question.has_document(document, site):
                yield document


def lacks_document(document: str) -> Problem:
    """Say that ``document`` is missing, and where it would be named."""
    return Problem(
        Bilingual(en=f"The document `{document}` is not on file.", zh=f"缺少文件 `{document}`。"),
        Bilingual(
            en=f"Name it as `{document}` under the site's or the operator's `documents`.",
            zh=f"在站点或运营者的 `documents` 中以 `{document}` 列明该文件。",
        ),
    )


def _screening(params: GateParams, question: Question) -> Iterator[Problem]:
    practices = {*params.screened, *params.unless_screened}
    if not practices.isdisjoint(question.facts.get("use", frozenset())):
        yield _PRACTICE
    open_ = sorted(set(params.screened) - question.inquiry.screening)
    if open_:
        yield Problem(
            Bilingual(
                en=f"The feature was not screened against: {COMMA.en.join(open_)}.",
                zh=f"该功能尚未就以下实践进行筛查：{COMMA.zh.join(open_)}。",
            ),
            Bilingual(
                en="The feature's own `screening` would have to cover them.",
                zh="须由该功能自带的筛查记录（`screening`）予以覆盖。",
            ),
        )


def _treated(params: GateParams, question: Question, site: Site) -> Iterator[Problem]:
    """Tell which rule's demands hold for the model; of unknown origin, those of an own one."""
    filed = site.origin == "filed" and bool(site.filing_no)
    own = is_own(site, question.inquiry.operator.name) or not filed
    rule = params.treat_as.get("own_model" if own else "filed_model")
    if rule is not None:
        yield Problem(
            Bilingual(
                en=f"The model counts as {'an own or tuned' if own else 'a filed, unmodified'} one,"
                f" as in {rule}.",
                zh=f"该模型按{'自研或自行调优的模型' if own else '已备案且未作修改的模型'}处理，"
                f"参照 {rule}。",
            ),
            weight="tells",
        )


def _register(params: GateParams, rule: Rule, question: Question, site: Site) -> Iterator[Problem]:
    release = question.release(rule, site)
    if is_recalled(question, site, release):
        yield Problem(RECALLED, REMEDY_RECALLED)
    if release is None or not is_open(release, question.inquiry.audience):
        yield _CLOSED
        return
    changed = changes(release, site, question.inquiry.at)
    if changed is not None:
        yield Problem(changed)
    if params.number:
        wrong = number_problem(
            release.number, params.number_format, simulated=site.evidence == "simulated"
        )
        if wrong is not None:
            yield Problem(
                wrong,
                Bilingual(
                    en="Enter the number that the regulator gave, with `--number`.",
                    zh="请用 `--number` 填写监管部门给出的编号。",
                ),
            )
