"""How a release is named on the command line, and who does something to it."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec

import click

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.policy.register.moving import Motion
from domicile.store.releases import ReleaseKey
from domicile.surfaces.cli.session import Session

P = ParamSpec("P")


def with_filter(
    function: Callable[Concatenate[Session, Sequence[str | None], P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add options that narrow a list down, and hand over market, feature and site.

    Raises:
        UsageError: The register holds nothing of one of them, and it does not exist.
    """

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        wanted = [_word(kwargs.pop(name, None)) for name in ("market", "feature", "site")]
        keys = tuple(session.domicile.register.snapshot())
        _require_known(
            session,
            *(
                None if any(key[place] == word for key in keys) else word
                for place, word in enumerate(wanted)
            ),
        )
        function(session, wanted, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option("--site", metavar="ID", help="Only this site.")(made)
    made = click.option("--feature", metavar="F", help="Only this feature.")(made)
    return click.option("--market", metavar="M", help="Only this market.")(made)


def with_release(
    function: Callable[Concatenate[Session, ReleaseKey, Motion, P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add options that name a release and who acts; hand both over.

    Raises:
        UsageError: The register does not hold it, and market, feature or site do not exist.
    """

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        market, feature, site, by, reason = (
            _word(kwargs.pop(name, None)) or ""
            for name in ("market", "feature", "site", "by", "reason")
        )
        number, evidence = _word(kwargs.pop("number", None)), kwargs.pop("evidence", None)
        least, signing = kwargs.pop("min_client", None), kwargs.pop("key", None)
        key = ReleaseKey(MarketId(market), FeatureId(feature), SiteId(site))
        if key not in session.domicile.register.snapshot():
            _require_known(session, *key)
        motion = Motion(
            by=by,
            reason=reason,
            number=number or "",
            evidence=evidence if isinstance(evidence, Path) else None,
            min_client=None if least is None else str(least),
            key=signing if isinstance(signing, Path) else None,
        )
        function(session, key, motion, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option(
        "--key",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The approver's key to sign with.",
    )(made)
    made = click.option("--reason", metavar="T", help="Why.")(made)
    made = click.option(
        "--evidence",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="File that shows it; its digest is recorded.",
    )(made)
    made = click.option("--by", metavar="NAME", required=True, help="Who does it.")(made)
    made = click.option("--site", metavar="ID", required=True, help="Which site.")(made)
    made = click.option("--feature", metavar="F", required=True, help="Which feature.")(made)
    return click.option("--market", metavar="M", required=True, help="Which market.")(made)


def _require_known(
    session: Session, market: str | None, feature: str | None, site: str | None
) -> None:
    """Refuse what does not exist. What the register holds is not asked for: it may be gone."""
    if market is not None:
        session.domicile.atlas.get(MarketId(market))
    if feature is not None:
        session.domicile.feature(FeatureId(feature))
    if site is not None:
        session.domicile.sites.get(SiteId(site))


def _word(value: object) -> str | None:
    return str(value) if value else None
