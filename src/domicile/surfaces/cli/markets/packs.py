"""What the commands of ``domicile market`` share: packs as they stand in their own files."""

from dataclasses import replace

from domicile.markets.case import Case
from domicile.markets.page import given_json
from domicile.markets.schema import Pack
from domicile.surfaces.cli.printing import JsonObject


def own(pack: Pack) -> Pack:
    """Return ``pack`` without what the operator's overlay added."""
    return replace(pack, rules=tuple(rule for rule in pack.rules if not rule.overlay))


def case_json(case: Case) -> JsonObject:
    """Return a case as its file writes it: only what differs from the plainest offer."""
    return {"given": given_json(case.given), "expect": case.expect}
