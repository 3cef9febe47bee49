"""A case on a terminal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from domicile.core.text import COMMA, Bilingual, Language
from domicile.policy.cases.case import Case
from domicile.surfaces.cases import STATES, case_json
from domicile.surfaces.cli.session import Session

LATE: Final = Bilingual(en="overdue", zh="已逾期")
CAN: Final = Bilingual(en="From here: {verbs}", zh="后续可执行：{verbs}")
RULE: Final = Bilingual(en="{rule}: {text} ({citation})", zh="{rule}：{text}（{citation}）")
BY: Final = Bilingual(en="due {by}: {text}", zh="截止 {by}：{text}")


def show_case(session: Session, case: Case) -> None:
    """Print one case."""
    language = session.language()
    session.answer(case_json(case, language), _lines(case, language))


def row(case: Case, language: Language) -> tuple[str, ...]:
    """Return a case as a line of a table."""
    return (
        case.id,
        case.market,
        case.event,
        STATES[case.state].spoken(language),
        _written(case.opened_at),
        _written(case.due) if case.due else "",
        LATE.spoken(language) if case.overdue else "",
    )


def _lines(case: Case, language: Language) -> Iterator[str]:
    yield "  ".join(part for part in row(case, language) if part)
    for rule in case.rules:
        yield RULE.spoken(language).format(
            rule=rule.rule, text=rule.text.spoken(language), citation=rule.citation
        )
        for each in rule.deadlines:
            yield "  " + BY.spoken(language).format(by=each.by, text=each.text.spoken(language))
    for event in case.history:
        deed = event.deed
        why = COMMA.spoken(language).join((*deed.rules, *filter(None, (deed.to, deed.text))))
        state = STATES[deed.state].spoken(language)
        yield "  ".join(part for part in (deed.at[:16], deed.verb, state, deed.by, why) if part)
    verbs = COMMA.spoken(language).join(case.allowed)
    yield CAN.spoken(language).format(verbs=verbs or "-")


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
