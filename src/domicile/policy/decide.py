"""The decision: a pure function of an inquiry and the packs. Strictest wins.

Every rule that applies is put to every site. One refusal closes the site; no rule can open what
another closed. So adding a rule, or a pack, never widens what is permitted.
"""

from collections.abc import Iterable, Iterator

from domicile.core.decision import (
    Decision,
    Outcome,
    Place,
    Reason,
    SiteVerdict,
)
from domicile.core.errors import UnknownSiteError
from domicile.core.ids import DEVICE
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.facts import Facts
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy import operator
from domicile.policy.binding import Binding, bound
from domicile.policy.conflicts import conflicts
from domicile.policy.duties.listed import duties, notes
from domicile.policy.inquiry import Inquiry, serves
from domicile.policy.kinds.choice import unconsented
from domicile.policy.kinds.table import BIND_WHAT_LEAVES, GENERAL_JUDGES, JUDGES
from domicile.policy.person.actions import action_classes
from domicile.policy.question import Question, put
from domicile.policy.reasons import Problem, failed, of_rule, ordered, outcome_of
from domicile.policy.register.standing import approval, held_back, lapsed

_STAYS = (
    Problem(Bilingual(en="Nothing leaves the device.", zh="数据不离开设备。"), weight="tells"),
)


def decide(inquiry: Inquiry, atlas: Atlas) -> Decision:
    """Decide whether ``inquiry`` may run, where and with which duties.

    Raises:
        UnknownMarketError: No pack speaks for one of its markets.
        UnknownSiteError: The pinned site is not among its sites.
        InvalidRequestError: The day lies before every rule, or long after a pack's review.
    """
    return decided(inquiry, bound(inquiry, atlas))


def decided(inquiry: Inquiry, packs: Binding) -> Decision:
    """Decide on ``inquiry``, given what binds it.

    Raises:
        UnknownSiteError: The pinned site is not among its sites.
    """
    question = put(inquiry, packs)
    candidates = _candidates(inquiry)
    facts = question.of_any(candidates)
    general = tuple(_of_request(question, facts))
    spoken = [(site, tuple(_of_site(question, site))) for site in candidates]
    verdicts = tuple(_verdict(site, (*general, *own)) for site, own in spoken)
    asked = [index for index, (site, _) in enumerate(spoken) if inquiry.pin in {None, site.id}]
    places = {_place(spoken[index][0]) for index in asked if verdicts[index].permitted}
    return Decision(
        permitted=bool(places),
        places=tuple(sorted(places)),
        sites=verdicts,
        actions=question.actions,
        reasons=ordered([*general, *(reason for index in asked for reason in spoken[index][1])]),
        duties=tuple(duties(question, facts)),
        upcoming=packs.upcoming,
        packs=packs.refs,
        at=inquiry.at,
        conflicts=tuple(conflicts(question, device=_device_may(verdicts))),
        notes=tuple(notes(question, facts)),
        action_classes=action_classes(question),
        audience=inquiry.audience,
    )


def _candidates(inquiry: Inquiry) -> tuple[Site, ...]:
    """Return the sites to speak of, the device first."""
    if inquiry.pin is not None and all(site.id != inquiry.pin for site in inquiry.sites):
        raise UnknownSiteError("the site is not among those that the settings name")
    found = [
        site for site in inquiry.sites if serves(site, inquiry.feature) or site.id == inquiry.pin
    ]
    return tuple(sorted(found, key=_is_partner))


def _device_may(verdicts: Iterable[SiteVerdict]) -> bool:
    return any(verdict.site == DEVICE and verdict.permitted for verdict in verdicts)


def _is_partner(site: Site) -> bool:
    return not site.is_device


def _place(site: Site) -> Place:
    return "device" if site.is_device else "partner"


def _verdict(site: Site, reasons: tuple[Reason, ...]) -> SiteVerdict:
    entries = [reason for reason in reasons if reason.kind == "approval"]
    granted = [reason for reason in entries if reason.outcome is not Outcome.REFUSE]
    return SiteVerdict(
        site=site.id,
        permitted=all(reason.outcome is not Outcome.REFUSE for reason in reasons),
        reasons=ordered(reasons),
        approval=granted[0].citation if granted else None,
        evidence=site.evidence,
    )


def _of_request(question: Question, facts: Facts) -> Iterator[Reason]:
    """Yield what is said of the request as a whole: by the operator, and by every rule."""
    yield from operator.of_request(question)
    audience, strictness = question.inquiry.audience, question.inquiry.operator
    for rule in question.binding.removing:
        if question.binds(rule, facts):
            missing = tuple(unconsented(rule, question))
            outcome = outcome_of(missing, Outcome.LIMIT)
            yield of_rule(rule, outcome, audience=audience, problems=missing)
    for rule in question.binding.of_a_request:
        if question.binds(rule, facts):
            problems = tuple(GENERAL_JUDGES[rule.kind](rule.params, question))
            outcome = outcome_of(problems, failed(rule, strictness))
            yield of_rule(rule, outcome, audience=audience, problems=problems)


def _of_site(question: Question, site: Site) -> Iterator[Reason]:
    """Yield what everybody says of ``site``: the operator, every rule, the register."""
    yield from operator.of_site(question, site)
    facts, home = question.of_site(site), question.inquiry.whereabouts.operator
    registers = [] if site.is_device else [home]
    for rule in question.binding.of_a_site:
        if question.binds(rule, facts):
            yield _judged(rule, question, site)
            if isinstance(rule.params, GateParams) and rule.params.release:
                registers.append(question.register(rule))
    for market in sorted(set(registers), key=lambda each: (each != home, each)):
        yield approval(question, site, market)
    if registers:
        yield from lapsed(question, site)
    held = None if home in registers else held_back(question, site, home)
    if held is not None:
        yield held


def _judged(rule: Rule, question: Question, site: Site) -> Reason:
    audience = question.inquiry.audience
    if site.is_device and rule.kind in BIND_WHAT_LEAVES:
        return of_rule(rule, Outcome.PERMIT, audience=audience, problems=_STAYS, site=site.id)
    problems = tuple(JUDGES[rule.kind](rule.params, rule, question, site))
    outcome = outcome_of(problems, failed(rule, question.inquiry.operator))
    return of_rule(rule, outcome, audience=audience, problems=problems, site=site.id)
