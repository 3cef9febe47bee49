"""The decision: a pure function of an inquiry and the packs. Strictest wins.

Every rule that applies is put to every site. One refusal closes the site; no rule can open what
another closed. So adding a rule, or a pack, never widens what is permitted.
"""

from collections.abc import Iterator

import msgspec

from domicile.core.canonical import Json
from domicile.core.decision import Decision, Duty, DutyStatus, Outcome, Place, Reason, SiteVerdict
from domicile.core.errors import UnknownSiteError
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.resolve import Atlas, upcoming
from domicile.markets.schema import Rule
from domicile.policy import operator
from domicile.policy.actions import actions
from domicile.policy.inquiry import Inquiry, serves
from domicile.policy.kinds.choice import unconsented
from domicile.policy.kinds.table import BIND_WHAT_LEAVES, DUTIES, JUDGES
from domicile.policy.question import Question, put
from domicile.policy.reasons import basis, failed, of_rule, ordered
from domicile.policy.standing import approval

_STAYS = (Bilingual(en="Nothing leaves the device.", zh="数据不离开设备。"),)


def decide(inquiry: Inquiry, atlas: Atlas) -> Decision:
    """Decide whether ``inquiry`` may run, where and with which duties.

    Raises:
        UnknownMarketError: No pack speaks for one of its markets.
        UnknownSiteError: The pinned site is not among its sites.
    """
    question = put(inquiry, atlas)
    general = (*operator.of_request(question), *_removals(question))
    spoken = [(site, tuple(_of_site(question, site))) for site in _candidates(inquiry)]
    verdicts = tuple(_verdict(site, (*general, *own)) for site, own in spoken)
    asked = [index for index, (site, _) in enumerate(spoken) if inquiry.pin in {None, site.id}]
    places = {_place(spoken[index][0]) for index in asked if verdicts[index].permitted}
    return Decision(
        permitted=bool(places),
        places=tuple(sorted(places)),
        sites=verdicts,
        actions=actions(_choices(question), inquiry.consents),
        reasons=ordered([*general, *(reason for index in asked for reason in spoken[index][1])]),
        duties=tuple(_duties(question)),
        upcoming=upcoming(question.packs, inquiry.at),
        packs=tuple(pack.ref for pack in question.packs),
        at=inquiry.at,
    )


def _candidates(inquiry: Inquiry) -> tuple[Site, ...]:
    """Return the sites to speak of, the device first."""
    if inquiry.pin is not None and all(site.id != inquiry.pin for site in inquiry.sites):
        raise UnknownSiteError("the site is not among those that the settings name")
    found = [
        site for site in inquiry.sites if serves(site, inquiry.feature) or site.id == inquiry.pin
    ]
    return tuple(sorted(found, key=lambda site: not site.is_device))


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


def _of_site(question: Question, site: Site) -> Iterator[Reason]:
    """Yield what everybody says of ``site``: the operator, every rule, the register."""
    yield from operator.of_site(question, site)
    facts = question.of_site(site)
    registers = [] if site.is_device else [question.inquiry.whereabouts.operator]
    for rule in question.rules:
        if rule.kind not in JUDGES or rule.on_fail in {"add", "remove"}:
            continue
        if question.binds(rule, facts):
            yield _judged(rule, question, site)
            if isinstance(rule.params, GateParams) and rule.params.release:
                registers.append(question.register(rule))
    for market in dict.fromkeys(registers):
        yield approval(question, site, market)


def _judged(rule: Rule, question: Question, site: Site) -> Reason:
    audience = question.inquiry.audience
    if site.is_device and rule.kind in BIND_WHAT_LEAVES:
        return of_rule(rule, Outcome.PERMIT, audience=audience, details=_STAYS, site=site.id)
    problems = tuple(JUDGES[rule.kind](rule.params, rule, question, site))
    outcome = failed(rule, question.inquiry.operator) if problems else Outcome.PERMIT
    return of_rule(rule, outcome, audience=audience, details=problems, site=site.id)


def _choices(question: Question) -> Iterator[Rule]:
    """Yield the choice rules that bind the request, whatever was found so far."""
    for rule in question.rules:
        if rule.kind == "choice" and question.holds(rule, question.facts):
            yield rule


def _removals(question: Question) -> Iterator[Reason]:
    """Yield what choice rules that take data out say of the request as a whole."""
    for rule in question.rules:
        if rule.on_fail == "remove" and question.binds(rule, question.facts):
            missing = tuple(unconsented(rule, question))
            outcome = Outcome.LIMIT if missing else Outcome.PERMIT
            yield of_rule(rule, outcome, audience=question.inquiry.audience, details=missing)


def _duties(question: Question) -> Iterator[Duty]:
    for rule in question.rules:
        shown = isinstance(rule.params, PartnerParams) and rule.params.display
        due = shown or (rule.on_fail == "add" and rule.kind in DUTIES)
        if due and question.binds(rule, question.facts):
            yield Duty(
                rule=rule.id,
                kind=rule.kind,
                status=DutyStatus.UNMET,
                basis=basis(rule, question.inquiry.audience),
                known=rule.known,
                citation=rule.cite.at,
                text=rule.requirement,
                params=_params(rule),
            )


def _params(rule: Rule) -> dict[str, Json]:
    params: dict[str, Json] = msgspec.to_builtins(rule.params)
    if rule.notice is not None:
        params["notice"] = msgspec.to_builtins(rule.notice)
    return params
