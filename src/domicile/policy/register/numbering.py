"""Which number a release needs: what the gates of its market ask for, and in which form."""

from collections.abc import Iterator
from datetime import date

from domicile.core.errors import InvalidRequestError
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry
from domicile.policy.question import Question, put
from domicile.policy.register.numbers import number_problem
from domicile.store.releases import Release, ReleaseKey


def check_number(
    release: Release,
    site: Site,
    *,
    atlas: Atlas,
    operator: OperatorSettings,
    at: date,
    is_opening: bool,
) -> None:
    """Make sure that the number of ``release`` will do for ``site`` on the day ``at``.

    Args:
        release: The release as it is about to be.
        site: Who serves it.
        atlas: The markets; packs say where a number is asked for.
        operator: The operator; gates ask whom it serves.
        at: The day.
        is_opening: Whether a number that is asked for must be there.

    Raises:
        InvalidRequestError: It has another form, or is missing.
        UnknownMarketError: No pack speaks for the market.
    """
    asked = _inquiry(release.key, site, operator, at)
    question = put(asked, bound(asked, atlas))
    gates = tuple(_numbered(question))
    facts = question.of_site(site)
    asking = next((rule for rule, _ in gates if question.holds(rule, facts)), None)
    if release.number:
        simulated = site.evidence == "simulated"
        for pattern in {params.number_format for _, params in gates} or {""}:
            problem = number_problem(release.number, pattern, simulated=simulated)
            if problem is not None:
                raise InvalidRequestError(problem.en, remedy="Correct `--number`.")
    elif asking is not None and is_opening:
        raise InvalidRequestError(
            f"{asking.id} asks for the number that the regulator gave",
            remedy="Give it with `--number`.",
        )


def _inquiry(key: ReleaseKey, site: Site, operator: OperatorSettings, at: date) -> Inquiry:
    return Inquiry(
        feature=key.feature,
        modality="text",
        whereabouts=Whereabouts(
            operator=key.market, user=key.market, device=key.market, source="flag"
        ),
        audience=operator.audience,
        at=at,
        operator=operator,
        sites=(site,),
        releases={},
    )


def _numbered(question: Question) -> Iterator[tuple[Rule, GateParams]]:
    """Yield the gates that ask for a number of some site or other."""
    for rule in question.binding.of_a_site:
        if isinstance(rule.params, GateParams) and rule.params.number:
            yield rule, rule.params
