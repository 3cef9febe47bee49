"""What the commands of ``domicile market`` share: packs as they stand in their own files."""

from dataclasses import replace
from typing import Final

from domicile.core.text import Bilingual, Language
from domicile.markets.case import Case
from domicile.markets.page import given_json
from domicile.markets.schema import Pack
from domicile.surfaces.cli.printing import JsonObject

NO_COUNSEL: Final = Bilingual(en="not reviewed by counsel", zh="未经法律顾问审阅")
COUNSEL: Final = Bilingual(en="reviewed by {name}", zh="由 {name} 审阅")
REVIEW: Final = Bilingual(
    en="{review}, to be looked at again by {expires}", zh="{review}，须在 {expires} 之前重新复核"
)


def own(pack: Pack) -> Pack:
    """Return ``pack`` without what the operator's overlay added."""
    return replace(pack, rules=tuple(rule for rule in pack.rules if not rule.overlay))


def review_words(pack: Pack, language: Language) -> str:
    """Say who reviewed ``pack``, and until when that holds."""
    who = COUNSEL if pack.review.counsel else NO_COUNSEL
    return REVIEW.spoken(language).format(
        review=who.spoken(language).format(name=pack.review.counsel),
        expires=pack.review.expires.isoformat(),
    )


def case_json(case: Case) -> JsonObject:
    """Return a case as its file writes it: only what differs from the plainest offer."""
    return {"given": given_json(case.given), "expect": case.expect}
