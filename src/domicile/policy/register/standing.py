"""Where a release stands: in the operator market for every partner, and where a gate looks."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.decision import Outcome, Reason
from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Audience
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.policy.question import Question
from domicile.policy.register.grounds import changes
from domicile.policy.register.numbers import number_key
from domicile.policy.register.versions import is_older
from domicile.store.releases import Release, ReleaseState, Snapshot

_TEXTS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "missing": Bilingual(
            en="This site is not released for the feature in this market.",
            zh="该站点在此市场尚未获准提供此功能。",
        ),
        "waiting": Bilingual(
            en="The release was submitted and waits for approval.",
            zh="发布申请已提交，尚待批准。",
        ),
        "pending": Bilingual(
            en="One person approved the release; it waits for another person's approval.",
            zh="该发布已获一人批准，尚待另一人批准。",
        ),
        "suspended": Bilingual(en="The release is suspended.", zh="该发布已暂停。"),
        "withdrawn": Bilingual(en="The release was withdrawn.", zh="该发布已撤回。"),
        "restricted": Bilingual(
            en="The release is restricted: it serves internal and personal use, not the public.",
            zh="该发布受限：仅供内部和个人使用，不面向公众。",
        ),
        "restricted_public": Bilingual(
            en="The release is restricted and does not serve the public.",
            zh="该发布受限，不面向公众。",
        ),
        "released": Bilingual(
            en="The register holds a release of this site for the feature in this market.",
            zh="审批登记册中有该站点在此市场提供此功能的有效发布。",
        ),
        "unlogged": Bilingual(
            en="The release was opened, and waits to be written into the transparency log.",
            zh="该发布已获准，尚待写入透明日志。",
        ),
        "unsigned": Bilingual(
            en="The release was opened without the signatures that the settings ask for.",
            zh="该发布缺少设置所要求的批准人签名。",
        ),
        "client": Bilingual(
            en="The release serves clients from version {least} on; this one is older.",
            zh="该发布仅适用于 {least} 及以上版本的客户端；当前版本过旧。",
        ),
        "client_unknown": Bilingual(
            en="The release serves clients from version {least} on; this one tells no version"
            " that can be read.",
            zh="该发布仅适用于 {least} 及以上版本的客户端；当前客户端未提供可识别的版本号。",
        ),
        "lapsed": Bilingual(
            en="The review of the pack {market} expired on {day}; until somebody has looked at its"
            " rules again, no release that rests on them is open.",
            zh="{market} 规则包的复核已于 {day} 到期；在重新复核之前，依据该规则包的发布一律关闭。",
        ),
    }
)
"""What is said of a release."""

RECALLED: Final = Bilingual(
    en="The regulator took back a number on which this rests.",
    zh="其所依据的编号已被监管部门撤销。",
)
"""What is said of a site or a release whose number was recalled."""

REMEDY_RECALLED: Final = Bilingual(
    en="A new number in the site's `filing_no` or in `--number`, and a new `domicile release"
    " submit` and `approve`, would open it.",
    zh="取得新编号并更新站点的 `filing_no` 或 `--number` 后，"
    "重新 `domicile release submit` 并 `approve`。",
)
"""What would open what rests on a number that was recalled."""

_REMEDIES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "missing": Bilingual(
            en="`domicile release submit` and `approve` would release it.",
            zh="可用 `domicile release submit` 和 `approve` 予以发布。",
        ),
        "waiting": Bilingual(
            en="`domicile release approve` would release it.",
            zh="可用 `domicile release approve` 予以发布。",
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
            en="Put back what the release rests on, or withdraw it and submit it as it is now.",
            zh="请恢复发布所依据的内容，或撤回后按现状重新提交。",
        ),
        "recalled": REMEDY_RECALLED,
        "unlogged": Bilingual(
            en="A running gateway writes it, and so does `domicile release history --verify`.",
            zh="运行中的网关会写入日志；也可用 `domicile release history --verify` 写入。",
        ),
        "unsigned": Bilingual(
            en="Suspend it, and let approvers of the settings approve it with `--key`.",
            zh="请先暂停，再由设置中的批准人使用 `--key` 签名批准。",
        ),
        "client": Bilingual(
            en="Update the app to version {least} or newer.",
            zh="请将应用更新至 {least} 或更高版本。",
        ),
        "lapsed": Bilingual(
            en="Install a newer edition of the pack, in `packs_dir` or with a newer Domicile.",
            zh="请在 `packs_dir` 中安装该规则包的新版本，或升级 Domicile。",
        ),
    }
)
"""What would open a release that is closed, by the word for its standing."""


def is_open(release: Release, audience: Audience) -> bool:
    """Return whether ``release`` lets the feature be served to ``audience``."""
    return not release.barred and (
        release.state is ReleaseState.RELEASED
        or (release.state is ReleaseState.RESTRICTED and audience != "public")
    )


def is_recalled(question: Question, site: Site, release: Release | None) -> bool:
    """Return whether ``site``, or what it was released with, rests on a recalled number.

    What was withdrawn rests on nothing any more.
    """
    releases = question.inquiry.releases
    recalled = releases.recalled if isinstance(releases, Snapshot) else frozenset()
    numbers = {number_key(site.filing_no)}
    if release is not None and release.state is not ReleaseState.WITHDRAWN:
        numbers |= {number_key(release.number), number_key(release.filing_no)}
    return not recalled.isdisjoint(numbers - {""})


def approval(question: Question, site: Site, market: MarketId) -> Reason:
    """Return what the register says of ``site`` in ``market``."""
    release = question.entry(market, site)
    place = f"{market}/{question.inquiry.feature}/{site.id}"
    entry = f"{place} (none)" if release is None else release.entry
    if is_recalled(question, site, release):
        return _refusal("recalled", RECALLED, site=site, entry=entry)
    if release is None:
        return _refusal("missing", _TEXTS["missing"], site=site, entry=entry)
    audience = question.inquiry.audience
    closed = _closed(release, audience) or _barred(question, site, release)
    if closed is not None:
        remedy = _REMEDIES["waiting" if closed[0] == "missing" else closed[0]]
        return _refusal(*closed, site=site, entry=entry, remedy=remedy)
    if release.min_client and is_older(question.inquiry.client, release.min_client):
        return _too_old(question, site, release)
    limited = release.state is ReleaseState.RESTRICTED
    return _reason(
        "restricted" if limited else "released",
        Outcome.LIMIT if limited else Outcome.PERMIT,
        _TEXTS["restricted" if limited else "released"],
        site=site,
        entry=entry,
    )


def held_back(question: Question, site: Site, market: MarketId) -> Reason | None:
    """Return why the register holds ``site`` back where no pack asks for a release, or None.

    What the operator suspended, or asks a newer client for, must not answer elsewhere either.
    """
    release = question.entry(market, site)
    if release is None:
        return None
    if release.state is ReleaseState.SUSPENDED:
        return approval(question, site, market)
    asks = release.min_client and release.state is not ReleaseState.WITHDRAWN
    if asks and is_older(question.inquiry.client, release.min_client):
        return _too_old(question, site, release)
    return None


def lapsed(question: Question, site: Site) -> Iterator[Reason]:
    """Yield a refusal for each pack that binds the request and whose review is over today."""
    today = question.inquiry.today
    for pack in question.binding.packs:
        expires = pack.review.expires
        if today is not None and today > expires:
            yield Reason(
                rule=RuleId("approval.lapsed"),
                kind="approval",
                outcome=Outcome.REFUSE,
                basis="house",
                known="primary",
                citation=f"Pack {pack.id}, review expired on {expires.isoformat()}",
                words=_TEXTS["lapsed"].filled(market=pack.id, day=expires.isoformat()),
                site=site.id,
                remedy=_REMEDIES["lapsed"],
            )


def _closed(release: Release, audience: Audience) -> tuple[str, Bilingual] | None:
    """Return the word and the text for a state that serves nobody of ``audience``, or None."""
    match release.state:
        case ReleaseState.RELEASED:
            return None
        case ReleaseState.RESTRICTED:
            public = audience == "public"
            return ("restricted", _TEXTS["restricted_public"]) if public else None
        case ReleaseState.SUSPENDED | ReleaseState.WITHDRAWN as state:
            return state.value, _TEXTS[state.value]
        case _:
            return "missing", _TEXTS["pending" if release.is_pending else "waiting"]


def _barred(question: Question, site: Site, release: Release) -> tuple[str, Bilingual] | None:
    """Return the word and the text for what keeps an open state closed, or None."""
    if release.barred:
        return release.barred, _TEXTS[release.barred]
    changed = changes(release, site, question.inquiry.at)
    return None if changed is None else ("stale", changed)


def _too_old(question: Question, site: Site, release: Release) -> Reason:
    is_told = not is_older(question.inquiry.client, "0")
    text = _TEXTS["client" if is_told else "client_unknown"]
    least = release.min_client
    return _refusal(
        "client",
        text.filled(least=least),
        site=site,
        entry=release.entry,
        remedy=_REMEDIES["client"].filled(least=least),
    )


def _refusal(
    word: str, text: Bilingual, *, site: Site, entry: str, remedy: Bilingual | None = None
) -> Reason:
    found = remedy or _REMEDIES[word]
    return _reason(word, Outcome.REFUSE, text, site=site, entry=entry, remedy=found)


def _reason(
    word: str,
    outcome: Outcome,
    text: Bilingual,
    *,
    site: Site,
    entry: str,
    remedy: Bilingual | None = None,
) -> Reason:
    return Reason(
        rule=RuleId(f"approval.{word}"),
        kind="approval",
        outcome=outcome,
        basis="house",
        known="primary",
        citation=f"Approvals register, entry {entry}",
        words=text,
        site=site.id,
        remedy=remedy,
    )
