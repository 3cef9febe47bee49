"""Where a release stands: in the operator market for every partner, and where a gate looks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.decision import Outcome, Reason
from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Audience
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.policy.question import Question
from domicile.store.releases import Release, ReleaseState

_MISSING = Bilingual(
    en="This site is not released for the feature in this market.",
    zh="该站点在此市场尚未获准提供此功能。",
)
_WAITING = Bilingual(
    en="The release was submitted and waits for approval.", zh="发布申请已提交，尚待批准。"
)
_SUSPENDED = Bilingual(en="The release is suspended.", zh="该发布已暂停。")
_WITHDRAWN = Bilingual(en="The release was withdrawn.", zh="该发布已撤回。")
_RESTRICTED_PUBLIC = Bilingual(
    en="The release is restricted and does not serve the public.",
    zh="该发布受限，不面向公众。",
)
_RESTRICTED = Bilingual(
    en="The release is restricted: it serves internal and personal use, not the public.",
    zh="该发布受限：仅供内部和个人使用，不面向公众。",
)
_RELEASED = Bilingual(
    en="The register holds a release of this site for the feature in this market.",
    zh="审批登记册中有该站点在此市场提供此功能的有效发布。",
)
_STALE = Bilingual(
    en="The model was changed after the release was submitted: {changed}.",
    zh="提交发布申请后模型发生变更：{changed}。",
)
_REMEDIES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "missing": Bilingual(
            en="`domicile release submit` and `approve` would release it.",
            zh="可用 `domicile release submit` 和 `approve` 予以发布。",
        ),
        "suspended": Bilingual(
            en="`domicile release approve` would open it again.",
            zh="可用 `domicile release approve` 恢复。",
        ),
        "withdrawn": Bilingual(
            en="It would take a new `domicile release submit`, and `approve`.",
            zh="需重新 `domicile release submit` 并 `approve`。",
        ),
        "restricted": Bilingual(
            en="`domicile release approve` would lift the restriction.",
            zh="可用 `domicile release approve` 解除限制。",
        ),
        "stale": Bilingual(
            en="Withdraw the release and submit the model as it is now.",
            zh="请撤回后按现有模型重新提交。",
        ),
    }
)
"""What would open a release that is closed, by the word for its standing."""


def is_open(release: Release, audience: Audience) -> bool:
    """Return whether ``release`` lets the feature be served to ``audience``."""
    return release.state is ReleaseState.RELEASED or (
        release.state is ReleaseState.RESTRICTED and audience != "public"
    )


def approval(question: Question, site: Site, market: MarketId) -> Reason:
    """Return what the register says of ``site`` in ``market``."""
    release = question.entry(market, site)
    if release is None:
        place = f"{market}/{question.inquiry.feature}/{site.id}"
        return _reason("missing", Outcome.REFUSE, _MISSING, site=site, entry=f"{place} (none)")
    word, outcome, text = _standing(release, question.inquiry.audience)
    changed = changes(release, site)
    if outcome is not Outcome.REFUSE and changed is not None:
        word, outcome, text = "stale", Outcome.REFUSE, changed
    return _reason(word, outcome, text, site=site, entry=release.entry)


def changes(release: Release, site: Site) -> Bilingual | None:
    """Return how the site's model differs from the one that was submitted, or None."""
    if release.model != site.model:
        words = ("its name", "名称")
    elif release.model_digest != site.model_digest:
        words = ("its digest", "摘要值")
    elif release.origin != site.origin:
        words = ("whose model it is", "模型归属")
    else:
        return None
    return Bilingual(en=_STALE.en.format(changed=words[0]), zh=_STALE.zh.format(changed=words[1]))


def _standing(release: Release, audience: Audience) -> tuple[str, Outcome, Bilingual]:
    match release.state:
        case ReleaseState.RELEASED:
            return "released", Outcome.PERMIT, _RELEASED
        case ReleaseState.RESTRICTED if audience == "public":
            return "restricted", Outcome.REFUSE, _RESTRICTED_PUBLIC
        case ReleaseState.RESTRICTED:
            return "restricted", Outcome.LIMIT, _RESTRICTED
        case ReleaseState.SUSPENDED:
            return "suspended", Outcome.REFUSE, _SUSPENDED
        case ReleaseState.WITHDRAWN:
            return "withdrawn", Outcome.REFUSE, _WITHDRAWN
        case _:
            return "missing", Outcome.REFUSE, _WAITING


def _reason(word: str, outcome: Outcome, text: Bilingual, *, site: Site, entry: str) -> Reason:
    return Reason(
        rule=RuleId(f"approval.{word}"),
        kind="approval",
        outcome=outcome,
        basis="house",
        known="primary",
        citation=f"Approvals register, entry {entry}",
        words=text,
        site=site.id,
        remedy=_REMEDIES[word] if outcome is Outcome.REFUSE else None,
    )
