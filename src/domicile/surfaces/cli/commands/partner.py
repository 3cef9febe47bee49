"""``domicile partner``: the sites that can answer."""

from collections.abc import Iterator
from typing import Final

import click
import msgspec

from domicile.core.ids import SiteId
from domicile.core.site import Site
from domicile.placement.evidence import files
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.cli.sites.exposure import exposure
from domicile.surfaces.releases import release_json

MISSING: Final = "–"


@command_group("partner", examples=("domicile partner list", "domicile partner show demo-cn"))
def partner() -> None:
    """Show the sites that can answer.

    The device comes first, then partners in the settings' order.
    """


@command("list", group=partner, examples=("domicile partner list --json",))
@with_session
def list_(session: Session) -> None:
    """List the sites."""
    sites = session.domicile.sites.sites
    rows = [
        (
            site.id,
            site.model or MISSING,
            "" if site.is_device else site.owner_country or MISSING,
            "" if site.is_device else site.inference_scope or MISSING,
            site.evidence,
            ",".join(site.features),
        )
        for site in sites
    ]
    session.answer({"sites": [_site_json(session, site) for site in sites]}, table(rows))


@command("show", group=partner, examples=("domicile partner show demo-cn",))
@click.argument("site", metavar="ID")
@with_session
def show(session: Session, *, site: str) -> None:
    """Show everything that is known of a site, and its releases."""
    found = _site_json(session, session.domicile.sites.get(SiteId(site)))
    session.answer(found, table(list(_rows(found))))


partner.add_command(exposure)


def _site_json(session: Session, site: Site) -> JsonObject:
    facts: JsonObject = msgspec.to_builtins(site)
    releases = session.domicile.register.snapshot().values()
    return facts | {
        "files": [
            {"name": one.name, "sha256": one.digest() if one.is_there else None}
            for one in files(site)
        ],
        "releases": [release_json(one) for one in releases if one.key.site == site.id],
    }


def _rows(facts: JsonObject, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        match value:
            case dict():
                yield from _rows(value, f"{prefix}{name}.")
            case list() | tuple() if name == "releases":
                for one in value:
                    yield "release", f"{one['entry']} {one['state']}"
            case list() | tuple() if name == "files":
                for one in value:
                    yield "evidence", f"{one['name']} {one['sha256'] or MISSING}"
            case list() | tuple():
                yield prefix + name, ", ".join(value)
            case None | "":
                yield prefix + name, MISSING
            case _:
                yield prefix + name, str(value)
