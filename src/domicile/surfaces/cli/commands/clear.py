"""``domicile clear``."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from domicile.core.ids import DEVICE, FeatureId, SiteId
from domicile.core.request import Request
from domicile.core.text import COMMA, Bilingual
from domicile.policy.caller import Caller
from domicile.surfaces.cli.asking import (
    content_of,
    feature_option,
    text_argument,
    text_of,
    with_caller,
)
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.outcome import RULE_COLUMNS, treated_words
from domicile.surfaces.cli.printing import JsonObject, tell
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.shape import treated_json

if TYPE_CHECKING:
    from domicile.preview import Preview

FOUND: Final = Bilingual(en="found: {words}", zh="发现：{words}")
NOTHING: Final = Bilingual(en="nothing", zh="无")
MAY_GET: Final = Bilingual(en="may get it: {sites}", zh="可接收的站点：{sites}")
NOBODY: Final = Bilingual(
    en="no partner may get it; `domicile decide` says why",
    zh="没有合作方可以接收；`domicile decide` 说明原因",
)


@command(
    "clear",
    examples=(
        'domicile clear "我叫王小明，手机13812345678" --market CN',
        "domicile clear - --market US-CA --json < letter.txt",
    ),
)
@text_argument
@feature_option
@with_session
@with_caller
def clear(session: Session, caller: Caller, *, words: Sequence[str], feature: str) -> None:
    """Show what would leave for a partner.

    Prints TEXT as a partner in that market would get it, and counts what was done to it. Nothing
    leaves. `-` reads TEXT from standard input.
    """
    request = session.domicile.request(FeatureId(feature), content_of(text_of(words)), caller)
    preview = session.run(session.domicile.preview(request))
    session.answer(_document(preview, request.site), [preview.text])
    if not session.flags.is_json:
        tell(_beneath(preview, request))


def _partners(preview: "Preview", pin: SiteId | None) -> list[str]:
    """Return the partners that may get it; where one is named, no other gets it."""
    return [
        verdict.site
        for verdict in preview.decision.sites
        if verdict.permitted and verdict.site != DEVICE and pin in {None, verdict.site}
    ]


def _document(preview: "Preview", pin: SiteId | None) -> JsonObject:
    counts = Counter(one.finding.data_class.value for one in preview.findings)
    return {
        "text": preview.text,
        "findings": [treated_json(one) for one in preview.findings],
        "counts": dict(sorted(counts.items())),
        "sites": _partners(preview, pin),
    }


def _beneath(preview: "Preview", request: Request) -> tuple[str, ...]:
    language = request.language
    found = treated_words(preview.findings, language) or NOTHING.spoken(language)
    sites = COMMA.spoken(language).join(_partners(preview, request.site))
    who = MAY_GET.spoken(language).format(sites=sites) if sites else NOBODY.spoken(language)
    return ("─" * RULE_COLUMNS, FOUND.spoken(language).format(words=found), who)
