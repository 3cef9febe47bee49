"""An answer or a refusal in words: what stands beneath the text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from domicile.core.answer import Answer, Placement, Refusal, Treated
from domicile.core.findings import Action
from domicile.core.ids import SiteId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.policy.telling.explain import explain
from domicile.surfaces.cli.printing import table

RULE_COLUMNS = 60

RAN: Final = Bilingual(en="ran at", zh="运行于")
LEFT: Final = Bilingual(en="left", zh="已离开本机")
LABEL: Final = Bilingual(en="label", zh="标识")
NOTICE: Final = Bilingual(en="notice", zh="告知")
INTERVENTION: Final = Bilingual(en="changed by", zh="干预方")
UNMET: Final = Bilingual(en="not done", zh="未履行")
RECEIPT: Final = Bilingual(en="receipt", zh="回执")
NOTHING: Final = Bilingual(en="nothing", zh="无")
BYTES: Final = Bilingual(en="{count} bytes", zh="{count} 字节")
PLACE: Final = Bilingual(en="{site} ({facts}): {why}", zh="{site}（{facts}）：{why}")
SAID_OF: Final = Bilingual(en="{who}: {text}", zh="{who}：{text}")
SEMICOLON: Final = Bilingual(en="; ", zh="；")
PASSED_OVER: Final = Bilingual(en="passed over", zh="未选用")
BROKEN: Final = Bilingual(en="the answer broke off", zh="回答中断")
CUT: Final = Bilingual(en="the answer reached its longest length", zh="回答已达长度上限")
EVIDENCE: Final = {
    "declared": Bilingual(en="declared", zh="运营者声明"),
    "checked": Bilingual(en="checked", zh="已核实"),
    "simulated": Bilingual(en="DEMO, simulated", zh="演示（模拟）"),
}
ACTIONS: Final = {
    Action.KEPT: Bilingual(en="kept", zh="保留"),
    Action.REPLACED: Bilingual(en="replaced", zh="替换"),
    Action.GENERALIZED: Bilingual(en="generalized", zh="泛化"),
    Action.REMOVED: Bilingual(en="removed", zh="移除"),
}


def after_answer(answer: Answer, language: Language) -> tuple[str, ...]:
    """Return what stands beneath an answer: where it ran, what left, its marks, its receipt."""
    rows = [(title.spoken(language), text) for title, text in _facts(answer, language)]
    return ("─" * RULE_COLUMNS, *table(rows))


def after_refusal(refusal: Refusal, language: Language) -> tuple[str, ...]:
    """Return a refusal: every reason with its source, what would change it, its receipt."""
    notices = [(NOTICE.spoken(language), notice.text) for notice in refusal.notices]
    receipt = (RECEIPT.spoken(language), refusal.receipt_id)
    return (*explain(refusal.decision, language), "─" * RULE_COLUMNS, *table([*notices, receipt]))


def treated_words(findings: Sequence[Treated], language: Language) -> str:
    """Return how often what was done to which class of data: ``phone replaced (2)``."""
    counts = Counter((one.finding.data_class, one.action) for one in findings)
    return COMMA.spoken(language).join(
        f"{data_class.value} {ACTIONS[action].spoken(language)} ({count})"
        for (data_class, action), count in sorted(counts.items())
    )


def _facts(answer: Answer, language: Language) -> Iterator[tuple[Bilingual, str]]:
    yield RAN, _place(answer.placement, language)
    yield LEFT, _left(answer, language)
    if answer.placement.passed_over:
        yield PASSED_OVER, _passed_over(answer.placement)
    for hand in answer.interventions:
        yield INTERVENTION, _said(hand.source, hand.text.spoken(language), language)
    for label in answer.labels:
        yield LABEL, _said(label.rule, label.value, language)
    for duty in answer.decision.duties:
        if duty.status == "unmet":
            yield UNMET, _said(duty.rule, duty.text.spoken(language), language)
    for notice in answer.notices:
        yield NOTICE, notice.text
    end = {"broken": BROKEN, "length": CUT}.get(answer.reply.finish.reason)
    if end is not None:
        yield NOTICE, end.spoken(language)
    yield RECEIPT, answer.receipt_id


def _said(who: str, text: str, language: Language) -> str:
    return SAID_OF.spoken(language).format(who=who, text=text)


def _place(placement: Placement, language: Language) -> str:
    facts = COMMA.spoken(language).join(
        word
        for word in (
            placement.level,
            placement.model,
            EVIDENCE[placement.evidence].spoken(language),
        )
        if word
    )
    return PLACE.spoken(language).format(site=placement.site, facts=facts, why=placement.why)


def _passed_over(placement: Placement) -> str:
    rules: dict[SiteId, list[str]] = {}
    for one in placement.passed_over:
        rules.setdefault(one.site, []).append(one.rule)
    return "; ".join(f"{site} ({', '.join(named)})" for site, named in rules.items())


def _left(answer: Answer, language: Language) -> str:
    if not answer.sent_bytes:
        return NOTHING.spoken(language)
    size = BYTES.spoken(language).format(count=answer.sent_bytes)
    words = treated_words(answer.findings, language)
    return SEMICOLON.spoken(language).join(part for part in (size, words) if part)
