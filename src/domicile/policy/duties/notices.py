"""Notices: what people are told, in which version, and who was told it before."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from domicile.core import answer
from domicile.core.decision import Duty
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.load import NOTICE
from domicile.markets.schema import Notice
from domicile.policy.duties.done import Done, Marked, by_operator, params_of
from domicile.policy.duties.made import Made
from domicile.policy.duties.statements import HOLD, OF_THE_ANSWER, holds_of

ONCE: Final = frozenset({"first_interaction", "collection", "agreement"})
"""Moments after which a notice need not come again until its text changes."""

_SHOWN = Bilingual(en="The notice comes with the answer.", zh="告知内容随回答一并给出。")
_SEEN = Bilingual(
    en="The person was shown this version before, and finds it among the notices.",
    zh="本人此前已看过此版本，并可在告知页面查阅。",
)
_WHO = Bilingual(
    en="The system is run by {operator}, and acts for you.",
    zh="本系统由 {operator} 运营，代表您行事。",
)


def shown(duty: Duty, made: Made, *, once: bool = False) -> Done:
    """Show the duty's own notice, its holds filled in; nothing at all when it has none.

    Args:
        duty: What asks for it.
        made: The answer that it comes with.
        once: Whether somebody who was shown this version need not be shown it again.
    """
    if NOTICE not in duty.params:
        return Done()
    notice = msgspec.convert(duty.params[NOTICE], Notice)
    facts = holds(made)
    missing = missing_of(notice.text, facts)
    if missing:
        return Done(marks=(by_operator(missing),))
    told = answer.Notice(
        rule=duty.rule,
        id=notice.id,
        version=version(notice.version, notice.text, facts),
        text=filled(notice.text, facts).spoken(made.language),
    )
    return _told(told, made, once=once)


def stated(duty: Duty, made: Made) -> Done:
    """Tell what the operator says of the details that the rule wants; name those still missing."""
    params = msgspec.convert(params_of(duty), DiscloseParams)
    statements = made.beside.statements
    missing = [name for name in params.fields if not statements.get(name)]
    known = {name: statements[name] for name in params.fields if statements.get(name)}
    if not known:
        return Done(marks=(by_operator(missing),))
    text = "\n".join(f"{name}: {value}" for name, value in known.items())
    notice = answer.Notice(
        rule=duty.rule, id=f"{duty.rule}.details", version=_digest([text]), text=text
    )
    told = _told(notice, made, once=params.when in ONCE)
    if not missing:
        return told
    return Done(marks=(by_operator(missing),), notices=told.notices, shown=told.shown)


def principal(rule: RuleId, made: Made) -> Done:
    """Say whose system it is, and for whom it acts."""
    if not made.beside.operator:
        return Done(marks=(by_operator(["operator.name"]),))
    text = filled(_WHO, {"operator": made.beside.operator})
    notice = answer.Notice(
        rule=rule,
        id="principal",
        version=_digest([text.en, text.zh]),
        text=text.spoken(made.language),
    )
    return _told(notice, made, once=True)


def of_ours(rule: RuleId, name: str, text: Bilingual, made: Made) -> answer.Notice:
    """Return a notice of Domicile's own, such as a reminder to take a break."""
    return answer.Notice(
        rule=rule, id=name, version=_digest([text.en, text.zh]), text=text.spoken(made.language)
    )


def holds(made: Made) -> Mapping[str, str]:
    """Return what can be filled into a notice; empty where nobody knows it."""
    return {
        **made.beside.statements,
        "model": made.model,
        "filing_no": made.site.filing_no,
        "operator": made.beside.operator,
    }


def missing_of(text: Bilingual, facts: Mapping[str, str]) -> list[str]:
    """Return the holds of ``text`` for which nothing is known, each once."""
    return [name for name in holds_of(text) if not facts.get(name)]


def filled(text: Bilingual, facts: Mapping[str, str]) -> Bilingual:
    """Return ``text`` with its holds filled in."""
    return Bilingual(
        en=HOLD.sub(lambda hold: facts.get(hold[1], hold[0]), text.en),
        zh=HOLD.sub(lambda hold: facts.get(hold[1], hold[0]), text.zh),
    )


def version(base: str, text: Bilingual, facts: Mapping[str, str]) -> str:
    """Return the version of what is shown: the pack's, unless the operator's words are in it."""
    names = [name for name in HOLD.findall(text.en) if name not in OF_THE_ANSWER]
    return _digest([base, *(f"{name}={facts[name]}" for name in names)]) if names else base


def _told(notice: answer.Notice, made: Made, *, once: bool) -> Done:
    beside = made.beside
    if once and beside.is_known and beside.seen.get(notice.id) == notice.version:
        return Done(marks=(Marked(met=True, text=_SEEN),))
    return Done(
        marks=(Marked(met=True, text=_SHOWN),),
        notices=(notice,),
        shown=(notice,) if once else (),
    )


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
