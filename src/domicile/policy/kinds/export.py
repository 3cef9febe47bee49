"""Export: may the data that was found leave the market to this site, and by which mechanism?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from domicile.core.findings import DataClass
from domicile.core.site import Region, Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.export import ExportParams, Window
from domicile.markets.schema import Rule
from domicile.policy.kinds.choice import lacks_consent
from domicile.policy.kinds.gate import lacks_document
from domicile.policy.question import Question
from domicile.policy.reasons import Problem
from domicile.store.exports import Tally

ALL: Final = frozenset(DataClass)
"""What a rule counts that names no data."""

ANYWHERE: Final[frozenset[Region]] = frozenset({"global", "international"})
"""Scopes that are no place: what goes there may come to any."""

NOTICE: Final = "export_notice"
"""The operator's document that tells people about exports."""

_NOTHING: Final[frozenset[str]] = frozenset()
_DENIED = Problem(Bilingual(en="The data may not leave this market.", zh="该数据不得离开此市场。"))
_NO_WAY = Problem(
    Bilingual(
        en="No mechanism leads to every place where the site may store and compute.",
        zh="没有任何出境机制适用于该站点可能存储和计算的全部地点。",
    )
)
_STAYS = Problem(
    Bilingual(en="Nothing that counts as an export would leave.", zh="不会有构成出境的数据离开。"),
    weight="tells",
)
_FREE = Problem(
    Bilingual(
        en="Below these numbers no mechanism is needed.", zh="低于上述数量的，无需履行出境机制。"
    ),
    weight="tells",
)
_NOT_FREE = Problem(
    Bilingual(
        en="The numbers up to which no mechanism is needed are reached.",
        zh="已达到无需履行出境机制的数量上限。",
    )
)


def problems(params: ExportParams, rule: Rule, question: Question, site: Site) -> Iterator[Problem]:
    """Yield what the export to ``site`` lacks, and how many people were counted."""
    if not is_abroad(params, site):
        return
    leaving = question.leaving(rule, deidentified=params.deidentified_counts)
    if rule.data and not leaving:
        yield _STAYS
        return
    counted = tuple(_counted(params, rule, question, site))
    yield from (problem for _, problem in counted)
    if not _is_reached(params, question, [reached for reached, _ in counted]):
        if params.free_below:
            yield _FREE
        return
    if params.free_below:
        yield _NOT_FREE
    elif params.deny:
        yield _DENIED
    yield from _lacking(params, question, site)
    missing = leaving - question.inquiry.choices.consents
    if params.separate_consent and missing:
        yield lacks_consent(missing)


def is_abroad(params: ExportParams, site: Site) -> bool:
    """Return whether going to ``site`` is an export; an unknown place lies abroad."""
    home = params.home
    return not home or site.region not in home or site.inference_scope not in home


def is_counting(params: object) -> bool:
    """Return whether a rule with these parameters counts people."""
    return isinstance(params, ExportParams) and bool(
        params.people_min or params.sensitive_min or params.thresholds
    )


def tallies(
    params: ExportParams, rule: Rule, question: Question, site: Site
) -> Iterator[tuple[Tally, int]]:
    """Yield what must be counted for an export to ``site``, each with the number to reach.

    Over classes with thresholds of their own, people with any of them count together, up to the
    lowest of those thresholds (28 CFR 202.205, combined data).
    """
    leaving = question.leaving(rule, deidentified=params.deidentified_counts)
    since = window_start(params.window, question.inquiry.at)
    to = site.owner or site.id if params.per_counterparty else ""
    as_is = not params.deidentified_counts
    if params.people_min is not None:
        yield Tally(rule.market, since, to, rule.data or ALL, as_is), params.people_min
    if params.sensitive_min is not None and not rule.sensitive.isdisjoint(leaving):
        yield Tally(rule.market, since, to, rule.sensitive, as_is), params.sensitive_min
    bound = leaving & params.thresholds.keys()
    if bound:
        lowest = min(params.thresholds[each] for each in bound)
        yield Tally(rule.market, since, to, frozenset(bound), as_is), lowest + 1


def window_start(window: Window, at: date) -> date:
    """Return the first day of the ``window`` that ends on ``at``."""
    if window == "calendar_year":
        return date(at.year, 1, 1)
    try:
        return at.replace(year=at.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(at.year - 1, 3, 1)


def _counted(
    params: ExportParams, rule: Rule, question: Question, site: Site
) -> Iterator[tuple[bool, Problem]]:
    for tally, least in tallies(params, rule, question, site):
        people = question.people(tally)
        yield people >= least, Problem(_people(question, tally, people), weight="tells")


def _people(question: Question, tally: Tally, people: int) -> Bilingual:
    since = tally.since.isoformat()
    if question.inquiry.is_counted:
        return Bilingual(
            en=f"People counted since {since}, this one included: {people}.",
            zh=f"自 {since} 起计入的人数（含本次）：{people}。",
        )
    return Bilingual(
        en=f"People cannot be counted, so the operator's number of users is assumed: {people}.",
        zh=f"无法统计人数，因此按运营者的用户数计：{people}。",
    )


def _is_reached(params: ExportParams, question: Question, reached: list[bool]) -> bool:
    numbered = params.people_min is not None or params.sensitive_min is not None
    if not numbered and not params.thresholds:
        return True
    exempt = not question.attested.get("transaction", _NOTHING).isdisjoint(params.exempt)
    always = not question.facts.get("handler", _NOTHING).isdisjoint(params.always_for)
    return always or (any(reached) and not exempt)


def _lacking(params: ExportParams, question: Question, site: Site) -> Iterator[Problem]:
    leading = _leading(params, site)
    held = [each for each in leading if question.has_mechanism(each, site)]
    if params.mechanisms and not leading:
        yield _NO_WAY
    elif params.mechanisms and not held:
        yield Problem(
            Bilingual(
                en=f"None of these is on file for the site: {COMMA.en.join(leading)}.",
                zh=f"该站点未存有以下任何一项：{COMMA.zh.join(leading)}。",
            ),
            Bilingual(
                en=f"It would take one of these on file for the site: {COMMA.en.join(leading)}.",
                zh=f"该站点须存有以下之一：{COMMA.zh.join(leading)}。",
            ),
        )
    if _takes_assessment(params, held) and not question.has_document(params.assessment, site):
        yield lacks_document(params.assessment)
    if params.notice_fields and not question.has_document(NOTICE, site):
        yield lacks_document(NOTICE)


def _leading(params: ExportParams, site: Site) -> tuple[str, ...]:
    """Return the mechanisms that lead to every place where ``site`` stores or computes.

    A place that is unknown, or the whole world, may be any.
    """
    places: set[Region] = set()
    for place in (site.region, site.inference_scope):
        if place is None or place in ANYWHERE:
            places.update(params.only)
        elif place in params.only:
            places.add(place)
    return tuple(
        each for each in params.mechanisms if all(each in params.only[place] for place in places)
    )


def _takes_assessment(params: ExportParams, held: list[str]) -> bool:
    """Return whether the assessment is due: one mechanism that does without it is enough."""
    if not params.assessment:
        return False
    return not params.assessment_with or set(held) <= set(params.assessment_with)
