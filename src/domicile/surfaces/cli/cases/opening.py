"""``domicile case add``: a request, a right or an incident comes in."""

from datetime import UTC, datetime
from typing import Final, cast

import click

from domicile.core.ids import MarketId, SiteId, SubjectId
from domicile.policy.cases.case import AREAS, Area, Asked, Opening
from domicile.surfaces.cli.cases.showing import show_case
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session

FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")
"""Ways to write a moment; without a zone it is in UTC."""


@command(
    "add",
    examples=(
        'domicile case add --event foreign_request --market CN --by Li --text "all chats" --hold',
        'domicile case add --event pi_breach --market EU --by Li --text "a disk was lost"',
    ),
)
@click.option("--event", metavar="E", required=True, help="What happened, in the packs' words.")
@click.option("--market", metavar="M", required=True, help="Where.")
@click.option("--by", metavar="NAME", required=True, help="Who opens it.")
@click.option("--text", metavar="T", required=True, help="What is asked for, or what happened.")
@click.option(
    "--at",
    type=click.DateTime(list(FORMATS)),
    metavar="TIME",
    help="When it came in or became known, in UTC unless it says otherwise. Now when left out.",
)
@click.option("--asker", metavar="WHO", default="", help="Who asks.")
@click.option("--law", metavar="LAW", default="", help="Under which law, in the asker's words.")
@click.option("--area", type=click.Choice(AREAS), help="Which kind of law; it is counted.")
@click.option("--site", metavar="ID", default="", help="The site that it is about.")
@click.option("--subject", metavar="S", default="", help="The person that it is about.")
@click.option("--hold", is_flag=True, help="Lay a legal hold on the records that it is about.")
@with_session
def add(session: Session, /, **said: object) -> None:
    """Open a case.

    Events are `foreign_request`, `regulator_request`, `complaint`, `pi_breach`,
    `rejected_prohibited_offer`, `device_data_request`, and every right that a pack names. What an
    authority asks for is held; where a rule speaks to it, it is escalated at once.
    """
    words = {name: str(value or "") for name, value in said.items()}
    at = said["at"]
    asked = Asked(
        text=words["text"],
        asker=words["asker"],
        law=words["law"],
        site=SiteId(words["site"]),
        subject=SubjectId(words["subject"]),
    )
    opening = Opening(
        by=words["by"],
        asked=asked,
        area=cast("Area", words["area"]),
        at=_in_utc(at) if isinstance(at, datetime) else None,
        hold=bool(said["hold"]),
    )
    desk = session.domicile.desks.cases
    show_case(session, desk.open(words["event"], MarketId(words["market"]), opening))


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
