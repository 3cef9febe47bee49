"""How releases and their history are told, to programs and to people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from domicile.core.text import Bilingual, Language
from domicile.policy.register.grounds import changes
from domicile.store.releases import Release, ReleaseEvent, ReleaseState
from domicile.surfaces.shape import JsonObject

if TYPE_CHECKING:
    from domicile.app import Domicile

_PENDING: Final = Bilingual(en="one more approval by another person", zh="尚需另一人批准")
_BARS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "unlogged": Bilingual(en="not open: waits for the log", zh="未开放：等待写入日志"),
        "unsigned": Bilingual(
            en="not open: not signed as the settings ask", zh="未开放：缺少设置所要求的签名"
        ),
    }
)
"""What keeps an open state closed, by its word."""

_CHANGED: Final = Bilingual(en="not open: {what}", zh="未开放：{what}")
_NO_SITE: Final = Bilingual(en="Its site is no longer in the settings.", zh="其站点已不在设置中。")
_CLIENTS: Final = Bilingual(en="clients from {0}", zh="客户端 {0} 及以上")


def release_json(found: Release) -> JsonObject:
    """Return a release for programs."""
    return {
        "market": found.key.market,
        "feature": found.key.feature,
        "site": found.key.site,
        "state": found.state.value,
        "number": found.number,
        "model": found.model,
        "version": found.model_version,
        "model_digest": found.model_digest,
        "origin": found.origin,
        "filing_no": found.filing_no,
        "certificates": {name: day.isoformat() for name, day in found.certificates.items()},
        "min_client": found.min_client,
        "entry": found.entry,
        "signed": found.is_signed,
        "logged": found.barred != "unlogged",
        "pending": _PENDING.en if found.is_pending else "",
    }


def changed(domicile: "Domicile", found: Release) -> Bilingual | None:
    """Return how the site of an open release differs now from what was submitted, or None."""
    if found.state not in {ReleaseState.RELEASED, ReleaseState.RESTRICTED}:
        return None
    sites = (each for each in domicile.sites.sites if each.id == found.key.site)
    site = next(sites, None)
    return _NO_SITE if site is None else changes(found, site, domicile.clock.now().date())


def listed_json(domicile: "Domicile", found: Release) -> JsonObject:
    """Return a release for programs, and what closes it although its state is open."""
    text = changed(domicile, found)
    return release_json(found) | {"changed": "" if text is None else text.en}


def event_json(event: ReleaseEvent) -> JsonObject:
    """Return a step of the history for programs."""
    return release_json(event.release) | {
        "verb": event.act.verb,
        "digest": event.digest,
        "previous": event.previous,
        "signed": bool(event.note),
        "logged": event.log_index is not None,
        "by": event.act.actor,
        "at": event.act.at.isoformat(),
        "reason": event.act.reason,
        "evidence": event.act.evidence,
    }


def remark(found: Release, language: Language, *, differs: Bilingual | None = None) -> str:
    """Return what is to be known of a release beside its state, in brackets; empty for nothing.

    Args:
        found: The release.
        language: In which words.
        differs: How its site differs now from what was submitted, or None.
    """
    said = [_PENDING.spoken(language)] if found.is_pending else []
    if found.barred:
        said.append(_BARS[found.barred].spoken(language))
    if differs is not None:
        said.append(_CHANGED.filled(what=differs.spoken(language)).spoken(language))
    if found.min_client:
        said.append(_CLIENTS.spoken(language).format(found.min_client))
    return f"({'; '.join(said)})" if said else ""
