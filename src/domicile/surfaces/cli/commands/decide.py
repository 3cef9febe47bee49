"""``domicile decide``."""

from dataclasses import replace
from datetime import date, datetime

import click

from domicile.core.answer import Treated
from domicile.core.findings import DataClass, Finding
from domicile.core.ids import FeatureId
from domicile.policy.caller import Caller
from domicile.policy.telling.explain import explain
from domicile.surfaces.cli.asking import content_of, feature_option, text_of, with_caller
from domicile.surfaces.cli.ending import Status
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.shape import decision_json
from domicile.surfaces.stating import data_classes


def _classes(
    _context: click.Context, _param: click.Parameter, words: str | None
) -> frozenset[DataClass] | None:
    if words is None:
        return None
    return data_classes(word.strip() for word in words.split(",") if word.strip())


@command(
    "decide",
    examples=(
        'domicile decide --market CN --feature assistant --text "My number is 13812345678."',
        "domicile decide --market EU --data name,health --site demo-us",
        "domicile decide --market US-CA --at 2027-01-01 --json",
        "domicile decide --market CN --fact user=under_14 --data health --consent health",
    ),
)
@feature_option
@click.option("--text", metavar="T", help="A text, in which personal data is looked for.")
@click.option(
    "--data",
    metavar="CLASS,...",
    callback=_classes,
    help="Data classes that the request would hold.",
)
@click.option(
    "--consent",
    metavar="CLASS,...",
    callback=_classes,
    help="What if the person agreed to share these classes.",
)
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day, as in 2027-01-31."
)
@with_session
@with_caller
def decide(
    session: Session,
    caller: Caller,
    /,
    *,
    feature: str,
    text: str | None,
    at: datetime | None,
    **classes: frozenset[DataClass] | None,
) -> int:
    """Say whether a request may run, where and why.

    Nothing is run and nothing leaves. Every rule is printed with its source, and so is what would
    make possible what is refused. With --at the rules and the register of that day decide. Exit
    status 3 when it may not run anywhere.
    """
    data = classes["data"]
    if text is not None and data is not None:
        raise click.UsageError("Give either --text or --data.")
    written = text_of([text]) if text is not None else ""
    asking = replace(caller, consents=classes["consent"] or frozenset())
    request = session.domicile.request(FeatureId(feature), content_of(written), asking)
    findings: tuple[Finding, ...] = ()
    if written:
        findings = session.run(session.domicile.detector.find(request.content))
    found = frozenset(each.data_class for each in findings)
    day: date | None = at.date() if at is not None else None
    decision = session.domicile.decide(request, found | (data or frozenset()), at=day)
    treated = [Treated(finding=each, action=decision.actions[each.data_class]) for each in findings]
    session.answer(
        decision_json(
            decision,
            language=request.language,
            source=request.whereabouts.source,
            findings=treated,
        ),
        explain(
            decision,
            request.language,
            classes=None if text is None and data is None else found | (data or frozenset()),
        ),
    )
    return Status.DONE if decision.permitted else Status.REFUSED
